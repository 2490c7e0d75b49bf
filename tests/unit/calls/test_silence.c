/* SPDX-License-Identifier: BSD-2-Clause */
/* Attempts that come to nothing are over in time, and no sooner. */
#include "bench.h"

/* After the INVITE was sent again so often. */
static void come_to(struct bench *b, int code, uint32_t again)
{
	calls_outcome(b->calls, &(struct outcome){
		.code = code, .method = SIP_INVITE, .initial = true,
		.retransmissions = again,
		.src = bench_addr('A'), .dst = bench_addr('B'),
		.call_id = SLICE("c") });
}

/* It rings, and tracking gives it up at 180 s. */
static struct bench *ring(int64_t limit)
{
	struct bench *b = bench_open(1 << 20, 0);

	b->settings.ringing_limit = span_s(limit);
	ASK(b, .method = SIP_INVITE);
	ANSWER(b, 180);
	bench_at(b, 180000);
	come_to(b, OUTCOME_NO_FINAL, 0);
	return b;
}

static void close_as(struct bench *b, const char *line)
{
	assert_int_equal(b->told, 1);
	assert_string_equal(b->lines[0], line);
	bench_close(b);
}

#define NO_FINAL \
	"c no-final 0 ringing-timeout unknown - peer= - 180000"

static void it_may_be_answered_for_another_while(void **state)
{
	struct bench *b = ring(180);

	(void)state;
	bench_at(b, 211990);
	assert_int_equal(b->told, 0);
	ANSWER(b, 200);
	bench_at(b, 300000);
	HANG_UP(b);
	bench_at(b, 302000);
	close_as(b, "c answered 200 bye origination - peer= - 300000");
}

/* Who waits so long is over when its transaction was. */
static void silence_is_final_at_last(void **state)
{
	struct bench *b = ring(180);

	(void)state;
	bench_at(b, 212000);
	assert_int_equal(b->told, 0);
	bench_at(b, 212010);
	close_as(b, NO_FINAL);
	b = ring(100);
	bench_at(b, 212010);
	close_as(b, NO_FINAL);
}

static void who_lets_it_ring_for_longer_waits_for_longer(void **state)
{
	struct bench *b = ring(300);

	(void)state;
	bench_at(b, 332000);
	assert_int_equal(b->told, 0);
	bench_at(b, 332010);
	close_as(b, NO_FINAL);
}

static void a_refusal_is_its_outcome_then(void **state)
{
	struct bench *b = ring(180);

	(void)state;
	bench_at(b, 190000);
	ANSWER(b, 480);
	close_as(b, "c failed 480 ringing-timeout destination - peer= - "
		 "190000");
}

static void it_may_be_cancelled_too(void **state)
{
	struct bench *b = ring(180);

	(void)state;
	bench_at(b, 200000);
	ASK(b, .method = SIP_CANCEL);
	bench_at(b, 231990);
	assert_int_equal(b->told, 0);
	ANSWER(b, 487);
	close_as(b, "c cancelled 487 ringing-timeout system - peer= - 231990");

	b = ring(180);
	bench_at(b, 200000);
	ASK(b, .method = SIP_CANCEL);
	bench_at(b, 232010);
	close_as(b, "c cancelled 0 ringing-timeout system - peer= - 232000");
}

/* RFC 3261 section 13.3.1.1: who rings says so each minute. */
static void each_provisional_response_puts_it_off(void **state)
{
	struct bench *b = ring(180);

	(void)state;
	bench_at(b, 200000);
	ANSWER(b, 180, .seen = SEEN_AGAIN);
	bench_at(b, 390000);
	ANSWER(b, 183);
	bench_at(b, 390000 + 212000);
	assert_int_equal(b->told, 0);
	bench_at(b, 390000 + 212010);
	close_as(b, NO_FINAL);
}

/* A proxy tries the next branch of a fork. */
static void another_invite_begins_to_wait_anew(void **state)
{
	struct bench *b = ring(180);

	(void)state;
	ASK(b, .method = SIP_INVITE);
	bench_at(b, 290000);
	assert_int_equal(b->told, 0);
	ANSWER(b, 486);
	close_as(b, "c failed 486 busy destination - peer= - 290000");
}

/* What comes behind the capture may be an answer. */
static void the_end_of_a_capture_is_not_waited_for(void **state)
{
	struct bench *b = ring(180);

	(void)state;
	bench_end(b);
	close_as(b, "c - 0 - unknown - peer= - -1 partial");
}

/* What it was told as stays; the session is none of another call. */
static void a_late_answer_makes_no_other_call(void **state)
{
	struct bench *b = bench_open(1 << 20, 0);

	(void)state;
	ASK(b, .method = SIP_INVITE);
	bench_at(b, 32000);
	come_to(b, OUTCOME_NO_RESPONSE, 6);
	assert_int_equal(b->told, 1);
	bench_at(b, 40000);
	ANSWER(b, 200);
	bench_at(b, 900000);
	ASK_AGAIN(b, .method = SIP_INVITE, .cseq = 2);
	bench_at(b, 3600000);
	HANG_UP(b);
	bench_at(b, 3700000);
	bench_end(b);
	close_as(b, "c no-response 0 transaction-timeout unknown - peer= - "
		 "32000");
}

#define NO_RESPONSE \
	"c no-response 0 transaction-timeout unknown - peer= - 32000"

/* RFC 3261 section 17.1.1.2: over UDP it would have been sent again. */
static struct bench *send_once(void)
{
	struct bench *b = bench_open(1 << 20, 0);

	ASK(b, .method = SIP_INVITE);
	bench_at(b, 32000);
	come_to(b, OUTCOME_NO_RESPONSE, 0);
	assert_int_equal(b->told, 0);
	return b;
}

static void who_sends_once_may_have_been_heard(void **state)
{
	struct bench *b = send_once();

	(void)state;
	bench_at(b, 40000);
	ASK_AGAIN(b, .method = SIP_ACK, .branch = "2");
	bench_at(b, 60000);
	HANG_UP(b);
	bench_at(b, 62000);
	close_as(b, "c answered 0 bye origination - peer= - 60000 partial");

	b = send_once();
	bench_at(b, 40000);
	ASK(b, .method = SIP_CANCEL);
	ASK_AGAIN(b, .method = SIP_ACK);
	bench_at(b, 80000);
	close_as(b, "c cancelled 0 cancel origination - peer= - 40000 "
		 "partial");
}

/* If not, it is over when its transaction was. */
static void who_was_not_is_told_later(void **state)
{
	struct bench *b = send_once();

	(void)state;
	bench_at(b, 211990);
	assert_int_equal(b->told, 0);
	bench_at(b, 212010);
	close_as(b, NO_RESPONSE);

	b = send_once();
	bench_at(b, 40000);
	ASK(b, .method = SIP_CANCEL);
	bench_at(b, 72010);
	close_as(b, NO_RESPONSE);

	b = send_once();
	bench_end(b);
	close_as(b, NO_RESPONSE);
}

static void what_is_heard_after_all_is_believed(void **state)
{
	struct bench *b = send_once();

	(void)state;
	bench_at(b, 40000);
	ANSWER(b, 486);
	close_as(b, "c failed 486 busy destination - peer= - 40000");

	b = send_once();
	bench_at(b, 40000);
	ANSWER(b, 180);
	bench_at(b, 40000 + 211990);
	assert_int_equal(b->told, 0);
	bench_at(b, 40000 + 212010);
	close_as(b, "c no-final 0 ringing-timeout unknown - peer= - 220000");
}

/* A request in an early dialog comes of a provisional response. */
static void an_early_dialog_is_no_silence(void **state)
{
	static const enum sip_method methods[] = { SIP_PRACK, SIP_UPDATE };

	(void)state;
	for (int i = 0; i < 4; i++) {
		struct bench *b = bench_open(1 << 20, 0);

		ASK(b, .method = SIP_INVITE);
		bench_at(b, 1000);
		ASK_AGAIN(b, .method = methods[i % 2], .cseq = 2);
		if (i > 1) {
			bench_at(b, 20000);
			ASK(b, .method = SIP_CANCEL);
		}
		bench_at(b, 32000);
		come_to(b, OUTCOME_NO_RESPONSE, 1);
		bench_at(b, i > 1 ? 51990 : 211990);
		assert_int_equal(b->told, 0);
		bench_at(b, i > 1 ? 52010 : 212010);
		close_as(b, i > 1 ? "c cancelled 0 cancel origination - peer= "
				    "- 52000 partial" :
				    "c - 0 - unknown - peer= - -1 partial");
	}
}

static void it_is_whole_again_once_a_response_is_seen(void **state)
{
	struct bench *b = bench_open(1 << 20, 0);

	(void)state;
	ASK(b, .method = SIP_INVITE);
	ASK_AGAIN(b, .method = SIP_PRACK, .cseq = 2);
	bench_at(b, 3000);
	ANSWER(b, 480);
	close_as(b, "c failed 480 unavailable destination - peer= - 3000");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_may_be_answered_for_another_while),
		cmocka_unit_test(silence_is_final_at_last),
		cmocka_unit_test(who_lets_it_ring_for_longer_waits_for_longer),
		cmocka_unit_test(a_refusal_is_its_outcome_then),
		cmocka_unit_test(it_may_be_cancelled_too),
		cmocka_unit_test(each_provisional_response_puts_it_off),
		cmocka_unit_test(another_invite_begins_to_wait_anew),
		cmocka_unit_test(the_end_of_a_capture_is_not_waited_for),
		cmocka_unit_test(a_late_answer_makes_no_other_call),
		cmocka_unit_test(who_sends_once_may_have_been_heard),
		cmocka_unit_test(who_was_not_is_told_later),
		cmocka_unit_test(what_is_heard_after_all_is_believed),
		cmocka_unit_test(an_early_dialog_is_no_silence),
		cmocka_unit_test(it_is_whole_again_once_a_response_is_seen),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
