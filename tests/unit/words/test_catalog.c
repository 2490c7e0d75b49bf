/* SPDX-License-Identifier: BSD-2-Clause */
/* The catalogue's words have names, and a Reason is read as it is sent. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "guidance.h"

static void assert_cause(const char *text, int of, int code)
{
	struct call_cause cause = { CAUSE_NONE, 0 };

	assert_true(call_cause_of(slice_of(text), &cause));
	assert_int_equal(cause.of, of);
	assert_int_equal(cause.code, code);
}

static void a_reason_is_read_short_and_as_a_header(void **state)
{
	(void)state;
	assert_cause("Q.850;17", CAUSE_Q850, 17);
	assert_cause("q.850;cause=34;text=\"no circuit\"", CAUSE_Q850, 34);
	assert_cause("Q.850 ; text=\"x\" ; cause = 9 ; cause=16", CAUSE_Q850,
		     16);
	assert_cause("SIP;cause=486", CAUSE_SIP, 486);
	assert_cause("SIP;811", CAUSE_SIP, 811);
}

static void other_texts_are_no_reason(void **state)
{
	static const char *const texts[] = {
		"", "Q.850", "Q.850;", "Q.850;128", "Q.850;x", "SIP;1000",
		"Capacity limit for trunk exceeded", "preemption;cause=1",
		"Q.850;cause=", "17",
	};
	struct call_cause cause = { CAUSE_SIP, 7 };

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		assert_false(call_cause_of(slice_of(texts[i]), &cause));
	assert_int_equal(cause.of, CAUSE_SIP);
	assert_int_equal(cause.code, 7);
}

static void each_word_has_a_name_and_nothing_said_has_none(void **state)
{
	(void)state;
	assert_null(points_to_name(POINTS_UNSAID));
	assert_null(retry_name(RETRY_UNSAID));
	assert_null(trouble_name(TROUBLE_UNSAID));
	for (int i = 1; i < POINTS; i++)
		assert_non_null(points_to_name(i));
	for (int i = 1; i < RETRIES; i++)
		assert_non_null(retry_name(i));
	for (int i = 1; i < TROUBLES; i++)
		assert_non_null(trouble_name(i));
	for (int i = 0; i < TAGS; i++) {
		assert_non_null(tag_name(i));
		assert_non_null(tag_meaning(i));
	}
	assert_string_equal(tag_name(TAG_TOP_UP), "top-up");
	assert_string_equal(entry_kind_name(ENTRY_CAUSE), "cause");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_reason_is_read_short_and_as_a_header),
		cmocka_unit_test(other_texts_are_no_reason),
		cmocka_unit_test(
			each_word_has_a_name_and_nothing_said_has_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
