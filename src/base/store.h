/* SPDX-License-Identifier: BSD-2-Clause */
/* Keeps byte strings by copy in blocks of a few sizes, under one roof. */
#ifndef SIPWARD_BASE_STORE_H
#define SIPWARD_BASE_STORE_H

#include "base/slice.h"

#define STORE_LONGEST 4096	/* bytes of the longest string it keeps */

struct store;

/* A store of at most ROOF bytes in all into *SP. 0 or -ENOMEM. */
int store_create(struct store **sp, size_t roof);
void store_destroy(struct store *s);	/* NULL is fine */

/*
 * Room for N bytes, to be filled by the caller, until store_drop(); NULL when
 * N is over STORE_LONGEST or the roof is reached.
 */
void *store_take(struct store *s, size_t n);

/* Gives back what store_take() gave, unread; NULL is fine. */
void store_drop(struct store *s, void *block);

/* Bytes taken from the system, and bytes in use. */
size_t store_held(const struct store *s);
size_t store_used(const struct store *s);

#endif
