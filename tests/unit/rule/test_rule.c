/* SPDX-License-Identifier: BSD-2-Clause */
/* Outcomes make verdicts of their groups, as semantics of windows have it. */
#include "making.h"

#include <stdio.h>

#include "rule/rule.h"

#define T0 INT64_C(1700000000000)	/* ms; a bucket of 1 s begins there */

/* A stage of rules under test, and all that it said. */
struct bench {
	struct clock *clock;
	struct counters *counters;
	struct rules *rules;
	struct settings settings;
	bool answer;			/* to each verdict */
	unsigned verdicts;
	struct verdict last;
	struct figures figures;
	char group[200], calls[200], codes[200];
	char log[200000];
	size_t n_log;
};

static void log_text(struct bench *b, const char *s)
{
	b->n_log += (size_t)snprintf(b->log + b->n_log,
				     sizeof b->log - b->n_log, "%s", s);
	assert_true(b->n_log < sizeof b->log);
}

static bool on_verdict(const struct verdict *v, void *arg)
{
	struct bench *b = arg;
	const struct figures *f = v->figures;
	char line[1000];
	int n = 0;

	b->verdicts++;
	b->last = *v;
	b->figures = *f;
	b->group[0] = b->calls[0] = b->codes[0] = 0;
	for (size_t i = 0; i < v->rule->n_group_by; i++)
		n += snprintf(b->group + n, sizeof b->group - (size_t)n,
			      "%s%s=%.*s", i ? " " : "",
			      group_field_name(v->group[i].field),
			      (int)v->group[i].text.n, v->group[i].text.p);
	n = 0;
	for (size_t i = 0; i < f->n_calls; i++)
		n += snprintf(b->calls + n, sizeof b->calls - (size_t)n,
			      "%s%.*s", i ? "," : "", (int)f->calls[i].n,
			      f->calls[i].p);
	n = 0;
	for (size_t i = 0; i < f->n_codes; i++) {
		char text[OUTCOME_TEXT];

		n += snprintf(b->codes + n, sizeof b->codes - (size_t)n,
			      "%s%s:%d", i ? "," : "",
			      outcome_text(f->codes[i].code, text),
			      (int)f->codes[i].count);
	}
	snprintf(line, sizeof line, "%lld %s {%s} %x/%x %d/%d %u %s %s\n",
		 (long long)v->when.ns, v->rule->name, b->group, v->holds,
		 v->under, (int)f->count, (int)f->total, f->ratio_ppm,
		 b->codes, b->calls);
	log_text(b, line);
	assert_true(v->holds == 0 || f->count > 0);
	assert_int_equal(v->when.ns, clock_now(b->clock).ns);
	return b->answer;
}

static struct bench *bench_of(struct rule_settings *rules, size_t n,
			      uint64_t memory, uint64_t seed)
{
	struct bench *b = calloc(1, sizeof *b);

	assert_non_null(b);
	b->settings = settings_of(rules, n);
	assert_int_equal(clock_create(&b->clock), 0);
	assert_int_equal(counters_create(&b->counters), 0);
	clock_advance(b->clock, at_ms(T0));
	assert_int_equal(rule_create(&b->rules, &(struct rule_spec){
		.settings = &b->settings, .memory = memory,
		.seed = { seed }, .clock = b->clock,
		.counters = b->counters, .verdict = on_verdict, .arg = b,
	}), 0);
	return b;
}

static struct bench *bench(struct rule_settings *rules, size_t n)
{
	return bench_of(rules, n, 1 << 20, 42);
}

static void done(struct bench *b)
{
	rule_destroy(b->rules);
	counters_destroy(b->counters);
	clock_destroy(b->clock);
	free(b);
}

/* O happens MS after T0; returns how many verdicts came of it. */
static unsigned feed(struct bench *b, int64_t ms, struct outcome o)
{
	unsigned before;

	clock_advance(b->clock, at_ms(T0 + ms));
	before = b->verdicts;
	o.when = clock_now(b->clock);
	rule_outcome(b->rules, &o);
	return b->verdicts - before;
}

static void group_by(struct rule_settings *s, enum group_field a,
		     enum group_field b)
{
	s->group_by[s->n_group_by++] = a;
	if (b != GROUP_FIELDS)
		s->group_by[s->n_group_by++] = b;
}

static void a_prefix_outlives_the_number_that_it_was_read_from(void **state)
{
	static char numbers[][13] = { "442079460000", "33199000000" };
	struct rule_settings s = a_rule(WORD("r"), 404, 1);
	struct bench *b = bench(&s, 1);
	char first[RULE_PREFIX], second[RULE_PREFIX];
	struct slice uk, fr;

	(void)state;
	uk = rule_prefix(b->rules, slice_of(numbers[0]), first);
	fr = rule_prefix(b->rules, slice_of(numbers[1]), second);
	memset(numbers, 'x', sizeof numbers);
	assert_true(slice_equal(uk, SLICE("44")));
	assert_true(slice_equal(fr, SLICE("33")));
	assert_true(slice_equal(rule_prefix(b->rules, SLICE("alice"), first),
				SLICE("none")));
	done(b);
}

static void the_outcome_that_makes_a_level_hold_gives_a_verdict(void **state)
{
	struct rule_settings s = a_rule(WORD("failing"), 503, 3);
	struct bench *b = bench(&s, 1);
	struct outcome o = an_outcome(503);

	(void)state;
	group_by(&s, GROUP_DST, GROUP_METHOD);
	o.retransmissions = 2;
	assert_int_equal(feed(b, 100, an_outcome(200)), 0);
	assert_int_equal(feed(b, 200, o), 0);
	o.call_id = SLICE("b@example.com");
	assert_int_equal(feed(b, 300, o), 0);
	o.call_id = SLICE("c@example.com");
	assert_int_equal(feed(b, 400, o), 1);
	assert_ptr_equal(b->last.rule, &s);
	assert_int_equal(b->last.holds, 1);
	assert_int_equal(b->last.under, 0);
	assert_int_equal(b->figures.count, 3);
	assert_int_equal(b->figures.total, 4);
	assert_int_equal(b->figures.ratio_ppm, 750000);
	assert_int_equal(b->figures.retransmissions, 6);
	assert_int_equal(b->figures.since.ns, at_ms(T0 + 200).ns);
	assert_string_equal(b->codes, "503:3");
	assert_string_equal(b->calls,
			    "c@example.com,b@example.com,a@example.com");
	assert_string_equal(b->group, "dst=198.51.100.7 method=INVITE");
	done(b);
}

static void groups_count_apart(void **state)
{
	struct rule_settings s = a_rule(WORD("r"), 503, 2);
	struct bench *b = bench(&s, 1);
	struct outcome o = an_outcome(503);

	(void)state;
	group_by(&s, GROUP_DST, GROUP_FIELDS);
	assert_int_equal(feed(b, 0, o), 0);
	o.dst = addr_of("2001:db8::7");
	assert_int_equal(feed(b, 0, o), 0);
	assert_int_equal(rule_groups(b->rules), 2);
	assert_int_equal(feed(b, 0, o), 1);
	assert_string_equal(b->group, "dst=2001:db8::7");
	assert_int_equal(b->figures.count, 2);
	done(b);
}

/* Though it was another that had been expected. */
static void an_outcome_counts_once_and_where_it_belongs(void **state)
{
	struct rule_settings s = a_rule(WORD("by-dst"), 503, 3);
	struct bench *b = bench(&s, 1);
	struct outcome o = an_outcome(503), other = o;

	(void)state;
	group_by(&s, GROUP_DST, GROUP_FIELDS);
	other.dst = addr_of("2001:db8::7");
	rule_expect(b->rules, &o);
	assert_int_equal(feed(b, 0, other), 0);
	assert_int_equal(rule_groups(b->rules), 1);
	assert_int_equal(feed(b, 0, other), 0);
	for (unsigned i = 0; i < 3; i++) {
		assert_int_equal(b->verdicts, 0);
		rule_expect(b->rules, &o);
		rule_outcome(b->rules, &o);
	}
	assert_int_equal(rule_groups(b->rules), 2);
	assert_int_equal(b->verdicts, 1);
	assert_int_equal(b->figures.count, 3);
	done(b);
}

static void values_that_only_touch_are_different_groups(void **state)
{
	struct rule_settings s = a_rule(WORD("r"), 503, 2);
	struct bench *b = bench(&s, 1);
	struct outcome o = an_outcome(503);

	(void)state;
	group_by(&s, GROUP_TO_USER, GROUP_FROM_USER);
	o.to_user = SLICE("ab");
	o.from_user = SLICE("c");
	feed(b, 0, o);
	o.to_user = SLICE("a");
	o.from_user = SLICE("bc");
	assert_int_equal(feed(b, 0, o), 0);
	assert_int_equal(rule_groups(b->rules), 2);
	done(b);
}

static void swapped_values_are_different_groups(void **state)
{
	struct rule_settings s = a_rule(WORD("users"), 503, 2);
	struct bench *b = bench(&s, 1);
	struct outcome one = an_outcome(503), other = an_outcome(503);

	(void)state;
	group_by(&s, GROUP_FROM_USER, GROUP_TO_USER);
	one.from_user = other.to_user = SLICE("alice");
	one.to_user = other.from_user = SLICE("bob");
	assert_int_equal(feed(b, 0, one), 0);
	assert_int_equal(feed(b, 0, other), 0);
	assert_int_equal(rule_groups(b->rules), 2);
	assert_int_equal(feed(b, 0, other), 1);
	assert_string_equal(b->group, "from-user=bob to-user=alice");
	done(b);
}

static void a_disabled_rule_says_nothing(void **state)
{
	struct rule_settings s[] = { a_rule(WORD("off"), 503, 1),
				     a_rule(WORD("on"), 503, 1) };
	struct bench *b;

	(void)state;
	s[0].enabled = false;
	b = bench(s, 2);
	assert_int_equal(feed(b, 0, an_outcome(503)), 1);
	assert_string_equal(b->last.rule->name, "on");
	done(b);
}

static void a_group_not_watched_is_told_only_by_outcomes(void **state)
{
	struct rule_settings s = a_rule(WORD("r"), 503, 1);
	struct bench *b = bench(&s, 1);

	(void)state;
	assert_int_equal(feed(b, 0, an_outcome(503)), 1);
	assert_int_equal(feed(b, 10, an_outcome(200)), 1);
	clock_run_out(b->clock);
	assert_int_equal(b->verdicts, 2);
	done(b);
}

/* W = 64 s: buckets of 1 s. */
static void a_watched_group_is_told_of_each_bucket_that_leaves(void **state)
{
	struct rule_settings s = a_rule(WORD("r"), 503, 2);
	struct bench *b;

	(void)state;
	s.window = span_s(64);
	b = bench(&s, 1);
	b->answer = true;
	feed(b, 500, an_outcome(503));
	feed(b, 1500, an_outcome(503));
	feed(b, 1600, an_outcome(200));
	feed(b, 3500, an_outcome(503));
	b->n_log = 0;
	clock_run_out(b->clock);
	assert_string_equal(b->log,
		"1700000065000000000 r {} 1/0 2/3 666666 503:2 "
		"a@example.com\n"
		"1700000066000000000 r {} 0/1 1/1 1000000 503:1 "
		"a@example.com\n"
		"1700000068000000000 r {} 0/1 0/0 0  \n"
		/* and once more when the alert must be over */
		"1700000188000000001 r {} 0/1 0/0 0  \n");
	assert_int_equal(rule_groups(b->rules), 1);
	done(b);
}

static void it_is_told_when_only_its_total_changes(void **state)
{
	struct rule_settings s = a_rule(WORD("r"), 503, 1);
	struct bench *b;

	(void)state;
	s.window = span_s(64);
	b = bench(&s, 1);
	b->answer = true;
	feed(b, 500, an_outcome(200));
	feed(b, 1500, an_outcome(503));
	b->n_log = 0;
	clock_advance(b->clock, at_ms(T0 + 66000));
	assert_string_equal(b->log,
		"1700000065000000000 r {} 1/0 1/1 1000000 503:1 "
		"a@example.com\n");
	done(b);
}

static void watching_ends_with_the_answer(void **state)
{
	struct rule_settings s = a_rule(WORD("r"), 503, 2);
	struct bench *b = bench(&s, 1);

	(void)state;
	b->answer = true;
	feed(b, 0, an_outcome(503));
	assert_int_equal(feed(b, 10, an_outcome(503)), 1);
	assert_int_equal(feed(b, 20, an_outcome(200)), 1);
	b->answer = false;
	assert_int_equal(feed(b, 30, an_outcome(200)), 1);
	clock_run_out(b->clock);
	assert_int_equal(b->verdicts, 3);
	done(b);
}

static void challenges_and_no_ack_count_where_named(void **state)
{
	struct rule_settings s[] = { a_rule(WORD("named"), 401, 2),
				     a_rule(WORD("not"), 503, 1) };
	struct bench *b;

	(void)state;
	code_set_add(&s[0].codes, OUTCOME_NO_ACK);
	b = bench(s, 2);
	assert_int_equal(feed(b, 0, an_outcome(401)), 0);
	assert_int_equal(feed(b, 0, an_outcome(OUTCOME_NO_ACK)), 1);
	assert_string_equal(b->last.rule->name, "named");
	assert_int_equal(b->figures.count, 2);
	assert_int_equal(b->figures.total, 0);
	assert_int_equal(b->figures.ratio_ppm, 0);
	assert_string_equal(b->codes, "no-ack:1,401:1");
	assert_int_equal(rule_groups(b->rules), 1);
	done(b);
}

/* CODE, of which the profile of its trunk says something: so tagged. */
static struct outcome tagged(int code, uint32_t tags)
{
	struct outcome o = an_outcome(code);

	o.said = 1;
	o.tags = tags;
	return o;
}

static void a_tag_brings_a_code_in_unless_that_is_excepted(void **state)
{
	struct rule_settings s = a_rule(WORD("r"), 425, 1);
	struct bench *b;

	(void)state;
	s.tags = 1;
	s.except_tags = 4;
	code_set_add(&s.excepted, 403);
	b = bench(&s, 1);
	assert_int_equal(feed(b, 0, tagged(480, 0)), 0);
	assert_int_equal(feed(b, 10, tagged(403, 1)), 0);
	assert_int_equal(feed(b, 20, tagged(480, 2)), 0);
	assert_int_equal(feed(b, 30, tagged(480, 1 | 4)), 0);
	assert_int_equal(feed(b, 40, tagged(425, 4)), 0);
	assert_int_equal(feed(b, 50, tagged(480, 1 | 2)), 1);
	assert_int_equal(b->figures.total, 6);
	done(b);
}

static void the_latest_three_calls_are_kept_while_some_count(void **state)
{
	struct rule_settings s = a_rule(WORD("r"), 503, 1);
	struct bench *b = bench(&s, 1);
	struct outcome o = an_outcome(503);
	static const char *const ids[] = { "one", "two", "three", "four",
					   "three", "six", "a-longer-one" };

	(void)state;
	for (size_t i = 0; i < 7; i++) {
		o.call_id = slice_of(ids[i]);
		feed(b, 0, o);
		if (i == 3)
			assert_string_equal(b->calls, "four,three,two");
		if (i == 4)
			assert_string_equal(b->calls, "three,four,two");
	}
	assert_string_equal(b->calls, "a-longer-one,six,three");
	o.call_id = SLICE("");
	feed(b, 10, o);
	assert_string_equal(b->calls, "a-longer-one,six,three");
	feed(b, 70000, an_outcome(200));
	o.call_id = SLICE("new");
	feed(b, 70000, o);
	assert_string_equal(b->calls, "new");
	done(b);
}

static void code_is_left_out_of_the_grouping_of_total(void **state)
{
	struct rule_settings s = a_rule(WORD("r"), 503, 2);
	struct bench *b = bench(&s, 1);
	struct outcome o = an_outcome(503);

	(void)state;
	code_set_add(&s.codes, 500);
	code_set_add(&s.codes, 401);
	group_by(&s, GROUP_CODE, GROUP_DST);
	/* rules are read when they are made ready */
	assert_int_equal(rule_reload(b->rules, &b->settings, NULL), 0);
	feed(b, 0, an_outcome(503));
	feed(b, 0, an_outcome(500));
	feed(b, 0, an_outcome(401));
	feed(b, 0, an_outcome(200));
	o.dst = addr_of("192.0.2.99");
	assert_int_equal(feed(b, 0, o), 0);
	assert_int_equal(feed(b, 10, an_outcome(500)), 1);
	assert_string_equal(b->group, "code=500 dst=198.51.100.7");
	assert_int_equal(b->figures.count, 2);
	assert_int_equal(b->figures.total, 4);
	assert_int_equal(b->figures.ratio_ppm, 500000);
	assert_string_equal(b->codes, "500:2");
	assert_int_equal(feed(b, 20, an_outcome(401)), 2);
	done(b);
}

static void any_outcome_may_complete_the_total_of_a_code(void **state)
{
	struct rule_settings s = a_rule(WORD("r"), 503, 0);
	struct bench *b;

	(void)state;
	s.levels[0].ratio_ppm = 300000;
	s.min_total = 3;
	s.window = span_s(64);
	group_by(&s, GROUP_CODE, GROUP_FIELDS);
	b = bench(&s, 1);
	b->answer = true;
	assert_int_equal(feed(b, 0, an_outcome(503)), 0);
	assert_int_equal(feed(b, 0, an_outcome(200)), 0);
	assert_int_equal(feed(b, 2000, an_outcome(486)), 1);
	assert_string_equal(b->group, "code=503");
	assert_int_equal(b->figures.ratio_ppm, 333333);
	assert_int_equal(feed(b, 4000, an_outcome(200)), 1);
	assert_int_equal(b->last.holds, 0);
	b->n_log = 0;
	clock_run_out(b->clock);
	/* its own bucket, those of the total, and the last question */
	assert_string_equal(b->log,
		"1700000065000000000 r {code=503} 0/1 0/2 0  \n"
		"1700000067000000000 r {code=503} 0/1 0/1 0  \n"
		"1700000069000000000 r {code=503} 0/1 0/0 0  \n"
		"1700000189000000001 r {code=503} 0/1 0/0 0  \n");
	done(b);
}

static void a_full_table_gives_up_idle_groups_not_watched_ones(void **state)
{
	struct rule_settings s = a_rule(WORD("r"), 503, 2);
	struct bench *b;
	struct outcome o = an_outcome(503);
	uint64_t *evicted;

	(void)state;
	group_by(&s, GROUP_FROM_USER, GROUP_FIELDS);
	b = bench_of(&s, 1, 64 * 1024, 42);
	evicted = counter(b->counters, "evicted", "groups");
	b->answer = true;
	o.from_user = SLICE("watched");
	feed(b, 0, o);
	feed(b, 0, o);
	for (int i = 0; i < 5000; i++) {
		char user[20];

		snprintf(user, sizeof user, "user-%d", i);
		o.from_user = slice_of(user);
		feed(b, i, o);
		assert_true(rule_groups(b->rules) < 200);
	}
	assert_int_equal(*evicted, 5001 - rule_groups(b->rules));
	o.from_user = SLICE("watched");
	assert_int_equal(feed(b, 5000, o), 1);
	assert_int_equal(b->figures.count, 3);
	o.from_user = SLICE("user-4999");	/* the newest is there */
	assert_int_equal(feed(b, 5000, o), 1);
	o.from_user = SLICE("user-1");
	assert_int_equal(feed(b, 5000, o), 0);
	done(b);
}

static void groups_whose_windows_emptied_make_room_by_themselves(void **state)
{
	struct rule_settings s = a_rule(WORD("r"), 503, 2);
	struct bench *b = bench(&s, 1);
	struct outcome o = an_outcome(200);

	(void)state;
	group_by(&s, GROUP_FROM_USER, GROUP_FIELDS);
	for (int i = 0; i < 300; i++) {
		char user[20];

		snprintf(user, sizeof user, "user-%d", i);
		o.from_user = slice_of(user);
		feed(b, i < 100 ? 0 : 100000, o);
	}
	assert_int_equal(rule_groups(b->rules), 200);
	assert_int_equal(*counter(b->counters, "evicted", "groups"), 0);
	done(b);
}

/* Memory for nothing but watched groups: counts are lost, and counted. */
static void no_input_grows_past_the_roof(void **state)
{
	struct rule_settings s = a_rule(WORD("r"), 503, 1);
	struct bench *b;
	struct outcome o = an_outcome(503);

	(void)state;
	for (int code = 300; code < 700; code++)
		code_set_add(&s.codes, code);
	group_by(&s, GROUP_FROM_USER, GROUP_CODE);
	b = bench_of(&s, 1, 0, 42);
	b->answer = true;
	for (int i = 0; i < 20000; i++) {
		char user[20];

		snprintf(user, sizeof user, "user-%d", i % 50);
		o.from_user = slice_of(user);
		o.code = 500 + i % 97;
		b->n_log = 0;
		feed(b, i * 10, o);
	}
	assert_true(rule_groups(b->rules) < 100);
	assert_true(*counter(b->counters, "evicted", "outcomes") > 0);
	b->answer = false;
	b->n_log = 0;
	clock_run_out(b->clock);
	done(b);
}

static void a_ratio_that_rises_by_what_leaves_is_seen(void **state)
{
	struct rule_settings s = a_rule(WORD("r"), 503, 2);
	struct bench *b;

	(void)state;
	s.levels[0].ratio_ppm = 400000;
	s.min_total = 4;
	b = bench(&s, 1);
	for (int i = 0; i < 4; i++)
		assert_int_equal(feed(b, i, an_outcome(200)), 0);
	assert_int_equal(feed(b, 30000, an_outcome(503)), 0);
	assert_int_equal(feed(b, 30001, an_outcome(503)), 0);
	/* 2 of 6, then 2 of 7; once the four have left 2 of 4 */
	assert_int_equal(feed(b, 30002, an_outcome(200)), 0);
	assert_int_equal(feed(b, 62000, an_outcome(200)), 1);
	assert_int_equal(b->figures.total, 4);
	assert_int_equal(feed(b, 62001, an_outcome(200)), 1);
	assert_int_equal(feed(b, 62002, an_outcome(200)), 0);
	done(b);
}

static void a_ratio_waits_for_its_min_total(void **state)
{
	struct rule_settings s = a_rule(WORD("r"), 503, 2);
	struct bench *b;

	(void)state;
	s.levels[0].ratio_ppm = 400000;
	s.min_total = 4;
	b = bench(&s, 1);
	assert_int_equal(feed(b, 0, an_outcome(503)), 0);
	assert_int_equal(feed(b, 1, an_outcome(503)), 0);
	assert_int_equal(feed(b, 2, an_outcome(200)), 0);
	assert_int_equal(feed(b, 3, an_outcome(200)), 1);
	done(b);
}

/* With room for some 500 cells, and one for each code in each bucket. */
static void at_the_roof_a_watched_group_loses_its_oldest(void **state)
{
	struct rule_settings s = a_rule(WORD("r"), 503, 1);
	struct bench *b;

	(void)state;
	for (int code = 300; code < 700; code++)
		code_set_add(&s.codes, code);
	b = bench_of(&s, 1, 0, 42);
	b->answer = true;
	for (int i = 0; i < 800; i++) {
		struct outcome o = an_outcome(0);

		o.code = 300 + i % 400;
		if (o.code == 401 || o.code == 407)
			continue;
		b->n_log = 0;
		assert_int_equal(feed(b, i * 3, o), 1);
	}
	assert_in_range(b->figures.count, 450, 600);
	assert_in_range(b->figures.since.ns, at_ms(T0 + 3 * 200).ns,
			at_ms(T0 + 3 * 400).ns);
	done(b);
}

static void a_reload_keeps_the_windows_of_rules_that_did_not_change(
	void **state)
{
	struct rule_settings old[] = { a_rule(WORD("goes"), 503, 1),
				       a_rule(WORD("stays"), 503, 2),
				       a_rule(WORD("changes"), 503, 2) };
	struct rule_settings new[] = { a_rule(WORD("changes"), 503, 3),
				       a_rule(WORD("stays"), 503, 2) };
	struct settings settings = settings_of(new, 2);
	struct bench *b;

	(void)state;
	group_by(&old[1], GROUP_CODE, GROUP_DST);
	group_by(&new[1], GROUP_CODE, GROUP_DST);
	new[1].note = WORD("said differently");
	b = bench(old, 3);
	b->answer = true;
	feed(b, 0, an_outcome(503));
	feed(b, 10, an_outcome(503));
	assert_int_equal(rule_groups(b->rules), 2);
	assert_int_equal(rule_reload(b->rules, &settings, NULL), 0);
	memset(old, 0, sizeof old);
	assert_int_equal(rule_groups(b->rules), 1);
	assert_int_equal(feed(b, 20, an_outcome(503)), 1);
	assert_ptr_equal(b->last.rule, &new[1]);
	assert_int_equal(b->figures.count, 3);
	assert_int_equal(feed(b, 30, an_outcome(503)), 1);
	assert_int_equal(feed(b, 40, an_outcome(503)), 2);
	/* timers of what went do not fire */
	clock_run_out(b->clock);
	done(b);
}

static void rules_that_look_alike_share_their_groups(void **state)
{
	struct rule_settings s[] = { a_rule(WORD("a"), 503, 1),
				     a_rule(WORD("b"), 486, 1),
				     a_rule(WORD("c"), 503, 1),
				     a_rule(WORD("d"), 503, 1) };
	struct bench *b;

	(void)state;
	group_by(&s[1], GROUP_CODE, GROUP_FIELDS);
	s[2].window = span_s(61);
	s[3].directions = 1;
	b = bench(s, 4);
	feed(b, 0, an_outcome(200));
	assert_int_equal(rule_groups(b->rules), 3);
	assert_int_equal(feed(b, 0, an_outcome(486)), 1);
	assert_int_equal(b->figures.total, 2);
	/* "b" again, as its total changed, and the three others */
	b->n_log = 0;
	assert_int_equal(feed(b, 0, an_outcome(503)), 4);
	assert_string_equal(b->log,
		"1700000000000000000 a {} 1/0 1/3 333333 503:1 "
		"a@example.com\n"
		"1700000000000000000 b {code=486} 1/0 1/3 333333 486:1 "
		"a@example.com\n"
		"1700000000000000000 c {} 1/0 1/3 333333 503:1 "
		"a@example.com\n"
		"1700000000000000000 d {} 1/0 1/3 333333 503:1 "
		"a@example.com\n");
	assert_int_equal(rule_groups(b->rules), 3);
	done(b);
}

/* It would have a total that goes further back than its count. */
static void a_new_rule_shares_no_group_with_old_ones(void **state)
{
	struct rule_settings old[] = { a_rule(WORD("a"), 503, 1),
				       a_rule(WORD("b"), 503, 1) };
	struct rule_settings new[] = { a_rule(WORD("a"), 503, 1),
				       a_rule(WORD("b"), 503, 2),
				       a_rule(WORD("c"), 503, 2) };
	struct settings settings = settings_of(new, 3);
	struct bench *b = bench(old, 2);

	(void)state;
	feed(b, 0, an_outcome(503));
	assert_int_equal(rule_reload(b->rules, &settings, NULL), 0);
	assert_int_equal(rule_groups(b->rules), 1);
	feed(b, 10, an_outcome(503));
	assert_int_equal(rule_groups(b->rules), 2);
	b->n_log = 0;
	assert_int_equal(feed(b, 20, an_outcome(503)), 3);
	assert_string_equal(b->log,
		"1700000000020000000 a {} 1/0 3/3 1000000 503:3 "
		"a@example.com\n"
		"1700000000020000000 b {} 1/0 2/2 1000000 503:2 "
		"a@example.com\n"
		"1700000000020000000 c {} 1/0 2/2 1000000 503:2 "
		"a@example.com\n");
	/* and so it stays when they are loaded once more */
	assert_int_equal(rule_reload(b->rules, &settings, NULL), 0);
	assert_int_equal(rule_groups(b->rules), 2);
	assert_int_equal(feed(b, 30, an_outcome(200)), 3);
	assert_int_equal(b->figures.total, 3);
	done(b);
}

static uint64_t next_random(uint64_t *state)
{
	*state = *state * UINT64_C(6364136223846793005) +
		 UINT64_C(1442695040888963407);
	return *state >> 33;
}

static struct outcome random_outcome(uint64_t *seed)
{
	static const int codes[] = { 200, 200, 200, 401, 404, 486, 500, 503,
				     OUTCOME_NO_RESPONSE, OUTCOME_NO_ACK };
	static char call[16];
	struct outcome o = an_outcome(codes[next_random(seed) % 10]);

	o.dst.b[15] = (uint8_t)(next_random(seed) % 5);
	o.src.b[15] = (uint8_t)(next_random(seed) % 50);
	snprintf(call, sizeof call, "%x", (unsigned)next_random(seed));
	o.call_id = slice_of(call);
	return o;
}

static char *run_with_seed(uint64_t hash_seed)
{
	struct rule_settings s[] = { a_rule(WORD("a"), 503, 4),
				     a_rule(WORD("b"), 404, 0),
				     a_rule(WORD("c"), 500, 2) };
	uint64_t seed = 7;
	struct bench *b;
	char *log;

	group_by(&s[0], GROUP_DST, GROUP_FIELDS);
	s[0].window = span_s(3);
	s[1].levels[0].ratio_ppm = 200000;
	s[1].min_total = 4;
	s[1].window = span_s(2);
	group_by(&s[1], GROUP_SRC, GROUP_CODE);
	group_by(&s[2], GROUP_SRC, GROUP_DST);
	b = bench_of(s, 3, 0, hash_seed);
	for (int i = 0; i < 1500; i++) {
		b->answer = next_random(&seed) % 4 > 0;
		feed(b, i * 20, random_outcome(&seed));
	}
	b->answer = false;
	clock_run_out(b->clock);
	assert_true(b->verdicts > 100);
	assert_true(*counter(b->counters, "evicted", "groups") > 0);
	log = strdup(b->log);
	assert_non_null(log);
	done(b);
	return log;
}

static void no_verdict_depends_on_the_seed_of_hashes(void **state)
{
	char *one = run_with_seed(1), *other = run_with_seed(999);

	(void)state;
	assert_string_equal(one, other);
	free(one);
	free(other);
}

/* Against all outcomes that there were, each with the bucket it is in. */
static void verdicts_agree_with_a_list_of_outcomes(void **state)
{
	enum { N = 3000 };
	static struct outcome past[N];
	struct rule_settings s = a_rule(WORD("r"), 503, 12);
	const int64_t w = 4 * NS_PER_S, bucket = w / 64;
	uint64_t seed = 3;
	unsigned told = 0;
	struct bench *b;

	(void)state;
	code_set_add(&s.codes, 500);
	group_by(&s, GROUP_DST, GROUP_FIELDS);
	s.n_levels = 2;
	s.levels[1] = (struct level_settings){ .severity = SEVERITY_ERROR,
					       .ratio_ppm = 400000 };
	s.min_total = 10;
	s.window.ns = w;
	b = bench(&s, 1);
	for (int i = 0; i < N; i++) {
		struct outcome o = random_outcome(&seed);
		uint64_t count = 0, total = 0;
		unsigned holds, given;

		o.dst.b[15] %= 2;
		b->n_log = 0;
		given = feed(b, i * 40 + (int64_t)(seed % 13), o);
		o.when = clock_now(b->clock);
		past[i] = o;
		if (o.code == 401 || o.code == OUTCOME_NO_ACK)
			continue;
		for (int j = 0; j <= i; j++) {
			int64_t end = (past[j].when.ns / bucket + 1) * bucket;

			if (end <= o.when.ns - w || past[j].code == 401 ||
			    past[j].code == OUTCOME_NO_ACK ||
			    !addr_equal(&past[j].dst, &o.dst))
				continue;
			total++;
			count += past[j].code == 503 || past[j].code == 500;
		}
		holds = (count >= 12) |
			(total >= 10 && count * 10 >= total * 4) << 1;
		assert_int_equal(given, holds != 0);
		if (given) {
			told++;
			assert_int_equal(b->last.holds, holds);
			assert_int_equal(b->figures.count, count);
			assert_int_equal(b->figures.total, total);
		}
	}
	assert_in_range(told, 100, N - 100);
	done(b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    the_outcome_that_makes_a_level_hold_gives_a_verdict),
		cmocka_unit_test(
		    a_prefix_outlives_the_number_that_it_was_read_from),
		cmocka_unit_test(groups_count_apart),
		cmocka_unit_test(an_outcome_counts_once_and_where_it_belongs),
		cmocka_unit_test(values_that_only_touch_are_different_groups),
		cmocka_unit_test(swapped_values_are_different_groups),
		cmocka_unit_test(a_disabled_rule_says_nothing),
		cmocka_unit_test(a_group_not_watched_is_told_only_by_outcomes),
		cmocka_unit_test(
		    a_watched_group_is_told_of_each_bucket_that_leaves),
		cmocka_unit_test(it_is_told_when_only_its_total_changes),
		cmocka_unit_test(watching_ends_with_the_answer),
		cmocka_unit_test(challenges_and_no_ack_count_where_named),
		cmocka_unit_test(
			a_tag_brings_a_code_in_unless_that_is_excepted),
		cmocka_unit_test(
		    the_latest_three_calls_are_kept_while_some_count),
		cmocka_unit_test(code_is_left_out_of_the_grouping_of_total),
		cmocka_unit_test(any_outcome_may_complete_the_total_of_a_code),
		cmocka_unit_test(
		    a_full_table_gives_up_idle_groups_not_watched_ones),
		cmocka_unit_test(
		    groups_whose_windows_emptied_make_room_by_themselves),
		cmocka_unit_test(no_input_grows_past_the_roof),
		cmocka_unit_test(a_ratio_that_rises_by_what_leaves_is_seen),
		cmocka_unit_test(a_ratio_waits_for_its_min_total),
		cmocka_unit_test(at_the_roof_a_watched_group_loses_its_oldest),
		cmocka_unit_test(
		    a_reload_keeps_the_windows_of_rules_that_did_not_change),
		cmocka_unit_test(rules_that_look_alike_share_their_groups),
		cmocka_unit_test(a_new_rule_shares_no_group_with_old_ones),
		cmocka_unit_test(no_verdict_depends_on_the_seed_of_hashes),
		cmocka_unit_test(verdicts_agree_with_a_list_of_outcomes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
