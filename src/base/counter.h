/* SPDX-License-Identifier: BSD-2-Clause */
/* Every number the program counts, by name, so that none is forgotten. */
#ifndef SIPWARD_BASE_COUNTER_H
#define SIPWARD_BASE_COUNTER_H

#include <stdint.h>

struct counters;

int counters_create(struct counters **cp);	/* 0 or -ENOMEM */
void counters_destroy(struct counters *c);	/* NULL is fine */

/*
 * The number called NAME with LABEL (NULL for none), 0 at first: the same
 * pointer for the same words, valid as long as C. The words are kept by
 * reference. Never NULL: out of memory it is one that nobody shows.
 */
uint64_t *counter(struct counters *c, const char *name, const char *label);

/* In the order in which they were first asked for. LABEL may be NULL. */
typedef void counter_handler(const char *name, const char *label,
			     uint64_t value, void *arg);
void counter_each(const struct counters *c, counter_handler *h, void *arg);

#endif
