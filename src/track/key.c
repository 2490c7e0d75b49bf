/* SPDX-License-Identifier: BSD-2-Clause */
/* Makes one hash of several values, however long they are. */
#include "track/transaction.h"

/* Each value is hashed where it stands; their order matters. */
void key_add(struct key *k, struct slice s)
{
	k->id = hash_on(k->id, k->seed, s.p, s.n);
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
 * changes has no place in a host or a port.
 */
static void add_host(struct key *k, struct slice host)
{
	k->id = hash_on_lower(k->id, k->seed, host.p, host.n);
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
