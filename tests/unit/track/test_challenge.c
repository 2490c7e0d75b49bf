/* SPDX-License-Identifier: BSD-2-Clause */
/* Tests when a chain of challenges counts as a failure, and when not. */
#include "story.h"

static void an_answered_challenge_is_normal(void **state)
{
	(void)state;
	assert_story("0 A>B REGISTER b1 cseq=1\n"
		     "0 B>A 401 REGISTER b1 cseq=1 ask=x\n"
		     "1 A>B REGISTER b2 cseq=2 cred=x\n"
		     "1 B>A 200 REGISTER b2 cseq=2\n"
		     "100 tick\n",
		     "0 401 REGISTER A>B c1\n"
		     "1 200 REGISTER A>B c1\n");
}

static void a_challenge_that_nobody_answers_fails_after_32_s(void **state)
{
	(void)state;
	assert_story("0 A>B REGISTER\n"
		     "1 B>A 401 REGISTER ask=x\n"
		     "100 tick\n",
		     "1 401 REGISTER A>B c1\n"
		     "33 auth-failed REGISTER A>B c1\n");
}

static void an_answer_at_the_last_instant_is_in_time(void **state)
{
	(void)state;
	assert_story("0 A>B REGISTER b1\n"
		     "1 B>A 401 REGISTER b1 ask=x\n"
		     "33 A>B REGISTER b2 cseq=2 cred=x\n"
		     "33 B>A 200 REGISTER b2 cseq=2\n"
		     "100 tick\n",
		     "1 401 REGISTER A>B c1\n"
		     "33 200 REGISTER A>B c1\n");
}

static void a_request_without_credentials_is_no_answer(void **state)
{
	(void)state;
	assert_story("0 A>B REGISTER b1 cseq=1\n"
		     "0 B>A 401 REGISTER b1 cseq=1 ask=x\n"
		     "9 A>B REGISTER b2 cseq=2\n"
		     "9 B>A 401 REGISTER b2 cseq=2 ask=x\n"
		     "100 tick\n",
		     "0 401 REGISTER A>B c1\n"
		     "9 401 REGISTER A>B c1\n"
		     "32 auth-failed REGISTER A>B c1\n");
}

static void an_answer_has_a_higher_cseq(void **state)
{
	(void)state;
	assert_story("0 A>B REGISTER b1 cseq=5\n"
		     "1 B>A 401 REGISTER b1 cseq=5 ask=x\n"
		     "2 A>B REGISTER b2 cseq=4 cred=x\n"
		     "2 B>A 200 REGISTER b2 cseq=4\n"
		     "34 tick\n",
		     "1 401 REGISTER A>B c1\n"
		     "2 200 REGISTER A>B c1\n"
		     "33 auth-failed REGISTER A>B c1\n");
}

static void a_second_challenge_of_an_answered_realm_fails_at_once(
	void **state)
{
	(void)state;
	assert_story("0 A>B INVITE b1 cseq=1\n"
		     "0 B>A 407 b1 cseq=1 ask=x\n"
		     "0 A>B ACK b1 cseq=1\n"
		     "1 A>B INVITE b2 cseq=2 cred=x\n"
		     "1 B>A 407 b2 cseq=2 ask=x\n"
		     "1 A>B ACK b2 cseq=2\n"
		     "100 tick\n",
		     "0 407 INVITE A>B c1\n"
		     "1 407 INVITE A>B c1\n"
		     "1 auth-failed INVITE A>B c1\n");
}

static void a_chain_fails_once(void **state)
{
	(void)state;
	assert_story("0 A>B REGISTER b1 cseq=1\n"
		     "0 B>A 401 REGISTER b1 cseq=1 ask=x\n"
		     "1 A>B REGISTER b2 cseq=2 cred=x\n"
		     "1 B>A 401 REGISTER b2 cseq=2 ask=x\n"
		     "2 A>B REGISTER b3 cseq=3 cred=x\n"
		     "2 B>A 401 REGISTER b3 cseq=3 ask=x\n"
		     "200 tick\n",
		     "0 401 REGISTER A>B c1\n"
		     "1 401 REGISTER A>B c1\n"
		     "1 auth-failed REGISTER A>B c1\n"
		     "2 401 REGISTER A>B c1\n");
}

/* A phone keeps its Call-ID: each time it is refused is a time it is told. */
static void behind_a_failure_one_without_credentials_is_another_attempt(
	void **state)
{
	(void)state;
	assert_story("0 A>B REGISTER b1 cseq=1\n"
		     "0 B>A 401 REGISTER b1 cseq=1 ask=x\n"
		     "1 A>B REGISTER b2 cseq=2 cred=x\n"
		     "1 B>A 401 REGISTER b2 cseq=2 ask=x\n"
		     "2 A>B REGISTER b3 cseq=3\n"
		     "2 B>A 401 REGISTER b3 cseq=3 ask=x\n"
		     "3 A>B REGISTER b4 cseq=4 cred=x\n"
		     "3 B>A 401 REGISTER b4 cseq=4 ask=x\n"
		     "4 A>B REGISTER b5 cseq=5\n"
		     "4 B>A 401 REGISTER b5 cseq=5 ask=x\n"
		     "5 A>B REGISTER b6 cseq=6 cred=x\n"
		     "5 B>A 200 REGISTER b6 cseq=6\n"
		     "6 A>B REGISTER b7 cseq=7\n"
		     "6 B>A 401 REGISTER b7 cseq=7 ask=x\n"
		     "100 tick\n",
		     "0 401 REGISTER A>B c1\n"
		     "1 401 REGISTER A>B c1\n"
		     "1 auth-failed REGISTER A>B c1\n"
		     "2 401 REGISTER A>B c1\n"
		     "3 401 REGISTER A>B c1\n"
		     "3 auth-failed REGISTER A>B c1\n"
		     "4 401 REGISTER A>B c1\n"
		     "5 200 REGISTER A>B c1\n"
		     "6 401 REGISTER A>B c1\n"
		     "38 auth-failed REGISTER A>B c1\n");
}

/* Of one that was sent before, on another leg or branch, nothing follows. */
static void an_older_challenge_is_no_other_attempt(void **state)
{
	(void)state;
	assert_story("0 A>B REGISTER b1 cseq=1\n"
		     "0 B>C REGISTER b2 cseq=1\n"
		     "0 C>B 401 REGISTER b2 cseq=1 ask=x\n"
		     "1 B>C REGISTER b3 cseq=2 cred=x\n"
		     "1 C>B 401 REGISTER b3 cseq=2 ask=x\n"
		     "2 B>A 401 REGISTER b1 cseq=1 ask=x\n"
		     "100 tick\n",
		     "0 401 REGISTER B>C c1\n"
		     "1 401 REGISTER B>C c1\n"
		     "1 auth-failed REGISTER B>C c1\n"
		     "2 401 REGISTER A>B c1\n");
}

static void a_failed_chain_ends_32_s_later_whatever_comes(void **state)
{
	(void)state;
	assert_story("0 A>B REGISTER b1 cseq=1\n"
		     "0 B>A 401 REGISTER b1 cseq=1 ask=x\n"
		     "1 A>B REGISTER b2 cseq=2 cred=x\n"
		     "1 B>A 401 REGISTER b2 cseq=2 ask=x\n"
		     "20 A>B REGISTER b3 cseq=3 cred=x\n"
		     "20 B>A 401 REGISTER b3 cseq=3 ask=x\n"
		     "32 A>B REGISTER b4 cseq=4 cred=x\n"
		     "33 B>A 401 REGISTER b4 cseq=4 ask=x\n"
		     "34 A>B REGISTER b5 cseq=5 cred=x\n"
		     "34 B>A 401 REGISTER b5 cseq=5 ask=x\n"
		     "35 A>B REGISTER b6 cseq=6 cred=x\n"
		     "35 B>A 401 REGISTER b6 cseq=6 ask=x\n"
		     "100 tick\n",
		     "0 401 REGISTER A>B c1\n"
		     "1 401 REGISTER A>B c1\n"
		     "1 auth-failed REGISTER A>B c1\n"
		     "20 401 REGISTER A>B c1\n"
		     "33 401 REGISTER A>B c1\n"
		     "34 401 REGISTER A>B c1\n"
		     "35 401 REGISTER A>B c1\n"
		     "35 auth-failed REGISTER A>B c1\n");
	/* It failed for want of an answer, which then comes late. */
	assert_story("0 A>B REGISTER b1 cseq=1\n"
		     "0 B>A 401 REGISTER b1 cseq=1 ask=x\n"
		     "40 A>B REGISTER b2 cseq=2 cred=x\n"
		     "40 B>A 401 REGISTER b2 cseq=2 ask=x\n"
		     "200 tick\n",
		     "0 401 REGISTER A>B c1\n"
		     "32 auth-failed REGISTER A>B c1\n"
		     "40 401 REGISTER A>B c1\n");
}

static void a_chain_ends_with_another_final_or_when_idle(void **state)
{
	struct story s;

	(void)state;
	story_begin(&s);
	story_play(&s, "0 A>B REGISTER b1 cseq=1\n"
		       "0 B>A 401 REGISTER b1 cseq=1 ask=x\n"
		       "1 A>B REGISTER b2 cseq=2 cred=x\n"
		       "1 B>A 200 REGISTER b2 cseq=2\n"
		       "2 A>B REGISTER b3 cseq=3\n"
		       "2 B>A 401 REGISTER b3 cseq=3 ask=x\n"
		       "3 A>B REGISTER b4 cseq=4 cred=x\n"
		       "3 B>A 403 REGISTER b4 cseq=4\n"
		       "4 A>B REGISTER b5 cseq=5\n"
		       "4 B>A 401 REGISTER b5 cseq=5 ask=x\n"
		       "5 A>B REGISTER b6 cseq=6 cred=x\n"
		       "5 B>A 401 REGISTER b6 cseq=6 ask=x\n");
	assert_string_equal(s.outcomes, "0 401 REGISTER A>B c1\n"
					"1 200 REGISTER A>B c1\n"
					"2 401 REGISTER A>B c1\n"
					"3 403 REGISTER A>B c1\n"
					"4 401 REGISTER A>B c1\n"
					"5 401 REGISTER A>B c1\n"
					"5 auth-failed REGISTER A>B c1\n");
	story_play(&s, "60 A>B REGISTER b7 cseq=7\n"
		       "60 B>A 401 REGISTER b7 cseq=7 ask=x\n"
		       "61 A>B REGISTER b8 cseq=8 cred=x\n"
		       "61 B>A 401 REGISTER b8 cseq=8 ask=x\n");
	assert_string_equal(s.outcomes, "60 401 REGISTER A>B c1\n"
					"61 401 REGISTER A>B c1\n"
					"61 auth-failed REGISTER A>B c1\n");
	story_end(&s);
}

static void a_stale_nonce_is_no_failure(void **state)
{
	(void)state;
	assert_story("0 A>B REGISTER b1 cseq=1\n"
		     "0 B>A 401 REGISTER b1 cseq=1 ask=x\n"
		     "1 A>B REGISTER b2 cseq=2 cred=x\n"
		     "1 B>A 401 REGISTER b2 cseq=2 ask=x stale\n"
		     "2 A>B REGISTER b3 cseq=3 cred=x\n"
		     "2 B>A 401 REGISTER b3 cseq=3 ask=x\n",
		     "0 401 REGISTER A>B c1\n"
		     "1 401 REGISTER A>B c1\n"
		     "2 401 REGISTER A>B c1\n"
		     "2 auth-failed REGISTER A>B c1\n");
}

static void credentials_sent_unasked_answer_nothing(void **state)
{
	(void)state;
	assert_story("0 A>B REGISTER b1 cseq=1 cred=x\n"
		     "0 B>A 401 REGISTER b1 cseq=1 ask=x\n"
		     "1 A>B REGISTER b2 cseq=2 cred=x\n"
		     "1 B>A 200 REGISTER b2 cseq=2\n",
		     "0 401 REGISTER A>B c1\n"
		     "1 200 REGISTER A>B c1\n");
	assert_story("0 A>B REGISTER b1 cseq=1\n"
		     "0 B>A 401 REGISTER b1 cseq=1 ask=x\n"
		     "1 A>B REGISTER b2 cseq=2 cred=x cred=y\n"
		     "1 B>A 401 REGISTER b2 cseq=2 ask=y\n"
		     "2 A>B REGISTER b3 cseq=3 cred=x cred=y\n"
		     "2 B>A 200 REGISTER b3 cseq=3\n",
		     "0 401 REGISTER A>B c1\n"
		     "1 401 REGISTER A>B c1\n"
		     "2 200 REGISTER A>B c1\n");
}

static void a_chain_lives_for_32_s_after_its_last_answer(void **state)
{
	(void)state;
	assert_story("0 A>B REGISTER b1 cseq=1\n"
		     "0 B>A 401 REGISTER b1 cseq=1 ask=x\n"
		     "20 A>B REGISTER b2 cseq=2 cred=x\n"
		     "52 B>A 401 REGISTER b2 cseq=2 ask=x\n",
		     "0 401 REGISTER A>B c1\n"
		     "52 401 REGISTER A>B c1\n"
		     "52 auth-failed REGISTER A>B c1\n");
}

static void two_realms_may_ask_one_after_the_other(void **state)
{
	(void)state;
	assert_story("0 A>B INVITE b1 cseq=1\n"
		     "0 B>A 407 b1 cseq=1 ask=x\n"
		     "0 A>B ACK b1 cseq=1\n"
		     "1 A>B INVITE b2 cseq=2 cred=x\n"
		     "1 B>A 401 b2 cseq=2 ask=y\n"
		     "1 A>B ACK b2 cseq=2\n"
		     "2 A>B INVITE b3 cseq=3 cred=x cred=y\n"
		     "2 B>A 407 b3 cseq=3 ask=x\n"
		     "2 A>B ACK b3 cseq=3\n",
		     "0 407 INVITE A>B c1\n"
		     "1 401 INVITE A>B c1\n"
		     "2 407 INVITE A>B c1\n"
		     "2 auth-failed INVITE A>B c1\n");
}

static void more_realms_than_are_remembered_do_no_harm(void **state)
{
	(void)state;
	assert_story("0 A>B INVITE b1 cseq=1\n"
		     "0 B>A 407 b1 cseq=1 ask=a ask=b ask=c ask=d\n"
		     "0 A>B ACK b1 cseq=1\n"
		     "1 A>B INVITE b2 cseq=2 cred=a cred=b cred=c cred=d\n"
		     "1 B>A 407 b2 cseq=2 ask=e ask=f\n"
		     "1 A>B ACK b2 cseq=2\n"
		     "2 A>B INVITE b3 cseq=3 cred=e cred=f\n"
		     "2 B>A 407 b3 cseq=3 ask=d\n"
		     "2 A>B ACK b3 cseq=3\n",
		     "0 407 INVITE A>B c1\n"
		     "1 407 INVITE A>B c1\n"
		     "2 407 INVITE A>B c1\n"
		     "2 auth-failed INVITE A>B c1\n");
}

static void chains_are_told_apart(void **state)
{
	(void)state;
	/* By Call-ID and From tag. */
	assert_story("0 A>B INVITE b1 cseq=1\n"
		     "0 B>A 407 b1 cseq=1 ask=x\n"
		     "0 A>B ACK b1 cseq=1\n"
		     "1 A>B INVITE b2 cseq=2 cred=x\n"
		     "2 A>B INVITE b3 cseq=3 c2 cred=x\n"
		     "2 B>A 407 b3 cseq=3 c2 ask=x\n"
		     "2 A>B ACK b3 cseq=3\n"
		     "3 A>B INVITE b4 cseq=3 from=g cred=x\n"
		     "3 B>A 407 b4 cseq=3 from=g ask=x\n"
		     "3 A>B ACK b4 cseq=3\n"
		     "6 tick\n",
		     "0 407 INVITE A>B c1\n"
		     "2 407 INVITE A>B c2\n"
		     "3 407 INVITE A>B c1\n");
}

static void what_is_stale_of_one_realm_is_not_of_another(void **state)
{
	(void)state;
	assert_story("0 A>B REGISTER b1 cseq=1\n"
		     "0 B>A 401 REGISTER b1 cseq=1 ask=x ask=y\n"
		     "1 A>B REGISTER b2 cseq=2 cred=x cred=y\n"
		     "1 B>A 401 REGISTER b2 cseq=2 ask=x stale ask=y\n"
		     "2 tick\n",
		     "0 401 REGISTER A>B c1\n"
		     "1 401 REGISTER A>B c1\n"
		     "1 auth-failed REGISTER A>B c1\n");
}

static void a_chain_may_take_another_leg(void **state)
{
	(void)state;
	/* One server asks, another one, or the same by a proxy, accepts. */
	assert_story("0 A>B INVITE b1 cseq=1\n"
		     "0 B>A 407 b1 cseq=1 ask=x\n"
		     "0 A>B ACK b1 cseq=1\n"
		     "1 A>C INVITE b2 cseq=2 cred=x\n"
		     "2 C>A 486 b2 cseq=2\n"
		     "2 A>C ACK b2 cseq=2\n"
		     "100 tick\n",
		     "0 407 INVITE A>B c1\n"
		     "2 486 INVITE A>C c1\n");
	/* Seen on both sides of a proxy it is one, and fails once. */
	assert_story("0 A>B REGISTER b1 cseq=1\n"
		     "0 B>C REGISTER b2 cseq=1\n"
		     "1 C>B 401 REGISTER b2 cseq=1 ask=x\n"
		     "1 B>A 401 REGISTER b1 cseq=1 ask=x\n"
		     "2 A>B REGISTER b3 cseq=2 cred=x\n"
		     "2 B>C REGISTER b4 cseq=2 cred=x\n"
		     "3 C>B 401 REGISTER b4 cseq=2 ask=x\n"
		     "3 B>A 401 REGISTER b3 cseq=2 ask=x\n"
		     "100 tick\n",
		     "1 401 REGISTER B>C c1\n"
		     "1 401 REGISTER A>B c1\n"
		     "3 401 REGISTER B>C c1\n"
		     "3 auth-failed REGISTER B>C c1\n"
		     "3 401 REGISTER A>B c1\n");
}

static void options_never_fail_by_challenges(void **state)
{
	(void)state;
	assert_story("0 A>B OPTIONS b1 cseq=1\n"
		     "0 B>A 401 OPTIONS b1 cseq=1 ask=x\n"
		     "1 A>B OPTIONS b2 cseq=2 cred=x\n"
		     "1 B>A 401 OPTIONS b2 cseq=2 ask=x\n"
		     "100 tick\n",
		     "0 401 OPTIONS A>B c1\n"
		     "1 401 OPTIONS A>B c1\n");
}

static void the_32_s_are_waited_only_where_requests_are_seen(void **state)
{
	(void)state;
	assert_story("0 B>A 401 REGISTER ask=x\n"
		     "100 tick\n", "0 401 REGISTER A>B c1\n");
}

static void a_challenge_again_is_none(void **state)
{
	(void)state;
	assert_story("0 A>B REGISTER b1 cseq=1\n"
		     "0 B>A 401 REGISTER b1 cseq=1 ask=x\n"
		     "1 A>B REGISTER b2 cseq=2 cred=x\n"
		     "1.1 B>A 401 REGISTER b1 cseq=1 ask=x\n"
		     "2 B>A 200 REGISTER b2 cseq=2\n",
		     "0 401 REGISTER A>B c1\n"
		     "2 200 REGISTER A>B c1\n");
}

static void at_the_end_of_a_capture_nobody_is_waited_for(void **state)
{
	struct story s;

	(void)state;
	story_begin(&s);
	assert_string_equal(story_play(&s, "0 A>B REGISTER\n"
					   "1 B>A 401 REGISTER ask=x\n"
					   "32.9 end\n"),
			    "1 401 REGISTER A>B c1\n");
	assert_int_equal(story_count(&s, "undecided", NULL), 1);
	story_end(&s);
}

static void chains_have_a_roof_and_leave_cleanly(void **state)
{
	struct story s;
	char script[200];
	uint64_t evicted;

	(void)state;
	story_begin_with(&s, NULL, 64 * 1024);
	for (int i = 0; i < 100; i++) {
		snprintf(script, sizeof script, "0 A>B REGISTER b%d c%d\n"
			 "0 B>A 401 REGISTER b%d c%d ask=x\n", i, i, i, i);
		story_play(&s, script);
	}
	evicted = story_count(&s, "evicted", "chains");
	assert_in_range(evicted, 50, 90);
	assert_int_equal(story_count(&s, "evicted", "transactions"), 0);
	/* The oldest ones left; the last is still waited for. */
	story_play(&s, "40 tick\n");
	assert_non_null(strstr(s.outcomes,
			       "32 auth-failed REGISTER A>B c99\n"));
	assert_null(strstr(s.outcomes, "auth-failed REGISTER A>B c0\n"));
	story_play(&s, "70 A>B REGISTER b200 c200\n"
		       "70 B>A 401 REGISTER b200 c200 ask=x\n");
	assert_int_equal(story_count(&s, "evicted", "chains"), evicted);
	story_end(&s);
}

static void a_challenged_transaction_leaves_cleanly(void **state)
{
	struct story s;
	char script[100];

	(void)state;
	story_begin_with(&s, NULL, 64 * 1024);
	story_play(&s, "0 A>B REGISTER\n"
		       "0 B>A 401 REGISTER ask=x\n");
	for (int i = 0; story_count(&s, "evicted", "transactions") < 1; i++) {
		snprintf(script, sizeof script, "1 B>A 200 OPTIONS b%d\n",
			 i + 2);
		story_play(&s, script);
	}
	assert_string_equal(story_play(&s, "100 tick\n"), "");
	story_end(&s);
}

int main(void)
{
#define T(f) cmocka_unit_test(f)
	const struct CMUnitTest tests[] = {
		T(an_answered_challenge_is_normal),
		T(a_challenge_that_nobody_answers_fails_after_32_s),
		T(an_answer_at_the_last_instant_is_in_time),
		T(a_request_without_credentials_is_no_answer),
		T(an_answer_has_a_higher_cseq),
		T(a_second_challenge_of_an_answered_realm_fails_at_once),
		T(a_chain_fails_once),
		T(behind_a_failure_one_without_credentials_is_another_attempt),
		T(an_older_challenge_is_no_other_attempt),
		T(a_failed_chain_ends_32_s_later_whatever_comes),
		T(a_chain_ends_with_another_final_or_when_idle),
		T(a_stale_nonce_is_no_failure),
		T(credentials_sent_unasked_answer_nothing),
		T(a_chain_lives_for_32_s_after_its_last_answer),
		T(two_realms_may_ask_one_after_the_other),
		T(more_realms_than_are_remembered_do_no_harm),
		T(chains_are_told_apart),
		T(what_is_stale_of_one_realm_is_not_of_another),
		T(a_chain_may_take_another_leg),
		T(options_never_fail_by_challenges),
		T(the_32_s_are_waited_only_where_requests_are_seen),
		T(a_challenge_again_is_none),
		T(at_the_end_of_a_capture_nobody_is_waited_for),
		T(chains_have_a_roof_and_leave_cleanly),
		T(a_challenged_transaction_leaves_cleanly),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
