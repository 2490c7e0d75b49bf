/* SPDX-License-Identifier: BSD-2-Clause */
/* Puts IP packets together again from their fragments, under a roof. */
#include <errno.h>
#include <stdlib.h>

#include "base/poison.h"
#include "base/table.h"
#include "decode/packet.h"
#include "decode/pieces.h"

#define TIMEOUT span_s(30)	/* of packet time, since the first that came */
#define LONGEST 65535		/* bytes that a header's length can tell */
#define HEADER	64		/* room for a header: IPv4's always fits */
#define FEWEST	(2 * PIECES_CHUNKS)	/* however low the roof */

/* What has gone wrong, each with its counter. */
enum wrong {
	WRONG_NONE, WRONG_TIMEOUT, WRONG_UNFINISHED, WRONG_OVERLAP,
	WRONG_CONFLICT, WRONG_END, WRONG_TOO_LONG, WRONG_UNALIGNED,
	WRONG_EMPTY, WRONG_TINY, WRONG_NESTED, WRONGS
};

static const char *const wrongs[WRONGS] = {
	[WRONG_TIMEOUT] = "timeout",
	[WRONG_UNFINISHED] = "unfinished",	/* when the capture ended */
	[WRONG_OVERLAP] = "overlap",
	[WRONG_CONFLICT] = "conflict",	/* an overlap with other bytes */
	[WRONG_END] = "end",		/* another one than before */
	[WRONG_TOO_LONG] = "too-long",
	[WRONG_UNALIGNED] = "unaligned",
	[WRONG_EMPTY] = "empty",
	[WRONG_TINY] = "tiny",		/* the transport's header is parted */
	[WRONG_NESTED] = "nested",	/* in a packet that was in fragments */
};

/* Compared and hashed as bytes: there is no padding. */
struct key {
	struct addr src, dst;
	uint32_t id;
	int32_t vlan;
	uint8_t via[TUNNELS_DEEP];
	uint8_t version;
	uint8_t protocol;	/* in IPv6 0: it goes by the first fragment */
	uint16_t zero;
};

struct fragment {
	struct key key;
	struct piece piece;	/* of what is behind the header */
	bool more;		/* will follow behind it */
};

struct datagram {
	struct table_entry head;
	struct key key;
	struct moment since;
	size_t end;		/* as the last fragment says; 0: not known */
	bool dropped;		/* and so is what still comes of it */
	uint8_t protocol;
	uint8_t header_length;	/* 0: the first fragment hasn't come */
	uint8_t header[HEADER];
	struct pieces pieces;
};

struct frags {
	struct table *table;	/* in the order of coming */
	struct pool *pool;
	struct hash_seed seed;
	uint64_t *counts[WRONGS];
	uint64_t *evicted, *reassembled;
	uint8_t whole[HEADER + PIECES_END];	/* the last one finished */
};

/* What was dropped is counted already. */
static void leave(void *entry, void *arg)
{
	struct datagram *g = entry;
	struct frags *f = arg;

	*f->evicted += !g->dropped;
	pieces_drop(&g->pieces, f->pool);
}

static void forget(struct frags *f, struct datagram *g)
{
	pieces_drop(&g->pieces, f->pool);
	table_remove(f->table, g);
}

static void give_up(struct frags *f, struct datagram *g, enum wrong why)
{
	*f->counts[why] += !g->dropped;
	forget(f, g);
}

/* Of each datagram there is at least one chunk, mostly. */
int frags_create(struct frags **fp, const struct frags_spec *spec)
{
	size_t each = sizeof(struct chunk) + sizeof(struct datagram) +
		      2 * sizeof(uint32_t);
	size_t n = spec->memory / each;
	struct frags *f = calloc(1, sizeof *f);
	int err;

	if (!f)
		return -ENOMEM;
	if (n < FEWEST)
		n = FEWEST;
	f->seed = spec->seed;
	err = pool_create(&f->pool, n);
	if (!err)
		err = table_create(&f->table, &(struct table_spec){
			.entry_size = sizeof(struct datagram),
			.roof = (uint32_t)n, .leave = leave, .arg = f });
	if (err) {
		frags_destroy(f);
		return err;
	}
	for (int i = WRONG_NONE + 1; i < WRONGS; i++)
		f->counts[i] = counter(spec->counters, "fragments",
				       wrongs[i]);
	f->evicted = counter(spec->counters, "evicted", "fragments");
	f->reassembled = counter(spec->counters, "reassembled", NULL);
	*fp = f;
	return 0;
}

void frags_destroy(struct frags *f)
{
	if (!f)
		return;
	table_destroy(f->table);
	pool_destroy(f->pool);
	free(f);
}

static bool is_over(const struct datagram *g, struct moment now)
{
	return llabs(moment_since(now, g->since).ns) >= TIMEOUT.ns;
}

void frags_sweep(struct frags *f, struct moment now)
{
	struct datagram *g;

	while ((g = table_oldest(f->table)) && is_over(g, now))
		give_up(f, g, WRONG_TIMEOUT);
}

void frags_end(struct frags *f)
{
	struct datagram *g;

	while ((g = table_oldest(f->table)))
		give_up(f, g, WRONG_UNFINISHED);
}

static uint16_t u16(const uint8_t *p)
{
	return (uint16_t)(p[0] << 8 | p[1]);
}

/* RFC 791 section 3.1; RFC 8200 section 4.5: right before P's wire. */
static struct fragment read_fragment(const struct packet *p)
{
	struct fragment r = {
		.key = { .src = p->payload->src, .dst = p->payload->dst,
			 .vlan = p->payload->vlan,
			 .version = p->ip[0] >> 4 },
		.piece.bytes = p->wire.p,
	};
	const uint8_t *h = p->ip;
	uint16_t field;

	if (r.key.version == 4) {
		field = u16(h + 6);
		r.piece.from = (field & 0x1fffu) * PIECES_UNIT;
		r.more = field & 0x2000;
		r.key.id = u16(h + 4);
		r.key.protocol = p->protocol;
	} else {
		h = p->wire.p - 8;
		field = u16(h + 2);
		r.piece.from = field & ~7u;
		r.more = field & 1;
		memcpy(&r.key.id, h + 4, sizeof r.key.id);
	}
	memcpy(r.key.via, p->payload->via, sizeof r.key.via);
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
static size_t length_of(uint8_t version, size_t header, size_t n)
{
	return header + n - (version == 4 ? 0 : 40);
}

static enum wrong find_fault(const struct packet *p, const struct fragment *r)
{
	size_t from = r->piece.from, to = r->piece.to;

	if (from == to)
		return WRONG_EMPTY;
	if (length_of(r->key.version, header_of(p), to) > LONGEST)
		return WRONG_TOO_LONG;
	if (r->more && to % PIECES_UNIT)
		return WRONG_UNALIGNED;
	return WRONG_NONE;
}

/* RFC 1858 section 3; a host puts such a packet together all the same. */
static bool is_tiny(const struct packet *p, const struct fragment *r)
{
	size_t least = p->protocol == PROTO_TCP ? 20 :
		       p->protocol == PROTO_SCTP ? 12 : 8;

	return r->piece.from == 0 && r->more && r->piece.to < least;
}

/* The datagram that R, of NOW, is of: from now on there is one. */
static struct datagram *find(struct frags *f, const struct fragment *r,
			     struct moment now)
{
	uint32_t hash = (uint32_t)hash_short(f->seed, &r->key, sizeof r->key);
	struct datagram *g = NULL;

	while ((g = table_next_of(f->table, hash, g)))
		if (memcmp(&g->key, &r->key, sizeof g->key) == 0)
			break;
	if (g && !is_over(g, now))
		return g;
	if (g)
		give_up(f, g, WRONG_TIMEOUT);
	g = table_add(f->table, hash);
	g->key = r->key;
	g->since = now;
	return g;
}

/* Gives up the oldest, but never G, until there is room for PIECE in it. */
static void make_room(struct frags *f, const struct datagram *g,
		      const struct piece *piece)
{
	size_t n = pieces_lack(&g->pieces, piece);
	struct datagram *oldest;

	while (pool_left(f->pool) < n) {
		oldest = table_oldest(f->table);
		if (oldest == g)
			oldest = table_newer(f->table, oldest);
		leave(oldest, f);
		table_remove(f->table, oldest);
	}
}

static enum wrong judge(const struct datagram *g, const struct fragment *r)
{
	if ((g->end && r->piece.to > g->end) ||
	    (!r->more && r->piece.to < g->pieces.reach))
		return WRONG_END;
	switch (pieces_compare(&g->pieces, &r->piece)) {
	case FIT_OVERLAPS:
		return WRONG_OVERLAP;
	case FIT_CONFLICTS:
		return WRONG_CONFLICT;
	default:
		return WRONG_NONE;
	}
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
 * Keeps the header as it was before there were fragments. Extension headers
 * that there is no room for are left out.
 */
static void keep_header(struct datagram *g, const struct packet *p)
{
	size_t n = header_of(p) > HEADER ? 40 : header_of(p);

	memcpy(g->header, p->ip, n);
	g->header_length = (uint8_t)n;
	g->protocol = p->protocol;
	if (g->key.version == 4)
		g->header[6] = g->header[7] = 0;
	else if (n == 40)
		g->header[6] = p->protocol;
	else
		*last_next(g->header, n) = p->protocol;
}

/*
 * IPv6 datagrams with overlaps are dropped, with what is still to come of
 * them (RFC 5722 section 4), in IPv4 what came first stays. The same bytes
 * once more are no overlap.
 */
static void take(struct frags *f, struct datagram *g,
		 const struct fragment *r, const struct packet *p)
{
	enum wrong wrong = judge(g, r);

	if (wrong != WRONG_NONE) {
		++*f->counts[wrong];
		if (g->key.version == 6) {
			pieces_drop(&g->pieces, f->pool);
			g->dropped = true;
			return;
		}
		if (wrong == WRONG_END)
			return;
	}
	make_room(f, g, &r->piece);
	pieces_put(&g->pieces, f->pool, &r->piece);
	if (!r->more)
		g->end = r->piece.to;
	if (r->piece.from == 0 && !g->header_length)
		keep_header(g, p);
}

static bool is_whole(const struct datagram *g)
{
	size_t units = (g->end + PIECES_UNIT - 1) / PIECES_UNIT;

	return g->end && g->pieces.units == units;
}

/* P is what G comes to, header and all, which lies in F from now on. */
static void lay_out(struct frags *f, const struct datagram *g,
		    struct packet *p)
{
	uint8_t *body = f->whole + HEADER, *ip = body - g->header_length;
	uint8_t *field = ip + (g->key.version == 4 ? 2 : 4);
	size_t length = length_of(g->key.version, g->header_length, g->end);
	size_t n;

	unpoison(f->whole, sizeof f->whole);
	n = pieces_copy(&g->pieces, g->end, body);
	poison(body + n, PIECES_END - n);
	memcpy(ip, g->header, g->header_length);
	field[0] = (uint8_t)(length >> 8);
	field[1] = (uint8_t)length;

	p->ip = ip;
	p->wire = wire_over(body, n);
	p->missing = g->end - n;
	p->protocol = g->protocol;
	p->fragment = false;
}

enum fate frags_add(struct frags *f, struct packet *p)
{
	struct moment now = p->payload->frame->stamp;
	struct fragment r = read_fragment(p);
	enum wrong fault = find_fault(p, &r);
	struct datagram *g;
	enum fate fate;

	frags_sweep(f, now);
	if (fault != WRONG_NONE) {
		++*f->counts[fault];
		return FATE_DONE;
	}
	*f->counts[WRONG_TINY] += is_tiny(p, &r);
	g = find(f, &r, now);
	if (!g->dropped)
		take(f, g, &r, p);
	if (!is_whole(g))
		return FATE_DONE;
	lay_out(f, g, p);
	forget(f, g);
	++*f->reassembled;
	fate = decode_pass_headers(p);
	if (!p->fragment)
		return fate;
	++*f->counts[WRONG_NESTED];
	return FATE_DONE;
}
