/* SPDX-License-Identifier: BSD-2-Clause */
/* Says what outcomes, calls and alerts mean, by the profiles of trunks. */
#include <errno.h>
#include <stdlib.h>

#include "catalog/index.h"

struct advice {
	const struct settings *settings;
	struct catalog_index *index;
};

static const struct catalog no_catalog;

int advice_create(struct advice **ap, const struct settings *settings)
{
	const struct catalog *catalog = settings->catalog;
	struct advice *a = calloc(1, sizeof *a);

	if (!a)
		return -ENOMEM;
	a->settings = settings;
	if (catalog_open(&a->index, catalog ? catalog : &no_catalog) < 0) {
		free(a);
		return -ENOMEM;
	}
	*ap = a;
	return 0;
}

void advice_destroy(struct advice *a)
{
	if (!a)
		return;
	catalog_close(a->index);
	free(a);
}

/* -- which match fits ---------------------------------------------------- */

/* Settings may have fewer trunks than those that calls began with. */
static int profile_of(const struct advice *a, int trunk)
{
	if (trunk < 0 || (size_t)trunk >= a->settings->n_trunks)
		return -1;
	return a->settings->trunks[trunk].profile;
}

static const struct catalog_match *match_of(const struct advice *a,
					    const struct sip_msg *m,
					    enum direction direction,
					    int trunk)
{
	return catalog_said(a->index, profile_of(a, trunk), m, direction);
}

int advice_said(const struct advice *a, const struct sip_msg *m,
		enum direction direction, int trunk)
{
	const struct catalog_match *match = match_of(a, m, direction, trunk);

	return match ? match->number : 0;
}

/* -- what it says -------------------------------------------------------- */

/*
 * The outcome that MATCH is laid over, which was found for CODE: so a call and
 * the alert about it have one. What is named otherwise without a word about it
 * is explained by that name; a success explains no trouble.
 */
static int base_of(const struct catalog_match *match, int code)
{
	if (match->code >= 300)
		code = (int)match->code;
	if (match->disconnect > DISCONNECT_UNKNOWN &&
	    match->disconnect != meaning_of_code(code) &&
	    (!match->says.meaning || code < 300))
		return OUTCOME_DISCONNECT + (int)match->disconnect;
	return code;
}

/*
 * What CODE means, with what MATCH, or NULL, says otherwise; NULL: nobody
 * knows. LAID is room. Of a class no more is said than what its codes share.
 */
static const struct guidance *say(const struct advice *a, int code,
				  const struct catalog_match *match,
				  struct guidance *laid)
{
	const struct catalog_entry *e;
	bool by_class;

	if (match)
		code = base_of(match, code);
	e = catalog_outcome(a->index, code, &by_class);
	if (!match && !by_class)
		return e ? &e->says : NULL;
	if (!match && !e)
		return NULL;
	*laid = e ? e->says : (struct guidance){ .name = NULL };
	if (by_class && e) {
		laid->explained_as = e->code;
		laid->local = NULL;
	}
	if (match)
		guidance_lay(laid, &match->says);
	if (match && match->says.meaning)
		laid->explained_as = 0;
	return laid;
}

void advice_outcome(const struct advice *a, struct outcome *o)
{
	const struct catalog_match *match = match_of(a, o->response,
						     o->direction, o->trunk);
	struct guidance laid;

	if (!match)
		return;
	o->said = match->number;
	o->tags = say(a, o->code, match, &laid)->tags;
}

/*
 * Who gave a cancelled call up, and whether by a timer, was seen better than a
 * refusal can say it; and that nobody knows why is no cause.
 */
static const struct catalog_match *correct(struct call *c,
					   const struct catalog_match *match)
{
	if (c->status == CALL_CANCELLED &&
	    match->disconnect == DISCONNECT_CANCEL) {
		if (c->disconnect == DISCONNECT_CANCEL)
			return match;
		c->said = 0;
		return NULL;
	}
	if (match->disconnect > DISCONNECT_UNKNOWN)
		c->disconnect = match->disconnect;
	if (match->initiator != SIDE_UNKNOWN)
		c->initiator = match->initiator;
	return match;
}

/* Does its code alone tell why C has failed, as far as anything does? */
static bool is_by_code(const struct advice *a, const struct call *c)
{
	const struct catalog_entry *e;
	bool by_class;

	if (c->disconnect <= DISCONNECT_UNKNOWN || c->disconnect == c->by_code)
		return true;
	e = catalog_outcome(a->index, c->code, &by_class);
	return !c->by_code && e && !by_class;
}

/*
 * Whose entry tells what became of C; 0: nothing has, yet. A match is about
 * the response.
 */
static int code_of_call(const struct advice *a, const struct call *c,
			const struct catalog_match *match)
{
	if (c->status == CALL_NO_RESPONSE)
		return OUTCOME_NO_RESPONSE;
	if (c->status == CALL_NO_FINAL)
		return OUTCOME_NO_FINAL;
	if (c->status == CALL_FAILED && c->code &&
	    (match || is_by_code(a, c)))
		return c->code;
	return c->disconnect == DISCONNECT_UNDECIDED ? 0 :
	       OUTCOME_DISCONNECT + (int)c->disconnect;
}

/* Did C, which came to CODE, of which that is said, end as calls should? */
static bool is_normal(const struct call *c, int code,
		      const struct guidance *says)
{
	return c->status != CALL_FAILED && outcome_is_beside(code) && says &&
	       says->tags >> TAG_NORMAL & 1;
}

void advice_call(const struct advice *a, struct call *c,
		 struct guidance *laid)
{
	const struct catalog_match *match = catalog_numbered(a->index,
							     c->said);
	int code;

	if (match)
		match = correct(c, match);
	code = code_of_call(a, c, match);
	c->says = code ? say(a, code, match, laid) : NULL;
	if (is_normal(c, code, c->says))
		c->says = NULL;
}

void advice_notice(const struct advice *a, struct notice *n,
		   struct guidance *laid)
{
	const struct figures *f = n->figures;

	n->says = NULL;
	if (n->event != NOTICE_SUPPRESSED && f->n_codes > 0)
		n->says = say(a, f->codes[0].code,
			      catalog_numbered(a->index, f->said), laid);
}

/* -- another catalogue --------------------------------------------------- */

static bool same_text(const char *a, const char *b)
{
	return slice_same(slice_of(a), slice_of(b));
}

static bool same_conditions(const struct catalog_match *m,
			    const struct catalog_match *n)
{
	return m->code == n->code && m->directions == n->directions &&
	       m->reason.of == n->reason.of &&
	       m->reason.code == n->reason.code &&
	       same_text(m->phrase, n->phrase) &&
	       same_text(m->prefix, n->prefix);
}

static const struct catalog_profile *profile_named(const struct advice *a,
						   const char *name)
{
	int i = catalog_profile(a->index, slice_of(name));

	return i < 0 ? NULL : &a->index->catalog->profiles[i];
}

static uint16_t heir_of(const struct catalog_profile *p,
			const struct catalog_match *match)
{
	for (size_t i = 0; p && i < p->n_matches; i++)
		if (same_conditions(&p->matches[i], match))
			return p->matches[i].number;
	return 0;
}

int advice_heirs(const struct advice *a, const struct advice *old,
		 uint16_t **heirs)
{
	const struct catalog *was = old->index->catalog;
	uint16_t *list = calloc(old->index->n_matches, sizeof *list);

	if (!list)
		return -ENOMEM;
	for (size_t i = 0; i < was->n_profiles; i++) {
		const struct catalog_profile *p = &was->profiles[i];
		const struct catalog_profile *now = profile_named(a, p->name);

		for (size_t k = 0; k < p->n_matches; k++)
			list[p->matches[k].number] =
				heir_of(now, &p->matches[k]);
	}
	*heirs = list;
	return 0;
}
