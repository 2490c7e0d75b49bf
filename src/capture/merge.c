/* SPDX-License-Identifier: BSD-2-Clause */
/* Holds frames of several interfaces back until they can go in order. */
#include <errno.h>
#include <stdlib.h>

#include "capture/source.h"

/* A ring of frames, each in one piece, with its bytes behind it. */
struct queue {
	uint8_t *ring;
	size_t head, tail;	/* the first frame; behind the last */
	size_t end;		/* frames begin anew at 0 from here on */
	size_t frames;
};

struct merge {
	size_t n, room;
	struct queue *queues;
	capture_frame_handler *handler;
	void *arg;
};

int merge_create(struct merge **mp, size_t n, size_t room,
		 capture_frame_handler *h, void *arg)
{
	struct merge *m = calloc(1, sizeof *m);
	size_t i;

	if (!m)
		return -ENOMEM;
	m->room = room;
	m->handler = h;
	m->arg = arg;
	m->queues = calloc(n, sizeof *m->queues);
	for (i = 0; m->queues && i < n; i++) {
		m->queues[i].ring = malloc(room);
		if (!m->queues[i].ring)
			break;
		m->n++;
	}
	if (m->n < n) {
		merge_destroy(m);
		return -ENOMEM;
	}
	*mp = m;
	return 0;
}

void merge_destroy(struct merge *m)
{
	size_t i;

	if (!m)
		return;
	for (i = 0; i < m->n; i++)
		free(m->queues[i].ring);
	free(m->queues);
	free(m);
}

/* Bytes of the ring that a frame takes, so that the next is aligned. */
static size_t size_of(const struct frame *f)
{
	size_t align = _Alignof(struct frame);

	return (sizeof *f + f->captured + align - 1) / align * align;
}

static struct frame *first(const struct queue *q)
{
	return (struct frame *)(q->ring + q->head);
}

/* Where SIZE bytes in one piece are free, or NULL. */
static uint8_t *place(struct queue *q, size_t room, size_t size)
{
	if (!q->frames)
		q->head = q->tail = 0;
	if (q->frames && q->tail <= q->head)
		return size <= q->head - q->tail ? q->ring + q->tail : NULL;
	if (size <= room - q->tail)
		return q->ring + q->tail;
	if (!q->frames || size > q->head)
		return NULL;
	q->end = q->tail;
	q->tail = 0;
	return q->ring;
}

static void drop_first(struct queue *q)
{
	bool wrapped = q->tail <= q->head;

	q->head += size_of(first(q));
	q->frames--;
	if (wrapped && q->head == q->end)
		q->head = 0;
}

/* The queue whose first frame is the earliest; NULL: all are empty. */
static struct queue *earliest(const struct merge *m, bool *all)
{
	struct queue *best = NULL;
	size_t i;

	*all = true;
	for (i = 0; i < m->n; i++) {
		struct queue *q = &m->queues[i];

		if (!q->frames)
			*all = false;
		else if (!best || moment_before(first(q)->stamp,
						first(best)->stamp))
			best = q;
	}
	return best;
}

static void hand_on(struct merge *m, struct queue *q)
{
	m->handler(first(q), m->arg);
	drop_first(q);
}

void merge_give(struct merge *m, struct moment until)
{
	struct queue *q;
	bool all;

	while ((q = earliest(m, &all))) {
		if (!all && moment_before(until, first(q)->stamp))
			break;
		hand_on(m, q);
	}
}

void merge_put(struct merge *m, size_t i, const struct frame *f)
{
	struct queue *q = &m->queues[i];
	size_t size = size_of(f);
	struct frame *copy;
	uint8_t *at;
	bool all;

	while (!(at = place(q, m->room, size)) && q->frames)
		hand_on(m, earliest(m, &all));
	if (!at) {	/* larger than a whole queue: nothing is before it */
		m->handler(f, m->arg);
		return;
	}
	copy = (struct frame *)at;
	*copy = *f;
	copy->bytes = at + sizeof *f;
	memcpy(at + sizeof *f, f->bytes, f->captured);
	q->tail = at - q->ring + size;
	q->frames++;
}
