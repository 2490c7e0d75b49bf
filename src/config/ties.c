/* SPDX-License-Identifier: BSD-2-Clause */
/* Puts a profile's matches in order, and tells of two for one response. */
#include <stdlib.h>

#include "guidance.h"
#include "config/keys.h"

/* By the number of conditions, then the exact phrase before a prefix. */
unsigned match_weight(const struct catalog_match *m)
{
	bool has_phrase = m->phrase || m->prefix;
	unsigned n = (m->code != 0) + has_phrase + (m->reason.of != 0) +
		     (m->directions != 0);

	return 2 * n + (m->phrase != NULL);
}

/* Is there a phrase that both take? */
static bool phrases_meet(const struct catalog_match *a,
			 const struct catalog_match *b)
{
	struct slice p = slice_of(a->prefix), q = slice_of(b->prefix);

	if (a->phrase && b->phrase)
		return slice_same(slice_of(a->phrase), slice_of(b->phrase));
	if (a->prefix && b->prefix)
		return slice_begins(p, q) || slice_begins(q, p);
	return true;	/* with a phrase one of them is the more specific */
}

/* Is there a response that both of the same weight match? */
static bool is_tie(const struct catalog_match *a,
		   const struct catalog_match *b)
{
	return a->weight == b->weight &&
	       !(a->code && b->code && a->code != b->code) &&
	       !(a->directions && b->directions &&
		 !(a->directions & b->directions)) &&
	       !(a->reason.of && b->reason.of &&
		 (a->reason.of != b->reason.of ||
		  a->reason.code != b->reason.code)) &&
	       phrases_meet(a, b);
}

static bool same_text(const char *a, const char *b)
{
	return !a == !b && slice_same(slice_of(a), slice_of(b));
}

/* Who names no direction means whatever OLD has. */
bool match_replaces(const struct catalog_match *m,
		    const struct catalog_match *old)
{
	bool same_way = m->directions == old->directions || !m->directions;

	return m->code == old->code && same_way &&
	       m->reason.of == old->reason.of &&
	       m->reason.code == old->reason.code &&
	       same_text(m->phrase, old->phrase) &&
	       same_text(m->prefix, old->prefix);
}

static int compare(const void *a, const void *b)
{
	const struct catalog_match *m = a, *n = b;

	if (m->weight != n->weight)
		return m->weight > n->weight ? -1 : 1;
	return m->number < n->number ? -1 : m->number > n->number;
}

void profile_order(struct catalog_profile *p)
{
	qsort(p->matches, p->n_matches, sizeof *p->matches, compare);
}

/* The first before match I that takes a response of its, or NULL. */
static const struct catalog_match *rival(const struct catalog_profile *p,
					 size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (is_tie(&p->matches[k], &p->matches[i]))
			return &p->matches[k];
	return NULL;
}

void profile_ties(struct reading *r, const struct token *at,
		  const struct catalog_profile *p, unsigned first)
{
	for (size_t i = 0; i < p->n_matches; i++) {
		const struct catalog_match *m = &p->matches[i];
		const struct catalog_match *other =
			m->number < first ? NULL : rival(p, i);

		if (other)
			mistake_in(r, (struct place){ m->file, m->line },
				   at->order, "what this matches %s:%u may "
				   "match too, another condition would be "
				   "right", other->file, other->line);
	}
}
