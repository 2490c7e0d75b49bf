/* SPDX-License-Identifier: BSD-2-Clause */
/* Brings each outcome to its groups, and tells those where a level holds. */
#include "rule/rule.h"

#include <errno.h>
#include <stdlib.h>

#include "rule/parts.h"

_Static_assert(RULE_PREFIX >= NUMBER_DIGITS, "a prefix may be a number");

struct rules {
	const struct settings *settings;
	struct ruleset set;
	struct groups groups;
	struct hash_seed seed;
	struct clock *clock;
	uint8_t kind;
	verdict_handler *verdict;
	void *arg;
	struct reading reading;		/* of the present outcome */
	struct scope *sought;		/* that it concerns */
	const struct outcome *expected;	/* that is sought; NULL: none */
};

static bool tell(struct rules *r, struct tally *t, struct moment now,
		 const struct measure *m, unsigned holds, bool by_outcome)
{
	struct group_value values[GROUP_FIELDS];
	char code[OUTCOME_TEXT];
	struct figures f;
	struct verdict v = {
		.when = now, .rule = t->rule->settings, .id = t->id,
		.group = values, .by_outcome = by_outcome, .holds = holds,
		.under = level_under(t->rule->settings, m),
		.figures = &f,
	};

	f.count = m->count;
	f.total = t->group->window.count;
	f.ratio_ppm = level_ratio_ppm(m);
	f.delays = m->delays;
	f.delay_p95 = m->p95;
	f.since = t->delays ? window_since(t->delays, r->groups.cells) : now;
	window_figures(&t->window, r->groups.cells, &f);
	call_figures(t, &f);
	tally_values(t, values, code);
	return r->verdict(&v, r->arg);
}

/* DUE is when W changes by itself, if that is before it. */
static void hasten(struct moment *due, const struct window *w)
{
	if (!window_empty(w) && (!due->ns || moment_before(w->leaves, *due)))
		*due = w->leaves;
}

/*
 * A watched tally is woken when its figures change by themselves: when a
 * bucket leaves. With none left all levels are under, and in HOLD the alert
 * is over, which is the time to ask for the last time.
 */
static void wake_later(struct rules *r, struct tally *t, struct moment now)
{
	struct moment due = { 0 };
	bool empty;

	hasten(&due, &t->window);
	hasten(&due, &t->group->window);
	if (t->delays)
		hasten(&due, t->delays);
	empty = !due.ns;
	if (empty && t->asked)
		return;
	if (empty) {
		due = moment_add(now, t->rule->settings->hold);
		due.ns++;
	}
	t->asked = empty;
	if (due.ns != t->wake.ns)
		clock_set(r->clock, &t->timer, r->kind, due);
	t->wake = due;
}

static void let_go(struct rules *r, struct tally *t)
{
	clock_unset(r->clock, &t->timer);
	t->wake.ns = 0;
	t->asked = false;
	tally_let_go(&r->groups, t);
}

/* T's figures may have changed; its group is trimmed. T may be gone then. */
static enum stir judge(struct rules *r, struct tally *t, struct moment now,
		       bool by_outcome)
{
	const struct window *w = &t->window;
	const struct rule_settings *s = t->rule->settings;
	struct measure m;
	unsigned holds;

	tally_trim(&r->groups, t, now);
	if (window_empty(w) && !t->delays && !t->watched) {
		tally_remove(&r->groups, t);
		return STIR_COUNT;
	}
	if (w->count < t->rule->least && !t->watched)
		return STIR_COUNT;
	m = level_measure(s, w, t->group->window.count);
	if (t->delays) {
		m.delays = t->delays->count;
		m.p95 = delay_p95(t->delays, r->groups.cells);
	}
	holds = level_holds(s, &m);
	if (!holds && !t->watched)
		return STIR_RATIO;
	if (tell(r, t, now, &m, holds, by_outcome)) {
		tally_watch(&r->groups, t);
		wake_later(r, t, now);
	} else if (t->watched) {
		let_go(r, t);
	}
	return STIR_ANY;
}

static void judge_all(struct rules *r, struct group *of, struct moment now)
{
	struct tally *t, *next;

	of->stir = STIR_COUNT;
	for (t = of->tallies; t; t = next) {
		enum stir stir;

		next = t->next;
		stir = judge(r, t, now, true);
		if (stir > of->stir)
			of->stir = stir;
	}
}

/*
 * Do outcomes concern the group's tallies that count in none of them? Ratios
 * fall by them, once the total is above what levels wait for.
 */
static bool is_stirred(const struct group *of)
{
	return of->stir == STIR_ANY ||
	       (of->stir == STIR_RATIO &&
		of->window.count <= of->scope->min_total);
}

static void wake(struct timer *timer, void *arg)
{
	struct rules *r = arg;
	struct tally *t = (void *)((char *)timer -
				   offsetof(struct tally, timer));
	struct moment now = clock_now(r->clock);

	t->wake.ns = 0;
	group_trim(&r->groups, t->group, now);
	judge(r, t, now, false);
}

/* A call rings: its delay enters the tallies of the rules that ask for it. */
static void note_delay(struct rules *r, struct group *of,
		       const struct reading *reading, struct moment now)
{
	const struct rule *rule;
	struct tally *t;

	for (rule = of->scope->rules; rule; rule = rule->next) {
		if (!rule->slow.ns)
			continue;
		t = tally_get(&r->groups, of, rule, 0);
		if (t)
			tally_add_delay(&r->groups, t, now, reading->delay,
					reading->outcome->call_id);
	}
}

/* O enters the tallies of the rules that count it. False: there are none. */
static bool count(struct rules *r, struct group *of, const struct outcome *o,
		  struct moment now)
{
	const struct event e = { now, o->code, o->retransmissions, o->said };
	const struct rule *rule;
	bool counted = false;
	struct tally *t;

	for (rule = of->scope->rules; rule; rule = rule->next) {
		if (!match_counts(rule->settings, o))
			continue;
		counted = true;
		t = tally_get(&r->groups, of, rule, o->code);
		if (t)
			tally_add(&r->groups, t, &e, o->call_id);
	}
	return counted;
}

static void take(struct rules *r, const struct scope *scope,
		 struct reading *reading, struct moment now)
{
	const struct outcome *o = reading->outcome;
	bool counts = o->said || code_set_has(&scope->codes, o->code);
	struct group *of;

	of = group_get(&r->groups, scope, reading, now);
	if (!of)
		return;
	group_trim(&r->groups, of, now);
	if (match_total(o->code))
		group_add(&r->groups, of, now);
	if (o->code == RULE_RINGING)
		note_delay(r, of, reading, now);
	else if (counts)
		counts = count(r, of, o, now);
	if (counts || is_stirred(of))
		judge_all(r, of, now);
}

/*
 * Groups are many and far apart: those of all scopes are fetched at once. To
 * the last, mostly the finest, the memory has the most time to bring them.
 */
static void seek(struct rules *r, const struct outcome *o, struct span delay)
{
	bool total = match_total(o->code);
	struct scope *scope, **passed;

	match_begin(&r->reading, o, r->settings, r->set.plan);
	r->reading.delay = delay;
	r->sought = NULL;
	passed = r->set.passed[o->direction][o->initial][o->method];
	for (; (scope = *passed); passed++) {
		if (!(total || code_set_has(&scope->codes, o->code)) ||
		    !match_ends(&scope->filter, &r->reading))
			continue;
		group_seek(&r->groups, scope, &r->reading);
		scope->then = r->sought;
		r->sought = scope;
	}
	for (scope = r->sought; scope; scope = scope->then)
		table_fetch(r->groups.groups, (uint32_t)scope->sought.lo,
			    sizeof(struct group));
}

static void take_all(struct rules *r)
{
	struct moment now = clock_now(r->clock);
	struct scope *scope;

	r->expected = NULL;
	for (scope = r->sought; scope; scope = scope->then)
		take(r, scope, &r->reading, now);
}

void rule_expect(struct rules *r, const struct outcome *o)
{
	seek(r, o, (struct span){ 0 });
	r->expected = o;
}

void rule_outcome(struct rules *r, const struct outcome *o)
{
	if (r->expected != o)
		seek(r, o, (struct span){ 0 });
	take_all(r);
}

void rule_call(struct rules *r, const struct call *c)
{
	struct outcome o;
	int code;

	if (!r->set.of_calls)
		return;
	o = ended_outcome(c, clock_now(r->clock));
	for (code = ended_next(c, 0); code; code = ended_next(c, code)) {
		o.code = code;
		/* of the cause; what else was odd is something else */
		o.said = code < OUTCOME_SITUATION ? c->said : 0;
		rule_outcome(r, &o);
	}
}

/* RFC 6076 section 4.3.1: from the first INVITE on, over its challenge. */
void rule_ringing(struct rules *r, const struct call *c)
{
	struct span delay = c->ringing.ns ? c->pdd : c->setup;
	struct outcome o;

	if (!r->set.by_delay || delay.ns < 0)
		return;
	o = ended_outcome(c, clock_now(r->clock));
	o.code = RULE_RINGING;
	seek(r, &o, delay);
	take_all(r);
}

bool rule_by_delay(const struct rules *r)
{
	return r->set.by_delay;
}

int rule_create(struct rules **rp, const struct rule_spec *spec)
{
	struct rules *r = calloc(1, sizeof *r);

	if (!r)
		return -ENOMEM;
	r->settings = spec->settings;
	r->seed = spec->seed;
	r->clock = spec->clock;
	r->verdict = spec->verdict;
	r->arg = spec->arg;
	if (groups_create(&r->groups, spec->memory, spec->seed,
			  spec->counters) < 0 ||
	    ruleset_make(&r->set, spec->settings, spec->seed, NULL) < 0) {
		rule_destroy(r);
		return -ENOMEM;
	}
	r->kind = clock_kind(spec->clock, wake, r);
	*rp = r;
	return 0;
}

void rule_destroy(struct rules *r)
{
	if (!r)
		return;
	groups_destroy(&r->groups);
	ruleset_clear(&r->set);
	free(r);
}

/* A group goes on for the rules that have heirs, if any has. */
static void pass_on(void *entry, void *arg)
{
	struct rules *r = arg;
	struct group *of = entry;
	struct tally *t, *next;

	for (t = of->tallies; t; t = next) {
		next = t->next;
		if (t->rule->heir) {
			t->rule = t->rule->heir;
			continue;
		}
		let_go(r, t);
		tally_remove(&r->groups, t);
	}
	if (of->scope->heir)
		of->scope = of->scope->heir;
	else
		group_remove(&r->groups, of);
}

static void renumber(void *entry, void *arg)
{
	const struct group *of = entry;

	for (struct tally *t = of->tallies; t; t = t->next)
		window_renumber(&t->window, arg);
}

int rule_reload(struct rules *r, const struct settings *settings,
		const uint16_t *heirs)
{
	struct ruleset set;

	if (ruleset_make(&set, settings, r->seed, &r->set) < 0)
		return -ENOMEM;
	table_each(r->groups.groups, pass_on, r);
	ruleset_clear(&r->set);
	r->set = set;
	r->settings = settings;
	if (heirs) {
		cells_renumber(r->groups.cells, heirs);
		table_each(r->groups.groups, renumber, (void *)heirs);
	}
	return 0;
}

bool rule_by_cause_peer(const struct rules *r)
{
	return r->set.by_cause_peer;
}

struct slice rule_prefix(const struct rules *r, struct slice user,
			 char buffer[RULE_PREFIX])
{
	struct slice prefix;
	struct number n;

	number_read(r->set.plan, user, &n);
	prefix = number_prefix(r->set.plan, &n);
	if (prefix.p == n.digits)
		prefix.p = memcpy(buffer, n.digits, prefix.n);
	return prefix;
}

uint32_t rule_groups(const struct rules *r)
{
	return table_count(r->groups.groups);
}
