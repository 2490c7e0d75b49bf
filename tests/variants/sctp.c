/* SPDX-License-Identifier: BSD-2-Clause */
/* Sends each message of a dialogue in SCTP's DATA chunks (RFC 9260). */
#include <stdlib.h>
#include <string.h>

#include "variants.h"

enum { LAST = 1, FIRST = 2, HEADER = 16 };

struct association {
	const struct recipe *recipe;
	struct train *train;
	uint32_t tsn[SIDES];
	uint16_t ssn[SIDES], id;
	uint8_t chunks[HEADROOM + 16384];	/* of the next packet */
	size_t n;
	unsigned waiting;
};

static void flush(struct association *a, int side)
{
	bool caller = side == CALLER;
	struct packet *p;
	uint8_t *b;

	if (!a->waiting || !a->recipe->hears[side])
		goto out;
	p = train_add(a->train, a->chunks, a->n);
	b = packet_prepend(p, 12);
	put16(b, caller ? 5062 : 5060);
	put16(b + 2, caller ? 5060 : 5062);
	put32(b + 4, 0x5197000u + (unsigned)side);
	ip_put(p, (struct path){ a->recipe->v6, caller ? 10 : 20,
				 caller ? 20 : 10 }, PROTO_SCTP, ++a->id);
out:
	a->n = 0;
	a->waiting = 0;
}

/* Each begins at a multiple of four bytes. */
static void add_chunk(struct association *a, const struct turn *turn,
		      size_t number, struct piece piece, uint32_t tsn)
{
	size_t n = piece.to - piece.from;
	uint8_t *b = a->chunks + a->n;

	memset(b, 0, HEADER + n + 4);
	if (piece.from == 0)
		b[1] |= FIRST;
	if (piece.to == turn->messages[number].n)
		b[1] |= LAST;
	put16(b + 2, HEADER + n);
	put32(b + 4, tsn);
	put16(b + 10, a->ssn[turn->side]);
	memcpy(b + HEADER, turn->bytes + turn->messages[number].at +
	       piece.from, n);
	a->n += (HEADER + n + 3) / 4 * 4;
	a->waiting++;
}

static void send_message(struct association *a, const struct turn *turn,
			 size_t number)
{
	const struct cutting *c = &a->recipe->pieces;
	size_t length = turn->messages[number].n;
	size_t size = c->size ? c->size : length;
	struct piece *pieces;
	size_t n = cutting_apply(c, length, &pieces);
	uint32_t *tsn = &a->tsn[turn->side];

	for (size_t i = 0; i < n; i++) {
		add_chunk(a, turn, number, pieces[i],
			  *tsn + (uint32_t)(pieces[i].from / size));
		if (!a->recipe->chunks || a->waiting == 2)
			flush(a, turn->side);
	}
	flush(a, turn->side);
	*tsn += (uint32_t)((length + size - 1) / size);
	a->ssn[turn->side]++;
	free(pieces);
}

void sctp_send(const struct recipe *r, const struct dialogue *d,
	       struct train *t)
{
	struct association *a = need(calloc(1, sizeof *a));

	a->recipe = r;
	a->train = t;
	a->tsn[CALLER] = a->tsn[CALLEE] = r->first;
	for (size_t i = 0; i < d->n; i++)
		for (size_t k = 0; k < d->turns[i].n; k++)
			send_message(a, &d->turns[i], k);
	free(a);
}
