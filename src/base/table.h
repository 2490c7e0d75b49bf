/* SPDX-License-Identifier: BSD-2-Clause */
/* A hash with a roof: when it is full, the oldest idle entry leaves. */
#ifndef SIPWARD_BASE_TABLE_H
#define SIPWARD_BASE_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/line.h"

/*
 * An entry begins with this; the rest is its owner's. Entries don't move.
 * Those with one hash stand in a row in the chain of their bucket, and a bit
 * of NEXT tells if there is another: else nobody has to look at what follows.
 */
struct table_entry {
	uint32_t hash, next;
	uint32_t older, newer;		/* the order of leaving */
};

/* What an entry must do when the table gives it up, before its bytes go. */
typedef void table_leave_handler(void *entry, void *arg);

struct table_spec {
	size_t entry_size;		/* with its table_entry */
	uint32_t roof;			/* entries at most, at least 1 */
	table_leave_handler *leave;	/* eviction only; may be NULL */
	void *arg;
	uint64_t *evicted;		/* counts evictions; may be NULL */
};

/*
 * Looks are inline, and else nobody reads this. Entries are known by their
 * index from 1, so that a zeroed bucket is an empty one and no page is touched
 * before its time. Index 0 is the ring's end: the entry newer than it is the
 * oldest.
 */
struct table {
	char *entries;
	size_t size;			/* of an entry: ODD << SHIFT */
	uint32_t shift, inverse;	/* ODD * INVERSE is 1, in 32 bits */
	uint32_t *buckets;
	uint32_t mask, most;
	uint32_t free;			/* chained by NEXT, the last first */
	uint32_t used;			/* indices ever given */
	uint32_t count;
	struct table_spec spec;
	void *memory;
};

#define TABLE_ALIKE UINT32_C(0x80000000)	/* in NEXT: of the same hash */
#define TABLE_END  0
#define TABLE_HELD UINT32_MAX	/* NEWER of a held entry */

static inline struct table_entry *table_at(const struct table *t, uint32_t i)
{
	return (void *)(t->entries + i * t->size);
}

/* Which entry E is: a division that leaves no rest is a multiplication. */
static inline uint32_t table_index(const struct table *t,
				   const struct table_entry *e)
{
	size_t offset = (size_t)((const char *)e - t->entries);

	return (uint32_t)(offset >> t->shift) * t->inverse;
}

/* How many entries of SIZE bytes and their buckets MEMORY has room for. */
static inline uint32_t table_roof(uint64_t memory, size_t size)
{
	uint64_t n = memory / (size + 2 * sizeof(uint32_t));

	return n < 1 ? 1 : n > UINT32_MAX / 2 ? UINT32_MAX / 2 : (uint32_t)n;
}

/* 0 or -ENOMEM. Memory is touched as entries come, and reused. */
int table_create(struct table **tp, const struct table_spec *spec);
void table_destroy(struct table *t);	/* NULL is fine; calls no handler */

/*
 * Entries with HASH, one after the other: NULL asks for the first, an entry
 * for the one after it. The caller compares keys. NULL at the end.
 */
static inline void *table_next_of(const struct table *t, uint32_t hash,
				  const void *entry)
{
	const struct table_entry *e = entry;
	uint32_t i;

	if (e)
		return e->next & TABLE_ALIKE ?
		       table_at(t, e->next & ~TABLE_ALIKE) : NULL;
	for (i = t->buckets[hash & t->mask]; i != TABLE_END;
	     i = e->next & ~TABLE_ALIKE) {
		e = table_at(t, i);
		if (e->hash == hash)
			return (void *)e;
	}
	return NULL;
}

/*
 * A new entry, zeroed behind its head, the newest of all; gives up the
 * oldest that isn't held when full. NULL when all are held.
 */
void *table_add(struct table *t, uint32_t hash);

void table_remove(struct table *t, void *entry);

/* Makes ENTRY the newest: it was of use. Does nothing while it is held. */
void table_touch(struct table *t, void *entry);

/* Held entries are never given up; let_go makes one the newest. */
void table_hold(struct table *t, void *entry);
void table_let_go(struct table *t, void *entry);

/* The entry that would leave first, or NULL; and that which comes after E. */
static inline void *table_newer(const struct table *t, const void *e)
{
	uint32_t i = ((const struct table_entry *)e)->newer;

	return i == TABLE_END || i == TABLE_HELD ? NULL : table_at(t, i);
}

static inline void *table_oldest(const struct table *t)
{
	return table_newer(t, table_at(t, TABLE_END));
}

/*
 * Entries with HASH will be asked for: fetches their bucket, or, in some 100
 * ns, when that has come, the first entry in it. Of an empty one it fetches
 * the ring's end: to ask whether it is empty would be to wait for it. A call
 * that does nothing else would seem of no use to compilers, and be gone. SIZE
 * is that of an entry, which they know where the table doesn't.
 */
#define TABLE_HINT static inline __attribute__((always_inline)) void

TABLE_HINT table_expect(const struct table *t, uint32_t hash)
{
	__builtin_prefetch(&t->buckets[hash & t->mask]);
}

TABLE_HINT table_fetch(const struct table *t, uint32_t hash, size_t size)
{
	uint32_t i = t->buckets[hash & t->mask];
	const char *e = (const char *)table_at(t, i);

	for (size_t at = 0; at < size; at += CACHE_LINE)
		__builtin_prefetch(e + at);
}

static inline uint32_t table_count(const struct table *t)
{
	return t->count;
}

/* Calls FN for each entry, held ones too; FN may remove that entry. */
void table_each(struct table *t, void (*fn)(void *entry, void *arg),
		void *arg);

#endif
