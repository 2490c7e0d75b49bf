/* SPDX-License-Identifier: BSD-2-Clause */
/* Takes HEP messages apart: version 3 by its chunks, 1 and 2 as they lie. */
#include "base/hep.h"
#include "base/wire.h"

#define HEAD HEP_HEAD		/* of each chunk, too */
#define MAGIC SLICE("HEP3")

/* Chunks of the generic vendor, 0 (HEP3 Network Protocol Specification). */
enum chunk {
	CHUNK_FAMILY = 0x01, CHUNK_PROTOCOL, CHUNK_SRC4, CHUNK_DST4,
	CHUNK_SRC6, CHUNK_DST6, CHUNK_SRC_PORT, CHUNK_DST_PORT,
	CHUNK_SECONDS, CHUNK_MICROSECONDS, CHUNK_TYPE,
	CHUNK_KEY = 0x0e, CHUNK_PAYLOAD, CHUNK_PACKED, CHUNK_VLAN = 0x12,
	CHUNKS
};

/* Those of one size; the others have any, or are of no use here. */
static const uint8_t sizes[CHUNKS] = {
	[CHUNK_FAMILY] = 1, [CHUNK_PROTOCOL] = 1,
	[CHUNK_SRC4] = 4, [CHUNK_DST4] = 4,
	[CHUNK_SRC6] = 16, [CHUNK_DST6] = 16,
	[CHUNK_SRC_PORT] = 2, [CHUNK_DST_PORT] = 2,
	[CHUNK_SECONDS] = 4, [CHUNK_MICROSECONDS] = 4,
	[CHUNK_TYPE] = 1, [CHUNK_VLAN] = 2,
};

/* Where the last chunk of each kind is; P is NULL: there was none. */
struct chunks {
	struct wire at[CHUNKS];
	uint16_t cut;		/* the kind that isn't all there; 0: none */
};

static bool has(const struct chunks *c, enum chunk kind)
{
	return c->at[kind].p != NULL;
}

static struct slice bytes_of(const struct wire *w)
{
	return (struct slice){ (const char *)w->p, wire_left(w) };
}

static struct moment moment_of(uint32_t seconds, uint32_t microseconds)
{
	return (struct moment){ seconds * NS_PER_S +
				microseconds * NS_PER_US };
}

/*
 * The chunks of W, to its end. One of which the capture has not all is kept
 * as far as it is there, and is the last.
 */
static enum hep_end find_chunks(struct wire *w, bool cut, struct chunks *c)
{
	while (wire_left(w) > 0) {
		uint16_t vendor = wire_u16(w), kind = wire_u16(w);
		size_t length = wire_u16(w);
		struct wire body = *w;

		if (w->failed)
			return cut ? HEP_SOUND : HEP_CHUNK;
		if (length < HEAD)
			return HEP_CHUNK;
		wire_limit(&body, length - HEAD);
		if (!wire_take(w, length - HEAD) && !cut)
			return HEP_CHUNK;
		if (vendor != 0 || kind >= CHUNKS)
			continue;
		if (sizes[kind] && sizes[kind] != length - HEAD)
			return HEP_CHUNK;
		if (w->failed)
			c->cut = kind;
		if (!w->failed || !sizes[kind])
			c->at[kind] = body;
	}
	return HEP_SOUND;
}

/* IPv4, unless the family says otherwise or only IPv6 is there. */
static bool read_addresses(struct hep *h, const struct chunks *c)
{
	struct wire family = c->at[CHUNK_FAMILY];
	bool four = has(c, CHUNK_SRC4) && has(c, CHUNK_DST4);
	bool six = has(c, CHUNK_SRC6) && has(c, CHUNK_DST6);

	if (six && !(four && (family.p == NULL || wire_u8(&family) == 2))) {
		h->src = addr_from_v6(c->at[CHUNK_SRC6].p);
		h->dst = addr_from_v6(c->at[CHUNK_DST6].p);
	} else if (four) {
		h->src = addr_from_v4(c->at[CHUNK_SRC4].p);
		h->dst = addr_from_v4(c->at[CHUNK_DST4].p);
	}
	return four || six;
}

/* What isn't told is 0: a wire over nothing gives that. */
static void read_numbers(struct hep *h, struct chunks *c)
{
	uint32_t seconds = wire_u32(&c->at[CHUNK_SECONDS]);

	h->protocol = wire_u8(&c->at[CHUNK_PROTOCOL]);
	h->type = has(c, CHUNK_TYPE) ? wire_u8(&c->at[CHUNK_TYPE]) : HEP_SIP;
	h->src_port = wire_u16(&c->at[CHUNK_SRC_PORT]);
	h->dst_port = wire_u16(&c->at[CHUNK_DST_PORT]);
	h->vlan = has(c, CHUNK_VLAN) ? wire_u16(&c->at[CHUNK_VLAN]) & 0xfff :
				       -1;
	h->timed = seconds != 0;
	h->time = moment_of(seconds, wire_u32(&c->at[CHUNK_MICROSECONDS]));
	h->key = bytes_of(&c->at[CHUNK_KEY]);
}

static enum hep_end read_chunks(struct hep *h, struct wire *w, bool cut)
{
	struct chunks c = { 0 };
	enum hep_end end = find_chunks(w, cut, &c);
	bool plain = has(&c, CHUNK_PAYLOAD);
	enum chunk kind = plain ? CHUNK_PAYLOAD : CHUNK_PACKED;

	if (end != HEP_SOUND)
		return end;
	if (!has(&c, kind))
		return cut ? HEP_CUT : HEP_NO_PAYLOAD;
	if (!read_addresses(h, &c))
		return cut ? HEP_CUT : HEP_NO_ADDRESSES;
	read_numbers(h, &c);
	h->packed = !plain;
	h->payload = bytes_of(&c.at[kind]);
	h->cut = c.cut == kind;
	return HEP_SOUND;
}

/* Behind "HEP3". What follows its length, in a datagram, is padding. */
static enum hep_end read_3(struct hep *h, struct wire *w, bool cut)
{
	size_t length = wire_u16(w);

	if (w->failed)
		return cut ? HEP_CUT : HEP_LENGTH;
	if (length < HEAD || (length - HEAD > wire_left(w) && !cut))
		return HEP_LENGTH;
	if (length - HEAD <= wire_left(w))
		cut = false;
	wire_limit(w, length - HEAD);
	return read_chunks(h, w, cut);
}

static uint32_t little(uint32_t value)
{
	return __builtin_bswap32(value);
}

static uint64_t distance(struct moment a, struct moment b)
{
	return moment_before(a, b) ? (uint64_t)b.ns - (uint64_t)a.ns :
				     (uint64_t)a.ns - (uint64_t)b.ns;
}

/*
 * Nobody has said in which order version 2 has the bytes of its time; most
 * agents have that of their machine, some that of the network. The one that
 * is nearer to NOW is meant.
 */
static struct moment read_time_2(struct wire *w, struct moment now)
{
	uint32_t seconds = wire_u32(w), microseconds = wire_u32(w);
	struct moment a = moment_of(seconds, microseconds);
	struct moment b = moment_of(little(seconds), little(microseconds));

	return distance(a, now) < distance(b, now) ? a : b;
}

static enum hep_end read_1_or_2(struct hep *h, struct wire *w, bool cut,
				struct moment now)
{
	size_t length = wire_u8(w), family = wire_u8(w);
	bool four = family == 2;
	const uint8_t *addresses;

	h->protocol = wire_u8(w);
	h->src_port = wire_u16(w);
	h->dst_port = wire_u16(w);
	if (!w->failed && length != (four ? 16 : 40))
		return HEP_LENGTH;
	addresses = wire_take(w, four ? 8 : 32);
	if (addresses && h->version == 2) {
		h->time = read_time_2(w, now);
		h->timed = h->time.ns > 0;
		wire_take(w, 4);	/* the agent's number, and padding */
	}
	if (w->failed)
		return cut ? HEP_CUT : HEP_LENGTH;
	h->src = four ? addr_from_v4(addresses) : addr_from_v6(addresses);
	h->dst = four ? addr_from_v4(addresses + 4) :
			addr_from_v6(addresses + 16);
	h->payload = bytes_of(w);
	h->cut = cut;
	return h->payload.n ? HEP_SOUND : cut ? HEP_CUT : HEP_NO_PAYLOAD;
}

enum hep_end hep_read(struct hep *h, struct slice s, bool cut,
		      struct moment now)
{
	struct wire w = wire_over(s.p, s.n);

	*h = (struct hep){ .version = 3, .type = HEP_SIP, .vlan = -1 };
	if (s.n >= 4 && memcmp(s.p, "HEP3", 4) == 0) {
		wire_take(&w, 4);
		return read_3(h, &w, cut);
	}
	h->version = wire_u8(&w);
	if (h->version != 1 && h->version != 2)
		return HEP_VERSION;
	return read_1_or_2(h, &w, cut, now);
}

/* -- streams ------------------------------------------------------------- */

static unsigned u16_at(const char *p)
{
	return (unsigned)(uint8_t)p[0] << 8 | (uint8_t)p[1];
}

size_t hep_length(const char head[HEP_HEAD])
{
	size_t n = u16_at(head + MAGIC.n);

	return memcmp(head, MAGIC.p, MAGIC.n) == 0 && n >= HEP_HEAD ? n : 0;
}

/*
 * Behind the length comes a chunk, whose vendor and kind have small numbers:
 * text that has the four letters doesn't go on so.
 */
bool hep_starts(struct slice s)
{
	size_t n;

	if (s.n < HEP_HEAD + HEAD)
		return false;
	n = u16_at(s.p + 10);
	return s.p[6] == 0 && s.p[8] == 0 && n >= HEAD &&
	       n + HEP_HEAD <= hep_length(s.p);
}

size_t hep_find(struct slice s)
{
	const char *end = s.p + s.n, *p = s.p;

	while ((p = memmem(p, (size_t)(end - p), MAGIC.p, MAGIC.n))) {
		if (hep_starts((struct slice){ p, (size_t)(end - p) }))
			return (size_t)(p - s.p);
		p++;
	}
	return s.n;
}

/* A payload's chunk, and the beginning of a line. */
static bool begins_payload(struct slice s)
{
	if (s.n < HEAD + 8 || u16_at(s.p + 4) <= HEAD + 8)
		return false;
	for (size_t i = HEAD; i < HEAD + 8; i++)
		if (s.p[i] < ' ' || s.p[i] > '~')
			return false;
	return true;
}

bool hep_passes(struct slice s)
{
	static const char chunk[4] = { 0, 0, 0, CHUNK_PAYLOAD };
	const char *end = s.p + s.n, *p = s.p;

	if (!memchr(p, 0, s.n))		/* as in text, mostly */
		return false;
	if (hep_find(s) < s.n)
		return true;
	while ((p = memmem(p, (size_t)(end - p), chunk, sizeof chunk))) {
		if (begins_payload((struct slice){ p, (size_t)(end - p) }))
			return true;
		p++;
	}
	return false;
}
