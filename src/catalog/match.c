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

/* C is for its code, or for any; the phrase may be left out of account. */
static bool fits(const struct condition *c, const struct catalog_query *q,
		 struct slice phrase)
{
	if (q->told && !c->reason_of && !c->phrase)
		return false;
	if (c->reason_of && (c->reason_of != q->reason.of ||
			     c->reason != q->reason.code))
		return false;
	if (c->directions && (!q->has_direction ||
			      !(c->directions >> q->direction & 1)))
		return false;
	return fits_phrase(c, phrase);
}

static uint16_t first_of(const struct conditions *c, int code)
{
	return code > 0 && code < OUTCOME_CODES ? c->first[code] :
						  NO_CONDITION;
}

bool catalog_is_usual(const struct catalog_index *index, int code,
		      struct slice phrase)
{
	const struct catalog_entry *e;
	bool by_class;

	e = catalog_outcome(index, code, &by_class);
	return e && slice_same(phrase, slice_of(e->says.name));
}

/* The normal causes of Q.850 say no more than any code, and so does 200. */
bool catalog_says_more(struct call_cause reason, int code)
{
	enum disconnect d = DISCONNECT_UNDECIDED;

	if (reason.of == CAUSE_Q850)
		d = meaning_of_q850(reason.code);
	else if (reason.of == CAUSE_SIP)
		d = meaning_of_code(reason.code);
	return d && d != meaning_of_code(code);
}

/* They are in the order of their weights: the first is the best. */
const struct catalog_match *catalog_match(const struct catalog_index *index,
					  int profile,
					  const struct catalog_query *q)
{
	struct slice phrase = q->phrase;
	const struct conditions *c;
	uint16_t of_code, of_any, *at;

	if (profile < 0 || (size_t)profile >= index->catalog->n_profiles)
		return NULL;
	if (q->told && catalog_is_usual(index, q->code, phrase))
		phrase = slice_of(NULL);
	c = &index->profiles[profile];
	of_code = first_of(c, q->code);
	of_any = c->first[0];
	for (;; *at = c->at[*at].next) {
		at = of_code < of_any ? &of_code : &of_any;
		if (*at == NO_CONDITION)
			return NULL;
		if (fits(&c->at[*at], q, phrase))
			return &index->catalog->profiles[profile].matches[*at];
	}
}

static void lay_text(char **text, char *over)
{
	if (over)
		*text = over;
}

uint32_t guidance_tags(uint32_t below, const struct guidance *over)
{
	if (!over->tags)
		return below;
	return over->tags_added ? below | over->tags : over->tags;
}

/* They go with the meaning: another one has its own, or none. */
static void forget_details(struct guidance *says)
{
	says->causes = NULL;
	says->n_causes = 0;
	says->local = says->found_by = says->needs = NULL;
}

void guidance_lay(struct guidance *says, const struct guidance *over)
{
	if (over->meaning)
		forget_details(says);
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
	says->tags = guidance_tags(says->tags, over);
}
