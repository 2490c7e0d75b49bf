/* SPDX-License-Identifier: BSD-2-Clause */
/* Guesses whose message comes from its bytes, to fetch that one in time. */
#include "track/transaction.h"

#define NEAR  512	/* bytes within which a top Via stands */
#define TRIES 4		/* equals signs up to that of its branch */

/* The part of S before the first ';' or CR that it has. */
static struct slice value_of(struct slice s)
{
	s = slice_head(s, slice_find(s, ';'));
	return slice_head(s, slice_find(s, '\r'));
}

/* The branch that BYTES have first, and what is before its Via's first ';'. */
static bool guess_via(struct slice bytes, struct slice *branch,
		      struct slice *sent_by)
{
	static const struct slice name = SLICE("branch=");
	const char *space;
	size_t at = 0;

	for (int i = 0; i < TRIES; i++) {
		at += slice_find(slice_from(bytes, at), '=') + 1;
		if (at >= bytes.n)
			return false;
		if (at <= name.n ||
		    memcmp(bytes.p + at - name.n, name.p, name.n) != 0)
			continue;
		*branch = value_of(slice_from(bytes, at));
		space = memrchr(bytes.p, ' ', at);
		at = space ? (size_t)(space + 1 - bytes.p) : 0;
		*sent_by = value_of(slice_from(bytes, at));
		return true;
	}
	return false;
}

/*
 * A look at a transaction is two cache misses, one after the other: they cost
 * as much as reading a message does, and pass while it is read.
 */
void track_foresee(struct track *t, struct slice bytes)
{
	struct guess *g = &t->guess;

	g->made = guess_via(slice_head(bytes, NEAR), &g->branch,
			    &g->sent_by) && key_is_unique(g->branch);
	if (!g->made)
		return;
	g->id = key_of_via(t, g->branch, g->sent_by, NULL);
	table_expect(t->transactions, (uint32_t)g->id.lo);
}

void track_fetch(struct track *t)
{
	if (t->guess.made)
		table_fetch(t->transactions, (uint32_t)t->guess.id.lo);
}

/* The id of M, whose branch is unique: mostly it was guessed. */
struct hash_id foresee_id(const struct track *t, const struct sip_msg *m)
{
	const struct guess *g = &t->guess;

	if (g->made && g->branch.p == m->branch.p &&
	    g->branch.n == m->branch.n && g->sent_by.p == m->sent_by.p &&
	    g->sent_by.n == m->sent_by.n)
		return g->id;
	return key_of_via(t, m->branch, m->sent_by, NULL);
}
