/* SPDX-License-Identifier: BSD-2-Clause */
/* Moves now by the packets' stamps, and fires what comes due on the way. */
#include "base/clock.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>

#include "base/wheel.h"

#define KINDS  256
#define LATEST (INT64_C(1) << 62)	/* of now: sums with it don't wrap */

struct kind {
	timer_handler *h;
	void *arg;
};

struct clock {
	struct wheel *wheel;
	struct moment now;
	int64_t offset;		/* of stamps from now */
	struct moment stepped;	/* when it took that value, if it has */
	int64_t earlier;	/* what it was before */
	struct moment waited;	/* when it last waited for late stamps */
	int64_t wake;		/* no timer is due before */
	uint32_t order;
	unsigned n_kinds;
	bool started, steps, waits;
	struct kind kinds[KINDS];
};

int clock_create(struct clock **cp)
{
	struct clock *c = calloc(1, sizeof *c);

	if (!c)
		return -ENOMEM;
	if (wheel_create(&c->wheel)) {
		free(c);
		return -ENOMEM;
	}
	c->wake = WHEEL_NEVER;
	*cp = c;
	return 0;
}

void clock_destroy(struct clock *c)
{
	if (!c)
		return;
	wheel_destroy(c->wheel);
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
	bool before = moment_before(m, c->stepped);

	return (struct moment){ sum(m.ns, before ? c->earlier : c->offset) };
}

static bool is_within(struct moment m, struct moment earlier,
		      struct moment later)
{
	return !moment_before(m, earlier) && !moment_before(later, m);
}

bool clock_stepped(const struct clock *c, struct moment earlier,
		   struct moment later)
{
	return (c->steps && is_within(c->stepped, earlier, later)) ||
	       (c->waits && is_within(c->waited, earlier, later));
}

void clock_unset(struct clock *c, struct timer *t)
{
	if (!t->waits)
		return;
	t->waits = false;
	wheel_take(c->wheel, t);
}

void clock_set(struct clock *c, struct timer *t, uint8_t kind,
	       struct moment due)
{
	int64_t wake;

	assert(kind < c->n_kinds);
	if (moment_before(due, c->now))
		due = c->now;
	if (due.ns > WHEEL_FAR)
		due.ns = WHEEL_FAR;
	if (t->waits && !wheel_may_stay(c->wheel, t, due))
		clock_unset(c, t);
	t->due = due;
	t->kind = kind;
	t->order = c->order++;
	if (t->waits)
		return;
	t->waits = true;
	wake = wheel_put(c->wheel, t);
	if (wake < c->wake)
		c->wake = wake;
}

/* Fires all that is due before LIMIT, what the handlers set included. */
static void fire_before(struct clock *c, int64_t limit)
{
	struct timer *t;

	while ((t = wheel_next(c->wheel, limit))) {
		const struct kind *k = &c->kinds[t->kind];

		t->waits = false;
		/* One that was set before the start may be long due. */
		if (moment_before(c->now, t->due))
			c->now = t->due;
		k->h(t, k->arg);
	}
	c->wake = wheel_wake(c->wheel);
}

/* Timers set before wait for the first stamp after this one. */
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
		c->steps = true;
		c->earlier = c->offset;
		c->stepped = c->now;
		c->offset = sum(c->offset, ahead);
		return false;
	}
	if (ahead <= 0) {
		if (ahead < -CLOCK_JITTER.ns) {
			c->waits = true;
			c->waited = c->now;
		}
		return true;
	}
	if (to >= c->wake)
		fire_before(c, to);
	c->now.ns = to;
	wheel_turn(c->wheel, c->now);
	return true;
}

void clock_run_out(struct clock *c)
{
	fire_before(c, WHEEL_FAR + 1);
}
