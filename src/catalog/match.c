/* SPDX-License-Identifier: BSD-2-Clause */
/* Finds what a profile says of a response, and lays it over the rest. */
#include "catalog/index.h"

static bool fits_phrase(const struct condition *c, struct slice phrase)
{
	struct slice wanted = { c->phrase, c->n };

	if (!c->phrase)
		return true;
	return c->prefix ? slice_begins(phrase, wanted) :
	       slice_same(phrase, wanted);
}

static bool fits(const struct condition *c, const struct catalog_query *q)
{
	if (c->code && c->code != q->code)
		return false;
	if (c->reason_of && (c->reason_of != q->reason.of ||
			     c->reason != q->reason.code))
		return false;
	if (c->direction && (!q->has_direction ||
			     c->direction != 1 + q->direction))
		return false;
	return fits_phrase(c, q->phrase);
}

/* They are in the order of their weights: the first is the best. */
const struct catalog_match *catalog_match(const struct catalog_index *index,
					  int profile,
					  const struct catalog_query *q)
{
	const struct catalog_profile *p;

	if (profile < 0 || (size_t)profile >= index->catalog->n_profiles)
		return NULL;
	p = &index->catalog->profiles[profile];
	for (size_t i = 0; i < p->n_matches; i++)
		if (fits(&index->profiles[profile][i], q))
			return &p->matches[i];
	return NULL;
}

static void lay_text(char **text, char *over)
{
	if (over)
		*text = over;
}

void guidance_lay(struct guidance *says, const struct guidance *over)
{
	lay_text(&says->name, over->name);
	lay_text(&says->rfc, over->rfc);
	lay_text(&says->meaning, over->meaning);
	lay_text(&says->next_step, over->next_step);
	lay_text(&says->local, over->local);
	lay_text(&says->source, over->source);
	lay_text(&says->found_by, over->found_by);
	lay_text(&says->needs, over->needs);
	lay_text(&says->location, over->location);
	if (over->n_causes) {
		says->causes = over->causes;
		says->n_causes = over->n_causes;
	}
	if (over->n_q850) {
		says->q850 = over->q850;
		says->n_q850 = over->n_q850;
	}
	if (over->points_to)
		says->points_to = over->points_to;
	if (over->retry)
		says->retry = over->retry;
	if (over->type)
		says->type = over->type;
	says->retry_after |= over->retry_after;
	says->deprecated |= over->deprecated;
	says->tags |= over->tags;
}
