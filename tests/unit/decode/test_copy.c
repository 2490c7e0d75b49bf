/* SPDX-License-Identifier: BSD-2-Clause */
/* The same packet within 50 ms is a copy; anything else is another packet. */
#include "bench.h"

/* M comes MS after the frame before; returns whether it was handed on. */
static bool comes_after(struct bench *t, const struct making *m, int ms)
{
	uint64_t copies = bench_count(t, "copies", NULL);
	unsigned before = t->handed_on;
	bool on;

	t->now = moment_add(t->now, span_ms(ms - 1000));
	bench_frame(t, RAW, m);
	on = t->handed_on > before;
	assert_int_equal(bench_count(t, "copies", NULL) - copies, !on);
	return on;
}

/* The same, with CAPTURED bytes of it. */
static bool comes_cut(struct bench *t, const struct making *m, size_t captured)
{
	unsigned before = t->handed_on;

	t->now = moment_add(t->now, span_ms(-999));
	bench_cut(t, RAW, m, captured);
	return t->handed_on > before;
}

static struct making make_ipv6(const char *text)
{
	struct making m = { .n = 0 };

	add_ipv6(&m, 17, 8 + strlen(text));
	add_udp(&m, strlen(text));
	add_text(&m, text);
	return m;
}

static void a_copy_within_50_ms_is_dropped(void **state)
{
	struct making m = { .n = 0 };

	add_datagram(&m, "abc");
	assert_true(comes_after(*state, &m, 0));
	assert_false(comes_after(*state, &m, 0));
	assert_false(comes_after(*state, &m, 50));
	assert_false(comes_after(*state, &m, 50));	/* of that copy */
	assert_true(comes_after(*state, &m, 51));
}

static void a_retransmission_is_no_copy(void **state)
{
	struct making m = { .n = 0 };

	add_datagram(&m, "abc");
	assert_true(comes_after(*state, &m, 0));
	m.b[5]++;			/* a new identification */
	assert_true(comes_after(*state, &m, 10));

	m.b[4] = m.b[5] = 0;		/* with DF some send always 0 */
	assert_true(comes_after(*state, &m, 500));
	assert_true(comes_after(*state, &m, 500));
}

static void ttl_and_checksums_make_no_difference_in_ipv4(void **state)
{
	struct making m = { .n = 0 };

	add_datagram(&m, "abc");
	assert_true(comes_after(*state, &m, 0));
	m.b[8] = 63;			/* TTL */
	m.b[10] = 1;			/* the header's checksum */
	m.b[11] = 2;
	m.b[26] = 3;			/* UDP's */
	m.b[27] = 4;
	assert_false(comes_after(*state, &m, 1));
}

static void hop_limit_and_checksum_make_no_difference_in_ipv6(void **state)
{
	struct making m = make_ipv6("abc");

	assert_true(comes_after(*state, &m, 0));
	m.b[7] = 63;
	m.b[46] = 1;
	m.b[47] = 1;
	assert_false(comes_after(*state, &m, 1));
}

static void of_cut_packets_without_an_id_the_checksum_decides(void **state)
{
	struct making v6 = make_ipv6("abcdef"), v4 = { .n = 0 };

	assert_true(comes_cut(*state, &v6, 50));
	assert_false(comes_cut(*state, &v6, 50));
	v6.b[47] ^= 1;
	assert_true(comes_cut(*state, &v6, 50));

	add_datagram(&v4, "abcdef");
	assert_true(comes_cut(*state, &v4, 30));
	v4.b[27] ^= 1;
	assert_false(comes_cut(*state, &v4, 30));
	v4.b[4] = v4.b[5] = 0;
	assert_true(comes_cut(*state, &v4, 30));
	v4.b[27] ^= 1;
	assert_true(comes_cut(*state, &v4, 30));
}

/* Any byte of M changed, save those that MAY differ: another packet. */
static void check_each_byte(struct bench *t, struct making *m,
			    bool (*may)(size_t at))
{
	for (size_t i = 0; i < m->n; i++) {
		if (may(i))
			continue;
		assert_true(comes_after(t, m, 1000));
		m->b[i] ^= 1;
		t->now = moment_add(t->now, span_ms(-990));
		bench_frame(t, RAW, m);
		m->b[i] ^= 1;
		assert_int_equal(bench_count(t, "copies", NULL), 0);
	}
}

static bool may_differ_in_v4(size_t at)
{
	return at == 8 || at == 10 || at == 11 || at == 30 || at == 31;
}

static bool may_differ_in_v6(size_t at)
{
	return at == 7 || at == 54 || at == 55;
}

static void any_other_byte_makes_another_packet(void **state)
{
	struct making v4 = { .n = 0 }, v6 = { .n = 0 };

	add_hex(&v4, "4600 0023 1234 4000 40 11 0000 c0000201 c0000202"
		"94040000");
	add_udp(&v4, 3);
	add_text(&v4, "abc");
	check_each_byte(*state, &v4, may_differ_in_v4);

	add_ipv6(&v6, 60, 8 + 11);
	add_hex(&v6, "1100 010400000000");
	add_udp(&v6, 3);
	add_text(&v6, "abc");
	check_each_byte(*state, &v6, may_differ_in_v6);
}

static void a_vlan_and_its_parent_show_the_same_packet(void **state)
{
	struct bench *t = *state;
	struct making plain = { .n = 0 }, tagged = { .n = 0 };

	add_hex(&plain, MACS "0800");
	add_datagram(&plain, "abc");
	add_text(&plain, "padding");
	add_hex(&tagged, MACS "8100 0005 0800");
	add_datagram(&tagged, "abc");
	bench_frame(t, EN10MB, &tagged);
	t->now = moment_add(t->now, span_ms(-999));
	bench_frame(t, EN10MB, &plain);
	assert_int_equal(bench_count(t, "copies", NULL), 1);
	assert_int_equal(t->handed_on, 1);
}

static void what_is_not_handed_on_is_never_a_copy(void **state)
{
	struct bench *t = *state;
	struct making m = { .n = 0 };

	add_datagram(&m, "abc");
	m.b[9] = 1;		/* ICMP */
	bench_frame(t, RAW, &m);
	t->now = moment_add(t->now, span_s(-1));
	bench_frame(t, RAW, &m);
	assert_int_equal(bench_count(t, "copies", NULL), 0);
	assert_int_equal(bench_count(t, "icmp", NULL), 2);
}

static void a_fragment_within_50_ms_is_a_copy_too(void **state)
{
	struct bench *t = *state;
	struct making m = { .n = 0 };

	add_datagram(&m, "12345678");
	m.b[6] = 0x20;
	assert_int_equal(bench_count(t, "copies", NULL), 0);
	for (int i = 0; i < 3; i++) {
		m.b[8] = (uint8_t)(64 - i);	/* TTL */
		bench_frame(t, RAW, &m);
		t->now = moment_add(t->now, span_ms(i ? -949 : -950));
	}
	assert_int_equal(bench_count(t, "copies", NULL), 1);
}

static void many_packets_at_once_are_all_remembered(void **state)
{
	struct bench *t = *state;
	struct making m = { .n = 0 };

	add_datagram(&m, "abc");
	for (int round = 0; round < 2; round++)
		for (int i = 0; i < 4000; i++) {
			m.b[4] = (uint8_t)(i >> 8);
			m.b[5] = (uint8_t)i;
			t->now = moment_add(t->now, span_s(-1));
			bench_frame(t, RAW, &m);
		}
	assert_int_equal(t->handed_on, 4000);
	assert_int_equal(bench_count(t, "copies", NULL), 4000);
	assert_int_equal(bench_count(t, "evicted", "copies"), 0);
}

static void of_too_many_at_once_old_ones_are_given_up(void **state)
{
	struct bench *t = *state;
	struct making m = { .n = 0 };

	add_datagram(&m, "abc");
	for (int i = 0; i < 1 << 20; i++) {
		m.b[4] = (uint8_t)(i >> 8);
		m.b[5] = (uint8_t)i;
		m.b[28] = (uint8_t)(i >> 16);
		t->now = moment_add(t->now, span_s(-1));
		bench_frame(t, RAW, &m);
	}
	assert_int_equal(t->handed_on, 1 << 20);
	assert_true(bench_count(t, "evicted", "copies") >= 1 << 19);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		BENCH_TEST(a_copy_within_50_ms_is_dropped),
		BENCH_TEST(a_retransmission_is_no_copy),
		BENCH_TEST(ttl_and_checksums_make_no_difference_in_ipv4),
		BENCH_TEST(hop_limit_and_checksum_make_no_difference_in_ipv6),
		BENCH_TEST(of_cut_packets_without_an_id_the_checksum_decides),
		BENCH_TEST(any_other_byte_makes_another_packet),
		BENCH_TEST(a_vlan_and_its_parent_show_the_same_packet),
		BENCH_TEST(what_is_not_handed_on_is_never_a_copy),
		BENCH_TEST(a_fragment_within_50_ms_is_a_copy_too),
		BENCH_TEST(many_packets_at_once_are_all_remembered),
		BENCH_TEST(of_too_many_at_once_old_ones_are_given_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
