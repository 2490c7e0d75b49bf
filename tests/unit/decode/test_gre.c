/* SPDX-License-Identifier: BSD-2-Clause */
/* GRE is gone into whatever its options, and so are ERSPAN and PPTP. */
#include "wrapped.h"

static void each_option_is_passed_over(void **state)
{
	static const char *const headers[] = {
		"0000 0800",
		"8000 0800 aabb 0000",
		"2000 0800 00000007",
		"1000 0800 00000001",
		"b000 0800 aabb 0000 00000007 00000001",
		"4000 0800 0000 0000 0800 0004 c0000209 0000 0000",
		"c000 0800 0000 0000 0800 0408 c0000209 c000020a 0002 0000"
		" 0000 0000",
	};

	for (size_t i = 0; i < sizeof headers / sizeof headers[0]; i++)
		check_comes_out(*state, RAW, make_in_ip(47, headers[i]),
				"gre");
}

static void ethernet_mpls_and_ppp_are_found_in_it(void **state)
{
	struct bench *t = *state;

	check_comes_out(t, RAW, make_in_ip(47, "0000 6558" MACS
					   "8100 002a 0800"), "gre");
	assert_int_equal(t->last.vlan, 42);
	check_comes_out(t, RAW, make_in_ip(47, "0000 8847 00010140"),
			"gre/mpls");
	check_comes_out(t, RAW, make_in_ip(47, "0000 880b ff03 0021"), "gre");
}

static void pptp_is_version_1(void **state)
{
	struct making m = make_in_ip(47, "3001 880b 0021 0007 00000001 "
				     "ff03 0021");

	check_comes_out(*state, RAW, m, "gre");
	m = make_in_ip(47, "3081 880b 0021 0007 00000001 00000002 21");
	check_comes_out(*state, RAW, m, "gre");
	m = make_in_ip(47, "2081 880b 0000 0007 00000002");
	bench_frame(*state, RAW, &m);		/* only acknowledges */
	assert_int_equal(bench_counted(*state), 0);
	m = make_in_ip(47, "3001 880b 0021 0007 00000001 ff03 c021");
	check_counted(*state, RAW, m, "not_ip", "other");
}

static void erspan_has_three_types(void **state)
{
	check_comes_out(*state, RAW, make_in_ip(47, "0000 88be" MACS "0800"),
			"erspan");
	check_comes_out(*state, RAW, make_in_ip(47, "1000 88be 00000001 "
			"1001 0001 00000001" MACS "0800"), "erspan");
	check_comes_out(*state, RAW, make_in_ip(47, "1000 22eb 00000001 "
			"2001 0001 00000001 0000 0000" MACS "0800"),
			"erspan");
	check_comes_out(*state, RAW, make_in_ip(47, "1000 22eb 00000001 "
			"2001 0001 00000001 0000 0001 00112233 44556677"
			MACS "0800"), "erspan");
	check_comes_out(*state, RAW, make_in_ip(47, "1000 22eb 00000001 "
			"2001 0001 00000001 0000 0800"), "erspan");
}

static void what_nothing_describes_is_counted(void **state)
{
	struct making m = make_in_ip(47, "0002 0800");

	check_counted(*state, RAW, m, "malformed_ip", "tunnel");
	m = make_in_ip(47, "3001 0800 0000 0000 00000000");
	check_counted(*state, RAW, m, "malformed_ip", "tunnel");
	m = make_in_ip(47, "0000 88cc");
	check_counted(*state, RAW, m, "not_ip", "other");
	m = make_in_ip(47, "4000 0800 0000 0000 0001 00ff");
	check_counted(*state, RAW, m, "malformed_ip", "short");
}

static void a_cut_header_is_counted_once(void **state)
{
	check_each_prefix(*state, RAW, make_in_ip(47, "b000 0800 aabb 0000 "
			  "00000007 00000001"));
	check_each_prefix(*state, RAW, make_in_ip(47, "1000 22eb 00000001 "
			  "2001 0001 00000001 0000 0001 00112233 44556677"
			  MACS "0800"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		BENCH_TEST(each_option_is_passed_over),
		BENCH_TEST(ethernet_mpls_and_ppp_are_found_in_it),
		BENCH_TEST(pptp_is_version_1),
		BENCH_TEST(erspan_has_three_types),
		BENCH_TEST(what_nothing_describes_is_counted),
		BENCH_TEST(a_cut_header_is_counted_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
