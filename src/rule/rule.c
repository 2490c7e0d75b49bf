/* SPDX-License-Identifier: BSD-2-Clause */
/* Brings each outcome to its groups, and tells those where a level holds. */
#include "rule/rule.h"

#include <errno.h>
#include <stdlib.h>

#include "rule/parts.h"

/* The rules that are in force, made ready for use. */
struct ruleset {
	struct number_plan *plan;
	struct rule *rules;
	size_t n;
};

struct rules {
	const struct settings *settings;
	struct ruleset set;
	struct groups groups;
	struct hash_seed seed;
	struct clock *clock;
	uint8_t kind;
	verdict_handler *verdict;
	void *arg;
};

static void ruleset_clear(struct ruleset *set)
{
	for (size_t i = 0; i < set->n; i++)
		match_destroy(&set->rules[i].filter);
	free(set->rules);
	number_plan_destroy(set->plan);
	*set = (struct ruleset){ .plan = NULL };
}

static bool groups_by(const struct rule_settings *s, enum group_field f)
{
	for (size_t i = 0; i < s->n_group_by; i++)
		if (s->group_by[i] == f)
			return true;
	return false;
}

static int add_rule(struct ruleset *set, const struct rule_settings *s,
		    const struct settings *all, struct hash_seed seed)
{
	struct rule *rule = &set->rules[set->n];
	struct slice name = slice_of(s->name);

	if (match_create(&rule->filter, s, all, set->plan) < 0)
		return -ENOMEM;
	rule->settings = s;
	rule->pace = window_pace(s->window);
	rule->name = hash_bytes(seed, name.p, name.n);
	rule->by_code = groups_by(s, GROUP_CODE);
	set->n++;
	return 0;
}

static int ruleset_make(struct ruleset *set, const struct settings *s,
			struct hash_seed seed)
{
	*set = (struct ruleset){ .plan = NULL };
	set->rules = calloc(s->n_rules + 1, sizeof *set->rules);
	if (!set->rules || number_plan_create(&set->plan, &s->numbers) < 0)
		goto out;
	for (size_t i = 0; i < s->n_rules; i++)
		if (s->rules[i].enabled &&
		    add_rule(set, &s->rules[i], s, seed) < 0)
			goto out;
	return 0;
out:
	ruleset_clear(set);
	return -ENOMEM;
}

static bool tell(struct rules *r, struct group *g, struct moment now,
		 const struct standing *st)
{
	const struct window *w = &g->window;
	struct group_value values[GROUP_FIELDS];
	struct figures f;
	struct verdict v = {
		.when = now, .rule = g->rule->settings, .id = g->id,
		.group = values, .holds = st->holds, .under = st->under,
		.figures = &f,
	};

	f.count = w->count;
	f.total = g->whole->window.total;
	f.ratio_ppm = st->ratio_ppm;
	f.retransmissions = w->retransmissions;
	f.since = now;
	window_figures(w, r->groups.cells, &f);
	group_calls(g, &f);
	group_values(g, values);
	return r->verdict(&v, r->arg);
}

/*
 * A watched group is woken when its figures change by themselves: when a
 * bucket leaves. With none left all levels are under, and in HOLD the alert
 * is over, which is the time to ask for the last time.
 */
static void wake_later(struct rules *r, struct group *g, struct moment now)
{
	const struct window *w = &g->window, *total = &g->whole->window;
	struct moment due;

	if (window_empty(w) || (!window_empty(total) &&
				moment_before(total->leaves, w->leaves)))
		w = total;
	if (!window_empty(w)) {
		due = w->leaves;
	} else if (!g->asked) {
		due = moment_add(now, g->rule->settings->hold);
		due.ns++;
	} else {
		return;
	}
	g->asked = window_empty(w);
	if (due.ns != g->wake.ns)
		clock_set(r->clock, &g->timer, r->kind, due);
	g->wake = due;
}

static void let_go(struct rules *r, struct group *g)
{
	clock_unset(r->clock, &g->timer);
	g->wake.ns = 0;
	g->asked = false;
	group_let_go(&r->groups, g);
}

/* G's figures changed, and its windows are trimmed. */
static void judge(struct rules *r, struct group *g, struct moment now)
{
	const struct window *w = &g->window;
	struct standing st;

	if (w->count == 0 && !g->watched)
		return;
	st = level_stand(g->rule->settings, w->count, w->rated,
			 g->whole->window.total);
	if (!st.holds && !g->watched)
		return;
	if (tell(r, g, now, &st)) {
		group_watch(&r->groups, g);
		wake_later(r, g, now);
	} else if (g->watched) {
		let_go(r, g);
	}
}

static void wake(struct timer *timer, void *arg)
{
	struct rules *r = arg;
	struct group *g = (void *)((char *)timer -
				   offsetof(struct group, timer));
	struct moment now = clock_now(r->clock);

	g->wake.ns = 0;
	group_trim(&r->groups, g, now);
	if (g->whole != g)
		group_trim(&r->groups, g->whole, now);
	judge(r, g, now);
}

/* A total is that of many parts: each outcome may concern them all. */
static void judge_parts(struct rules *r, struct group *whole,
			struct moment now)
{
	struct group *part, *next;

	for (part = whole->parts; part; part = next) {
		next = part->next;
		group_trim(&r->groups, part, now);
		if (window_empty(&part->window) && !part->watched)
			group_remove(&r->groups, part);
		else
			judge(r, part, now);
	}
}

static void take(struct rules *r, const struct rule *rule,
		 struct reading *reading, unsigned effect, struct moment now)
{
	const struct outcome *o = reading->outcome;
	struct event e = { now, o->code, effect, o->retransmissions };
	struct group *g = group_get(&r->groups, rule, reading, now), *part;

	if (!g)
		return;
	if (!rule->by_code) {
		group_add(&r->groups, g, &e, o->call_id);
		judge(r, g, now);
		return;
	}
	e.effect = effect & IN_TOTAL;
	if (e.effect)
		group_add(&r->groups, g, &e, o->call_id);
	else
		group_trim(&r->groups, g, now);
	e.effect = effect & ~(unsigned)IN_TOTAL;
	part = e.effect ? group_get_part(&r->groups, g, reading) : NULL;
	if (part)
		group_add(&r->groups, part, &e, o->call_id);
	judge_parts(r, g, now);
}

void rule_outcome(struct rules *r, const struct outcome *o)
{
	struct moment now = clock_now(r->clock);
	struct reading reading;

	match_begin(&reading, o, r->settings, r->set.plan);
	for (size_t i = 0; i < r->set.n; i++) {
		const struct rule *rule = &r->set.rules[i];
		unsigned effect = match_code(rule->settings, o->code);

		if (effect && match_passes(&rule->filter, &reading))
			take(r, rule, &reading, effect, now);
	}
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
	    ruleset_make(&r->set, spec->settings, spec->seed) < 0) {
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

/* The rule of SET that asks for the same as RULE, or NULL. */
static const struct rule *heir_of(const struct ruleset *set,
				  const struct rule *rule)
{
	for (size_t i = 0; i < set->n; i++)
		if (rule_settings_same(set->rules[i].settings,
				       rule->settings))
			return &set->rules[i];
	return NULL;
}

struct succession {
	struct rules *rules;
	const struct rule **heirs;	/* of the old set's rules */
	bool parts;			/* theirs is the turn */
};

static void pass_on(void *entry, void *arg)
{
	const struct succession *s = arg;
	struct rules *r = s->rules;
	struct group *g = entry;
	const struct rule *heir;

	if (s->parts != (g->whole != g))
		return;
	heir = s->heirs[g->rule - r->set.rules];
	if (heir) {
		g->rule = heir;
		return;
	}
	if (g->watched)
		let_go(r, g);
	group_remove(&r->groups, g);
}

int rule_reload(struct rules *r, const struct settings *settings)
{
	struct succession s = { .rules = r };
	struct ruleset set;

	s.heirs = calloc(r->set.n + 1, sizeof *s.heirs);
	if (!s.heirs || ruleset_make(&set, settings, r->seed) < 0) {
		free(s.heirs);
		return -ENOMEM;
	}
	for (size_t i = 0; i < r->set.n; i++)
		s.heirs[i] = heir_of(&set, &r->set.rules[i]);
	/* Parts before their wholes, which they must not outlive. */
	s.parts = true;
	table_each(r->groups.table, pass_on, &s);
	s.parts = false;
	table_each(r->groups.table, pass_on, &s);
	free(s.heirs);
	ruleset_clear(&r->set);
	r->set = set;
	r->settings = settings;
	return 0;
}

uint32_t rule_groups(const struct rules *r)
{
	return table_count(r->groups.table);
}
