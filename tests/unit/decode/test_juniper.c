/* SPDX-License-Identifier: BSD-2-Clause */
/* The frames of Juniper routers are read, extensions passed over. */
#include "wrapped.h"

#define MGC "4d4743"

static void each_link_is_read(void **state)
{
	check_comes_out(*state, 178, make_wrapped(MGC "00" MACS "0800"), "");
	check_comes_out(*state, 178, make_wrapped(MGC "80 0006 aabbccddeeff"
			MACS "8100 0007 0800"), "");
	check_comes_out(*state, 179, make_wrapped(MGC "00 ff03 0021"), "");
	check_comes_out(*state, 181, make_wrapped(MGC "00 0f00 0800"), "");
	check_comes_out(*state, 167, make_wrapped(MGC "00" MACS "8864 1100 "
			"0007 0023 0021"), "pppoe");
}

static void a_frame_may_have_lost_its_link(void **state)
{
	check_comes_out(*state, 178, make_wrapped(MGC "02 00000002"), "");
	check_comes_out(*state, 179, make_wrapped(MGC "82 0002 aabb "
			"00000002"), "");
}

static void what_is_not_theirs_is_counted(void **state)
{
	check_counted(*state, 178, make_wrapped("4d474400" MACS "0800"),
		      "not_ip", "other");
	check_each_prefix(*state, 178, make_wrapped(MGC "80 0002 aabb" MACS
			  "0800"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		BENCH_TEST(each_link_is_read),
		BENCH_TEST(a_frame_may_have_lost_its_link),
		BENCH_TEST(what_is_not_theirs_is_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
