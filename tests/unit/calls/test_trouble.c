/* SPDX-License-Identifier: BSD-2-Clause */
/* What goes wrong within a call explains its end for a while. */
#include "bench.h"

static struct bench *talk(void)
{
	struct bench *b = bench_open(1 << 20, 0);

	ASK(b, .method = SIP_INVITE);
	ANSWER(b, 200);
	return b;
}

static void come_to(struct bench *b, int code, bool initial, char by)
{
	const char to = by == 'A' ? 'B' : 'A';

	calls_outcome(b->calls, &(struct outcome){
		.code = code, .method = SIP_INVITE, .initial = initial,
		.src = bench_addr(by), .dst = bench_addr(to),
		.call_id = SLICE("c") });
}

/* -- re-INVITEs (RFC 3261 section 14.1) ---------------------------------- */

/* One at 10 s is answered by CODE at once; 0: never. */
static struct bench *reinvite(int code)
{
	struct bench *b = talk();

	bench_at(b, 10000);
	ASK_AGAIN(b, .method = SIP_INVITE, .cseq = 70002);
	if (code)
		ANSWER(b, code, .cseq = 70002);
	return b;
}

static void a_refused_one_ends_a_call_soon_or_not_at_all(void **state)
{
	(void)state;
	assert_int_equal(over_at(reinvite(488), 10010),
			 DISCONNECT_REINVITE_FAILED);
	assert_int_equal(over_at(reinvite(488), 15000),
			 DISCONNECT_REINVITE_FAILED);
	assert_int_equal(over_at(reinvite(488), 15010), DISCONNECT_BYE);
	assert_int_equal(over_at(reinvite(491), 10010), DISCONNECT_BYE);
	assert_int_equal(over_at(reinvite(407), 10010), DISCONNECT_BYE);
	assert_int_equal(over_at(reinvite(200), 10010), DISCONNECT_BYE);
}

static void what_is_accepted_after_it_mends_it(void **state)
{
	struct bench *b = reinvite(488);

	(void)state;
	ASK_AGAIN(b, .method = SIP_UPDATE, .cseq = 70003);
	SAY(b, .code = 200, .method = SIP_UPDATE, .src = 'B', .dst = 'A',
	    .from_tag = "f", .to_tag = "t", .cseq = 70003);
	assert_int_equal(over_at(b, 11000), DISCONNECT_BYE);
	b = reinvite(488);
	ASK_AGAIN(b, .method = SIP_INVITE, .cseq = 70003);
	ANSWER(b, 200, .cseq = 70003);
	assert_int_equal(over_at(b, 11000), DISCONNECT_BYE);
	/* nor does one mend it that is only asked */
	b = reinvite(488);
	ASK_AGAIN(b, .method = SIP_INVITE, .cseq = 70003);
	assert_int_equal(over_at(b, 11000), DISCONNECT_REINVITE_FAILED);
}

/* An UPDATE at 10 s is answered by CODE at once. */
static struct bench *update(int code)
{
	struct bench *b = talk();

	bench_at(b, 10000);
	ASK_AGAIN(b, .method = SIP_UPDATE, .cseq = 70002);
	SAY(b, .code = code, .method = SIP_UPDATE, .src = 'B', .dst = 'A',
	    .from_tag = "f", .to_tag = "t", .cseq = 70002);
	return b;
}

static void a_refused_update_is_as_a_refused_reinvite(void **state)
{
	(void)state;
	assert_int_equal(over_at(update(488), 10010),
			 DISCONNECT_REINVITE_FAILED);
	assert_int_equal(over_at(update(488), 15010), DISCONNECT_BYE);
	assert_int_equal(over_at(update(491), 10010), DISCONNECT_BYE);
	assert_int_equal(over_at(update(407), 10010), DISCONNECT_BYE);
	assert_int_equal(over_at(update(100), 10010), DISCONNECT_BYE);
}

/* RFC 3261 section 12.2.1.2: what comes after 481 ends nothing. */
static void one_that_finds_no_dialog_has_ended_the_call(void **state)
{
	struct bench *b = reinvite(481);

	(void)state;
	HANG_UP(b);
	bench_at(b, 12000);
	assert_int_equal(b->told, 1);
	assert_int_equal(b->last.initiator, SIDE_UNKNOWN);
	assert_int_equal(b->last.end.ns, BENCH_START + 10 * NS_PER_S);
	assert_int_equal(over_at(b, 20000), DISCONNECT_UNKNOWN);
	assert_int_equal(over_at(update(481), 20000), DISCONNECT_UNKNOWN);
	/* nobody saw what that was about */
	b = talk();
	bench_at(b, 10000);
	SAY(b, .code = 481, .method = SIP_INFO, .src = 'B', .dst = 'A',
	    .from_tag = "f", .to_tag = "t", .cseq = 70002,
	    .seen = SEEN_ASTRAY);
	assert_int_equal(over_at(b, 20000), DISCONNECT_BYE);
}

/* Timer B: a packet of that very instant comes before the outcome. */
static void one_without_response_fails_after_32_seconds(void **state)
{
	struct bench *b;

	(void)state;
	assert_int_equal(over_at(reinvite(0), 41990), DISCONNECT_BYE);
	assert_int_equal(over_at(reinvite(0), 42000),
			 DISCONNECT_REINVITE_FAILED);
	assert_int_equal(over_at(reinvite(100), 42000), DISCONNECT_BYE);
	for (int late = 0; late < 2; late++)
		for (int by = 'A'; by <= 'B'; by++) {
			b = talk();
			bench_at(b, 42000);
			come_to(b, OUTCOME_NO_RESPONSE, false, (char)by);
			assert_int_equal(over_at(b, 47000 + 10 * late), late ?
					 DISCONNECT_BYE :
					 DISCONNECT_REINVITE_FAILED);
		}
}

/* -- ACKs (RFC 3261 section 13.3.1.4) ------------------------------------ */

static const uint32_t first = 1, later = 2;

/* The callee hangs up, who waits for the ACK to the INVITE with CSEQ. */
static struct call give_up(const uint32_t *cseq)
{
	struct bench *b = talk();
	struct call c;

	b->lacking = cseq;
	ANSWER(b, 200, .seen = SEEN_AGAIN);
	bench_at(b, 20000);
	SAY(b, .method = SIP_BYE, .src = 'B', .dst = 'A', .from_tag = "t",
	    .to_tag = "f", .cseq = 9);
	bench_at(b, 32000);
	c = b->last;
	assert_int_equal(b->told, 1);
	bench_close(b);
	return c;
}

static void who_waits_for_an_ack_may_give_up_earlier(void **state)
{
	struct call c = give_up(&first);

	(void)state;
	assert_int_equal(c.disconnect, DISCONNECT_NO_ACK);
	assert_int_equal(c.initiator, SIDE_DESTINATION);
	assert_int_equal(c.situations, 1u << SITUATION_ANSWER_FAILED);
	assert_int_equal(c.duration.ns, 20 * NS_PER_S);
	/* that was the answer to a re-INVITE */
	c = give_up(&later);
	assert_int_equal(c.disconnect, DISCONNECT_NO_ACK);
	assert_int_equal(c.situations, 0);
	assert_int_equal(give_up(NULL).disconnect, DISCONNECT_BYE);
}

/* 32 s after the answer it is known, and 32 s later that nobody hangs up. */
static void without_a_bye_it_is_told_soon(void **state)
{
	struct bench *b = talk();

	(void)state;
	bench_at(b, 32000);
	come_to(b, OUTCOME_NO_ACK, true, 'A');
	bench_at(b, 64000);
	assert_int_equal(b->told, 0);
	bench_at(b, 64010);
	assert_int_equal(b->told, 1);
	assert_string_equal(b->lines[0], "c answered 200 no-ack unknown - "
			    "peer= - 32000");
	assert_true(b->last.duration.ns < 0);
	assert_int_equal(b->last.situations, 1u << SITUATION_ANSWER_FAILED);
	bench_close(b);
}

/* Something got through, one way or the other. */
static void a_sign_of_life_lets_it_go_on(void **state)
{
	struct bench *b = talk();

	(void)state;
	bench_at(b, 32000);
	come_to(b, OUTCOME_NO_ACK, true, 'A');
	bench_at(b, 50000);
	ASK_AGAIN(b, .method = SIP_INFO, .cseq = 2);
	bench_at(b, 3600000);
	assert_int_equal(b->told, 0);
	assert_int_equal(over_at(b, 3600010), DISCONNECT_BYE);
}

static void a_reinvite_without_ack_ends_a_call_soon(void **state)
{
	struct bench *b = talk();

	(void)state;
	bench_at(b, 52000);
	come_to(b, OUTCOME_NO_ACK, false, 'A');
	assert_int_equal(over_at(b, 57000), DISCONNECT_NO_ACK);
	b = talk();
	bench_at(b, 52000);
	come_to(b, OUTCOME_NO_ACK, false, 'B');
	assert_int_equal(over_at(b, 57010), DISCONNECT_BYE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_refused_one_ends_a_call_soon_or_not_at_all),
		cmocka_unit_test(what_is_accepted_after_it_mends_it),
		cmocka_unit_test(a_refused_update_is_as_a_refused_reinvite),
		cmocka_unit_test(one_that_finds_no_dialog_has_ended_the_call),
		cmocka_unit_test(one_without_response_fails_after_32_seconds),
		cmocka_unit_test(who_waits_for_an_ack_may_give_up_earlier),
		cmocka_unit_test(without_a_bye_it_is_told_soon),
		cmocka_unit_test(a_sign_of_life_lets_it_go_on),
		cmocka_unit_test(a_reinvite_without_ack_ends_a_call_soon),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
