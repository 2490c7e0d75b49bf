/* SPDX-License-Identifier: BSD-2-Clause */
/* Shows what of a stream is in order, and gives up what won't come. */
#include <stdlib.h>

#include "decode/stream.h"

#define KEPT	131072		/* bytes in order that nobody takes */
#define WINDOW	1073741824	/* the largest (RFC 7323 section 2.3) */

/* Nobody reads TLS. */
static void read_stretch(struct streams *all, const struct stream *s,
			 const struct payload *p)
{
	if (s->kind == STREAM_WEBSOCKET)
		decode_read_websocket(all->websocket, p);
	else if (s->kind == STREAM_HEP)
		decode_read_hep_stream(p, all->hep, all->hep_arg);
	else if (s->kind == STREAM_SIP)
		all->payload(p, all->arg);
	else
		p->stretch->taken = p->bytes.n;
}

size_t stream_show(struct streams *all, struct stream *s, struct payload *p,
		   struct slice bytes, bool ends)
{
	struct stretch *st = &s->stretch;
	size_t passed = 0;

	if (s->kind == STREAM_UNKNOWN)
		passed = stream_pass_preface(bytes);
	bytes = slice_from(bytes, passed);
	st->taken = st->wanted = 0;
	st->ends = ends;
	p->bytes = bytes;
	p->stretch = st;
	if (bytes.n && (s->kind != STREAM_UNKNOWN ||
			stream_tell_kind(s, p, bytes, ends))) {
		stream_look_again(s, bytes);
		read_stretch(all, s, p);
	}
	if (ends) {
		st->ends = st->in_step = false;
		st->wanted = st->searched = 0;
		return passed + bytes.n;
	}
	return passed + (st->foreign || st->taken > bytes.n ? bytes.n :
							      st->taken);
}

bool stream_is_ignored(const struct stream *s)
{
	return s->stretch.foreign || s->kind == STREAM_TLS;
}

void stream_count_end(struct streams *all, struct stream *s)
{
	struct stretch *st = &s->stretch;

	if (s->kind != STREAM_SIP && s->kind != STREAM_WEBSOCKET)
		return;
	*all->foreign += st->skipped && !st->sip && !st->foreign;
	st->skipped = 0;
}

void stream_close(struct streams *all, struct stream *s)
{
	stream_release(all, s);
	stream_count_end(all, s);
	s->closed = true;
	s->final = false;
}

/* Shows what is held of S and in order, but MOST bytes of it, as P. */
static void show_part(struct streams *all, struct stream *s,
		      struct payload *p, size_t most, bool ends)
{
	struct slice front = slice_head(backlog_front(s->hold->backlog),
					most);
	bool closes = s->final && stream_distance(s->fin, s->first +
						  (uint32_t)front.n) > 0;
	size_t taken;

	if (closes)		/* there is nothing behind FIN */
		front = slice_head(front,
				   (size_t)stream_distance(s->first, s->fin));
	ends = ends || closes;
	if (!ends && front.n <= KEPT &&
	    (front.n == 0 || front.n < s->stretch.wanted))
		return;
	taken = stream_show(all, s, p, front, ends);
	backlog_drop(s->hold->backlog, taken);
	s->first += (uint32_t)taken;
	if (closes)
		stream_close(all, s);
	else if (stream_is_ignored(s))
		stream_release(all, s);
	else if (!ends && front.n - taken > KEPT)
		show_part(all, s, p, front.n - taken, true);
}

void stream_show_front(struct streams *all, struct stream *s,
		       struct payload *p, bool ends)
{
	show_part(all, s, p, SIZE_MAX, ends);
}

/* Segments that came at once, or so the clock says, have their numbers. */
static bool came_before(const struct frame *a, const struct frame *b)
{
	return a->stamp.ns == b->stamp.ns ? a->number < b->number :
					    moment_before(a->stamp, b->stamp);
}

/*
 * What waited behind a hole is shown as it arrived. What nothing is left of
 * before is complete with its own frame, other with the last to arrive.
 */
static void show_arrivals(struct streams *all, struct stream *s)
{
	struct hold *h = s->hold;
	uint32_t end = stream_next(s), shown = s->first;

	for (size_t i = 0; s->hold && i < h->n_arrivals; i++) {
		const struct arrival *a = &h->arrivals[i];

		if (stream_distance(a->to, end) < 0)
			break;
		if (stream_distance(shown, a->to) <= 0)
			continue;
		if (s->first == shown ||
		    came_before(&h->front.frame, &a->frame))
			h->front.frame = a->frame;
		shown = a->to;
		show_part(all, s, &h->front.payload,
			  (size_t)stream_distance(s->first, shown), false);
	}
	if (!s->hold || shown == end)
		return;
	stream_keep_origin(&h->front, &h->behind.payload);
	stream_show_front(all, s, &h->front.payload, false);
}

void stream_count_gap(struct streams *all, size_t lost)
{
	*all->gaps += lost > 0;
	*all->lost += lost;
}

/* What is missing first won't come any more. */
void stream_give_up_hole(struct streams *all, struct stream *s)
{
	struct hold *h = s->hold;
	size_t hole = backlog_hole(h->backlog), lost = stream_lost_in(s, hole);

	s->stretch.lost = true;
	stream_show_front(all, s, &h->front.payload, true);
	s->stretch.lost = false;
	if (!s->hold)
		return;
	stream_count_gap(all, lost);
	backlog_leap(h->backlog);
	s->first += (uint32_t)hole;
	stream_keep_origin(&h->front, &h->behind.payload);
	show_arrivals(all, s);
	stream_pass_tear(all, s);
	stream_settle(all, s, true);
}

/* How many bytes are missing before SEQ, if it is of the same connection. */
static size_t skipped_before(const struct stream *s, uint32_t seq)
{
	int32_t n = stream_distance(stream_next(s), seq);

	return n > 0 && n <= WINDOW ? (size_t)n : 0;
}

/* Nothing came to confirm a stray, but nothing against it either. */
static void show_stray(struct streams *all, struct stream *s, struct stray *y)
{
	stream_count_gap(all, skipped_before(s, y->seq));
	s->first = y->seq + (uint32_t)(y->n + y->missing);
	s->stretch.in_step = false;
	s->stretch.searched = 0;
	if (!stream_is_ignored(s))
		stream_show(all, s, &y->origin.payload,
			    (struct slice){ y->bytes, y->n }, true);
}

void stream_let_go(struct streams *all, struct stream *s)
{
	struct stray *y = stream_take_stray(s);

	while (stream_has_hole(s))
		stream_give_up_hole(all, s);
	if (s->hold)
		stream_show_front(all, s, &s->hold->front.payload, true);
	stream_release(all, s);
	if (y)
		show_stray(all, s, y);
	free(y);
}

static void pass(struct streams *all, struct stream *s, size_t n)
{
	s->stretch.lost = true;
	stream_let_go(all, s);
	s->stretch.lost = false;
	s->stretch.in_step = false;
	s->stretch.searched = 0;
	s->first += (uint32_t)n;
}

void stream_lose(struct streams *all, struct stream *s, size_t n)
{
	pass(all, s, n);
	stream_count_gap(all, n);
}

void stream_pass_tear(struct streams *all, struct stream *s)
{
	uint32_t n = s->hold ? s->hold->torn : 0;

	if (n == 0 || stream_next(s) != s->hold->torn_at)
		return;
	if (stream_has_hole(s)) {
		stream_give_up_hole(all, s);
		if (s->hold)
			s->hold->torn = 0;
		return;
	}
	s->hold->torn = 0;
	if (s->hold->shown)
		pass(all, s, n);
	else
		stream_lose(all, s, n);
}

void stream_resume_at(struct streams *all, struct stream *s, uint32_t seq)
{
	stream_let_go(all, s);
	s->first = seq;
	s->final = s->closed = false;
	s->stretch.in_step = false;
	s->stretch.searched = 0;
}

void stream_jump(struct streams *all, struct stream *s, uint32_t seq)
{
	size_t n = skipped_before(s, seq);

	if (n)
		stream_lose(all, s, n);
	stream_resume_at(all, s, seq);
}
