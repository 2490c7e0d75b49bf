/* SPDX-License-Identifier: BSD-2-Clause */
/* Hashes keys with XXH3 under a seed that only the kernel could tell. */
#include "base/hash.h"

#include <errno.h>
#include <sys/random.h>

/*
 * Inlined, the hash of a short key needs no call and few branches. For the
 * few hundred bytes of a SIP message the library's choice of the CPU's widest
 * registers costs more than they give.
 */
#define XXH_INLINE_ALL
#include <xxhash.h>

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

struct hash_id hash_bytes(struct hash_seed seed, const void *p, size_t n)
{
	XXH128_hash_t h = XXH3_128bits_withSeed(p, n, seed.value);

	return (struct hash_id){ h.low64, h.high64 };
}

uint64_t hash_short(struct hash_seed seed, const void *p, size_t n)
{
	return XXH3_64bits_withSeed(p, n, seed.value);
}

struct hash_secret hash_secret_of(struct hash_seed seed)
{
	struct hash_secret secret;

	XXH3_generateSecret_fromSeed(secret.bytes, seed.value);
	return secret;
}

_Static_assert(sizeof(struct hash_secret) >= XXH3_SECRET_SIZE_MIN,
	       "a secret is too short");

uint64_t hash_long(const struct hash_secret *secret, const void *p, size_t n)
{
	return XXH3_64bits_withSecret(p, n, secret->bytes,
				      sizeof secret->bytes);
}
