/* SPDX-License-Identifier: BSD-2-Clause */
/* Numbers and wordings mean what their rules say, and others nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "calls/attempt.h"

static void assert_words(const char *text, enum disconnect wanted)
{
	assert_int_equal(meaning_of_words(slice_of(text)), wanted);
}

static void wordings_count_from_the_beginning_of_a_word(void **state)
{
	(void)state;
	assert_words("Call completed elsewhere",
		     DISCONNECT_COMPLETED_ELSEWHERE);
	assert_words("RTP Timeout (Destination)", DISCONNECT_RTP_TIMEOUT);
	assert_words("NoAck", DISCONNECT_NO_ACK);
	assert_words("Capacity limit for DID exceeded", DISCONNECT_CAPACITY);
	assert_words("Customer balance too low", DISCONNECT_BALANCE);
	assert_words("DID Blocked", DISCONNECT_BLOCKED);
	assert_words("No matching codecs", DISCONNECT_NO_MATCHING_CODECS);
	assert_words("SDP empty answer", DISCONNECT_SDP_MISSING);
	assert_words("SDP invalid streams count", DISCONNECT_SDP_MISMATCH);
	assert_words("Reinvite error", DISCONNECT_REINVITE_FAILED);
	assert_words("(UNALLOCATED_NUMBER)", DISCONNECT_NOT_FOUND);
	assert_words("USER_NOT_REGISTERED", DISCONNECT_NOT_REGISTERED);
	assert_words("Overbalanced", DISCONNECT_UNDECIDED);
	assert_words("Not Found", DISCONNECT_UNDECIDED);
	assert_words("", DISCONNECT_UNDECIDED);
}

/* Of several the one that stands first, though another is in the table. */
static void the_first_wording_counts(void **state)
{
	(void)state;
	assert_words("blocked: no balance", DISCONNECT_BLOCKED);
	assert_words("no balance, so blocked", DISCONNECT_BALANCE);
	assert_words("loop, fraud", DISCONNECT_LOOP);
}

/* Each initial letter of the table is found, so it is sorted. */
static void every_letter_is_found(void **state)
{
	(void)state;
	assert_words("ack timeout", DISCONNECT_NO_ACK);
	assert_words("barred", DISCONNECT_BLOCKED);
	assert_words("congestion", DISCONNECT_CAPACITY);
	assert_words("empty SDP", DISCONNECT_SDP_MISSING);
	assert_words("fraud", DISCONNECT_BLOCKED);
	assert_words("incompatible media", DISCONNECT_NO_MATCHING_CODECS);
	assert_words("loop", DISCONNECT_LOOP);
	assert_words("media timeout", DISCONNECT_RTP_TIMEOUT);
	assert_words("not in service", DISCONNECT_NOT_FOUND);
	assert_words("overload", DISCONNECT_CAPACITY);
	assert_words("prack", DISCONNECT_NO_PRACK);
	assert_words("ringing timeout", DISCONNECT_RINGING_TIMEOUT);
	assert_words("session expired", DISCONNECT_SESSION_TIMER);
	assert_words("too many calls", DISCONNECT_CAPACITY);
	assert_words("unregistered", DISCONNECT_NOT_REGISTERED);
}

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
		cmocka_unit_test(wordings_count_from_the_beginning_of_a_word),
		cmocka_unit_test(the_first_wording_counts),
		cmocka_unit_test(every_letter_is_found),
		cmocka_unit_test(numbers_mean_what_their_standards_say),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
