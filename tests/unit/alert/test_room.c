/* SPDX-License-Identifier: BSD-2-Clause */
/* Each rule has room for alerts of its own, whatever the others have up. */
#include "verdicts.h"

#include <stdio.h>

#include "alert/parts.h"

#define MEMORY 65536
#define EACH   (sizeof(struct alert) + 5)	/* with a value of 4 bytes */
#define SHARED (MEMORY / 2 / EACH)		/* how many have room */
#define OWN(n) (MEMORY / 2 / (n) / EACH)	/* with N rules, of each */

enum { A = 1, B = 2 };				/* warning, error */

struct bench {
	struct clock *clock;
	struct counters *counters;
	struct alerts *alerts;
	struct settings settings;
	struct rule_settings rules[3];
	unsigned raised, cleared;
	size_t longest;				/* value that was told */
};

static void on_notice(const struct notice *n, void *arg)
{
	struct bench *b = arg;

	if (n->event == NOTICE_SUPPRESSED)
		return;
	b->raised += n->event == NOTICE_RAISED;
	b->cleared += n->event == NOTICE_CLEARED;
	if (n->group[0].text.n > b->longest)
		b->longest = n->group[0].text.n;
}

static struct rule_settings a_rule_called(const char *name)
{
	struct rule_settings s = a_rule(WORD(name), 503, 10);

	s.group_by[s.n_group_by++] = GROUP_TO_USER;
	s.levels[s.n_levels++] =
		(struct level_settings){ .severity = SEVERITY_ERROR,
					 .count = 20 };
	return s;
}

/* N of the rules are in force. */
static void start(struct bench *b, size_t n, uint32_t per_minute)
{
	*b = (struct bench){ .rules = { a_rule_called("a"),
					a_rule_called("b"),
					a_rule_called("c") } };
	b->settings = settings_of(b->rules, n);
	b->settings.alerts_per_minute = per_minute;
	assert_int_equal(clock_create(&b->clock), 0);
	assert_int_equal(counters_create(&b->counters), 0);
	clock_advance(b->clock, at_ms(1700000040000));
	assert_int_equal(alert_create(&b->alerts, &(struct alert_spec){
		.settings = &b->settings, .memory = MEMORY,
		.clock = b->clock, .counters = b->counters,
		.notice = on_notice, .arg = b }), 0);
}

static void stop(struct bench *b)
{
	alert_destroy(b->alerts);
	counters_destroy(b->counters);
	clock_destroy(b->clock);
}

/* Of groups FROM to FROM + N, all at these levels, so many have an alert. */
static unsigned up(struct bench *b, const struct rule_settings *s,
		   unsigned from, unsigned n, unsigned holds)
{
	unsigned are_up = 0;

	for (unsigned i = from; i < from + n; i++) {
		char group[12];

		snprintf(group, sizeof group, "%04u", i);
		are_up += verdict_on(b->alerts, b->clock, s, group, holds,
				     (A | B) & ~holds);
	}
	return are_up;
}

static uint64_t given_up(const struct bench *b)
{
	return *counter(b->counters, "evicted", "alerts");
}

static void a_flood_under_one_rule_leaves_the_others_room(void **state)
{
	struct bench b;

	(void)state;
	start(&b, 3, 0);
	assert_int_equal(up(&b, &b.rules[0], 0, 1000, A), OWN(3) + SHARED);
	assert_int_equal(up(&b, &b.rules[1], 0, 100, A), OWN(3));
	assert_int_equal(up(&b, &b.rules[2], 0, 100, A), OWN(3));
	assert_int_equal(alert_count(b.alerts), 3 * OWN(3) + SHARED);
	assert_int_equal(b.raised, alert_count(b.alerts));
	stop(&b);
}

static void rules_that_are_not_enabled_have_no_part(void **state)
{
	struct bench b;

	(void)state;
	start(&b, 3, 0);
	alert_destroy(b.alerts);
	b.rules[1].enabled = false;
	assert_int_equal(alert_create(&b.alerts, &(struct alert_spec){
		.settings = &b.settings, .memory = MEMORY,
		.clock = b.clock, .counters = b.counters,
		.notice = on_notice, .arg = &b }), 0);
	assert_int_equal(up(&b, &b.rules[0], 0, 1000, A), OWN(2) + SHARED);
	assert_int_equal(up(&b, &b.rules[2], 0, 1000, A), OWN(2));
	stop(&b);
}

static void what_was_told_is_never_given_up(void **state)
{
	struct bench b;

	(void)state;
	start(&b, 1, 0);
	assert_int_equal(up(&b, &b.rules[0], 0, 200, A), OWN(1) + SHARED);
	assert_int_equal(up(&b, &b.rules[0], 1000, 200, A | B), 0);
	assert_int_equal(up(&b, &b.rules[0], 0, OWN(1) + SHARED, A),
			 OWN(1) + SHARED);
	assert_int_equal(b.cleared, 0);
	stop(&b);
}

static void what_was_held_back_makes_room_for_what_is_more_severe(
	void **state)
{
	unsigned all = OWN(1) + SHARED;
	struct bench b;

	(void)state;
	start(&b, 1, 1);
	assert_int_equal(up(&b, &b.rules[0], 0, 200, A), all);
	assert_int_equal(b.raised, 1);
	assert_int_equal(given_up(&b), 200 - all);
	/* 0 was told, 1 not, 199 had no room */
	assert_int_equal(up(&b, &b.rules[0], 1000, 1, A | B), 1);
	assert_int_equal(up(&b, &b.rules[0], 1001, 1, A), 0);
	assert_int_equal(up(&b, &b.rules[0], 1002, all, A | B), all - 2);
	assert_int_equal(up(&b, &b.rules[0], 0, 1, A), 1);
	assert_int_equal(alert_count(b.alerts), all);
	assert_int_equal(b.cleared, 0);
	stop(&b);
}

/* One that was told is worth more than one that wasn't. */
static void what_was_held_back_makes_room_for_what_will_be_told(void **state)
{
	unsigned all = OWN(1) + SHARED;
	struct bench b;

	(void)state;
	start(&b, 1, 1);
	up(&b, &b.rules[0], 0, 200, A | B);
	clock_advance(b.clock, at_ms(1700000040000 + 61000));
	assert_int_equal(up(&b, &b.rules[0], 1000, 1, A), 0);
	assert_int_equal(up(&b, &b.rules[0], 1001, 2, A | B), 1);
	assert_int_equal(b.raised, 2);
	assert_int_equal(alert_count(b.alerts), all);
	stop(&b);
}

/* Where it is listed goes by the level that it is at. */
static void what_escalates_is_no_longer_the_first_to_go(void **state)
{
	unsigned all = OWN(1) + SHARED;
	struct bench b;

	(void)state;
	start(&b, 1, 1);
	assert_int_equal(up(&b, &b.rules[0], 0, all, A), all);
	assert_int_equal(up(&b, &b.rules[0], 1, all - 2, A | B), all - 2);
	assert_int_equal(up(&b, &b.rules[0], 1000, 2, A | B), 1);
	assert_int_equal(up(&b, &b.rules[0], 1, all - 2, A | B), all - 2);
	stop(&b);
}

static void long_values_take_more_of_the_room(void **state)
{
	unsigned n = MEMORY / (sizeof(struct alert) + KEEP_TEXT + 1), are = 0;
	char value[300];
	struct bench b;

	(void)state;
	start(&b, 1, 0);
	for (unsigned i = 0; i < 200; i++) {
		int written = snprintf(value, sizeof value, "%0290u", i);

		/* two differ at their beginning: what is kept does too */
		assert_int_equal(written, 290);
		memcpy(value, value + 286, 4);
		are += verdict_on(b.alerts, b.clock, &b.rules[0], value, A, B);
	}
	assert_in_range(are, n - 2, n);
	assert_int_equal(b.longest, KEEP_TEXT);
	stop(&b);
}

static void with_many_rules_each_has_room_for_one_at_least(void **state)
{
	struct rule_settings rules[500];
	struct settings settings = settings_of(rules, 500);
	struct bench b;

	(void)state;
	start(&b, 1, 0);
	alert_destroy(b.alerts);
	for (size_t i = 0; i < 500; i++)
		rules[i] = a_rule_called("r");
	assert_int_equal(alert_create(&b.alerts, &(struct alert_spec){
		.settings = &settings, .memory = MEMORY,
		.clock = b.clock, .counters = b.counters,
		.notice = on_notice, .arg = &b }), 0);
	for (size_t i = 0; i < 500; i++) {
		rules[i].name = WORD(i ? "other" : "flood");
		assert_in_range(up(&b, &rules[i], (unsigned)(1000 * i), 100,
				   A), 1, i ? 1 : 100);
	}
	stop(&b);
}

static void a_reload_parts_the_room_anew(void **state)
{
	struct rule_settings rules[] = { a_rule_called("d"),
					 a_rule_called("a") };
	struct settings settings = settings_of(rules, 2);
	unsigned all = OWN(1) + SHARED;
	struct bench b;

	(void)state;
	start(&b, 1, 1);
	settings.alerts_per_minute = 1;
	assert_int_equal(up(&b, &b.rules[0], 0, 200, A), all);
	alert_reload(b.alerts, &settings, NULL);
	memset(b.rules, 0, sizeof b.rules);
	assert_int_equal(alert_count(b.alerts), all);
	/* It has more than its part now: all beyond it goes, if need be. */
	assert_int_equal(up(&b, &rules[0], 2000, 100, A | B),
			 OWN(2) + SHARED);
	assert_int_equal(alert_count(b.alerts), 2 * OWN(2) + SHARED);
	assert_int_equal(up(&b, &rules[1], 0, OWN(2), A), OWN(2));
	assert_int_equal(b.raised, 2);
	stop(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    a_flood_under_one_rule_leaves_the_others_room),
		cmocka_unit_test(rules_that_are_not_enabled_have_no_part),
		cmocka_unit_test(what_was_told_is_never_given_up),
		cmocka_unit_test(
		    what_was_held_back_makes_room_for_what_is_more_severe),
		cmocka_unit_test(
		    what_was_held_back_makes_room_for_what_will_be_told),
		cmocka_unit_test(what_escalates_is_no_longer_the_first_to_go),
		cmocka_unit_test(long_values_take_more_of_the_room),
		cmocka_unit_test(
		    with_many_rules_each_has_room_for_one_at_least),
		cmocka_unit_test(a_reload_parts_the_room_anew),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
