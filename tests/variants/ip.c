/* SPDX-License-Identifier: BSD-2-Clause */
/* Puts UDP and IP before payloads, and cuts IP packets into fragments. */
#include <stdlib.h>
#include <string.h>

#include "variants.h"

#define PROTO_FRAGMENT 44

size_t address_put(uint8_t *b, bool v6, uint8_t last)
{
	static const uint8_t net4[4] = { 192, 0, 2 };
	static const uint8_t net6[16] = { 0x20, 0x01, 0x0d, 0xb8 };
	size_t n = v6 ? sizeof net6 : sizeof net4;

	memcpy(b, v6 ? net6 : net4, n);
	b[n - 1] = last;
	return n;
}

static void put_ipv4(struct packet *p, struct path path, uint8_t protocol,
		     uint16_t id)
{
	size_t n = p->n;
	uint8_t *b = packet_prepend(p, 20);

	b[0] = 0x45;
	put16(b + 2, 20 + n);
	put16(b + 4, id);
	b[8] = 64;
	b[9] = protocol;
	address_put(b + 12, false, path.src);
	address_put(b + 16, false, path.dst);
}

static void put_ipv6(struct packet *p, struct path path, uint8_t next)
{
	size_t n = p->n;
	uint8_t *b = packet_prepend(p, 40);

	b[0] = 0x60;
	put16(b + 4, n);
	b[6] = next;
	b[7] = 64;
	address_put(b + 8, true, path.src);
	address_put(b + 24, true, path.dst);
}

void ip_put(struct packet *p, struct path path, uint8_t protocol, uint16_t id)
{
	if (path.v6)
		put_ipv6(p, path, protocol);
	else
		put_ipv4(p, path, protocol, id);
}

void udp_put(struct packet *p, uint16_t src, uint16_t dst)
{
	size_t n = p->n;
	uint8_t *b = packet_prepend(p, 8);

	put16(b, src);
	put16(b + 2, dst);
	put16(b + 4, 8 + n);
}

static void add_fragment(struct train *t, const struct packet *whole,
			 struct piece piece, uint32_t id)
{
	bool v6 = whole->bytes[0] >> 4 == 6;
	size_t header = v6 ? 40 : 20, n = piece.to - piece.from;
	bool more = header + piece.to < whole->n;
	struct packet *p = train_add(t, whole->bytes + header + piece.from, n);
	uint8_t *b;

	if (v6) {
		b = packet_prepend(p, 8);
		b[0] = whole->bytes[6];
		put16(b + 2, piece.from | more);
		put32(b + 4, id);
		b = memcpy(packet_prepend(p, 40), whole->bytes, 40);
		b[6] = PROTO_FRAGMENT;
		put16(b + 4, n + 8);
	} else {
		b = memcpy(packet_prepend(p, 20), whole->bytes, 20);
		put16(b + 2, 20 + n);
		put16(b + 6, piece.from / 8 | (more ? 0x2000 : 0));
	}
}

void ip_fragment(struct train *t, const struct cutting *c)
{
	struct train fragments = { .level = t->level };
	struct piece *pieces;
	size_t n;

	for (size_t i = 0; i < t->n; i++) {
		const struct packet *p = &t->packets[i];

		n = cutting_apply(c, p->n - (p->bytes[0] >> 4 == 6 ? 40 : 20),
				  &pieces);
		for (size_t k = 0; k < n; k++)
			add_fragment(&fragments, p, pieces[k],
				     (uint32_t)i + 1);
		free(pieces);
	}
	train_clear(t);
	*t = fragments;
}
