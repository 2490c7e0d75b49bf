/* SPDX-License-Identifier: BSD-2-Clause */
/* Says who leaves when there is no more room for attempts. */
#include "calls/attempt.h"

/*
 * Those that were answered are held, and stand in no ring. A flood stands
 * behind all who were there before it: so the older half is left in peace. Of
 * the newer half the oldest leaves, which gives each call the most time to be
 * answered, in a flood and after it.
 */
static struct attempt *middle_of(const struct table *t)
{
	struct attempt *middle = table_oldest(t), *a = middle;

	while (a && (a = table_newer(t, a)) && (a = table_newer(t, a)))
		middle = table_newer(t, middle);
	return middle;
}

/* So long one leg of a call may still be asked for by the other. */
#define NEEDED span_s(2)

/* Is there one that was told long ago, and waits for what comes late? */
static bool is_any_spent(const struct calls *c)
{
	struct timer *t = c->told.first;
	int64_t spent = T1_64.ns - NEEDED.ns;

	return t && moment_since(t->due, clock_now(c->clock)).ns < spent;
}

struct attempt *roof_next(struct calls *c)
{
	if (is_any_spent(c))
		return attempt_of(c->told.first);
	if (!c->next_to_leave)
		c->next_to_leave = middle_of(c->attempts);
	return c->next_to_leave;
}

void roof_leave(struct calls *c, const struct attempt *a)
{
	if (c->next_to_leave == a)
		c->next_to_leave = table_newer(c->attempts, a);
}

void roof_confirm(struct calls *c, struct attempt *a)
{
	bool is_call = a->state == TALKING || a->state == LEAVING;

	if (!a->began && a->heard && is_call)
		roof_hold(c, a);
}

void roof_hold(struct calls *c, struct attempt *a)
{
	roof_leave(c, a);
	table_hold(c->attempts, a);
}
