/* SPDX-License-Identifier: BSD-2-Clause */
/* Figures of calls count each once, for its trunk and for all. */
#include "report/figures.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define TRUNKS 40

struct bench {
	struct counters *counters;
	struct trunk_settings trunks[TRUNKS];
	char names[TRUNKS][8];
	struct settings settings;
	struct figures *figures;
	struct summary sum;
};

static void add_codes(struct code_set *set, int a, int b, int c)
{
	code_set_add(set, a);
	code_set_add(set, b);
	code_set_add(set, c);
}

static int set_up(void **state)
{
	struct bench *b = calloc(1, sizeof *b);

	if (!b || counters_create(&b->counters))
		return -1;
	for (int i = 0; i < TRUNKS; i++) {
		snprintf(b->names[i], sizeof b->names[i], "t%02u",
			 (unsigned)i % 100);
		b->trunks[i].name = b->names[i];
	}
	b->settings.trunks = b->trunks;
	b->settings.n_trunks = 2;
	add_codes(&b->settings.ratios.ser, 200, 200, 200);
	add_codes(&b->settings.ratios.seer, 200, 486, 603);
	add_codes(&b->settings.ratios.isa, 503, 503, OUTCOME_NO_RESPONSE);
	add_codes(&b->settings.ratios.scr, 200, 200, 200);
	add_codes(&b->settings.ratios.ira, 403, 500, OUTCOME_NO_RESPONSE);
	add_codes(&b->settings.ratios.asr, 200, 200, 200);
	add_codes(&b->settings.ratios.ner, 200, 487, OUTCOME_CANCELLED);
	if (figures_create(&b->figures, &b->settings))
		return -1;
	*state = b;
	return 0;
}

static int tear_down(void **state)
{
	struct bench *b = *state;

	figures_destroy(b->figures);
	counters_destroy(b->counters);
	free(b);
	return 0;
}

static struct moment at(int64_t ms)
{
	return (struct moment){ 1795229883 * NS_PER_S + ms * NS_PER_MS };
}

/* A call on the trunk TRUNK that came to CODE, as by STATUS. */
static struct call call(int trunk, enum call_status status, int code)
{
	return (struct call){
		.start = at(0), .end = at(3000), .status = status,
		.code = code, .disconnect = DISCONNECT_REJECTED,
		.initiator = SIDE_DESTINATION, .direction = OUTBOUND,
		.trunk = trunk, .attempts = 1,
		.pdd = CALL_NO_SPAN, .setup = CALL_NO_SPAN,
		.srd = span_ms(3000), .duration = CALL_NO_SPAN,
	};
}

/* One that was answered, and lasted two seconds. */
static struct call answered(int trunk)
{
	struct call c = call(trunk, CALL_ANSWERED, 200);

	c.ringing = at(100);
	c.answer = at(1000);
	c.srd = c.pdd = span_ms(100);
	c.setup = span_ms(1000);
	c.duration = span_ms(2000);
	c.disconnect = DISCONNECT_BYE;
	c.initiator = SIDE_ORIGINATION;
	return c;
}

static void see(struct bench *b, struct call c)
{
	figures_call(b->figures, &c);
}

static const struct call_summary *told(struct bench *b)
{
	figures_tell(b->figures, &b->sum);
	return b->sum.all;
}

static void assert_ratio(const struct call_summary *s, enum ratio which,
			 uint64_t counted, uint64_t total)
{
	assert_int_equal(s->ratios[which].counted, counted);
	assert_int_equal(s->ratios[which].total, total);
}

static int64_t share_ms(const struct call_summary *s, enum delay which)
{
	return histogram_share(&s->delays[which], 50).ns / NS_PER_MS;
}

static void without_calls_there_is_nothing_to_tell(void **state)
{
	struct bench *b = *state;
	const struct outcome o = { .method = SIP_OPTIONS, .code = 200,
				   .first = at(0), .when = at(1) };

	figures_outcome(b->figures, &o);
	assert_null(told(b));
	assert_int_equal(b->sum.n_legs, 0);
}

static void each_ratio_counts_its_codes(void **state)
{
	struct bench *b = *state;
	const struct call_summary *s;

	see(b, answered(-1));
	see(b, call(-1, CALL_FAILED, 486));
	see(b, call(-1, CALL_FAILED, 503));
	see(b, call(-1, CALL_FAILED, 603));
	see(b, call(-1, CALL_REDIRECTED, 302));
	see(b, call(-1, CALL_CANCELLED, 487));
	see(b, call(-1, CALL_CANCELLED, 0));
	see(b, call(-1, CALL_NO_RESPONSE, 0));
	see(b, call(-1, CALL_NO_FINAL, 0));
	s = told(b);
	assert_int_equal(s->calls, 9);
	assert_ratio(s, RATIO_SER, 1, 8);
	assert_ratio(s, RATIO_SEER, 3, 8);
	assert_ratio(s, RATIO_ISA, 2, 9);
	assert_ratio(s, RATIO_SCR, 1, 9);
	assert_ratio(s, RATIO_ASR, 1, 9);
	assert_ratio(s, RATIO_NER, 3, 9);
	assert_ratio(s, RATIO_IRA, 0, 0);
	assert_int_equal(s->status[CALL_FAILED], 3);
	assert_int_equal(s->initiator[SIDE_DESTINATION], 8);
	assert_int_equal(s->disconnect[DISCONNECT_BYE], 1);
	assert_int_equal(s->partial, 0);
}

/* Of what began before the capture nobody saw the INVITE's response. */
static void what_the_capture_does_not_show_is_in_no_ratio(void **state)
{
	struct bench *b = *state;
	struct call before = answered(-1), on = answered(-1),
		    rings = call(-1, CALL_UNDECIDED, 0);
	const struct call_summary *s;

	before.attempts = 0;
	before.start = before.answer = (struct moment){ 0 };
	before.srd = before.pdd = before.setup = CALL_NO_SPAN;
	before.duration = CALL_NO_SPAN;
	before.code = 0;
	before.partial = true;
	see(b, before);
	before.status = CALL_CANCELLED;
	before.attempts = 1;
	see(b, before);
	on.end = (struct moment){ 0 };
	on.duration = CALL_NO_SPAN;
	on.disconnect = DISCONNECT_UNDECIDED;
	on.partial = true;
	see(b, on);
	rings.disconnect = DISCONNECT_UNDECIDED;
	rings.partial = true;
	see(b, rings);
	s = told(b);
	assert_int_equal(s->calls, 4);
	assert_int_equal(s->partial, 4);
	assert_ratio(s, RATIO_ASR, 1, 1);
	assert_ratio(s, RATIO_SCR, 0, 0);
	assert_int_equal(s->delays[DELAY_SDT].count, 0);
	assert_int_equal(s->delays[DELAY_SRD].count, 1);
}

/* RFC 6076 section 4.9: completed is what doesn't lack a response. */
static void a_call_without_ack_or_bye_is_not_completed(void **state)
{
	struct bench *b = *state;
	struct call silent = answered(-1), no_ack = answered(-1);
	const struct call_summary *s;

	silent.disconnect = DISCONNECT_UNKNOWN;
	silent.end = (struct moment){ 0 };
	silent.duration = CALL_NO_SPAN;
	no_ack.disconnect = DISCONNECT_NO_ACK;
	see(b, silent);
	see(b, no_ack);
	see(b, answered(-1));
	s = told(b);
	assert_ratio(s, RATIO_SCR, 1, 3);
	assert_ratio(s, RATIO_SER, 3, 3);
	assert_int_equal(s->delays[DELAY_SDT].count, 2);
}

/* Section 4.9: whether a refusal completes a session is the operator's. */
static void which_codes_are_completed_calls_is_a_setting(void **state)
{
	struct bench *b = *state;
	struct call cut = answered(-1);

	cut.disconnect = DISCONNECT_UNKNOWN;
	see(b, cut);
	see(b, answered(-1));
	see(b, call(-1, CALL_FAILED, 486));
	see(b, call(-1, CALL_FAILED, 503));
	assert_ratio(told(b), RATIO_SCR, 1, 4);
	code_set_add(&b->settings.ratios.scr, 486);
	assert_ratio(told(b), RATIO_SCR, 2, 4);
}

static void delays_are_those_of_rfc_6076(void **state)
{
	struct bench *b = *state;
	struct call direct = answered(-1), rang;
	struct call refused = call(-1, CALL_FAILED, 503);
	const struct call_summary *s;

	see(b, answered(-1));
	s = told(b);
	assert_int_equal(share_ms(s, DELAY_SRD), 100);
	assert_int_equal(share_ms(s, DELAY_PDD), 100);
	assert_int_equal(share_ms(s, DELAY_SDT), 2000);
	direct.pdd = CALL_NO_SPAN;
	direct.srd = direct.setup;
	see(b, direct);
	s = told(b);
	assert_int_equal(s->delays[DELAY_SRD].count, 2);
	assert_int_equal(s->delays[DELAY_SRD].most.ns, 1000 * NS_PER_MS);
	assert_int_equal(s->delays[DELAY_PDD].count, 1);
	see(b, refused);
	s = told(b);
	assert_int_equal(share_ms(s, DELAY_SRD_FAILED), 3000);
	rang = refused;
	rang.srd = rang.pdd = span_ms(200);
	see(b, rang);
	s = told(b);
	assert_int_equal(s->delays[DELAY_SRD_FAILED].least.ns,
			 200 * NS_PER_MS);
	assert_int_equal(s->delays[DELAY_PDD].count, 2);
}

/* Section 4.3.2: challenges, and 402, are no failures. */
static void what_asks_for_credentials_has_no_failed_delay(void **state)
{
	struct bench *b = *state;

	see(b, call(-1, CALL_FAILED, 401));
	see(b, call(-1, CALL_FAILED, 402));
	see(b, call(-1, CALL_FAILED, 407));
	assert_int_equal(told(b)->delays[DELAY_SRD_FAILED].count, 0);
}

static void of_bye_the_2xx_counts_alone(void **state)
{
	struct bench *b = *state;
	struct outcome o = { .method = SIP_BYE, .code = 481, .trunk = -1,
			     .first = at(0), .when = at(50) };

	figures_outcome(b->figures, &o);
	assert_null(told(b));
	o.code = 200;
	figures_outcome(b->figures, &o);
	o.first = (struct moment){ 0 };
	figures_outcome(b->figures, &o);
	assert_int_equal(told(b)->delays[DELAY_SDD].count, 1);
	assert_int_equal(share_ms(told(b), DELAY_SDD), 50);
}

/* From its first REGISTER to what it came to. */
static void register_(struct bench *b, enum registration_status status,
		      int code, int64_t start, int64_t when)
{
	const struct registration r = {
		.status = status, .code = code, .trunk = -1,
		.start = at(start), .when = at(when), .attempts = 2,
		.duration = span_ms(when - start) };

	figures_registration(b->figures, &r);
}

/* Section 4.1: the delay is over the challenge; 4.2: one attempt. */
static void registrations_are_told_by_their_last_response(void **state)
{
	struct bench *b = *state;
	const struct call_summary *s;

	register_(b, REGISTRATION_REGISTERED, 200, 0, 60);
	register_(b, REGISTRATION_FAILED, 403, 45, 65);
	register_(b, REGISTRATION_NO_RESPONSE, 0, 50, 32050);
	register_(b, REGISTRATION_AUTH_FAILED, 401, 50, 70);
	register_(b, REGISTRATION_NO_FINAL, 0, 50, 32050);
	s = told(b);
	assert_ratio(s, RATIO_IRA, 2, 5);
	assert_int_equal(s->delays[DELAY_RRD].count, 1);
	assert_int_equal(share_ms(s, DELAY_RRD), 60);
	register_(b, REGISTRATION_UNREGISTERED, 200, 100000, 100020);
	s = told(b);
	assert_ratio(s, RATIO_IRA, 2, 6);
	assert_int_equal(s->delays[DELAY_RRD].least.ns, 20 * NS_PER_MS);
}

static void what_expires_was_an_attempt_before(void **state)
{
	struct bench *b = *state;

	register_(b, REGISTRATION_EXPIRED, 0, 0, 3600000);
	assert_null(told(b));
}

static void a_registration_of_which_no_request_was_seen_took_nothing(
	void **state)
{
	struct bench *b = *state;
	const struct registration r = { .code = 200, .trunk = -1,
					.when = at(10), .duration = { -1 } };

	figures_registration(b->figures, &r);
	assert_int_equal(told(b)->delays[DELAY_RRD].count, 0);
	assert_ratio(told(b), RATIO_IRA, 0, 1);
}

static void trunks_and_directions_are_told_apart(void **state)
{
	struct bench *b = *state;
	struct call in = answered(1);

	see(b, answered(0));
	see(b, answered(1));
	see(b, call(1, CALL_FAILED, 503));
	in.direction = INBOUND;
	see(b, in);
	see(b, answered(-1));
	assert_int_equal(told(b)->calls, 5);
	assert_int_equal(b->sum.n_legs, 4);
	assert_string_equal(b->sum.legs[0]->trunk, "t01");
	assert_int_equal(b->sum.legs[0]->calls, 2);
	assert_ratio(b->sum.legs[0], RATIO_ASR, 1, 2);
	assert_string_equal(b->sum.legs[1]->trunk, "t00");
	assert_string_equal(b->sum.legs[2]->trunk, "t01");
	assert_int_equal(b->sum.legs[2]->direction, INBOUND);
	assert_null(b->sum.legs[3]->trunk);
	assert_int_equal(share_ms(b->sum.legs[3], DELAY_SDT), 2000);
}

static void where_no_trunk_came_up_all_is_told_once(void **state)
{
	struct bench *b = *state;

	see(b, answered(-1));
	assert_non_null(told(b));
	assert_int_equal(b->sum.n_legs, 0);
}

static void without_trunks_directions_are_told_apart(void **state)
{
	struct bench *b = *state;
	struct call in = answered(-1);

	b->settings.n_trunks = 0;
	assert_int_equal(figures_reload(b->figures, &b->settings), 0);
	in.direction = INBOUND;
	see(b, in);
	see(b, call(-1, CALL_FAILED, 503));
	see(b, answered(-1));
	told(b);
	assert_int_equal(b->sum.n_legs, 2);
	assert_ratio(b->sum.legs[0], RATIO_ASR, 1, 2);
	assert_ratio(b->sum.legs[1], RATIO_ASR, 1, 1);
}

static void beyond_the_bound_there_are_only_sums(void **state)
{
	struct bench *b = *state;

	b->settings.n_trunks = TRUNKS;
	assert_int_equal(figures_reload(b->figures, &b->settings), 0);
	for (int i = 0; i < TRUNKS; i++)
		for (int d = 0; d < 2; d++) {
			struct call c = answered(i);

			c.direction = d;
			see(b, c);
		}
	assert_int_equal(told(b)->calls, 2 * TRUNKS);
	assert_int_equal(b->sum.n_legs, SUMMARY_LEGS);
}

static void after_a_reload_trunks_are_known_by_name(void **state)
{
	struct bench *b = *state;
	struct trunk_settings other[] = { { .name = b->names[5] },
					  { .name = b->names[0] } };
	struct settings reloaded = b->settings;

	see(b, answered(0));
	see(b, answered(1));
	reloaded.trunks = other;
	assert_int_equal(figures_reload(b->figures, &reloaded), 0);
	see(b, answered(1));
	see(b, answered(0));
	told(b);
	assert_int_equal(b->sum.n_legs, 3);
	assert_string_equal(b->sum.legs[0]->trunk, "t00");
	assert_int_equal(b->sum.legs[0]->calls, 2);
	assert_string_equal(b->sum.legs[1]->trunk, "t01");
	assert_string_equal(b->sum.legs[2]->trunk, "t05");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(without_calls_there_is_nothing_to_tell),
		TEST(each_ratio_counts_its_codes),
		TEST(what_the_capture_does_not_show_is_in_no_ratio),
		TEST(a_call_without_ack_or_bye_is_not_completed),
		TEST(which_codes_are_completed_calls_is_a_setting),
		TEST(delays_are_those_of_rfc_6076),
		TEST(what_asks_for_credentials_has_no_failed_delay),
		TEST(of_bye_the_2xx_counts_alone),
		TEST(registrations_are_told_by_their_last_response),
		TEST(what_expires_was_an_attempt_before),
		TEST(a_registration_of_which_no_request_was_seen_took_nothing),
		TEST(trunks_and_directions_are_told_apart),
		TEST(where_no_trunk_came_up_all_is_told_once),
		TEST(without_trunks_directions_are_told_apart),
		TEST(beyond_the_bound_there_are_only_sums),
		TEST(after_a_reload_trunks_are_known_by_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
