/* SPDX-License-Identifier: BSD-2-Clause */
/* Wordings of switches and carriers mean what they say, others nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "calls/ends.h"

static void assert_each(const char *const texts[], size_t n,
			enum disconnect wanted)
{
	for (size_t i = 0; i < n; i++)
		if (meaning_of_words(slice_of(texts[i])) != wanted)
			fail_msg("'%s'", texts[i]);
}

#define MEAN(wanted, ...) do { \
	static const char *const texts_[] = { __VA_ARGS__ }; \
	assert_each(texts_, sizeof texts_ / sizeof *texts_, \
		    DISCONNECT_##wanted); \
} while (0)

static void who_has_answered_elsewhere(void **state)
{
	(void)state;
	MEAN(COMPLETED_ELSEWHERE, "Call completed elsewhere",
	     "Answered elsewhere", "LOSE_RACE", "PICKED_OFF");
}

static void an_ack_that_never_came(void **state)
{
	(void)state;
	MEAN(NO_ACK, "NoAck", "No ACK received", "ACK timeout");
}

static void a_prack_that_never_came(void **state)
{
	(void)state;
	MEAN(NO_PRACK, "No PRACK received", "PRACK timeout");
}

static void rtp_that_has_stopped(void **state)
{
	(void)state;
	MEAN(RTP_TIMEOUT, "RTP Timeout (Destination)",
	     "RTP Timeout (Origination)", "RTP Broken Connection",
	     "MEDIA_TIMEOUT", "rtp-timeout", "no RTP for 30 seconds",
	     "RTP inactivity timeout");
}

static void a_session_that_was_not_refreshed(void **state)
{
	(void)state;
	MEAN(SESSION_TIMER, "Session expires timeout",
	     "Session Timer Too Small", "Session Interval Too Small",
	     "SIP session timer expired", "Session-Expires");
}

static void a_phone_that_rang_too_long(void **state)
{
	(void)state;
	MEAN(RINGING_TIMEOUT, "Ringing timeout", "ring timeout");
}

static void too_many_calls(void **state)
{
	(void)state;
	MEAN(CAPACITY, "Capacity limit for trunk group exceeded",
	     "Shared channels capacity exceeded", "Maximum Calls In Progress",
	     "max number of calls reached", "No free channels available",
	     "No circuit/channel available",
	     "Requested circuit/channel not available",
	     "All circuits are busy now", "Too many simultaneous calls",
	     "NORMAL_CIRCUIT_CONGESTION", "Switching equipment congestion",
	     "System Busy", "Limiting", "CPS limit exceeded",
	     "Resource unavailable, unspecified", "PRE_EMPTED", "Overloaded");
}

static void a_wallet_that_is_empty(void **state)
{
	(void)state;
	MEAN(BALANCE, "Customer balance too low", "Insufficient balance",
	     "Not enough credit", "No funds", "Payment Required");
}

static void a_call_that_is_not_wanted(void **state)
{
	(void)state;
	MEAN(BLOCKED, "Customer blocked", "DID Blocked", "Network Blocked",
	     "Denied", "Anonymity Disallowed",
	     "Outgoing calls barred within CUG", "Forbidden (policy)",
	     "Rejected by trunk settings", "Not Allowed", "spam, likely",
	     "Accepting TLS Only", "Not relaying");
}

static void a_number_that_nobody_has(void **state)
{
	(void)state;
	MEAN(NOT_FOUND, "Unallocated (unassigned) number",
	     "(UNALLOCATED_NUMBER)", "No trunk assigned",
	     "NO_ROUTE_DESTINATION", "Invalid number format",
	     "Address Incomplete", "Number changed",
	     "Antispam module: ok, user not found");
}

static void a_user_that_is_away(void **state)
{
	(void)state;
	MEAN(NOT_REGISTERED, "User is not registered", "USER_NOT_REGISTERED",
	     "account UNREGISTERED");
}

static void codecs_that_differ(void **state)
{
	(void)state;
	MEAN(NO_MATCHING_CODECS, "No matching codecs",
	     "Not Acceptable Here (codec error)", "No compatible codec",
	     "INCOMPATIBLE_DESTINATION");
}

static void a_description_that_is_missing(void **state)
{
	(void)state;
	MEAN(SDP_MISSING, "SDP empty answer", "empty SDP", "Missing SDP");
}

static void a_description_that_does_not_fit(void **state)
{
	(void)state;
	MEAN(SDP_MISMATCH, "SDP invalid streams count",
	     "SDP inv streams types", "SDP processing exception");
}

static void a_description_that_was_not_renewed(void **state)
{
	(void)state;
	MEAN(REINVITE_FAILED, "Reinvite error", "re-INVITE refused");
}

static void a_transfer(void **state)
{
	(void)state;
	MEAN(TRANSFER, "Transfer Failed: EarlyBye", "BLIND_TRANSFER");
}

static void a_way_in_circles(void **state)
{
	(void)state;
	MEAN(LOOP, "Loop Detected", "Routing loops", "Too Many Hops",
	     "Hop limit exceeded");
}

static void a_line_out_of_order(void **state)
{
	(void)state;
	MEAN(GATEWAY_FAILURE, "NETWORK_OUT_OF_ORDER",
	     "Destination out of order");
}

static void a_line_that_is_taken(void **state)
{
	(void)state;
	MEAN(BUSY, "User busy", "USER_BUSY", "Subscriber busy",
	     "Unbarred user busy");
}

static void credentials_that_are_not_taken(void **state)
{
	(void)state;
	MEAN(UNAUTHORISED, "Forbidden (Bad auth)", "Bad Auth Credentials",
	     "No certificate or verification failed");
}

static void what_could_not_be_read(void **state)
{
	(void)state;
	MEAN(MALFORMED, "INVALID INVITE", "R-URI too large",
	     "Method Not Allowed", "Server Sanity Failure");
}

static void a_subscriber_out_of_reach(void **state)
{
	(void)state;
	MEAN(UNAVAILABLE, "SUBSCRIBER_ABSENT");
}

static void what_says_no_more_than_its_code(void **state)
{
	(void)state;
	MEAN(UNDECIDED, "Loopback interface down", "spammer not found",
	     "capacityx", "Overbalanced", "Not Found", "Forbidden",
	     "Request Timeout", "Temporarily Unavailable",
	     "Service Unavailable", "Server Internal Error",
	     "Request Terminated", "Call/Transaction Does Not Exist",
	     "Normal call clearing", "no answer on channel 5",
	     "\xc3\xbc" "berspam", "No call suspended", "", "no", "..", "*");
}

/* Though another of them stands first in the table. */
static void the_first_wording_counts(void **state)
{
	(void)state;
	MEAN(BLOCKED, "blocked: no balance");
	MEAN(BALANCE, "no balance, so blocked");
	MEAN(LOOP, "loop, fraud");
}

/* So the table is sorted by them: else half of them would be missed. */
static void each_first_letter_is_found(void **state)
{
	(void)state;
	MEAN(NO_ACK, "ack timeout");
	MEAN(BLOCKED, "barred", "fraud", "tls only", "unwanted");
	MEAN(CAPACITY, "congestion", "limiting", "overload", "too many calls");
	MEAN(GATEWAY_FAILURE, "destination out of order");
	MEAN(SDP_MISSING, "empty SDP");
	MEAN(LOOP, "hop limit");
	MEAN(NO_MATCHING_CODECS, "incompatible media");
	MEAN(RTP_TIMEOUT, "media timeout");
	MEAN(NOT_FOUND, "not in service", "unassigned");
	MEAN(NO_PRACK, "prack");
	MEAN(RINGING_TIMEOUT, "ringing timeout");
	MEAN(SESSION_TIMER, "session expired");
}

/* Flush against the end of a block of exact size. */
static void a_text_is_not_read_beyond_its_end(void **state)
{
	static const char text[] = "maximum number of";
	size_t n = sizeof text - 1;
	char *block = malloc(n);

	(void)state;
	assert_non_null(block);
	memcpy(block, text, n);
	assert_int_equal(meaning_of_words((struct slice){ block, n }),
			 DISCONNECT_UNDECIDED);
	free(block);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_has_answered_elsewhere),
		cmocka_unit_test(an_ack_that_never_came),
		cmocka_unit_test(a_prack_that_never_came),
		cmocka_unit_test(rtp_that_has_stopped),
		cmocka_unit_test(a_session_that_was_not_refreshed),
		cmocka_unit_test(a_phone_that_rang_too_long),
		cmocka_unit_test(too_many_calls),
		cmocka_unit_test(a_wallet_that_is_empty),
		cmocka_unit_test(a_call_that_is_not_wanted),
		cmocka_unit_test(a_number_that_nobody_has),
		cmocka_unit_test(a_user_that_is_away),
		cmocka_unit_test(codecs_that_differ),
		cmocka_unit_test(a_description_that_is_missing),
		cmocka_unit_test(a_description_that_does_not_fit),
		cmocka_unit_test(a_description_that_was_not_renewed),
		cmocka_unit_test(a_transfer),
		cmocka_unit_test(a_way_in_circles),
		cmocka_unit_test(a_line_out_of_order),
		cmocka_unit_test(a_line_that_is_taken),
		cmocka_unit_test(credentials_that_are_not_taken),
		cmocka_unit_test(what_could_not_be_read),
		cmocka_unit_test(a_subscriber_out_of_reach),
		cmocka_unit_test(what_says_no_more_than_its_code),
		cmocka_unit_test(the_first_wording_counts),
		cmocka_unit_test(each_first_letter_is_found),
		cmocka_unit_test(a_text_is_not_read_beyond_its_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
