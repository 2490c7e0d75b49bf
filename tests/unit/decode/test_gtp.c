/* SPDX-License-Identifier: BSD-2-Clause */
/* GTP-U is gone into, its extension headers passed over. */
#include "wrapped.h"

static void packets_are_found(void **state)
{
	struct making m = { .n = 0 };

	check_comes_out(*state, RAW, make_in_udp(1, 2152,
			"30ff 0021 00000001"), "gtp");
	add_ipv4(&m, 17, 8 + 8 + 40 + 13);
	add_hex(&m, "0001 0868 0045 0000 30ff 0035 00000001");
	add_ipv6(&m, 17, 13);
	add_udp(&m, 5);
	add_text(&m, "hello");
	check_comes_out(*state, RAW, m, "gtp");
}

static void a_session_may_carry_ethernet(void **state)
{
	check_comes_out(*state, RAW, make_in_udp(1, 2152,
			"30ff 002f 00000001" MACS "0800"), "gtp");
}

static void optional_fields_are_passed_over(void **state)
{
	static const char *const headers[] = {
		"32ff 0025 00000001 0007 00 00",
		"31ff 0025 00000001 0000 07 00",
		"34ff 0029 00000001 0000 00 85 01 0009 00",
		"37ff 0031 00000001 0007 07 c0 02 aabbccddeeff 85 "
		"01 0009 00",
		/* a type without its flag means nothing */
		"32ff 0025 00000001 0007 00 85",
	};

	for (size_t i = 0; i < sizeof headers / sizeof headers[0]; i++)
		check_comes_out(*state, RAW, make_in_udp(1, 2152, headers[i]),
				"gtp");
}

static void what_is_no_user_s_packet_stays(void **state)
{
	static const char *const headers[] = {
		"3001 0021 00000001", "20ff 0021 00000001",
		"50ff 0021 00000001", "38ff 0021 00000001",
		"30ff 0921 00000001",
		"34ff 0025 00000001 0000 00 85 00 0000 00",
		"34ff 0025 00000001 0000 00 85 ff 0000 00",
	};

	for (size_t i = 0; i < sizeof headers / sizeof headers[0]; i++)
		check_stays(*state, make_in_udp(1, 2152, headers[i]));
}

static void what_is_cut_is_counted_once(void **state)
{
	check_each_prefix(*state, RAW, make_in_udp(1, 2152,
			  "34ff 0029 00000001 0000 00 85 01 0009 00"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		BENCH_TEST(packets_are_found),
		BENCH_TEST(a_session_may_carry_ethernet),
		BENCH_TEST(optional_fields_are_passed_over),
		BENCH_TEST(what_is_no_user_s_packet_stays),
		BENCH_TEST(what_is_cut_is_counted_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
