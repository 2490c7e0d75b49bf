/* SPDX-License-Identifier: BSD-2-Clause */
/* Sends each message as an agent tells it: by HEP, versions 1 to 3. */
#include <err.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "variants.h"

#define PORT_HEP 9060
#define MOST	 16384		/* bytes of a message, at most */
#define CHUNKS	 14		/* at most, of a message */

enum { FAMILY_IPV4 = 2, FAMILY_IPV6 = 10 };

/* What the agent saw. */
struct sight {
	const struct recipe *recipe;
	struct path path;
	uint16_t src_port, dst_port;
	uint32_t us;		/* since TRAIN_START */
	const void *message;
	size_t n;
};

struct chunk {
	uint16_t vendor, kind;
	uint8_t number[16];
	const void *bytes;
	size_t n;
};

struct chunks {
	struct chunk at[CHUNKS];
	size_t n;
};

static uint8_t family_of(const struct sight *s)
{
	return s->path.v6 ? FAMILY_IPV6 : FAMILY_IPV4;
}

/* A number of N bytes. */
static void tell(struct chunks *c, uint16_t kind, size_t n, uint32_t value)
{
	struct chunk *new = &c->at[c->n++];
	uint8_t number[4];

	put32(number, value);
	*new = (struct chunk){ .kind = kind, .n = n };
	memcpy(new->number, number + 4 - n, n);
	new->bytes = new->number;
}

static void tell_bytes(struct chunks *c, uint16_t vendor, uint16_t kind,
		       const void *bytes, size_t n)
{
	c->at[c->n++] = (struct chunk){ .vendor = vendor, .kind = kind,
					.bytes = bytes, .n = n };
}

static void tell_addresses(struct chunks *c, const struct sight *s)
{
	uint16_t kind = s->path.v6 ? 5 : 3;
	uint8_t ends[2] = { s->path.src, s->path.dst };

	tell(c, 1, 1, family_of(s));
	for (uint16_t i = 0; i < 2; i++) {
		struct chunk *new = &c->at[c->n++];

		*new = (struct chunk){ .kind = (uint16_t)(kind + i) };
		new->n = address_put(new->number, s->path.v6, ends[i]);
		new->bytes = new->number;
	}
}

/* All that the message is told with, and a chunk of a vendor's own. */
static void tell_all(struct chunks *c, const struct sight *s)
{
	tell_addresses(c, s);
	tell(c, 2, 1, s->recipe->protocol);
	tell(c, 7, 2, s->src_port);
	tell(c, 8, 2, s->dst_port);
	tell(c, 9, 4, TRAIN_START + s->us / 1000000);
	tell(c, 10, 4, s->us % 1000000);
	tell(c, 11, 1, 1);		/* SIP */
	tell(c, 12, 4, 2001);		/* the agent's number */
	tell_bytes(c, 0, 14, "secret", 6);
	tell_bytes(c, 0x7e57, 15, "not the message", 15);
	tell_bytes(c, 0, s->recipe->packed ? 16 : 15, s->message, s->n);
}

static size_t put_chunk(uint8_t *b, const struct chunk *c)
{
	put16(b, c->vendor);
	put16(b + 2, c->kind);
	put16(b + 4, 6 + c->n);
	memcpy(b + 6, c->bytes, c->n);
	return 6 + c->n;
}

/* Of their pieces, each has one chunk. */
static size_t put_3(uint8_t *b, const struct sight *s)
{
	struct cutting order = s->recipe->pieces;
	struct chunks c = { .n = 0 };
	struct piece *pieces;
	size_t n, length = 6;

	tell_all(&c, s);
	order.size = 1;
	n = cutting_apply(&order, c.n, &pieces);
	for (size_t i = 0; i < n; i++)
		length += put_chunk(b + length, &c.at[pieces[i].from]);
	free(pieces);
	memcpy(b, "HEP3", 4);
	put16(b + 4, length);
	return length;
}

/* As agents of both kinds of machines have it. */
static void put_time_2(uint8_t *b, const struct sight *s, bool little)
{
	uint32_t seconds = TRAIN_START + s->us / 1000000;
	uint32_t us = s->us % 1000000;

	put32(b, little ? __builtin_bswap32(seconds) : seconds);
	put32(b + 4, little ? __builtin_bswap32(us) : us);
}

static size_t put_1_or_2(uint8_t *b, const struct sight *s)
{
	size_t n = 8;

	b[0] = s->recipe->version;
	b[2] = family_of(s);
	b[3] = s->recipe->protocol;
	put16(b + 4, s->src_port);
	put16(b + 6, s->dst_port);
	n += address_put(b + n, s->path.v6, s->path.src);
	n += address_put(b + n, s->path.v6, s->path.dst);
	b[1] = (uint8_t)n;
	if (b[0] == 2) {
		put_time_2(b + n, s, s->us / TRAIN_STEP_US % 2);
		memset(b + n + 8, 0, 4);
		n += 12;
	}
	memcpy(b + n, s->message, s->n);
	return n + s->n;
}

/* What the agent sends of message NUMBER of TURN; how long that is. */
static size_t put_message(uint8_t bytes[MOST], const struct recipe *r,
			  const struct turn *turn, size_t number, size_t met)
{
	bool caller = turn->side == CALLER;
	uint8_t packed[MOST];
	struct sight s = {
		.recipe = r,
		.path = { r->v6, caller ? 10 : 20, caller ? 20 : 10 },
		.src_port = caller ? 5062 : 5060,
		.dst_port = caller ? 5060 : 5062,
		.us = (uint32_t)(met + 1) * TRAIN_STEP_US,
		.message = turn->bytes + turn->messages[number].at,
		.n = turn->messages[number].n,
	};
	uLongf n = sizeof packed;

	if (r->packed) {
		if (compress(packed, &n, s.message, s.n) != Z_OK)
			errx(2, "a message can't be compressed");
		s.message = packed;
		s.n = n;
	}
	return r->version == 3 ? put_3(bytes, &s) : put_1_or_2(bytes, &s);
}

typedef void messenger(const struct recipe *r, const uint8_t *bytes, size_t n,
		       void *arg);

static void tell_dialogue(const struct recipe *r, const struct dialogue *d,
			  messenger *send, void *arg)
{
	uint8_t bytes[MOST];
	size_t met = 0;

	for (size_t i = 0; i < d->n; i++)
		for (size_t k = 0; k < d->turns[i].n; k++)
			if (r->hears[d->turns[i].side])
				send(r, bytes, put_message(bytes, r,
							   &d->turns[i], k,
							   met++), arg);
}

static void send_datagram(const struct recipe *r, const uint8_t *bytes,
			  size_t n, void *arg)
{
	struct train *t = arg;
	struct packet *p = train_add(t, bytes, n);

	udp_put(p, 40000, PORT_HEP);
	ip_put(p, (struct path){ r->agent_v6, 30, 40 }, PROTO_UDP,
	       (uint16_t)t->n);
}

void hep_send(const struct recipe *r, const struct dialogue *d,
	      struct train *t)
{
	tell_dialogue(r, d, send_datagram, t);
}

static void append(const struct recipe *r, const uint8_t *bytes, size_t n,
		   void *arg)
{
	struct turn *turn = arg;

	(void)r;
	memcpy(turn->bytes + turn->length, bytes, n);
	turn->length += n;
}

/* All that the agent tells is one turn: it gets no answer. */
void heptcp_send(const struct recipe *r, const struct dialogue *d,
		 struct train *t)
{
	struct dialogue *told = need(calloc(1, sizeof *told));
	struct recipe message = *r, stream = *r;

	message.pieces = (struct cutting){ 0 };
	told->n = 1;
	tell_dialogue(&message, d, append, &told->turns[0]);
	stream.v6 = r->agent_v6;
	stream.hears[CALLER] = stream.hears[CALLEE] = true;
	tcp_send(&stream, told, t);
	free(told);
}
