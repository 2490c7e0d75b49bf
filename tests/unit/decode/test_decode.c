/* SPDX-License-Identifier: BSD-2-Clause */
/* Each frame is handed on or counted, once, and no byte of it does harm. */
#include "bench.h"

static struct making make_tagged_ipv6(void)
{
	struct making m = { .n = 0 };

	add_hex(&m, MACS "88a8 0064 8100 0005 86dd");
	add_ipv6(&m, 60, 8 + 8 + 11);
	add_hex(&m, "2c00 010400000000 1100 0000 00000007");
	add_udp(&m, 3);
	add_text(&m, "abc");
	return m;
}

static struct making make_ipv4_with_options(void)
{
	struct making m = { .n = 0 };

	add_hex(&m, MACS "0800 4600 0023 1234 4000 40 11 0000"
		"c0000201 c0000202 94040000");
	add_udp(&m, 3);
	add_text(&m, "abc");
	return m;
}

static void a_payload_tells_its_frame(void **state)
{
	struct bench *t = *state;
	struct making m = make_tagged_ipv6();
	struct frame f = {
		.bytes = m.b, .captured = (uint32_t)m.n,
		.length = (uint32_t)m.n, .link_type = EN10MB, .number = 7,
	};

	decode_frame(t->decode, &f);
	assert_int_equal(t->handed_on, 1);
	assert_ptr_equal(t->last.frame, &f);
	assert_ptr_equal(t->last.bytes.p, m.b + m.n - 3);
	assert_int_equal(t->last.vlan, 5);
}

static void each_prefix_is_handed_on_or_counted_once(void **state)
{
	struct bench *t = *state;
	struct making m[2] = { make_tagged_ipv6(), make_ipv4_with_options() };

	for (int i = 0; i < 2; i++)
		for (size_t n = 0; n < m[i].n; n++) {
			struct making head = m[i];
			uint64_t counted = bench_counted(t);
			unsigned on = t->handed_on;

			head.n = n;
			bench_frame(t, EN10MB, &head);
			/* a datagram that is cut is both */
			assert_int_equal(bench_counted(t), counted + 1);
			bench_cut(t, EN10MB, &m[i], n);
			assert_int_equal(bench_counted(t), counted + 2);
			assert_true(t->handed_on == on ||
				    (t->handed_on == on + 2 && t->last.cut));
		}
}

static void each_changed_byte_changes_counters_only(void **state)
{
	static const uint8_t values[] = { 0, 1, 4, 6, 0x2b, 0x2c, 0x33, 0x7f,
					  0x80, 0xff };
	struct bench *t = *state;
	struct making m[2] = { make_tagged_ipv6(), make_ipv4_with_options() };
	unsigned frames = 0;

	for (int i = 0; i < 2; i++)
		for (size_t at = 0; at < m[i].n; at++)
			for (size_t v = 0; v < sizeof values; v++) {
				struct making changed = m[i];

				changed.b[at] = values[v];
				bench_frame(t, EN10MB, &changed);
				frames++;
			}
	/* TCP and SCTP without data are passed over in silence */
	assert_in_range(t->handed_on + bench_counted(t), frames - 40,
			frames + 400);
	assert_int_equal(bench_count(t, "copies", NULL), 0);
}

static void two_of_a_kind_share_nothing(void **state)
{
	struct bench *t = *state, *other;
	void *second;
	struct making m = make_ipv4_with_options();

	bench_set_up(&second);
	other = second;
	bench_frame(t, EN10MB, &m);
	bench_frame(other, EN10MB, &m);
	assert_int_equal(t->handed_on, 1);
	assert_int_equal(other->handed_on, 1);
	bench_tear_down(&second);
}

static void check_count(struct bench *t, const struct making *m,
			const char *name, const char *label)
{
	uint64_t before = bench_count(t, name, label);
	uint64_t counted = bench_counted(t);

	bench_frame(t, RAW, m);
	assert_int_equal(bench_count(t, name, label), before + 1);
	assert_int_equal(bench_counted(t), counted + 1);
	assert_int_equal(t->handed_on, 0);
}

static void others_are_counted_by_protocol(void **state)
{
	static const struct { uint8_t protocol; const char *name, *label; }
	rows[] = {
		{ 50, "unread", "esp" }, { 1, "icmp", NULL },
		{ 58, "icmp", NULL }, { 2, "other_protocol", NULL },
		{ 0, "other_protocol", NULL },
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct making m = { .n = 0 };

		add_ipv4(&m, rows[i].protocol, 8);
		add_hex(&m, "4500001c 00000000");
		check_count(*state, &m, rows[i].name, rows[i].label);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		BENCH_TEST(others_are_counted_by_protocol),
		BENCH_TEST(a_payload_tells_its_frame),
		BENCH_TEST(each_prefix_is_handed_on_or_counted_once),
		BENCH_TEST(each_changed_byte_changes_counters_only),
		BENCH_TEST(two_of_a_kind_share_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
