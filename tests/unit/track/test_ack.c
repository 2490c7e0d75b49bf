/* SPDX-License-Identifier: BSD-2-Clause */
/* Tests who is told to have had no ACK, and who isn't. */
#include "story.h"

static void an_ack_answers_its_final_response(void **state)
{
	(void)state;
	assert_story("0 A>B INVITE\n"
		     "1 B>A 486\n"
		     "32 A>B ACK\n"
		     "100 tick\n", "1 486 INVITE A>B c1\n");
}

static void without_ack_within_32_s_there_is_no_ack(void **state)
{
	(void)state;
	assert_story("0 A>B INVITE\n"
		     "1 B>A 486\n"
		     "1.5 B>A 486\n"
		     "34 A>B ACK\n"
		     "100 tick\n",
		     "1 486 INVITE A>B c1\n"
		     "33 no-ack INVITE A>B c1 again=1\n");
}

static void an_ack_makes_no_transaction(void **state)
{
	struct story s;

	(void)state;
	story_begin(&s);
	assert_string_equal(story_play(&s, "0 A>B ACK to=t\n"
					   "0.1 A>B ACK cut nobranch\n"
					   "100 tick\n"), "");
	assert_string_equal(s.messages, "..");
	assert_int_equal(track_count(s.track), 0);
	story_end(&s);
}

static void an_ack_again_is_a_retransmission(void **state)
{
	struct story s;

	(void)state;
	story_begin(&s);
	story_play(&s, "0 A>B INVITE\n"
		       "1 B>A 486\n"
		       "1.1 A>B ACK\n"
		       "1.5 B>A 486\n"
		       "1.6 A>B ACK\n");
	assert_string_equal(s.messages, "...rr");
	story_play(&s, "2 A>P INVITE b1 c2\n"
		       "2 P>B INVITE b2 via=p c2\n"
		       "3 B>P 200 b2 via=p c2\n"
		       "3 P>A 200 b1 c2\n"
		       "4 A>P ACK b3 c2 to=t\n"
		       "4 P>B ACK b4 c2 to=t via=p\n"
		       "5 A>P ACK b3 c2 to=t\n"
		       "5 P>B ACK b4 c2 to=t via=p\n");
	assert_string_equal(s.messages, "......rr");
	story_end(&s);
}

static void other_requests_need_no_ack(void **state)
{
	(void)state;
	assert_story("0 A>B BYE\n"
		     "1 B>A 481 BYE\n"
		     "100 tick\n", "1 481 BYE A>B c1\n");
}

static void a_2xx_without_ack_is_no_matter_if_it_isnt_repeated(void **state)
{
	(void)state;
	assert_story("0 A>B INVITE\n"
		     "1 B>A 200\n"
		     "100 tick\n", "1 200 INVITE A>B c1\n");
}

static void a_2xx_repeated_and_never_acknowledged_has_no_ack(void **state)
{
	(void)state;
	assert_story("0 A>B INVITE\n"
		     "1 B>A 200\n"
		     "1.5 B>A 200\n"
		     "100 tick\n",
		     "1 200 INVITE A>B c1\n"
		     "33 no-ack INVITE A>B c1 again=1\n");
}

/* T1 is 500 ms: a packet that was doubled comes sooner. */
static void a_2xx_that_is_repeated_at_once_is_only_doubled(void **state)
{
	(void)state;
	assert_story("0 A>B INVITE\n"
		     "1 B>A 200\n"
		     "1.249 B>A 200\n"
		     "100 tick\n", "1 200 INVITE A>B c1\n");
	assert_story("0 A>B INVITE\n"
		     "1 B>A 200\n"
		     "1.001 B>A 200\n"
		     "1.25 B>A 200\n"
		     "100 tick\n",
		     "1 200 INVITE A>B c1\n"
		     "33 no-ack INVITE A>B c1 again=2\n");
}

static void assert_byes(const char *story, const char *messages)
{
	struct story s;

	story_begin(&s);
	story_play(&s, story);
	assert_string_equal(s.messages, messages);
	story_end(&s);
}

/* RFC 3261 section 15: he may not say BYE before. */
static void who_waits_for_an_ack_is_known(void **state)
{
	(void)state;
	assert_byes("0 A>B INVITE\n"
		    "1 B>A 200\n"
		    "1.5 B>A 200\n"
		    "3 B>A BYE b2 via=b from=t to=f\n", "..ru");
	assert_byes("0 A>B INVITE\n"
		    "1 B>A 200\n"
		    "3 B>A BYE b2 via=b from=t to=f\n", "...");
	assert_byes("0 A>B INVITE\n"
		    "1 B>A 200\n"
		    "1.4 A>B ACK b3 to=t\n"
		    "1.5 B>A 200\n"
		    "3 B>A BYE b2 via=b from=t to=f\n", "...r.");
	assert_byes("0 A>B INVITE\n"
		    "1 B>A 200\n"
		    "1.5 B>A 200\n"
		    "2 A>B INFO b3 cseq=2 to=t\n"
		    "3 B>A BYE b2 via=b from=t to=f\n", "..r..");
	/* the caller has what he waited for */
	assert_byes("0 A>B INVITE\n"
		    "1 B>A 200\n"
		    "1.5 B>A 200\n"
		    "3 A>B BYE b2 cseq=2 to=t\n", "..r.");
	/* of a re-INVITE the caller may be the callee */
	assert_byes("0 A>B INVITE\n"
		    "1 B>A 200\n"
		    "1.1 A>B ACK b3 to=t\n"
		    "2 B>A INVITE b4 via=b cseq=7 from=t to=f\n"
		    "3 A>B 200 b4 via=b cseq=7 from=t to=f\n"
		    "3.5 A>B 200 b4 via=b cseq=7 from=t to=f\n"
		    "5 A>B BYE b2 cseq=2 to=t\n", ".....ru");
}

static void the_ack_of_a_2xx_may_take_another_path(void **state)
{
	(void)state;
	assert_story("0 A>P INVITE b1\n"
		     "0 P>B INVITE b2 via=p\n"
		     "1 B>P 200 b2 via=p\n"
		     "1 P>A 200 b1\n"
		     "1.5 B>P 200 b2 via=p\n"
		     "1.5 P>A 200 b1\n"
		     "1.6 A>B ACK b3 to=t\n"
		     "100 tick\n",
		     "1 200 INVITE P>B c1\n"
		     "1 200 INVITE A>P c1\n");
}

static void the_ack_of_a_2xx_must_have_its_cseq_and_tags(void **state)
{
	(void)state;
	assert_story("0 A>B INVITE cseq=5\n"
		     "1 B>A 200 cseq=5\n"
		     "1.5 B>A 200 cseq=5\n"
		     "2 A>B ACK b3 cseq=4 to=t\n"
		     "2 A>B ACK b3 cseq=5 to=x\n"
		     "2 A>B ACK b3 cseq=5 to=t from=x\n"
		     "2 A>B ACK b3 cseq=5 to=t c2\n"
		     "100 tick\n",
		     "1 200 INVITE A>B c1\n"
		     "33 no-ack INVITE A>B c1 again=1\n");
}

static void a_later_request_of_the_caller_shows_that_all_is_well(
	void **state)
{
	(void)state;
	assert_story("0 A>B INVITE\n"
		     "1 B>A 200\n"
		     "1.5 B>A 200\n"
		     "9 A>B BYE b2 cseq=2 to=t\n"
		     "9 B>A 200 BYE b2 cseq=2\n"
		     "100 tick\n",
		     "1 200 INVITE A>B c1\n"
		     "9 200 BYE A>B c1 in-dialog\n");
}

static void a_request_of_the_callee_shows_nothing(void **state)
{
	(void)state;
	assert_story("0 A>B INVITE\n"
		     "1 B>A 200\n"
		     "1.5 B>A 200\n"
		     "9 B>A BYE b2 cseq=2 from=t to=f\n"
		     "9 A>B 200 BYE b2 cseq=2 from=t to=f\n"
		     "100 tick\n",
		     "1 200 INVITE A>B c1\n"
		     "9 200 BYE B>A c1 in-dialog\n"
		     "33 no-ack INVITE A>B c1 again=1\n");
}

static void each_invite_of_a_dialog_needs_its_own_ack(void **state)
{
	(void)state;
	assert_story("0 A>B INVITE b1 cseq=1\n"
		     "1 B>A 200 b1 cseq=1\n"
		     "1.1 A>B ACK b2 cseq=1 to=t\n"
		     "5 A>B INVITE b3 cseq=2 to=t\n"
		     "6 B>A 200 b3 cseq=2\n"
		     "7 B>A 200 b3 cseq=2\n"
		     "100 tick\n",
		     "1 200 INVITE A>B c1\n"
		     "6 200 INVITE A>B c1 in-dialog\n"
		     "38 no-ack INVITE A>B c1 in-dialog again=1\n");
}

static void a_reinvite_that_fails_has_its_ack_on_its_branch(void **state)
{
	(void)state;
	assert_story("0 A>B INVITE b1 cseq=1\n"
		     "1 B>A 200 b1 cseq=1\n"
		     "1.1 A>B ACK b2 cseq=1 to=t\n"
		     "5 A>B INVITE b3 cseq=2 to=t\n"
		     "6 B>A 488 b3 cseq=2\n"
		     "6 A>B ACK b3 cseq=2 to=t\n"
		     "100 tick\n",
		     "1 200 INVITE A>B c1\n"
		     "6 488 INVITE A>B c1 in-dialog\n");
}

static void another_branch_of_a_fork_is_no_repeated_2xx(void **state)
{
	(void)state;
	assert_story("0 A>B INVITE\n"
		     "1 B>A 200 to=x\n"
		     "2 B>A 200 to=y\n"
		     "100 tick\n", "1 200 INVITE A>B c1\n");
}

static void what_is_cut_before_its_tags_is_not_judged(void **state)
{
	(void)state;
	assert_story("0 A>B INVITE\n"
		     "1 B>A 200 cut to=\n"
		     "2 B>A 200 cut to=\n"
		     "100 tick\n", "1 200 INVITE A>B c1\n");
}

static void only_a_visible_request_can_be_left_without_ack(void **state)
{
	(void)state;
	assert_story("0 B>A 486 b1\n"
		     "0 B>A 200 b2\n"
		     "0.5 B>A 200 b2\n"
		     "100 tick\n",
		     "0 486 INVITE A>B c1\n"
		     "0 200 INVITE A>B c1\n");
}

static void own_outcomes_need_no_ack(void **state)
{
	(void)state;
	assert_story("0 A>B INVITE\n"
		     "33 B>A 486\n"
		     "33.5 B>A 486\n"
		     "100 tick\n", "32 no-response INVITE A>B c1\n");
}

static void dialogs_are_forgotten_with_their_transactions(void **state)
{
	struct story s;
	char script[200];

	(void)state;
	/* Room for some 30 dialogs, of which all but one are over. */
	story_begin_with(&s, NULL, 16 * 1024);
	for (int i = 0; i < 1000; i++) {
		snprintf(script, sizeof script, "%d A>B INVITE b%d c%d\n"
			 "%d B>A 200 b%d c%d\n", i * 40, i, i, i * 40, i, i);
		story_play(&s, script);
	}
	assert_int_equal(story_count(&s, "evicted", "dialogs"), 0);
	assert_string_equal(story_play(&s, "39990 B>A 200 b999 c999\n"
					   "40100 tick\n"),
			    "39992 no-ack INVITE A>B c999 again=1\n");
	story_end(&s);
}

static void dialogs_have_a_roof(void **state)
{
	struct story s;
	char script[200];

	(void)state;
	story_begin_with(&s, NULL, 64 * 1024);
	for (int i = 0; i < 130; i++) {
		snprintf(script, sizeof script, "0 A>B INVITE b%d c%d\n"
			 "0 B>A 200 b%d c%d\n"
			 "1 B>A 200 b%d c%d\n", i, i, i, i, i, i);
		story_play(&s, script);
	}
	assert_int_equal(story_count(&s, "evicted", "transactions"), 0);
	assert_int_equal(story_count(&s, "evicted", "dialogs"),
			 130 - 64 * 1024 / 8 / (64 + 8));
	story_end(&s);
}

int main(void)
{
#define T(f) cmocka_unit_test(f)
	const struct CMUnitTest tests[] = {
		T(an_ack_answers_its_final_response),
		T(without_ack_within_32_s_there_is_no_ack),
		T(an_ack_makes_no_transaction),
		T(an_ack_again_is_a_retransmission),
		T(other_requests_need_no_ack),
		T(a_2xx_without_ack_is_no_matter_if_it_isnt_repeated),
		T(a_2xx_repeated_and_never_acknowledged_has_no_ack),
		T(a_2xx_that_is_repeated_at_once_is_only_doubled),
		T(who_waits_for_an_ack_is_known),
		T(the_ack_of_a_2xx_may_take_another_path),
		T(the_ack_of_a_2xx_must_have_its_cseq_and_tags),
		T(a_later_request_of_the_caller_shows_that_all_is_well),
		T(a_request_of_the_callee_shows_nothing),
		T(each_invite_of_a_dialog_needs_its_own_ack),
		T(a_reinvite_that_fails_has_its_ack_on_its_branch),
		T(another_branch_of_a_fork_is_no_repeated_2xx),
		T(what_is_cut_before_its_tags_is_not_judged),
		T(only_a_visible_request_can_be_left_without_ack),
		T(own_outcomes_need_no_ack),
		T(dialogs_are_forgotten_with_their_transactions),
		T(dialogs_have_a_roof),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
