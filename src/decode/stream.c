/* SPDX-License-Identifier: BSD-2-Clause */
/* Puts a stream's segments in order, and knows when it is over. */
#include "decode/stream.h"

#define WAITING	262144		/* bytes behind a hole until it's given up */
#define JUMP	1048576		/* no segment is farther from the one before */

bool stream_is_near(const struct stream *s, uint32_t seq)
{
	int32_t ahead = stream_distance(stream_next(s), seq);

	return ahead <= JUMP && ahead >= -JUMP;
}

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

/* Something is held, or BYTES, from number SEQ on, are not the next. */
static void take_among(struct streams *all, struct stream *s,
		       const struct segment *g, uint32_t seq,
		       struct slice bytes)
{
	uint32_t next = stream_next(s);
	bool moved;

	if (hold_among(all, s, g, seq, bytes)) {
		stream_resume_at(all, s, seq + (uint32_t)bytes.n);
		stream_count_gap(all, bytes.n);
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

/* Nobody reads S: only how far it has come is known. */
static void pass_over(struct stream *s, const struct segment *g)
{
	uint32_t end = g->seq + (uint32_t)segment_size(g);

	if (stream_distance(s->first, end) > 0 || !stream_is_near(s, end))
		s->first = end;
}

/*
 * What nobody reads, or what nothing is waited for of, may be something else
 * from where a segment begins as only that does: it was met within a frame,
 * or something came before it.
 */
static void change_kind(struct streams *all, struct stream *s,
			const struct segment *g)
{
	bool ignored = stream_is_ignored(s);
	enum stream_kind kind;
	int32_t ahead;

	if (!s->kind || (!ignored && s->hold && s->stretch.in_step))
		return;
	kind = stream_tell_change(s, g->bytes);
	if (!kind)
		return;
	ahead = stream_distance(stream_next(s), g->seq);
	if (ahead != 0 && (!ignored || (ahead < 0 &&
					stream_is_near(s, g->seq))))
		return;
	stream_resume_at(all, s, g->seq);
	s->met.ns = 0;
	s->kind = kind;
	s->stretch = (struct stretch){
		.in_step = true, .sip = kind == STREAM_WEBSOCKET };
}

void stream_take(struct streams *all, struct stream *s,
		 const struct segment *g)
{
	struct segment whole = *g, rest, behind;
	uint32_t end;
	int32_t ahead;

	if (s->known)
		change_kind(all, s, g);
	if (stream_is_ignored(s)) {
		pass_over(s, g);
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
	if (!segment_size(&whole))
		return;
	rest = whole;
	g = &whole;
	end = g->seq + (uint32_t)segment_size(g);
	if (!stream_is_near(s, g->seq)) {
		++*all->jumps;
		stream_resume_at(all, s, g->seq);
	}
	if (stream_distance(stream_next(s), end) <= 0) {
		take_again(all, s, g);
		return;
	}
	ahead = stream_distance(stream_next(s), g->seq);
	if (s->closed && ahead > 0) {
		stream_resume_at(all, s, g->seq);
		ahead = 0;
	}
	s->closed = false;
	if (ahead <= 0)
		rest = segment_without(whole, (size_t)-ahead);
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
	s->closed = true;
	s->final = false;
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
