/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads SCTP (RFC 9260, RFC 8260): each message is handed on, and once. */
#include <errno.h>
#include <stdlib.h>

#include "base/recent.h"
#include "decode/packet.h"

#define RESENT span_s(60)	/* RFC 9260 section 16: RTO.Max */

enum { CHUNK_DATA = 0, CHUNK_I_DATA = 64 };

enum { FLAG_LAST = 1, FLAG_FIRST = 2, FLAG_UNORDERED = 4 };

struct sctp {
	struct parts *parts;
	struct recent *recent;
	struct hash_seed seed;
	payload_handler *payload;
	void *arg;
	uint64_t *retransmitted;
};

/* Where a message belongs. Hashed as bytes: there is no padding. */
struct place {
	uint64_t ends;		/* addresses; 0: the tag is enough, as there
				 * may be several of each */
	uint16_t src_port, dst_port;
	uint32_t tag;		/* of the association, one way of it */
	uint32_t message;	/* its MID, or SSN; unordered and TSN: 0 */
	uint16_t stream;
	uint8_t flags;
	uint8_t type;
};

/* A chunk with data. */
struct chunk {
	struct place place;
	uint32_t tsn;
	uint32_t number;	/* of the fragment: its FSN, or TSN */
	struct slice data;
	bool cut;
};

int decode_create_sctp(struct sctp **sp, const struct decode_spec *spec,
		       size_t memory)
{
	struct sctp *s = calloc(1, sizeof *s);
	int err;

	if (!s)
		return -ENOMEM;
	s->seed = spec->seed;
	s->payload = spec->payload;
	s->arg = spec->arg;
	s->retransmitted = counter(spec->counters, "sctp", "retransmitted");
	err = parts_create(&s->parts, memory / 3 * 2, spec->seed,
			   spec->counters);
	if (!err)
		err = recent_create(&s->recent, RESENT, memory / 3,
				    counter(spec->counters, "evicted",
					    "tsn"));
	if (err)
		decode_destroy_sctp(s);
	else
		*sp = s;
	return err;
}

void decode_destroy_sctp(struct sctp *s)
{
	if (!s)
		return;
	parts_destroy(s->parts);
	recent_destroy(s->recent);
	free(s);
}

void decode_sweep_sctp(struct sctp *s, struct moment now)
{
	parts_sweep(s->parts, now);
}

void decode_end_sctp(struct sctp *s)
{
	parts_end(s->parts);
}

enum fate decode_read_sctp(struct packet *p)
{
	struct payload *payload = p->payload;
	const uint8_t *h = wire_take(&p->wire, 12);

	if (!h)
		return packet_ended(p);
	p->transport = h;
	payload->src_port = (uint16_t)(h[0] << 8 | h[1]);
	payload->dst_port = (uint16_t)(h[2] << 8 | h[3]);
	payload->transport = TRANSPORT_SCTP;
	return FATE_CHUNKS;
}

/* Chunks, one after the other, up to the end of W or a cut? */
static bool has_chunks(struct wire w, bool cut)
{
	size_t length;

	do {
		wire_u16(&w);
		length = wire_u16(&w);
		if (w.failed || length < 4)
			return cut && w.failed;
		length += -length % 4 - 4;
		if (length > wire_left(&w) + 3)
			return cut;
		wire_take(&w, length);
	} while (wire_left(&w) > 0);
	return true;
}

/* RFC 6951: the header is behind UDP's, and the ports are SCTP's. */
enum fate decode_enter_sctp(struct packet *p)
{
	struct wire chunks = p->wire;

	wire_take(&chunks, 12);
	if (chunks.failed || !has_chunks(chunks, p->missing > 0))
		return FATE_GO_ON;
	return decode_read_sctp(p);
}

/*
 * The header of a DATA chunk (RFC 9260 section 3.3.1) or an I-DATA chunk (RFC
 * 8260 section 2.1), all behind its length; false when it is too short.
 */
static bool read_data(struct wire *w, struct chunk *c)
{
	bool first = c->place.flags & FLAG_FIRST;
	uint32_t word;

	c->tsn = c->number = wire_u32(w);
	c->place.stream = wire_u16(w);
	c->place.message = wire_u16(w);
	if (c->place.type == CHUNK_I_DATA)
		c->place.message = wire_u32(w);
	else if (c->place.flags & FLAG_UNORDERED)
		c->place.message = 0;
	word = wire_u32(w);
	if (c->place.type == CHUNK_I_DATA)
		c->number = first ? 0 : word;	/* instead, it is a PPID */
	c->data = (struct slice){ (const char *)w->p, wire_left(w) };
	return !w->failed && c->data.n > 0;
}

/*
 * Has it been here? A sender that gives the same number to other bytes isn't
 * repeating anything.
 */
static bool is_resent(struct sctp *s, const struct chunk *c,
		      struct moment now)
{
	struct { struct place place; uint64_t data; uint64_t tsn; } id = {
		c->place, hash_long(s->seed, (const uint8_t *)c->data.p,
				    c->data.n), c->tsn,
	};

	return recent_saw(s->recent, hash_short(s->seed, &id, sizeof id), now);
}

/* Whole, or the last part that was missing: it is handed on. */
static void take_data(struct sctp *s, const struct packet *p,
		      const struct chunk *c)
{
	struct moment now = p->payload->frame->stamp;
	bool first = c->place.flags & FLAG_FIRST;
	bool last = c->place.flags & FLAG_LAST;
	struct payload payload = *p->payload;
	struct place message = c->place;

	if (is_resent(s, c, now)) {
		++*s->retransmitted;
		return;
	}
	payload.bytes = c->data;
	payload.cut = c->cut;
	message.flags &= FLAG_UNORDERED;
	if (!first || !last) {
		struct part part = {
			.message = hash_short(s->seed, &message,
					      sizeof message),
			.number = c->number, .first = first, .last = last,
			.bytes = c->data,
		};

		/* what is behind the cut would be missing amid the message */
		if (c->cut ||
		    !parts_add(s->parts, &part, now, &payload.bytes))
			return;
	}
	s->payload(&payload, s->arg);
}

static struct place place_of(const struct sctp *s, const struct packet *p)
{
	const struct payload *payload = p->payload;
	struct addr ends[2] = { payload->src, payload->dst };
	struct wire tag = wire_over(p->transport + 4, 4);
	struct place place = {
		.src_port = payload->src_port, .dst_port = payload->dst_port,
		.tag = wire_u32(&tag),
	};

	if (place.tag == 0)
		place.ends = hash_short(s->seed, ends, sizeof ends);
	return place;
}

enum fate decode_take_chunks(struct sctp *s, struct packet *p)
{
	struct wire *w = &p->wire;
	enum fate fate = FATE_NO_DATA;
	struct chunk c = { .place = place_of(s, p) };

	while (wire_left(w) >= 4) {
		struct wire body;
		size_t length;

		c.place.type = wire_u8(w);
		c.place.flags = wire_u8(w) & (FLAG_FIRST | FLAG_LAST |
					      FLAG_UNORDERED);
		length = wire_u16(w);
		if (length < 4)
			return FATE_SCTP_LENGTH;
		length -= 4;
		c.cut = length > wire_left(w);
		body = wire_over(w->p, c.cut ? wire_left(w) : length);
		if (c.place.type == CHUNK_DATA ||
		    c.place.type == CHUNK_I_DATA) {
			fate = FATE_DONE;
			if (read_data(&body, &c))
				take_data(s, p, &c);
			else if (!c.cut)
				return FATE_SCTP_LENGTH;
		}
		if (c.cut)
			return p->missing ? FATE_CUT : FATE_SCTP_LENGTH;
		length += -length % 4;	/* the last one's may be missing */
		wire_take(w, length < wire_left(w) ? length : wire_left(w));
	}
	return p->missing ? FATE_CUT : fate;
}
