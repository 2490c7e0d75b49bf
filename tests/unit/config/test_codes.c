/* SPDX-License-Identifier: BSD-2-Clause */
/* Sets of codes hold what their words say, and no challenge unasked. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include "call.h"
#include "config/keys.h"

#include <cmocka.h>

static struct code_set set_of(const char *const words[])
{
	struct code_set set = { { 0 } };

	for (; *words; words++)
		assert_int_equal(codes_add(&set, slice_of(*words)), 0);
	return set;
}

#define SET(...) set_of((const char *const[]){ __VA_ARGS__, NULL })

static unsigned size(const struct code_set *set)
{
	unsigned n = 0;

	for (int code = 0; code < OUTCOME_CODES; code++)
		n += code_set_has(set, code);
	return n;
}

static void a_code_is_itself(void **state)
{
	struct code_set set = SET("408", "699");

	(void)state;
	assert_true(code_set_has(&set, 408));
	assert_true(code_set_has(&set, 699));
	assert_int_equal(size(&set), 2);
}

static void a_class_has_its_hundred_codes(void **state)
{
	struct code_set set = SET("5xx");

	(void)state;
	assert_true(code_set_has(&set, 500));
	assert_true(code_set_has(&set, 599));
	assert_int_equal(size(&set), 100);
	set = SET("2XX");
	assert_true(code_set_has(&set, 200));
	assert_int_equal(size(&set), 100);
}

static void a_range_has_both_its_ends(void **state)
{
	struct code_set set = SET("480-489");

	(void)state;
	assert_true(code_set_has(&set, 480));
	assert_true(code_set_has(&set, 489));
	assert_int_equal(size(&set), 10);
}

static void outcomes_go_by_their_names(void **state)
{
	struct code_set set = SET("no-response", "no-final", "no-ack",
				  "cancelled", "auth-failed");

	(void)state;
	assert_true(code_set_has(&set, OUTCOME_NO_RESPONSE));
	assert_true(code_set_has(&set, OUTCOME_NO_FINAL));
	assert_true(code_set_has(&set, OUTCOME_NO_ACK));
	assert_true(code_set_has(&set, OUTCOME_CANCELLED));
	assert_true(code_set_has(&set, OUTCOME_AUTH_FAILED));
	assert_int_equal(size(&set), 5);
}

static void calls_go_by_why_they_ended(void **state)
{
	struct code_set set = SET("disconnect:no-ack", "no-ack",
				  "disconnect:bye");

	(void)state;
	assert_true(code_set_has(&set, OUTCOME_DISCONNECT +
				 DISCONNECT_NO_ACK));
	assert_true(code_set_has(&set, OUTCOME_DISCONNECT + DISCONNECT_BYE));
	assert_true(code_set_has(&set, OUTCOME_NO_ACK));
	assert_int_equal(size(&set), 3);
}

static void calls_go_by_what_was_odd(void **state)
{
	struct code_set set = SET("no-ringback", "answer-failed",
				  "one-way-sdp", "short-call");

	(void)state;
	for (int s = 0; s < 4; s++)
		assert_true(code_set_has(&set, OUTCOME_SITUATION + s));
	assert_int_equal(size(&set), 4);
}

static void challenges_are_there_only_when_named(void **state)
{
	struct code_set set = SET("4xx", "400-410");

	(void)state;
	assert_false(code_set_has(&set, 401));
	assert_false(code_set_has(&set, 407));
	assert_int_equal(size(&set), 98);
	set = SET("401-407");
	assert_int_equal(size(&set), 5);
	set = SET("401");
	assert_true(code_set_has(&set, 401));
	assert_int_equal(size(&set), 1);
	set = SET("@challenge");
	assert_true(code_set_has(&set, 401));
	assert_true(code_set_has(&set, 407));
	assert_int_equal(size(&set), 2);
}

static void assert_refused(const char *word, int err)
{
	struct code_set set = { { 0 } };

	assert_int_equal(codes_add(&set, slice_of(word)), err);
	assert_int_equal(size(&set), 0);
}

static void what_is_no_code_is_refused(void **state)
{
	(void)state;
	assert_refused("", -EINVAL);
	assert_refused("40", -EINVAL);
	assert_refused("4088", -EINVAL);
	assert_refused("no-respons", -EINVAL);
	assert_refused("disconnect:", -EINVAL);
	assert_refused("disconnect:no-akc", -EINVAL);
	assert_refused("bye", -EINVAL);
	assert_refused("late-offer", -EINVAL);
	assert_refused("489-480", -EINVAL);
	assert_refused("480-", -EINVAL);
	assert_refused("xxx", -EINVAL);
	assert_refused("5xxx", -EINVAL);
	assert_refused("180", -ERANGE);
	assert_refused("1xx", -ERANGE);
	assert_refused("700", -ERANGE);
	assert_refused("7xx", -ERANGE);
	assert_refused("690-700", -ERANGE);
	assert_refused("@escalate", -ENOSYS);
	assert_refused("@", -ENOSYS);
}

static void assert_written(struct code_set set, const char *expected)
{
	char *text = NULL;
	size_t n;
	FILE *out = open_memstream(&text, &n);

	assert_non_null(out);
	codes_write(out, &set, 0);
	fclose(out);
	assert_string_equal(text, expected);
	free(text);
}

static void sets_are_written_short_and_exact(void **state)
{
	(void)state;
	assert_written((struct code_set){ { 0 } }, "{}");
	assert_written(SET("504", "408", "no-response"),
		       "{no-response, 408, 504}");
	assert_written(SET("4xx"), "{4xx}");
	assert_written(SET("4xx", "401"), "{4xx, 401}");
	assert_written(SET("@challenge"), "{401, 407}");
	assert_written(SET("400-410"), "{400-410}");
	assert_written(SET("480-489", "5xx"), "{480-489, 5xx}");
	assert_written(SET("4xx", "500"), "{4xx, 500}");
	assert_written(SET("400", "402"), "{400-402}");
	assert_written(SET("406", "407", "603"), "{406, 603, 407}");
	assert_written(SET("699"), "{699}");
	assert_written(SET("disconnect:busy", "408", "407"),
		       "{408, disconnect:busy, 407}");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_code_is_itself),
		cmocka_unit_test(a_class_has_its_hundred_codes),
		cmocka_unit_test(a_range_has_both_its_ends),
		cmocka_unit_test(outcomes_go_by_their_names),
		cmocka_unit_test(calls_go_by_why_they_ended),
		cmocka_unit_test(calls_go_by_what_was_odd),
		cmocka_unit_test(challenges_are_there_only_when_named),
		cmocka_unit_test(what_is_no_code_is_refused),
		cmocka_unit_test(sets_are_written_short_and_exact),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
