/* SPDX-License-Identifier: BSD-2-Clause */
/* Text is written as promised, and cut where its buffer ends. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include "base/text.h"

#include <cmocka.h>

#define assert_text(t, expected) \
	assert_true(slice_equal(text_slice(&(t)), SLICE(expected)))

static void assert_moment(int64_t ns, const char *expected)
{
	char buffer[64];
	struct text t = text_in(buffer, sizeof buffer);

	text_moment(&t, (struct moment){ ns });
	text_byte(&t, '\0');
	assert_string_equal(buffer, expected);
}

static void a_moment_is_utc_with_microseconds(void **state)
{
	(void)state;
	assert_moment(0, "1970-01-01T00:00:00.000000Z");
	assert_moment(1795229883120544999, "2026-11-21T02:58:03.120544Z");
	assert_moment(951782399999999999, "2000-02-28T23:59:59.999999Z");
	assert_moment(951782400000000000, "2000-02-29T00:00:00.000000Z");
	assert_moment(951868800000000000, "2000-03-01T00:00:00.000000Z");
	assert_moment(4107542400000000000, "2100-03-01T00:00:00.000000Z");
	assert_moment(1735689599000001000, "2024-12-31T23:59:59.000001Z");
}

static void moments_before_1970_count_back(void **state)
{
	(void)state;
	assert_moment(-1, "1969-12-31T23:59:59.999999Z");
	assert_moment(-1000000000, "1969-12-31T23:59:59.000000Z");
	assert_moment(INT64_MIN, "1677-09-21T00:12:43.145224Z");
	assert_moment(INT64_MAX, "2262-04-11T23:47:16.854775Z");
}

static void assert_span(int64_t ns, const char *expected)
{
	char buffer[64];
	struct text t = text_in(buffer, sizeof buffer);

	text_span(&t, (struct span){ ns });
	text_byte(&t, '\0');
	assert_string_equal(buffer, expected);
}

static void a_span_has_the_decimals_it_needs(void **state)
{
	(void)state;
	assert_span(0, "0");
	assert_span(60 * NS_PER_S, "60");
	assert_span(250 * NS_PER_MS, "0.25");
	assert_span(1 * NS_PER_US, "0.000001");
	assert_span(500, "0.000001");
	assert_span(499, "0");
	assert_span(-400, "0");
	assert_span(-1500 * NS_PER_MS, "-1.5");
	assert_span(100000100000000, "100000.1");
}

static void assert_ratio(uint32_t ppm, const char *expected)
{
	char buffer[64];
	struct text t = text_in(buffer, sizeof buffer);

	text_ratio(&t, ppm);
	text_byte(&t, '\0');
	assert_string_equal(buffer, expected);
}

static void a_ratio_has_at_most_four_decimals(void **state)
{
	(void)state;
	assert_ratio(0, "0");
	assert_ratio(712500, "0.7125");
	assert_ratio(100000, "0.1");
	assert_ratio(1000000, "1");
	assert_ratio(333333, "0.3333");
	assert_ratio(666667, "0.6667");
	assert_ratio(49, "0");
	assert_ratio(50, "0.0001");
}

static void numbers_are_whole(void **state)
{
	char buffer[64];
	struct text t = text_in(buffer, sizeof buffer);

	(void)state;
	text_number(&t, 0);
	text_byte(&t, ' ');
	text_number(&t, UINT64_MAX);
	assert_text(t, "0 18446744073709551615");
	assert_false(t.cut);
}

static void lower_case_is_of_ascii_letters(void **state)
{
	char buffer[8];
	struct text t = text_in(buffer, sizeof buffer);

	(void)state;
	text_add_lower(&t, SLICE("AbZ[@\xc3\x84"));
	assert_text(t, "abz[@\xc3\x84");
	text_add_lower(&t, SLICE("XY"));
	assert_text(t, "abz[@\xc3\x84x");
	assert_true(t.cut);
}

static void what_fits_exactly_is_not_cut(void **state)
{
	char *buffer = malloc(5);
	struct text t = text_in(buffer, 5);

	(void)state;
	assert_non_null(buffer);
	text_add(&t, SLICE("abc"));
	text_byte(&t, 'd');
	text_number(&t, 5);
	assert_text(t, "abcd5");
	assert_false(t.cut);
	text_add(&t, SLICE(""));
	assert_false(t.cut);
	text_byte(&t, 'x');
	assert_true(t.cut);
	assert_text(t, "abcd5");
	free(buffer);
}

static void nothing_comes_after_a_cut(void **state)
{
	char *buffer = malloc(8);
	struct text t = text_in(buffer, 8);

	(void)state;
	assert_non_null(buffer);
	text_printf(&t, "%s-%d", "abcdefgh", 1);
	assert_true(t.cut);
	assert_text(t, "abcdefg");
	text_byte(&t, 'x');
	text_add(&t, SLICE("x"));
	text_printf(&t, "x");
	assert_text(t, "abcdefg");
	free(buffer);
}

static void printf_goes_on_where_the_text_ends(void **state)
{
	char buffer[16];
	struct text t = text_in(buffer, sizeof buffer);

	(void)state;
	text_add(&t, SLICE("a="));
	text_printf(&t, "%d,%s", 12, "x");
	assert_text(t, "a=12,x");
	assert_false(t.cut);
}

static void no_room_at_all_is_a_cut(void **state)
{
	struct text t = text_in(NULL, 0);

	(void)state;
	text_printf(&t, "%s", "");
	assert_false(t.cut);
	text_printf(&t, "x");
	assert_true(t.cut);
	assert_int_equal(t.n, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_moment_is_utc_with_microseconds),
		cmocka_unit_test(moments_before_1970_count_back),
		cmocka_unit_test(a_span_has_the_decimals_it_needs),
		cmocka_unit_test(a_ratio_has_at_most_four_decimals),
		cmocka_unit_test(numbers_are_whole),
		cmocka_unit_test(lower_case_is_of_ascii_letters),
		cmocka_unit_test(what_fits_exactly_is_not_cut),
		cmocka_unit_test(nothing_comes_after_a_cut),
		cmocka_unit_test(printf_goes_on_where_the_text_ends),
		cmocka_unit_test(no_room_at_all_is_a_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
