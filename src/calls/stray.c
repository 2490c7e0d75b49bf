/* SPDX-License-Identifier: BSD-2-Clause */
/* Remembers when a number was met last by legs that nobody can tell apart. */
#include "calls/legs.h"

#include <errno.h>
#include <stdlib.h>

#define PLACES 8192	/* a power of two: numbers that are remembered */

/* One number. Of others that were here it is known how new the last one is. */
struct stray {
	uint64_t key;
	struct moment latest, others;
};

int stray_create(struct calls *c)
{
	c->strays = calloc(PLACES, sizeof *c->strays);
	c->crowds = calloc(PLACES, sizeof *c->crowds);
	return c->strays && c->crowds ? 0 : -ENOMEM;
}

void stray_destroy(struct calls *c)
{
	free(c->strays);
	free(c->crowds);
}

void stray_note(const struct calls *c, struct stray *places, uint64_t key)
{
	struct stray *s = &places[key % PLACES];

	if (!key)
		return;
	if (s->key != key)
		s->others = s->latest;
	s->key = key;
	s->latest = clock_now(c->clock);
}

/* What had to make room may have been it. */
bool stray_since(const struct stray *places, uint64_t key,
		 struct moment start)
{
	const struct stray *s = &places[key % PLACES];
	struct moment last = s->key == key ? s->latest : s->others;

	if (moment_before(last, s->others))
		last = s->others;
	return key && last.ns && !moment_before(last, start);
}
