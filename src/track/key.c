/* SPDX-License-Identifier: BSD-2-Clause */
/* Makes one hash of several values, however long they are. */
#include "track/transaction.h"

/* Odd and large: the golden ratio's. The order of the values matters. */
#define TURN UINT64_C(0x9e3779b97f4a7c15)

/*
 * Each value is hashed where it stands: to put them side by side first takes
 * longer. "ab", "c" is not "a", "bc".
 */
void key_add(struct key *k, struct slice s)
{
	struct hash_id h = hash_bytes(k->seed, s.p, s.n);

	k->id.lo = k->id.lo * TURN + h.lo;
	k->id.hi = k->id.hi * TURN + h.hi;
}

void key_add_leg(struct key *k, const struct addr *src,
		 const struct addr *dst, uint8_t transport)
{
	char leg[2 * sizeof(struct addr) + 1];

	memcpy(leg, src->b, sizeof src->b);
	memcpy(leg + sizeof src->b, dst->b, sizeof dst->b);
	leg[sizeof leg - 1] = (char)transport;
	key_add(k, (struct slice){ leg, sizeof leg });
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

/*
 * Hosts are compared in any case (RFC 3261 section 19.1.4); what else the bit
 * changes has no place in a host or a port. Of a long one the case counts.
 */
static void add_host(struct key *k, struct slice host)
{
	char lower[64];

	if (host.n > sizeof lower) {
		key_add(k, host);
		return;
	}
	for (size_t i = 0; i < host.n; i++)
		lower[i] = (char)(host.p[i] | 0x20);
	key_add(k, (struct slice){ lower, host.n });
}

/* What messages of one transaction share; CALL_ID may be NULL. */
struct hash_id key_of_via(const struct track *t, struct slice branch,
			  struct slice sent_by, const struct slice *call_id)
{
	struct key k;

	key_begin(&k, t->seed);
	key_add(&k, branch);
	add_host(&k, sent_by);
	if (call_id)
		key_add(&k, *call_id);
	return k.id;
}
