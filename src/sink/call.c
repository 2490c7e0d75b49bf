/* SPDX-License-Identifier: BSD-2-Clause */
/* The call record: what became of one attempt to call, and why. */
#include <stdio.h>

#include "sink/record.h"

static void moment_field(struct record *r, const char *key, struct moment m)
{
	if (m.ns)
		record_moment(r, key, m);
}

static void span_field(struct record *r, const char *key, struct span span)
{
	if (span.ns >= 0)
		record_span(r, key, span);
}

static void cause_field(struct record *r, const struct call_cause *cause)
{
	char text[32];

	if (cause->of == CAUSE_NONE)
		return;
	snprintf(text, sizeof text, "%s;%d",
		 cause->of == CAUSE_Q850 ? "Q.850" : "SIP", cause->code);
	record_word(r, "cause", text);
}

static void party_fields(struct record *r, const struct call *c,
			 const struct settings *settings)
{
	record_text(r, "call_id", c->call_id);
	record_word(r, "direction", direction_name(c->direction));
	record_word(r, "trunk", c->trunk < 0 ? "none" :
		    settings->trunks[c->trunk].name);
	record_address(r, "src", &c->src);
	record_address(r, "dst", &c->dst);
	record_text(r, "from_user", c->from_user);
	record_text(r, "to_user", c->to_user);
	record_text(r, "to_prefix", c->to_prefix);
	record_text(r, "user_agent", c->user_agent);
}

/* Digits may be those of two calls, what a leg bears is its own. */
static void peer_fields(struct record *r, const struct call *c)
{
	if (c->has_cause_peer)
		record_address(r, "cause_peer", &c->cause_peer);
	if (c->pairing) {
		record_text(r, "peer_call_id", c->peer_call_id);
		record_word(r, "pairing", call_pairing_name(c->pairing));
		record_word(r, "confidence", c->pairing == PAIRING_DIGITS ?
			    "medium" : "high");
	}
	if (c->failover)
		record_flag(r, "failover", true);
}

/* What this host has answered itself may mean something else. */
static void advice_fields(struct record *r, const struct call *c)
{
	if (c->generated)
		record_word(r, "generated", call_generated_name(c->generated));
	record_guidance(r, c->says);
	if (c->retry_after >= 0)
		record_number(r, "retry_after", (uint64_t)c->retry_after);
	if (c->says && c->generated == GENERATED_LOCAL)
		record_word(r, "local", c->says->local);
}

static void codec_fields(struct record *r, const struct sdp_outline *media)
{
	if (!media || media->codecs == 0)
		return;
	record_open(r, "codecs", RECORD_LIST);
	for (int i = 0; i < media->codecs; i++)
		record_word(r, NULL, sdp_codec_name(media->codec[i]));
	record_close(r);
}

/* What was not seen is not told, nor what it would be counted from. */
void record_call(struct record *r, const struct call *c,
		 const struct settings *settings)
{
	record_word(r, "type", "call");
	if (!c->start.ns)
		record_moment(r, "seen", c->seen);
	moment_field(r, "start", c->start);
	moment_field(r, "ringing", c->ringing);
	moment_field(r, "answer", c->answer);
	moment_field(r, "end", c->end);
	party_fields(r, c, settings);
	if (c->status != CALL_UNDECIDED)
		record_word(r, "status", call_status_name(c->status));
	if (c->code)
		record_number(r, "code", (uint64_t)c->code);
	record_text(r, "reason", c->reason);
	cause_field(r, &c->cause);
	if (c->disconnect != DISCONNECT_UNDECIDED) {
		record_word(r, "disconnect", disconnect_name(c->disconnect));
		record_word(r, "initiator", call_side_name(c->initiator));
	}
	advice_fields(r, c);
	peer_fields(r, c);
	span_field(r, "pdd", c->pdd);
	span_field(r, "setup", c->setup);
	span_field(r, "duration", c->duration);
	if (c->attempts)
		record_number(r, "attempts", c->attempts);
	record_number(r, "retransmissions", c->retransmissions);
	codec_fields(r, c->answered ? c->answered : c->offered);
	record_situations(r, c);
	if (c->partial)
		record_flag(r, "partial", true);
}
