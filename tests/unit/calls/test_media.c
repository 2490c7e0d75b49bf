/* SPDX-License-Identifier: BSD-2-Clause */
/* Offer and answer (RFC 3264) are found where they are, and compared. */
#include "bench.h"

#define A_IS "198.51.100.1"
#define B_IS "198.51.100.2"
#define PCMA SDP(B_IS, AUDIO("8"))
#define G729 SDP(B_IS, AUDIO("18"))
#define TONES "a=rtpmap:101 telephone-event/8000\r\n"

static struct bench *offered(const char *offer)
{
	struct bench *b = bench_open(1 << 20, 0);

	ASK(b, .method = SIP_INVITE, .headers = offer ? SDP_TYPE : NULL,
	    .body = offer);
	return b;
}

static enum disconnect exchanged(const char *offer, const char *answer)
{
	struct bench *b = offered(offer);

	ANSWER(b, 200, .headers = answer ? SDP_TYPE : NULL, .body = answer);
	return over_at(b, 1000);
}

static const char both[] = SDP_TEXT(A_IS, AUDIO("8 0 101") TONES),
		  pcma[] = SDP_TEXT(B_IS, AUDIO("8")),
		  g729[] = SDP_TEXT(B_IS, AUDIO("18 101") TONES);

/* RFC 3264 section 6: as many streams, and a format of each that is used. */
static void an_answer_that_does_not_fit_ends_the_call(void **state)
{
	(void)state;
	assert_int_equal(exchanged(both, pcma), DISCONNECT_BYE);
	assert_int_equal(exchanged(both, g729),
			 DISCONNECT_NO_MATCHING_CODECS);
	assert_int_equal(exchanged(both, SDP_TEXT(B_IS,
					 "m=audio 0 RTP/AVP 8\r\n")),
			 DISCONNECT_NO_MATCHING_CODECS);
	assert_int_equal(exchanged(both, SDP_TEXT(B_IS, AUDIO("8")
					 "m=video 0 RTP/AVP 34\r\n")),
			 DISCONNECT_SDP_MISMATCH);
	assert_int_equal(exchanged(both, NULL), DISCONNECT_SDP_MISSING);
	assert_int_equal(exchanged(NULL, NULL), DISCONNECT_BYE);
}

static void who_has_talked_for_long_had_an_answer_that_fits(void **state)
{
	struct bench *b = offered(both);

	(void)state;
	ANSWER(b, 200, G729);
	assert_int_equal(over_at(b, 5000), DISCONNECT_NO_MATCHING_CODECS);
	b = offered(both);
	ANSWER(b, 200, G729);
	assert_int_equal(over_at(b, 5010), DISCONNECT_BYE);
}

/* RFC 3261 section 13.2.1: it may be in a provisional response already. */
static void the_answer_may_be_early(void **state)
{
	struct bench *b = offered(both);

	(void)state;
	ANSWER(b, 183, PCMA);
	ANSWER(b, 200);
	assert_int_equal(over_at(b, 1000), DISCONNECT_BYE);
	b = offered(both);
	ANSWER(b, 183, G729);
	ANSWER(b, 200);
	assert_int_equal(over_at(b, 1000), DISCONNECT_NO_MATCHING_CODECS);
}

/* Nothing is missing that can't be read, or wasn't captured. */
static void of_what_can_not_be_read_nothing_is_concluded(void **state)
{
	struct bench *b = offered(both);

	(void)state;
	ANSWER(b, 200, G729, .lost = 8);
	assert_int_equal(over_at(b, 1000), DISCONNECT_BYE);
	b = offered(both);
	ANSWER(b, 200, .headers = SDP_TYPE, .body = g729,
	       .lost = sizeof g729 - 1);
	assert_int_equal(over_at(b, 1000), DISCONNECT_BYE);
	b = offered(both);
	ANSWER(b, 200, .headers = "Content-Type: text/plain\r\n",
	       .body = "hello");
	assert_int_equal(over_at(b, 1000), DISCONNECT_BYE);
	b = bench_open(1 << 20, 0);
	ASK(b, .method = SIP_INVITE, SDP(A_IS, AUDIO("8")), .lost = 8);
	ANSWER(b, 200, G729);
	assert_int_equal(over_at(b, 1000), DISCONNECT_BYE);
}

static void a_description_is_known_by_itself(void **state)
{
	struct bench *b = offered(both);

	(void)state;
	ANSWER(b, 200, .body = g729);
	assert_int_equal(over_at(b, 1000), DISCONNECT_NO_MATCHING_CODECS);
}

static void a_part_of_a_body_is_a_description_too(void **state)
{
	struct bench *b = offered(both);

	(void)state;
	ANSWER(b, 200, .headers = "Content-Type: multipart/mixed;"
				  "boundary=b\r\n",
	       .body = "--b\r\nContent-Type: application/isup\r\n\r\nx\r\n"
		       "--b\r\n" SDP_TYPE "\r\n" SDP_TEXT(B_IS, AUDIO("18"))
		       "\r\n--b--\r\n");
	assert_int_equal(over_at(b, 1000), DISCONNECT_NO_MATCHING_CODECS);
}

static void what_was_agreed_upon_later_is_not_compared(void **state)
{
	struct bench *b = offered(both);

	(void)state;
	ANSWER(b, 200, G729);
	ASK_AGAIN(b, .method = SIP_INVITE, .cseq = 2, G729);
	ANSWER(b, 200, .cseq = 2, G729);
	assert_int_equal(over_at(b, 1000), DISCONNECT_BYE);
}

/* -- the offer in a response (RFC 3261 section 13.2.1) ------------------- */

static struct bench *offered_late(void)
{
	struct bench *b = offered(NULL);

	ANSWER(b, 200, PCMA);
	assert_int_equal(b->calls->late, 1);
	return b;
}

static void an_ack_answers_a_late_offer(void **state)
{
	struct bench *b = offered_late();

	(void)state;
	ASK_AGAIN(b, .method = SIP_ACK, PCMA);
	assert_int_equal(b->calls->late, 0);
	assert_int_equal(over_at(b, 1000), DISCONNECT_BYE);
	b = offered_late();
	ASK_AGAIN(b, .method = SIP_ACK, G729);
	assert_int_equal(over_at(b, 1000), DISCONNECT_NO_MATCHING_CODECS);
	b = offered_late();
	ASK_AGAIN(b, .method = SIP_ACK);
	assert_int_equal(over_at(b, 1000), DISCONNECT_SDP_MISSING);
	assert_int_equal(over_at(offered_late(), 1000), DISCONNECT_BYE);
}

/* RFC 3262 section 5: to a reliable provisional response its PRACK may. */
static void a_prack_answers_a_late_offer(void **state)
{
	struct bench *b = offered(NULL);

	(void)state;
	ANSWER(b, 183, PCMA);
	ASK_AGAIN(b, .method = SIP_PRACK, .cseq = 2, G729);
	assert_int_equal(b->calls->late, 0);
	ANSWER(b, 200, PCMA);
	assert_int_equal(over_at(b, 1000), DISCONNECT_NO_MATCHING_CODECS);
	b = offered(NULL);
	ANSWER(b, 183, PCMA);
	ASK_AGAIN(b, .method = SIP_PRACK, .cseq = 2);
	assert_int_equal(b->calls->late, 1);
	ANSWER(b, 200, PCMA);
	ASK_AGAIN(b, .method = SIP_ACK, PCMA);
	assert_int_equal(over_at(b, 1000), DISCONNECT_BYE);
}

/* The same section: it can also be an offer of its own. */
static void a_prack_behind_an_answer_has_none(void **state)
{
	struct bench *b = offered(both);

	(void)state;
	ANSWER(b, 183, PCMA);
	ASK_AGAIN(b, .method = SIP_PRACK, .cseq = 2, G729);
	ANSWER(b, 200);
	assert_int_equal(over_at(b, 1000), DISCONNECT_BYE);
	b = offered(NULL);
	ANSWER(b, 183, PCMA);
	ASK_AGAIN(b, .method = SIP_PRACK, .cseq = 2, PCMA);
	ASK_AGAIN(b, .method = SIP_PRACK, .cseq = 3, G729);
	ANSWER(b, 200);
	assert_int_equal(over_at(b, 1000), DISCONNECT_BYE);
}

static void nobody_waits_for_the_answer_of_a_call_that_is_over(void **state)
{
	struct bench *b = offered(NULL);

	(void)state;
	ANSWER(b, 183, PCMA);
	assert_int_equal(b->calls->late, 1);
	ANSWER(b, 486);
	assert_int_equal(b->told, 1);
	assert_int_equal(b->calls->late, 0);
	bench_close(b);
}

static bool has_late_offer(struct bench *b)
{
	bool late;

	ANSWER(b, 200, PCMA);
	HANG_UP(b);
	bench_at(b, 5000);
	assert_int_equal(b->told, 1);
	late = b->last.situations & 1u << SITUATION_LATE_OFFER;
	bench_close(b);
	return late;
}

/* Of what is before the capture, or can't be read, that isn't known. */
static void the_first_description_of_all_is_the_offer(void **state)
{
	struct bench *cut = bench_open(1 << 20, 0);

	(void)state;
	assert_true(has_late_offer(offered(NULL)));
	assert_false(has_late_offer(offered(both)));
	assert_false(has_late_offer(offered("hello")));
	assert_false(has_late_offer(bench_open(1 << 20, 0)));
	ASK(cut, .method = SIP_INVITE, SDP(A_IS, AUDIO("8")), .lost = 8);
	assert_false(has_late_offer(cut));
}

/* -- refusals ------------------------------------------------------------ */

static enum disconnect refuse(struct bench *b, const char *wanted)
{
	enum disconnect cause;

	ANSWER(b, 488, .headers = wanted ? SDP_TYPE : NULL, .body = wanted);
	assert_int_equal(b->told, 1);
	cause = b->last.disconnect;
	bench_close(b);
	return cause;
}

static enum disconnect refused(const char *offer, const char *wanted)
{
	return refuse(offered(offer), wanted);
}

/* RFC 3261 section 21.4.26: it may list what would have been accepted. */
static void a_refused_offer_had_no_codec_unless_one_is_listed(void **state)
{
	(void)state;
	assert_int_equal(refused(both, NULL), DISCONNECT_NO_MATCHING_CODECS);
	assert_int_equal(refused(both, g729), DISCONNECT_NO_MATCHING_CODECS);
	assert_int_equal(refused(both, pcma), DISCONNECT_SDP_MISMATCH);
	assert_int_equal(refused(both, SDP_TEXT(B_IS, AUDIO("8 99"))),
			 DISCONNECT_NO_MATCHING_CODECS);
	assert_int_equal(refused(SDP_TEXT(A_IS, AUDIO("8 99")), pcma),
			 DISCONNECT_NO_MATCHING_CODECS);
	assert_int_equal(refused(NULL, NULL), DISCONNECT_SDP_MISSING);
	assert_int_equal(refused("hello", pcma),
			 DISCONNECT_NO_MATCHING_CODECS);
	assert_int_equal(refuse(bench_open(1 << 20, 0), NULL),
			 DISCONNECT_NO_MATCHING_CODECS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_answer_that_does_not_fit_ends_the_call),
		cmocka_unit_test(
			who_has_talked_for_long_had_an_answer_that_fits),
		cmocka_unit_test(the_answer_may_be_early),
		cmocka_unit_test(of_what_can_not_be_read_nothing_is_concluded),
		cmocka_unit_test(a_description_is_known_by_itself),
		cmocka_unit_test(a_part_of_a_body_is_a_description_too),
		cmocka_unit_test(what_was_agreed_upon_later_is_not_compared),
		cmocka_unit_test(an_ack_answers_a_late_offer),
		cmocka_unit_test(a_prack_answers_a_late_offer),
		cmocka_unit_test(a_prack_behind_an_answer_has_none),
		cmocka_unit_test(
			nobody_waits_for_the_answer_of_a_call_that_is_over),
		cmocka_unit_test(the_first_description_of_all_is_the_offer),
		cmocka_unit_test(
			a_refused_offer_had_no_codec_unless_one_is_listed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
