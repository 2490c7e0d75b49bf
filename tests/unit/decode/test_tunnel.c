/* SPDX-License-Identifier: BSD-2-Clause */
/* IP is found in IP, in any mix, as deep as anyone builds, and no deeper. */
#include "wrapped.h"

/* INNER in one more packet of VERSION. */
static struct making wrap(struct making inner, int inner_version, int version)
{
	uint8_t protocol = inner_version == 4 ? 4 : 41;
	struct making m = { .n = 0 };

	if (version == 4)
		add_ipv4(&m, protocol, inner.n);
	else
		add_ipv6(&m, protocol, inner.n);
	add(&m, inner.b, inner.n);
	return m;
}

static void ip_is_found_in_ip_in_any_mix(void **state)
{
	struct making v4 = make_wrapped(""), v6 = { .n = 0 };

	add_ipv6(&v6, 17, 8 + 5);
	add_udp(&v6, 5);
	add_text(&v6, "hello");
	check_comes_out(*state, RAW, wrap(v4, 4, 4), "ipip");
	check_comes_out(*state, RAW, wrap(v4, 4, 6), "ipip");
	check_comes_out(*state, RAW, wrap(v6, 6, 4), "ipip");
	check_comes_out(*state, RAW, wrap(v6, 6, 6), "ipip");
	check_comes_out(*state, RAW, wrap(wrap(v6, 6, 4), 4, 6), "ipip/ipip");
}

static void the_innermost_addresses_are_told(void **state)
{
	struct bench *t = *state;
	char text[ADDR_TEXT];

	check_comes_out(t, RAW, wrap(make_wrapped(""), 4, 6), "ipip");
	assert_string_equal(addr_format(&t->last.src, text), "192.0.2.1");
	assert_string_equal(addr_format(&t->last.dst, text), "192.0.2.2");
}

static void four_tunnels_are_gone_through_and_a_fifth_is_counted(void **state)
{
	struct making m = make_wrapped("");

	for (int i = 0; i < 4; i++)
		m = wrap(m, 4, 4);
	check_comes_out(*state, RAW, m, "ipip/ipip/ipip/ipip");
	check_counted(*state, RAW, wrap(m, 4, 4), "malformed_ip", "depth");
}

static void a_packet_in_a_tunnel_and_out_of_it_is_a_copy(void **state)
{
	struct bench *t = *state;
	struct making m = make_wrapped("");

	check_comes_out(t, RAW, wrap(m, 4, 4), "ipip");
	t->now = moment_add(t->now, span_ms(-999));
	m.b[8]--;			/* its TTL */
	check_counted(t, RAW, m, "copies", NULL);
}

static void what_is_not_ip_inside_is_counted(void **state)
{
	struct making m = make_in_ip(4, "00");

	check_counted(*state, RAW, m, "malformed_ip", "version");
	m = make_in_ip(41, "4500000000000000");
	check_counted(*state, RAW, m, "malformed_ip", "version");
}

/* Behind the tag OUTER, in VXLAN, behind TAGS: VLAN is told. */
static void check_vlan(struct bench *t, const char *outer, const char *tags,
		       int vlan)
{
	struct making inner = { .n = 0 }, m = { .n = 0 };

	add_hex(&inner, "08000000 00000100" MACS);
	add_hex(&inner, tags);
	add_hex(&inner, "0800");
	add_datagram(&inner, "hello");
	add_hex(&m, MACS);
	add_hex(&m, outer);
	add_hex(&m, "0800");
	add_ipv4(&m, 17, 8 + inner.n);
	add_hex(&m, "c350 12b5 0000 0000");
	add(&m, inner.b, inner.n);
	check_comes_out(t, EN10MB, m, "vxlan");
	assert_int_equal(t->last.vlan, vlan);
}

static void the_innermost_tag_is_told(void **state)
{
	check_vlan(*state, "", "", -1);
	check_vlan(*state, "", "8100 0007", 7);
	check_vlan(*state, "8100 0005", "8100 0007", 7);
	check_vlan(*state, "8100 0005", "88a8 0006 8100 0007", 7);
	check_vlan(*state, "88a8 0004 8100 0005", "", 5);
	check_vlan(*state, "8100 0005", "8100 e000", 5);
}

/* The first or the last of the two fragments of a datagram. */
static struct making make_half(bool last)
{
	struct making m = { .n = 0 };

	add_ipv4(&m, 17, last ? 8 : 16);
	m.b[6] = last ? 0 : 0x20;
	m.b[7] = last ? 2 : 0;
	if (!last)
		add_udp(&m, 16);
	add_text(&m, last ? "tailtail" : "headhead");
	return m;
}

/* A tunnel: of an IP protocol or to a port of UDP, and from whom. */
struct way {
	uint8_t protocol;
	unsigned port;
	const char *header;
	uint8_t from;
};

static void half_comes(struct bench *t, const struct way *w, bool last)
{
	struct making half = make_half(last), inner = { .n = 0 };
	struct making m = { .n = 0 };

	if (w->protocol == 17) {
		add_u16(&inner, 50000);
		add_u16(&inner, w->port);
		add_hex(&inner, "0000 0000");
	}
	add_hex(&inner, w->header);
	add(&inner, half.b, half.n);
	add_ipv4(&m, w->protocol, inner.n);
	m.b[15] = w->from;
	add(&m, inner.b, inner.n);
	bench_frame(t, RAW, &m);
}

static void fragments_of_two_networks_are_not_joined(void **state)
{
	static const struct way pairs[][2] = {
		{ { 17, 4789, "08000000 00000100" MACS "0800", 1 },
		  { 17, 4789, "08000000 00000200" MACS "0800", 1 } },
		{ { 17, 4789, "08000000 00000100" MACS "8100 0001 0800", 1 },
		  { 17, 4789, "08000000 00000100" MACS "8100 0002 0800", 1 } },
		{ { 17, 6081, "0000 0800 00000100", 1 },
		  { 17, 6081, "0000 0800 00000200", 1 } },
		{ { 17, 2152, "30ff 001c 00000001", 1 },
		  { 17, 2152, "30ff 001c 00000002", 1 } },
		{ { 17, 1701, "0002 0001 0001 ff03 0021", 1 },
		  { 17, 1701, "0002 0001 0002 ff03 0021", 1 } },
		{ { 17, 1701, "0003 0000 00000001", 1 },
		  { 17, 1701, "0003 0000 00000002", 1 } },
		{ { 115, 0, "00000001", 1 }, { 115, 0, "00000002", 1 } },
		{ { 47, 0, "2000 0800 00000001", 1 },
		  { 47, 0, "2000 0800 00000002", 1 } },
		{ { 47, 0, "0000 0800", 1 }, { 47, 0, "0000 0800", 2 } },
		{ { 47, 0, "3001 880b 0026 0001 00000001 ff03 0021", 1 },
		  { 47, 0, "3001 880b 0026 0002 00000001 ff03 0021", 1 } },
		{ { 47, 0, "1000 88be 00000001 1001 0001 00000000"
			   MACS "0800", 1 },
		  { 47, 0, "1000 88be 00000001 1002 0001 00000000"
			   MACS "0800", 1 } },
		{ { 47, 0, "1000 22eb 00000001 2000 0001 00000001 0000 0000"
			   MACS "0800", 1 },
		  { 47, 0, "1000 22eb 00000001 2000 0002 00000001 0000 0000"
			   MACS "0800", 1 } },
		{ { 47, 0, "0000 6558" MACS "88a8 0001 8100 0005 0800", 1 },
		  { 47, 0, "0000 6558" MACS "88a8 0002 8100 0005 0800", 1 } },
		{ { 47, 0, "0000 8864 1100 0001 0026 0021", 1 },
		  { 47, 0, "0000 8864 1100 0002 0026 0021", 1 } },
		{ { 137, 0, "00010140", 1 }, { 137, 0, "00020140", 1 } },
		{ { 4, 0, "", 1 }, { 4, 0, "", 2 } },
	};
	struct bench *t = *state;
	unsigned n = sizeof pairs / sizeof pairs[0];

	for (unsigned i = 0; i < n; i++) {
		half_comes(t, &pairs[i][0], false);
		half_comes(t, &pairs[i][1], true);
		assert_int_equal(t->handed_on, 2 * i);
		half_comes(t, &pairs[i][0], true);
		assert_int_equal(t->handed_on, 2 * i + 1);
		assert_string_equal(t->text, "headheadtailtail");
		half_comes(t, &pairs[i][1], false);
		assert_int_equal(t->handed_on, 2 * i + 2);
	}
	assert_int_equal(bench_counted(t), 2 * n);	/* reassembled */
}

/* The same network's, though not all of what comes before them is. */
static void fragments_of_one_network_are_joined(void **state)
{
	static const struct way pairs[][2] = {
		/* the second label spreads load, and does so by ports */
		{ { 137, 0, "00010040 00007040 00123140", 1 },
		  { 137, 0, "00010040 00007040 00456140", 1 } },
		/* packets have numbers, and outer labels change */
		{ { 137, 0, "00033040 00010140", 1 },
		  { 137, 0, "00010140", 1 } },
		{ { 47, 0, "3000 0800 00000001 00000001", 1 },
		  { 47, 0, "3000 0800 00000001 00000002", 1 } },
		/* priorities, and who mirrors it */
		{ { 17, 4789, "08000000 00000100" MACS "8100 a001 0800", 1 },
		  { 17, 4789, "08000000 00000100" MACS "8100 0001 0800", 2 } },
	};
	struct bench *t = *state;

	for (unsigned i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
		half_comes(t, &pairs[i][0], false);
		half_comes(t, &pairs[i][1], true);
		assert_int_equal(t->handed_on, i + 1);
	}
}

/* Each is put together by itself, and the second one is a copy. */
static void fragments_in_a_tunnel_and_out_of_it_count_once(void **state)
{
	static const struct way in = {
		17, 4789, "08000000 00000100" MACS "0800", 1
	};
	struct bench *t = *state;
	struct making m;

	for (int last = 0; last < 2; last++) {
		half_comes(t, &in, last);
		m = make_half(last);
		t->now = moment_add(t->now, span_ms(-990));
		bench_frame(t, RAW, &m);
		t->now = moment_add(t->now, span_ms(-990));
	}
	assert_int_equal(t->handed_on, 1);
	assert_int_equal(bench_count(t, "copies", NULL), 1);
	decode_end(t->decode);
	assert_int_equal(bench_count(t, "fragments", "unfinished"), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		BENCH_TEST(ip_is_found_in_ip_in_any_mix),
		BENCH_TEST(the_innermost_addresses_are_told),
		BENCH_TEST(
			four_tunnels_are_gone_through_and_a_fifth_is_counted),
		BENCH_TEST(a_packet_in_a_tunnel_and_out_of_it_is_a_copy),
		BENCH_TEST(what_is_not_ip_inside_is_counted),
		BENCH_TEST(the_innermost_tag_is_told),
		BENCH_TEST(fragments_of_two_networks_are_not_joined),
		BENCH_TEST(fragments_of_one_network_are_joined),
		BENCH_TEST(fragments_in_a_tunnel_and_out_of_it_count_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
