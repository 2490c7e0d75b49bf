/* SPDX-License-Identifier: BSD-2-Clause */
/* Remembers when outbound legs began that belong to no inbound one. */
#include "calls/legs.h"

#include <errno.h>
#include <stdlib.h>

#define PLACES 8192	/* a power of two: numbers that are remembered */

/* One number. Of others that were here it is known how new the last one is. */
struct stray {
	uint64_t called;
	struct moment latest, others;
};

int stray_create(struct calls *c)
{
	c->strays = calloc(PLACES, sizeof *c->strays);
	return c->strays ? 0 : -ENOMEM;
}

void stray_destroy(struct calls *c)
{
	free(c->strays);
}

static struct stray *place_of(const struct calls *c, uint64_t called)
{
	return &c->strays[called % PLACES];
}

void stray_note(struct calls *c, uint64_t called)
{
	struct stray *s = place_of(c, called);

	if (!called)
		return;
	if (s->called != called)
		s->others = s->latest;
	s->called = called;
	s->latest = clock_now(c->clock);
}

/* What had to make room may have been it. */
bool stray_since(const struct calls *c, uint64_t called, struct moment start)
{
	const struct stray *s = place_of(c, called);
	struct moment last = s->called == called ? s->latest : s->others;

	if (moment_before(last, s->others))
		last = s->others;
	return called && last.ns && !moment_before(last, start);
}
