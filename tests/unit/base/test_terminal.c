/* SPDX-License-Identifier: BSD-2-Clause */
/* What a terminal would obey is a question mark, the rest stays. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include "base/terminal.h"

#include <cmocka.h>

static void assert_clean(const char *text, const char *expected)
{
	char line[64];

	snprintf(line, sizeof line, "%s", text);
	assert_ptr_equal(terminal_clean(line), line);
	assert_string_equal(line, expected);
}

static void text_in_any_language_stays(void **state)
{
	(void)state;
	assert_clean("", "");
	assert_clean("a ~ z", "a ~ z");
	assert_clean("Gr\xc3\xbc\xc3\x9f" "e \xe2\x82\xac \xf0\x9f\x93\x9e",
		     "Gr\xc3\xbc\xc3\x9f" "e \xe2\x82\xac \xf0\x9f\x93\x9e");
}

static void controls_are_not_shown(void **state)
{
	(void)state;
	assert_clean("\x1b[2J\r\n\t\x7f", "?[2J????");
	assert_clean("\xc2\x9b" "2J", "??2J");
	assert_clean("\xc2\xa0", "\xc2\xa0");
}

static void what_is_no_utf8_is_not_shown(void **state)
{
	(void)state;
	assert_clean("\x9b\xff", "??");
	assert_clean("\xc3", "?");
	assert_clean("\xc0\x9b", "??");
	assert_clean("\xe0\x82\x9b", "???");
	assert_clean("\xed\xa0\x80", "???");
	assert_clean("\xf4\x90\x80\x80", "????");
	assert_clean("\xe2\x82z", "??z");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_in_any_language_stays),
		cmocka_unit_test(controls_are_not_shown),
		cmocka_unit_test(what_is_no_utf8_is_not_shown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
