/* SPDX-License-Identifier: BSD-2-Clause */
/* Puts a stream's segments in order, and gives up what won't come. */
#include <stdlib.h>

#include "decode/stream.h"

#define WAITING	 262144		/* bytes behind a hole until it's given up */
#define KEPT	 131072		/* bytes in order that nobody takes */
#define JUMP	 1048576	/* no segment is farther from the one before */

bool stream_is_near(const struct stream *s, uint32_t seq)
{
	int32_t ahead = stream_distance(stream_next(s), seq);

	return ahead <= JUMP && ahead >= -JUMP;
}

/* -- what is in order ---------------------------------------------------- */

/* Nobody reads TLS. */
static void read_stretch(struct streams *all, const struct stream *s,
			 const struct payload *p)
{
	if (s->kind == STREAM_WEBSOCKET)
		decode_read_websocket(all->websocket, p);
	else if (s->kind == STREAM_SIP)
		all->payload(p, all->arg);
	else
		p->stretch->taken = p->bytes.n;
}

/*
 * Shows BYTES as P; how many of them are done with. ENDS: what follows them
 * is missing, or nothing does.
 */
static size_t show(struct streams *all, struct stream *s, struct payload *p,
		   struct slice bytes, bool ends)
{
	struct stretch *st = &s->stretch;

	st->taken = st->wanted = 0;
	st->ends = ends;
	p->bytes = bytes;
	p->stretch = st;
	if (bytes.n && (s->kind != STREAM_UNKNOWN ||
			stream_tell_kind(s, p, bytes, ends)))
		read_stretch(all, s, p);
	if (ends) {
		st->ends = st->in_step = false;
		st->wanted = st->searched = 0;
		return bytes.n;
	}
	return st->foreign || st->taken > bytes.n ? bytes.n : st->taken;
}

static bool is_ignored(const struct stream *s)
{
	return s->stretch.foreign || s->kind == STREAM_TLS;
}

static void close_stream(struct streams *all, struct stream *s)
{
	stream_release(all, s);
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
	taken = show(all, s, p, front, ends);
	backlog_drop(s->hold->backlog, taken);
	s->first += (uint32_t)taken;
	if (closes)
		close_stream(all, s);
	else if (is_ignored(s))
		stream_release(all, s);
	else if (!ends && front.n - taken > KEPT)
		show_part(all, s, p, front.n - taken, true);
}

static void show_front(struct streams *all, struct stream *s,
		       struct payload *p, bool ends)
{
	show_part(all, s, p, SIZE_MAX, ends);
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
		    moment_before(h->front.frame.stamp, a->frame.stamp))
			h->front.frame = a->frame;
		shown = a->to;
		show_part(all, s, &h->front.payload,
			  (size_t)stream_distance(s->first, shown), false);
	}
	if (!s->hold || shown == end)
		return;
	stream_keep_origin(&h->front, &h->behind.payload);
	show_front(all, s, &h->front.payload, false);
}

static void count_gap(struct streams *all, size_t lost)
{
	*all->gaps += lost > 0;
	*all->lost += lost;
}

static void pass_tear(struct streams *all, struct stream *s);

/* What is missing first won't come any more. */
static void give_up_hole(struct streams *all, struct stream *s)
{
	struct hold *h = s->hold;
	size_t hole = backlog_hole(h->backlog), lost = stream_lost_in(s, hole);

	s->stretch.lost = true;
	show_front(all, s, &h->front.payload, true);
	s->stretch.lost = false;
	if (!s->hold)
		return;
	count_gap(all, lost);
	backlog_leap(h->backlog);
	s->first += (uint32_t)hole;
	stream_keep_origin(&h->front, &h->behind.payload);
	show_arrivals(all, s);
	pass_tear(all, s);
	stream_settle(all, s, true);
}

/* All holes are given up, and nothing is held any longer. */
static void let_go(struct streams *all, struct stream *s)
{
	while (stream_has_hole(s))
		give_up_hole(all, s);
	if (s->hold)
		show_front(all, s, &s->hold->front.payload, true);
	stream_release(all, s);
}

/* So many bytes behind the next one won't come. */
static void pass(struct streams *all, struct stream *s, size_t n)
{
	s->stretch.lost = true;
	let_go(all, s);
	s->stretch.lost = false;
	s->stretch.in_step = false;
	s->stretch.searched = 0;
	s->first += (uint32_t)n;
}

static void lose(struct streams *all, struct stream *s, size_t n)
{
	pass(all, s, n);
	count_gap(all, n);
}

/* All is in order up to where a segment was cut: its rest won't come. */
static void pass_tear(struct streams *all, struct stream *s)
{
	uint32_t n = s->hold ? s->hold->torn : 0;

	if (n == 0 || stream_next(s) != s->hold->torn_at)
		return;
	if (stream_has_hole(s)) {
		give_up_hole(all, s);
		if (s->hold)
			s->hold->torn = 0;
		return;
	}
	s->hold->torn = 0;
	if (s->hold->shown)
		pass(all, s, n);
	else
		lose(all, s, n);
}

/* The stream goes on at SEQ, whatever was before. */
static void resume_at(struct streams *all, struct stream *s, uint32_t seq)
{
	let_go(all, s);
	s->first = seq;
	s->final = s->closed = false;
	s->stretch.in_step = false;
	s->stretch.searched = 0;
}

/* -- segments ------------------------------------------------------------ */

/* G is next, and nothing is held: it is shown where it lies. */
static void take_next(struct streams *all, struct stream *s,
		      const struct segment *g)
{
	bool ends = g->missing > 0;
	struct slice rest;
	size_t taken;

	s->stretch.lost = ends;
	taken = show(all, s, g->payload, g->bytes, ends);
	s->stretch.lost = false;
	rest = slice_from(g->bytes, taken);
	s->first += (uint32_t)taken;
	if (rest.n && stream_hold(all, s, g, s->first, rest))
		lose(all, s, rest.n);
	if (g->missing)
		lose(all, s, g->missing);
	stream_settle(all, s, true);
}

/*
 * BYTES, from number SEQ on, are held. Where they are too much, holes are
 * given up: then there is room, or they are nearer.
 */
static int hold_among(struct streams *all, struct stream *s,
		      const struct segment *g, uint32_t seq,
		      struct slice bytes)
{
	while (stream_hold(all, s, g, seq, bytes)) {
		if (!stream_has_hole(s))
			return -1;
		give_up_hole(all, s);
		if (s->closed || is_ignored(s))
			return 0;
	}
	while (stream_has_hole(s) &&
	       backlog_waiting(s->hold->backlog) > WAITING)
		give_up_hole(all, s);
	return 0;
}

/* Something is held, or BYTES, from number SEQ on, are not the next. */
static void take_among(struct streams *all, struct stream *s,
		       const struct segment *g, uint32_t seq,
		       struct slice bytes)
{
	uint32_t next = stream_next(s);
	bool moved;

	if (hold_among(all, s, g, seq, bytes)) {
		resume_at(all, s, seq + (uint32_t)bytes.n);
		count_gap(all, bytes.n);
		return;
	}
	moved = stream_next(s) != next;
	if (moved && s->hold)
		show_front(all, s, g->payload, false);
	pass_tear(all, s);
	stream_settle(all, s, moved);
}

/*
 * All of G came before. A keep-alive repeats the last byte, or any in its
 * place (RFC 9293 section 3.8.4).
 */
static void take_again(struct streams *all, struct stream *s,
		       const struct segment *g)
{
	int32_t at = stream_distance(s->first, g->seq);
	struct slice bytes = g->bytes;
	bool conflict = false;

	if (bytes.n + g->missing == 1 &&
	    stream_distance(g->seq, stream_next(s)) == 1)
		return;
	++*all->retransmitted;
	if (at < 0)
		bytes = slice_from(bytes, (size_t)-at);
	if (s->hold && bytes.n)
		backlog_put(s->hold->backlog, at < 0 ? 0 : (size_t)at, bytes,
			    &conflict);
	*all->conflicts += conflict;
}

/* From number AT on N bytes of a segment were not captured. */
static void tear(struct streams *all, struct stream *s, uint32_t at,
		 uint32_t n)
{
	if (stream_next(s) != at) {
		if (s->hold) {
			s->hold->torn_at = at;
			s->hold->torn = n;
			s->hold->shown = false;
		}
	} else if (stream_has_hole(s)) {
		give_up_hole(all, s);
	} else {
		lose(all, s, n);
	}
}

/* G without its first N bytes. */
static struct segment without(struct segment g, size_t n)
{
	size_t there = n < g.bytes.n ? n : g.bytes.n;

	g.bytes = slice_from(g.bytes, there);
	g.missing -= n - there;
	g.seq += (uint32_t)n;
	return g;
}

/* Of G what was shown already is taken out; true: nothing is left. */
static bool take_out_shown(struct streams *all, struct stream *s,
			   struct segment *g)
{
	int32_t n = (int32_t)(g->bytes.n + g->missing), from, to;
	const struct hold *h = s->hold;

	if (!h || !h->shown || h->torn == 0)
		return false;
	from = stream_distance(g->seq, h->torn_at);
	to = from + (int32_t)h->torn;
	if (from >= n || to <= 0)
		return false;
	if (n > to) {
		struct segment behind = without(*g, (size_t)to);

		stream_take(all, s, &behind);
	}
	*all->retransmitted += from <= 0;
	g->bytes = slice_head(g->bytes, from > 0 ? (size_t)from : 0);
	g->missing = 0;
	return g->bytes.n == 0;
}

void stream_take(struct streams *all, struct stream *s,
		 const struct segment *g)
{
	struct segment whole = *g, rest;
	uint32_t end;
	int32_t ahead;

	if (is_ignored(s))
		return;
	if (!s->known) {
		stream_begin(s, g->seq, false);
		s->met = all->now;
	}
	stream_go_back(all, s, g);
	if (take_out_shown(all, s, &whole))
		return;
	rest = whole;
	g = &whole;
	end = g->seq + (uint32_t)(g->bytes.n + g->missing);
	if (!stream_is_near(s, g->seq)) {
		++*all->jumps;
		resume_at(all, s, g->seq);
	}
	if (stream_distance(stream_next(s), end) <= 0) {
		take_again(all, s, g);
		return;
	}
	ahead = stream_distance(stream_next(s), g->seq);
	if (s->closed && ahead > 0) {
		resume_at(all, s, g->seq);
		ahead = 0;
	}
	s->closed = false;
	if (ahead <= 0)
		rest = without(whole, (size_t)-ahead);
	else
		++*all->disordered;
	if (ahead <= 0 && !s->hold) {
		take_next(all, s, &rest);
		return;
	}
	take_among(all, s, &rest, g->seq, g->bytes);
	if (g->missing)
		tear(all, s, end - (uint32_t)g->missing,
		     (uint32_t)g->missing);
}

void stream_begin(struct stream *s, uint32_t seq, bool in_step)
{
	s->known = true;
	s->start = s->first = seq;
	s->stretch.in_step = in_step;
}

/* Where FIN comes before what it should follow, it waits as a byte does. */
void stream_end(struct streams *all, struct stream *s,
		const struct segment *g)
{
	uint32_t fin = g->seq + (uint32_t)(g->bytes.n + g->missing);
	int32_t ahead = stream_distance(stream_next(s), fin);

	if (!s->known || is_ignored(s)) {
		close_stream(all, s);
		return;
	}
	if (s->closed || s->final || ahead < 0 || !stream_is_near(s, fin))
		return;
	s->final = true;
	s->fin = fin;
	if (hold_among(all, s, g, fin, SLICE("\0"))) {
		stream_finish(all, s);
	} else if (s->hold) {
		if (ahead == 0)
			show_front(all, s, g->payload, true);
		stream_settle(all, s, false);
	}
}

void stream_acknowledge(struct streams *all, struct stream *s, uint32_t ack,
			bool answered)
{
	if (!stream_has_hole(s) || !stream_is_near(s, ack))
		return;
	if (stream_distance(s->hold->acknowledged, ack) > 0 &&
	    (answered || s->hold->queue != &all->acknowledged)) {
		s->hold->acknowledged = ack;
		stream_settle(all, s, false);
	}
	while (answered && s->hold && s->hold->queue == &all->acknowledged)
		give_up_hole(all, s);
}

bool stream_reset(struct streams *all, struct stream *s, uint32_t seq)
{
	if (s->known && !stream_is_near(s, seq))
		return false;
	stream_finish(all, s);
	return true;
}

void stream_finish(struct streams *all, struct stream *s)
{
	let_go(all, s);
	s->closed = true;
	s->final = false;
}

void streams_hurry(struct streams *all)
{
	struct hold *h;

	while ((h = streams_first_due(all)) &&
	       !moment_before(all->now, streams_due(all)))
		give_up_hole(all, h->stream);
}

void streams_shrink(struct streams *all, size_t most)
{
	while (all->held > most) {
		struct hold *h = all->kept.oldest ? all->kept.oldest :
						    streams_first_due(all);

		++*all->given_up;
		let_go(all, h->stream);
	}
}

void streams_let_go(struct streams *all)
{
	struct hold *h;

	while ((h = streams_first_due(all)))
		let_go(all, h->stream);
	while (all->kept.oldest)
		let_go(all, all->kept.oldest->stream);
}
