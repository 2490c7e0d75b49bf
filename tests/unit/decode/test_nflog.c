/* SPDX-License-Identifier: BSD-2-Clause */
/* NFLOG leads to its packet, in the byte order of either machine. */
#include "wrapped.h"

static void the_payload_is_found_among_attributes(void **state)
{
	check_comes_out(*state, 239, make_wrapped("02000000 2500 0900"), "");
	check_comes_out(*state, 239, make_wrapped("02000005 0800 0100 "
			"08000100 0500 0a00 00aabbcc 2500 0900"), "");
	check_comes_out(*state, 239, make_wrapped("02000005 0008 0001 "
			"08000100 0005 000a 00aabbcc 0025 0009"), "");
}

static void what_has_no_payload_is_counted(void **state)
{
	check_counted(*state, 239, make_wrapped("02000000 0300 0900"),
		      "malformed_ip", "short");
	check_counted(*state, 239, make_wrapped("02000000 ff00 0100"),
		      "malformed_ip", "short");
	check_each_prefix(*state, 239, make_wrapped("02000005 0800 0100 "
			  "08000100 2500 0900"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		BENCH_TEST(the_payload_is_found_among_attributes),
		BENCH_TEST(what_has_no_payload_is_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
