/* SPDX-License-Identifier: BSD-2-Clause */
/* Begins a stream anew where it turns out to be something else. */
#include "decode/stream.h"

void stream_pass_over(struct stream *s, const struct segment *g)
{
	uint32_t end = g->seq + (uint32_t)segment_size(g);

	if (stream_distance(s->first, end) > 0 || !stream_is_near(s, end))
		s->first = end;
}

/* It was met within a frame, or something came before it. */
void stream_change_kind(struct streams *all, struct stream *s,
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
