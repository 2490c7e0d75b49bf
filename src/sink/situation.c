/* SPDX-License-Identifier: BSD-2-Clause */
/* What was odd about a call, and by what that is known. */
#include "sink/record.h"

#define WORDS 128	/* bytes of an evidence */

static void say_span(struct text *t, struct span span)
{
	text_span(t, span);
	text_add(t, SLICE(" s"));
}

/* Of who gives up it is known that the limit had passed, and no more. */
static void say_silence(struct text *t, const struct call *c)
{
	bool known = c->setup.ns >= 0;

	text_add(t, c->answer.ns ? SLICE("answered after ") :
				   SLICE("given up after "));
	say_span(t, known ? c->setup : c->silence);
	text_printf(t, "%s without 180 or early media%s",
		    known ? "" : " or more",
		    c->ringing.ns ? " but for a 183 without media" : "");
}

static void say_failure(struct text *t, const struct call *c)
{
	if (c->unacknowledged) {
		text_printf(t, "no ACK for the %d", c->code);
		return;
	}
	text_printf(t, "%s ", disconnect_name(c->disconnect));
	say_span(t, c->duration);
	text_add(t, SLICE(" after the answer"));
}

/* Where the sender of O wants its media. */
static const char *place(const struct sdp_outline *o)
{
	return o->direction == SDP_INACTIVE ? "inactive stream" :
	       o->reach == SDP_ZERO ? "zero address" :
	       o->reach == SDP_PRIVATE ? "private address" :
					 "public address";
}

static void say(struct text *t, enum situation s, const struct call *c)
{
	switch (s) {
	case SITUATION_NO_RINGBACK:
		say_silence(t, c);
		return;
	case SITUATION_ANSWER_FAILED:
		say_failure(t, c);
		return;
	case SITUATION_ONE_WAY_SDP:
		text_printf(t, "%s offered but %s answered",
			    place(c->offered), place(c->answered));
		return;
	case SITUATION_SHORT_CALL:
		text_add(t, SLICE("ended "));
		say_span(t, c->duration);
		text_add(t, SLICE(" after the answer"));
		return;
	case SITUATION_LATE_OFFER:
		text_add(t, SLICE("no offer in the INVITE"));
		return;
	case SITUATION_REPLACES:
		text_add(t, SLICE("Replaces in the INVITE"));
		return;
	case SITUATIONS:
		return;
	}
}

void record_situations(struct record *r, const struct call *c)
{
	char words[WORDS];
	enum situation s;

	record_open(r, "situations", RECORD_LIST);
	for (s = 0; s < SITUATIONS; s++)
		if (c->situations >> s & 1)
			record_word(r, NULL, situation_name(s));
	record_close(r);
	record_open(r, "evidence", RECORD_OBJECT);
	for (s = 0; s < SITUATIONS; s++) {
		struct text t = text_in(words, sizeof words);

		if (!(c->situations >> s & 1))
			continue;
		say(&t, s, c);
		record_text(r, situation_name(s), text_slice(&t));
	}
	record_close(r);
}
