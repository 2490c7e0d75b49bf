/* SPDX-License-Identifier: BSD-2-Clause */
/* What was odd about a call is told from its very limit on. */
#include "bench.h"

#define PUBLIC "198.51.100.1"
#define LIKE_BOTH SDP(PUBLIC, AUDIO("8"))

#define IS(name) (1u << SITUATION_##name)

static unsigned close_with(struct bench *b)
{
	unsigned situations = b->last.situations;

	assert_int_equal(b->told, 1);
	bench_close(b);
	return situations;
}

/* Hung up after so many ms, with HEADERS of the BYE. */
static unsigned hang_up(struct bench *b, int64_t ms, const char *headers)
{
	bench_at(b, ms);
	HANG_UP(b, .headers = headers);
	bench_at(b, ms + 5000);
	return close_with(b);
}

static struct bench *open_call(void)
{
	struct bench *b = bench_open(1 << 20, 0);

	ASK(b, .method = SIP_INVITE, LIKE_BOTH);
	return b;
}

/* -- silence before the answer (RFC 3960 section 3.2) -------------------- */

/* A provisional response with CODE and BODY, and 200 after so many ms. */
static unsigned rung_by(int code, const char *body, int64_t ms)
{
	struct bench *b = open_call();

	ANSWER(b, code, .headers = body ? SDP_TYPE : NULL, .body = body);
	bench_at(b, ms);
	ANSWER(b, 200, LIKE_BOTH);
	return hang_up(b, ms + 60000, NULL);
}

static void a_caller_waits_so_long_and_no_longer(void **state)
{
	(void)state;
	assert_int_equal(rung_by(100, NULL, 9990), 0);
	assert_int_equal(rung_by(100, NULL, 10000), IS(NO_RINGBACK));
	assert_int_equal(rung_by(183, NULL, 10000), IS(NO_RINGBACK));
	assert_int_equal(rung_by(182, NULL, 10000), IS(NO_RINGBACK));
	assert_int_equal(rung_by(180, NULL, 10000), 0);
}

#define EARLY(media) rung_by(183, SDP_TEXT(PUBLIC, media), 10000)

/* Who gets no media from there can't hear any. */
static void early_media_are_heard_if_some_are_sent(void **state)
{
	(void)state;
	assert_int_equal(EARLY(AUDIO("8")), 0);
	assert_int_equal(EARLY(AUDIO("8") "a=sendonly\r\n"), 0);
	assert_int_equal(EARLY("m=audio 0 RTP/AVP 8\r\n"), IS(NO_RINGBACK));
	assert_int_equal(EARLY(AUDIO("8") "a=inactive\r\n"),
			 IS(NO_RINGBACK));
	assert_int_equal(EARLY(AUDIO("8") "a=recvonly\r\n"),
			 IS(NO_RINGBACK));
	assert_int_equal(EARLY(""), IS(NO_RINGBACK));
}

static void an_offer_of_early_media_is_heard_too(void **state)
{
	struct bench *b = bench_open(1 << 20, 0);

	(void)state;
	ASK(b, .method = SIP_INVITE);
	ANSWER(b, 183, LIKE_BOTH);
	bench_at(b, 20000);
	ANSWER(b, 200);
	assert_int_equal(hang_up(b, 60000, NULL), IS(LATE_OFFER));
}

static unsigned given_up_at(int64_t ms)
{
	struct bench *b = open_call();

	ANSWER(b, 100);
	bench_at(b, ms);
	ASK(b, .method = SIP_CANCEL);
	bench_at(b, ms + 30000);
	ANSWER(b, 487);
	assert_int_equal(b->last.status, CALL_CANCELLED);
	return close_with(b);
}

static void who_gives_up_has_waited_until_then(void **state)
{
	(void)state;
	assert_int_equal(given_up_at(9990), 0);
	assert_int_equal(given_up_at(10000), IS(NO_RINGBACK));
}

/* Nor has who was refused given up. */
static void of_who_began_unseen_it_is_not_known(void **state)
{
	struct bench *b = bench_open(1 << 20, 0);

	(void)state;
	ANSWER(b, 100);
	bench_at(b, 20000);
	ANSWER(b, 200, LIKE_BOTH);
	assert_int_equal(hang_up(b, 60000, NULL), 0);
	b = open_call();
	bench_at(b, 20000);
	ANSWER(b, 486);
	assert_int_equal(close_with(b), 0);
}

/* -- after the answer ---------------------------------------------------- */

static unsigned talked(int64_t ms, const char *headers)
{
	struct bench *b = open_call();

	ANSWER(b, 200, LIKE_BOTH);
	return hang_up(b, ms, headers);
}

static void a_short_call_is_shorter_than_the_limit(void **state)
{
	struct bench *b = open_call();

	(void)state;
	assert_int_equal(talked(0, NULL), IS(SHORT_CALL));
	assert_int_equal(talked(4990, NULL), IS(SHORT_CALL));
	assert_int_equal(talked(5000, NULL), 0);
	b->settings.short_call = span_s(0);
	ANSWER(b, 200, LIKE_BOTH);
	assert_int_equal(hang_up(b, 0, NULL), 0);
}

/* RFC 3326 section 3.2: a BYE can refuse what was answered. */
static void an_error_soon_behind_the_answer_is_about_it(void **state)
{
	const char *refuses = "Reason: SIP;cause=488\r\n",
		   *normal = "Reason: Q.850;cause=16\r\n",
		   *elsewhere = "Reason: SIP;text=\"Call completed "
				"elsewhere\"\r\n";

	(void)state;
	assert_int_equal(talked(1000, refuses),
			 IS(ANSWER_FAILED) | IS(SHORT_CALL));
	assert_int_equal(talked(5000, refuses), IS(ANSWER_FAILED));
	assert_int_equal(talked(5010, refuses), 0);
	assert_int_equal(talked(1000, normal), IS(SHORT_CALL));
	assert_int_equal(talked(1000, elsewhere), IS(SHORT_CALL));
}

/* RFC 3261 section 13.3.1.4: known by tracking, whenever BYE comes. */
static void neither_a_transfer_nor_silence_is_an_error(void **state)
{
	struct bench *b = open_call();

	(void)state;
	ANSWER(b, 200, LIKE_BOTH);
	ASK_AGAIN(b, .method = SIP_REFER, .cseq = 2);
	SAY(b, .code = 202, .method = SIP_REFER, .src = 'B', .dst = 'A',
	    .from_tag = "f", .to_tag = "t", .cseq = 2);
	assert_int_equal(hang_up(b, 1000, NULL), IS(SHORT_CALL));
	b = open_call();
	b->settings.idle = span_s(3);
	ANSWER(b, 200, LIKE_BOTH);
	bench_at(b, 5000);
	assert_int_equal(close_with(b), 0);
}

/* What goes on may yet become long. */
static void a_call_that_goes_on_is_not_short(void **state)
{
	struct bench *b = open_call();

	(void)state;
	ANSWER(b, 200, LIKE_BOTH);
	bench_end(b);
	assert_int_equal(close_with(b), 0);
}

static void an_answer_without_ack_has_failed(void **state)
{
	struct bench *b = open_call();
	struct outcome o = {
		.code = OUTCOME_NO_ACK, .method = SIP_INVITE,
		.initial = true, .src = bench_addr('A'),
		.dst = bench_addr('B'), .call_id = SLICE("c"),
	};

	(void)state;
	ANSWER(b, 200, LIKE_BOTH);
	bench_at(b, 32000);
	calls_outcome(b->calls, &o);
	assert_int_equal(hang_up(b, 33000, NULL), IS(ANSWER_FAILED));
}

static unsigned answered(const char *offer, const char *answer)
{
	struct bench *b = bench_open(1 << 20, 0);

	ASK(b, .method = SIP_INVITE, .headers = SDP_TYPE, .body = offer);
	ANSWER(b, 200, .headers = SDP_TYPE, .body = answer);
	return hang_up(b, 60000, NULL);
}

/* RFC 1918, RFC 3264 section 8.4, RFC 8866 section 6.7. */
static void media_go_one_way_where_only_one_side_can_be_reached(void **state)
{
	const char *open = SDP_TEXT(PUBLIC, AUDIO("8")),
		   *private = SDP_TEXT("10.0.0.1", AUDIO("8")),
		   *zero = SDP_TEXT("0.0.0.0", AUDIO("8")),
		   *named = SDP_TEXT("pbx.example.com", AUDIO("8")),
		   *inactive = SDP_TEXT(PUBLIC, AUDIO("8") "a=inactive\r\n"),
		   *none = SDP_TEXT("10.0.0.1", "m=audio 0 RTP/AVP 8\r\n");

	(void)state;
	assert_int_equal(answered(open, open), 0);
	assert_int_equal(answered(private, open), IS(ONE_WAY_SDP));
	assert_int_equal(answered(open, private), IS(ONE_WAY_SDP));
	assert_int_equal(answered(open, zero), IS(ONE_WAY_SDP));
	assert_int_equal(answered(open, inactive), IS(ONE_WAY_SDP));
	assert_int_equal(answered(inactive, open), IS(ONE_WAY_SDP));
	assert_int_equal(answered(private, private), 0);
	assert_int_equal(answered(private, zero), 0);
	assert_int_equal(answered(inactive, inactive), 0);
	assert_int_equal(answered(open, named), 0);
	assert_int_equal(answered(open, none), 0);
}

static void early_media_are_no_answer(void **state)
{
	struct bench *b = open_call();

	(void)state;
	ANSWER(b, 183, SDP("10.0.0.1", AUDIO("8")));
	ANSWER(b, 486);
	assert_int_equal(close_with(b), 0);
}

static void who_takes_over_a_call_is_known_by_its_invite(void **state)
{
	struct bench *b = bench_open(1 << 20, 0);

	(void)state;
	ASK(b, .method = SIP_INVITE,
	    .headers = "Replaces: other;to-tag=x;from-tag=y\r\n");
	ANSWER(b, 200);
	assert_int_equal(hang_up(b, 60000, NULL), IS(REPLACES));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_caller_waits_so_long_and_no_longer),
		cmocka_unit_test(early_media_are_heard_if_some_are_sent),
		cmocka_unit_test(an_offer_of_early_media_is_heard_too),
		cmocka_unit_test(who_gives_up_has_waited_until_then),
		cmocka_unit_test(of_who_began_unseen_it_is_not_known),
		cmocka_unit_test(a_short_call_is_shorter_than_the_limit),
		cmocka_unit_test(an_error_soon_behind_the_answer_is_about_it),
		cmocka_unit_test(neither_a_transfer_nor_silence_is_an_error),
		cmocka_unit_test(a_call_that_goes_on_is_not_short),
		cmocka_unit_test(an_answer_without_ack_has_failed),
		cmocka_unit_test(
			media_go_one_way_where_only_one_side_can_be_reached),
		cmocka_unit_test(early_media_are_no_answer),
		cmocka_unit_test(who_takes_over_a_call_is_known_by_its_invite),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
