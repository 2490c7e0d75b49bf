/* SPDX-License-Identifier: BSD-2-Clause */
/* A list, and a timer for whoever is first in it. */
#include "base/queue.h"

#include <assert.h>
#include <stddef.h>

static void end_first(struct timer *timer, void *arg)
{
	struct queue *q = arg;
	struct timer *t;

	while ((t = q->first) && !moment_before(clock_now(q->clock), t->due)) {
		queue_drop(q, t);
		q->h(t, q->arg);
	}
	if (q->first)
		clock_set(q->clock, timer, q->kind, q->first->due);
}

void queue_create(struct queue *q, struct clock *clock, struct span length,
		  timer_handler *h, void *arg)
{
	*q = (struct queue){ .clock = clock, .length = length, .h = h,
			     .arg = arg };
	q->kind = clock_kind(clock, end_first, q);
}

void queue_add(struct queue *q, struct timer *t)
{
	assert(!t->waits);
	t->waits = true;
	t->due = moment_add(clock_now(q->clock), q->length);
	t->next = NULL;
	t->prev = q->last;
	if (t->prev)
		t->prev->next = t;
	else
		q->first = t;
	q->last = t;
	if (!q->timer.waits)
		clock_set(q->clock, &q->timer, q->kind, t->due);
}

/* The clock's timer stays: it finds out that it came too early. */
void queue_drop(struct queue *q, struct timer *t)
{
	if (!t->waits)
		return;
	t->waits = false;
	if (t->next)
		t->next->prev = t->prev;
	else
		q->last = t->prev;
	if (t->prev)
		t->prev->next = t->next;
	else
		q->first = t->next;
}
