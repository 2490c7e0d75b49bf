/* SPDX-License-Identifier: BSD-2-Clause */
/* Waits of one length: they end in the order in which they began. */
#ifndef SIPWARD_BASE_QUEUE_H
#define SIPWARD_BASE_QUEUE_H

#include "base/clock.h"

/*
 * Costs less than the clock for timers that are many: of a queue only one
 * waits there. Its owner touches nothing but FIRST, to see who comes next.
 */
struct queue {
	struct timer *first, *last;
	struct clock *clock;
	struct span length;
	timer_handler *h;
	void *arg;
	struct timer timer;
	uint8_t kind;
};

/* Q must stay where it is as long as CLOCK runs. */
void queue_create(struct queue *q, struct clock *clock, struct span length,
		  timer_handler *h, void *arg);

/* T, which waits nowhere, is given to the handler when its time is over. */
void queue_add(struct queue *q, struct timer *t);
void queue_drop(struct queue *q, struct timer *t);

#endif
