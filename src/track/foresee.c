/* SPDX-License-Identifier: BSD-2-Clause */
/* Fetches the transaction of a message while the message is still read. */
#include "track/transaction.h"

/*
 * A look at a transaction is two cache misses, one after the other: they cost
 * as much as reading a message does, and pass while it is read.
 */
void track_foresee(struct track *t, struct slice sent_by, struct slice branch)
{
	struct guess *g = &t->guess;

	g->made = key_is_unique(branch);
	if (!g->made)
		return;
	g->branch = branch;
	g->sent_by = sent_by;
	g->id = key_of_via(t, branch, sent_by, NULL);
	table_expect(t->transactions, (uint32_t)g->id.lo);
}

void track_fetch(const struct track *t)
{
	if (t->guess.made)
		table_fetch(t->transactions, (uint32_t)t->guess.id.lo,
			    sizeof(struct transaction));
}

/* The id of M, whose branch is unique: mostly it was foreseen. */
struct hash_id foresee_id(const struct track *t, const struct sip_msg *m)
{
	const struct guess *g = &t->guess;

	if (g->made && g->branch.p == m->branch.p &&
	    g->branch.n == m->branch.n && g->sent_by.p == m->sent_by.p &&
	    g->sent_by.n == m->sent_by.n)
		return g->id;
	return key_of_via(t, m->branch, m->sent_by, NULL);
}
