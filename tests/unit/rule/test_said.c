/* SPDX-License-Identifier: BSD-2-Clause */
/* What a profile says of outcomes goes into figures, and its tags count. */
#include "making.h"

#include "rule/parts.h"
#include "rule/rule.h"

#define ESCALATE (UINT32_C(1) << TAG_ESCALATE)
#define NORMAL	 (UINT32_C(1) << TAG_NORMAL)

/* -- windows ------------------------------------------------------------- */

struct pane {
	struct pace pace;
	struct cells *cells;
	struct window window;
};

static struct pane pane(void)
{
	struct pane p = { .pace = window_pace(span_s(64)) };

	assert_int_equal(cells_create(&p.cells, 4000), 0);
	return p;
}

/* N times at second S. */
static void add(struct pane *p, int s, int code, int said, int n)
{
	for (; n > 0; n--)
		assert_true(window_add(&p->window, p->cells, &p->pace,
				       &(struct event){ at_ms(s * 1000), code,
							0, said }));
}

static int most_said(const struct pane *p, uint64_t *count)
{
	struct figures f;

	window_figures(&p->window, p->cells, &f);
	*count = f.n_codes ? f.codes[0].count : 0;
	return f.said;
}

static void assert_said(const struct pane *p, int said, uint64_t count)
{
	uint64_t of_code;

	assert_int_equal(most_said(p, &of_code), said);
	assert_int_equal(of_code, count);
}

static void what_was_said_most_of_the_first_code_is_told(void **state)
{
	struct pane p = pane();

	(void)state;
	assert_said(&p, 0, 0);
	add(&p, 1, 503, 7, 2);
	assert_said(&p, 7, 2);
	add(&p, 1, 503, 9, 3);
	assert_said(&p, 9, 5);
	add(&p, 2, 503, 7, 1);
	assert_said(&p, 7, 6);		/* the first of equals */
	add(&p, 3, 503, 0, 4);
	assert_said(&p, 0, 10);		/* mostly nothing was */
	add(&p, 3, 480, 5, 11);
	assert_said(&p, 5, 11);		/* of another code */
	window_trim(&p.window, p.cells, &p.pace, at_ms(67000));
	assert_said(&p, 5, 11);
	window_trim(&p.window, p.cells, &p.pace, at_ms(68000));
	assert_said(&p, 0, 0);
	cells_destroy(p.cells);
}

static void many_sayings_are_each_counted(void **state)
{
	struct pane p = pane();

	(void)state;
	for (int s = 0; s < 60; s++)
		for (int said = 1; said <= 30; said++)
			add(&p, s, 404, said, 1);
	assert_said(&p, 1, 60 * 30);
	add(&p, 60, 404, 30, 1);
	assert_said(&p, 30, 60 * 30 + 1);
	/* beyond what are told apart: one of them, and no other */
	for (int said = 31; said <= 100; said++)
		add(&p, 61, 404, said, 1);
	assert_said(&p, 30, 60 * 30 + 71);
	cells_destroy(p.cells);
}

static void sayings_get_other_numbers(void **state)
{
	static const uint16_t heirs[] = { 0, 4, 0, 2, 0 };
	struct pane p = pane();

	(void)state;
	add(&p, 1, 503, 1, 3);
	add(&p, 2, 503, 3, 2);
	cells_renumber(p.cells, heirs);
	window_renumber(&p.window, heirs);
	assert_said(&p, 4, 5);
	add(&p, 2, 503, 2, 2);
	assert_said(&p, 2, 7);
	add(&p, 2, 503, 3, 9);
	cells_renumber(p.cells, heirs);
	window_renumber(&p.window, heirs);
	/* those of 4 and of 2 are nothing now */
	assert_int_equal(p.window.newest.said, 2);
	cells_destroy(p.cells);
}

/* -- rules --------------------------------------------------------------- */

struct bench {
	struct clock *clock;
	struct counters *counters;
	struct rules *rules;
	struct settings settings;
	unsigned verdicts;
	struct figures figures;
};

static bool on_verdict(const struct verdict *v, void *arg)
{
	struct bench *b = arg;

	b->verdicts++;
	b->figures = *v->figures;
	return true;
}

static struct bench bench(struct rule_settings *s)
{
	struct bench b = { .settings = settings_of(s, 1) };

	assert_int_equal(clock_create(&b.clock), 0);
	assert_int_equal(counters_create(&b.counters), 0);
	return b;
}

static void begin(struct bench *b)
{
	assert_int_equal(rule_create(&b->rules, &(struct rule_spec){
		.settings = &b->settings, .memory = 1 << 20,
		.clock = b->clock, .counters = b->counters,
		.verdict = on_verdict, .arg = b }), 0);
}

static void done(struct bench *b)
{
	rule_destroy(b->rules);
	counters_destroy(b->counters);
	clock_destroy(b->clock);
}

/* So many count after an outcome of CODE with TAGS, of which SAID is said. */
static int count_after(struct bench *b, int code, uint32_t tags, int said)
{
	struct outcome o = an_outcome(code);

	o.tags = tags;
	o.said = said;
	rule_outcome(b->rules, &o);
	return (int)b->figures.count;
}

static void an_outcome_counts_by_the_tag_of_a_profile(void **state)
{
	struct rule_settings s = a_rule(WORD("r"), 503, 1);
	struct bench b = bench(&s);

	(void)state;
	s.tags = ESCALATE;
	code_set_add(&s.excepted, 404);
	begin(&b);
	assert_int_equal(count_after(&b, 500, 0, 0), 0);
	assert_int_equal(count_after(&b, 500, NORMAL, 3), 0);
	assert_int_equal(count_after(&b, 500, ESCALATE | NORMAL, 3), 1);
	assert_int_equal(b.figures.said, 3);
	assert_int_equal(b.figures.codes[0].code, 500);
	assert_int_equal(count_after(&b, 503, 0, 0), 2);
	assert_int_equal(count_after(&b, 404, ESCALATE, 3), 2);
	/* challenges, and what comes beside another outcome, do not */
	assert_int_equal(count_after(&b, 401, ESCALATE, 3), 2);
	assert_int_equal(count_after(&b, OUTCOME_NO_ACK, ESCALATE, 3), 2);
	assert_int_equal(b.figures.total, 5);
	done(&b);
}

/* What 500 is tagged in the catalogue, the profile says otherwise. */
static void the_tags_of_a_profile_take_the_place_of_the_codes(void **state)
{
	struct rule_settings s = a_rule(WORD("r"), 503, 1);
	struct bench b = bench(&s);

	(void)state;
	s.tags = ESCALATE;
	code_set_add(&s.codes, 500);
	begin(&b);
	assert_int_equal(count_after(&b, 500, NORMAL, 3), 0);
	assert_int_equal(count_after(&b, 503, NORMAL, 3), 1);
	assert_int_equal(count_after(&b, 500, 0, 0), 2);
	assert_int_equal(count_after(&b, 500, ESCALATE, 3), 3);
	done(&b);
}

/* As a class is, less its members that bear a tag. */
static void what_its_codes_tag_had_excepted_counts_by_its_own(void **state)
{
	struct rule_settings s = a_rule(WORD("r"), 503, 1);
	struct bench b = bench(&s);

	(void)state;
	s.except_tags = ESCALATE;
	code_set_add(&s.named, 501);
	begin(&b);
	assert_int_equal(count_after(&b, 501, 0, 0), 0);
	assert_int_equal(count_after(&b, 501, NORMAL | ESCALATE, 1), 0);
	assert_int_equal(count_after(&b, 501, NORMAL, 1), 1);
	done(&b);
}

/* A tag is about attempts: what is beside them goes by its code alone. */
static void a_challenge_counts_where_it_is_named(void **state)
{
	struct rule_settings s = a_rule(WORD("r"), 401, 1);
	struct bench b = bench(&s);

	(void)state;
	s.except_tags = ESCALATE;
	begin(&b);
	assert_int_equal(count_after(&b, 401, ESCALATE, 1), 1);
	assert_int_equal(count_after(&b, 407, ESCALATE, 1), 1);
	done(&b);
}

static void an_excepted_tag_keeps_it_out(void **state)
{
	struct rule_settings s = a_rule(WORD("r"), 503, 1);
	struct bench b = bench(&s);

	(void)state;
	s.tags = ESCALATE;
	s.except_tags = NORMAL;
	begin(&b);
	assert_int_equal(count_after(&b, 503, NORMAL, 1), 0);
	assert_int_equal(count_after(&b, 500, NORMAL | ESCALATE, 1), 0);
	assert_int_equal(b.verdicts, 0);
	assert_int_equal(count_after(&b, 503, ESCALATE, 1), 1);
	assert_int_equal(b.figures.total, 3);
	done(&b);
}

static void a_reload_keeps_what_was_said(void **state)
{
	static const uint16_t heirs[] = { 0, 0, 1, 2 };
	struct rule_settings s = a_rule(WORD("r"), 503, 1);
	struct bench b = bench(&s);

	(void)state;
	begin(&b);
	for (int i = 0; i < 3; i++)
		count_after(&b, 503, 0, 3);
	clock_advance(b.clock, at_ms(5000));
	count_after(&b, 503, 0, 2);
	assert_int_equal(b.figures.said, 3);
	assert_int_equal(rule_reload(b.rules, &b.settings, heirs), 0);
	clock_advance(b.clock, at_ms(6000));
	assert_int_equal(count_after(&b, 503, 0, 1), 5);
	assert_int_equal(b.figures.said, 2);
	assert_int_equal(count_after(&b, 503, 0, 1), 6);
	assert_int_equal(b.figures.said, 1);
	assert_int_equal(rule_reload(b.rules, &b.settings, NULL), 0);
	assert_int_equal(count_after(&b, 503, 0, 1), 7);
	assert_int_equal(b.figures.said, 1);
	done(&b);
}

static void what_is_said_of_a_call_is_of_its_cause(void **state)
{
	struct rule_settings s = a_rule(WORD("r"), OUTCOME_DISCONNECT +
					DISCONNECT_CAPACITY, 1);
	struct call c = { .status = CALL_FAILED, .code = 480, .said = 4,
			  .disconnect = DISCONNECT_CAPACITY, .attempts = 1,
			  .situations = 1 << SITUATION_NO_RINGBACK,
			  .direction = INBOUND, .trunk = -1 };
	struct bench b = bench(&s);

	(void)state;
	begin(&b);
	rule_call(b.rules, &c);
	assert_int_equal(b.verdicts, 1);
	assert_int_equal(b.figures.said, 4);
	done(&b);
	/* and not of what else was odd about it */
	s = a_rule(WORD("r"), OUTCOME_SITUATION + SITUATION_NO_RINGBACK, 1);
	b = bench(&s);
	begin(&b);
	rule_call(b.rules, &c);
	assert_int_equal(b.verdicts, 1);
	assert_int_equal(b.figures.said, 0);
	done(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_said_most_of_the_first_code_is_told),
		cmocka_unit_test(many_sayings_are_each_counted),
		cmocka_unit_test(sayings_get_other_numbers),
		cmocka_unit_test(an_outcome_counts_by_the_tag_of_a_profile),
		cmocka_unit_test(
			the_tags_of_a_profile_take_the_place_of_the_codes),
		cmocka_unit_test(
			what_its_codes_tag_had_excepted_counts_by_its_own),
		cmocka_unit_test(a_challenge_counts_where_it_is_named),
		cmocka_unit_test(an_excepted_tag_keeps_it_out),
		cmocka_unit_test(a_reload_keeps_what_was_said),
		cmocka_unit_test(what_is_said_of_a_call_is_of_its_cause),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
