/* SPDX-License-Identifier: BSD-2-Clause */
/* A set of codes has the words by which configuration would name it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "call.h"
#include "settings.h"

static void assert_words(const struct code_set *set, const char *expected)
{
	char text[256] = "", word[OUTCOME_TEXT];
	size_t n = 0;

	for (int at = 0; code_set_next(set, &at, word); n++) {
		if (n)
			strcat(text, " ");
		strcat(text, word);
	}
	assert_string_equal(text, expected);
}

static void add_range(struct code_set *set, int from, int to)
{
	for (int code = from; code <= to; code++)
		if (!outcome_is_challenge(code))
			code_set_add(set, code);
}

static void an_empty_set_has_none(void **state)
{
	(void)state;
	assert_words(&(struct code_set){ { 0 } }, "");
}

static void single_codes_ranges_and_classes(void **state)
{
	struct code_set set = { { 0 } };

	(void)state;
	add_range(&set, 200, 299);
	add_range(&set, 486, 487);
	code_set_add(&set, 480);
	code_set_add(&set, 699);
	code_set_add(&set, OUTCOME_CANCELLED);
	code_set_add(&set, OUTCOME_NO_RESPONSE);
	assert_words(&set, "no-response cancelled 2xx 480 486-487 699");
}

static void what_calls_come_to_is_behind_the_codes(void **state)
{
	struct code_set set = { { 0 } };

	(void)state;
	add_range(&set, 600, 699);
	assert_false(code_set_has_calls(&set));
	code_set_add(&set, OUTCOME_DISCONNECT + DISCONNECT_BUSY);
	code_set_add(&set, OUTCOME_DISCONNECT + DISCONNECT_UNKNOWN);
	code_set_add(&set, 401);
	code_set_add(&set, OUTCOME_SITUATION + SITUATION_NO_RINGBACK);
	assert_true(code_set_has_calls(&set));
	assert_words(&set, "6xx disconnect:unknown disconnect:busy "
		     "no-ringback 401");
	set = (struct code_set){ { 0 } };
	code_set_add(&set, OUTCOME_REACH - 1);
	assert_true(code_set_has_calls(&set));
}

static void what_peers_and_registrations_come_to_is_last(void **state)
{
	struct code_set set = { { 0 } };

	(void)state;
	code_set_add(&set, OUTCOME_PEER_DOWN);
	code_set_add(&set, OUTCOME_REGISTRATION_EXPIRED);
	assert_false(code_set_has_calls(&set));
	code_set_add(&set, 503);
	assert_words(&set, "503 peer-down registration-expired");
}

static void challenges_come_last_and_by_themselves(void **state)
{
	struct code_set set = { { 0 } };

	(void)state;
	add_range(&set, 400, 499);
	assert_words(&set, "4xx");
	code_set_add(&set, 407);
	assert_words(&set, "4xx 407");
	code_set_add(&set, 401);
	assert_words(&set, "4xx 401 407");
	set = (struct code_set){ { 0 } };
	add_range(&set, 403, 410);
	assert_words(&set, "403-410");
	add_range(&set, 411, 620);
	assert_words(&set, "403-499 5xx 600-620");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_empty_set_has_none),
		cmocka_unit_test(single_codes_ranges_and_classes),
		cmocka_unit_test(what_calls_come_to_is_behind_the_codes),
		cmocka_unit_test(what_peers_and_registrations_come_to_is_last),
		cmocka_unit_test(challenges_come_last_and_by_themselves),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
