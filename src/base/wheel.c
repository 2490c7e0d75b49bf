/* SPDX-License-Identifier: BSD-2-Clause */
/* Slots at four levels; the one that is reached is sorted, whole. */
#include "base/wheel.h"

#include <errno.h>
#include <stdlib.h>

/*
 * A tick is 2^18 ns, about a quarter of a millisecond. A timer waits at the
 * level of the highest digit in which its tick differs from the wheel's, in
 * the slot that its own digit there names. So slots up to the wheel's digit
 * are empty, a lower level comes before a higher one, and two bitmaps tell
 * which slot is next, however far. Timers of the wheel's own tick are ready,
 * in the order of firing.
 */
#define TICK_LOG 18
#define DIGIT    12
#define SLOTS    (1u << DIGIT)
#define LEVELS   4			/* 18 + 4 * 12 bits: all of time */
#define READY    (LEVELS * SLOTS)	/* a place after all the slots */

struct level {
	uint64_t any;			/* a bit for each word that isn't 0 */
	uint64_t slots[SLOTS / 64];	/* a bit for each that isn't empty */
};

struct wheel {
	uint64_t tick;
	struct timer *last;		/* of those that are ready */
	struct level levels[LEVELS];
	struct timer *first[READY + 1];
};

int wheel_create(struct wheel **wp)
{
	struct wheel *w = calloc(1, sizeof *w);

	if (!w)
		return -ENOMEM;
	*wp = w;
	return 0;
}

void wheel_destroy(struct wheel *w)
{
	free(w);
}

static uint64_t tick_of(struct moment m)
{
	return (uint64_t)m.ns >> TICK_LOG;
}

static bool fires_before(const struct timer *a, const struct timer *b)
{
	if (a->due.ns != b->due.ns)
		return a->due.ns < b->due.ns;
	if (a->kind != b->kind)
		return a->kind < b->kind;
	return (int32_t)(a->order - b->order) < 0;
}

/* When the slot at PLACE begins. */
static int64_t slot_start(const struct wheel *w, unsigned place)
{
	unsigned shift = place / SLOTS * DIGIT;
	uint64_t above = w->tick >> shift >> DIGIT << DIGIT;

	return (int64_t)((above | place % SLOTS) << shift << TICK_LOG);
}

/* When the next slot that isn't empty begins, and its place into *PLACE. */
static int64_t next_slot(const struct wheel *w, unsigned *place)
{
	unsigned i, word;

	for (i = 0; i < LEVELS; i++) {
		const struct level *l = &w->levels[i];

		if (!l->any)
			continue;
		word = (unsigned)__builtin_ctzll(l->any);
		*place = i * SLOTS + word * 64 +
			 (unsigned)__builtin_ctzll(l->slots[word]);
		return slot_start(w, *place);
	}
	*place = READY;	/* none */
	return WHEEL_NEVER;
}

static void mark_slot(struct wheel *w, unsigned place)
{
	struct level *l = &w->levels[place / SLOTS];
	unsigned slot = place % SLOTS;

	l->slots[slot / 64] |= UINT64_C(1) << slot % 64;
	l->any |= UINT64_C(1) << slot / 64;
}

static void unmark_slot(struct wheel *w, unsigned place)
{
	struct level *l = &w->levels[place / SLOTS];
	unsigned slot = place % SLOTS;

	l->slots[slot / 64] &= ~(UINT64_C(1) << slot % 64);
	if (!l->slots[slot / 64])
		l->any &= ~(UINT64_C(1) << slot / 64);
}

/* Puts T, of the wheel's tick, where its turn is: mostly at the end. */
static void put_ready(struct wheel *w, struct timer *t)
{
	struct timer *before = w->last;

	while (before && fires_before(t, before))
		before = before->prev;
	t->place = READY;
	t->prev = before;
	t->next = before ? before->next : w->first[READY];
	if (before)
		before->next = t;
	else
		w->first[READY] = t;
	if (t->next)
		t->next->prev = t;
	else
		w->last = t;
}

int64_t wheel_put(struct wheel *w, struct timer *t)
{
	uint64_t tick = tick_of(t->due), differs = tick ^ w->tick;
	unsigned level, place;

	if (!differs) {
		put_ready(w, t);
		return t->due.ns;
	}
	level = (63 - (unsigned)__builtin_clzll(differs)) / DIGIT;
	place = level * SLOTS + (tick >> level * DIGIT & (SLOTS - 1));
	t->place = (uint16_t)place;
	t->prev = NULL;
	t->next = w->first[place];
	if (t->next)
		t->next->prev = t;
	else
		mark_slot(w, place);
	w->first[place] = t;
	return slot_start(w, place);
}

void wheel_take(struct wheel *w, struct timer *t)
{
	if (t->next)
		t->next->prev = t->prev;
	else if (t->place == READY)
		w->last = t->prev;
	if (t->prev)
		t->prev->next = t->next;
	else
		w->first[t->place] = t->next;
	if (!w->first[t->place] && t->place != READY)
		unmark_slot(w, t->place);
}

/* A timer that finds itself early when its slot is reached is put anew. */
bool wheel_may_stay(const struct wheel *w, const struct timer *t,
		    struct moment due)
{
	return t->place != READY && due.ns >= slot_start(w, t->place);
}

static struct timer *merge(struct timer *a, struct timer *b)
{
	struct timer *head, **end = &head;

	while (a && b) {
		struct timer **from = fires_before(b, a) ? &b : &a;

		*end = *from;
		end = &(*from)->next;
		*from = *end;
	}
	*end = a ? a : b;
	return head;
}

/* Sorts a list that is linked by NEXT alone. */
static struct timer *sort(struct timer *list)
{
	struct timer *runs[64];		/* run i, one of N, has 2^i timers */
	unsigned i, n = 0;

	if (!list || !list->next)
		return list;
	while (list) {
		struct timer *run = list;

		list = run->next;
		run->next = NULL;
		for (i = 0; i < n && runs[i]; i++) {
			run = merge(runs[i], run);
			runs[i] = NULL;
		}
		n += i == n;
		runs[i] = run;
	}
	for (i = 0; i < n; i++)
		list = merge(runs[i], list);
	return list;
}

/* The wheel's tick has come to the slot at PLACE; none is ready yet. */
static void empty_slot(struct wheel *w, unsigned place)
{
	struct timer *t = w->first[place], *next, *ready = NULL;

	w->first[place] = NULL;
	unmark_slot(w, place);
	for (; t; t = next) {
		next = t->next;
		if (tick_of(t->due) == w->tick) {
			t->next = ready;
			ready = t;
		} else {
			wheel_put(w, t);
		}
	}
	w->first[READY] = sort(ready);
	w->last = NULL;
	for (t = w->first[READY]; t; t = t->next) {
		t->place = READY;
		t->prev = w->last;
		w->last = t;
	}
}

struct timer *wheel_next(struct wheel *w, int64_t limit)
{
	struct timer *t;
	unsigned place;
	int64_t start;

	while (!(t = w->first[READY])) {
		/* The slot that begins at LIMIT must be emptied as well. */
		start = next_slot(w, &place);
		if (start > limit)
			return NULL;
		w->tick = (uint64_t)start >> TICK_LOG;
		empty_slot(w, place);
	}
	if (t->due.ns >= limit)
		return NULL;
	wheel_take(w, t);
	return t;
}

int64_t wheel_wake(const struct wheel *w)
{
	unsigned place;

	if (w->first[READY])
		return w->first[READY]->due.ns;
	return next_slot(w, &place);
}

void wheel_turn(struct wheel *w, struct moment now)
{
	w->tick = tick_of(now);
}
