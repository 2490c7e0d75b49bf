/* SPDX-License-Identifier: BSD-2-Clause */
/* Keeps a segment from far off, until something else confirms that it is. */
#include <stdlib.h>

#include "decode/stream.h"

/* Behind what can be held, or before: nobody has such a window open. */
bool stream_is_far(const struct stream *s, const struct segment *g)
{
	uint32_t end = g->seq + (uint32_t)segment_size(g);

	return !stream_is_near(s, g->seq) ||
	       (s->hold && stream_distance(s->first, end) > BACKLOG_SPAN);
}

int stream_keep_stray(struct streams *all, struct stream *s,
		      const struct segment *g)
{
	struct stray *y = s->hold ? malloc(sizeof *y + g->bytes.n) : NULL;

	if (!y)
		return -1;
	stream_keep_origin(&y->origin, g->payload);
	y->seq = g->seq;
	y->missing = g->missing;
	y->n = g->bytes.n;
	memcpy(y->bytes, g->bytes.p, y->n);
	free(s->hold->stray);
	s->hold->stray = y;
	stream_settle(all, s, false);
	return 0;
}

struct stray *stream_take_stray(struct stream *s)
{
	struct stray *y = s->hold ? s->hold->stray : NULL;

	if (y)
		s->hold->stray = NULL;
	return y;
}

void stream_forget_stray(struct streams *all, struct stream *s)
{
	struct stray *y = stream_take_stray(s);

	if (!y)
		return;
	free(y);
	stream_settle(all, s, false);
}

bool stream_stray_is_near(const struct stream *s, uint32_t seq)
{
	return s->hold && s->hold->stray &&
	       stream_are_near(s->hold->stray->seq, seq);
}
