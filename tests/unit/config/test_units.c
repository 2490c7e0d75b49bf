/* SPDX-License-Identifier: BSD-2-Clause */
/* Values with units are read to the last digit, or refused. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>

#include "config/keys.h"

#include <cmocka.h>

static void assert_duration(const char *s, int64_t ns)
{
	struct span d = { -1 };

	assert_int_equal(unit_duration(slice_of(s), &d), 0);
	assert_int_equal(d.ns, ns);
}

static void durations_have_five_units(void **state)
{
	(void)state;
	assert_duration("250ms", 250 * NS_PER_MS);
	assert_duration("90s", 90 * NS_PER_S);
	assert_duration("5min", 300 * NS_PER_S);
	assert_duration("2h", 7200 * NS_PER_S);
	assert_duration("1d", 86400 * NS_PER_S);
	assert_duration("0s", 0);
	assert_duration("106751d", INT64_C(106751) * 86400 * NS_PER_S);
}

static void assert_no_duration(const char *s, int err)
{
	struct span d = { -1 };

	assert_int_equal(unit_duration(slice_of(s), &d), err);
	assert_int_equal(d.ns, -1);
}

static void what_is_no_duration_is_told_apart(void **state)
{
	(void)state;
	assert_no_duration("60", -ENODATA);
	assert_no_duration("", -EINVAL);
	assert_no_duration("s", -EINVAL);
	assert_no_duration("5m", -EINVAL);
	assert_no_duration("5S", -EINVAL);
	assert_no_duration("5 s", -EINVAL);
	assert_no_duration("-5s", -EINVAL);
	assert_no_duration("1.5h", -EINVAL);
	assert_no_duration("60s;", -EINVAL);
	assert_no_duration("106752d", -ERANGE);
	assert_no_duration("99999999999999999999s", -ERANGE);
}

static void assert_duration_text(int64_t ns, const char *expected)
{
	char text[UNIT_TEXT];

	assert_string_equal(unit_duration_text((struct span){ ns }, text),
			    expected);
}

static void durations_are_written_in_their_largest_unit(void **state)
{
	(void)state;
	assert_duration_text(0, "0s");
	assert_duration_text(250 * NS_PER_MS, "250ms");
	assert_duration_text(1500 * NS_PER_MS, "1500ms");
	assert_duration_text(60 * NS_PER_S, "1min");
	assert_duration_text(90 * NS_PER_S, "90s");
	assert_duration_text(7200 * NS_PER_S, "2h");
	assert_duration_text(86400 * NS_PER_S, "1d");
}

static void sizes_are_powers_of_1024(void **state)
{
	char text[UNIT_TEXT];
	uint64_t n = 1;

	(void)state;
	assert_int_equal(unit_size(SLICE("256K"), &n), 0);
	assert_int_equal(n, 262144);
	assert_int_equal(unit_size(SLICE("32M"), &n), 0);
	assert_int_equal(n, 33554432);
	assert_int_equal(unit_size(SLICE("4G"), &n), 0);
	assert_int_equal(n, INT64_C(4294967296));
	assert_int_equal(unit_size(SLICE("32"), &n), -ENODATA);
	assert_int_equal(unit_size(SLICE("32MB"), &n), -EINVAL);
	assert_int_equal(unit_size(SLICE("32m"), &n), -EINVAL);
	assert_int_equal(unit_size(SLICE("9999999999G"), &n), -ERANGE);
	assert_int_equal(n, INT64_C(4294967296));
	assert_string_equal(unit_size_text(33554432, text), "32M");
	assert_string_equal(unit_size_text(1536 * 1024, text), "1536K");
	assert_string_equal(unit_size_text(UINT64_C(2) << 30, text), "2G");
}

static void assert_percentage(const char *s, uint32_t ppm)
{
	char text[UNIT_TEXT];
	uint32_t value = 1;

	assert_int_equal(unit_percentage(slice_of(s), &value), 0);
	assert_int_equal(value, ppm);
	assert_string_equal(unit_percentage_text(ppm, text), s);
}

static void percentages_are_exact_to_a_millionth(void **state)
{
	uint32_t value = 1;

	(void)state;
	assert_percentage("20%", 200000);
	assert_percentage("0.5%", 5000);
	assert_percentage("0.0001%", 1);
	assert_percentage("100%", 1000000);
	assert_percentage("33.3333%", 333333);
	assert_int_equal(unit_percentage(SLICE("20"), &value), -ENODATA);
	assert_int_equal(unit_percentage(SLICE("0.2"), &value), -ENODATA);
	assert_int_equal(unit_percentage(SLICE("%"), &value), -EINVAL);
	assert_int_equal(unit_percentage(SLICE(""), &value), -EINVAL);
	assert_int_equal(unit_percentage(SLICE("1.%"), &value), -EINVAL);
	assert_int_equal(unit_percentage(SLICE(".5%"), &value), -EINVAL);
	assert_int_equal(unit_percentage(SLICE("0.00001%"), &value),
			 -EINVAL);
	assert_int_equal(unit_percentage(SLICE("4294967296%"), &value),
			 -ERANGE);
	assert_int_equal(unit_percentage(SLICE("4294967%"), &value), -ERANGE);
	assert_int_equal(value, 1);
}

static void rates_have_three_decimals(void **state)
{
	char text[UNIT_TEXT];
	uint64_t value = 1;

	(void)state;
	assert_int_equal(unit_rate(SLICE("5"), &value), 0);
	assert_int_equal(value, 5000);
	assert_int_equal(unit_rate(SLICE("0.25"), &value), 0);
	assert_int_equal(value, 250);
	assert_int_equal(unit_rate(SLICE("0.001"), &value), 0);
	assert_int_equal(value, 1);
	assert_int_equal(unit_rate(SLICE("0.0001"), &value), -EINVAL);
	assert_int_equal(unit_rate(SLICE("5/s"), &value), -EINVAL);
	assert_string_equal(unit_rate_text(250, text), "0.25");
	assert_string_equal(unit_rate_text(5000, text), "5");
	assert_string_equal(unit_rate_text(1, text), "0.001");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(durations_have_five_units),
		cmocka_unit_test(what_is_no_duration_is_told_apart),
		cmocka_unit_test(durations_are_written_in_their_largest_unit),
		cmocka_unit_test(sizes_are_powers_of_1024),
		cmocka_unit_test(percentages_are_exact_to_a_millionth),
		cmocka_unit_test(rates_have_three_decimals),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
