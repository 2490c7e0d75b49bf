/* SPDX-License-Identifier: BSD-2-Clause */
/* An answer is known by what follows it, where only one side is seen. */
#include "bench.h"

#define ACCEPT_BYE(b, n)						\
	SAY(b, .code = 200, .method = SIP_BYE, .src = 'B', .dst = 'A',	\
	    .from_tag = "f", .to_tag = "t", .cseq = n)

/* Tracking has waited for a response that could not be seen. */
static void give_up(struct bench *b)
{
	struct outcome o = {
		.code = OUTCOME_NO_RESPONSE, .method = SIP_INVITE,
		.initial = true, .src = bench_addr('A'),
		.dst = bench_addr('B'), .call_id = SLICE("c"),
	};

	bench_at(b, 32000);
	calls_outcome(b->calls, &o);
}

static void assert_only(struct bench *b, const char *line)
{
	bench_end(b);
	assert_int_equal(b->told, 1);
	assert_string_equal(b->lines[0], line);
	assert_int_equal(b->last.answer.ns, 0);
	bench_close(b);
}

/* Nothing is said of delays that end with a response. */
static void assert_no_delays(const struct bench *b)
{
	assert_int_equal(b->told, 1);
	assert_int_equal(b->last.srd.ns, CALL_NO_SPAN.ns);
	assert_int_equal(b->last.setup.ns, CALL_NO_SPAN.ns);
	assert_int_equal(b->last.duration.ns, CALL_NO_SPAN.ns);
}

/* RFC 3261 section 13.2.2.4: the ACK for a 2xx has a branch of its own. */
static void an_ack_of_its_own_proves_an_answer(void **state)
{
	struct bench *b = bench_open(1 << 20, 0);

	(void)state;
	ASK(b, .method = SIP_INVITE, .branch = "1");
	bench_at(b, 2000);
	ASK_AGAIN(b, .method = SIP_ACK, .branch = "2");
	give_up(b);
	assert_int_equal(b->told, 0);
	bench_at(b, 60000);
	HANG_UP(b);
	bench_at(b, 62000);
	assert_no_delays(b);
	assert_only(b, "c answered 0 bye origination - peer= - 60000 partial");
}

/* Section 17.1.1.3: that for a refusal has the branch of its INVITE. */
static void one_with_the_invites_branch_proves_a_refusal(void **state)
{
	struct bench *b = bench_open(1 << 20, 0);

	(void)state;
	ASK(b, .method = SIP_INVITE, .branch = "1");
	bench_at(b, 2000);
	ASK_AGAIN(b, .method = SIP_ACK, .branch = "1");
	give_up(b);
	assert_int_equal(b->told, 0);
	bench_at(b, 35000);
	assert_no_delays(b);
	assert_only(b, "c failed 0 unknown unknown - peer= - 2000 partial");
}

static void a_refusal_behind_its_ack_counts_as_any(void **state)
{
	struct bench *b = bench_open(1 << 20, 0);

	(void)state;
	ASK(b, .method = SIP_INVITE, .branch = "1");
	ASK_AGAIN(b, .method = SIP_ACK, .branch = "1");
	ANSWER(b, 486);
	assert_only(b, "c failed 486 busy destination - peer= - 0");
}

/* That of the outbound leg may be the inbound one's. */
static void an_unheard_refusal_leaves_open_whose_it_was(void **state)
{
	struct bench *b = bench_open(1 << 20, 9);
	static const struct say in = { .method = SIP_INVITE, .src = 'A',
		.dst = 'S', .call = "in", .from_tag = "f",
		.from = "441110000001", .to = "442079460001" };

	(void)state;
	bench_say(b, &in);
	SAY(b, .method = SIP_INVITE, .src = 'S', .dst = 'B', .call = "out",
	    .from_tag = "g", .from = "441110000001", .to = "442079460001");
	SAY(b, .method = SIP_ACK, .src = 'S', .dst = 'B', .call = "out",
	    .from_tag = "g", .to_tag = "h", .from = "441110000001",
	    .to = "442079460001");
	SAY(b, .code = 486, .method = SIP_INVITE, .src = 'S', .dst = 'A',
	    .call = "in", .from_tag = "f", .to_tag = "t");
	bench_at(b, 33000);
	assert_int_equal(b->told, 2);
	assert_string_equal(b->lines[0], "in failed 486 busy unknown - "
			    "peer=out digits 0");
	assert_string_equal(b->lines[1], "out failed 0 unknown unknown - "
			    "peer=in digits 0 partial");
	bench_close(b);
}

/* Of the branches of a fork it may be that of another. */
static void of_a_fork_an_ack_proves_nothing(void **state)
{
	struct bench *b = bench_open(1 << 20, 0);

	(void)state;
	ASK(b, .method = SIP_INVITE, .branch = "1");
	ASK(b, .method = SIP_INVITE, .branch = "2");
	ASK_AGAIN(b, .method = SIP_ACK, .branch = "2");
	give_up(b);
	give_up(b);
	assert_only(b, "c no-response 0 transaction-timeout unknown - peer= - "
		    "32000");
}

static void after_a_challenge_the_last_invite_counts(void **state)
{
	struct bench *b = bench_open(1 << 20, 0);

	(void)state;
	ASK(b, .method = SIP_INVITE, .branch = "1");
	ASK_AGAIN(b, .method = SIP_ACK, .branch = "1");
	ASK(b, .method = SIP_INVITE, .branch = "2", .cseq = 2);
	ASK_AGAIN(b, .method = SIP_ACK, .branch = "1");
	ASK_AGAIN(b, .method = SIP_ACK, .branch = "2", .cseq = 2);
	assert_int_equal(b->told, 0);
	ASK(b, .method = SIP_INVITE, .branch = "3", .cseq = 3);
	ASK(b, .method = SIP_BYE, .cseq = 900);	/* that proves nothing */
	ASK_AGAIN(b, .method = SIP_ACK, .branch = "4", .cseq = 3);
	bench_at(b, 40000);
	HANG_UP(b);
	bench_at(b, 42000);
	assert_no_delays(b);
	assert_only(b, "c answered 0 bye origination - peer= - 40000 partial");
}

static void a_bye_proves_an_answer_where_no_response_is_seen(void **state)
{
	struct bench *b = bench_open(1 << 20, 0);

	(void)state;
	ASK(b, .method = SIP_INVITE);
	bench_at(b, 9000);
	HANG_UP(b);
	bench_at(b, 11000);
	assert_no_delays(b);
	assert_only(b, "c answered 0 bye origination - peer= - 9000 partial");
}

/* RFC 3261 section 15: in an early dialog it is as good as a CANCEL. */
static void a_bye_after_ringing_proves_nothing(void **state)
{
	struct bench *b = bench_open(1 << 20, 0);

	(void)state;
	ASK(b, .method = SIP_INVITE);
	ANSWER(b, 180);
	bench_at(b, 9000);
	HANG_UP(b);
	ANSWER(b, 487);
	assert_only(b, "c cancelled 487 cancel origination - peer= - 9000");
}

/* One packet was lost: the talk is none that was given up. */
static void an_ack_proves_an_answer_though_it_rang(void **state)
{
	struct bench *b = bench_open(1 << 20, 0);

	(void)state;
	ASK(b, .method = SIP_INVITE, .branch = "1");
	ANSWER(b, 180);
	bench_at(b, 2000);
	ASK_AGAIN(b, .method = SIP_ACK, .branch = "2");
	bench_at(b, 3000);
	ANSWER(b, 200);		/* what it answers then nobody knows */
	bench_at(b, 60000);
	HANG_UP(b);
	bench_at(b, 62000);
	assert_only(b, "c answered 0 bye origination - peer= - 60000 partial");
}

static void an_ack_before_its_2xx_changes_nothing(void **state)
{
	struct bench *b = bench_open(1 << 20, 0);

	(void)state;
	ASK(b, .method = SIP_INVITE, .branch = "1");
	ANSWER(b, 180);
	bench_at(b, 2000);
	ASK_AGAIN(b, .method = SIP_ACK, .branch = "2");
	bench_at(b, 2001);
	ANSWER(b, 200);
	assert_int_equal(over_at(b, 60000), DISCONNECT_BYE);
}

/* RFC 3261 section 15: the called side may not say it before its answer. */
static void a_bye_of_the_called_side_proves_an_answer(void **state)
{
	struct bench *b = bench_open(1 << 20, 0);

	(void)state;
	ASK(b, .method = SIP_INVITE);
	ANSWER(b, 180);
	bench_at(b, 9000);
	SAY(b, .method = SIP_BYE, .src = 'B', .dst = 'A', .from_tag = "t",
	    .to_tag = "f", .cseq = 7);
	bench_at(b, 11000);
	assert_only(b, "c answered 0 bye destination - peer= - 9000 partial");
}

static void an_ack_proves_a_refusal_though_it_rang(void **state)
{
	struct bench *b = bench_open(1 << 20, 0);

	(void)state;
	ASK(b, .method = SIP_INVITE);
	ANSWER(b, 401);
	ASK(b, .method = SIP_INVITE, .branch = "2", .cseq = 2);
	ANSWER(b, 180, .branch = "2", .cseq = 2);
	bench_at(b, 4000);
	ASK_AGAIN(b, .method = SIP_ACK, .branch = "2", .cseq = 2);
	bench_at(b, 37000);
	assert_only(b, "c failed 0 unknown unknown - peer= - 4000 partial");
}

/* That is not believed; but nothing came back is not true, either. */
static void a_response_from_elsewhere_is_no_silence(void **state)
{
	struct bench *b = bench_open(1 << 20, 0);

	(void)state;
	ASK(b, .method = SIP_INVITE);
	SAY(b, .code = 200, .method = SIP_INVITE, .src = 'M', .dst = 'A',
	    .from_tag = "f", .to_tag = "t", .seen = SEEN_ASTRAY);
	give_up(b);
	bench_at(b, 300000);
	assert_only(b, "c - 0 - unknown - peer= - -1 partial");
}

static void one_of_another_branch_says_nothing(void **state)
{
	struct bench *b = bench_open(1 << 20, 0);

	(void)state;
	ASK(b, .method = SIP_INVITE);
	SAY(b, .code = 200, .method = SIP_INVITE, .src = 'M', .dst = 'A',
	    .from_tag = "f", .to_tag = "t", .branch = "2",
	    .seen = SEEN_ASTRAY);
	give_up(b);
	bench_at(b, 300000);
	assert_only(b, "c no-response 0 transaction-timeout unknown - peer= - "
		    "32000");
}

/* The other way round: what is known is that somebody hung up, and when. */
static void an_answer_to_a_bye_ends_the_call(void **state)
{
	struct bench *b = bench_open(1 << 20, 0);

	(void)state;
	ANSWER(b, 200);
	bench_at(b, 60000);
	ACCEPT_BYE(b, 2);
	bench_at(b, 90000);
	ACCEPT_BYE(b, 3);
	bench_at(b, 95000);
	assert_int_equal(b->told, 1);
	assert_string_equal(b->lines[0], "c answered 200 bye unknown - peer= "
			    "- 60000 partial");
	bench_close(b);
}

static void a_bye_that_is_answered_has_one_sender(void **state)
{
	struct bench *b = bench_open(1 << 20, 0);

	(void)state;
	ASK(b, .method = SIP_INVITE);
	ANSWER(b, 200);
	HANG_UP(b);
	ACCEPT_BYE(b, 900);
	bench_at(b, 2000);
	assert_int_equal(b->told, 1);
	assert_string_equal(b->lines[0],
			    "c answered 200 bye origination - peer= - 0");
	bench_close(b);
}

/* It may be one that is sent again long after its call. */
static void a_lone_2xx_is_no_call(void **state)
{
	struct bench *b = bench_open(1 << 20, 0);

	(void)state;
	ANSWER(b, 200);
	bench_at(b, 1000);
	ANSWER(b, 200, .seen = SEEN_AGAIN);
	bench_at(b, 14402000);
	assert_int_equal(calls_running(b->calls), 0);
	ANSWER(b, 200, .call = "d");
	bench_at(b, 14402000 + 32010);
	bench_end(b);
	assert_int_equal(b->told, 0);
	bench_close(b);
}

/* But the capture may lack what comes behind its end, or was before. */
static void a_sign_more_makes_it_one(void **state)
{
	struct bench *b = bench_open(1 << 20, 0);

	(void)state;
	ANSWER(b, 200, .call = "a");
	ASK_AGAIN(b, .method = SIP_ACK, .call = "a");
	ANSWER(b, 180, .call = "b");
	ANSWER(b, 200, .call = "b");
	bench_at(b, 20000);
	ANSWER(b, 200, .call = "c");
	bench_at(b, 52000);
	bench_end(b);
	assert_int_equal(b->told, 3);
	assert_int_equal(b->partial, 3);
	bench_close(b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_ack_of_its_own_proves_an_answer),
		cmocka_unit_test(
			one_with_the_invites_branch_proves_a_refusal),
		cmocka_unit_test(a_refusal_behind_its_ack_counts_as_any),
		cmocka_unit_test(an_unheard_refusal_leaves_open_whose_it_was),
		cmocka_unit_test(of_a_fork_an_ack_proves_nothing),
		cmocka_unit_test(after_a_challenge_the_last_invite_counts),
		cmocka_unit_test(
			a_bye_proves_an_answer_where_no_response_is_seen),
		cmocka_unit_test(a_bye_after_ringing_proves_nothing),
		cmocka_unit_test(an_ack_proves_an_answer_though_it_rang),
		cmocka_unit_test(an_ack_before_its_2xx_changes_nothing),
		cmocka_unit_test(a_bye_of_the_called_side_proves_an_answer),
		cmocka_unit_test(an_ack_proves_a_refusal_though_it_rang),
		cmocka_unit_test(a_response_from_elsewhere_is_no_silence),
		cmocka_unit_test(one_of_another_branch_says_nothing),
		cmocka_unit_test(an_answer_to_a_bye_ends_the_call),
		cmocka_unit_test(a_bye_that_is_answered_has_one_sender),
		cmocka_unit_test(a_lone_2xx_is_no_call),
		cmocka_unit_test(a_sign_more_makes_it_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
