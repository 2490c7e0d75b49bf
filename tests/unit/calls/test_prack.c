/* SPDX-License-Identifier: BSD-2-Clause */
/* Who waits in vain for a PRACK (RFC 3262) is known, and nobody else. */
#include "bench.h"

#define RELIABLY(rseq) \
	.headers = "Require: timer, 100rel\r\nRSeq: " rseq "\r\n"
#define PRACK(b, number, rack) \
	ASK_AGAIN(b, .method = SIP_PRACK, .cseq = number, \
		  .headers = "RAck: " rack "\r\n")

static struct bench *open_call(void)
{
	struct bench *b = bench_open(1 << 20, 0);

	ASK(b, .method = SIP_INVITE, .headers = "Supported: 100rel\r\n");
	return b;
}

/* By which cause it failed with CODE after all. */
static enum disconnect refuse(struct bench *b, int code, uint32_t cseq)
{
	enum disconnect cause;

	bench_at(b, 32000);
	ANSWER(b, code, .cseq = cseq);
	assert_int_equal(b->told, 1);
	cause = b->last.disconnect;
	bench_close(b);
	return cause;
}

static enum disconnect unpracked(int code)
{
	struct bench *b = open_call();

	ANSWER(b, 183, RELIABLY("776"));
	ANSWER(b, 183, RELIABLY("776"), .seen = SEEN_AGAIN);
	return refuse(b, code, 1);
}

/* RFC 3262 section 3: after 64 x T1 it refuses with a 5xx. */
static void one_that_was_repeated_in_vain_ends_the_call(void **state)
{
	(void)state;
	assert_int_equal(unpracked(500), DISCONNECT_NO_PRACK);
	assert_int_equal(unpracked(504), DISCONNECT_NO_PRACK);
	assert_int_equal(unpracked(408), DISCONNECT_NO_PRACK);
	assert_int_equal(unpracked(486), DISCONNECT_BUSY);
	assert_int_equal(unpracked(404), DISCONNECT_NOT_FOUND);
}

static enum disconnect repeated(int code, const char *headers)
{
	struct bench *b = open_call();

	ANSWER(b, code, .headers = headers);
	ANSWER(b, code, .headers = headers, .seen = SEEN_AGAIN);
	return refuse(b, 500, 1);
}

/* Section 3: it has both headers, and is no 100. */
static void what_is_not_reliable_wants_none(void **state)
{
	(void)state;
	assert_int_equal(repeated(180, "Require: 100rel\r\nRSeq: 1\r\n"),
			 DISCONNECT_NO_PRACK);
	assert_int_equal(repeated(180, ""), DISCONNECT_GATEWAY_FAILURE);
	assert_int_equal(repeated(180, "RSeq: 1\r\n"),
			 DISCONNECT_GATEWAY_FAILURE);
	assert_int_equal(repeated(180, "Require: 100rel\r\n"),
			 DISCONNECT_GATEWAY_FAILURE);
	assert_int_equal(repeated(180, "Supported: 100rel\r\nRSeq: 1\r\n"),
			 DISCONNECT_GATEWAY_FAILURE);
	assert_int_equal(repeated(100, "Require: 100rel\r\nRSeq: 1\r\n"),
			 DISCONNECT_GATEWAY_FAILURE);
}

static void one_that_came_once_may_have_been_acknowledged(void **state)
{
	struct bench *b = open_call();

	(void)state;
	ANSWER(b, 183, RELIABLY("776"));
	assert_int_equal(refuse(b, 500, 1), DISCONNECT_GATEWAY_FAILURE);
}

/* Its PRACK was late, or is lost between here and there. */
static void one_with_a_prack_wants_no_other(void **state)
{
	struct bench *b = open_call();

	(void)state;
	ANSWER(b, 183, RELIABLY("776"));
	ANSWER(b, 183, RELIABLY("776"), .seen = SEEN_AGAIN);
	PRACK(b, 2, "776 1 INVITE");
	ANSWER(b, 183, RELIABLY("776"), .seen = SEEN_AGAIN);
	assert_int_equal(refuse(b, 500, 1), DISCONNECT_GATEWAY_FAILURE);
}

/* Section 3: RSeq goes up by one. */
static void each_wants_its_own(void **state)
{
	struct bench *b = open_call();

	(void)state;
	ANSWER(b, 183, RELIABLY("776"));
	PRACK(b, 2, "776 1 INVITE");
	ANSWER(b, 180, RELIABLY("777"));
	ANSWER(b, 180, RELIABLY("777"), .seen = SEEN_AGAIN);
	assert_int_equal(refuse(b, 500, 1), DISCONNECT_NO_PRACK);
}

/* Section 3: numbers begin anew with each INVITE, anywhere. */
static void another_invite_has_other_numbers(void **state)
{
	struct bench *b = open_call();

	(void)state;
	ANSWER(b, 183, RELIABLY("9000"));
	PRACK(b, 2, "9000 1 INVITE");
	ANSWER(b, 407);
	ASK(b, .method = SIP_INVITE, .cseq = 3);
	ANSWER(b, 183, RELIABLY("17"), .cseq = 3);
	ANSWER(b, 183, RELIABLY("17"), .cseq = 3, .seen = SEEN_AGAIN);
	assert_int_equal(refuse(b, 500, 3), DISCONNECT_NO_PRACK);
}

/* Section 7.2: RAck names the INVITE, too. */
static void a_prack_for_an_earlier_invite_is_late(void **state)
{
	struct bench *b = open_call();

	(void)state;
	ANSWER(b, 183, RELIABLY("1"));
	ANSWER(b, 407);
	ASK(b, .method = SIP_INVITE, .cseq = 2);
	ANSWER(b, 183, RELIABLY("1"), .cseq = 2);
	PRACK(b, 3, "1 1 INVITE");
	ANSWER(b, 183, RELIABLY("1"), .cseq = 2, .seen = SEEN_AGAIN);
	PRACK(b, 4, "1 1 INVITE");
	assert_int_equal(refuse(b, 500, 2), DISCONNECT_NO_PRACK);
}

static void what_an_earlier_invite_wanted_is_forgotten(void **state)
{
	struct bench *b = open_call();

	(void)state;
	ANSWER(b, 183, RELIABLY("9000"));
	ANSWER(b, 183, RELIABLY("9000"), .seen = SEEN_AGAIN);
	ANSWER(b, 407);
	ASK(b, .method = SIP_INVITE, .cseq = 2);
	assert_int_equal(refuse(b, 500, 2), DISCONNECT_GATEWAY_FAILURE);
}

/* Whoever answers has no need of it any more. */
static void an_answered_call_wants_none(void **state)
{
	struct bench *b = open_call();

	(void)state;
	ANSWER(b, 183, RELIABLY("776"));
	ANSWER(b, 183, RELIABLY("776"), .seen = SEEN_AGAIN);
	ANSWER(b, 200);
	bench_at(b, 8000);
	HANG_UP(b);
	bench_at(b, 10000);
	assert_string_equal(b->lines[0],
			    "c answered 200 bye origination - peer= - 8000");
	bench_close(b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_that_was_repeated_in_vain_ends_the_call),
		cmocka_unit_test(what_is_not_reliable_wants_none),
		cmocka_unit_test(
			one_that_came_once_may_have_been_acknowledged),
		cmocka_unit_test(one_with_a_prack_wants_no_other),
		cmocka_unit_test(each_wants_its_own),
		cmocka_unit_test(another_invite_has_other_numbers),
		cmocka_unit_test(a_prack_for_an_earlier_invite_is_late),
		cmocka_unit_test(what_an_earlier_invite_wanted_is_forgotten),
		cmocka_unit_test(an_answered_call_wants_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
