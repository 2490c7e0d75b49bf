/* SPDX-License-Identifier: BSD-2-Clause */
/* Hashes keys under a seed that only the kernel could tell. */
#include "base/hash.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>

/* Inlined, the hash of a short key needs no call and few branches. */
#define XXH_INLINE_ALL
#include <xxhash.h>

#define ALWAYS static inline __attribute__((always_inline))

/* Odd, and half of their bits set, without a pattern: XXH64's primes. */
#define ODD_0 UINT64_C(0x9e3779b185ebca87)
#define ODD_1 UINT64_C(0xc2b2ae3d27d4eb4f)
#define ODD_2 UINT64_C(0x165667b19e3779f9)
#define ODD_3 UINT64_C(0x85ebca77c2b2ae63)

struct hash_seed hash_seed_random(void)
{
	struct hash_seed seed = { 0 };
	ssize_t n;

	/* So few bytes come whole; early in a boot the call may be broken. */
	do {
		n = getrandom(&seed.value, sizeof seed.value, 0);
	} while (n < 0 && errno == EINTR);
	return seed;
}

uint64_t hash_short(struct hash_seed seed, const void *p, size_t n)
{
	return XXH3_64bits_withSeed(p, n, seed.value);
}

ALWAYS uint64_t word(const char *p)
{
	uint64_t v;

	memcpy(&v, p, sizeof v);
	return v;
}

ALWAYS uint64_t half_word(const char *p)
{
	uint32_t v;

	memcpy(&v, p, sizeof v);
	return v;
}

/* A times B, all 128 bits of it. */
ALWAYS struct hash_id times(uint64_t a, uint64_t b)
{
#ifdef __SIZEOF_INT128__
	unsigned __int128 product = (unsigned __int128)a * b;

	return (struct hash_id){ (uint64_t)product,
				 (uint64_t)(product >> 64) };
#else
	uint64_t low = (a & UINT32_MAX) * (b & UINT32_MAX);
	uint64_t one = (a >> 32) * (b & UINT32_MAX) + (low >> 32);
	uint64_t other = (a & UINT32_MAX) * (b >> 32) + (one & UINT32_MAX);

	return (struct hash_id){
		other << 32 | (low & UINT32_MAX),
		(a >> 32) * (b >> 32) + (one >> 32) + (other >> 32) };
#endif
}

/*
 * What is left of the N bytes at P when there are no 16 of them any more: two
 * words that overlap.
 */
ALWAYS void last_words(const char *p, size_t n, uint64_t *a, uint64_t *b)
{
	*a = *b = 0;
	if (n >= 8) {
		*a = word(p);
		*b = word(p + n - 8);
	} else if (n >= 4) {
		*a = half_word(p);
		*b = half_word(p + n - 4);
	} else if (n > 0) {
		*a = (unsigned char)p[0];
		*b = (uint64_t)(unsigned char)p[n / 2] << 8 |
		     (unsigned char)p[n - 1];
	}
}

/*
 * 16 more bytes. To make a factor 0, which would undo what was before, one
 * must know ID and KEY. The lowest bits of a product are 0 too often, but not
 * those of both its halves.
 */
ALWAYS struct hash_id put(struct hash_id id, uint64_t key, uint64_t a,
			  uint64_t b)
{
	struct hash_id product = times(id.lo ^ a, id.hi ^ b ^ key);

	return (struct hash_id){ product.lo ^ product.hi, product.hi };
}

/* The first factor, of what has N bytes: who doesn't know SEED can't tell. */
ALWAYS uint64_t begin(struct hash_seed seed, size_t n, uint64_t odd)
{
	return (seed.value + n) * odd;
}

/* BITS are set in all that is read. */
ALWAYS struct hash_id go_on(struct hash_id id, uint64_t key, const char *p,
			    size_t n, uint64_t bits)
{
	uint64_t a, b;

	for (; n > 16; p += 16, n -= 16)
		id = put(id, key, word(p) | bits, word(p + 8) | bits);
	last_words(p, n, &a, &b);
	return put(id, key, a | bits, b | bits);
}

struct hash_id hash_bytes(struct hash_seed seed, const void *p, size_t n)
{
	return hash_on((struct hash_id){ 0 }, seed, p, n);
}

struct hash_id hash_on(struct hash_id id, struct hash_seed seed,
		       const void *p, size_t n)
{
	id.lo ^= begin(seed, n, ODD_0);
	return go_on(id, seed.value ^ ODD_1, p, n, 0);
}

struct hash_id hash_on_lower(struct hash_id id, struct hash_seed seed,
			     const void *p, size_t n)
{
	id.lo ^= begin(seed, n, ODD_0);
	return go_on(id, seed.value ^ ODD_1, p, n,
		     UINT64_C(0x2020202020202020));
}

#define FOUR 64		/* bytes that four lanes take at once */

/* Of long keys: side by side, lanes don't wait for each other's product. */
struct lanes { uint64_t a, b, c, d; };

/* As put() does, but what is kept of a product is half as long. */
ALWAYS uint64_t mix(uint64_t lane, uint64_t key, uint64_t a, uint64_t b)
{
	struct hash_id product = times(a ^ key, b ^ lane);

	return product.lo ^ product.hi;
}

ALWAYS struct lanes put_four(struct lanes l, uint64_t key, const char *p)
{
	return (struct lanes){ mix(l.a, key, word(p), word(p + 8)),
			       mix(l.b, key, word(p + 16), word(p + 24)),
			       mix(l.c, key, word(p + 32), word(p + 40)),
			       mix(l.d, key, word(p + 48), word(p + 56)) };
}

/*
 * The last words overlap others: where they begin is not foreseen as well as
 * that they are read.
 */
uint64_t hash_long(struct hash_seed seed, const void *bytes, size_t n)
{
	const uint64_t key = seed.value ^ ODD_1;
	struct lanes l = { begin(seed, n, ODD_0), begin(seed, n, ODD_1),
			   begin(seed, n, ODD_2), begin(seed, n, ODD_3) };
	const char *p = bytes, *last;

	if (n < FOUR)
		return hash_short(seed, p, n);
	last = p + n - FOUR;
	for (; p < last; p += FOUR)
		l = put_four(l, key, p);
	l = put_four(l, key, last);
	return mix(mix(l.a, key, l.b, 0), key, l.c, l.d);
}
