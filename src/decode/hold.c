/* SPDX-License-Identifier: BSD-2-Clause */
/* Holds bytes of streams, and knows which of them wait the longest. */
#include <stdlib.h>

#include "decode/stream.h"

#define PATIENCE span_s(10)	/* with what is missing before others */
#define DELAY	 span_ms(200)	/* of what an ACK told before it was seen:
				 * the other way may be captured faster */

#define ARRIVALS 256		/* of a stream: more share a frame */

static void leave_queue(struct hold *h)
{
	struct queue *q = h->queue;

	*(h->older ? &h->older->newer : &q->oldest) = h->newer;
	*(h->newer ? &h->newer->older : &q->newest) = h->older;
}

static void join_queue(struct queue *q, struct hold *h)
{
	h->queue = q;
	h->older = q->newest;
	h->newer = NULL;
	*(h->older ? &h->older->newer : &q->oldest) = h;
	q->newest = h;
}

struct hold *stream_make_hold(struct streams *all, struct stream *s)
{
	struct hold *h = calloc(1, sizeof *h);

	if (!h)
		return NULL;
	h->backlog = backlog_create();
	if (!h->backlog) {
		free(h);
		return NULL;
	}
	h->stream = s;
	h->acknowledged = s->first;
	join_queue(&all->kept, h);
	s->hold = h;
	return h;
}

void stream_release(struct streams *all, struct stream *s)
{
	struct hold *h = s->hold;

	if (!h)
		return;
	s->first = stream_next(s);
	s->hold = NULL;
	leave_queue(h);
	all->held -= h->size;
	backlog_destroy(h->backlog);
	free(h->arrivals);
	free(h->stray);
	free(h);
}

static bool has_room(struct hold *h)
{
	size_t most = h->most_arrivals ? 2 * h->most_arrivals : 4;
	struct arrival *a;

	if (h->n_arrivals < h->most_arrivals)
		return true;
	if (most > ARRIVALS)
		return false;
	a = realloc(h->arrivals, most * sizeof *a);
	if (!a)
		return false;
	h->arrivals = a;
	h->most_arrivals = most;
	return true;
}

/* Of two that end with the same byte the first brought it. */
void stream_keep_arrival(struct hold *h, uint32_t to, const struct frame *f)
{
	size_t i = h->n_arrivals;

	while (i > 0 && stream_distance(to, h->arrivals[i - 1].to) > 0)
		i--;
	if ((i > 0 && h->arrivals[i - 1].to == to) || !has_room(h))
		return;
	memmove(&h->arrivals[i + 1], &h->arrivals[i],
		(h->n_arrivals - i) * sizeof *h->arrivals);
	h->n_arrivals++;
	h->arrivals[i] = (struct arrival){ to, *f };
	h->arrivals[i].frame.bytes = NULL;
	h->arrivals[i].frame.captured = 0;
}

static void drop_arrivals(struct hold *h, uint32_t next)
{
	size_t n = 0;

	while (n < h->n_arrivals &&
	       stream_distance(h->arrivals[n].to, next) >= 0)
		n++;
	if (n == 0)
		return;
	h->n_arrivals -= n;
	memmove(h->arrivals, h->arrivals + n,
		h->n_arrivals * sizeof *h->arrivals);
}

/* Nothing was acknowledged where the number is that of the hole itself. */
static struct queue *choose_queue(struct streams *all, struct stream *s)
{
	uint32_t hole = stream_next(s), end;

	if (!stream_has_hole(s))
		return &all->kept;
	end = hole + (uint32_t)backlog_hole(s->hold->backlog);
	if (stream_distance(end, s->hold->acknowledged) >= 0)
		return &all->acknowledged;
	s->hold->acknowledged = hole;
	return &all->holes;
}

void stream_settle(struct streams *all, struct stream *s, bool moved)
{
	struct hold *h = s->hold;
	struct queue *q;

	if (!h)
		return;
	q = choose_queue(all, s);
	if (!stream_has_hole(s) && stream_front(s) == 0) {
		stream_release(all, s);
		return;
	}
	drop_arrivals(h, stream_next(s));
	all->held -= h->size;
	h->size = sizeof *h + backlog_size(h->backlog) +
		  h->most_arrivals * sizeof *h->arrivals +
		  (h->stray ? sizeof *h->stray + h->stray->n : 0);
	all->held += h->size;
	if (q == h->queue && (q != &all->holes || !moved))
		return;
	h->since = all->now;
	leave_queue(h);
	join_queue(q, h);
}

void stream_keep_origin(struct origin *o, const struct payload *p)
{
	o->frame = *p->frame;
	o->frame.bytes = NULL;
	o->frame.captured = 0;
	o->payload = *p;
	o->payload.frame = &o->frame;
}

int stream_hold(struct streams *all, struct stream *s,
		const struct segment *g, uint32_t seq, struct slice bytes)
{
	struct hold *h = s->hold ? s->hold : stream_make_hold(all, s);
	int32_t at = stream_distance(s->first, seq);
	bool early = stream_distance(stream_next(s), seq) > 0;
	bool conflict = false;
	uint32_t to = seq + (uint32_t)bytes.n;
	int err;

	if (!h)
		return -1;
	if (at < 0) {
		bytes = slice_from(bytes, (size_t)-at);
		at = 0;
	}
	err = backlog_put(h->backlog, (size_t)at, bytes, &conflict);
	*all->conflicts += conflict;
	if (err)
		return err;
	stream_keep_origin(early ? &h->behind : &h->front, g->payload);
	if (early)
		stream_keep_arrival(h, to, g->payload->frame);
	return 0;
}

static struct moment due(const struct streams *all, const struct hold *h)
{
	if (!h)
		return (struct moment){ INT64_MAX };
	return moment_add(h->since, h->queue == &all->holes ? PATIENCE :
							      DELAY);
}

struct hold *streams_first_due(const struct streams *all)
{
	struct hold *a = all->acknowledged.oldest, *b = all->holes.oldest;

	return moment_before(due(all, b), due(all, a)) ? b : a ? a : b;
}

struct moment streams_due(const struct streams *all)
{
	return due(all, streams_first_due(all));
}
