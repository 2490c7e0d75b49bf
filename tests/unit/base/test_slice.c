/* SPDX-License-Identifier: BSD-2-Clause */
/* Slices are compared, cut and read within their bytes. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include "base/slice.h"

#include <cmocka.h>

#define assert_slice(slice, text) \
	assert_true(slice_equal((slice), SLICE(text)))

/* A copy of TEXT that ends where its block ends. */
static struct slice flush(const char *text)
{
	size_t n = strlen(text);
	char *p = malloc(n ? n : 1);

	assert_non_null(p);
	memcpy(p, text, n);
	return (struct slice){ p, n };
}

static void letters_in_any_case_are_the_same(void **state)
{
	struct slice a = flush("Call-ID"), b = flush("cALL-id");

	(void)state;
	assert_true(slice_same(a, b));
	assert_false(slice_equal(a, b));
	assert_false(slice_same(a, SLICE("Call-I")));
	assert_true(slice_same(slice_of(NULL), SLICE("")));
	free((char *)a.p);
	free((char *)b.p);
}

static void only_letters_have_a_case(void **state)
{
	(void)state;
	assert_false(slice_same(SLICE("@"), SLICE("`")));
	assert_false(slice_same(SLICE("["), SLICE("{")));
	assert_false(slice_same(SLICE("0"), SLICE("\x10")));
	assert_false(slice_same(SLICE("\xc0"), SLICE("\xe0")));
	assert_false(slice_same(SLICE("k"), SLICE("\xe2")));
	assert_true(slice_same(SLICE("azAZ"), SLICE("AZaz")));
}

static void all_pairs_of_bytes_agree_with_ascii(void **state)
{
	int a, b;

	(void)state;
	for (a = 0; a < 256; a++) {
		for (b = 0; b < 256; b++) {
			char x = a, y = b;
			int la = a >= 'A' && a <= 'Z' ? a + 32 : a;
			int lb = b >= 'A' && b <= 'Z' ? b + 32 : b;

			assert_int_equal(slice_same((struct slice){ &x, 1 },
						    (struct slice){ &y, 1 }),
					 la == lb);
		}
	}
}

static void begins_compares_the_head_alone(void **state)
{
	struct slice s = flush("SIP/2.0");

	(void)state;
	assert_true(slice_begins(s, SLICE("sip/")));
	assert_true(slice_begins(s, SLICE("")));
	assert_true(slice_begins(s, SLICE("SIP/2.0")));
	assert_false(slice_begins(s, SLICE("SIP/2.0 ")));
	assert_false(slice_begins(s, SLICE("SIPS")));
	free((char *)s.p);
}

static void find_gives_the_length_when_there_is_none(void **state)
{
	struct slice s = flush("a:b:c");

	(void)state;
	assert_int_equal(slice_find(s, ':'), 1);
	assert_int_equal(slice_find(s, ';'), 5);
	assert_int_equal(slice_find(slice_of(NULL), ';'), 0);
	free((char *)s.p);
}

static void cuts_stay_inside(void **state)
{
	struct slice s = SLICE("abcdef");

	(void)state;
	assert_slice(slice_from(s, 2), "cdef");
	assert_slice(slice_from(s, 6), "");
	assert_slice(slice_from(s, 700), "");
	assert_ptr_equal(slice_from(s, 700).p, s.p + 6);
	assert_slice(slice_head(s, 2), "ab");
	assert_slice(slice_head(s, 700), "abcdef");
	assert_int_equal(slice_from(slice_of(NULL), 1).n, 0);
}

static void trim_takes_blanks_from_both_ends(void **state)
{
	struct slice s = flush(" \t\r\n");

	(void)state;
	assert_slice(slice_trim(SLICE("\t a b\r\n")), "a b");
	assert_slice(slice_trim(SLICE("x")), "x");
	assert_int_equal(slice_trim(s).n, 0);
	assert_int_equal(slice_trim(slice_of(NULL)).n, 0);
	free((char *)s.p);
}

static void numbers_are_digits_and_nothing_else(void **state)
{
	uint64_t v = 7;

	(void)state;
	assert_int_equal(slice_number(SLICE(""), 9, &v), -EINVAL);
	assert_int_equal(slice_number(SLICE("-1"), 9, &v), -EINVAL);
	assert_int_equal(slice_number(SLICE(" 1"), 9, &v), -EINVAL);
	assert_int_equal(slice_number(SLICE("1x"), 9, &v), -EINVAL);
	assert_int_equal(slice_number(SLICE("999x"), 9, &v), -EINVAL);
	assert_int_equal(v, 7);
	assert_int_equal(slice_number(SLICE("0005"), 9, &v), 0);
	assert_int_equal(v, 5);
}

static void numbers_over_the_bound_are_refused(void **state)
{
	uint64_t v = 7;

	(void)state;
	assert_int_equal(slice_number(SLICE("65536"), 65535, &v), -ERANGE);
	assert_int_equal(slice_number(SLICE("5"), 4, &v), -ERANGE);
	assert_int_equal(slice_number(SLICE("18446744073709551616"),
				      UINT64_MAX, &v), -ERANGE);
	assert_int_equal(v, 7);
	assert_int_equal(slice_number(SLICE("65535"), 65535, &v), 0);
	assert_int_equal(v, 65535);
	assert_int_equal(slice_number(SLICE("18446744073709551615"),
				      UINT64_MAX, &v), 0);
	assert_true(v == UINT64_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(letters_in_any_case_are_the_same),
		cmocka_unit_test(only_letters_have_a_case),
		cmocka_unit_test(all_pairs_of_bytes_agree_with_ascii),
		cmocka_unit_test(begins_compares_the_head_alone),
		cmocka_unit_test(find_gives_the_length_when_there_is_none),
		cmocka_unit_test(cuts_stay_inside),
		cmocka_unit_test(trim_takes_blanks_from_both_ends),
		cmocka_unit_test(numbers_are_digits_and_nothing_else),
		cmocka_unit_test(numbers_over_the_bound_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
