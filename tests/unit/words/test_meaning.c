/* SPDX-License-Identifier: BSD-2-Clause */
/* Numbers mean what their rules say, and others nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "call.h"

static void numbers_mean_what_their_standards_say(void **state)
{
	(void)state;
	assert_int_equal(meaning_of_code(486), DISCONNECT_BUSY);
	assert_int_equal(meaning_of_code(491), DISCONNECT_UNDECIDED);
	assert_int_equal(meaning_of_q850(17), DISCONNECT_BUSY);
	assert_int_equal(meaning_of_q850(16), DISCONNECT_UNDECIDED);
	assert_int_equal(meaning_of_q850(127), DISCONNECT_GATEWAY_FAILURE);
	assert_int_equal(meaning_of_warning(305),
			 DISCONNECT_NO_MATCHING_CODECS);
	assert_int_equal(meaning_of_warning(399), DISCONNECT_UNDECIDED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_mean_what_their_standards_say),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
