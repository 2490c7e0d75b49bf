/* SPDX-License-Identifier: BSD-2-Clause */
/* Hashes long inputs, with the widest registers that the CPU has. */
#include "base/hash.h"

#if defined __x86_64__ && __has_include(<xxh_x86dispatch.h>)
#include <xxh_x86dispatch.h>
#else
#include <xxhash.h>
#endif

_Static_assert(sizeof(struct hash_secret) >= XXH3_SECRET_SIZE_MIN,
	       "a secret is too short");

uint64_t hash_long(const struct hash_secret *secret, const void *p, size_t n)
{
	return XXH3_64bits_withSecret(p, n, secret->bytes,
				      sizeof secret->bytes);
}
