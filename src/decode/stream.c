/* SPDX-License-Identifier: BSD-2-Clause */
/* Puts a stream's segments in order, and knows when it is over. */
#include <stdlib.h>

#include "decode/stream.h"

#define WAITING	262144		/* bytes behind a hole until it's given up */

/* G is next, and nothing is held: it is shown where it lies. */
static void take_next(struct streams *all, struct stream *s,
		      const struct segment *g)
{
	bool ends = g->missing > 0;
	struct slice rest;
	size_t taken;

	s->stretch.lost = ends;
	taken = stream_show(all, s, g->payload, g->bytes, ends);
	s->stretch.lost = false;
	rest = slice_from(g->bytes, taken);
	s->first += (uint32_t)taken;
	if (rest.n && stream_hold(all, s, g, s->first, rest))
		stream_lose(all, s, rest.n);
	if (g->missing)
		stream_lose(all, s, g->missing);
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
		stream_give_up_hole(all, s);
		if (s->closed || stream_is_ignored(s))
			return 0;
	}
	while (stream_has_hole(s) &&
	       backlog_waiting(s->hold->backlog) > WAITING)
		stream_give_up_hole(all, s);
	return 0;
}

/*
 * Something is held, or BYTES, from number SEQ on, are not the next. What was
 * behind a hole is complete with what fills that: no receiver has it before.
 * G is what of them is new, which is next where they are too far to be held.
 */
static void take_among(struct streams *all, struct stream *s,
		       const struct segment *g, uint32_t seq,
		       struct slice bytes)
{
	uint32_t next = stream_next(s);
	bool moved;

	if (hold_among(all, s, g, seq, bytes)) {
		stream_jump(all, s, g->seq);
		take_next(all, s, g);
		return;
	}
	moved = stream_next(s) != next;
	if (moved && s->hold)
		stream_show_front(all, s, g->payload, false);
	stream_pass_tear(all, s);
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

	if (segment_size(g) == 1 &&
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
		stream_give_up_hole(all, s);
	} else {
		stream_lose(all, s, n);
	}
}

/* The stream goes on with its stray, or with number SEQ before that. */
static void follow_stray(struct streams *all, struct stream *s, uint32_t seq)
{
	struct stray *y = stream_take_stray(s);
	struct segment g = { .payload = &y->origin.payload,
			     .bytes = { y->bytes, y->n },
			     .missing = y->missing, .seq = y->seq };

	stream_jump(all, s, stream_distance(seq, y->seq) > 0 ? seq : y->seq);
	stream_take(all, s, &g);
	free(y);
}

/*
 * Anyone can forge a segment from far off (as in RFC 5961): it ends what is
 * waited for only with a second one. Where nothing is, it has nothing to end.
 */
static void take_far(struct streams *all, struct stream *s,
		     const struct segment *g)
{
	++*all->jumps;
	if (stream_stray_is_near(s, g->seq))
		follow_stray(all, s, g->seq);
	else if (stream_keep_stray(all, s, g))
		stream_jump(all, s, g->seq);
	else
		return;
	stream_take(all, s, g);
}

/* None of G was shown yet. */
static void take_new(struct streams *all, struct stream *s,
		     const struct segment *g)
{
	uint32_t end = g->seq + (uint32_t)segment_size(g);
	struct segment rest = *g;
	int32_t ahead;

	if (stream_is_far(s, g)) {
		take_far(all, s, g);
		return;
	}
	if (stream_distance(stream_next(s), end) <= 0) {
		take_again(all, s, g);
		return;
	}
	stream_forget_stray(all, s);
	ahead = stream_distance(stream_next(s), g->seq);
	if (s->closed && ahead > 0) {
		stream_resume_at(all, s, g->seq);
		ahead = 0;
	}
	s->closed = false;
	if (ahead <= 0)
		rest = segment_without(rest, (size_t)-ahead);
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

void stream_take(struct streams *all, struct stream *s,
		 const struct segment *g)
{
	struct segment whole = *g, behind;

	if (s->known)
		stream_change_kind(all, s, g);
	if (stream_is_ignored(s)) {
		stream_pass_over(s, g);
		return;
	}
	if (!s->known) {
		stream_begin(s, g->seq, false);
		s->met = all->now;
	}
	stream_go_back(all, s, g);
	behind = stream_take_out_shown(all, s, &whole);
	if (segment_size(&behind))
		stream_take(all, s, &behind);
	if (segment_size(&whole))
		take_new(all, s, &whole);
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
	uint32_t fin = g->seq + (uint32_t)segment_size(g);
	int32_t ahead = stream_distance(stream_next(s), fin);

	if (!s->known || stream_is_ignored(s)) {
		stream_close(all, s);
		return;
	}
	if (s->closed || s->final || ahead < 0 || !stream_is_near(s, fin))
		return;
	s->final = true;
	s->fin = fin;
	if (hold_among(all, s, g, fin, SLICE("\0"))) {
		stream_jump(all, s, fin);
		stream_finish(all, s);
	} else if (s->hold) {
		if (ahead == 0)
			stream_show_front(all, s, g->payload, true);
		stream_settle(all, s, false);
	}
}

void stream_acknowledge(struct streams *all, struct stream *s, uint32_t ack,
			bool answered)
{
	if (stream_stray_is_near(s, ack) &&
	    stream_distance(s->hold->stray->seq, ack) > 0)
		follow_stray(all, s, ack);
	if (!stream_has_hole(s) || !stream_is_near(s, ack))
		return;
	if (stream_distance(s->hold->acknowledged, ack) > 0 &&
	    (answered || s->hold->queue != &all->acknowledged)) {
		s->hold->acknowledged = ack;
		stream_settle(all, s, false);
	}
	while (answered && s->hold && s->hold->queue == &all->acknowledged)
		stream_give_up_hole(all, s);
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
	stream_let_go(all, s);
	stream_close(all, s);
}

void streams_hurry(struct streams *all)
{
	struct hold *h;

	while ((h = streams_first_due(all)) &&
	       !moment_before(all->now, streams_due(all)))
		stream_give_up_hole(all, h->stream);
}

void streams_shrink(struct streams *all, size_t most)
{
	while (all->held > most) {
		struct hold *h = all->kept.oldest ? all->kept.oldest :
						    streams_first_due(all);

		++*all->given_up;
		stream_let_go(all, h->stream);
	}
}

void streams_let_go(struct streams *all)
{
	struct hold *h;

	while ((h = streams_first_due(all)))
		stream_let_go(all, h->stream);
	while (all->kept.oldest)
		stream_let_go(all, all->kept.oldest->stream);
}
