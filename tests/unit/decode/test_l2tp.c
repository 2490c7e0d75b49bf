/* SPDX-License-Identifier: BSD-2-Clause */
/* The data messages of L2TP are gone into, of versions 2 and 3. */
#include "wrapped.h"

static void each_field_of_version_2_is_passed_over(void **state)
{
	static const char *const headers[] = {
		"0002 0001 0002 ff03 0021",
		"0002 0001 0002 0021",
		"4002 002d 0001 0002 ff03 0021",
		"0802 0001 0002 0003 0004 ff03 0021",
		"0202 0001 0002 0000 ff03 0021",
		"0202 0001 0002 0003 aabbcc ff03 0021",
		"4b02 0037 0001 0002 0003 0004 0002 0000 ff03 0021",
	};

	for (size_t i = 0; i < sizeof headers / sizeof headers[0]; i++)
		check_comes_out(*state, RAW, make_in_udp(1, 1701, headers[i]),
				"l2tp");
}

static void version_3_is_told_by_what_is_inside(void **state)
{
	static const char *const rest[] = {
		MACS "0800", "aabbccdd" MACS "0800",
		"aabbccdd eeff0011" MACS "0800",
		"aabbccdd eeff0011 40000001" MACS "8100 0007 0800",
		"", "aabbccdd", "aabbccdd ff03 0021",
	};
	char text[128];

	for (size_t i = 0; i < sizeof rest / sizeof rest[0]; i++) {
		snprintf(text, sizeof text, "00000007 %s", rest[i]);
		check_comes_out(*state, RAW, make_in_ip(115, text), "l2tp");
		snprintf(text, sizeof text, "0003 0000 00000007 %s", rest[i]);
		check_comes_out(*state, RAW, make_in_udp(1, 1701, text),
				"l2tp");
	}
}

static void control_messages_are_not_gone_into(void **state)
{
	struct making m = make_in_ip(115, "00000000 c803 0021 ");

	check_stays(*state, make_in_udp(1, 1701,
			"c802 0020 0001 0000 0000 0000"));
	check_stays(*state, make_in_udp(1, 1701,
			"c803 0020 00000001 0000 0000"));
	bench_frame(*state, RAW, &m);
	assert_int_equal(bench_counted(*state), 0);
}

static void what_is_not_understood_is_counted(void **state)
{
	struct making m = make_in_ip(115, "00000007");

	memset(m.b + 24, 0xee, m.n - 24);
	check_counted(*state, RAW, m, "unread", "l2tp");
}

static void what_is_cut_is_counted_once(void **state)
{
	check_each_prefix(*state, RAW, make_in_udp(1, 1701,
			  "4b02 0037 0001 0002 0003 0004 0002 0000 "
			  "ff03 0021"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		BENCH_TEST(each_field_of_version_2_is_passed_over),
		BENCH_TEST(version_3_is_told_by_what_is_inside),
		BENCH_TEST(control_messages_are_not_gone_into),
		BENCH_TEST(what_is_not_understood_is_counted),
		BENCH_TEST(what_is_cut_is_counted_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
