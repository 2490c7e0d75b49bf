/* SPDX-License-Identifier: BSD-2-Clause */
/* Puts IP packets together again from their fragments, under a roof. */
#include <errno.h>
#include <stdlib.h>

#include "base/poison.h"
#include "base/table.h"
#include "decode/fragment.h"

#define TIMEOUT span_s(30)	/* of packet time, since the first that came */
#define FEWEST	(2 * PIECES_CHUNKS)	/* however low the roof */

/*
 * IPv4's ids come around (RFC 4963): what has waited so long for its next
 * fragment, while its sender began so many others, is another datagram's.
 */
#define REUSED_SPAN span_s(1)
#define REUSED_OTHERS 4096
#define SENDERS_BITS 10		/* a counter for those of a hash */

static const char *const wrongs[WRONGS] = {
	[WRONG_TIMEOUT] = "timeout",
	[WRONG_UNFINISHED] = "unfinished",	/* when the capture ended */
	[WRONG_REUSED] = "reused",	/* the id is another datagram's */
	[WRONG_OVERLAP] = "overlap",
	[WRONG_CONFLICT] = "conflict",	/* an overlap with other bytes */
	[WRONG_END] = "end",		/* another one than before */
	[WRONG_TOO_LONG] = "too-long",
	[WRONG_UNALIGNED] = "unaligned",
	[WRONG_EMPTY] = "empty",
	[WRONG_TINY] = "tiny",		/* the transport's header is parted */
	[WRONG_NESTED] = "nested",	/* in a packet that was in fragments */
};

struct datagram {
	struct table_entry head;
	struct key key;
	struct moment since, last;	/* its first fragment, the newest */
	uint32_t begun;		/* by its sender, when the newest came */
	size_t end;		/* as the last fragment says; 0: not known */
	bool dropped;		/* and so is what still comes of it */
	struct whole_header header;
	struct pieces pieces;
};

struct frags {
	struct table *table;	/* in the order of coming */
	struct pool *pool;
	struct hash_seed seed;
	uint32_t begun[1 << SENDERS_BITS];	/* datagrams, by sender */
	uint64_t *counts[WRONGS];
	uint64_t *evicted, *reassembled;
	uint8_t whole[HEADER_ROOM + PIECES_END];	/* the last one */
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

static bool is_v6(const struct datagram *g)
{
	return g->key.sender.version == 6;
}

static enum wrong is_of_another(const struct datagram *g, uint32_t begun,
				struct moment now)
{
	if (is_over(g, now))
		return WRONG_TIMEOUT;
	if (!is_v6(g) && begun - g->begun >= REUSED_OTHERS &&
	    moment_since(now, g->last).ns >= REUSED_SPAN.ns)
		return WRONG_REUSED;
	return WRONG_NONE;
}

/* The datagram that R, of NOW, is of: from now on there is one. */
static struct datagram *find(struct frags *f, const struct fragment *r,
			     struct moment now)
{
	uint64_t sender = hash_short(f->seed, &r->key.sender,
				     sizeof r->key.sender);
	uint32_t hash = (uint32_t)hash_short((struct hash_seed){ sender },
					     &r->key.id, sizeof r->key.id);
	uint32_t *begun = &f->begun[sender >> (64 - SENDERS_BITS)];
	struct datagram *g = NULL;
	enum wrong why;

	while ((g = table_next_of(f->table, hash, g)))
		if (memcmp(&g->key, &r->key, sizeof g->key) == 0)
			break;
	why = g ? is_of_another(g, *begun, now) : WRONG_NONE;
	if (why != WRONG_NONE) {
		give_up(f, g, why);
		g = NULL;
	}
	if (!g) {
		g = table_add(f->table, hash);
		g->key = r->key;
		g->since = now;
		++*begun;
	}
	g->last = now;
	g->begun = *begun;
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

/* G is given up: what comes next begins a datagram, that of the same id. */
static void begin_anew(struct frags *f, struct datagram *g, struct moment now)
{
	pieces_drop(&g->pieces, f->pool);
	g->since = now;
	g->end = 0;
	g->header.length = 0;
	table_touch(f->table, g);
}

/*
 * IPv6 datagrams with overlaps are dropped, with what is still to come of
 * them (RFC 5722 section 4). In IPv4 bytes that contradict what is there are
 * another datagram's, by an id that came around, or an attack: a host drops
 * what it has, too. A fragment that comes once more is no overlap.
 */
static void take(struct frags *f, struct datagram *g,
		 const struct fragment *r, const struct packet *p)
{
	enum wrong wrong = judge(g, r);

	if (wrong != WRONG_NONE) {
		++*f->counts[wrong];
		if (is_v6(g)) {
			pieces_drop(&g->pieces, f->pool);
			g->dropped = true;
			return;
		}
		if (wrong != WRONG_OVERLAP)
			begin_anew(f, g, p->payload->frame->stamp);
	}
	make_room(f, g, &r->piece);
	pieces_put(&g->pieces, f->pool, &r->piece);
	if (!r->more)
		g->end = r->piece.to;
	if (r->piece.from == 0 && !g->header.length)
		fragment_keep_header(&g->header, p);
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
	uint8_t *body = f->whole + HEADER_ROOM;
	size_t n;

	unpoison(f->whole, sizeof f->whole);
	n = pieces_copy(&g->pieces, g->end, body);
	poison(body + n, PIECES_END - n);
	fragment_make_whole(p, &g->header, body, n, g->end);
}

enum fate frags_add(struct frags *f, struct packet *p)
{
	struct moment now = p->payload->frame->stamp;
	struct fragment r = fragment_read(p);
	enum wrong fault = fragment_find_fault(p, &r);
	struct datagram *g;
	enum fate fate;

	frags_sweep(f, now);
	if (fault != WRONG_NONE) {
		++*f->counts[fault];
		return FATE_DONE;
	}
	*f->counts[WRONG_TINY] += fragment_is_tiny(p, &r);
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
