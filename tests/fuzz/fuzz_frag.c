/* SPDX-License-Identifier: BSD-2-Clause */
/* Feeds fragments: they make what a simple model of RFC 791 and 5722 makes. */
#include <stdlib.h>

#include "decode.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define LONGEST 65535
#define UNITS	8192
#define IDS	4
#define MOST	250		/* fragments, a tenth of a second apart */

/*
 * Bytes go by where they are, so that fragments agree, unless they are the
 * others. All is done by units or more: loops over bytes would be most of
 * what a run costs.
 */
static uint8_t patterns[2][(UNITS + 256) * 8];

/* A datagram, told by a byte and a flag for all that may be in it. */
struct model {
	uint8_t bytes[UNITS * 8];
	bool here[UNITS];
	size_t units;		/* that are here */
	size_t end, reach, known;
	struct { size_t from, to; } came[MOST];
	unsigned n;
	bool dropped;
};

struct bench {
	struct decode *decode;
	struct moment now;
	struct model models[IDS];
	const struct model *due;	/* what is to be handed on */
	bool v6;
	uint8_t header[40 + 8 + 24 + 16];	/* with extension headers */
	size_t n_header;
	uint8_t *next;			/* of the header that is the last */
};

struct piece {
	unsigned id;
	size_t from, to, end;	/* END: of what was captured */
	bool more;
	const uint8_t *bytes;
};

static void hear(const struct payload *p, void *arg)
{
	struct bench *b = arg;
	const struct model *m = b->due;
	size_t n;

	if (!m)
		abort();
	n = m->known < m->end ? m->known : m->end;
	if (p->bytes.n != n - 8 || p->cut != (n < m->end) ||
	    memcmp(p->bytes.p, m->bytes + 8, n - 8) != 0)
		abort();
	b->due = NULL;
}

/* UDP's length is 0: the datagram has all that there is. */
static uint8_t byte_at(size_t at, bool other)
{
	static const uint8_t udp[8] = { 0x13, 0xc4, 0x13, 0xc6 };

	return at < 8 ? udp[at] : (uint8_t)((at * 7 + at / 251) ^ other);
}

static void set_up(struct bench *b)
{
	for (size_t at = 0; at < sizeof patterns[0]; at++)
		for (int other = 0; other < 2; other++)
			patterns[other][at] = byte_at(at, other);
	b->decode = fuzz_decode((struct decode_spec){
		.memory = 16 << 20, .payload = hear, .arg = b });
}

/* HOW says which version, and which extension headers. */
static void make_header(struct bench *b, uint8_t how)
{
	static const struct { uint8_t number, n, units; } kinds[] = {
		{ 0, 8, 0 }, { 43, 24, 2 }, { 51, 16, 2 },
	};
	uint8_t *h = b->header;

	memset(h, 0, sizeof b->header);
	b->v6 = how & 1;
	h[0] = b->v6 ? 0x60 : 0x45;
	b->n_header = b->v6 ? 40 : 20;
	b->next = h + (b->v6 ? 6 : 9);
	for (int i = 0; b->v6 && i < 3; i++) {
		if (!(how & 2 << i))
			continue;
		*b->next = kinds[i].number;
		b->next = h + b->n_header;
		b->next[1] = kinds[i].units;
		b->n_header += kinds[i].n;
	}
	*b->next = 17;
}

/* The frame of HEADER and BYTES, of which the last CUT weren't captured. */
static void feed(struct bench *b, const uint8_t *header, size_t n_header,
		 const uint8_t *bytes, size_t n, size_t cut)
{
	size_t captured = n_header + n - cut;
	uint8_t *ip = malloc(n_header + n);
	struct frame f = { .link_type = 12, .number = 1, .stamp = b->now,
			   .captured = (uint32_t)captured,
			   .length = (uint32_t)(n_header + n) };
	size_t length = n_header + n - (b->v6 ? 40 : 0);

	if (!ip)
		abort();
	memcpy(ip, header, n_header);
	memcpy(ip + n_header, bytes, n);
	ip[b->v6 ? 4 : 2] = (uint8_t)(length >> 8);
	ip[b->v6 ? 5 : 3] = (uint8_t)length;
	ip = realloc(ip, captured);
	f.bytes = ip;
	decode_frame(b->decode, &f);
	free(ip);
}

static void feed_fragment(struct bench *b, const struct piece *p)
{
	uint8_t h[sizeof b->header + 8];
	size_t n = b->n_header;

	memcpy(h, b->header, n);
	if (b->v6) {
		h[b->next - b->header] = 44;
		h[n] = 17;
		h[n + 1] = 0;
		h[n + 2] = (uint8_t)(p->from >> 8);
		h[n + 3] = (uint8_t)(p->from | p->more);
		memset(h + n + 4, 0, 3);
		h[n + 7] = (uint8_t)p->id;
		n += 8;
	} else {
		h[5] = (uint8_t)p->id;
		h[6] = (uint8_t)(p->from >> 11 | (p->more ? 0x20 : 0));
		h[7] = (uint8_t)(p->from >> 3);
	}
	feed(b, h, n, p->bytes, p->to - p->from, p->to - p->end);
}

/* The same in one: had it not been in fragments, it were this packet. */
static void feed_whole(struct bench *b, const struct model *m, unsigned id)
{
	if (!b->v6)
		b->header[5] = (uint8_t)id;
	feed(b, b->header, b->n_header, m->bytes, m->end, 0);
	b->header[5] = 0;
}

/* How many of P's bytes from AT on are in the unit of that. */
static size_t unit_at(const struct piece *p, size_t at)
{
	return p->to - at < 8 ? p->to - at : 8;
}

/* Has M some of P's units, other bytes in them, or P itself? */
struct common { bool some, other, same; };

static struct common compare(const struct model *m, const struct piece *p)
{
	size_t known = p->end < m->known ? p->end : m->known;
	struct common c = { .some = false };

	for (unsigned i = 0; i < m->n; i++)
		c.same |= m->came[i].from == p->from &&
			  m->came[i].to == p->to;
	for (size_t at = p->from; at < p->to; at += 8) {
		size_t n = unit_at(p, at);

		if (!m->here[at / 8])
			continue;
		c.some = true;
		if (at + n > known)
			n = known > at ? known - at : 0;
		if (memcmp(m->bytes + at, p->bytes + (at - p->from), n) != 0)
			c.other = true;
	}
	return c;
}

static void put(struct model *m, const struct piece *p)
{
	for (size_t at = p->from; at < p->to; at += 8) {
		size_t n = unit_at(p, at), end = p->end > at ? p->end : at;

		if (m->here[at / 8])
			continue;
		memcpy(m->bytes + at, p->bytes + (at - p->from), n);
		if (end < at + n && end < m->known)
			m->known = end;
		m->here[at / 8] = true;
		m->units++;
	}
	if (p->to > m->reach)
		m->reach = p->to;
	if (!p->more)
		m->end = p->to;
	m->came[m->n].from = p->from;
	m->came[m->n++].to = p->to;
}

static void forget(struct model *m)
{
	memset(m->here, 0, (m->reach + 7) / 8);
	m->units = m->end = m->reach = m->n = 0;
	m->known = LONGEST + 1;
	m->dropped = false;
}

/* M with P; true when M is complete then. */
static bool take(struct model *m, const struct piece *p, bool v6,
		 size_t header)
{
	struct common c;
	bool end;

	if (p->from == p->to || p->to + header > LONGEST ||
	    (p->more && p->to % 8) || m->dropped)
		return false;
	end = (m->end && p->to > m->end) || (!p->more && p->to < m->reach);
	c = compare(m, p);
	if (v6 && (end || c.other || (c.some && !c.same)))
		m->dropped = true;
	if (m->dropped)
		return false;
	if (end || c.other)		/* it is another datagram's */
		forget(m);
	put(m, p);
	return m->end > 0 && m->units == (m->end + 7) / 8;
}

static struct piece read_piece(const uint8_t data[5])
{
	struct piece p = { .id = data[0] & 3, .more = data[0] & 4 };
	size_t n = data[3] * 8u + (data[0] >> 5), cut = data[4];

	p.from = (data[1] & 0x1fu) << 11 | (size_t)data[2] << 3;
	if (data[0] & 0x10)	/* among the first ones, mostly */
		p.from &= 0x3ff;
	p.to = p.from + n;
	p.end = p.to - (cut < n ? cut : n);
	p.bytes = patterns[(data[0] & 8) > 0] + p.from;
	return p;
}

static void check(struct bench *b, const struct piece *p)
{
	struct model *m = &b->models[p->id];
	size_t header = b->n_header - (b->v6 ? 40 : 0);
	bool complete = (p->more || p->from) &&
			take(m, p, b->v6, header);

	b->due = complete && m->end >= 8 && m->known >= 8 ? m : NULL;
	feed_fragment(b, p);
	if (b->due)
		abort();
	/* decode keeps no more than 24 bytes of extension headers */
	if (complete && m->end >= 8 && m->known >= m->end && header <= 24)
		feed_whole(b, m, p->id);
	if (complete)
		forget(m);
}

/* The first byte is for all, and each five more are for a fragment. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct bench b;
	struct piece p;

	if (!size)
		return 0;
	if (!b.decode)
		set_up(&b);
	for (int i = 0; i < IDS; i++)
		forget(&b.models[i]);
	make_header(&b, data[0]);
	for (size_t i = 0; i < MOST && 1 + 5 * i + 5 <= size; i++) {
		p = read_piece(data + 1 + 5 * i);
		if (!p.more && !p.from)
			continue;	/* it is no fragment */
		check(&b, &p);
		b.now = moment_add(b.now, span_ms(100));
	}
	decode_end(b.decode);
	b.now = moment_add(b.now, span_s(60));
	return 0;
}
