/* SPDX-License-Identifier: BSD-2-Clause */
/* Now, and the timers: both move in clock_advance() and nowhere else. */
#ifndef SIPWARD_BASE_CLOCK_H
#define SIPWARD_BASE_CLOCK_H

#include <stdbool.h>

#include "base/vtime.h"

#define CLOCK_BEHIND span_s(60)		/* late by so much is not a step */
#define CLOCK_AHEAD  span_s(86400)	/* nor is a gap of so much */
#define CLOCK_JITTER span_s(1)		/* so late, now is nearly right */

struct clock;

/* Lies inside what it is for, zeroed at first; clock.c alone touches it. */
struct timer {
	struct timer *next, *prev;
	struct moment due;
	uint32_t order;
	uint16_t place;
	uint8_t kind;
	bool waits;
};

/* TIMER fired at its due time, which clock_now() shows. It may be set anew. */
typedef void timer_handler(struct timer *timer, void *arg);

int clock_create(struct clock **cp);	/* not yet started; 0 or -ENOMEM */
void clock_destroy(struct clock *c);	/* NULL is fine */

/*
 * A kind of timer, to be given to clock_set(), of at most 256. Timers due at
 * one instant fire in the order of their kinds' making, then of setting.
 */
uint8_t clock_kind(struct clock *c, timer_handler *h, void *arg);

/*
 * The moment that has been reached. It never goes back and never leaps: a
 * step of the packets' timestamps is not felt by those who use it.
 */
struct moment clock_now(const struct clock *c);

/*
 * M, a moment by this clock, as the packets' timestamps told it then; of
 * several steps the last one is known.
 */
struct moment clock_shown(const struct clock *c, struct moment m);

/*
 * Is what lies between EARLIER and LATER doubtful? The packets' timestamps may
 * have stepped there, or now has waited for late ones, by over CLOCK_JITTER:
 * nobody knows for how long. Either may be the very moment of that.
 */
bool clock_stepped(const struct clock *c, struct moment earlier,
		   struct moment later);

/*
 * A packet bears the timestamp STAMP: fires every timer due before it, in
 * order of their times, then it is now. A stamp at most CLOCK_BEHIND before
 * the latest is taken as the latest. One further back, or over CLOCK_AHEAD
 * on, is a step: now stays, no timer fires, and it returns false.
 */
bool clock_advance(struct clock *c, struct moment stamp);

/* No packet will come any more: fires all that wait, and what they set. */
void clock_run_out(struct clock *c);

/*
 * TIMER, waiting or not, fires at DUE, or as soon as possible after it: past
 * now, and past the first stamp. To put off one that waits costs least.
 */
void clock_set(struct clock *c, struct timer *timer, uint8_t kind,
	       struct moment due);
void clock_unset(struct clock *c, struct timer *timer);

#endif
