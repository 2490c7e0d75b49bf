/* SPDX-License-Identifier: BSD-2-Clause */
/* The frames that TZSP sends on are gone into. */
#include "wrapped.h"

static void check(struct bench *t, const char *header)
{
	check_comes_out(t, RAW, make_in_udp(1, 37008, header), "tzsp");
}

static void frames_are_found_behind_any_tags(void **state)
{
	check(*state, "01 00 0001 01" MACS "0800");
	check(*state, "01 01 0001 00 0a 01 c8 28 04 00000001 01" MACS "0800");
	check(*state, "01 00 0012 01 0801 0000 020000000001 020000000002 "
	      "020000000003 0000 aaaa03 000000 0800");
}

static void what_holds_no_frame_stays(void **state)
{
	check_stays(*state, make_in_udp(1, 37008, "01 04 0001 01"));
	check_stays(*state, make_in_udp(1, 37008, "02 00 0001 01" MACS
					"0800"));
	check_stays(*state, make_in_udp(1, 37008, "01 00 0007 01" MACS
					"0800"));
	check_stays(*state, make_in_udp(1, 37008, "01 00 0001 0a ff 00"));
}

static void what_is_cut_is_counted_once(void **state)
{
	check_each_prefix(*state, RAW, make_in_udp(1, 37008,
			  "01 00 0001 0a 01 c8 01" MACS "0800"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		BENCH_TEST(frames_are_found_behind_any_tags),
		BENCH_TEST(what_holds_no_frame_stays),
		BENCH_TEST(what_is_cut_is_counted_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
