/* SPDX-License-Identifier: BSD-2-Clause */
/* The records of who can be reached: registration and peer. */
#include "sink/record.h"

static void leg_fields(struct record *r, enum direction direction, int trunk,
		       const struct settings *settings)
{
	record_word(r, "direction", direction_name(direction));
	record_word(r, "trunk", trunk < 0 ? "none" :
		    settings->trunks[trunk].name);
}

static void known_field(struct record *r, const char *key, struct known n)
{
	if (n.there)
		record_number(r, key, n.value);
}

void record_registration(struct record *r, const struct registration *reg,
			 const struct settings *settings)
{
	record_word(r, "type", "registration");
	record_moment(r, "time", reg->when);
	if (reg->start.ns)
		record_moment(r, "start", reg->start);
	record_text(r, "call_id", reg->call_id);
	leg_fields(r, reg->direction, reg->trunk, settings);
	record_address(r, "src", &reg->src);
	record_address(r, "dst", &reg->dst);
	record_text(r, "user", reg->user);
	record_text(r, "host", reg->host);
	record_text(r, "contact", reg->contact);
	known_field(r, "contacts", reg->contacts);
	known_field(r, "expires", reg->expires);
	known_field(r, "min_expires", reg->min_expires);
	record_word(r, "status", registration_status_name(reg->status));
	if (reg->code)
		record_number(r, "code", (uint64_t)reg->code);
	record_text(r, "reason", reg->reason);
	if (reg->attempts)
		record_number(r, "attempts", reg->attempts);
	if (reg->status != REGISTRATION_EXPIRED)
		record_number(r, "retransmissions", reg->retransmissions);
	if (reg->duration.ns >= 0)
		record_span(r, "duration", reg->duration);
	record_text(r, "user_agent", reg->user_agent);
}

void record_peer(struct record *r, const struct peer_change *p,
		 const struct settings *settings)
{
	record_word(r, "type", "peer");
	record_moment(r, "time", p->when);
	record_word(r, "event", peer_event_name(p->event));
	leg_fields(r, p->direction, p->trunk, settings);
	record_word(r, "transport", transport_name(p->transport));
	record_address(r, "src", &p->src);
	record_address(r, "dst", &p->dst);
	if (p->since.ns)
		record_moment(r, "since", p->since);
	if (p->unanswered)
		record_number(r, "unanswered", p->unanswered);
	if (p->code)
		record_number(r, "code", (uint64_t)p->code);
}
