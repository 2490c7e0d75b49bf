/* SPDX-License-Identifier: BSD-2-Clause */
/* Seeded hashes of keys: nobody outside can tell which keys collide. */
#ifndef SIPWARD_BASE_HASH_H
#define SIPWARD_BASE_HASH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct hash_seed { uint64_t value; };

/* 128 bits stand for the key itself: no two keys of a lifetime share them. */
struct hash_id { uint64_t lo, hi; };

/* A seed from the kernel's random numbers. */
struct hash_seed hash_seed_random(void);

struct hash_id hash_bytes(struct hash_seed seed, const void *p, size_t n);

/*
 * The hash of what ID is one of and of these N bytes too. Lengths count: "ab",
 * "c" is not "a", "bc". LOWER takes letters for small ones; what else their
 * bit changes, "@" and "`", it takes for the same.
 */
struct hash_id hash_on(struct hash_id id, struct hash_seed seed,
		       const void *p, size_t n);
struct hash_id hash_on_lower(struct hash_id id, struct hash_seed seed,
			     const void *p, size_t n);

/*
 * Where a collision, rare as it is, does no harm or is seen by the key. The
 * short one is XXH3, for good: what was hashed may be told.
 */
uint64_t hash_short(struct hash_seed seed, const void *p, size_t n);

/* Of hundreds of bytes. */
uint64_t hash_long(struct hash_seed seed, const void *p, size_t n);

static inline bool hash_equal(struct hash_id a, struct hash_id b)
{
	return a.lo == b.lo && a.hi == b.hi;
}

#endif
