/* SPDX-License-Identifier: BSD-2-Clause */
/* A hierarchical wheel of timers that fires in exact order, however fine. */
#include "base/clock.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>

/*
 * A tick is 2^18 ns, about a quarter of a millisecond. A timer waits at the
 * level of the highest digit in which its tick differs from the clock's, in
 * the slot that its own digit there names; so slots behind the clock's digit
 * are empty, lower levels come before higher ones, and to find what is next
 * takes two bitmaps, over any gap. Timers of the clock's own tick are ready,
 * in the order of firing.
 */
#define TICK_LOG 18
#define DIGIT    12
#define SLOTS    (1u << DIGIT)
#define LEVELS   4			/* 18 + 4 * 12 bits: all of time */
#define READY    (LEVELS * SLOTS)	/* a place after all the slots */

#define KINDS  256
#define FAR    (INT64_MAX - 2)		/* the latest due */
#define NEVER  INT64_MAX
#define LATEST (INT64_C(1) << 62)	/* of now: sums with it don't wrap */

struct level {
	uint64_t any;			/* words of SLOTS that aren't 0 */
	uint64_t slots[SLOTS / 64];	/* a bit for each that isn't empty */
};

struct kind {
	timer_handler *h;
	void *arg;
};

struct clock {
	struct moment now;
	int64_t offset;			/* of stamps from now */
	int64_t wake;			/* nothing happens before */
	uint64_t tick;			/* that of now, or one before */
	uint32_t order;
	unsigned n_kinds;
	bool started;
	struct timer *last;		/* of those that are ready */
	struct kind kinds[KINDS];
	struct level levels[LEVELS];
	struct timer *first[READY + 1];
};

int clock_create(struct clock **cp)
{
	struct clock *c = calloc(1, sizeof *c);

	if (!c)
		return -ENOMEM;
	c->wake = NEVER;
	*cp = c;
	return 0;
}

void clock_destroy(struct clock *c)
{
	free(c);
}

uint8_t clock_kind(struct clock *c, timer_handler *h, void *arg)
{
	assert(c->n_kinds < KINDS);
	c->kinds[c->n_kinds] = (struct kind){ h, arg };
	return (uint8_t)c->n_kinds++;
}

/* Stamps are the network's: sums and differences with them may wrap. */
static int64_t sum(int64_t a, int64_t b)
{
	return (int64_t)((uint64_t)a + (uint64_t)b);
}

static int64_t difference(int64_t a, int64_t b)
{
	return (int64_t)((uint64_t)a - (uint64_t)b);
}

struct moment clock_now(const struct clock *c)
{
	return c->now;
}

struct moment clock_shown(const struct clock *c, struct moment m)
{
	return (struct moment){ sum(m.ns, c->offset) };
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
static int64_t slot_start(const struct clock *c, unsigned place)
{
	unsigned shift = place / SLOTS * DIGIT;
	uint64_t above = c->tick >> shift >> DIGIT << DIGIT;

	return (int64_t)((above | place % SLOTS) << shift << TICK_LOG);
}

/* When the next slot begins that isn't empty, and its place; NEVER if none. */
static int64_t next_slot(const struct clock *c, unsigned *place)
{
	unsigned i;

	for (i = 0; i < LEVELS; i++) {
		const struct level *l = &c->levels[i];
		unsigned word;

		if (!l->any)
			continue;
		word = (unsigned)__builtin_ctzll(l->any);
		*place = i * SLOTS + word * 64 +
			 (unsigned)__builtin_ctzll(l->slots[word]);
		return slot_start(c, *place);
	}
	return NEVER;
}

static void mark_slot(struct clock *c, unsigned place)
{
	struct level *l = &c->levels[place / SLOTS];
	unsigned slot = place % SLOTS;

	l->slots[slot / 64] |= UINT64_C(1) << slot % 64;
	l->any |= UINT64_C(1) << slot / 64;
}

static void unmark_slot(struct clock *c, unsigned place)
{
	struct level *l = &c->levels[place / SLOTS];
	unsigned slot = place % SLOTS;

	l->slots[slot / 64] &= ~(UINT64_C(1) << slot % 64);
	if (!l->slots[slot / 64])
		l->any &= ~(UINT64_C(1) << slot / 64);
}

/* Puts T, due in the clock's tick, where its turn is; mostly the last one. */
static void put_ready(struct clock *c, struct timer *t)
{
	struct timer *before = c->last;

	while (before && fires_before(t, before))
		before = before->prev;
	t->place = READY;
	t->prev = before;
	t->next = before ? before->next : c->first[READY];
	if (before)
		before->next = t;
	else
		c->first[READY] = t;
	if (t->next)
		t->next->prev = t;
	else
		c->last = t;
	if (t->due.ns < c->wake)
		c->wake = t->due.ns;
}

/* Puts T where it waits by its due. */
static void put(struct clock *c, struct timer *t)
{
	uint64_t tick = tick_of(t->due), differs = tick ^ c->tick;
	unsigned level, place;
	int64_t start;

	if (!differs) {
		put_ready(c, t);
		return;
	}
	level = (63 - (unsigned)__builtin_clzll(differs)) / DIGIT;
	place = level * SLOTS + (tick >> level * DIGIT & (SLOTS - 1));
	t->place = (uint16_t)place;
	t->prev = NULL;
	t->next = c->first[place];
	if (t->next)
		t->next->prev = t;
	else
		mark_slot(c, place);
	c->first[place] = t;
	start = slot_start(c, place);
	if (start < c->wake)
		c->wake = start;
}

void clock_unset(struct clock *c, struct timer *t)
{
	if (!t->waits)
		return;
	t->waits = false;
	if (t->next)
		t->next->prev = t->prev;
	else if (t->place == READY)
		c->last = t->prev;
	if (t->prev)
		t->prev->next = t->next;
	else
		c->first[t->place] = t->next;
	if (!c->first[t->place] && t->place != READY)
		unmark_slot(c, t->place);
}

void clock_set(struct clock *c, struct timer *t, uint8_t kind,
	       struct moment due)
{
	assert(kind < c->n_kinds);
	if (moment_before(due, c->now))
		due = c->now;
	if (due.ns > FAR)
		due.ns = FAR;
	/* Where it is reached in time it may stay, and is put anew then. */
	if (t->waits && (t->place == READY ||
			 due.ns < slot_start(c, t->place)))
		clock_unset(c, t);
	t->due = due;
	t->kind = kind;
	t->order = c->order++;
	if (!t->waits) {
		t->waits = true;
		put(c, t);
	}
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

/* Sorts a list linked by NEXT alone. */
static struct timer *sort(struct timer *list)
{
	struct timer *runs[64] = { NULL };	/* run i has 2^i timers */
	unsigned i, n = 0;

	if (!list || !list->next)
		return list;
	while (list) {
		struct timer *run = list;

		list = run->next;
		run->next = NULL;
		for (i = 0; runs[i]; i++) {
			run = merge(runs[i], run);
			runs[i] = NULL;
		}
		runs[i] = run;
		if (i >= n)
			n = i + 1;
	}
	for (i = 0; i < n; i++)
		list = merge(runs[i], list);
	return list;
}

/* The clock's tick has come to the slot at PLACE; none is ready yet. */
static void empty_slot(struct clock *c, unsigned place)
{
	struct timer *t = c->first[place], *next, *ready = NULL;

	c->first[place] = NULL;
	unmark_slot(c, place);
	for (; t; t = next) {
		next = t->next;
		if (tick_of(t->due) == c->tick) {
			t->next = ready;
			ready = t;
		} else {
			put(c, t);
		}
	}
	c->first[READY] = sort(ready);
	c->last = NULL;
	for (t = c->first[READY]; t; t = t->next) {
		t->place = READY;
		t->prev = c->last;
		c->last = t;
	}
}

/* Fires what is due before LIMIT, and comes to the slots up to it. */
static void fire_before(struct clock *c, int64_t limit)
{
	struct timer *t;
	unsigned place;
	int64_t start;

	for (;;) {
		while ((t = c->first[READY]) && t->due.ns < limit) {
			const struct kind *k = &c->kinds[t->kind];

			clock_unset(c, t);
			/* One set before the start may be long due. */
			if (moment_before(c->now, t->due))
				c->now = t->due;
			k->h(t, k->arg);
		}
		start = next_slot(c, &place);
		if (t || start > limit)
			break;
		c->tick = (uint64_t)start >> TICK_LOG;
		empty_slot(c, place);
	}
	c->wake = t ? t->due.ns : start;
}

static void start(struct clock *c, struct moment stamp)
{
	c->started = true;
	c->now = stamp;
	if (stamp.ns < 0)
		c->now.ns = 0;
	if (stamp.ns > LATEST)
		c->now.ns = LATEST;
	c->offset = difference(stamp.ns, c->now.ns);
}

bool clock_advance(struct clock *c, struct moment stamp)
{
	int64_t to = difference(stamp.ns, c->offset);
	int64_t ahead = difference(to, c->now.ns);

	if (!c->started) {
		start(c, stamp);
		return true;
	}
	if (ahead < -CLOCK_BEHIND.ns || ahead > CLOCK_AHEAD.ns ||
	    to > LATEST) {
		c->offset = sum(c->offset, ahead);
		return false;
	}
	if (ahead <= 0)
		return true;
	if (to >= c->wake)
		fire_before(c, to);
	c->now.ns = to;
	c->tick = tick_of(c->now);
	return true;
}

void clock_run_out(struct clock *c)
{
	fire_before(c, FAR + 1);
}
