/* SPDX-License-Identifier: BSD-2-Clause */
/* A dialog goes on wherever its ends are, and only between them. */
#include "bench.h"

/* A's request, and B's in the same dialog, to and from anywhere. */
#define OF_A(b, name, by, at, ...)					\
	SAY(b, .method = name, .src = by, .dst = at, .from_tag = "f",	\
	    .to_tag = "t", __VA_ARGS__)
#define OF_B(b, name, by, at, ...)					\
	SAY(b, .method = name, .src = by, .dst = at, .from_tag = "t",	\
	    .to_tag = "f", __VA_ARGS__)

static struct bench *open_answered(void)
{
	struct bench *b = bench_open(1 << 20, 0);

	ASK(b, .method = SIP_INVITE);
	ANSWER(b, 200);
	return b;
}

/* This is all that is told; the last message came at MS. */
static void assert_told(struct bench *b, int64_t ms, const char *line)
{
	bench_at(b, ms + 2000);
	assert_int_equal(b->told, line ? 1 : 0);
	if (line)
		assert_string_equal(b->lines[0], line);
	bench_close(b);
}

static uint64_t strangers(const struct bench *b)
{
	return *counter(b->counters, "mismatched", "bye");
}

static void the_callee_hangs_up_from_where_its_ack_went(void **state)
{
	struct bench *b = open_answered();

	(void)state;
	OF_A(b, SIP_ACK, 'A', 'M');
	bench_at(b, 5000);
	OF_B(b, SIP_BYE, 'M', 'A', .cseq = 7);
	assert_int_equal(strangers(b), 0);
	assert_told(b, 5000,
		    "c answered 200 bye destination - peer= - 5000");
}

static void the_caller_hangs_up_to_wherever_it_likes(void **state)
{
	struct bench *b = open_answered();

	(void)state;
	OF_A(b, SIP_BYE, 'A', 'M', .cseq = 2);
	assert_told(b, 0, "c answered 200 bye origination - peer= - 0");
}

static void the_callee_hangs_up_to_the_callers_contact(void **state)
{
	struct bench *b = open_answered();

	(void)state;
	OF_B(b, SIP_BYE, 'B', 'N', .cseq = 2);
	assert_told(b, 0, "c answered 200 bye destination - peer= - 0");
}

static void who_was_never_asked_is_not_believed(void **state)
{
	struct bench *b = open_answered();

	(void)state;
	OF_A(b, SIP_ACK, 'X', 'M');	/* nor whom such a one asks */
	OF_B(b, SIP_BYE, 'M', 'A', .cseq = 7);
	OF_A(b, SIP_BYE, 'X', 'B', .cseq = 7);
	OF_A(b, SIP_BYE, 'X', 'M', .cseq = 7);
	assert_int_equal(strangers(b), 3);
	assert_told(b, 0, NULL);
}

static void both_tags_must_be_right_from_elsewhere(void **state)
{
	struct bench *b = open_answered();

	(void)state;
	OF_A(b, SIP_ACK, 'A', 'M');
	SAY(b, .method = SIP_BYE, .src = 'M', .dst = 'A', .from_tag = "x",
	    .to_tag = "f");
	SAY(b, .method = SIP_BYE, .src = 'M', .dst = 'A', .from_tag = "t",
	    .to_tag = "x");
	SAY(b, .method = SIP_BYE, .src = 'M', .dst = 'A', .to_tag = "f");
	assert_int_equal(strangers(b), 3);
	assert_told(b, 0, NULL);
}

/* A re-INVITE from or to a Contact is no other call, and may be refused. */
static void a_reinvite_elsewhere_is_of_the_same_call(void **state)
{
	struct bench *b = open_answered();

	(void)state;
	OF_A(b, SIP_INVITE, 'A', 'M', .cseq = 2);
	SAY(b, .code = 488, .method = SIP_INVITE, .src = 'M', .dst = 'A',
	    .from_tag = "f", .to_tag = "t", .cseq = 2);
	assert_int_equal(calls_running(b->calls), 1);
	bench_at(b, 100);
	OF_B(b, SIP_BYE, 'M', 'A', .cseq = 7);
	assert_told(b, 100, "c answered 200 reinvite-failed destination - "
		    "peer= - 100");
}

/* Who asks from elsewhere gets no answer that counts, either. */
static void the_answer_to_a_stranger_says_nothing(void **state)
{
	struct bench *b = open_answered();

	(void)state;
	OF_A(b, SIP_INVITE, 'X', 'B', .cseq = 2);
	SAY(b, .code = 488, .method = SIP_INVITE, .src = 'B', .dst = 'X',
	    .from_tag = "f", .to_tag = "t", .cseq = 2);
	OF_B(b, SIP_BYE, 'B', 'A', .cseq = 7);
	assert_told(b, 0, "c answered 200 bye destination - peer= - 0");
}

/* A proxy that stays in no route: both of its legs are over at once. */
/* RFC 3261 section 12.2.2: from then on that side is there. */
static void who_is_accepted_from_elsewhere_is_believed(void **state)
{
	struct bench *b = open_answered();

	(void)state;
	OF_A(b, SIP_INVITE, 'M', 'B', .cseq = 2);
	SAY(b, .code = 200, .method = SIP_INVITE, .src = 'B', .dst = 'M',
	    .from_tag = "f", .to_tag = "t", .cseq = 2);
	bench_at(b, 5000);
	OF_A(b, SIP_BYE, 'M', 'B', .cseq = 3);
	assert_int_equal(strangers(b), 0);
	assert_told(b, 5000,
		    "c answered 200 bye origination - peer= - 5000");
}

/* Neither a refusal, nor an answer of a third, nor that to the first INVITE
 * moves anybody. */
static void who_is_refused_there_is_a_stranger(void **state)
{
	struct bench *b = open_answered();

	(void)state;
	OF_A(b, SIP_UPDATE, 'M', 'B', .cseq = 2);
	SAY(b, .code = 403, .method = SIP_UPDATE, .src = 'B', .dst = 'M',
	    .from_tag = "f", .to_tag = "t", .cseq = 2);
	SAY(b, .code = 200, .method = SIP_UPDATE, .src = 'N', .dst = 'M',
	    .from_tag = "f", .to_tag = "t", .cseq = 2);
	SAY(b, .code = 200, .method = SIP_INVITE, .src = 'B', .dst = 'M',
	    .from_tag = "f", .to_tag = "t");
	OF_A(b, SIP_BYE, 'M', 'B', .cseq = 3);
	assert_int_equal(strangers(b), 1);
	assert_told(b, 0, NULL);
}

static void a_bye_past_the_proxy_ends_both_legs(void **state)
{
	struct bench *b = bench_open(1 << 20, 0);
	char first = 'A', last = 'B', host = BENCH_HOST;

	(void)state;
	SAY(b, .method = SIP_INVITE, .src = first, .dst = host,
	    .from_tag = "f");
	SAY(b, .method = SIP_INVITE, .src = host, .dst = last,
	    .from_tag = "f");
	SAY(b, .code = 200, .method = SIP_INVITE, .src = last, .dst = host,
	    .from_tag = "f", .to_tag = "t");
	SAY(b, .code = 200, .method = SIP_INVITE, .src = host, .dst = first,
	    .from_tag = "f", .to_tag = "t");
	OF_A(b, SIP_ACK, first, last);
	bench_at(b, 5000);
	OF_B(b, SIP_BYE, last, first, .cseq = 7);
	bench_at(b, 7000);
	assert_int_equal(b->told, 2);
	for (size_t i = 0; i < b->n; i++)
		assert_string_equal(b->lines[i], "c answered 200 bye "
				    "destination - peer=c call-id 5000");
	bench_close(b);
}

/* It says nothing new, nor does another that crosses it. */
static void a_bye_elsewhere_that_comes_again_keeps_its_reason(void **state)
{
	struct bench *b = open_answered();
	const char *reason = "Reason: Q.850;cause=41\r\n";

	(void)state;
	bench_at(b, 5000);
	OF_A(b, SIP_BYE, 'A', 'M', .cseq = 2, .headers = reason);
	OF_A(b, SIP_BYE, 'A', 'M', .cseq = 2, .headers = reason,
	     .seen = SEEN_AGAIN);
	OF_B(b, SIP_BYE, 'M', 'N', .cseq = 7);
	bench_at(b, 7000);
	assert_int_equal(b->told, 1);
	assert_int_equal(b->last.cause.of, CAUSE_Q850);
	assert_int_equal(b->last.cause.code, 41);
	bench_close(b);
}

/* Where the other side is takes the place of that cause. */
static void a_cancel_that_came_too_late_leaves_no_cause(void **state)
{
	struct bench *b = bench_open(1 << 20, 0);

	(void)state;
	ASK(b, .method = SIP_INVITE);
	ASK(b, .method = SIP_CANCEL, .headers = "Reason: Q.850;cause=41\r\n");
	ANSWER(b, 200);
	OF_A(b, SIP_ACK, 'A', 'M');
	bench_at(b, 5000);
	OF_B(b, SIP_BYE, 'M', 'A', .cseq = 7);
	bench_at(b, 7000);
	assert_int_equal(b->told, 1);
	assert_int_equal(b->last.cause.of, CAUSE_NONE);
	bench_close(b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_callee_hangs_up_from_where_its_ack_went),
		cmocka_unit_test(the_caller_hangs_up_to_wherever_it_likes),
		cmocka_unit_test(the_callee_hangs_up_to_the_callers_contact),
		cmocka_unit_test(who_was_never_asked_is_not_believed),
		cmocka_unit_test(both_tags_must_be_right_from_elsewhere),
		cmocka_unit_test(a_reinvite_elsewhere_is_of_the_same_call),
		cmocka_unit_test(the_answer_to_a_stranger_says_nothing),
		cmocka_unit_test(who_is_accepted_from_elsewhere_is_believed),
		cmocka_unit_test(who_is_refused_there_is_a_stranger),
		cmocka_unit_test(a_bye_past_the_proxy_ends_both_legs),
		cmocka_unit_test(
			a_bye_elsewhere_that_comes_again_keeps_its_reason),
		cmocka_unit_test(a_cancel_that_came_too_late_leaves_no_cause),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
