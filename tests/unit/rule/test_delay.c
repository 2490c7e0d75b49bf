/* SPDX-License-Identifier: BSD-2-Clause */
/* Delays keep two digits, and of a hundred the 95th decides. */
#include "making.h"

#include <stdio.h>

#include "rule/parts.h"
#include "rule/rule.h"

#define T0 INT64_C(1700000000000)	/* ms; a bucket of 1 s begins there */

static int64_t kept_ms(int64_t ms)
{
	return delay_of_class(delay_class(span_ms(ms))).ns / NS_PER_MS;
}

static void two_digits_of_a_delay_are_kept(void **state)
{
	static const struct { int64_t ms, kept; } cases[] = {
		{ 0, 0 }, { 1, 1 }, { 9, 9 }, { 10, 10 }, { 99, 99 },
		{ 100, 100 }, { 101, 100 }, { 109, 100 }, { 110, 110 },
		{ 999, 990 }, { 1000, 1000 }, { 1099, 1000 }, { 2999, 2900 },
		{ 3000, 3000 }, { 9999, 9900 }, { 10000, 10000 },
		{ 179999, 170000 }, { 999999, 990000 }, { 1000000, 990000 },
		{ INT64_MAX / NS_PER_MS, 990000 }, { -5, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_int_equal(kept_ms(cases[i].ms), cases[i].kept);
	assert_int_equal(delay_class((struct span){ 999999 }), 0);
}

static void classes_stand_in_the_order_of_their_delays(void **state)
{
	(void)state;
	for (int i = 0; i < DELAY_CLASSES; i++) {
		assert_int_equal(delay_class(delay_of_class(i)), i);
		if (i)
			assert_true(delay_of_class(i).ns >
				    delay_of_class(i - 1).ns);
	}
}

/* N delays, of which the last SLOW take 5 s and the others 1 s. */
static int64_t p95_ms(unsigned n, unsigned slow)
{
	const struct pace pace = window_pace(span_s(64));
	struct window w = { .count = 0 };
	struct cells *c;
	int64_t ms;

	assert_int_equal(cells_create(&c, 1000), 0);
	for (unsigned i = 0; i < n; i++) {
		struct span d = span_s(i < n - slow ? 1 : 5);

		assert_true(window_add(&w, c, &pace, &(struct event){
			.when = at_ms(T0 + i), .code = delay_class(d) }));
	}
	ms = delay_p95(&w, c).ns / NS_PER_MS;
	cells_destroy(c);
	return ms;
}

static void one_call_in_twenty_may_be_slower(void **state)
{
	(void)state;
	assert_int_equal(p95_ms(1, 0), 1000);
	assert_int_equal(p95_ms(1, 1), 5000);
	assert_int_equal(p95_ms(19, 1), 5000);
	assert_int_equal(p95_ms(20, 1), 1000);
	assert_int_equal(p95_ms(20, 2), 5000);
	assert_int_equal(p95_ms(200, 10), 1000);
	assert_int_equal(p95_ms(200, 11), 5000);
}

struct bench {
	struct clock *clock;
	struct counters *counters;
	struct rules *rules;
	unsigned verdicts;
	bool answer;
	struct verdict last;
	struct figures figures;
	char calls[100];
};

static bool on_verdict(const struct verdict *v, void *arg)
{
	struct bench *b = arg;
	size_t n = 0;

	b->verdicts++;
	b->last = *v;
	b->figures = *v->figures;
	for (size_t i = 0; i < v->figures->n_calls; i++) {
		memcpy(b->calls + n, v->figures->calls[i].p,
		       v->figures->calls[i].n);
		n += v->figures->calls[i].n;
	}
	b->calls[n] = 0;
	return b->answer;
}

static void bench_open(struct bench *b, const struct settings *s,
		       uint64_t memory)
{
	*b = (struct bench){ .answer = true };
	assert_int_equal(clock_create(&b->clock), 0);
	assert_int_equal(counters_create(&b->counters), 0);
	clock_advance(b->clock, at_ms(T0));
	assert_int_equal(rule_create(&b->rules, &(struct rule_spec){
		.settings = s, .memory = memory, .seed = { 42 },
		.clock = b->clock, .counters = b->counters,
		.verdict = on_verdict, .arg = b }), 0);
}

static void bench_close(struct bench *b)
{
	rule_destroy(b->rules);
	counters_destroy(b->counters);
	clock_destroy(b->clock);
}

/* A call to DST rings MS after T0, and WAITED ms after its INVITE. */
static void ring_at(struct bench *b, const char *dst, int64_t ms,
		    int64_t waited, const char *id)
{
	struct call c = {
		.start = at_ms(T0 + ms - waited), .ringing = at_ms(T0 + ms),
		.pdd = span_ms(waited),
		.src = addr_of("192.0.2.1"), .dst = addr_of(dst),
		.direction = OUTBOUND, .trunk = -1, .attempts = 1,
		.call_id = slice_of(id),
	};

	clock_advance(b->clock, at_ms(T0 + ms));
	rule_ringing(b->rules, &c);
}

static void ring(struct bench *b, int64_t ms, int64_t waited, const char *id)
{
	ring_at(b, "198.51.100.7", ms, waited, id);
}

/* Alert at 3 s of at least three calls; a window of 64 s, in buckets of 1. */
static struct rule_settings slow_rule(void)
{
	struct rule_settings s = a_rule(WORD("slow"), 503, 0);

	s.codes = (struct code_set){ { 0 } };
	s.levels[0].delay_p95 = span_s(3);
	s.window = span_s(64);
	s.min_total = 3;
	return s;
}

static void the_call_that_makes_it_slow_gives_a_verdict(void **state)
{
	struct rule_settings rule = slow_rule();
	struct settings s = settings_of(&rule, 1);
	struct outcome o = an_outcome(200);
	struct bench b;

	(void)state;
	bench_open(&b, &s, 1 << 20);
	assert_true(rule_by_delay(b.rules));
	ring(&b, 100, 3000, "a");
	ring(&b, 200, 2999, "b");
	assert_int_equal(b.verdicts, 0);	/* of two nothing is told */
	rule_outcome(b.rules, &o);
	ring(&b, 300, 3000, "c");
	assert_int_equal(b.verdicts, 1);
	assert_int_equal(b.last.holds, 1);
	assert_int_equal(b.last.under, 0);
	assert_int_equal(b.figures.count, 0);
	assert_int_equal(b.figures.total, 1);
	assert_int_equal(b.figures.delays, 3);
	assert_int_equal(b.figures.delay_p95.ns, span_s(3).ns);
	assert_int_equal(b.figures.since.ns, at_ms(T0 + 100).ns);
	assert_string_equal(b.calls, "ca");
	bench_close(&b);
}

static void it_is_under_only_below_clear(void **state)
{
	struct rule_settings rule = slow_rule();
	struct settings s = settings_of(&rule, 1);
	struct bench b;

	(void)state;
	bench_open(&b, &s, 1 << 20);
	ring(&b, 0, 4000, "a");
	ring(&b, 0, 4000, "b");
	ring(&b, 500, 4000, "c");
	assert_int_equal(b.last.holds, 1);
	/* those leave at 65 s: 80 % of 3 s are neither over nor under */
	for (int64_t ms = 60000; ms < 60010; ms++)
		ring(&b, ms, 2400, "d");
	clock_advance(b.clock, at_ms(T0 + 65001));
	assert_int_equal(b.last.holds, 0);
	assert_int_equal(b.last.under, 0);
	assert_int_equal(b.figures.delays, 10);
	assert_int_equal(b.figures.delay_p95.ns, span_ms(2400).ns);
	for (int64_t ms = 66000; ms < 66200; ms++)
		ring(&b, ms, 2300, "e");
	assert_int_equal(b.last.under, 1);
	/* and with all gone, when the alert must be over */
	b.verdicts = 0;
	clock_run_out(b.clock);
	assert_int_equal(b.figures.delays, 0);
	assert_int_equal(b.last.under, 1);
	assert_int_equal(b.last.when.ns,
			 at_ms(T0 + 67000 + 64000 + 120000).ns + 1);
	bench_close(&b);
}

static void all_conditions_of_a_level_must_hold(void **state)
{
	struct rule_settings rule = slow_rule();
	struct settings s = settings_of(&rule, 1);
	struct outcome o = an_outcome(503);
	struct bench b;

	(void)state;
	code_set_add(&rule.codes, 503);
	rule.levels[0].count = 2;
	rule.min_total = 1;
	bench_open(&b, &s, 1 << 20);
	ring(&b, 0, 4000, "a");
	rule_outcome(b.rules, &o);
	assert_int_equal(b.verdicts, 0);
	rule_outcome(b.rules, &o);
	assert_int_equal(b.verdicts, 1);
	assert_int_equal(b.figures.count, 2);
	assert_int_equal(b.figures.delays, 1);
	bench_close(&b);
}

static void groups_and_filters_are_as_those_of_requests(void **state)
{
	struct rule_settings rule = slow_rule();
	struct settings s = settings_of(&rule, 1);
	struct net only = net_of("198.51.100.0/24");
	struct bench b;

	(void)state;
	rule.group_by[rule.n_group_by++] = GROUP_DST;
	rule.min_total = 2;
	rule.dst = &only;
	rule.n_dst = 1;
	bench_open(&b, &s, 1 << 20);
	ring_at(&b, "198.51.100.7", 0, 4000, "a");
	ring_at(&b, "198.51.100.8", 1, 4000, "b");
	ring_at(&b, "192.0.2.9", 2, 4000, "c");
	ring_at(&b, "192.0.2.9", 3, 4000, "d");
	assert_int_equal(b.verdicts, 0);
	assert_int_equal(rule_groups(b.rules), 2);
	ring_at(&b, "198.51.100.8", 4, 4000, "e");
	assert_int_equal(b.verdicts, 1);
	assert_string_equal(b.calls, "eb");
	bench_close(&b);
}

static void rules_without_a_delay_do_not_ask(void **state)
{
	struct rule_settings rule = a_rule(WORD("r"), 503, 1);
	struct settings s = settings_of(&rule, 1);
	struct bench b;

	(void)state;
	bench_open(&b, &s, 1 << 20);
	assert_false(rule_by_delay(b.rules));
	ring(&b, 0, 4000, "a");
	assert_int_equal(rule_groups(b.rules), 0);
	rule = slow_rule();
	rule_reload(b.rules, &s, NULL);
	assert_true(rule_by_delay(b.rules));
	bench_close(&b);
}

/* Many destinations, each with many delays, under a roof that is too low. */
static void no_delays_grow_past_the_roof(void **state)
{
	struct rule_settings rule = slow_rule();
	struct settings s = settings_of(&rule, 1);
	struct bench b;
	char dst[20];

	(void)state;
	rule.group_by[rule.n_group_by++] = GROUP_DST;
	bench_open(&b, &s, 1 << 16);
	b.answer = false;
	for (int i = 0; i < 20000; i++) {
		snprintf(dst, sizeof dst, "10.0.%d.%d", i / 7 % 250, i % 250);
		ring_at(&b, dst, i, i % 997 * 3, "a");
	}
	assert_true(rule_groups(b.rules) < 500);
	clock_advance(b.clock, at_ms(T0 + 400000));
	ring_at(&b, "10.9.9.9", 400000, 10, "a");
	bench_close(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(two_digits_of_a_delay_are_kept),
		cmocka_unit_test(classes_stand_in_the_order_of_their_delays),
		cmocka_unit_test(one_call_in_twenty_may_be_slower),
		cmocka_unit_test(the_call_that_makes_it_slow_gives_a_verdict),
		cmocka_unit_test(it_is_under_only_below_clear),
		cmocka_unit_test(all_conditions_of_a_level_must_hold),
		cmocka_unit_test(groups_and_filters_are_as_those_of_requests),
		cmocka_unit_test(rules_without_a_delay_do_not_ask),
		cmocka_unit_test(no_delays_grow_past_the_roof),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
