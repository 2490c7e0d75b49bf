/* SPDX-License-Identifier: BSD-2-Clause */
/* A report adds up by method, code, destination and rule, and ranks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "report/report.h"

#include <cmocka.h>

struct bench {
	struct counters *counters;
	struct settings settings;
	struct report *report;
};

static int set_up(void **state)
{
	struct bench *b = calloc(1, sizeof *b);

	if (!b || counters_create(&b->counters) ||
	    report_create(&b->report, (struct hash_seed){ 7 }, &b->settings,
			  b->counters))
		return -1;
	*state = b;
	return 0;
}

static int tear_down(void **state)
{
	struct bench *b = *state;

	report_destroy(b->report);
	counters_destroy(b->counters);
	free(b);
	return 0;
}

static struct addr address(unsigned last)
{
	const uint8_t b[4] = { 198, 51, (uint8_t)(last >> 8), (uint8_t)last };

	return addr_from_v4(b);
}

static void add(struct bench *b, unsigned dst, int code, unsigned times)
{
	const struct outcome o = { .code = code, .method = SIP_INVITE,
				   .dst = address(dst), .trunk = (int)dst };

	while (times--)
		report_outcome(b->report, &o);
}

static void every_outcome_has_its_column(void **state)
{
	static const int codes[] = { 200, 202, 302, 401, 407, 404, 503, 603,
				     OUTCOME_NO_RESPONSE, OUTCOME_NO_FINAL,
				     OUTCOME_CANCELLED, OUTCOME_AUTH_FAILED,
				     OUTCOME_NO_ACK };
	struct bench *b = *state;
	const struct summary *sum;
	const struct method_summary *m;

	for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++)
		add(b, 1, codes[i], 1);
	sum = report_summary(b->report);
	m = &sum->methods[SIP_INVITE];
	assert_int_equal(m->success, 2);
	assert_int_equal(m->redirect, 1);
	assert_int_equal(m->challenge, 2);
	assert_int_equal(m->client, 1);
	assert_int_equal(m->server, 1);
	assert_int_equal(m->global, 1);
	for (int own = 1; own < OUTCOME_OWN; own++)
		assert_int_equal(m->own[own], 1);
	/* no-ack and auth-failed come in addition to a final response */
	assert_int_equal(m->transactions, 11);
	assert_int_equal(sum->codes[401], 1);
	assert_int_equal(sum->codes[603], 1);
	assert_int_equal(sum->codes[OUTCOME_NO_ACK], 1);
	assert_int_equal(sum->methods[SIP_BYE].transactions, 0);
}

static void only_what_the_destination_did_wrong_is_a_failure(void **state)
{
	static const int fine[] = { 200, 302, 487, OUTCOME_CANCELLED,
				    OUTCOME_AUTH_FAILED };
	static const int apart[] = { 401, 407, OUTCOME_NO_ACK };
	static const int failed[] = { 400, 404, 486, 500, 503, 600, 699,
				      OUTCOME_NO_RESPONSE, OUTCOME_NO_FINAL };
	struct bench *b = *state;
	const struct summary *sum;

	for (size_t i = 0; i < sizeof fine / sizeof fine[0]; i++)
		add(b, 1, fine[i], 1);
	for (size_t i = 0; i < sizeof apart / sizeof apart[0]; i++)
		add(b, 1, apart[i], 1);
	assert_int_equal(report_summary(b->report)->n_worst, 0);
	for (size_t i = 0; i < sizeof failed / sizeof failed[0]; i++)
		add(b, 1, failed[i], 1);
	sum = report_summary(b->report);
	assert_int_equal(sum->n_worst, 1);
	assert_int_equal(sum->worst[0].failed, 9);
	assert_int_equal(sum->worst[0].total, 14);
	assert_int_equal(sum->worst[0].trunk, 1);
}

static void the_worst_are_ranked_by_failures_then_total(void **state)
{
	struct bench *b = *state;
	const struct summary *sum;

	for (unsigned dst = 1; dst <= 300; dst++)
		add(b, dst, 503, dst);
	add(b, 400, 503, 295);		/* the same failures, more attempts */
	add(b, 400, 200, 1);
	add(b, 200, 408, 95);		/* the same as 295, a lower address */
	sum = report_summary(b->report);
	assert_int_equal(sum->n_worst, SUMMARY_WORST);
	static const unsigned order[] = { 300, 299, 298, 297, 296, 400, 200,
					  295, 294, 293 };
	for (size_t i = 0; i < SUMMARY_WORST; i++) {
		struct addr a = address(order[i]);

		assert_true(addr_equal(&sum->worst[i].dst, &a));
	}
	assert_int_equal(sum->worst[5].failed, 295);
	assert_int_equal(sum->worst[5].total, 296);
	assert_int_equal(sum->worst[6].code, 503);
	/* asked again, it answers the same */
	sum = report_summary(b->report);
	assert_int_equal(sum->n_worst, SUMMARY_WORST);
	assert_int_equal(sum->worst[0].failed, 300);
}

static void the_most_frequent_failure_is_told(void **state)
{
	struct bench *b = *state;

	add(b, 1, 503, 2);
	add(b, 1, 408, 3);
	assert_int_equal(report_summary(b->report)->worst[0].code, 408);
	add(b, 1, OUTCOME_NO_RESPONSE, 50);
	for (int code = 500; code < 580; code++)
		add(b, 1, code, 1);
	assert_int_equal(report_summary(b->report)->worst[0].code,
			 OUTCOME_NO_RESPONSE);
	add(b, 2, 503, 1);
	add(b, 2, 500, 1);
	assert_int_equal(report_summary(b->report)->worst[1].code, 500);
}

static void messages_and_packets_are_counted(void **state)
{
	struct bench *b = *state;
	struct frame f = { .stamp = { 20 * NS_PER_S } };
	struct sip_msg m = { .response = false };
	const struct summary *sum;

	report_frame(b->report, &f, false);
	f.stamp = (struct moment){ 30 * NS_PER_S };
	report_frame(b->report, &f, false);
	f.stamp = (struct moment){ 19 * NS_PER_S };
	report_frame(b->report, &f, false);
	report_message(b->report, &m, false);
	report_message(b->report, &m, true);
	m.response = true;
	report_message(b->report, &m, true);
	*counter(b->counters, "undecided", NULL) = 9;
	sum = report_summary(b->report);
	assert_int_equal(sum->packets, 3);
	assert_int_equal(sum->first.ns, 19 * NS_PER_S);
	assert_int_equal(sum->last.ns, 30 * NS_PER_S);
	assert_int_equal(sum->period.ns, 11 * NS_PER_S);
	assert_int_equal(sum->messages, 3);
	assert_int_equal(sum->requests, 2);
	assert_int_equal(sum->responses, 1);
	assert_int_equal(sum->retransmissions, 2);
	assert_int_equal(sum->undecided, 9);
	assert_ptr_equal(sum->counters, b->counters);
}

static void frame_at(struct bench *b, int64_t seconds, bool stepped)
{
	const struct frame f = { .stamp = { seconds * NS_PER_S } };

	report_frame(b->report, &f, stepped);
}

static void a_step_of_the_clock_is_no_time(void **state)
{
	const int64_t century = 86400LL * 36525;
	struct bench *b = *state;
	const struct summary *sum;

	frame_at(b, 1000, false);
	frame_at(b, 1010, false);
	frame_at(b, century, true);
	frame_at(b, century + 5, false);
	frame_at(b, 0, true);
	sum = report_summary(b->report);
	assert_int_equal(sum->steps, 2);
	assert_int_equal(sum->period.ns, 15 * NS_PER_S);
	assert_int_equal(sum->first.ns, 1000 * NS_PER_S);
	assert_int_equal(sum->last.ns, 0);
	frame_at(b, 7, false);
	frame_at(b, 3, false);
	sum = report_summary(b->report);
	assert_int_equal(sum->period.ns, 22 * NS_PER_S);
	assert_int_equal(sum->last.ns, 7 * NS_PER_S);
	/* stretches that come to more than a span can hold */
	for (int i = 0; i < 3; i++) {
		frame_at(b, 0, true);
		frame_at(b, century, false);
	}
	assert_int_equal(report_summary(b->report)->period.ns, INT64_MAX);
}

static void notify(struct bench *b, char *name, enum notice_event event)
{
	const struct rule_settings rule = { .name = name };
	const struct notice n = { .event = event, .rule = &rule };

	report_notice(b->report, &n);
}

/* The settings that held the name may be gone when it is told. */
static void alerts_are_counted_when_raised(void **state)
{
	struct bench *b = *state;
	const struct notice held_back = { .event = NOTICE_SUPPRESSED };
	const struct summary *sum;
	char name[32];

	for (int i = 0; i < 40; i++) {
		snprintf(name, sizeof name, "rule-%d", i);
		notify(b, name, NOTICE_RAISED);
	}
	snprintf(name, sizeof name, "rule-0");
	notify(b, name, NOTICE_ESCALATED);
	notify(b, name, NOTICE_CLEARED);
	notify(b, name, NOTICE_RAISED);
	report_notice(b->report, &held_back);
	memset(name, 'x', sizeof name);
	sum = report_summary(b->report);
	assert_int_equal(sum->n_rules, 40);
	assert_string_equal(sum->rules[0].rule, "rule-0");
	assert_int_equal(sum->rules[0].raised, 2);
	assert_string_equal(sum->rules[39].rule, "rule-39");
	assert_int_equal(sum->rules[39].raised, 1);
}

static void too_many_destinations_are_counted_as_given_up(void **state)
{
	struct bench *b = *state;

	for (unsigned i = 0; i < 40000; i++)
		add(b, i, 200, 1);
	assert_int_equal(*counter(b->counters, "evicted", "destinations"),
			 40000 - 32768);
	assert_int_equal(report_summary(b->report)->codes[200], 40000);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(every_outcome_has_its_column),
		TEST(only_what_the_destination_did_wrong_is_a_failure),
		TEST(the_worst_are_ranked_by_failures_then_total),
		TEST(the_most_frequent_failure_is_told),
		TEST(messages_and_packets_are_counted),
		TEST(a_step_of_the_clock_is_no_time),
		TEST(alerts_are_counted_when_raised),
		TEST(too_many_destinations_are_counted_as_given_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
