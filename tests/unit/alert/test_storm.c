/* SPDX-License-Identifier: BSD-2-Clause */
/* So many notices a minute are told, and of the rest how many of whom. */
#include "verdicts.h"

#include <stdio.h>

#include "alert/parts.h"

#define T0 INT64_C(1700000040)		/* s; a minute begins there */

struct bench {
	struct clock *clock;
	struct counters *counters;
	struct storm *storm;
	struct alerts *alerts;
	struct settings settings;
	enum severity worst;	/* of the last that were held back */
	char log[20000];
	size_t n_log;
};

__attribute__((format(printf, 2, 3)))
static void log_text(struct bench *b, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	b->n_log += (size_t)vsnprintf(b->log + b->n_log,
				      sizeof b->log - b->n_log, format, ap);
	va_end(ap);
	assert_true(b->n_log < sizeof b->log);
}

static void on_notice(const struct notice *n, void *arg)
{
	struct bench *b = arg;

	log_text(b, "%g %s",
		 (double)(n->when.ns - T0 * NS_PER_S) / NS_PER_S,
		 notice_event_name(n->event));
	if (n->event == NOTICE_SUPPRESSED) {
		b->worst = n->severity;
		for (size_t i = 0; i < n->n_suppressed; i++)
			log_text(b, " %s=%d", n->suppressed[i].rule,
				 (int)n->suppressed[i].count);
	} else {
		log_text(b, " %.*s", (int)n->group[0].text.n,
			 n->group[0].text.p);
	}
	log_text(b, "\n");
}

/* Of the whole stage with RULE, or with NULL of storm control alone. */
static struct bench *bench(uint32_t per_minute, struct rule_settings *rule)
{
	struct bench *b = calloc(1, sizeof *b);

	assert_non_null(b);
	assert_int_equal(clock_create(&b->clock), 0);
	assert_int_equal(counters_create(&b->counters), 0);
	clock_advance(b->clock, at_ms(T0 * 1000));
	b->settings = settings_of(rule, 1);
	b->settings.alerts_per_minute = per_minute;
	if (rule)
		assert_int_equal(alert_create(&b->alerts,
			&(struct alert_spec){
				.settings = &b->settings, .memory = 1 << 20,
				.clock = b->clock,
				.counters = b->counters,
				.notice = on_notice, .arg = b }), 0);
	else
		assert_int_equal(storm_create(&b->storm,
			&(struct storm_spec){
				.per_minute = per_minute,
				.clock = b->clock,
				.counters = b->counters,
				.notice = on_notice, .arg = b }), 0);
	return b;
}

static void done(struct bench *b)
{
	storm_destroy(b->storm);
	alert_destroy(b->alerts);
	counters_destroy(b->counters);
	clock_destroy(b->clock);
	free(b);
}

static void at(struct bench *b, double seconds)
{
	clock_advance(b->clock, at_ms((int64_t)(seconds * 1000) + T0 * 1000));
}

static bool admit(struct bench *b, const char *rule)
{
	return storm_admit(b->storm, rule, SEVERITY_WARNING);
}

static void a_minute_has_room_for_so_many(void **state)
{
	struct bench *b = bench(3, NULL);

	(void)state;
	at(b, 30);
	assert_true(admit(b, "a"));
	at(b, 59);
	assert_true(admit(b, "a"));
	assert_true(admit(b, "a"));
	assert_false(admit(b, "a"));
	/* minutes are those of the shown time: this is the next one */
	at(b, 60);
	assert_true(admit(b, "a"));
	assert_true(admit(b, "a"));
	assert_true(admit(b, "a"));
	assert_false(admit(b, "a"));
	at(b, 119.5);
	assert_false(admit(b, "a"));
	at(b, 300);
	assert_true(admit(b, "a"));
	assert_string_equal(b->log, "60 suppressed a=1\n"
				    "120 suppressed a=2\n");
	assert_int_equal(*counter(b->counters, "suppressed", NULL), 3);
	done(b);
}

static void to_ask_counts_nothing(void **state)
{
	struct bench *b = bench(3, NULL);

	(void)state;
	assert_true(storm_would_admit(b->storm, "a"));
	for (int i = 0; i < 3; i++)
		assert_true(admit(b, "a"));
	assert_false(storm_would_admit(b->storm, "a"));
	assert_true(storm_would_admit(b->storm, "b"));
	assert_true(admit(b, "b"));
	assert_true(admit(b, "b"));
	assert_false(storm_would_admit(b->storm, "b"));
	at(b, 60);
	assert_true(storm_would_admit(b->storm, "a"));
	assert_string_equal(b->log, "");
	assert_int_equal(*counter(b->counters, "suppressed", NULL), 0);
	done(b);
}

static void one_rule_leaves_the_others_their_first_two(void **state)
{
	struct bench *b = bench(3, NULL);

	(void)state;
	for (int i = 0; i < 100; i++)
		admit(b, "scanner");
	assert_true(admit(b, "carrier"));
	assert_true(admit(b, "carrier"));
	assert_false(admit(b, "carrier"));
	assert_true(admit(b, "peer"));
	clock_run_out(b->clock);
	assert_string_equal(b->log, "60 suppressed carrier=1 scanner=97\n");
	done(b);
}

static void the_worst_that_was_held_back_is_its_severity(void **state)
{
	struct bench *b = bench(1, NULL);

	(void)state;
	admit(b, "a");
	assert_false(storm_admit(b->storm, "a", SEVERITY_ERROR));
	assert_false(storm_admit(b->storm, "a", SEVERITY_CRITICAL));
	assert_false(storm_admit(b->storm, "a", SEVERITY_NOTICE));
	clock_run_out(b->clock);
	assert_int_equal(b->worst, SEVERITY_CRITICAL);
	done(b);
}

static void nothing_is_said_of_a_minute_that_held_back_nothing(void **state)
{
	struct bench *b = bench(2, NULL);

	(void)state;
	assert_true(admit(b, "a"));
	at(b, 70);
	assert_true(admit(b, "a"));
	clock_run_out(b->clock);
	assert_string_equal(b->log, "");
	done(b);
}

static void rules_are_told_by_name_in_order(void **state)
{
	struct bench *b = bench(1, NULL);
	static const char *const rules[] = { "q", "z", "b", "z", "a", "z",
					     "b", "a" };

	(void)state;
	for (size_t i = 0; i < 8; i++)
		admit(b, rules[i]);
	clock_run_out(b->clock);
	assert_string_equal(b->log, "60 suppressed a=1 b=1 z=2\n");
	done(b);
}

static void a_cap_of_0_is_none(void **state)
{
	struct bench *b = bench(0, NULL);

	(void)state;
	for (int i = 0; i < 1000; i++)
		assert_true(admit(b, "a"));
	clock_run_out(b->clock);
	assert_string_equal(b->log, "");
	done(b);
}

static void more_rules_than_fit_are_told_as_one(void **state)
{
	struct bench *b = bench(1, NULL);
	char names[80][16];
	const char *end;

	(void)state;
	for (int i = 0; i < 80; i++) {
		snprintf(names[i], sizeof names[i], "r%02d", i);
		admit(b, names[i]);
		assert_false(admit(b, names[i]));
	}
	clock_run_out(b->clock);
	end = strstr(b->log, " r63=1");
	assert_non_null(end);
	assert_string_equal(end, " r63=1 (others)=31\n");
	done(b);
}

static bool tell(struct bench *b, const struct rule_settings *s,
		 const char *group, double seconds, unsigned holds,
		 unsigned under)
{
	at(b, seconds);
	return verdict_on(b->alerts, b->clock, s, group, holds, under);
}

static struct rule_settings two_levels(void)
{
	struct rule_settings s = a_rule(WORD("r"), 503, 10);

	s.hold = span_s(30);
	s.repeat = span_s(100);
	s.group_by[s.n_group_by++] = GROUP_TO_USER;
	s.n_levels = 2;
	s.levels[1] = (struct level_settings){
		.severity = SEVERITY_CRITICAL, .count = 30 };
	return s;
}

static void the_end_of_what_was_told_is_told_always(void **state)
{
	struct rule_settings s = two_levels();
	struct bench *b = bench(1, &s);

	(void)state;
	tell(b, &s, "told", 0, 1, 2);
	tell(b, &s, "held", 1, 1, 2);
	tell(b, &s, "told", 2, 3, 0);		/* no room to escalate */
	tell(b, &s, "told", 3, 1, 2);
	tell(b, &s, "held", 3, 0, 3);
	tell(b, &s, "told", 4, 0, 3);
	alert_end(b->alerts);
	clock_run_out(b->clock);
	assert_string_equal(b->log, "0 raised told\n33 eased told\n"
				    "34 cleared told\n60 suppressed r=2\n");
	assert_int_equal(alert_count(b->alerts), 0);
	done(b);
}

static void what_was_held_back_is_told_when_there_is_room(void **state)
{
	struct rule_settings s = two_levels();
	struct bench *b = bench(1, &s);

	(void)state;
	tell(b, &s, "one", 0, 1, 2);
	tell(b, &s, "two", 1, 1, 2);
	tell(b, &s, "three", 2, 1, 2);
	tell(b, &s, "two", 70, 3, 0);
	tell(b, &s, "three", 70, 0, 1);
	clock_advance(b->clock, at_ms(T0 * 1000 + 130000));
	assert_string_equal(b->log, "0 raised one\n60 suppressed r=2\n"
				    "70 escalated two\n"
				    /* at 100 s all three are repeated, and
				     * "three" was cleared at that instant */
				    "120 suppressed r=2\n");
	done(b);
}

static void a_repeat_tells_what_was_held_back(void **state)
{
	struct rule_settings s = two_levels();
	struct bench *b = bench(1, &s);

	(void)state;
	tell(b, &s, "one", 0, 1, 2);
	tell(b, &s, "one", 1, 0, 3);		/* clears at 31 s */
	tell(b, &s, "two", 40, 1, 2);
	tell(b, &s, "two", 145, 0, 3);
	alert_end(b->alerts);
	clock_run_out(b->clock);
	assert_string_equal(b->log, "0 raised one\n31 cleared one\n"
				    "60 suppressed r=1\n140 repeated two\n"
				    "175 cleared two\n");
	done(b);
}

static void a_reload_tells_at_once_what_was_held_back(void **state)
{
	struct rule_settings s = two_levels(), same = two_levels();
	struct settings settings = settings_of(&same, 1);
	struct bench *b = bench(1, &s);

	(void)state;
	settings.alerts_per_minute = 2;
	tell(b, &s, "one", 0, 1, 2);
	tell(b, &s, "two", 10, 1, 2);
	alert_reload(b->alerts, &settings, NULL);
	memset(&s, 0, sizeof s);
	tell(b, &same, "three", 20, 1, 2);	/* the cap is higher now */
	tell(b, &same, "four", 21, 1, 2);
	tell(b, &same, "five", 22, 1, 2);
	at(b, 61);
	assert_string_equal(b->log, "0 raised one\n10 suppressed r=1\n"
				    "20 raised three\n21 raised four\n"
				    "60 suppressed r=1\n");
	done(b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_minute_has_room_for_so_many),
		cmocka_unit_test(to_ask_counts_nothing),
		cmocka_unit_test(one_rule_leaves_the_others_their_first_two),
		cmocka_unit_test(the_worst_that_was_held_back_is_its_severity),
		cmocka_unit_test(
		    nothing_is_said_of_a_minute_that_held_back_nothing),
		cmocka_unit_test(rules_are_told_by_name_in_order),
		cmocka_unit_test(a_cap_of_0_is_none),
		cmocka_unit_test(more_rules_than_fit_are_told_as_one),
		cmocka_unit_test(the_end_of_what_was_told_is_told_always),
		cmocka_unit_test(
		    what_was_held_back_is_told_when_there_is_room),
		cmocka_unit_test(a_repeat_tells_what_was_held_back),
		cmocka_unit_test(a_reload_tells_at_once_what_was_held_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
