/* SPDX-License-Identifier: BSD-2-Clause */
/* A mistyped word finds the name that is nearest, and not any name. */
#include <setjmp.h>
#include <stdarg.h>

#include "config/keys.h"

#include <cmocka.h>

static const char *nearest(const char *word, const char *const names[])
{
	struct suggestion s;

	suggest_start(&s, slice_of(word));
	for (; *names; names++)
		suggest_offer(&s, *names);
	return s.best;
}

#define NAMES(...) ((const char *const[]){ __VA_ARGS__, NULL })

static void one_letter_wrong_is_near(void **state)
{
	(void)state;
	assert_string_equal(nearest("windw", NAMES("hold", "window")),
			    "window");
	assert_string_equal(nearest("windoww", NAMES("hold", "window")),
			    "window");
	assert_string_equal(nearest("hole", NAMES("hold", "window")), "hold");
	assert_string_equal(nearest("sr", NAMES("src", "dst")), "src");
}

static void swapped_letters_are_one_mistake(void **state)
{
	(void)state;
	assert_string_equal(nearest("hodl", NAMES("hold", "window")), "hold");
	assert_string_equal(nearest("dts", NAMES("src", "dst")), "dst");
}

static void case_and_underscores_are_no_mistake(void **state)
{
	(void)state;
	assert_string_equal(nearest("Group_By", NAMES("group-by")),
			    "group-by");
	assert_string_equal(nearest("invite", NAMES("INVITE", "BYE")),
			    "INVITE");
}

static void the_nearest_wins(void **state)
{
	(void)state;
	assert_string_equal(nearest("src-prefix", NAMES("to-prefix",
							"src-prefxi")),
			    "src-prefxi");
	assert_string_equal(nearest("to-prefi", NAMES("ruri-prefix",
						      "to-prefix")),
			    "to-prefix");
}

static void what_is_far_is_not_suggested(void **state)
{
	char long_word[200];

	(void)state;
	memset(long_word, 'a', sizeof long_word);
	long_word[sizeof long_word - 1] = '\0';
	assert_null(nearest("foo", NAMES("window", "hold", "src")));
	assert_null(nearest("", NAMES("a", "src")));
	assert_null(nearest("rate", NAMES("rule")));
	assert_null(nearest(long_word, NAMES(long_word)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_letter_wrong_is_near),
		cmocka_unit_test(swapped_letters_are_one_mistake),
		cmocka_unit_test(case_and_underscores_are_no_mistake),
		cmocka_unit_test(the_nearest_wins),
		cmocka_unit_test(what_is_far_is_not_suggested),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
