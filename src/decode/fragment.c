/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads a fragment's header, and makes the header that its packet had. */
#include "decode/fragment.h"

#define LONGEST 65535		/* bytes that a header's length can tell */

static uint16_t u16(const uint8_t *p)
{
	return (uint16_t)(p[0] << 8 | p[1]);
}

/* RFC 791 section 3.1; RFC 8200 section 4.5: right before P's wire. */
struct fragment fragment_read(const struct packet *p)
{
	struct fragment r = {
		.key.sender = { .src = p->payload->src,
				.dst = p->payload->dst, .way = p->way,
				.version = p->ip[0] >> 4 },
		.piece.bytes = p->wire.p,
	};
	const uint8_t *h = p->ip;
	uint16_t field;

	if (r.key.sender.version == 4) {
		field = u16(h + 6);
		r.piece.from = (field & 0x1fffu) * PIECES_UNIT;
		r.more = field & 0x2000;
		r.key.id = u16(h + 4);
		r.key.sender.protocol = p->protocol;
	} else {
		h = p->wire.p - 8;
		field = u16(h + 2);
		r.piece.from = field & ~7u;
		r.more = field & 1;
		r.key.id = (uint64_t)u16(h + 4) << 16 | u16(h + 6);
	}
	r.piece.end = r.piece.from + wire_left(&p->wire);
	r.piece.to = r.piece.end + p->missing;
	return r;
}

/* Bytes of P's header, without IPv6's fragment header. */
static size_t header_of(const struct packet *p)
{
	return (size_t)(p->wire.p - p->ip) - (p->ip[0] >> 4 == 4 ? 0 : 8);
}

/* In IPv6 its first 40 bytes are not in the length that it tells. */
static size_t length_of(unsigned version, size_t header, size_t n)
{
	return header + n - (version == 4 ? 0 : 40);
}

enum wrong fragment_find_fault(const struct packet *p,
			       const struct fragment *r)
{
	size_t from = r->piece.from, to = r->piece.to;

	if (from == to)
		return WRONG_EMPTY;
	if (length_of(r->key.sender.version, header_of(p), to) > LONGEST)
		return WRONG_TOO_LONG;
	if (r->more && to % PIECES_UNIT)
		return WRONG_UNALIGNED;
	return WRONG_NONE;
}

/* RFC 1858 section 3; a host puts such a packet together all the same. */
bool fragment_is_tiny(const struct packet *p, const struct fragment *r)
{
	size_t least = p->protocol == PROTO_TCP ? 20 :
		       p->protocol == PROTO_SCTP ? 12 : 8;

	return r->piece.from == 0 && r->more && r->piece.to < least;
}

/* Where an IPv6 header of N bytes names what follows behind it. */
static uint8_t *last_next(uint8_t *header, size_t n)
{
	uint8_t *next = header + 6;
	size_t at = 40;

	while (at < n) {
		bool ah = *next == PROTO_AH;

		next = header + at;
		at += ah ? (next[1] + 2u) * 4 : (next[1] + 1u) * 8;
	}
	return next;
}

/*
 * As it was before there were fragments. Extension headers that there is no
 * room for are left out.
 */
void fragment_keep_header(struct whole_header *h, const struct packet *p)
{
	size_t n = header_of(p) > HEADER_ROOM ? 40 : header_of(p);

	memcpy(h->bytes, p->ip, n);
	h->length = (uint8_t)n;
	h->protocol = p->protocol;
	if (p->ip[0] >> 4 == 4)
		h->bytes[6] = h->bytes[7] = 0;
	else if (n == 40)
		h->bytes[6] = p->protocol;
	else
		*last_next(h->bytes, n) = p->protocol;
}

void fragment_make_whole(struct packet *p, const struct whole_header *h,
			 uint8_t *body, size_t n, size_t end)
{
	unsigned version = h->bytes[0] >> 4;
	uint8_t *ip = body - h->length, *field = ip + (version == 4 ? 2 : 4);
	size_t length = length_of(version, h->length, end);

	memcpy(ip, h->bytes, h->length);
	field[0] = (uint8_t)(length >> 8);
	field[1] = (uint8_t)length;

	p->ip = ip;
	p->wire = wire_over(body, n);
	p->missing = end - n;
	p->protocol = h->protocol;
	p->fragment = false;
}
