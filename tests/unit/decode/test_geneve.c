/* SPDX-License-Identifier: BSD-2-Clause */
/* GENEVE is gone into, its options passed over. */
#include "wrapped.h"

static void ethernet_ip_and_mpls_are_found(void **state)
{
	static const char *const headers[][2] = {
		{ "0000 6558 00002a00" MACS "0800", "geneve" },
		{ "0000 0800 00002a00", "geneve" },
		{ "0000 8847 00002a00 00010140", "geneve/mpls" },
	};

	for (size_t i = 0; i < sizeof headers / sizeof headers[0]; i++)
		check_comes_out(*state, RAW, make_in_udp(1, 6081,
				headers[i][0]), headers[i][1]);
}

static void options_are_passed_over(void **state)
{
	check_comes_out(*state, RAW, make_in_udp(1, 6081,
			"0340 0800 00002a00 01020301 aabbccdd 01020300"),
			"geneve");
}

static void reserved_bits_are_ignored(void **state)
{
	check_comes_out(*state, RAW, make_in_udp(1, 6081,
			"0001 0800 00002a00"), "geneve");
	check_comes_out(*state, RAW, make_in_udp(1, 6081,
			"003f 6558 00002aff" MACS "0800"), "geneve");
}

static void another_version_protocol_or_length_makes_it_none(void **state)
{
	check_stays(*state, make_in_udp(1, 6081, "4000 0800 00002a00"));
	check_stays(*state, make_in_udp(1, 6081, "0000 0806 00002a00"));
	check_stays(*state, make_in_udp(1, 6081, "3f00 0800 00002a00"));
}

static void what_is_cut_is_counted_once(void **state)
{
	check_each_prefix(*state, RAW, make_in_udp(1, 6081,
			  "0200 6558 00002a00 01020301 aabbccdd" MACS "0800"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		BENCH_TEST(ethernet_ip_and_mpls_are_found),
		BENCH_TEST(options_are_passed_over),
		BENCH_TEST(reserved_bits_are_ignored),
		BENCH_TEST(another_version_protocol_or_length_makes_it_none),
		BENCH_TEST(what_is_cut_is_counted_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
