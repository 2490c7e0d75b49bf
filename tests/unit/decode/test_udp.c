/* SPDX-License-Identifier: BSD-2-Clause */
/* A datagram has the bytes that its length says, as far as they are there. */
#include "bench.h"

enum { LENGTH_HI = 24, LENGTH_LO = 25 };	/* of an IPv4 packet */

static void ports_and_transport_are_told(void **state)
{
	struct bench *t = *state;
	struct making m = { .n = 0 };

	add_datagram(&m, "abc");
	bench_frame(t, RAW, &m);
	assert_int_equal(t->last.src_port, 5060);
	assert_int_equal(t->last.dst_port, 5062);
	assert_int_equal(t->last.transport, TRANSPORT_UDP);
	assert_int_equal(t->last.bytes.n, 3);
	assert_false(t->last.cut);
}

static void an_empty_datagram_is_one(void **state)
{
	struct bench *t = *state;
	struct making m = { .n = 0 };

	add_datagram(&m, "");
	bench_frame(t, RAW, &m);
	assert_int_equal(t->handed_on, 1);
	assert_int_equal(t->last.bytes.n, 0);
}

static void bytes_beyond_its_length_are_not_the_datagram_s(void **state)
{
	struct bench *t = *state;
	struct making m = { .n = 0 };

	add_datagram(&m, "abcdef");
	m.b[LENGTH_LO] = 8 + 3;
	bench_frame(t, RAW, &m);
	assert_string_equal(t->text, "abc");
	assert_false(t->last.cut);
}

static void length_0_means_all_that_ip_says(void **state)
{
	struct bench *t = *state;
	struct making m = { .n = 0 };

	add_datagram(&m, "abcdef");
	m.b[LENGTH_LO] = 0;
	bench_frame(t, RAW, &m);
	assert_string_equal(t->text, "abcdef");
}

static void a_length_that_cannot_be_is_counted(void **state)
{
	struct bench *t = *state;
	struct making m = { .n = 0 };

	add_datagram(&m, "abc");
	for (uint8_t length = 1; length < 8; length++) {
		m.b[LENGTH_LO] = length;
		bench_frame(t, RAW, &m);
		assert_int_equal(bench_count(t, "malformed_ip", "udp-length"),
				 length);
	}
	assert_int_equal(t->handed_on, 0);
}

static void a_length_beyond_ip_s_is_counted_and_handed_on_cut(void **state)
{
	struct bench *t = *state;
	struct making m = { .n = 0 };

	add_datagram(&m, "abc");
	add_text(&m, "padding");
	m.b[LENGTH_LO] = 8 + 4;
	bench_frame(t, RAW, &m);
	assert_string_equal(t->text, "abc");
	assert_true(t->last.cut);
	m.b[LENGTH_HI] = 0xff;
	bench_frame(t, RAW, &m);
	assert_int_equal(t->handed_on, 2);
	assert_int_equal(bench_count(t, "malformed_ip", "udp-length"), 2);
	assert_int_equal(bench_counted(t), 2);
}

static void a_cut_datagram_is_handed_on_and_counted(void **state)
{
	struct bench *t = *state;
	struct making m = { .n = 0 };

	add_datagram(&m, "abcdef");
	for (size_t n = 0; n < 6; n++) {
		bench_cut(t, RAW, &m, 28 + n);
		assert_int_equal(t->handed_on, n + 1);
		assert_int_equal(t->last.bytes.n, n);
		assert_memory_equal(t->text, "abcdef", n);
		assert_true(t->last.cut);
	}
	assert_int_equal(bench_count(t, "truncated", NULL), 6);
	bench_cut(t, RAW, &m, 34);
	assert_false(t->last.cut);
	assert_int_equal(bench_count(t, "truncated", NULL), 6);
}

static void padding_that_was_cut_off_does_not_matter(void **state)
{
	struct bench *t = *state;
	struct making m = { .n = 0 };

	add_datagram(&m, "abcdef");
	add_text(&m, "padding");
	bench_cut(t, RAW, &m, 36);
	assert_string_equal(t->text, "abcdef");
	assert_false(t->last.cut);
	assert_int_equal(bench_counted(t), 0);
}

static void an_ip_packet_without_its_end_is_cut_too(void **state)
{
	struct bench *t = *state;
	struct making m = { .n = 0 };

	add_datagram(&m, "abcdef");
	m.n -= 2;		/* on the wire as well, it seems */
	bench_frame(t, RAW, &m);
	assert_string_equal(t->text, "abcd");
	assert_true(t->last.cut);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		BENCH_TEST(ports_and_transport_are_told),
		BENCH_TEST(an_empty_datagram_is_one),
		BENCH_TEST(bytes_beyond_its_length_are_not_the_datagram_s),
		BENCH_TEST(length_0_means_all_that_ip_says),
		BENCH_TEST(a_length_that_cannot_be_is_counted),
		BENCH_TEST(a_length_beyond_ip_s_is_counted_and_handed_on_cut),
		BENCH_TEST(a_cut_datagram_is_handed_on_and_counted),
		BENCH_TEST(padding_that_was_cut_off_does_not_matter),
		BENCH_TEST(an_ip_packet_without_its_end_is_cut_too),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
