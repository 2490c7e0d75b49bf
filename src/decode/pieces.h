/* SPDX-License-Identifier: BSD-2-Clause */
/* Bytes that come in pieces, in any order: which are here, do they agree? */
#ifndef SIPWARD_DECODE_PIECES_H
#define SIPWARD_DECODE_PIECES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PIECES_UNIT 8		/* bytes: pieces begin at multiples of it */
#define PIECES_END  65536	/* no byte is there or behind */

/*
 * Bytes are kept in chunks of one size, of which a pool has so many as fit
 * under its roof. A bit says whether a unit is here.
 */
#define PIECES_BLOCK (64 * PIECES_UNIT)
#define PIECES_BLOCKS 4
#define PIECES_CHUNK (PIECES_BLOCKS * PIECES_BLOCK)
#define PIECES_CHUNKS (PIECES_END / PIECES_CHUNK)

struct chunk {
	struct chunk *next;	/* that is free */
	uint64_t here[PIECES_BLOCKS];
	uint64_t begins[PIECES_BLOCKS];	/* units that a piece began with */
	uint8_t bytes[PIECES_CHUNK];
};

struct pool;

int pool_create(struct pool **pp, size_t chunks);	/* 0 or -ENOMEM */
void pool_destroy(struct pool *p);			/* NULL is fine */
size_t pool_left(const struct pool *p);

struct piece {
	const uint8_t *bytes;
	size_t from, to;
	size_t end;		/* of the bytes that were captured */
};

/* All zero to begin with. */
struct pieces {
	size_t units;		/* that are here */
	size_t reach;		/* the highest end so far */
	size_t lost;		/* of PIECES_END bytes, by the snap length */
	struct chunk *chunks[PIECES_CHUNKS];
};

/* What of PIECE is here: nothing; the same piece; some or all of it, which
 * came otherwise; other bytes. */
enum fit { FIT_NEW, FIT_SAME, FIT_OVERLAPS, FIT_CONFLICTS };

enum fit pieces_compare(const struct pieces *s, const struct piece *piece);

/* How many chunks more it takes to put PIECE in. */
size_t pieces_lack(const struct pieces *s, const struct piece *piece);

/* Puts that of PIECE in which isn't here yet; POOL has the chunks. */
void pieces_put(struct pieces *s, struct pool *pool,
		const struct piece *piece);

/* Writes those of the first N bytes, which are here, that were captured. */
size_t pieces_copy(const struct pieces *s, size_t n, uint8_t *to);

/* Gives all chunks back. */
void pieces_drop(struct pieces *s, struct pool *pool);

#endif
