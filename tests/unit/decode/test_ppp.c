/* SPDX-License-Identifier: BSD-2-Clause */
/* PPP is read in its short and long forms, and behind PPPoE. */
#include "wrapped.h"

static void address_and_control_may_be_missing(void **state)
{
	check_comes_out(*state, 9, make_wrapped("ff03 0021"), "");
	check_comes_out(*state, 9, make_wrapped("ff03 21"), "");
	check_comes_out(*state, 9, make_wrapped("0021"), "");
	check_comes_out(*state, 9, make_wrapped("21"), "");
	check_comes_out(*state, 9, make_wrapped("ff03 0281 00010140"),
			"mpls");
}

static void ipv6_has_its_number(void **state)
{
	struct making m = { .n = 0 };

	add_hex(&m, "ff03 0057");
	add_ipv6(&m, 17, 13);
	add_udp(&m, 5);
	add_text(&m, "hello");
	check_comes_out(*state, 50, m, "");
}

static void pppoe_is_a_tunnel(void **state)
{
	check_comes_out(*state, EN10MB, make_wrapped(MACS "8864 1100 0007 "
			"0023 0021"), "pppoe");
	check_comes_out(*state, EN10MB, make_wrapped(MACS "8100 0007 8864 "
			"1100 0007 0023 0021"), "pppoe");
}

static void what_is_no_data_is_counted(void **state)
{
	check_counted(*state, 9, make_wrapped("ff03 c021"), "not_ip",
		      "other");
	check_counted(*state, EN10MB, make_wrapped(MACS "8864 1109 0000 0023 "
		      "0021"), "not_ip", "other");
	check_counted(*state, EN10MB, make_wrapped(MACS "8863 1109 0000 "
		      "0000"), "not_ip", "other");
}

static void what_is_cut_is_counted_once(void **state)
{
	check_each_prefix(*state, EN10MB, make_wrapped(MACS "8864 1100 0007 "
			  "0023 0021"));
	check_each_prefix(*state, 9, make_wrapped("ff03 0021"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		BENCH_TEST(address_and_control_may_be_missing),
		BENCH_TEST(ipv6_has_its_number),
		BENCH_TEST(pppoe_is_a_tunnel),
		BENCH_TEST(what_is_no_data_is_counted),
		BENCH_TEST(what_is_cut_is_counted_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
