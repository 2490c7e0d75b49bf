/* SPDX-License-Identifier: BSD-2-Clause */
/* The life of an alert: raised, escalated, eased, repeated, cleared. */
#include "alert/alert.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>

#include "alert/parts.h"


struct alerts {
	struct table *table;		/* all held: none is given up */
	TAILQ_HEAD(, alert) list;
	struct storm *storm;
	struct clock *clock;
	uint8_t hold_kind, repeat_kind;
	notice_handler *notice;
	void *arg;
	uint64_t *refused;
	struct moment lost;		/* packets, lately, if LOSSY */
	bool lossy;
	bool ended;
};

/* Were packets lost within the window that RULE's figures are of? */
static bool is_doubtful(const struct alerts *a,
			const struct rule_settings *rule, struct moment now)
{
	return a->lossy && moment_since(now, a->lost).ns <= rule->window.ns;
}

static void emit(struct alerts *a, struct alert *al, enum notice_event event)
{
	struct moment now = clock_now(a->clock);
	struct figures f = al->figures;
	struct notice n = {
		.event = event,
		.when = clock_shown(a->clock, now),
		.severity = al->rule->levels[al->level].severity,
		.id = al->id,
		.rule = al->rule,
		.level = &al->rule->levels[al->level],
		.group = al->group,
		.figures = &f,
		.since = al->since,
		.peak = al->peak,
		.duration = moment_since(now, al->raised),
		.doubtful = is_doubtful(a, al->rule, now),
	};

	f.since = clock_shown(a->clock, f.since);
	a->notice(&n, a->arg);
}

/* What raises the alarm is capped; its end is told to whom it was told. */
static void tell(struct alerts *a, struct alert *al, enum notice_event event)
{
	if (event == NOTICE_EASED || event == NOTICE_CLEARED) {
		if (al->told)
			emit(a, al, event);
	} else if (storm_admit(a->storm, al->rule->name,
			       al->rule->levels[al->level].severity)) {
		al->told = true;
		emit(a, al, event);
	}
}

static void end(struct alerts *a, struct alert *al)
{
	tell(a, al, NOTICE_CLEARED);
	clock_unset(a->clock, &al->hold);
	clock_unset(a->clock, &al->repeat);
	TAILQ_REMOVE(&a->list, al, link);
	free(al->group);
	table_remove(a->table, al);
}

/* For how long level I has been under; less than 0 if it isn't. */
static struct span under_for(const struct alert *al, size_t i,
			     struct moment now)
{
	if (!(al->under >> i & 1))
		return (struct span){ -1 };
	return moment_since(now, al->under_since[i]);
}

/* The timer waits for what the present level's time under hold makes due. */
static void await_hold(struct alerts *a, struct alert *al)
{
	struct moment due = { 0 };

	if (al->under >> al->level & 1)
		due = moment_add(al->under_since[al->level], al->rule->hold);
	if (due.ns == al->hold_due.ns)
		return;
	al->hold_due = due;
	if (due.ns)
		clock_set(a->clock, &al->hold, a->hold_kind, due);
	else
		clock_unset(a->clock, &al->hold);
}

static void hold_over(struct timer *timer, void *arg)
{
	struct alerts *a = arg;
	struct alert *al = (void *)((char *)timer -
				    offsetof(struct alert, hold));
	struct moment now = clock_now(a->clock);
	int64_t hold = al->rule->hold.ns;
	size_t i = al->level;

	al->hold_due.ns = 0;
	while (i > 0) {
		struct span under = under_for(al, --i, now);

		if (under.ns < 0 || under.ns < hold) {
			al->level = i;
			tell(a, al, NOTICE_EASED);
			await_hold(a, al);
			return;
		}
	}
	end(a, al);
}

static void await_repeat(struct alerts *a, struct alert *al,
			 struct moment after)
{
	if (al->rule->repeat.ns > 0 && !a->ended)
		clock_set(a->clock, &al->repeat, a->repeat_kind,
			  moment_add(after, al->rule->repeat));
}

static void repeat_due(struct timer *timer, void *arg)
{
	struct alerts *a = arg;
	struct alert *al = (void *)((char *)timer -
				    offsetof(struct alert, repeat));

	tell(a, al, NOTICE_REPEATED);
	await_repeat(a, al, clock_now(a->clock));
}

static struct alert *add_alert(struct alerts *a, const struct verdict *v)
{
	struct group_value *group = keep_group(v);
	struct alert *al = NULL;

	if (group)
		al = table_add(a->table, (uint32_t)v->id.lo);
	if (!al) {
		free(group);
		++*a->refused;
		return NULL;
	}
	table_hold(a->table, al);
	al->key = v->id;
	al->rule = v->rule;
	al->group = group;
	TAILQ_INSERT_TAIL(&a->list, al, link);
	return al;
}

static bool raise_alert(struct alerts *a, const struct verdict *v,
			size_t level)
{
	struct moment now = clock_now(a->clock);
	struct alert *al = add_alert(a, v);

	if (!al)
		return false;
	al->id = keep_id(v, clock_shown(a->clock, now));
	al->level = level;
	al->raised = now;
	al->since = clock_shown(a->clock, v->figures->since);
	keep_figures(al, v);
	tell(a, al, NOTICE_RAISED);
	await_hold(a, al);
	await_repeat(a, al, now);
	return true;
}

static struct alert *find(struct alerts *a, struct hash_id key)
{
	struct alert *al = NULL;

	while ((al = table_next_of(a->table, (uint32_t)key.lo, al)))
		if (hash_equal(al->key, key))
			return al;
	return NULL;
}

bool alert_verdict(struct alerts *a, const struct verdict *v)
{
	struct alert *al = find(a, v->id);
	size_t level = 0;

	/* The most severe that holds; they stand in this order. */
	for (size_t i = 0; i < v->rule->n_levels; i++)
		if (v->holds >> i & 1)
			level = i;
	if (!al)
		return v->holds && v->by_outcome && raise_alert(a, v, level);
	keep_figures(al, v);
	if (v->holds && level > al->level) {
		al->level = level;
		tell(a, al, NOTICE_ESCALATED);
	}
	await_hold(a, al);
	return true;
}

/* Beside its entry an alert keeps its group, some hundred bytes of text. */
static uint32_t roof_of(uint64_t memory)
{
	uint64_t n = memory / (sizeof(struct alert) + 512);

	return n < 1 ? 1 : n > UINT32_MAX / 4 ? UINT32_MAX / 4 : (uint32_t)n;
}

int alert_create(struct alerts **ap, const struct alert_spec *spec)
{
	const struct table_spec table = {
		.entry_size = sizeof(struct alert),
		.roof = roof_of(spec->memory),
	};
	const struct storm_spec storm = {
		.per_minute = spec->per_minute, .clock = spec->clock,
		.counters = spec->counters, .notice = spec->notice,
		.arg = spec->arg,
	};
	struct alerts *a = calloc(1, sizeof *a);

	if (!a)
		return -ENOMEM;
	TAILQ_INIT(&a->list);
	a->clock = spec->clock;
	a->notice = spec->notice;
	a->arg = spec->arg;
	a->refused = counter(spec->counters, "evicted", "alerts");
	if (table_create(&a->table, &table) < 0 ||
	    storm_create(&a->storm, &storm) < 0) {
		alert_destroy(a);
		return -ENOMEM;
	}
	/* In this order: at one instant it clears and is not repeated. */
	a->hold_kind = clock_kind(spec->clock, hold_over, a);
	a->repeat_kind = clock_kind(spec->clock, repeat_due, a);
	*ap = a;
	return 0;
}

void alert_destroy(struct alerts *a)
{
	struct alert *al;

	if (!a)
		return;
	TAILQ_FOREACH(al, &a->list, link)
		free(al->group);
	storm_destroy(a->storm);
	table_destroy(a->table);
	free(a);
}

static const struct rule_settings *heir_of(const struct settings *s,
					   const struct rule_settings *rule)
{
	for (size_t i = 0; i < s->n_rules; i++)
		if (rule_settings_same(&s->rules[i], rule))
			return &s->rules[i];
	return NULL;
}

void alert_reload(struct alerts *a, const struct settings *settings)
{
	struct alert *al = TAILQ_FIRST(&a->list), *next;

	/* Names that it keeps are the old settings'. */
	storm_tell(a->storm);
	storm_set_cap(a->storm, settings->alerts_per_minute);
	for (; al; al = next) {
		const struct rule_settings *heir = heir_of(settings, al->rule);

		next = TAILQ_NEXT(al, link);
		if (heir)
			al->rule = heir;
		else
			end(a, al);
	}
}

void alert_doubt(struct alerts *a)
{
	a->lossy = true;
	a->lost = clock_now(a->clock);
}

void alert_end(struct alerts *a)
{
	struct alert *al;

	a->ended = true;
	TAILQ_FOREACH(al, &a->list, link)
		clock_unset(a->clock, &al->repeat);
}

uint32_t alert_count(const struct alerts *a)
{
	return table_count(a->table);
}
