/* SPDX-License-Identifier: BSD-2-Clause */
/* The words have the names that records and configuration promise. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "call.h"
#include "notice.h"

static void methods_are_known_by_their_names(void **state)
{
	(void)state;
	for (int m = SIP_INVITE; m < SIP_OTHER; m++) {
		struct slice name = slice_of(sip_method_name(m));

		assert_true(name.n >= 3);
		assert_int_equal(sip_method_of(name), m);
	}
	assert_string_equal(sip_method_name(SIP_INVITE), "INVITE");
	assert_string_equal(sip_method_name(SIP_UPDATE), "UPDATE");
	assert_string_equal(sip_method_name(SIP_OTHER), "other");
}

/* RFC 3261 section 7.1: methods are case-sensitive. */
static void a_method_in_another_case_is_another_method(void **state)
{
	(void)state;
	assert_int_equal(sip_method_of(SLICE("invite")), SIP_OTHER);
	assert_int_equal(sip_method_of(SLICE("INVITEX")), SIP_OTHER);
	assert_int_equal(sip_method_of(SLICE("INVIT")), SIP_OTHER);
	assert_int_equal(sip_method_of(SLICE("unknown")), SIP_OTHER);
}

static void outcomes_are_codes_or_words(void **state)
{
	char text[OUTCOME_TEXT];

	(void)state;
	assert_string_equal(outcome_text(408, text), "408");
	assert_string_equal(outcome_text(OUTCOME_NO_RESPONSE, text),
			    "no-response");
	assert_string_equal(outcome_text(OUTCOME_AUTH_FAILED, text),
			    "auth-failed");
	for (int own = 1; own < OUTCOME_OWN; own++)
		assert_int_equal(outcome_of(slice_of(outcome_text(own, text))),
				 own);
	assert_int_equal(outcome_of(SLICE("408")), 0);
	assert_int_equal(outcome_of(SLICE("no-respons")), 0);
	assert_int_equal(outcome_of(SLICE("")), 0);
}

static void calls_end_as_outcomes_that_bear_its_name(void **state)
{
	char text[OUTCOME_TEXT];
	int n = 0;

	(void)state;
	assert_string_equal(outcome_text(OUTCOME_DISCONNECT +
					 DISCONNECT_NO_ACK, text),
			    "disconnect:no-ack");
	assert_string_equal(outcome_text(OUTCOME_DISCONNECT +
					 DISCONNECT_NO_MATCHING_CODECS, text),
			    "disconnect:no-matching-codecs");
	for (int code = outcome_next(0); code; code = outcome_next(code)) {
		assert_int_equal(outcome_of(slice_of(outcome_text(code,
								  text))),
				 code);
		n += outcome_is_beside(code);
	}
	/* an undecided one has no name, and mere facts are no outcomes */
	assert_int_equal(n, DISCONNECTS - 1 + 4 + 2);
	assert_int_equal(outcome_of(SLICE("peer-down")), OUTCOME_PEER_DOWN);
	assert_int_equal(outcome_of(SLICE("registration-expired")),
			 OUTCOME_REGISTRATION_EXPIRED);
	assert_int_equal(outcome_of(SLICE("short-call")),
			 OUTCOME_SITUATION + SITUATION_SHORT_CALL);
	assert_int_equal(outcome_of(SLICE("late-offer")), 0);
	assert_int_equal(outcome_of(SLICE("replaces")), 0);
	assert_int_equal(outcome_of(SLICE("disconnect:")), 0);
	assert_int_equal(outcome_of(SLICE("disconnect:503")), 0);
	assert_int_equal(outcome_of(SLICE("disconnect:no-respons")), 0);
	assert_int_equal(outcome_of(SLICE("busy")), 0);
}

static void severities_are_those_of_syslog(void **state)
{
	(void)state;
	assert_int_equal(SEVERITY_ALERT, 1);
	assert_string_equal(severity_name(1), "alert");
	assert_string_equal(severity_name(2), "critical");
	assert_string_equal(severity_name(3), "error");
	assert_string_equal(severity_name(4), "warning");
	assert_string_equal(severity_name(5), "notice");
}

static void every_group_field_has_its_own_name(void **state)
{
	(void)state;
	for (int i = 0; i < GROUP_FIELDS; i++)
		for (int j = 0; j < i; j++)
			assert_string_not_equal(group_field_name(i),
						group_field_name(j));
	assert_string_equal(group_field_name(GROUP_SRC), "src");
	assert_string_equal(group_field_name(GROUP_TO_PREFIX), "to-prefix");
	assert_string_equal(group_field_name(GROUP_RURI_HOST), "ruri-host");
	assert_string_equal(group_field_name(GROUP_USER_AGENT),
			    "user-agent");
	assert_string_equal(group_field_name(GROUP_DIRECTION), "direction");
	assert_string_equal(group_field_name(GROUP_CAUSE_PEER), "cause-peer");
}

static void directions_and_events_are_named(void **state)
{
	(void)state;
	assert_string_equal(direction_name(OUTBOUND), "outbound");
	assert_string_equal(direction_name(INBOUND), "inbound");
	assert_string_equal(direction_name(TRANSIT), "transit");
	assert_string_equal(notice_event_name(NOTICE_RAISED), "raised");
	assert_string_equal(notice_event_name(NOTICE_ESCALATED),
			    "escalated");
	assert_string_equal(notice_event_name(NOTICE_EASED), "eased");
	assert_string_equal(notice_event_name(NOTICE_REPEATED), "repeated");
	assert_string_equal(notice_event_name(NOTICE_CLEARED), "cleared");
	assert_string_equal(notice_event_name(NOTICE_SUPPRESSED),
			    "suppressed");
}

static void a_code_set_has_what_was_added(void **state)
{
	struct code_set s = { { 0 } };

	(void)state;
	code_set_add(&s, OUTCOME_NO_ACK);
	code_set_add(&s, 699);
	code_set_add(&s, 128);
	for (int code = 0; code < 700; code++)
		assert_int_equal(code_set_has(&s, code),
				 code == OUTCOME_NO_ACK || code == 699 ||
				 code == 128);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(methods_are_known_by_their_names),
		cmocka_unit_test(a_method_in_another_case_is_another_method),
		cmocka_unit_test(outcomes_are_codes_or_words),
		cmocka_unit_test(calls_end_as_outcomes_that_bear_its_name),
		cmocka_unit_test(severities_are_those_of_syslog),
		cmocka_unit_test(every_group_field_has_its_own_name),
		cmocka_unit_test(directions_and_events_are_named),
		cmocka_unit_test(a_code_set_has_what_was_added),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
