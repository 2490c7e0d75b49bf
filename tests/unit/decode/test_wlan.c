/* SPDX-License-Identifier: BSD-2-Clause */
/* The data frames of wireless LANs are read, with radiotap or without. */
#include "wrapped.h"

#define SNAP "aaaa03 000000 0800"
#define ADDRESSES "020000000001 020000000002 020000000003 1230 "

static void every_form_of_a_data_frame_is_read(void **state)
{
	static const char *const headers[] = {
		"0800 0000" ADDRESSES SNAP,
		"0801 0000" ADDRESSES SNAP,
		"0803 0000" ADDRESSES "020000000004" SNAP,
		"8802 0000" ADDRESSES "0500" SNAP,
		"8803 0000" ADDRESSES "020000000004 0500" SNAP,
		"8881 0000" ADDRESSES "0500 aabbccdd" SNAP,
	};

	for (size_t i = 0; i < sizeof headers / sizeof headers[0]; i++)
		check_comes_out(*state, 105, make_wrapped(headers[i]), "");
}

static void what_is_no_data_is_counted(void **state)
{
	check_counted(*state, 105, make_wrapped("8000 0000" ADDRESSES),
		      "not_ip", "other");
	check_counted(*state, 105, make_wrapped("4801 0000" ADDRESSES),
		      "not_ip", "other");
	check_counted(*state, 105, make_wrapped("0801 0000" ADDRESSES
		      "424203"), "not_ip", "llc");
}

static void what_can_t_be_read_is_counted_by_its_name(void **state)
{
	check_counted(*state, 105, make_wrapped("0841 0000" ADDRESSES SNAP),
		      "unread", "encrypted-wlan");
}

/* Adds a subframe, with a datagram that has TEXT; N: the length it tells. */
static void add_subframe(struct making *m, const char *text, size_t n)
{
	add_hex(m, MACS);
	add_u16(m, n);
	add_hex(m, SNAP);
	add_datagram(m, text);
}

/* Of two packets, the first one with a byte of padding. */
static struct making make_amsdu(void)
{
	struct making m = { .n = 0 };

	add_hex(&m, "8801 0000" ADDRESSES "8000");
	add_subframe(&m, "hello", 8 + 28 + 5);
	add_hex(&m, "00");
	add_subframe(&m, "good day", 8 + 28 + 8);
	return m;
}

static void several_packets_in_a_frame_are_all_read(void **state)
{
	struct bench *t = *state;
	struct making m = make_amsdu();

	bench_frame(t, 105, &m);
	assert_int_equal(t->handed_on, 2);
	assert_string_equal(t->text, "good day");
	add_hex(&m, "01020304");		/* a checksum */
	bench_frame(t, 105, &m);
	assert_int_equal(t->handed_on, 4);
	assert_int_equal(bench_counted(t), 0);
}

static void of_several_packets_each_is_counted_by_itself(void **state)
{
	struct bench *t = *state;
	struct making m = make_amsdu(), arp = make_amsdu();

	/* the first one cut, the second; the second not there */
	bench_cut(t, 105, &m, 60);
	bench_cut(t, 105, &m, m.n - 2);
	bench_cut(t, 105, &m, 26 + 56);
	assert_int_equal(bench_count(t, "truncated", NULL), 3);
	assert_int_equal(t->handed_on, 3);
	assert_int_equal(bench_counted(t), 3);

	arp.b[26 + 14 + 7] = 6;			/* the first one is ARP */
	bench_frame(t, 105, &arp);
	assert_int_equal(bench_count(t, "not_ip", "arp"), 1);
	assert_int_equal(t->handed_on, 4);
	m.b[26 + 56 + 12] = 1;			/* 256 bytes more */
	bench_frame(t, 105, &m);
	assert_int_equal(bench_count(t, "malformed_ip", "length"), 1);
	assert_int_equal(t->handed_on, 5);
	check_counted(t, 105, make_wrapped("8801 0000" ADDRESSES "8000" SNAP),
		      "malformed_ip", "length");
	m.n = 26;
	check_counted(t, 105, m, "malformed_ip", "short");
}

static void radiotap_is_passed_over(void **state)
{
	check_comes_out(*state, 127, make_wrapped("0000 0800 00000000 "
			"0801 0000" ADDRESSES SNAP), "");
	check_comes_out(*state, 127, make_wrapped("0000 0d00 04000000 "
			"aabbccddee 0801 0000" ADDRESSES SNAP), "");
}

static void padding_before_the_body_is_passed_over(void **state)
{
	check_comes_out(*state, 127, make_wrapped("0000 0900 02000000 20 "
			"8801 0000" ADDRESSES "0500 0000" SNAP), "");
	check_comes_out(*state, 127, make_wrapped("0000 1900 03000080 "
			"00000000 00000000 0011223344556677 20 "
			"8801 0000" ADDRESSES "0500 0000" SNAP), "");
	check_comes_out(*state, 127, make_wrapped("0000 0900 02000000 10 "
			"8801 0000" ADDRESSES "0500" SNAP), "");
}

static void a_wrong_radiotap_is_counted(void **state)
{
	check_counted(*state, 127, make_wrapped("0000 0700 00000000"),
		      "malformed_ip", "header-length");
	check_counted(*state, 127, make_wrapped("0000 ff00 00000000"),
		      "malformed_ip", "short");
	check_each_prefix(*state, 127, make_wrapped("0000 0900 02000000 20 "
			  "8801 0000" ADDRESSES "0500 0000" SNAP));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		BENCH_TEST(every_form_of_a_data_frame_is_read),
		BENCH_TEST(what_is_no_data_is_counted),
		BENCH_TEST(what_can_t_be_read_is_counted_by_its_name),
		BENCH_TEST(several_packets_in_a_frame_are_all_read),
		BENCH_TEST(of_several_packets_each_is_counted_by_itself),
		BENCH_TEST(radiotap_is_passed_over),
		BENCH_TEST(padding_before_the_body_is_passed_over),
		BENCH_TEST(a_wrong_radiotap_is_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
