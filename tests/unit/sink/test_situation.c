/* SPDX-License-Identifier: BSD-2-Clause */
/* Each situation is told with what it is known by. */
#include "lines.h"

#define IS(name) (1u << SITUATION_##name)

static char buffer[RECORD_ROOM];

static struct slice told(const struct record_format *f, const struct call *c)
{
	struct record r;

	record_begin(&r, f, buffer, sizeof buffer);
	record_situations(&r, c);
	return record_end(&r);
}

#define assert_told(c, text) assert_line(told(&record_logfmt, (c)), text "\n")

static void nothing_odd_is_not_told(void **state)
{
	const struct call c = { .situations = 0 };

	(void)state;
	assert_told(&c, "");
}

static void both_forms_have_the_evidence_by_situation(void **state)
{
	const struct call c = {
		.situations = IS(SHORT_CALL) | IS(LATE_OFFER),
		.duration = span_ms(800) };

	(void)state;
	assert_told(&c, "situations=short-call,late-offer "
		    "evidence=\"short-call:ended 0.8 s after the answer,"
		    "late-offer:no offer in the INVITE\"");
	assert_line(told(&record_json, &c),
		    "{\"situations\":[\"short-call\",\"late-offer\"],"
		    "\"evidence\":{\"short-call\":\"ended 0.8 s after the "
		    "answer\",\"late-offer\":\"no offer in the INVITE\"}}\n");
}

/* Of one who gave up only the limit is known, as it is behind a clock step. */
static void silence_is_told_as_far_as_it_was_measured(void **state)
{
	struct call c = { .situations = IS(NO_RINGBACK),
			  .answer = A_MOMENT, .setup = span_ms(12340),
			  .silence = span_s(10) };

	(void)state;
	assert_told(&c, "situations=no-ringback evidence=\"no-ringback:"
		    "answered after 12.34 s without 180 or early media\"");
	c.setup = CALL_NO_SPAN;
	assert_told(&c, "situations=no-ringback evidence=\"no-ringback:"
		    "answered after 10 s or more without 180 or early "
		    "media\"");
	c.answer.ns = 0;
	c.ringing = A_MOMENT;
	assert_told(&c, "situations=no-ringback evidence=\"no-ringback:"
		    "given up after 10 s or more without 180 or early media "
		    "but for a 183 without media\"");
}

static void an_answer_fails_for_want_of_ack_or_by_a_cause(void **state)
{
	struct call c = { .situations = IS(ANSWER_FAILED), .code = 200,
			  .disconnect = DISCONNECT_NO_MATCHING_CODECS,
			  .duration = span_ms(20) };

	(void)state;
	assert_told(&c, "situations=answer-failed evidence=\"answer-failed:"
		    "no-matching-codecs 0.02 s after the answer\"");
	c.unacknowledged = true;
	assert_told(&c, "situations=answer-failed evidence=\"answer-failed:"
		    "no ACK for the 200\"");
}

static void each_side_of_one_way_has_its_kind_of_address(void **state)
{
	struct sdp_outline offer = { .reach = SDP_PUBLIC },
			   answer = { .reach = SDP_ZERO };
	const struct call c = { .situations = IS(ONE_WAY_SDP),
				.offered = &offer, .answered = &answer };

	(void)state;
	assert_told(&c, "situations=one-way-sdp evidence=\"one-way-sdp:"
		    "public address offered but zero address answered\"");
	offer.direction = SDP_INACTIVE;
	answer.reach = SDP_PRIVATE;
	assert_told(&c, "situations=one-way-sdp evidence=\"one-way-sdp:"
		    "inactive stream offered but private address "
		    "answered\"");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_odd_is_not_told),
		cmocka_unit_test(both_forms_have_the_evidence_by_situation),
		cmocka_unit_test(silence_is_told_as_far_as_it_was_measured),
		cmocka_unit_test(
			an_answer_fails_for_want_of_ack_or_by_a_cause),
		cmocka_unit_test(each_side_of_one_way_has_its_kind_of_address),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
