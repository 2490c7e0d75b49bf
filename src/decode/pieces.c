/* SPDX-License-Identifier: BSD-2-Clause */
/* Chunks from a pool, with a bit for every 8 bytes that have come. */
#include "decode/pieces.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define UNIT  PIECES_UNIT
#define BLOCK PIECES_BLOCK
#define CHUNK PIECES_CHUNK

struct pool {
	struct chunk *chunks, *free;
	size_t n, left;
	size_t used;		/* chunks that ever were */
};

int pool_create(struct pool **pp, size_t chunks)
{
	struct pool *p = calloc(1, sizeof *p);

	if (!p)
		return -ENOMEM;
	p->chunks = calloc(chunks, sizeof *p->chunks);
	if (!p->chunks) {
		free(p);
		return -ENOMEM;
	}
	p->left = p->n = chunks;
	*pp = p;
	return 0;
}

void pool_destroy(struct pool *p)
{
	if (p)
		free(p->chunks);
	free(p);
}

size_t pool_left(const struct pool *p)
{
	return p->left;
}

static struct chunk *take_chunk(struct pool *p)
{
	struct chunk *c = p->free;

	assert(p->left > 0);
	if (c)
		p->free = c->next;
	else
		c = &p->chunks[p->used++];
	p->left--;
	memset(c->here, 0, sizeof c->here);
	memset(c->begins, 0, sizeof c->begins);
	return c;
}

void pieces_drop(struct pieces *s, struct pool *pool)
{
	for (size_t i = 0; i * CHUNK < s->reach; i++) {
		struct chunk *c = s->chunks[i];

		if (!c)
			continue;
		c->next = pool->free;
		pool->free = c;
		pool->left++;
	}
	memset(s, 0, sizeof *s);
}

/* The end of that part of FROM to TO which is in FROM's block. */
static size_t in_block(size_t from, size_t to)
{
	size_t end = (from / BLOCK + 1) * BLOCK;

	return end < to ? end : to;
}

/* The bits of the units from FROM to TO, both of one block. */
static uint64_t units_of(size_t from, size_t to)
{
	size_t n = (to - from + UNIT - 1) / UNIT;

	return UINT64_MAX >> (64 - n) << from % BLOCK / UNIT;
}

struct run { size_t from, to; };

/* Takes the first run of UNITS, which are of the block that has AT. */
static struct run take_run(uint64_t *units, size_t at)
{
	size_t first = (size_t)__builtin_ctzll(*units);
	uint64_t gap = ~(*units >> first);
	size_t n = gap ? (size_t)__builtin_ctzll(gap) : 64;

	*units &= ~(UINT64_MAX >> (64 - n) << first);
	at -= at % BLOCK;
	return (struct run){ at + first * UNIT, at + (first + n) * UNIT };
}

/* Where the first byte is that was not captured. */
static size_t known(const struct pieces *s)
{
	return PIECES_END - s->lost;
}

/* Of UNITS, which both have, do they have different bytes? */
static bool differ(const struct pieces *s, const struct piece *piece,
		   size_t at, uint64_t units)
{
	size_t end = piece->end < known(s) ? piece->end : known(s);
	const uint8_t *bytes = s->chunks[at / CHUNK]->bytes;

	while (units) {
		struct run r = take_run(&units, at);

		if (r.to > end)
			r.to = end;
		if (r.to > r.from &&
		    memcmp(bytes + r.from % CHUNK,
			   piece->bytes + (r.from - piece->from),
			   r.to - r.from) != 0)
			return true;
	}
	return false;
}

/* Ends at AT what came before it, or is nothing there? */
static bool is_edge(const struct pieces *s, size_t at)
{
	const struct chunk *c = at < PIECES_END ? s->chunks[at / CHUNK] : NULL;
	size_t block = at % CHUNK / BLOCK;

	return !c || !(units_of(at, at + 1) & c->here[block] &
		       ~c->begins[block]);
}

/*
 * All of PIECE is here: was it one piece? Where pieces had bytes in common
 * before, that isn't told for certain.
 */
static bool was_one(const struct pieces *s, const struct piece *piece)
{
	size_t next;

	if (!is_edge(s, piece->from) ||
	    !is_edge(s, (piece->to + UNIT - 1) / UNIT * UNIT))
		return false;
	for (size_t at = piece->from + UNIT; at < piece->to; at = next) {
		const struct chunk *c = s->chunks[at / CHUNK];

		next = in_block(at, piece->to);
		if (c->begins[at % CHUNK / BLOCK] & units_of(at, next))
			return false;
	}
	return true;
}

enum fit pieces_compare(const struct pieces *s, const struct piece *piece)
{
	bool some = false, all = true, other = false;
	size_t next;

	for (size_t at = piece->from; at < piece->to; at = next) {
		const struct chunk *c = s->chunks[at / CHUNK];
		uint64_t units, both;

		next = in_block(at, piece->to);
		units = units_of(at, next);
		both = c ? c->here[at % CHUNK / BLOCK] & units : 0;
		some |= both != 0;
		all &= both == units;
		if (both)
			other |= differ(s, piece, at, both);
	}
	if (!some)
		return FIT_NEW;
	if (other)
		return FIT_CONFLICTS;
	return all && was_one(s, piece) ? FIT_SAME : FIT_OVERLAPS;
}

size_t pieces_lack(const struct pieces *s, const struct piece *piece)
{
	size_t n = 0;

	for (size_t i = piece->from / CHUNK; i * CHUNK < piece->to; i++)
		n += !s->chunks[i];
	return n;
}

/* From FROM on bytes are missing. */
static void lose(struct pieces *s, size_t from)
{
	if (from < known(s))
		s->lost = PIECES_END - from;
}

static void put_units(struct pieces *s, const struct piece *piece, size_t at,
		      uint64_t units)
{
	uint8_t *bytes = s->chunks[at / CHUNK]->bytes;

	while (units) {
		struct run r = take_run(&units, at);
		size_t end = r.to < piece->end ? r.to : piece->end;

		if (end > r.from)
			memcpy(bytes + r.from % CHUNK,
			       piece->bytes + (r.from - piece->from),
			       end - r.from);
		if (end < r.to && piece->end < piece->to)
			lose(s, end > r.from ? end : r.from);
	}
}

void pieces_put(struct pieces *s, struct pool *pool,
		const struct piece *piece)
{
	size_t from = piece->from, next;

	for (size_t at = from; at < piece->to; at = next) {
		struct chunk **c = &s->chunks[at / CHUNK];
		uint64_t units, *here;

		if (!*c)
			*c = take_chunk(pool);
		here = &(*c)->here[at % CHUNK / BLOCK];
		next = in_block(at, piece->to);
		units = units_of(at, next) & ~*here;
		*here |= units;
		s->units += (size_t)__builtin_popcountll(units);
		put_units(s, piece, at, units);
	}
	s->chunks[from / CHUNK]->begins[from % CHUNK / BLOCK] |=
		units_of(from, from + 1);
	if (piece->to > s->reach)
		s->reach = piece->to;
}

size_t pieces_copy(const struct pieces *s, size_t n, uint8_t *to)
{
	if (n > known(s))
		n = known(s);
	for (size_t at = 0; at < n; at += CHUNK)
		memcpy(to + at, s->chunks[at / CHUNK]->bytes,
		       n - at < CHUNK ? n - at : CHUNK);
	return n;
}
