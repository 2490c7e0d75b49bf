/* SPDX-License-Identifier: BSD-2-Clause */
/* An alert keeps what was said of the outcomes, over a reload too. */
#include "verdicts.h"

struct heard { int said, notices; enum notice_event event; };

static void on_notice(const struct notice *n, void *arg)
{
	struct heard *h = arg;

	h->notices++;
	h->event = n->event;
	h->said = n->figures->said;
}

static void tell(struct alerts *a, struct clock *clock,
		 const struct rule_settings *s, unsigned holds, int said)
{
	const struct figures f = { .count = 1, .said = said, .n_codes = 1,
				   .codes = { { 503, 1 } } };

	alert_verdict(a, &(struct verdict){
		.when = clock_now(clock), .rule = s, .id = { 1, 2 },
		.by_outcome = true, .holds = holds, .under = !holds,
		.figures = &f });
}

static void it_is_told_with_each_event_as_it_was_last(void **state)
{
	struct rule_settings s = a_rule(WORD("r"), 503, 1);
	const struct settings settings = settings_of(&s, 1);
	uint16_t heirs[] = { 0, 0, 9, 4 };
	struct heard heard = { .said = -1 };
	struct counters *counters;
	struct alerts *a;
	struct clock *clock;

	(void)state;
	s.repeat = span_s(10);
	assert_int_equal(clock_create(&clock), 0);
	assert_int_equal(counters_create(&counters), 0);
	clock_advance(clock, at_ms(1000));
	assert_int_equal(alert_create(&a, &(struct alert_spec){
		.settings = &settings, .memory = 1 << 20, .clock = clock,
		.counters = counters, .notice = on_notice,
		.arg = &heard }), 0);
	tell(a, clock, &s, 1, 2);
	assert_int_equal(heard.said, 2);
	tell(a, clock, &s, 1, 3);
	assert_int_equal(heard.notices, 1);
	clock_advance(clock, at_ms(12000));
	assert_int_equal(heard.event, NOTICE_REPEATED);
	assert_int_equal(heard.said, 3);
	alert_reload(a, &settings, heirs);
	clock_advance(clock, at_ms(22000));
	assert_int_equal(heard.notices, 3);
	assert_int_equal(heard.said, 4);
	heirs[3] = 0;
	alert_reload(a, &settings, NULL);
	clock_advance(clock, at_ms(32000));
	assert_int_equal(heard.said, 4);
	/* cleared by a reload it is told in the new catalogue's numbers */
	s.hold = span_s(5);
	alert_reload(a, &(struct settings){ .n_rules = 0 },
		     (const uint16_t[]){ 0, 0, 0, 0, 7 });
	assert_int_equal(heard.event, NOTICE_CLEARED);
	assert_int_equal(heard.said, 7);
	alert_destroy(a);
	counters_destroy(counters);
	clock_destroy(clock);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_is_told_with_each_event_as_it_was_last),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
