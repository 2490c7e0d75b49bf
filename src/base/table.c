/* SPDX-License-Identifier: BSD-2-Clause */
/* One array of entries, chained in buckets and ringed from old to new. */
#include "base/table.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/pages.h"
#include "base/poison.h"

#define FREE (UINT32_MAX - 1)	/* NEWER of a free one */
#define FEW  64			/* buckets to begin with */

/*
 * The X with which ODD * X is 1, in 32 bits. Newton's iteration: 3 bits are
 * right to begin with, and each step doubles them.
 */
static uint32_t inverse_of(uint32_t odd)
{
	uint32_t x = odd;

	for (int bits = 3; bits < 32; bits *= 2)
		x *= 2 - odd * x;
	return x;
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
	t->shift = (uint32_t)__builtin_ctzl(t->size);
	t->inverse = inverse_of((uint32_t)(t->size >> t->shift));
	if (spec->roof >= TABLE_ALIKE ||
	    __builtin_mul_overflow(t->size, (size_t)spec->roof + 1, &bytes) ||
	    __builtin_add_overflow(bytes, CACHE_LINE, &bytes))
		goto out;
	t->memory = calloc(1, bytes);
	t->buckets = calloc(n_buckets, sizeof *t->buckets);
	if (!t->memory || !t->buckets)
		goto out;
	pages_large(t->memory, bytes);
	pages_large(t->buckets, n_buckets * sizeof *t->buckets);
	t->entries = line_first(t->memory);
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

/* Entry I, out of the ring, becomes the newest. */
static void ring_add(struct table *t, struct table_entry *e, uint32_t i)
{
	struct table_entry *end = table_at(t, TABLE_END);

	e->older = end->older;
	e->newer = TABLE_END;
	table_at(t, end->older)->newer = i;
	end->older = i;
}

static void ring_take(struct table *t, struct table_entry *e)
{
	table_at(t, e->older)->newer = e->newer;
	table_at(t, e->newer)->older = e->older;
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

/* The entry that LINK, of a chain, names. */
static struct table_entry *next_in(const struct table *t,
				   const uint32_t *link)
{
	return table_at(t, *link & ~TABLE_ALIKE);
}

/* Among those of its hash it comes first. */
static void chain(struct table *t, struct table_entry *e, uint32_t i)
{
	uint32_t *bucket = &t->buckets[e->hash & t->mask], *link = bucket;

	while (*link != TABLE_END && next_in(t, link)->hash != e->hash)
		link = &next_in(t, link)->next;
	if (*link == TABLE_END) {
		link = bucket;
		e->next = *bucket;
	} else {
		e->next = *link | TABLE_ALIKE;
	}
	*link = i;
}

/* Few entries in many buckets would miss the cache each time. */
static void spread(struct table *t)
{
	uint32_t i;

	t->mask = 2 * t->mask + 1;
	memset(t->buckets, 0, ((size_t)t->mask + 1) * sizeof *t->buckets);
	for (i = 1; i <= t->used; i++)
		if (table_at(t, i)->newer != FREE)
			chain(t, table_at(t, i), i);
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
	if (i != TABLE_END) {
		e = table_at(t, i);
		t->free = e->next;
		unpoison(e + 1, t->size - sizeof *e);
		memset(e + 1, 0, t->size - sizeof *e);
	} else if (t->used < t->spec.roof) {
		i = ++t->used;
		e = table_at(t, i);
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
	uint32_t i = table_index(t, e);

	assert(e->newer != FREE);
	while ((*link & ~TABLE_ALIKE) != i) {
		assert(*link != TABLE_END);
		link = &next_in(t, link)->next;
	}
	*link = (e->next & ~TABLE_ALIKE) | (e->next & *link & TABLE_ALIKE);
	if (e->newer != TABLE_HELD)
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

	if (e->newer == TABLE_HELD || e->newer == TABLE_END)
		return;
	ring_take(t, e);
	ring_add(t, e, table_index(t, e));
}

void table_hold(struct table *t, void *entry)
{
	struct table_entry *e = entry;

	if (e->newer == TABLE_HELD)
		return;
	ring_take(t, e);
	e->newer = TABLE_HELD;
}

void table_let_go(struct table *t, void *entry)
{
	struct table_entry *e = entry;

	if (e->newer == TABLE_HELD)
		ring_add(t, e, table_index(t, e));
}

void table_each(struct table *t, void (*fn)(void *entry, void *arg),
		void *arg)
{
	uint32_t i;

	for (i = 1; i <= t->used; i++) {
		struct table_entry *e = table_at(t, i);

		if (e->newer != FREE)
			fn(e, arg);
	}
}
