/* SPDX-License-Identifier: BSD-2-Clause */
/* One array of entries, chained in buckets and ringed from old to new. */
#include "base/table.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/poison.h"

/*
 * Entries are known by their index from 1, so that a zeroed bucket is an
 * empty one and no page is touched before its time. Index 0 is the ring's
 * end: the entry newer than it is the oldest. An entry's own index needs no
 * division: its older neighbour's NEWER tells it.
 */
#define END  0
#define HELD UINT32_MAX		/* NEWER of a held entry; OLDER is itself */
#define FREE (UINT32_MAX - 1)	/* NEWER of a free one */

#define FEW  64			/* buckets to begin with */
#define LINE 64			/* bytes of a cache line */

struct table {
	char *entries;
	size_t size;			/* of an entry */
	uint32_t *buckets;
	uint32_t mask, most;
	uint32_t free;			/* chained by NEXT, the last first */
	uint32_t used;			/* indices ever given */
	uint32_t count;
	struct table_spec spec;
	void *memory;
};

static inline struct table_entry *at(const struct table *t, uint32_t i)
{
	return (void *)(t->entries + i * t->size);
}

int table_create(struct table **tp, const struct table_spec *spec)
{
	struct table *t = calloc(1, sizeof *t);
	size_t n_buckets = FEW, bytes;

	assert(spec->roof > 0);
	assert(spec->entry_size >= sizeof(struct table_entry));
	if (!t)
		return -ENOMEM;
	while (n_buckets < spec->roof)
		n_buckets *= 2;
	t->spec = *spec;
	t->mask = FEW - 1;
	t->most = (uint32_t)(n_buckets - 1);
	t->size = (spec->entry_size + 7) / 8 * 8;
	if (spec->roof >= FREE ||
	    __builtin_mul_overflow(t->size, (size_t)spec->roof + 1, &bytes) ||
	    __builtin_add_overflow(bytes, LINE, &bytes))
		goto out;
	t->memory = calloc(1, bytes);
	t->buckets = calloc(n_buckets, sizeof *t->buckets);
	if (!t->memory || !t->buckets)
		goto out;
	t->entries = (void *)(((uintptr_t)t->memory + LINE - 1) / LINE * LINE);
	*tp = t;
	return 0;
out:
	table_destroy(t);
	return -ENOMEM;
}

void table_destroy(struct table *t)
{
	if (!t)
		return;
	free(t->buckets);
	free(t->memory);
	free(t);
}

void *table_next_of(const struct table *t, uint32_t hash, const void *entry)
{
	const struct table_entry *last = entry;
	uint32_t i = last ? last->next : t->buckets[hash & t->mask];

	while (i != END) {
		struct table_entry *e = at(t, i);

		if (e->hash == hash)
			return e;
		i = e->next;
	}
	return NULL;
}

/* Entry I, out of the ring, becomes the newest. */
static void ring_add(struct table *t, struct table_entry *e, uint32_t i)
{
	struct table_entry *end = at(t, END);

	e->older = end->older;
	e->newer = END;
	at(t, end->older)->newer = i;
	end->older = i;
}

static void ring_take(struct table *t, struct table_entry *e)
{
	at(t, e->older)->newer = e->newer;
	at(t, e->newer)->older = e->older;
}

static void give_up_oldest(struct table *t)
{
	void *e = table_oldest(t);

	if (!e)
		return;
	if (t->spec.evicted)
		++*t->spec.evicted;
	if (t->spec.leave)
		t->spec.leave(e, t->spec.arg);
	table_remove(t, e);
}

static void chain(struct table *t, struct table_entry *e, uint32_t i)
{
	uint32_t *bucket = &t->buckets[e->hash & t->mask];

	e->next = *bucket;
	*bucket = i;
}

/* Few entries in many buckets would miss the cache each time. */
static void spread(struct table *t)
{
	uint32_t i;

	t->mask = 2 * t->mask + 1;
	memset(t->buckets, 0, ((size_t)t->mask + 1) * sizeof *t->buckets);
	for (i = 1; i <= t->used; i++)
		if (at(t, i)->newer != FREE)
			chain(t, at(t, i), i);
}

void *table_add(struct table *t, uint32_t hash)
{
	struct table_entry *e;
	uint32_t i;

	if (t->count == t->spec.roof)
		give_up_oldest(t);
	if (t->count > t->mask / 2 && t->mask < t->most)
		spread(t);
	i = t->free;
	if (i != END) {
		e = at(t, i);
		t->free = e->next;
		unpoison(e + 1, t->size - sizeof *e);
		memset(e + 1, 0, t->size - sizeof *e);
	} else if (t->used < t->spec.roof) {
		i = ++t->used;
		e = at(t, i);
	} else {
		return NULL;
	}
	e->hash = hash;
	chain(t, e, i);
	ring_add(t, e, i);
	t->count++;
	return e;
}

void table_remove(struct table *t, void *entry)
{
	struct table_entry *e = entry;
	uint32_t *link = &t->buckets[e->hash & t->mask];
	uint32_t i;

	assert(e->newer != FREE);
	while (at(t, *link) != e) {
		assert(*link != END);
		link = &at(t, *link)->next;
	}
	i = *link;
	*link = e->next;
	if (e->newer != HELD)
		ring_take(t, e);
	e->newer = FREE;
	e->next = t->free;
	t->free = i;
	t->count--;
	poison(e + 1, t->size - sizeof *e);
}

void table_touch(struct table *t, void *entry)
{
	struct table_entry *e = entry;
	uint32_t i;

	if (e->newer == HELD || e->newer == END)
		return;
	i = at(t, e->older)->newer;
	ring_take(t, e);
	ring_add(t, e, i);
}

void table_hold(struct table *t, void *entry)
{
	struct table_entry *e = entry;
	uint32_t i;

	if (e->newer == HELD)
		return;
	i = at(t, e->older)->newer;
	ring_take(t, e);
	e->newer = HELD;
	e->older = i;
}

void table_let_go(struct table *t, void *entry)
{
	struct table_entry *e = entry;

	if (e->newer == HELD)
		ring_add(t, e, e->older);
}

void *table_oldest(const struct table *t)
{
	uint32_t i = at(t, END)->newer;

	return i == END ? NULL : at(t, i);
}

void *table_newer(const struct table *t, const void *e)
{
	uint32_t i = ((const struct table_entry *)e)->newer;

	return i == END || i == HELD ? NULL : at(t, i);
}

void table_expect(const struct table *t, uint32_t hash)
{
	__builtin_prefetch(&t->buckets[hash & t->mask]);
}

void table_fetch(const struct table *t, uint32_t hash)
{
	uint32_t i = t->buckets[hash & t->mask];
	const char *e = (const char *)at(t, i);

	for (size_t at = 0; i != END && at < t->size; at += LINE)
		__builtin_prefetch(e + at);
}

uint32_t table_count(const struct table *t)
{
	return t->count;
}

void table_each(struct table *t, void (*fn)(void *entry, void *arg),
		void *arg)
{
	uint32_t i;

	for (i = 1; i <= t->used; i++) {
		struct table_entry *e = at(t, i);

		if (e->newer != FREE)
			fn(e, arg);
	}
}
