/* SPDX-License-Identifier: BSD-2-Clause */
/* Makes one hash of several values, however long they are. */
#include "track/transaction.h"

#include <assert.h>

#define LONGEST 96	/* a longer value is stood for by its hash */
#define HASHED  UINT8_MAX

static void add(struct key *k, uint8_t head, const void *p, size_t n)
{
	assert(k->n + 1 + n <= sizeof k->bytes);
	k->bytes[k->n] = head;
	if (n > 0)
		memcpy(k->bytes + k->n + 1, p, n);
	k->n += 1 + n;
}

/* A length before each value: "ab", "c" is not "a", "bc". */
void key_add(struct key *k, struct slice s)
{
	struct hash_id h;

	if (s.n <= LONGEST) {
		add(k, (uint8_t)s.n, s.p, s.n);
		return;
	}
	h = hash_bytes(k->seed, s.p, s.n);
	add(k, HASHED, &h, sizeof h);
}

void key_add_leg(struct key *k, const struct addr *src,
		 const struct addr *dst, uint8_t transport)
{
	add(k, transport, src->b, sizeof src->b);
	add(k, transport, dst->b, sizeof dst->b);
}

struct hash_id key_id(const struct key *k)
{
	return hash_bytes(k->seed, k->bytes, k->n);
}

/*
 * Does BRANCH say by the magic cookie that it is unique (RFC 3261 section
 * 8.1.1.7)? With nothing behind the cookie it can't be.
 */
bool key_is_unique(struct slice branch)
{
	static const struct slice cookie = { "z9hG4bK", 7 };

	return branch.n > cookie.n &&
	       (memcmp(branch.p, cookie.p, cookie.n) == 0 ||
		slice_begins(branch, cookie));
}

/* What messages of one transaction share; CALL_ID may be NULL. */
struct hash_id key_of_via(const struct track *t, struct slice branch,
			  struct slice sent_by, const struct slice *call_id)
{
	struct key k;

	key_begin(&k, t->seed);
	key_add(&k, branch);
	key_add(&k, sent_by);
	if (call_id)
		key_add(&k, *call_id);
	return key_id(&k);
}
