/* SPDX-License-Identifier: BSD-2-Clause */
/* IP headers are read as far as they go, and say where the packet ends. */
#include "bench.h"

static void check_text(struct bench *t, const struct making *m,
		       const char *text)
{
	unsigned before = t->handed_on;

	bench_frame(t, RAW, m);
	assert_int_equal(t->handed_on, before + 1);
	assert_string_equal(t->text, text);
	assert_int_equal(bench_counted(t), 0);
}

static void check_count(struct bench *t, const struct making *m,
			const char *name, const char *label)
{
	uint64_t before = bench_count(t, name, label);
	uint64_t counted = bench_counted(t);
	unsigned handed_on = t->handed_on;

	bench_frame(t, RAW, m);
	assert_int_equal(bench_count(t, name, label), before + 1);
	assert_int_equal(bench_counted(t), counted + 1);
	assert_int_equal(t->handed_on, handed_on);
}

static void addresses_are_told(void **state)
{
	struct bench *t = *state;
	struct making m = { .n = 0 };
	char text[ADDR_TEXT];

	add_datagram(&m, "x");
	bench_frame(t, RAW, &m);
	assert_string_equal(addr_format(&t->last.src, text), "192.0.2.1");
	assert_string_equal(addr_format(&t->last.dst, text), "192.0.2.2");

	m.n = 0;
	add_ipv6(&m, 17, 9);
	add_udp(&m, 1);
	add_text(&m, "x");
	bench_frame(t, RAW, &m);
	assert_string_equal(addr_format(&t->last.src, text), "2001:db8::1");
	assert_string_equal(addr_format(&t->last.dst, text), "2001:db8::2");
}

static void options_are_passed_over(void **state)
{
	struct making m = { .n = 0 };

	add_hex(&m, "4700 0027 1234 4000 40 11 0000 c0000201 c0000202"
		"94040000 01010100");
	add_udp(&m, 3);
	add_text(&m, "abc");
	check_text(*state, &m, "abc");
}

static void padding_of_the_link_is_cut_off(void **state)
{
	struct making m = { .n = 0 };

	add_datagram(&m, "abc");
	m.b[24] = m.b[25] = 0;	/* UDP length: all that IP says */
	add_text(&m, "padding");
	check_text(*state, &m, "abc");
}

static void total_length_0_means_the_whole_frame(void **state)
{
	struct making m = { .n = 0 };

	add_datagram(&m, "abc");
	m.b[2] = m.b[3] = 0;
	check_text(*state, &m, "abc");
}

static void malformed_ipv4_is_counted_by_reason(void **state)
{
	struct making m = { .n = 0 };

	add_datagram(&m, "abc");
	m.b[0] = 0x55;
	check_count(*state, &m, "malformed_ip", "version");
	m.b[0] = 0x44;
	check_count(*state, &m, "malformed_ip", "header-length");
	m.b[0] = 0x46;
	m.b[3] = 23;
	check_count(*state, &m, "malformed_ip", "length");
	m.b[0] = 0x45;
	m.b[3] = 27;
	check_count(*state, &m, "malformed_ip", "short");
	m.n = 19;
	check_count(*state, &m, "malformed_ip", "short");
}

static void fragments_of_icmp_are_not_kept(void **state)
{
	struct making m = { .n = 0 };

	add_datagram(&m, "abc");
	m.b[7] = 1;
	m.b[9] = 1;
	check_count(*state, &m, "icmp", NULL);
	m.n = 0;
	add_ipv6(&m, 44, 8 + 8);
	add_hex(&m, "3a00 0001 00000007 0102030405060708");
	check_count(*state, &m, "icmp", NULL);
}

static void extension_headers_are_passed_over(void **state)
{
	struct making m = { .n = 0 };

	add_ipv6(&m, 0, 8 + 24 + 8 + 16 + 11);
	add_hex(&m, "2b00 0502 0000 0100");	/* routing */
	add_hex(&m, "3c02 0401 00000000 20010db8000000000000000000000009");
	add_hex(&m, "3300 010400000000");	/* AH */
	add_hex(&m, "1102 0000 00000001 00000002 aabbccdd");
	add_udp(&m, 3);
	add_text(&m, "abc");
	check_text(*state, &m, "abc");
}

static void ah_is_passed_over_in_ipv4_too(void **state)
{
	struct making m = { .n = 0 };

	add_ipv4(&m, 51, 16 + 11);
	add_hex(&m, "1102 0000 00000001 00000002 aabbccdd");
	add_udp(&m, 3);
	add_text(&m, "abc");
	check_text(*state, &m, "abc");
}

static void an_atomic_fragment_is_a_whole_packet(void **state)
{
	struct making m = { .n = 0 };

	add_ipv6(&m, 44, 8 + 11);
	add_hex(&m, "1100 0000 00000007");
	add_udp(&m, 3);
	add_text(&m, "abc");
	check_text(*state, &m, "abc");

	m.b[43] = 8;		/* an offset: no longer one */
	bench_frame(*state, RAW, &m);
	assert_int_equal(((struct bench *)*state)->handed_on, 1);
	m.b[43] = 6;		/* reserved bits */
	bench_frame(*state, RAW, &m);
	assert_int_equal(((struct bench *)*state)->handed_on, 2);
}

static void an_option_tells_a_jumbograms_length(void **state)
{
	struct making m = { .n = 0 };

	add_ipv6(&m, 0, 0);
	add_hex(&m, "1100 c204 00000013");
	add_udp(&m, 3);
	add_text(&m, "abc, and padding");
	check_text(*state, &m, "abc");

	m.b[42] = 0xc3;		/* another option: that one may follow it */
	check_count(*state, &m, "unread", "jumbogram");
	m.b[42] = 0xc2;
	m.n = 47;
	check_count(*state, &m, "unread", "jumbogram");
}

static void payload_length_0_of_tcp_means_the_whole_frame(void **state)
{
	struct bench *t = *state;
	struct making m = { .n = 0 };

	add_ipv6(&m, 6, 0);
	add_hex(&m, "13c4 13c6 00000001 00000001 5010 0100 00000000");
	bench_frame(t, RAW, &m);
	assert_int_equal(bench_counted(t), 0);
}

static void malformed_ipv6_is_counted_by_reason(void **state)
{
	struct making m = { .n = 0 };

	add_ipv6(&m, 17, 0);
	add_udp(&m, 0);
	check_count(*state, &m, "malformed_ip", "length");
	m.b[6] = 0;
	check_count(*state, &m, "unread", "jumbogram");
	m.b[5] = 4;
	m.b[6] = 17;
	check_count(*state, &m, "malformed_ip", "short");
	m.b[6] = 60;
	check_count(*state, &m, "malformed_ip", "short");
	m.n = 39;
	check_count(*state, &m, "malformed_ip", "short");
}

static void a_header_cut_by_the_snap_length_is_no_fault(void **state)
{
	struct bench *t = *state;
	struct making m = { .n = 0 };

	add_datagram(&m, "abc");
	for (size_t n = 0; n < 28; n++) {
		bench_cut(t, IPV4, &m, n);
		assert_int_equal(bench_count(t, "truncated", NULL), n + 1);
	}
	assert_int_equal(bench_counted(t), 28);
	assert_int_equal(t->handed_on, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		BENCH_TEST(addresses_are_told),
		BENCH_TEST(options_are_passed_over),
		BENCH_TEST(padding_of_the_link_is_cut_off),
		BENCH_TEST(total_length_0_means_the_whole_frame),
		BENCH_TEST(malformed_ipv4_is_counted_by_reason),
		BENCH_TEST(fragments_of_icmp_are_not_kept),
		BENCH_TEST(extension_headers_are_passed_over),
		BENCH_TEST(ah_is_passed_over_in_ipv4_too),
		BENCH_TEST(an_atomic_fragment_is_a_whole_packet),
		BENCH_TEST(an_option_tells_a_jumbograms_length),
		BENCH_TEST(payload_length_0_of_tcp_means_the_whole_frame),
		BENCH_TEST(malformed_ipv6_is_counted_by_reason),
		BENCH_TEST(a_header_cut_by_the_snap_length_is_no_fault),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
