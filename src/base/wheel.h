/* SPDX-License-Identifier: BSD-2-Clause */
/* Where the clock's timers wait: a wheel that gives them in exact order. */
#ifndef SIPWARD_BASE_WHEEL_H
#define SIPWARD_BASE_WHEEL_H

#include "base/clock.h"

#define WHEEL_FAR   (INT64_MAX - 2)	/* the latest due there may be */
#define WHEEL_NEVER INT64_MAX

struct wheel;

int wheel_create(struct wheel **wp);	/* 0 or -ENOMEM */
void wheel_destroy(struct wheel *w);	/* NULL is fine */

/*
 * Puts T, whose due, kind and order are set, in its place. Returns from when
 * on wheel_next() must be asked, in nanoseconds: at its due, or earlier.
 */
int64_t wheel_put(struct wheel *w, struct timer *t);
void wheel_take(struct wheel *w, struct timer *t);

/* May T, which is in the wheel, stay in its place if it's due at DUE? */
bool wheel_may_stay(const struct wheel *w, const struct timer *t,
		    struct moment due);

/*
 * Takes out and returns the timer that is due first, by due, kind and order,
 * if it is before LIMIT; else NULL.
 */
struct timer *wheel_next(struct wheel *w, int64_t limit);

/* From when on wheel_next() must be asked, or WHEEL_NEVER. */
int64_t wheel_wake(const struct wheel *w);

/* It is NOW, which is before wheel_wake() or where wheel_next() had ended. */
void wheel_turn(struct wheel *w, struct moment now);

#endif
