/* SPDX-License-Identifier: BSD-2-Clause */
/* Finds the wordings for a code that what is asked leaves open. */
#include "ctl/ctl.h"

struct catalog_query query_of(const struct request *q, const struct row *row)
{
	struct catalog_query query = {
		.code = row->code, .phrase = slice_of(q->phrase),
		.reason = q->reason, .has_direction = q->has_direction,
		.direction = q->direction,
	};

	if (!query.reason.of && row->entry->kind == ENTRY_CAUSE) {
		query.reason.of = CAUSE_Q850;
		query.reason.code = row->cause ? row->cause :
				    row->entry->code;
	}
	query.told = row->code && catalog_says_more(query.reason, row->code);
	return query;
}

/* Would M be taken, were the rest as M has it? */
static bool is_open(const struct catalog_match *m, struct catalog_query query,
		    const struct catalog_index *index, int profile)
{
	if (!query.phrase.n)
		query.phrase = slice_of(m->phrase ? m->phrase : m->prefix);
	if (!query.reason.of)
		query.reason = m->reason;
	if (!query.has_direction && m->directions) {
		query.has_direction = true;
		while (!(m->directions >> query.direction & 1))
			query.direction++;
	}
	return catalog_match(index, profile, &query) == m;
}

/*
 * One that is for any code is a wording of this where its phrase is asked for;
 * one that is less specific than what was taken is none.
 */
static bool is_wording(const struct request *q, const struct row *row,
		       const struct catalog_match *m)
{
	bool has_phrase = m->phrase || m->prefix;

	if (m->code ? (int)m->code != row->code : !(has_phrase && q->phrase))
		return false;
	if (row->match)
		return m != row->match && m->weight >= row->match->weight;
	return q->profile || (has_phrase && q->phrase);
}

size_t each_wording(const struct request *q, const struct row *row,
		    const struct catalog *catalog,
		    const struct catalog_index *index, wording_handler *h,
		    void *arg)
{
	const struct catalog_query query = query_of(q, row);
	size_t n = 0;

	for (size_t i = 0; i < catalog->n_profiles; i++) {
		const struct catalog_profile *p = &catalog->profiles[i];

		if (q->profile && strcasecmp(q->profile, p->name) != 0)
			continue;
		for (size_t k = 0; k < p->n_matches; k++) {
			const struct catalog_match *m = &p->matches[k];

			if (!is_wording(q, row, m) ||
			    !is_open(m, query, index, (int)i))
				continue;
			n++;
			if (h)
				h(p, m, arg);
		}
	}
	return n;
}
