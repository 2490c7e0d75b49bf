/* SPDX-License-Identifier: BSD-2-Clause */
/* Finds what a profile says of a message, by its phrase and its Reason. */
#include "catalog/index.h"
#include "sip_header.h"

/* The best so far; of those that are as specific the first found stays. */
struct search {
	const struct catalog_index *index;
	int profile;
	struct catalog_query query;	/* but for what is tried in turn */
	const struct catalog_match *best;
};

static void try(struct search *s, struct slice phrase,
		struct call_cause reason)
{
	const struct catalog_match *m;

	s->query.phrase = phrase;
	s->query.reason = reason;
	m = catalog_match(s->index, s->profile, &s->query);
	if (m && (!s->best || m->weight > s->best->weight))
		s->best = m;
}

static struct call_cause code_of(const struct sip_cause *c, int of)
{
	if (!c->there || c->code < 0)
		return (struct call_cause){ .of = CAUSE_NONE };
	return (struct call_cause){ .of = of, .code = c->code };
}

static void try_phrase(struct search *s, struct slice phrase,
		       const struct sip_reason *r)
{
	try(s, phrase, code_of(&r->q850, CAUSE_Q850));
	if (r->sip.there)
		try(s, phrase, code_of(&r->sip, CAUSE_SIP));
}

static bool is_worded(const struct catalog_match *m)
{
	return m && (m->phrase || m->prefix);
}

/*
 * The phrase, and the texts of Reason, are wordings of the same: any of them
 * may be the one that the profile knows. One that all send with the code is
 * what remains where there is no other.
 */
static void try_wordings(struct search *s, struct slice phrase,
			 const struct sip_reason *r)
{
	bool usual = catalog_is_usual(s->index, s->query.code, phrase);

	if (!usual)
		try_phrase(s, phrase, r);
	try(s, r->q850.text, code_of(&r->q850, CAUSE_Q850));
	try(s, r->sip.text, code_of(&r->sip, CAUSE_SIP));
	try(s, r->other.text, code_of(&r->other, CAUSE_NONE));
	if (usual && !is_worded(s->best))
		try_phrase(s, phrase, r);
}

/* Of both the cause of Q.850 counts, as it does without a profile. */
static bool says_more(const struct sip_reason *r, int code)
{
	struct call_cause q850 = code_of(&r->q850, CAUSE_Q850);

	if (catalog_says_more(q850, code))
		return true;
	return (q850.of == CAUSE_NONE || !meaning_of_q850(q850.code)) &&
	       catalog_says_more(code_of(&r->sip, CAUSE_SIP), code);
}

/* A BYE ends what was answered: some carriers call that a 200, and why. */
static int code_told(const struct sip_msg *m)
{
	return m->response ? m->code : 200;
}

const struct catalog_match *catalog_said(const struct catalog_index *index,
					 int profile,
					 const struct sip_msg *m,
					 enum direction direction)
{
	struct search s = {
		.index = index, .profile = profile,
		.query = { .code = code_told(m), .has_direction = true,
			   .direction = direction },
	};
	struct sip_reason r;

	if (profile < 0)
		return NULL;
	if (sip_hint(m, SIP_REASON) && sip_read_reason(m, &r)) {
		s.query.told = says_more(&r, s.query.code);
		try_wordings(&s, m->reason, &r);
	} else {
		try(&s, m->reason, s.query.reason);
	}
	return s.best;
}
