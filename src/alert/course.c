/* SPDX-License-Identifier: BSD-2-Clause */
/* The life of an alert: raised, escalated, eased, repeated, cleared. */
#include <stddef.h>
#include <stdlib.h>

#include "alert/parts.h"

/* Were packets lost within the window that RULE's figures are of? */
static bool is_doubtful(const struct alerts *a,
			const struct rule_settings *rule, struct moment now)
{
	return a->lossy && moment_since(now, a->lost).ns <= rule->window.ns;
}

static void emit(struct alerts *a, struct alert *al, enum notice_event event,
		 const char *why)
{
	struct moment now = clock_now(a->clock);
	struct group_value values[GROUP_FIELDS];
	struct figures f;
	struct notice n = {
		.event = event,
		.when = clock_shown(a->clock, now),
		.severity = al->rule->levels[al->level].severity,
		.id = al->id,
		.rule = al->rule,
		.level = &al->rule->levels[al->level],
		.group = values,
		.figures = &f,
		.since = al->since,
		.peak = al->peak,
		.duration = moment_since(now, al->raised),
		.doubtful = is_doubtful(a, al->rule, now),
		.why = why,
	};

	keep_values(al, values);
	keep_figures(al, &f);
	f.since = clock_shown(a->clock, f.since);
	a->notice(&n, a->arg);
}

/* What raises the alarm is capped; its end is told to whom it was told. */
static void tell(struct alerts *a, struct alert *al, enum notice_event event)
{
	if (event == NOTICE_EASED) {
		if (al->told)
			emit(a, al, event, NULL);
	} else if (storm_admit(a->storm, al->rule->name,
			       al->rule->levels[al->level].severity)) {
		room_unlist(al);
		al->told = true;
		emit(a, al, event, NULL);
	}
}

static void set_level(struct alert *al, size_t level)
{
	room_unlist(al);
	al->level = (uint8_t)level;
	room_list(al);
}

void course_end(struct alerts *a, struct alert *al, const char *why)
{
	if (al->told)
		emit(a, al, NOTICE_CLEARED, why);
	clock_unset(a->clock, &al->hold);
	clock_unset(a->clock, &al->repeat);
	room_leave(al);
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
			set_level(al, i);
			tell(a, al, NOTICE_EASED);
			await_hold(a, al);
			return;
		}
	}
	course_end(a, al, NULL);
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

void course_begin(struct alerts *a, struct alert *al)
{
	tell(a, al, NOTICE_RAISED);
	await_hold(a, al);
	await_repeat(a, al, al->raised);
}

void course_go_on(struct alerts *a, struct alert *al, size_t level)
{
	if (level > al->level) {
		set_level(al, level);
		tell(a, al, NOTICE_ESCALATED);
	}
	await_hold(a, al);
}

/* In this order: at one instant it clears and is not repeated. */
void course_create(struct alerts *a)
{
	a->hold_kind = clock_kind(a->clock, hold_over, a);
	a->repeat_kind = clock_kind(a->clock, repeat_due, a);
}
