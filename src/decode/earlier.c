/* SPDX-License-Identifier: BSD-2-Clause */
/* What is met in its middle may begin earlier: takes that in front of it. */
#include "decode/stream.h"

#define EARLIER	 65536		/* bytes before what was met first */
#define DISORDER span_ms(200)	/* so long they may come after it */

size_t stream_lost_in(const struct stream *s, size_t hole)
{
	const struct hold *h = s->hold;

	if (!h->shown)
		return hole;
	if (stream_next(s) == s->start)
		return 0;
	if (h->torn && stream_next(s) == h->torn_at)
		return hole > h->torn ? hole - h->torn : 0;
	return hole;
}

/* G comes before what was met first. */
static bool is_earlier(const struct streams *all, const struct stream *s,
		       const struct segment *g)
{
	int32_t by = stream_distance(g->seq, s->start);

	return s->met.ns && by > 0 && by < EARLIER && !s->closed &&
	       s->kind <= STREAM_SIP && g->bytes.n > 1 &&
	       moment_since(all->now, s->met).ns < DISORDER.ns;
}

void stream_go_back(struct streams *all, struct stream *s,
		    const struct segment *g)
{
	uint32_t taken = s->first - s->start, front = stream_next(s);
	struct hold *h;

	if (!is_earlier(all, s, g))
		return;
	s->met.ns = 0;
	h = s->hold ? s->hold : stream_make_hold(all, s);
	if (!h || h->torn || backlog_precede(h->backlog, EARLIER + taken)) {
		stream_settle(all, s, false);
		return;
	}
	if (front != s->first) {
		stream_keep_arrival(h, front, &h->front.frame);
		if (h->n_arrivals <= 1)
			stream_keep_origin(&h->behind, &h->front.payload);
	}
	h->torn_at = s->start;
	h->torn = taken;
	h->shown = true;
	h->acknowledged = s->first;
	s->start -= EARLIER;
	s->first = s->start;
	s->stretch.in_step = false;
	s->stretch.wanted = s->stretch.searched = 0;
}

struct segment stream_take_out_shown(struct streams *all,
				     const struct stream *s,
				     struct segment *g)
{
	int32_t n = (int32_t)segment_size(g), from, to;
	const struct hold *h = s->hold;
	struct segment behind = { .payload = NULL };

	if (!h || !h->shown || h->torn == 0)
		return behind;
	from = stream_distance(g->seq, h->torn_at);
	to = from + (int32_t)h->torn;
	if (from >= n || to <= 0)
		return behind;
	if (n > to)
		behind = segment_without(*g, (size_t)to);
	*all->retransmitted += from <= 0;
	g->bytes = slice_head(g->bytes, from > 0 ? (size_t)from : 0);
	g->missing = 0;
	return behind;
}
