/* SPDX-License-Identifier: BSD-2-Clause */
/* A hash with a roof: when it is full, the oldest idle entry leaves. */
#ifndef SIPWARD_BASE_TABLE_H
#define SIPWARD_BASE_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* An entry begins with this; the rest is its owner's. Entries don't move. */
struct table_entry {
	uint32_t hash, next;		/* the chain of its bucket */
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

struct table;

/* 0 or -ENOMEM. Memory is touched as entries come, and reused. */
int table_create(struct table **tp, const struct table_spec *spec);
void table_destroy(struct table *t);	/* NULL is fine; calls no handler */

/*
 * Entries with HASH, one after the other: NULL asks for the first, an entry
 * for the one after it. The caller compares keys. NULL at the end.
 */
void *table_next_of(const struct table *t, uint32_t hash, const void *entry);

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
void *table_oldest(const struct table *t);
void *table_newer(const struct table *t, const void *e);

/*
 * Entries with HASH will be asked for: fetches their bucket, or, in some 100
 * ns, when that has come, the first entry in it.
 */
void table_expect(const struct table *t, uint32_t hash);
void table_fetch(const struct table *t, uint32_t hash);

uint32_t table_count(const struct table *t);

/* Calls FN for each entry, held ones too; FN may remove that entry. */
void table_each(struct table *t, void (*fn)(void *entry, void *arg),
		void *arg);

#endif
