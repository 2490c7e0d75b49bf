/* SPDX-License-Identifier: BSD-2-Clause */
/* Known reason phrases mean what their words do, and so do all others. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "calls/ends.h"

static void a_phrase_means_what_its_words_do(void **state)
{
	int known = 0;

	(void)state;
	for (int code = 100; code <= 699; code++) {
		struct slice phrase = phrase_of_code(code);

		if (phrase.n == 0)
			continue;
		known++;
		if (meaning_of_reason(code, phrase) !=
		    meaning_of_words(phrase))
			fail_msg("%d", code);
	}
	assert_int_equal(known, 49);
}

static void the_phrase_of_a_code_is_found(void **state)
{
	(void)state;
	assert_true(slice_equal(phrase_of_code(300),
				SLICE("Multiple Choices")));
	assert_true(slice_equal(phrase_of_code(487),
				SLICE("Request Terminated")));
	assert_true(slice_equal(phrase_of_code(608), SLICE("Rejected")));
	assert_int_equal(phrase_of_code(499).n, 0);
	assert_int_equal(phrase_of_code(299).n, 0);
	assert_int_equal(phrase_of_code(609).n, 0);
}

static void other_phrases_are_looked_through(void **state)
{
	(void)state;
	assert_int_equal(meaning_of_reason(503, SLICE("congestion")),
			 DISCONNECT_CAPACITY);
	assert_int_equal(meaning_of_reason(499, SLICE("congestion")),
			 DISCONNECT_CAPACITY);
	assert_int_equal(meaning_of_reason(404, SLICE("Busy Here")),
			 DISCONNECT_BUSY);
	assert_int_equal(meaning_of_reason(486, SLICE("BUSY HERE")),
			 DISCONNECT_BUSY);
	assert_int_equal(meaning_of_reason(404, SLICE("")),
			 DISCONNECT_UNDECIDED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_phrase_means_what_its_words_do),
		cmocka_unit_test(the_phrase_of_a_code_is_found),
		cmocka_unit_test(other_phrases_are_looked_through),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
