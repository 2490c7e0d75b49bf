/* SPDX-License-Identifier: BSD-2-Clause */
/* A rule's family is what all its outcomes have in common. */
#include "../rule/making.h"

#include "call.h"
#include "config/config.h"
#include "family.h"
#include "guidance.h"

static enum family family_with(const int *codes, size_t n)
{
	struct rule_settings r = a_rule(WORD("r"), codes[0], 10);

	for (size_t i = 1; i < n; i++)
		code_set_add(&r.codes, codes[i]);
	return family_of(&r);
}

#define FAMILY_WITH(...) \
	family_with((const int[]){ __VA_ARGS__ }, \
		    sizeof((const int[]){ __VA_ARGS__ }) / sizeof(int))

static void outcomes_of_one_kind_are_its_family(void **state)
{
	(void)state;
	assert_int_equal(FAMILY_WITH(408, 504, OUTCOME_NO_RESPONSE),
			 FAMILY_TIMEOUTS);
	assert_int_equal(FAMILY_WITH(503), FAMILY_CAPACITY);
	assert_int_equal(FAMILY_WITH(404, 484, 604), FAMILY_NUMBERS);
	assert_int_equal(FAMILY_WITH(OUTCOME_AUTH_FAILED, 401),
			 FAMILY_AUTHENTICATION);
	assert_int_equal(FAMILY_WITH(403, 603, 608), FAMILY_REFUSALS);
	assert_int_equal(FAMILY_WITH(486, 600, OUTCOME_CANCELLED),
			 FAMILY_CALLED);
	assert_int_equal(FAMILY_WITH(415, OUTCOME_DISCONNECT +
				     DISCONNECT_RTP_TIMEOUT), FAMILY_MEDIA);
	assert_int_equal(FAMILY_WITH(482, 483), FAMILY_LOOPS);
	assert_int_equal(FAMILY_WITH(400, 416, 481), FAMILY_REQUESTS);
	assert_int_equal(FAMILY_WITH(OUTCOME_PEER_DOWN),
			 FAMILY_REACHABILITY);
	assert_int_equal(FAMILY_WITH(OUTCOME_REGISTRATION_EXPIRED),
			 FAMILY_REACHABILITY);
}

static void a_narrow_family_lies_within_a_wide_one(void **state)
{
	(void)state;
	assert_int_equal(FAMILY_WITH(503, 500), FAMILY_SERVER_ERRORS);
	assert_int_equal(FAMILY_WITH(504, 500), FAMILY_SERVER_ERRORS);
	assert_int_equal(FAMILY_WITH(599), FAMILY_SERVER_ERRORS);
	assert_int_equal(FAMILY_WITH(OUTCOME_NO_ACK), FAMILY_CALLS);
	assert_int_equal(FAMILY_WITH(OUTCOME_DISCONNECT + DISCONNECT_BUSY,
				     OUTCOME_DISCONNECT +
				     DISCONNECT_RTP_TIMEOUT,
				     OUTCOME_SITUATION +
				     SITUATION_SHORT_CALL), FAMILY_CALLS);
}

static void outcomes_of_several_kinds_are_mixed(void **state)
{
	(void)state;
	assert_int_equal(FAMILY_WITH(403, 404), FAMILY_MIXED);
	assert_int_equal(FAMILY_WITH(408, OUTCOME_PEER_DOWN), FAMILY_MIXED);
	assert_int_equal(FAMILY_WITH(200), FAMILY_MIXED);
	assert_int_equal(FAMILY_WITH(302), FAMILY_MIXED);
	assert_int_equal(FAMILY_WITH(0), FAMILY_MIXED);
}

/* What a profile tags so counts too, whatever its code. */
static void a_tag_belongs_to_a_family_too(void **state)
{
	struct rule_settings r = a_rule(WORD("r"), 402, 3);

	(void)state;
	r.tags = 1u << TAG_TOP_UP;
	assert_int_equal(family_of(&r), FAMILY_REFUSALS);
	r.tags |= 1u << TAG_ESCALATE;
	assert_int_equal(family_of(&r), FAMILY_MIXED);
	r.codes = (struct code_set){ { 0 } };
	r.tags = 1u << TAG_RATE_CONTROL;
	assert_int_equal(family_of(&r), FAMILY_REFUSALS);
}

static void options_are_about_reachability(void **state)
{
	struct rule_settings r = a_rule(WORD("r"), OUTCOME_NO_RESPONSE, 3);

	(void)state;
	r.methods = 1u << SIP_OPTIONS;
	assert_int_equal(family_of(&r), FAMILY_REACHABILITY);
	r.methods |= 1u << SIP_INVITE;
	assert_int_equal(family_of(&r), FAMILY_TIMEOUTS);
}

static void delays_are_a_family_whatever_the_codes(void **state)
{
	struct rule_settings r = a_rule(WORD("r"), 408, 10);

	(void)state;
	r.levels[0].delay_p95 = span_s(3);
	assert_int_equal(family_of(&r), FAMILY_DELAYS);
	r.codes = (struct code_set){ { 0 } };
	assert_int_equal(family_of(&r), FAMILY_DELAYS);
	r.levels[0].delay_p95 = span_s(0);
	assert_int_equal(family_of(&r), FAMILY_MIXED);
}

/* What people have searched for must find what comes tomorrow. */
static void the_ids_are_for_ever(void **state)
{
	static const struct { const char *name, *id; } ids[] = {
		{ "timeouts", "9ea9be95472a443d97fc699307a136e9" },
		{ "reachability", "2a34bc6edf96411395a16fe1b9668bee" },
		{ "capacity", "78e63c211f4a4648b3fdf14e44fb47ac" },
		{ "server-errors", "f569bf7050a2411da5fea88b56e9cdd6" },
		{ "numbers", "03bf2afd859f4f3e8d2aa2d9eedbfb24" },
		{ "authentication", "840a7cc4461a4c7d9cb0e8ec6519b324" },
		{ "refusals", "3809582c8d754544b62107ad04c8874f" },
		{ "media", "79d579074a694026b8e575bfbe243f75" },
		{ "loops", "3e60e4b733ba4ed1ac042b582b7fe233" },
		{ "called", "77184670a3854b4f9f782065bff74eb0" },
		{ "requests", "8d2f4dc39e164ae18ec224d5fb3255e4" },
		{ "calls", "f1ed204d75404e00a367147561fb47bd" },
		{ "delays", "e290c34422f7481f9f159844281b0597" },
		{ "mixed", "f82f4010fdef4493b7783cc350bfc3e4" },
		{ "suppressed", "7369d9e32eb54aa4a40be4fedd2ed754" },
		{ "health", "0c1c0aecf68440f281ed8c74eb143520" },
	};

	(void)state;
	assert_int_equal(sizeof ids / sizeof ids[0], FAMILIES);
	for (enum family f = 0; f < FAMILIES; f++) {
		assert_string_equal(family_name(f), ids[f].name);
		assert_string_equal(family_message_id(f), ids[f].id);
	}
}

static void default_rules_have_a_family(void **state)
{
	static const struct { const char *rule; enum family family; } of[] = {
		{ "timeouts-to-destination", FAMILY_TIMEOUTS },
		{ "service-unavailable", FAMILY_CAPACITY },
		{ "loops", FAMILY_LOOPS },
		{ "invalid-numbers", FAMILY_NUMBERS },
		{ "auth-failures", FAMILY_AUTHENTICATION },
		{ "unanswered-options", FAMILY_REACHABILITY },
		{ "refused-as-sent", FAMILY_REQUESTS },
		{ "numbers-refused", FAMILY_NUMBERS },
		{ "balance-used-up", FAMILY_REFUSALS },
		{ "above-maximum-rate", FAMILY_REFUSALS },
	};
	struct config_spec spec = { .file = NULL };
	const struct settings *s;
	struct config *c;
	size_t found = 0;

	(void)state;
	assert_int_equal(config_load(&c, &spec), 0);
	s = config_settings(c);
	for (size_t i = 0; i < s->n_rules; i++)
		for (size_t j = 0; j < sizeof of / sizeof of[0]; j++)
			if (strcmp(s->rules[i].name, of[j].rule) == 0) {
				assert_int_equal(family_of(&s->rules[i]),
						 of[j].family);
				found++;
			}
	assert_int_equal(found, sizeof of / sizeof of[0]);
	config_free(c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(outcomes_of_one_kind_are_its_family),
		cmocka_unit_test(a_narrow_family_lies_within_a_wide_one),
		cmocka_unit_test(outcomes_of_several_kinds_are_mixed),
		cmocka_unit_test(a_tag_belongs_to_a_family_too),
		cmocka_unit_test(options_are_about_reachability),
		cmocka_unit_test(delays_are_a_family_whatever_the_codes),
		cmocka_unit_test(the_ids_are_for_ever),
		cmocka_unit_test(default_rules_have_a_family),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
