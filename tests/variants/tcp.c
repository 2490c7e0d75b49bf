/* SPDX-License-Identifier: BSD-2-Clause */
/* Sends a dialogue over a TCP connection, in segments of any kind. */
#include <stdlib.h>

#include "variants.h"

enum { FIN = 1, SYN = 2, PSH = 8, ACK = 16 };

struct connection {
	const struct recipe *recipe;
	struct train *train;
	uint32_t seq[SIDES];	/* of the next byte */
	uint16_t id;
};

static void add_segment(struct connection *c, int side, uint8_t flags,
			uint32_t seq, const char *bytes, size_t n)
{
	bool caller = side == CALLER;
	struct packet *p;
	uint8_t *b;

	if (!c->recipe->hears[side])
		return;
	p = train_add(c->train, bytes, n);
	b = packet_prepend(p, 20);
	put16(b, caller ? 5062 : c->recipe->port);
	put16(b + 2, caller ? c->recipe->port : 5062);
	put32(b + 4, seq);
	put32(b + 8, flags & ACK ? c->seq[!side] : 0);
	b[12] = 0x50;
	b[13] = flags;
	put16(b + 14, 0xffff);
	ip_put(p, (struct path){ c->recipe->v6, caller ? 10 : 20,
				 caller ? 20 : 10 }, PROTO_TCP, c->id);
}

/* A segment without bytes, whose flag has a number of its own. */
static void send_flag(struct connection *c, int side, uint8_t flags)
{
	c->id++;
	add_segment(c, side, flags, c->seq[side], NULL, 0);
	c->seq[side] += flags & (SYN | FIN) ? 1 : 0;
}

/* In two pieces where the dialogue is to be cut within TURN, from AT on. */
static size_t cut(const struct recipe *r, const struct turn *turn, size_t at,
		  struct piece **pieces)
{
	size_t n = cutting_apply(&r->pieces, turn->length, pieces);

	if (r->cut <= at || r->cut >= at + turn->length)
		return n;
	(*pieces)[0] = (struct piece){ 0, r->cut - at };
	(*pieces)[1] = (struct piece){ r->cut - at, turn->length };
	return 2;
}

static void send_turn(struct connection *c, const struct turn *turn,
		      size_t at)
{
	const struct recipe *r = c->recipe;
	struct piece *pieces;
	size_t n = cut(r, turn, at, &pieces);

	for (size_t i = 0; i < n; i++) {
		/* a copy is the same packet, a retransmission isn't */
		if (r->pieces.order != TWICE || i % 2 == 0)
			c->id++;
		add_segment(c, turn->side, ACK | PSH,
			    c->seq[turn->side] + (uint32_t)pieces[i].from,
			    turn->bytes + pieces[i].from,
			    pieces[i].to - pieces[i].from);
	}
	free(pieces);
	c->seq[turn->side] += (uint32_t)turn->length;
}

void tcp_send(const struct recipe *r, const struct dialogue *d,
	      struct train *t)
{
	struct connection c = { r, t, { r->first, ~r->first }, 0 };
	size_t at = 0;

	if (!r->no_syn) {
		send_flag(&c, CALLER, SYN);
		send_flag(&c, CALLEE, SYN | ACK);
		send_flag(&c, CALLER, ACK);
	}
	for (size_t i = 0; i < d->n; at += d->turns[i++].length)
		send_turn(&c, &d->turns[i], at);
	send_flag(&c, CALLER, FIN | ACK);
	send_flag(&c, CALLEE, FIN | ACK);
	send_flag(&c, CALLER, ACK);
}
