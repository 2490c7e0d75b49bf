/* SPDX-License-Identifier: BSD-2-Clause */
/* Tests that each transaction has its one outcome, at its time. */
#include "story.h"

static void the_outcome_is_the_first_final_response(void **state)
{
	(void)state;
	assert_story("0 A>B INVITE\n"
		     "0.1 B>A 100\n"
		     "0.2 B>A 180\n"
		     "2.5 B>A 486\n"
		     "2.6 B>A 500\n"
		     "100 tick\n",
		     "2.5 486 INVITE A>B c1\n"
		     "34.5 no-ack INVITE A>B c1\n");
}

static void a_request_without_response_has_no_response_after_32_s(
	void **state)
{
	(void)state;
	assert_story("1 A>B OPTIONS\n"
		     "40 tick\n", "33 no-response OPTIONS A>B c1\n");
}

static void the_32_s_count_from_the_first_request(void **state)
{
	(void)state;
	assert_story("1 A>B INVITE\n"
		     "1.5 A>B INVITE\n"
		     "2.5 A>B INVITE\n"
		     "40 tick\n", "33 no-response INVITE A>B c1 again=2\n");
}

static void a_response_at_the_very_instant_of_a_timer_comes_first(
	void **state)
{
	(void)state;
	assert_story("0 A>B INVITE\n"
		     "32 B>A 200\n"
		     "40 tick\n", "32 200 INVITE A>B c1\n");
}

static void ringing_for_180_s_ends_without_final(void **state)
{
	(void)state;
	assert_story("0 A>B INVITE\n"
		     "1 B>A 180\n"
		     "300 tick\n", "181 no-final INVITE A>B c1\n");
}

static void a_repeated_provisional_starts_the_180_s_anew(void **state)
{
	(void)state;
	assert_story("0 A>B INVITE\n"
		     "1 B>A 180\n"
		     "61 B>A 180\n"
		     "121 B>A 180\n"
		     "400 tick\n", "301 no-final INVITE A>B c1 again=2\n");
}

static void other_requests_without_final_are_given_up_after_32_s(
	void **state)
{
	(void)state;
	assert_story("0 A>B REGISTER\n"
		     "31 B>A 100 REGISTER\n"
		     "100 tick\n", "32 no-final REGISTER A>B c1\n");
}

static void a_cancelled_request_without_final_is_cancelled(void **state)
{
	(void)state;
	assert_story("0 A>B INVITE\n"
		     "1 B>A 180\n"
		     "10 A>B CANCEL\n"
		     "10.1 B>A 200 CANCEL\n"
		     "15 A>B CANCEL\n"
		     "100 tick\n",
		     "10.1 200 CANCEL A>B c1\n"
		     "42 cancelled INVITE A>B c1\n");
}

static void a_cancelled_request_may_still_have_its_final(void **state)
{
	(void)state;
	assert_story("0 A>B INVITE\n"
		     "1 B>A 180\n"
		     "10 A>B CANCEL\n"
		     "10.1 B>A 200 CANCEL\n"
		     "10.2 B>A 487\n"
		     "10.3 A>B ACK\n"
		     "100 tick\n",
		     "10.1 200 CANCEL A>B c1\n"
		     "10.2 487 INVITE A>B c1\n");
}

static void cancel_is_a_transaction_of_its_own(void **state)
{
	(void)state;
	assert_story("0 A>B INVITE\n"
		     "1 A>B CANCEL\n"
		     "100 tick\n",
		     "32 no-response INVITE A>B c1\n"
		     "33 no-response CANCEL A>B c1\n");
}

static void a_cancel_after_the_final_changes_nothing(void **state)
{
	(void)state;
	assert_story("0 A>B INVITE\n"
		     "1 B>A 200\n"
		     "1.1 A>B CANCEL\n"
		     "1.2 B>A 481 CANCEL\n"
		     "100 tick\n",
		     "1 200 INVITE A>B c1\n"
		     "1.2 481 CANCEL A>B c1\n");
}

static void a_request_again_is_a_retransmission_and_no_attempt(void **state)
{
	struct story s;

	(void)state;
	story_begin(&s);
	assert_string_equal(story_play(&s, "0 A>B INVITE\n"
					   "0.5 A>B INVITE\n"
					   "1.5 A>B INVITE\n"
					   "2 B>A 404\n"
					   "2.1 A>B INVITE\n"),
			    "2 404 INVITE A>B c1 again=2\n");
	assert_string_equal(s.messages, ".rr.r");
	assert_int_equal(story_count(&s, "retransmissions", "request"), 3);
	assert_int_equal(story_count(&s, "retransmissions", "response"), 0);
	story_end(&s);
}

static void a_response_with_a_code_shown_before_is_a_retransmission(
	void **state)
{
	struct story s;

	(void)state;
	story_begin(&s);
	assert_string_equal(story_play(&s, "0 A>B INVITE\n"
					   "1 B>A 100\n"
					   "1 B>A 180\n"
					   "2 B>A 183\n"
					   "3 B>A 180\n"
					   "4 B>A 100\n"
					   "5 B>A 200\n"
					   "6 B>A 200\n"),
			    "5 200 INVITE A>B c1 again=2\n");
	assert_string_equal(s.messages, "....rr.r");
	assert_int_equal(story_count(&s, "retransmissions", "response"), 3);
	assert_int_equal(story_count(&s, "late", NULL), 0);
	story_end(&s);
}

static void a_late_response_counts_once(void **state)
{
	struct story s;

	(void)state;
	story_begin(&s);
	assert_string_equal(story_play(&s, "0 A>B BYE\n"
					   "33 B>A 200 BYE\n"
					   "34 B>A 200 BYE\n"),
			    "32 no-response BYE A>B c1\n");
	assert_string_equal(s.messages, "..r");
	assert_int_equal(story_count(&s, "late", NULL), 1);
	assert_int_equal(story_count(&s, "orphans", NULL), 0);
	story_end(&s);
}

static void each_late_code_is_late_once(void **state)
{
	struct story s;

	(void)state;
	story_begin(&s);
	assert_string_equal(story_play(&s, "0 A>B INVITE\n"
					   "1 B>A 486\n1 A>B ACK\n"
					   "2 B>A 487\n3 B>A 200\n"
					   "4 B>A 487\n5 B>A 200\n"
					   "6 B>A 486\n"),
			    "1 486 INVITE A>B c1\n");
	assert_int_equal(story_count(&s, "late", NULL), 2);
	assert_int_equal(story_count(&s, "retransmissions", "response"), 3);
	story_end(&s);
}

/* RFC 3261 section 17: nothing answers an ACK. */
static void an_answer_to_an_ack_is_nobodys(void **state)
{
	struct story s;

	(void)state;
	story_begin(&s);
	assert_string_equal(story_play(&s, "0 A>B INVITE b1\n"
					   "1 B>A 200 b1\n"
					   "1 A>B ACK b2 to=t\n"
					   "2 B>A 481 ACK b2\n"
					   "3 B>A 481 ACK b3\n"),
			    "1 200 INVITE A>B c1\n");
	assert_int_equal(story_count(&s, "orphans", NULL), 2);
	story_end(&s);
}

/* RFC 3261 section 19.1.4: hosts are. */
static void sent_by_is_compared_in_any_case(void **state)
{
	(void)state;
	assert_story("0 A>B OPTIONS via=SBC.Example.com:5060\n"
		     "1 B>A 200 OPTIONS via=sbc.example.COM:5060\n"
		     "99 tick\n", "1 200 OPTIONS A>B c1\n");
}

static void methods_nobody_registered_are_told_apart(void **state)
{
	(void)state;
	assert_story("0 A>B FOO\n0 A>B BAR\n"
		     "1 B>A 200 BAR\n2 B>A 404 FOO\n",
		     "1 200 BAR A>B c1\n2 404 FOO A>B c1\n");
}

static void a_second_final_with_another_code_is_late(void **state)
{
	struct story s;

	(void)state;
	story_begin(&s);
	assert_string_equal(story_play(&s, "0 A>B BYE\n"
					   "1 B>A 200 BYE\n"
					   "2 B>A 481 BYE\n"),
			    "1 200 BYE A>B c1\n");
	assert_int_equal(story_count(&s, "late", NULL), 1);
	story_end(&s);
}

static void a_transaction_is_known_until_32_s_after_its_last_message(
	void **state)
{
	struct story s;

	(void)state;
	story_begin(&s);
	assert_string_equal(story_play(&s, "0 A>B BYE\n"
					   "1 B>A 200 BYE\n"
					   "20 A>B BYE\n"
					   "52 B>A 200 BYE\n"),
			    "1 200 BYE A>B c1\n");
	assert_string_equal(s.messages, "..rr");
	assert_int_equal(track_count(s.track), 1);
	story_play(&s, "84 B>A 200 BYE c2\n");
	assert_string_equal(s.messages, "r");
	assert_string_equal(story_play(&s, "116.001 B>A 200 BYE\n"),
			    "116.001 200 BYE A>B c1 in-dialog\n");
	assert_int_equal(story_count(&s, "orphans", NULL), 1);
	story_play(&s, "150 tick\n");
	assert_int_equal(track_count(s.track), 0);
	story_end(&s);
}

static void a_response_long_after_no_response_is_late_and_no_orphan(
	void **state)
{
	struct story s;

	(void)state;
	story_begin(&s);
	assert_string_equal(story_play(&s, "0 A>B INVITE\n"
					   "63.9 B>A 200\n"),
			    "32 no-response INVITE A>B c1\n");
	assert_int_equal(story_count(&s, "late", NULL), 1);
	assert_int_equal(story_count(&s, "orphans", NULL), 0);
	story_end(&s);
}

static void a_branch_used_again_after_32_s_is_another_transaction(
	void **state)
{
	struct story s;

	(void)state;
	story_begin(&s);
	assert_string_equal(story_play(&s, "0 A>B OPTIONS\n"
					   "33 A>B OPTIONS\n"
					   "33.1 B>A 200 OPTIONS\n"
					   "70 A>B OPTIONS\n"
					   "70.1 B>A 503 OPTIONS\n"),
			    "32 no-response OPTIONS A>B c1\n"
			    "33.1 200 OPTIONS A>B c1\n"
			    "70.1 503 OPTIONS A>B c1\n");
	assert_string_equal(s.messages, ".....");
	story_end(&s);
}

static void a_ringing_call_is_known_however_long_it_is_silent(void **state)
{
	(void)state;
	assert_story("0 A>B INVITE\n"
		     "1 B>A 180\n"
		     "100 A>B INVITE\n"
		     "150 B>A 603\n",
		     "150 603 INVITE A>B c1 again=1\n");
}

static void ports_are_no_part_of_a_leg_but_transports_are(void **state)
{
	struct story s;

	(void)state;
	story_begin(&s);
	story_play(&s, "0 A>B OPTIONS\n"
		       "0.1 A>B OPTIONS tcp\n"
		       "0.2 B>A 200 OPTIONS tcp\n"
		       "40 tick\n");
	assert_string_equal(s.outcomes, "0.2 200 OPTIONS A>B c1\n"
					"32 no-response OPTIONS A>B c1\n");
	assert_string_equal(s.messages, "...");
	story_end(&s);
}

static void a_proxy_shows_a_call_on_two_legs(void **state)
{
	(void)state;
	assert_story("0 A>P INVITE b1\n"
		     "0.1 P>B INVITE b2 via=p\n"
		     "0.2 B>P 486 b2 via=p\n"
		     "0.3 P>B ACK b2 via=p\n"
		     "0.4 P>A 486 b1\n"
		     "0.5 A>P ACK b1\n"
		     "100 tick\n",
		     "0.2 486 INVITE P>B c1\n"
		     "0.4 486 INVITE A>P c1\n");
}

static void each_direction_of_a_leg_has_its_own_transactions(void **state)
{
	(void)state;
	assert_story("0 A>B OPTIONS\n"
		     "0.1 B>A OPTIONS\n"
		     "0.2 A>B 200 OPTIONS\n"
		     "0.3 B>A 404 OPTIONS\n",
		     "0.2 200 OPTIONS B>A c1\n"
		     "0.3 404 OPTIONS A>B c1\n");
}

static void branch_sent_by_and_cseq_tell_transactions_apart(void **state)
{
	(void)state;
	assert_story("0 A>B INFO b1\n"
		     "0 A>B INFO b2\n"
		     "0 A>B INFO b1 via=x\n"
		     "0 A>B INFO b1 cseq=2\n"
		     "0 A>B MESSAGE b1\n"
		     "1 B>A 202 MESSAGE b1\n"
		     "2 B>A 401 INFO b1 cseq=2\n"
		     "3 B>A 403 INFO b1 via=x\n"
		     "4 B>A 404 INFO b2\n"
		     "5 B>A 405 INFO b1\n",
		     "1 202 MESSAGE A>B c1\n"
		     "2 401 INFO A>B c1\n"
		     "3 403 INFO A>B c1\n"
		     "4 404 INFO A>B c1\n"
		     "5 405 INFO A>B c1\n");
}

static void without_the_cookie_the_call_id_tells_them_apart_too(void **state)
{
	(void)state;
	assert_story("0 A>B OPTIONS branch=1 c1\n"
		     "0 A>B OPTIONS branch=1 c2\n"
		     "0 A>B OPTIONS nobranch c3\n"
		     "0 A>B OPTIONS nobranch c4\n"
		     "0 A>B OPTIONS branch=z9hG4bK c5\n"
		     "0 A>B OPTIONS branch=z9hG4bK c6\n"
		     "1 B>A 500 OPTIONS branch=z9hG4bK c6\n"
		     "2 B>A 501 OPTIONS nobranch c4\n"
		     "3 B>A 502 OPTIONS branch=1 c2\n"
		     "4 B>A 503 OPTIONS branch=1 c1\n"
		     "5 B>A 504 OPTIONS nobranch c3\n"
		     "6 B>A 505 OPTIONS branch=z9hG4bK c5\n",
		     "1 500 OPTIONS A>B c6\n"
		     "2 501 OPTIONS A>B c4\n"
		     "3 502 OPTIONS A>B c2\n"
		     "4 503 OPTIONS A>B c1\n"
		     "5 504 OPTIONS A>B c3\n"
		     "6 505 OPTIONS A>B c5\n");
}

static void with_the_cookie_the_call_id_does_not_matter(void **state)
{
	(void)state;
	assert_story("0 A>B OPTIONS c1\n"
		     "1 B>A 200 OPTIONS c2\n",
		     "1 200 OPTIONS A>B c1\n");
}

static void long_branches_are_told_apart_to_the_last_byte(void **state)
{
	char script[4096], x[290];

	(void)state;
	memset(x, 'x', sizeof x);
	x[sizeof x - 1] = '\0';
	snprintf(script, sizeof script, "0 A>B INFO b%sa via=%s\n"
		 "1 A>B INFO b%sb via=%s\n"
		 "2 B>A 200 INFO b%sa via=%s\n", x, x, x, x, x, x);
	assert_story(script, "2 200 INFO A>B c1\n");
}

static void a_response_alone_makes_a_transaction(void **state)
{
	struct story s;

	(void)state;
	story_begin(&s);
	assert_string_equal(story_play(&s, "0 B>A 503\n"
					   "0.5 B>A 503\n"
					   "100 tick\n"),
			    "0 503 INVITE A>B c1\n");
	assert_string_equal(s.messages, ".r");
	assert_int_equal(story_count(&s, "orphans", NULL), 1);
	story_end(&s);
}

static void responses_alone_have_no_final_but_neither_of_the_others(
	void **state)
{
	struct story s;

	(void)state;
	story_begin(&s);
	assert_string_equal(story_play(&s, "0 B>A 183 b1\n"
					   "0 B>A 486 b2\n"
					   "0 B>A 200 b3\n"
					   "0.5 B>A 200 b3\n"
					   "300 tick\n"),
			    "0 486 INVITE A>B c1\n"
			    "0 200 INVITE A>B c1\n"
			    "180 no-final INVITE A>B c1\n");
	assert_int_equal(story_count(&s, "orphans", NULL), 3);
	story_end(&s);
}

static void a_request_that_comes_after_its_response_is_no_second_one(
	void **state)
{
	struct story s;

	(void)state;
	story_begin(&s);
	assert_string_equal(story_play(&s, "0 B>A 100\n"
					   "0.1 A>B INVITE callee=bob\n"
					   "0.2 A>B INVITE callee=bob\n"
					   "1 B>A 486\n"
					   "100 tick\n"),
			    "1 486 INVITE A>B c1 again=1\n"
			    "33 no-ack INVITE A>B c1 again=1\n");
	assert_string_equal(s.messages, "..r.");
	assert_non_null(strstr(s.details, "to=bob@away"));
	story_end(&s);
}

static void a_response_from_another_host_is_mismatched(void **state)
{
	struct story s;

	(void)state;
	story_begin(&s);
	assert_string_equal(story_play(&s, "0 A>B INVITE\n"
					   "1 E>A 503\n"
					   "1 B>E 503\n"
					   "1 E>A 503 cseq=7\n"
					   "2 B>A 200\n"),
			    "2 200 INVITE A>B c1\n");
	assert_int_equal(story_count(&s, "mismatched", NULL), 3);
	assert_int_equal(story_count(&s, "orphans", NULL), 0);
	assert_string_equal(s.messages, ".....");
	story_end(&s);
}

static void responses_alone_from_two_hosts_are_both_believed(void **state)
{
	(void)state;
	assert_story("0 B>A 486\n"
		     "1 C>A 503\n",
		     "0 486 INVITE A>B c1\n"
		     "1 503 INVITE A>C c1\n");
}

static void a_response_to_a_cancel_not_seen_is_an_orphan(void **state)
{
	struct story s;

	(void)state;
	story_begin(&s);
	assert_string_equal(story_play(&s, "0 A>B INVITE\n"
					   "1 B>A 200 CANCEL\n"
					   "2 B>A 487\n"),
			    "1 200 CANCEL A>B c1\n"
			    "2 487 INVITE A>B c1\n");
	assert_int_equal(story_count(&s, "orphans", NULL), 1);
	/* Nor is it mismatched where the branch is on another leg, too. */
	assert_string_equal(story_play(&s, "3 A>B INVITE b2\n"
					   "3 B>C INVITE b2\n"
					   "4 B>A 200 CANCEL b2\n"),
			    "4 200 CANCEL A>B c1\n");
	assert_int_equal(story_count(&s, "mismatched", NULL), 0);
	story_end(&s);
}

static void a_cut_response_goes_by_branch_and_leg_alone(void **state)
{
	(void)state;
	assert_story("0 A>B INVITE cseq=7\n"
		     "1 A>B CANCEL cseq=7\n"
		     "2 B>A 487 cut nocseq nocall\n"
		     "3 B>A 200 CANCEL cseq=7\n"
		     "4 B>A 404 b2 cut nocseq\n"
		     "5 B>A 404 INVITE b2 cseq=7\n",
		     "2 487 INVITE A>B c1\n"
		     "3 200 CANCEL A>B c1\n"
		     "4 404  A>B c1\n");
}

static void a_cut_request_still_meets_its_response(void **state)
{
	(void)state;
	assert_story("0 A>B INVITE cut nocseq nocall\n"
		     "1 B>A 404 cseq=9\n"
		     "2 A>B ACK cseq=9\n"
		     "100 tick\n", "1 404 INVITE A>B \n");
}

static void what_is_cut_before_its_branch_counts_by_itself(void **state)
{
	struct story s;

	(void)state;
	story_begin(&s);
	assert_string_equal(story_play(&s, "0 A>B INVITE cut nobranch\n"
					   "1 B>A 100 cut nobranch nocseq\n"
					   "2 B>A 503 cut nobranch nocseq\n"
					   "3 B>A 503 cut branch=1 nocall\n"
					   "100 tick\n"),
			    "2 503  A>B c1\n"
			    "3 503 INVITE A>B \n");
	assert_int_equal(track_count(s.track), 0);
	assert_int_equal(story_count(&s, "orphans", NULL), 3);
	story_end(&s);
}

static void dst_is_whom_the_request_was_sent_to(void **state)
{
	(void)state;
	assert_story("0 a>b INVITE\n"
		     "1 b>a 404\n"
		     "2 C>D 480 b2\n",
		     "1 404 INVITE a>b c1\n"
		     "2 480 INVITE D>C c1\n");
}

static void a_request_with_a_to_tag_is_in_its_dialog(void **state)
{
	(void)state;
	assert_story("0 A>B INVITE b1\n"
		     "1 B>A 200 b1\n"
		     "2 A>B INVITE b2 to=t cseq=2\n"
		     "3 B>A 488 b2 cseq=2\n",
		     "1 200 INVITE A>B c1\n"
		     "3 488 INVITE A>B c1 in-dialog\n");
}

static void a_response_alone_is_in_a_dialog_if_that_is_known(void **state)
{
	(void)state;
	assert_story("0 B>A 200 b1\n"
		     "1 B>A 488 b2 cseq=2\n"
		     "2 A>B 488 b3 cseq=9 from=t to=f\n"
		     "3 B>A 200 BYE b4 c9\n",
		     "0 200 INVITE A>B c1\n"
		     "1 488 INVITE A>B c1 in-dialog\n"
		     "2 488 INVITE B>A c1 in-dialog\n"
		     "3 200 BYE A>B c9 in-dialog\n");
}

static void who_is_gone_leaves_though_others_ring_on(void **state)
{
	struct story s;
	char script[100];

	(void)state;
	story_begin(&s);
	story_play(&s, "0 A>B INVITE bR\n0.1 B>A 180 bR\n");
	for (int i = 0; i < 100; i++) {
		snprintf(script, sizeof script, "%d A>B OPTIONS b%d\n"
			 "%d.5 B>A 200 OPTIONS b%d\n", i, i, i, i);
		story_play(&s, script);
	}
	/* Those of 32 s, the one that rings, and who leaves in a second. */
	assert_in_range(track_count(s.track), 33, 36);
	assert_string_equal(story_play(&s, "101 B>A 603 bR\n"),
			    "101 603 INVITE A>B c1\n");
	story_play(&s, "135 tick\n");
	assert_int_equal(track_count(s.track), 0);
	story_end(&s);
}

static void a_constant_branch_makes_no_long_walks(void **state)
{
	struct story s;
	char line[64];

	(void)state;
	story_begin(&s);
	for (int i = 1; i <= 1000; i++) {
		snprintf(line, sizeof line, "0 A>B OPTIONS cseq=%d\n", i);
		story_play(&s, line);
	}
	assert_int_equal(track_count(s.track), 64);
	assert_int_equal(story_count(&s, "evicted", "transactions"), 936);
	assert_string_equal(story_play(&s, "1 B>A 200 OPTIONS cseq=1000\n"),
			    "1 200 OPTIONS A>B c1\n");
	story_end(&s);
}

static void methods_of_any_name_have_outcomes(void **state)
{
	(void)state;
	assert_story("0 A>B FOO\n"
		     "1 B>A 501 FOO\n", "1 501 FOO A>B c1\n");
}

int main(void)
{
#define T(f) cmocka_unit_test(f)
	const struct CMUnitTest tests[] = {
		T(the_outcome_is_the_first_final_response),
		T(a_request_without_response_has_no_response_after_32_s),
		T(the_32_s_count_from_the_first_request),
		T(a_response_at_the_very_instant_of_a_timer_comes_first),
		T(ringing_for_180_s_ends_without_final),
		T(a_repeated_provisional_starts_the_180_s_anew),
		T(other_requests_without_final_are_given_up_after_32_s),
		T(a_cancelled_request_without_final_is_cancelled),
		T(a_cancelled_request_may_still_have_its_final),
		T(cancel_is_a_transaction_of_its_own),
		T(a_cancel_after_the_final_changes_nothing),
		T(a_request_again_is_a_retransmission_and_no_attempt),
		T(a_response_with_a_code_shown_before_is_a_retransmission),
		T(a_late_response_counts_once),
		T(each_late_code_is_late_once),
		T(an_answer_to_an_ack_is_nobodys),
		T(sent_by_is_compared_in_any_case),
		T(methods_nobody_registered_are_told_apart),
		T(a_second_final_with_another_code_is_late),
		T(a_transaction_is_known_until_32_s_after_its_last_message),
		T(a_response_long_after_no_response_is_late_and_no_orphan),
		T(a_branch_used_again_after_32_s_is_another_transaction),
		T(a_ringing_call_is_known_however_long_it_is_silent),
		T(ports_are_no_part_of_a_leg_but_transports_are),
		T(a_proxy_shows_a_call_on_two_legs),
		T(each_direction_of_a_leg_has_its_own_transactions),
		T(branch_sent_by_and_cseq_tell_transactions_apart),
		T(without_the_cookie_the_call_id_tells_them_apart_too),
		T(with_the_cookie_the_call_id_does_not_matter),
		T(long_branches_are_told_apart_to_the_last_byte),
		T(a_response_alone_makes_a_transaction),
		T(responses_alone_have_no_final_but_neither_of_the_others),
		T(a_request_that_comes_after_its_response_is_no_second_one),
		T(a_response_from_another_host_is_mismatched),
		T(responses_alone_from_two_hosts_are_both_believed),
		T(a_response_to_a_cancel_not_seen_is_an_orphan),
		T(a_cut_response_goes_by_branch_and_leg_alone),
		T(a_cut_request_still_meets_its_response),
		T(what_is_cut_before_its_branch_counts_by_itself),
		T(dst_is_whom_the_request_was_sent_to),
		T(a_request_with_a_to_tag_is_in_its_dialog),
		T(a_response_alone_is_in_a_dialog_if_that_is_known),
		T(who_is_gone_leaves_though_others_ring_on),
		T(a_constant_branch_makes_no_long_walks),
		T(methods_of_any_name_have_outcomes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
