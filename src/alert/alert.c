/* SPDX-License-Identifier: BSD-2-Clause */
/* Brings verdicts to the alerts that are up, and finds room for new ones. */
#include "alert/alert.h"

#include <errno.h>
#include <stdlib.h>

#include "alert/parts.h"

/*
 * A place for an alert of RULE and severity S. Where there is none, one that
 * nobody was told of goes, for one that is more severe or will be told: its
 * group raises another when it goes on.
 */
static struct room *make_room(struct alerts *a,
			      const struct rule_settings *rule,
			      enum severity s, size_t bytes)
{
	for (;;) {
		struct room *room = rooms_find(&a->rooms, rule, bytes);
		struct alert *spare;

		if (room && table_count(a->table) < a->roof)
			return room;
		++*a->refused;
		spare = rooms_spare(&a->rooms, rule, s,
				    storm_would_admit(a->storm, rule->name));
		if (!spare)
			return NULL;
		course_end(a, spare, NULL);
	}
}

static struct alert *add_alert(struct alerts *a, const struct verdict *v,
			       size_t level)
{
	size_t bytes = sizeof(struct alert) + keep_size(v);
	struct room *room = make_room(a, v->rule,
				      v->rule->levels[level].severity, bytes);
	struct alert *al;

	if (!room)
		return NULL;
	al = table_add(a->table, (uint32_t)v->id.lo);
	al->rule = v->rule;
	al->bytes = bytes;
	al->level = (uint8_t)level;
	if (keep_group(al, v) < 0) {
		table_remove(a->table, al);
		++*a->refused;
		return NULL;
	}
	table_hold(a->table, al);
	al->key = v->id;
	room_enter(room, al);
	TAILQ_INSERT_TAIL(&a->list, al, link);
	return al;
}

static bool raise_alert(struct alerts *a, const struct verdict *v,
			size_t level)
{
	struct moment now = clock_now(a->clock);
	struct alert *al = add_alert(a, v, level);

	if (!al)
		return false;
	al->id = keep_id(v, clock_shown(a->clock, now));
	al->raised = now;
	al->since = clock_shown(a->clock, v->figures->since);
	keep_verdict(al, v);
	course_begin(a, al);
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
	keep_verdict(al, v);
	course_go_on(a, al, level);
	return true;
}

/* More than rooms have is of no use; those of many rules may have more. */
static uint32_t roof_of(uint64_t memory, size_t n_rules)
{
	uint64_t n = memory / sizeof(struct alert) + n_rules + 1;

	return n > UINT32_MAX / 4 ? UINT32_MAX / 4 : (uint32_t)n;
}

int alert_create(struct alerts **ap, const struct alert_spec *spec)
{
	const struct settings *settings = spec->settings;
	const struct table_spec table = {
		.entry_size = sizeof(struct alert),
		.roof = roof_of(spec->memory, settings->n_rules),
	};
	const struct storm_spec storm = {
		.per_minute = settings->alerts_per_minute,
		.clock = spec->clock, .counters = spec->counters,
		.notice = spec->notice, .arg = spec->arg,
	};
	struct alerts *a = calloc(1, sizeof *a);

	if (!a)
		return -ENOMEM;
	TAILQ_INIT(&a->list);
	a->roof = table.roof;
	a->memory = spec->memory;
	rooms_part(&a->rooms, a->memory, settings);
	a->clock = spec->clock;
	a->notice = spec->notice;
	a->arg = spec->arg;
	a->refused = counter(spec->counters, "evicted", "alerts");
	if (table_create(&a->table, &table) < 0 ||
	    storm_create(&a->storm, &storm) < 0) {
		alert_destroy(a);
		return -ENOMEM;
	}
	course_create(a);
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
	rooms_clear(&a->rooms);
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

/* Each is in a room of the new rules, or in the shared one. */
static void house_anew(struct alerts *a, const struct settings *settings)
{
	struct alert *al;

	rooms_part(&a->rooms, a->memory, settings);
	TAILQ_FOREACH(al, &a->list, link) {
		struct room *room = rooms_find(&a->rooms, al->rule, al->bytes);

		room_enter(room ? room : &a->rooms.shared, al);
	}
}

void alert_reload(struct alerts *a, const struct settings *settings,
		  const uint16_t *heirs)
{
	struct alert *al = TAILQ_FIRST(&a->list), *next;

	/* Names that it keeps are the old settings'. */
	storm_tell(a->storm);
	storm_set_cap(a->storm, settings->alerts_per_minute);
	for (; al; al = next) {
		const struct rule_settings *heir = heir_of(settings, al->rule);

		next = TAILQ_NEXT(al, link);
		if (heirs)
			al->latest.said = heirs[al->latest.said];
		if (heir)
			al->rule = heir;
		else
			course_end(a, al, "reload");
	}
	house_anew(a, settings);
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
