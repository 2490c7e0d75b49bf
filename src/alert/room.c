/* SPDX-License-Identifier: BSD-2-Clause */
/* Keeps room for the alerts of each rule, however many another one has. */
#include <stdlib.h>

#include "alert/parts.h"

static void make_room(struct room *room, uint64_t size)
{
	room->size = size;
	room->used = 0;
	for (size_t i = 0; i <= SEVERITY_NOTICE; i++)
		TAILQ_INIT(&room->untold[i]);
}

static size_t n_enabled(const struct settings *s)
{
	size_t n = 0;

	for (size_t i = 0; i < s->n_rules; i++)
		n += s->rules[i].enabled;
	return n ? n : 1;
}

/*
 * Half of it is the rules' own, in equal parts, each for one alert at least:
 * a flood under one rule must not hide what another one has to tell.
 */
void rooms_part(struct rooms *r, uint64_t memory, const struct settings *s)
{
	uint64_t part = memory / 2 / n_enabled(s);

	free(r->own);
	r->settings = s;
	r->own = s->n_rules ? calloc(s->n_rules, sizeof *r->own) : NULL;
	make_room(&r->shared, r->own ? memory / 2 : memory);
	for (size_t i = 0; r->own && i < s->n_rules; i++) {
		uint64_t one = sizeof(struct alert) + keep_most(&s->rules[i]);

		make_room(&r->own[i], part < one ? one : part);
	}
}

void rooms_clear(struct rooms *r)
{
	free(r->own);
	r->own = NULL;
}

static struct room *own_room(struct rooms *r,
			     const struct rule_settings *rule)
{
	return r->own ? &r->own[rule - r->settings->rules] : &r->shared;
}

/* After a reload the shared one may be fuller than full. */
static bool fits(const struct room *room, size_t bytes)
{
	return room->used + bytes <= room->size;
}

struct room *rooms_find(struct rooms *r, const struct rule_settings *rule,
			size_t bytes)
{
	struct room *own = own_room(r, rule);

	return fits(own, bytes) ? own :
	       fits(&r->shared, bytes) ? &r->shared : NULL;
}

/* The least severe, which have the highest numbers; of these the oldest. */
static struct alert *least_untold(const struct room *room,
				  enum severity from)
{
	for (size_t i = SEVERITY_NOTICE; i >= from; i--)
		if (!TAILQ_EMPTY(&room->untold[i]))
			return TAILQ_FIRST(&room->untold[i]);
	return NULL;
}

struct alert *rooms_spare(struct rooms *r, const struct rule_settings *rule,
			  enum severity s, bool or_same)
{
	enum severity from = or_same ? s : s + 1;
	struct alert *al = least_untold(own_room(r, rule), from);

	return al ? al : least_untold(&r->shared, from);
}

static enum severity severity_of(const struct alert *al)
{
	return al->rule->levels[al->level].severity;
}

void room_list(struct alert *al)
{
	if (!al->told)
		TAILQ_INSERT_TAIL(&al->room->untold[severity_of(al)], al,
				  untold);
}

void room_unlist(struct alert *al)
{
	if (!al->told)
		TAILQ_REMOVE(&al->room->untold[severity_of(al)], al, untold);
}

void room_enter(struct room *room, struct alert *al)
{
	al->room = room;
	room->used += al->bytes;
	room_list(al);
}

void room_leave(struct alert *al)
{
	room_unlist(al);
	al->room->used -= al->bytes;
}
