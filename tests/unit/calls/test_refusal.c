/* SPDX-License-Identifier: BSD-2-Clause */
/* Of branches that refuse the best one counts, and only when all are over. */
#include "bench.h"

/* The first branch came to nothing, by an INVITE with CSEQ. */
static void come_to(struct bench *b, int code, uint32_t cseq)
{
	calls_outcome(b->calls, &(struct outcome){
		.code = code, .method = SIP_INVITE, .initial = true,
		.cseq = cseq, .retransmissions = 6,
		.src = bench_addr('A'), .dst = bench_addr('B'),
		.call_id = SLICE("c") });
}

/* It is asked for on so many branches, at once. */
static struct bench *fork_out(unsigned branches)
{
	static const char *const names[] = { "1", "2", "3" };
	struct bench *b = bench_open(1 << 20, 0);

	for (unsigned i = 0; i < branches; i++)
		ASK(b, .method = SIP_INVITE, .branch = names[i]);
	bench_at(b, 1000);
	return b;
}

static void close_as(struct bench *b, const char *line)
{
	assert_int_equal(b->told, 1);
	assert_string_equal(b->lines[0], line);
	bench_close(b);
}

/* Whichever comes first. */
static void assert_better(int better, int worse)
{
	const int order[][2] = { { better, worse }, { worse, better } };

	for (int i = 0; i < 2; i++) {
		struct bench *b = fork_out(2);

		ANSWER(b, order[i][0], .branch = "1");
		assert_int_equal(b->told, 0);
		ANSWER(b, order[i][1], .branch = "2");
		assert_int_equal(b->told, 1);
		assert_int_equal(b->last.code, better);
		bench_close(b);
	}
}

/* RFC 3261 section 16.7, step 6. */
static void the_best_of_them_counts(void **state)
{
	(void)state;
	assert_better(600, 302);
	assert_better(603, 404);
	assert_better(302, 404);
	assert_better(404, 503);
	assert_better(484, 404);
	assert_better(415, 486);
	assert_better(420, 480);
	assert_better(503, 487);
}

static void of_two_as_good_the_later_one_counts(void **state)
{
	struct bench *b = fork_out(2);

	(void)state;
	ANSWER(b, 486, .branch = "1");
	ANSWER(b, 404, .branch = "2");
	close_as(b, "c failed 404 not-found destination - peer= - 1000");
}

/* Of three that refuse what the best one said is not what others did. */
static void its_reason_goes_with_it(void **state)
{
	struct bench *b = fork_out(3);

	(void)state;
	ANSWER(b, 503, .branch = "1", .headers = "Reason: Q.850;cause=34\r\n");
	ANSWER(b, 404, .branch = "2");
	ANSWER(b, 500, .branch = "3", .headers = "Reason: Q.850;cause=17\r\n");
	assert_int_equal(b->last.cause.of, CAUSE_NONE);
	close_as(b, "c failed 404 not-found destination - peer= - 1000");
}

static void a_challenge_waits_for_what_follows_it(void **state)
{
	struct bench *b = fork_out(2);

	(void)state;
	ANSWER(b, 407, .branch = "1");
	ANSWER(b, 486, .branch = "2");
	bench_at(b, 32000);
	assert_int_equal(b->told, 0);
	bench_at(b, 33010);
	close_as(b, "c failed 407 unauthorised destination - peer= - 33000");
}

static void silence_of_another_is_no_refusal(void **state)
{
	struct bench *b = fork_out(2);

	(void)state;
	ANSWER(b, 486, .branch = "1");
	bench_at(b, 32000);
	come_to(b, OUTCOME_NO_RESPONSE, 1);
	close_as(b, "c failed 486 busy destination - peer= - 32000");
}

/* It is over when its last branch was, though one waits for more. */
static void what_rings_on_may_be_answered_yet(void **state)
{
	struct bench *b = fork_out(2);

	(void)state;
	ANSWER(b, 180, .branch = "2");
	ANSWER(b, 486, .branch = "1");
	bench_at(b, 181000);
	come_to(b, OUTCOME_NO_FINAL, 1);
	bench_at(b, 212000);
	assert_int_equal(b->told, 0);
	bench_at(b, 213010);
	close_as(b, "c failed 486 busy destination - peer= - 181000");
}

/* What became of the other nobody tells: its transaction had to leave. */
static void who_waits_in_vain_is_refused_in_the_end(void **state)
{
	struct bench *b = fork_out(2);

	(void)state;
	ANSWER(b, 486, .branch = "1");
	bench_at(b, 300000);
	assert_int_equal(b->told, 1);
	assert_int_equal(b->last.code, 486);
	assert_false(b->last.partial);
	bench_close(b);
}

static void where_the_capture_ends_before_that_nothing_is_said(void **state)
{
	struct bench *b = fork_out(2);

	(void)state;
	ANSWER(b, 486, .branch = "1");
	bench_end(b);
	assert_int_equal(b->last.reason.n, 0);
	close_as(b, "c - 0 - unknown - peer= - -1 partial");
}

/* RFC 3261 section 16.7, step 5. */
static void a_cancel_after_6xx_gives_nothing_up(void **state)
{
	struct bench *b = fork_out(2);

	(void)state;
	ANSWER(b, 603, .branch = "1");
	ASK(b, .method = SIP_CANCEL, .branch = "2");
	ANSWER(b, 487, .branch = "2");
	close_as(b, "c failed 603 rejected destination - peer= - 1000");
}

static void who_gives_up_is_told_of_no_refusal(void **state)
{
	struct bench *b = fork_out(3);

	(void)state;
	ANSWER(b, 486, .branch = "1");
	ASK(b, .method = SIP_CANCEL, .branch = "2");
	ANSWER(b, 486, .branch = "2");
	bench_at(b, 33000);
	come_to(b, OUTCOME_CANCELLED, 1);
	close_as(b, "c cancelled 0 cancel origination - peer= - 33000");
}

/* What comes of the others is not heard any more. */
static void the_newest_cseq_counts_alone(void **state)
{
	struct bench *b = fork_out(2);

	(void)state;
	ANSWER(b, 486, .branch = "1", .headers = "Reason: Q.850;cause=34\r\n");
	ASK(b, .method = SIP_INVITE, .branch = "4", .cseq = 2);
	ANSWER(b, 404, .branch = "2");
	bench_at(b, 32000);
	come_to(b, OUTCOME_NO_RESPONSE, 1);
	assert_int_equal(b->told, 0);
	ANSWER(b, 480, .branch = "4", .cseq = 2);
	assert_int_equal(b->last.cause.of, CAUSE_NONE);
	assert_int_equal(b->last.attempts, 2);
	close_as(b, "c failed 480 unavailable destination - peer= - 32000");
}

static void a_cancel_of_an_older_invite_gives_nothing_up(void **state)
{
	struct bench *b = fork_out(1);

	(void)state;
	ASK(b, .method = SIP_INVITE, .branch = "4", .cseq = 2);
	ASK(b, .method = SIP_CANCEL, .branch = "1", .cseq = 1);
	bench_at(b, 32000);
	come_to(b, OUTCOME_NO_RESPONSE, 2);
	close_as(b, "c no-response 0 transaction-timeout unknown - peer= - "
		    "32000");
}

static void who_asks_again_has_not_given_up(void **state)
{
	struct bench *b = fork_out(1);

	(void)state;
	ANSWER(b, 180);
	ASK(b, .method = SIP_CANCEL,
	    .headers = "Reason: SIP;cause=200\r\n");
	ASK(b, .method = SIP_INVITE, .branch = "2", .cseq = 2);
	bench_at(b, 181000);
	come_to(b, OUTCOME_NO_FINAL, 2);
	bench_at(b, 213010);
	close_as(b, "c no-final 0 ringing-timeout unknown - peer= - 181000");
}

static void credentials_may_count_from_one_again(void **state)
{
	struct bench *b = bench_open(1 << 20, 0);

	(void)state;
	ASK(b, .method = SIP_INVITE, .cseq = 1000);
	ANSWER(b, 407, .cseq = 1000);
	ASK(b, .method = SIP_INVITE, .branch = "2", .cseq = 5);
	ANSWER(b, 200, .branch = "2", .cseq = 5);
	assert_int_equal(over_at(b, 9000), DISCONNECT_BYE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_best_of_them_counts),
		cmocka_unit_test(of_two_as_good_the_later_one_counts),
		cmocka_unit_test(its_reason_goes_with_it),
		cmocka_unit_test(a_challenge_waits_for_what_follows_it),
		cmocka_unit_test(silence_of_another_is_no_refusal),
		cmocka_unit_test(what_rings_on_may_be_answered_yet),
		cmocka_unit_test(who_waits_in_vain_is_refused_in_the_end),
		cmocka_unit_test(
			where_the_capture_ends_before_that_nothing_is_said),
		cmocka_unit_test(a_cancel_after_6xx_gives_nothing_up),
		cmocka_unit_test(who_gives_up_is_told_of_no_refusal),
		cmocka_unit_test(the_newest_cseq_counts_alone),
		cmocka_unit_test(a_cancel_of_an_older_invite_gives_nothing_up),
		cmocka_unit_test(who_asks_again_has_not_given_up),
		cmocka_unit_test(credentials_may_count_from_one_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
