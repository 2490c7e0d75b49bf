/* SPDX-License-Identifier: BSD-2-Clause */
/* What is read at once comes to what its layers, read one by one, come to. */
#include "bench.h"

enum { HEADERS = 28 };	/* bytes, of IPv4 and of UDP */

/* The same IP packet: with Ethernet around it, and by itself. */
struct two {
	struct bench *ethernet, *ip;
};

static int set_up(void **state)
{
	struct two *two = calloc(1, sizeof *two);

	assert_non_null(two);
	bench_set_up((void **)&two->ethernet);
	bench_set_up((void **)&two->ip);
	*state = two;
	return 0;
}

static int tear_down(void **state)
{
	struct two *two = *state;

	bench_tear_down((void **)&two->ethernet);
	bench_tear_down((void **)&two->ip);
	free(two);
	return 0;
}

static void count_alike(const char *name, const char *label, uint64_t value,
			void *arg)
{
	assert_int_equal(bench_count(arg, name, label), value);
}

static void assert_payloads_alike(const struct payload *a,
				  const struct payload *b)
{
	assert_int_equal(a->bytes.n, b->bytes.n);
	assert_true(addr_equal(&a->src, &b->src));
	assert_true(addr_equal(&a->dst, &b->dst));
	assert_int_equal(a->cut, b->cut);
	assert_int_equal(a->src_port, b->src_port);
	assert_int_equal(a->dst_port, b->dst_port);
	assert_int_equal(a->transport, b->transport);
	assert_int_equal(a->vlan, b->vlan);
	assert_memory_equal(a->via, b->via, sizeof a->via);
	assert_true(!a->stretch && !b->stretch);
}

/* IP, of which only CAPTURED bytes are there: how many were handed on? */
static unsigned both(const struct two *two, const struct making *ip,
		     size_t captured)
{
	struct bench *a = two->ethernet, *b = two->ip;
	struct making whole = { .n = 0 };

	a->handed_on = b->handed_on = 0;
	add_hex(&whole, MACS "0800");
	add(&whole, ip->b, ip->n);
	bench_cut(a, EN10MB, &whole, whole.n - ip->n + captured);
	bench_cut(b, IPV4, ip, captured);
	assert_int_equal(a->handed_on, b->handed_on);
	if (a->handed_on) {
		assert_payloads_alike(&a->last, &b->last);
		assert_string_equal(a->text, b->text);
	}
	counter_each(a->counters, count_alike, b);
	counter_each(b->counters, count_alike, a);
	return a->handed_on;
}

static void a_datagram_is_handed_on(void **state)
{
	struct two *two = *state;
	struct making m = { .n = 0 };

	add_datagram(&m, "abc");
	assert_int_equal(both(two, &m, m.n), 1);
	assert_string_equal(two->ethernet->text, "abc");
	assert_int_equal(two->ethernet->last.src_port, 5060);
	assert_int_equal(bench_counted(two->ethernet), 0);
}

static void any_byte_of_the_headers_may_be_any(void **state)
{
	struct two *two = *state;

	for (size_t at = 0; at < HEADERS; at++)
		for (int byte = 0; byte < 256; byte++) {
			struct making m = { .n = 0 };

			add_datagram(&m, "abcdefgh");
			m.b[at] = (uint8_t)byte;
			both(two, &m, m.n);
		}
}

static void bytes_may_follow_the_packet_or_be_missing(void **state)
{
	struct two *two = *state;
	struct making m = { .n = 0 };
	size_t packet;

	add_datagram(&m, "abcdefgh");
	packet = m.n;
	add_text(&m, "padding");
	for (size_t n = 0; n <= m.n; n++)
		both(two, &m, n);
	assert_int_equal(both(two, &m, m.n), 1);
	assert_string_equal(two->ethernet->text, "abcdefgh");
	m.n = packet;
	for (size_t n = 0; n <= m.n; n++)
		both(two, &m, n);
}

static void a_tunnel_and_hep_are_looked_into(void **state)
{
	struct two *two = *state;
	struct making vxlan = { .n = 0 }, hep = { .n = 0 };

	add_ipv4(&vxlan, 17, 8 + 8 + 14 + 28 + 5);
	add_hex(&vxlan, "c000 12b5");
	add_u16(&vxlan, 8 + 8 + 14 + 28 + 5);
	add_hex(&vxlan, "0000 08000000 00000700" MACS "0800");
	add_datagram(&vxlan, "inner");
	assert_int_equal(both(two, &vxlan, vxlan.n), 1);
	assert_string_equal(two->ethernet->text, "inner");
	assert_int_equal(two->ethernet->last.via[0], TUNNEL_VXLAN);
	add_datagram(&hep, "HEP3 without what should follow");
	assert_int_equal(both(two, &hep, hep.n), 0);
	assert_int_equal(bench_counted(two->ethernet), 1);
}

static void a_copy_is_one_either_way(void **state)
{
	struct two *two = *state;
	struct making m = { .n = 0 }, tagged = { .n = 0 };
	struct bench *t = two->ethernet;

	add_hex(&m, MACS "0800");
	add_datagram(&m, "abc");
	add_hex(&tagged, MACS "8100 0007 0800");
	add_datagram(&tagged, "abc");
	bench_frame(t, EN10MB, &m);
	t->now = moment_add(t->now, span_s(-1));
	bench_frame(t, EN10MB, &tagged);
	assert_int_equal(t->handed_on, 1);
	assert_int_equal(bench_count(t, "copies", NULL), 1);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_datagram_is_handed_on),
		TEST(any_byte_of_the_headers_may_be_any),
		TEST(bytes_may_follow_the_packet_or_be_missing),
		TEST(a_tunnel_and_hep_are_looked_into),
		TEST(a_copy_is_one_either_way),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
