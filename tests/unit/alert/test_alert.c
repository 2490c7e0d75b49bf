/* SPDX-License-Identifier: BSD-2-Clause */
/* An alert lives as its rule's levels, hold and repeat say, to the ns. */
#include "verdicts.h"

#include <stdio.h>

#include "rule/rule.h"

#define MEMORY (4 << 20)		/* bytes */
#define T0 INT64_C(1700000040)		/* s; a minute begins there */

enum { A = 1, B = 2, C = 4 };		/* warning, error, critical */

struct bench {
	struct clock *clock;
	struct counters *counters;
	struct alerts *alerts;
	struct rules *rules;
	struct settings settings;
	uint64_t reads;
	struct notice last;
	struct figures figures;
	char log[100000];
	size_t n_log;
};

static void on_notice(const struct notice *n, void *arg)
{
	struct bench *b = arg;
	int64_t ms = (n->when.ns - T0 * NS_PER_S) / NS_PER_MS;
	size_t room = sizeof b->log - b->n_log;

	b->last = *n;
	if (n->event != NOTICE_SUPPRESSED) {
		b->figures = *n->figures;
		for (size_t i = 0; i < n->rule->n_group_by; i++)
			b->reads += n->group[i].text.n;
		assert_int_equal(n->severity, n->level->severity);
	}
	b->n_log += (size_t)snprintf(b->log + b->n_log, room, "%g %s %s\n",
				     (double)ms / 1000,
				     notice_event_name(n->event),
				     severity_name(n->severity));
	assert_true(b->n_log < sizeof b->log);
}

static struct bench *bench(struct rule_settings *rules, size_t n)
{
	struct bench *b = calloc(1, sizeof *b);

	assert_non_null(b);
	assert_int_equal(clock_create(&b->clock), 0);
	assert_int_equal(counters_create(&b->counters), 0);
	clock_advance(b->clock, at_ms(T0 * 1000));
	b->settings = settings_of(rules, n);
	assert_int_equal(alert_create(&b->alerts, &(struct alert_spec){
		.settings = &b->settings, .memory = MEMORY,
		.clock = b->clock, .counters = b->counters,
		.notice = on_notice, .arg = b,
	}), 0);
	return b;
}

static void done(struct bench *b)
{
	rule_destroy(b->rules);
	alert_destroy(b->alerts);
	counters_destroy(b->counters);
	clock_destroy(b->clock);
	free(b);
}

static struct rule_settings three_levels(int hold, int repeat)
{
	struct rule_settings s = a_rule(WORD("r"), 503, 10);

	s.hold = span_s(hold);
	s.repeat = span_s(repeat);
	s.n_levels = 3;
	s.levels[1] = (struct level_settings){
		.severity = SEVERITY_ERROR, .count = 20 };
	s.levels[2] = (struct level_settings){
		.severity = SEVERITY_CRITICAL, .count = 30 };
	return s;
}

static bool tell(struct bench *b, const struct rule_settings *s,
		 const char *group, double seconds, unsigned holds,
		 unsigned under)
{
	clock_advance(b->clock, at_ms((int64_t)(seconds * 1000) + T0 * 1000));
	return verdict_on(b->alerts, b->clock, s, group, holds, under);
}

struct step { double at; unsigned holds, under; };

/* The STEPS, up to one at a negative time, and the end give just LOG. */
static void lives(struct rule_settings *s, const struct step *steps,
		  const char *log)
{
	struct bench *b = bench(s, 1);

	for (; steps->at >= 0; steps++)
		tell(b, s, "alice", steps->at, steps->holds, steps->under);
	alert_end(b->alerts);
	clock_run_out(b->clock);
	assert_string_equal(b->log, log);
	assert_int_equal(alert_count(b->alerts), 0);
	done(b);
}

#define STEPS(...) (const struct step[]){ __VA_ARGS__, { -1, 0, 0 } }

static void it_is_raised_where_a_level_holds(void **state)
{
	struct rule_settings s = three_levels(60, 0);
	struct bench *b = bench(&s, 1);

	(void)state;
	assert_false(tell(b, &s, "alice", 1, 0, A | B | C));
	assert_int_equal(alert_count(b->alerts), 0);
	assert_true(tell(b, &s, "alice", 2, A, B | C));
	assert_int_equal(alert_count(b->alerts), 1);
	assert_true(tell(b, &s, "alice", 3, 0, A | B | C));
	assert_true(tell(b, &s, "bob", 4, A | B, C));
	assert_int_equal(alert_count(b->alerts), 2);
	assert_string_equal(b->log, "2 raised warning\n4 raised error\n");
	done(b);
}

static void it_is_raised_at_the_highest_that_holds(void **state)
{
	struct rule_settings s = three_levels(60, 0);

	(void)state;
	lives(&s, STEPS({ 0, A | C, B }, { 10, 0, A | B | C }),
	      "0 raised critical\n70 cleared critical\n");
}

static void it_escalates_at_once(void **state)
{
	struct rule_settings s = three_levels(60, 0);

	(void)state;
	lives(&s, STEPS({ 0, A, B | C }, { 1, A, B | C }, { 2, A | B, C },
			{ 2, A | B | C, 0 }, { 3, A, 0 }, { 4, A | B | C, 0 },
			{ 10, 0, A | B | C }),
	      "0 raised warning\n2 escalated error\n2 escalated critical\n"
	      "70 cleared critical\n");
}

static void it_does_not_ease_between_threshold_and_clear(void **state)
{
	struct rule_settings s = three_levels(60, 0);

	(void)state;
	lives(&s, STEPS({ 0, A, B | C }, { 1, 0, B | C }, { 1000, 0, B | C },
			{ 2000, 0, A | B | C }),
	      "0 raised warning\n2060 cleared warning\n");
}

static void it_clears_only_after_hold_without_a_break(void **state)
{
	struct rule_settings s = three_levels(60, 0);

	(void)state;
	lives(&s, STEPS({ 0, A, B | C }, { 10, 0, A | B | C },
			{ 69.9, 0, B | C }, { 80, 0, A | B | C },
			{ 100, 0, A | B | C }),
	      "0 raised warning\n140 cleared warning\n");
}

static void packets_of_the_very_instant_come_before_the_clearing(void **state)
{
	struct rule_settings s = three_levels(60, 0);

	(void)state;
	lives(&s, STEPS({ 0, A, B | C }, { 10, 0, A | B | C },
			{ 70, 0, B | C }, { 71, 0, A | B | C }),
	      "0 raised warning\n131 cleared warning\n");
}

static void it_eases_to_the_highest_lower_level_not_so_long_under(
	void **state)
{
	struct rule_settings s = three_levels(60, 0);

	(void)state;
	/* B is not under at all, then is for hold; then A */
	lives(&s, STEPS({ 0, A | B | C, 0 }, { 10, A | B, C },
			{ 100, A, B | C }, { 200, 0, A | B | C }),
	      "0 raised critical\n70 eased error\n160 eased warning\n"
	      "260 cleared warning\n");
	/* B as long under as C: straight to A */
	lives(&s, STEPS({ 0, A | B | C, 0 }, { 10, A, B | C },
			{ 100, 0, A | B | C }),
	      "0 raised critical\n70 eased warning\n160 cleared warning\n");
	/* B under, but not for so long */
	lives(&s, STEPS({ 0, A | B | C, 0 }, { 10, A | B, C },
			{ 30, A, B | C }, { 40, 0, A | B | C }),
	      "0 raised critical\n70 eased error\n90 eased warning\n"
	      "100 cleared warning\n");
	/* all of them at once */
	lives(&s, STEPS({ 0, A | B | C, 0 }, { 10, 0, A | B | C }),
	      "0 raised critical\n70 cleared critical\n");
	/* A is longer under than C: nothing to ease to */
	lives(&s, STEPS({ 0, C, A | B }, { 10, 0, A | B | C }),
	      "0 raised critical\n70 cleared critical\n");
}

static void it_may_escalate_again_after_easing(void **state)
{
	struct rule_settings s = three_levels(60, 0);

	(void)state;
	lives(&s, STEPS({ 0, A | B, C }, { 10, A, B | C }, { 80, A | B, C },
			{ 90, 0, A | B | C }),
	      "0 raised error\n70 eased warning\n80 escalated error\n"
	      "150 cleared error\n");
}

static void after_clearing_it_is_raised_anew(void **state)
{
	struct rule_settings s = three_levels(60, 0);
	struct bench *b = bench(&s, 1);
	uint32_t id;

	(void)state;
	tell(b, &s, "alice", 0, A, B | C);
	id = b->last.id;
	tell(b, &s, "alice", 1, 0, A | B | C);
	assert_false(tell(b, &s, "alice", 62, 0, A | B | C));
	assert_int_equal(b->last.id, id);
	assert_true(tell(b, &s, "alice", 100, A, B | C));
	assert_int_not_equal(b->last.id, id);
	assert_string_equal(b->log, "0 raised warning\n61 cleared warning\n"
				    "100 raised warning\n");
	done(b);
}

static void without_hold_it_clears_at_once(void **state)
{
	struct rule_settings s = three_levels(0, 0);

	(void)state;
	lives(&s, STEPS({ 0, A, B | C }, { 5, 0, A | B | C }),
	      "0 raised warning\n5 cleared warning\n");
}

static void it_is_repeated_each_repeat_after_the_raise(void **state)
{
	struct rule_settings s = three_levels(60, 100);

	(void)state;
	lives(&s, STEPS({ 0, A, B | C }, { 150, A | B, C },
			{ 310, 0, A | B | C }, { 500, 0, A | B | C }),
	      "0 raised warning\n100 repeated warning\n150 escalated error\n"
	      "200 repeated error\n300 repeated error\n370 cleared error\n");
}

static void what_clears_is_not_repeated_at_that_instant(void **state)
{
	struct rule_settings s = three_levels(60, 100);

	(void)state;
	lives(&s, STEPS({ 0, A, B | C }, { 40, 0, A | B | C },
			{ 200, 0, A | B | C }),
	      "0 raised warning\n100 cleared warning\n");
}

static void past_the_end_nothing_is_repeated(void **state)
{
	struct rule_settings s = three_levels(1000, 100);
	struct bench *b = bench(&s, 1);

	(void)state;
	tell(b, &s, "alice", 0, A, B | C);
	tell(b, &s, "alice", 10, 0, A | B | C);
	alert_end(b->alerts);
	tell(b, &s, "bob", 20, A, B | C);
	tell(b, &s, "bob", 20, 0, A | B | C);
	clock_run_out(b->clock);
	assert_string_equal(b->log, "0 raised warning\n20 raised warning\n"
				    "1010 cleared warning\n"
				    "1020 cleared warning\n");
	done(b);
}

static void a_notice_has_the_figures_of_its_moment(void **state)
{
	struct rule_settings s = three_levels(60, 0);
	struct bench *b = bench(&s, 1);
	char call[] = "a@example.com", name[] = "alice";
	struct group_value value = { GROUP_TO_USER, SLICE("") };
	struct figures f = {
		.delays = 7, .delay_p95 = span_ms(2900),
		.count = 10, .total = 12, .ratio_ppm = 833333,
		.since = at_ms(T0 * 1000 - 5500), .n_codes = 1, .n_calls = 1,
		.codes = { { 503, 10 } },
	};
	struct verdict v = { .rule = &s, .group = &value, .by_outcome = true,
			     .holds = A, .under = B | C, .figures = &f };

	(void)state;
	s.group_by[s.n_group_by++] = GROUP_TO_USER;
	value.text = slice_of(name);
	f.calls[0] = slice_of(call);
	alert_verdict(b->alerts, &v);
	f.count = 17;
	alert_verdict(b->alerts, &v);
	clock_advance(b->clock, at_ms(T0 * 1000 + 2500));
	f.count = 3;
	f.since = at_ms(T0 * 1000 - 100);
	v.when = clock_now(b->clock);
	v.holds = 0;
	v.under = A | B | C;
	alert_verdict(b->alerts, &v);
	/* the views are gone when the timer fires */
	memset(call, 'x', sizeof call);
	memset(name, 'x', sizeof name);
	memset(&f, 0xff, sizeof f);
	clock_run_out(b->clock);
	assert_int_equal(b->last.event, NOTICE_CLEARED);
	assert_int_equal(b->figures.count, 3);
	assert_int_equal(b->figures.total, 12);
	assert_int_equal(b->figures.delays, 7);
	assert_int_equal(b->figures.delay_p95.ns, span_ms(2900).ns);
	assert_int_equal(b->figures.since.ns, at_ms(T0 * 1000 - 100).ns);
	assert_int_equal(b->figures.codes[0].code, 503);
	assert_int_equal(b->last.peak, 17);
	assert_int_equal(b->last.since.ns, at_ms(T0 * 1000 - 5500).ns);
	assert_int_equal(b->last.duration.ns, 62500 * NS_PER_MS);
	assert_int_equal(b->last.when.ns, at_ms(T0 * 1000 + 62500).ns);
	assert_ptr_equal(b->last.level, &s.levels[0]);
	assert_int_equal(b->reads, 10);
	done(b);
}

/* A clock step is not felt by holds; what is shown follows the packets. */
static void moments_are_as_the_packets_tell_them(void **state)
{
	struct rule_settings s = three_levels(60, 0);
	struct bench *b = bench(&s, 1);
	struct moment since;

	(void)state;
	tell(b, &s, "alice", 0, A, B | C);
	since = b->last.since;
	tell(b, &s, "alice", 10, 0, A | B | C);
	assert_false(clock_advance(b->clock, at_ms((T0 + 500010) * 1000)));
	clock_run_out(b->clock);
	assert_string_equal(b->log, "0 raised warning\n"
				    "500070 cleared warning\n");
	assert_int_equal(b->last.since.ns, since.ns);
	assert_int_equal(b->last.duration.ns, 70 * NS_PER_S);
	done(b);
}

static uint32_t id_of(const char *rule, const char *group, double at)
{
	struct rule_settings s = three_levels(60, 0);
	struct bench *b = bench(&s, 1);
	uint32_t id;

	s.name = strdup(rule);
	assert_non_null(s.name);
	s.group_by[s.n_group_by++] = GROUP_TO_USER;
	tell(b, &s, group, at, A, 0);
	id = b->last.id;
	done(b);
	free(s.name);
	return id;
}

/* Of what is too long for an alert to keep, the latest is kept. */
static void of_long_call_ids_as_many_are_told_as_have_room(void **state)
{
	struct rule_settings s = three_levels(60, 0);
	char text[3][256];
	struct bench *b = bench(&s, 1);
	struct figures f = { .count = 10, .n_calls = 3 };
	struct verdict v = { .rule = &s, .by_outcome = true, .holds = A,
			     .under = B | C, .figures = &f };

	(void)state;
	for (int i = 0; i < 3; i++) {
		memset(text[i], 'a' + i, sizeof text[i]);
		f.calls[i] = (struct slice){ text[i], 105 };
	}
	v.when = clock_now(b->clock);
	alert_verdict(b->alerts, &v);
	assert_int_equal(b->figures.n_calls, 3);
	assert_int_equal(b->figures.calls[2].n, 105);
	assert_memory_equal(b->figures.calls[2].p, text[2], 105);
	f.calls[0].n = f.calls[1].n = f.calls[2].n = 256;
	v.holds = A | B;
	alert_verdict(b->alerts, &v);
	assert_int_equal(b->last.event, NOTICE_ESCALATED);
	assert_int_equal(b->figures.n_calls, 1);
	assert_int_equal(b->figures.calls[0].n, 255);
	assert_memory_equal(b->figures.calls[0].p, text[0], 255);
	done(b);
}

static void the_clock_alone_raises_nothing(void **state)
{
	struct rule_settings s = three_levels(60, 0);
	struct group_value value = { GROUP_TO_USER, SLICE("alice") };
	struct figures f = { .count = 7 };
	struct bench *b = bench(&s, 1);
	struct verdict v = { .when = clock_now(b->clock), .rule = &s,
			     .group = &value, .holds = A, .under = B | C,
			     .figures = &f };

	(void)state;
	assert_false(alert_verdict(b->alerts, &v));
	assert_string_equal(b->log, "");
	v.by_outcome = true;
	assert_true(alert_verdict(b->alerts, &v));
	assert_string_equal(b->log, "0 raised warning\n");
	done(b);
}

static void a_loss_within_the_window_makes_figures_doubtful(void **state)
{
	struct rule_settings s = three_levels(60, 0);
	struct bench *b = bench(&s, 1);

	(void)state;
	s.window = span_s(60);
	tell(b, &s, "alice", 0, A, B | C);
	assert_false(b->last.doubtful);
	clock_advance(b->clock, at_ms(T0 * 1000 + 10000));
	alert_doubt(b->alerts);
	tell(b, &s, "alice", 20, A | B, C);
	assert_true(b->last.doubtful);
	tell(b, &s, "alice", 71, A | B | C, 0);
	assert_false(b->last.doubtful);
	done(b);
}

static void its_id_is_made_of_rule_group_and_time(void **state)
{
	const uint32_t id = id_of("one", "alice", 1);

	(void)state;
	assert_true(id <= 0xffffff);
	assert_int_equal(id_of("one", "alice", 1), id);
	assert_int_not_equal(id_of("two", "alice", 1), id);
	assert_int_not_equal(id_of("one", "bob", 1), id);
	assert_int_not_equal(id_of("one", "alice", 1.5), id);
	/* for good: other runs and machines must agree */
	assert_int_equal(id, 0xcecefe);
}

static void a_reload_clears_what_its_rules_no_longer_ask(void **state)
{
	struct rule_settings old[] = { three_levels(60, 0),
				       three_levels(60, 0) };
	struct rule_settings new[] = { three_levels(60, 0),
				       three_levels(60, 0) };
	const struct settings settings = settings_of(new, 2);
	struct bench *b = bench(old, 2);

	(void)state;
	old[0].name = new[1].name = WORD("stays");
	old[1].name = new[0].name = WORD("changes");
	new[0].hold = span_s(61);
	tell(b, &old[0], "alice", 0, A, B | C);
	tell(b, &old[1], "bob", 0, A | B, C);
	tell(b, &old[0], "carol", 0, A, B | C);
	clock_advance(b->clock, at_ms(T0 * 1000 + 7000));
	assert_null(b->last.why);
	alert_reload(b->alerts, &settings, NULL);
	assert_string_equal(b->last.why, "reload");
	memset(old, 0, sizeof old);
	assert_int_equal(alert_count(b->alerts), 2);
	assert_true(tell(b, &new[1], "alice", 8, 0, A | B | C));
	assert_string_equal(b->log, "0 raised warning\n0 raised error\n"
				    "0 raised warning\n7 cleared error\n");
	clock_run_out(b->clock);
	assert_ptr_equal(b->last.rule, &new[1]);
	assert_null(b->last.why);
	assert_int_equal(alert_count(b->alerts), 1);
	done(b);
}

static void more_alerts_than_fit_are_refused_and_counted(void **state)
{
	struct rule_settings s = three_levels(60, 0);
	struct bench *b = bench(&s, 1);
	unsigned up = 0, n = 2 * MEMORY / 512;

	(void)state;
	for (unsigned i = 0; i < n; i++) {
		char group[20];

		snprintf(group, sizeof group, "%u", i);
		b->n_log = 0;
		up += tell(b, &s, group, 0, A, B | C);
	}
	assert_in_range(up, MEMORY / 1024, MEMORY / 512);
	assert_int_equal(alert_count(b->alerts), up);
	assert_int_equal(*counter(b->counters, "evicted", "alerts"), n - up);
	assert_true(tell(b, &s, "17", 0, A, B | C));
	done(b);
}

static bool on_verdict(const struct verdict *v, void *arg)
{
	struct bench *b = arg;

	return alert_verdict(b->alerts, v);
}

/* W = 64 s: buckets of 1 s. Two of three outcomes leave at 66 s. */
static void fed_by_rules_it_clears_when_windows_emptied_and_held(void **state)
{
	struct rule_settings s = three_levels(60, 0);
	const struct settings settings = settings_of(&s, 1);
	const int at[] = { 500, 1100, 1900, 5000 };
	struct bench *b = bench(&s, 1);

	(void)state;
	s.window = span_s(64);
	s.levels[0].count = 3;
	s.levels[1].count = 4;
	s.clear_ppm = 500000;
	assert_int_equal(rule_create(&b->rules, &(struct rule_spec){
		.settings = &settings, .memory = 1 << 20,
		.clock = b->clock, .counters = b->counters,
		.verdict = on_verdict, .arg = b,
	}), 0);
	for (size_t i = 0; i < 4; i++) {
		const struct outcome o = an_outcome(503);

		clock_advance(b->clock, at_ms(T0 * 1000 + at[i]));
		rule_outcome(b->rules, &o);
	}
	alert_end(b->alerts);
	clock_run_out(b->clock);
	/* one left at 66 s: under half of 3 and of 4 alike, none at 70 s */
	assert_string_equal(b->log, "1.9 raised warning\n5 escalated error\n"
				    "126 cleared error\n");
	assert_int_equal(b->last.peak, 4);
	assert_int_equal(b->figures.count, 0);
	done(b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_is_raised_where_a_level_holds),
		cmocka_unit_test(it_is_raised_at_the_highest_that_holds),
		cmocka_unit_test(it_escalates_at_once),
		cmocka_unit_test(it_does_not_ease_between_threshold_and_clear),
		cmocka_unit_test(it_clears_only_after_hold_without_a_break),
		cmocka_unit_test(
		    packets_of_the_very_instant_come_before_the_clearing),
		cmocka_unit_test(
		    it_eases_to_the_highest_lower_level_not_so_long_under),
		cmocka_unit_test(it_may_escalate_again_after_easing),
		cmocka_unit_test(after_clearing_it_is_raised_anew),
		cmocka_unit_test(without_hold_it_clears_at_once),
		cmocka_unit_test(it_is_repeated_each_repeat_after_the_raise),
		cmocka_unit_test(what_clears_is_not_repeated_at_that_instant),
		cmocka_unit_test(past_the_end_nothing_is_repeated),
		cmocka_unit_test(a_notice_has_the_figures_of_its_moment),
		cmocka_unit_test(moments_are_as_the_packets_tell_them),
		cmocka_unit_test(
			of_long_call_ids_as_many_are_told_as_have_room),
		cmocka_unit_test(the_clock_alone_raises_nothing),
		cmocka_unit_test(
			a_loss_within_the_window_makes_figures_doubtful),
		cmocka_unit_test(its_id_is_made_of_rule_group_and_time),
		cmocka_unit_test(a_reload_clears_what_its_rules_no_longer_ask),
		cmocka_unit_test(more_alerts_than_fit_are_refused_and_counted),
		cmocka_unit_test(
		    fed_by_rules_it_clears_when_windows_emptied_and_held),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
