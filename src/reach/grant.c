/* SPDX-License-Identifier: BSD-2-Clause */
/* Finds what a 2xx grants each contact asked for, and has bindings follow. */
#include "reach/parts.h"

/* Hosts are the same in any case (RFC 3261 section 19.1.4). */
static uint64_t aor_of(const struct reach *r, const struct registration *told)
{
	struct slice user = slice_head(told->user, UINT8_MAX);
	struct slice host = slice_head(told->host, UINT8_MAX);
	struct hash_id id = hash_bytes(r->seed, &told->dst, sizeof told->dst);

	id = hash_on(id, r->seed, user.p, user.n);
	return hash_on_lower(id, r->seed, host.p, host.n).lo;
}

/* -- which is which ------------------------------------------------------ */

static bool is_same_device(const struct contact *a, const struct contact *b)
{
	return a->device && a->device == b->device;
}

/*
 * By the URI, unless both tell devices and not the same: flows of a phone may
 * share a URI (RFC 5626 section 4.2). 0: no; 2: by the device, too.
 */
static int likeness(const struct contact *a, const struct contact *b)
{
	if (a->uri != b->uri)
		return 0;
	if (is_same_device(a, b))
		return 2;
	return !a->device || !b->device;
}

static bool lasts_longer(const struct listed *a, const struct listed *b)
{
	return a->expires.there &&
	       (!b->expires.there || b->expires.value < a->expires.value);
}

/* Of several that look alike, as they differ in what isn't read, the last
 * to expire. */
static const struct listed *find_like(const struct contact *c,
				      const struct granted *g)
{
	const struct listed *best = NULL;
	int most = 1;

	for (size_t i = 0; i < g->n; i++) {
		const struct listed *l = &g->list[i];
		int alike = likeness(c, &l->contact);

		if (alike < most ||
		    (alike == most && best && !lasts_longer(l, best)))
			continue;
		best = l;
		most = alike;
	}
	return best;
}

/* As the registrar called it before: it may write another address into it. */
static const struct listed *find_known(const struct reach *r,
				       const struct contact *c,
				       const struct granted *g)
{
	const struct binding *b = NULL;

	while ((b = binding_next(r, g->aor, b)) && b->contact != c->key)
		;
	for (size_t i = 0; b && i < g->n; i++)
		if (g->list[i].contact.key == b->listed)
			return &g->list[i];
	return NULL;
}

/* A phone's device, where only one is listed that has it. */
static const struct listed *find_device(const struct contact *c,
					const struct granted *g)
{
	const struct listed *found = NULL;

	for (size_t i = 0; i < g->n; i++) {
		if (!is_same_device(c, &g->list[i].contact))
			continue;
		if (found)
			return NULL;
		found = &g->list[i];
	}
	return found;
}

/* Is L what another phone is bound to, which calls it the same? or, with
 * RENAMED, whatever it calls it? */
static bool is_anothers(const struct reach *r, const struct contact *c,
			const struct granted *g, const struct listed *l,
			bool renamed)
{
	const struct binding *b = NULL;

	while ((b = binding_next(r, g->aor, b)))
		if (b->listed == l->contact.key && b->contact != c->key &&
		    (renamed || b->contact == b->listed))
			return true;
	return false;
}

static bool is_taken(const struct granted *g, const struct listed *l)
{
	for (size_t i = 0; i < ASKED_MOST; i++)
		if (g->own[i] == l)
			return true;
	return false;
}

/* The only one that is nobody else's; NULL: there are others, or none. */
static const struct listed *find_left(const struct reach *r,
				      const struct contact *c,
				      const struct granted *g, bool renamed)
{
	const struct listed *found = NULL;

	for (size_t i = 0; i < g->n; i++) {
		const struct listed *l = &g->list[i];

		if (is_taken(g, l) || is_anothers(r, c, g, l, renamed))
			continue;
		if (found)
			return NULL;
		found = l;
	}
	return found;
}

/* Section 10.3: what was bound is listed. The one that lacks is that left. */
static void match_left(const struct reach *r, const struct asked *a,
		       struct granted *g)
{
	size_t lacks = ASKED_MOST;

	for (size_t i = 0; i < a->n; i++) {
		if (asked_ends(a, i) || g->own[i])
			continue;
		if (lacks < ASKED_MOST)
			return;
		lacks = i;
	}
	if (lacks == ASKED_MOST || a->more || !g->complete)
		return;
	g->own[lacks] = find_left(r, &a->list[lacks], g, false);
	if (!g->own[lacks])
		g->own[lacks] = find_left(r, &a->list[lacks], g, true);
}

void grant_match(const struct reach *r, const struct registration *told,
		 const struct asked *a, struct granted *g)
{
	g->aor = aor_of(r, told);
	for (size_t i = 0; i < ASKED_MOST; i++)
		g->own[i] = NULL;
	for (size_t i = 0; i < a->n; i++) {
		const struct contact *c = &a->list[i];

		if (asked_ends(a, i))
			continue;
		g->own[i] = find_like(c, g);
		if (!g->own[i])
			g->own[i] = find_known(r, c, g);
		if (!g->own[i])
			g->own[i] = find_device(c, g);
	}
	match_left(r, a, g);
}

/* A 2xx without any contact says by its header how long they last. */
static struct known expires_of(const struct granted *g, size_t i)
{
	if (g->own[i])
		return g->own[i]->expires;
	return g->contacts == 0 ? g->expires : (struct known){ false, 0 };
}

struct known grant_first(const struct asked *a, const struct granted *g)
{
	for (size_t i = 0; i < a->n; i++)
		if (!asked_ends(a, i))
			return expires_of(g, i);
	return g->contacts == 0 ? g->expires : (struct known){ false, 0 };
}

/* -- what follows -------------------------------------------------------- */

/* CONTACT is bound no more; NULL: nothing is. */
static void unbind(struct reach *r, uint64_t aor,
		   const struct contact *contact)
{
	struct binding *b = binding_next(r, aor, NULL), *next;

	for (; b; b = next) {
		next = binding_next(r, aor, b);
		if (!contact || b->contact == contact->key)
			binding_drop(r, b);
	}
}

static bool is_listed(const struct binding *b, const struct granted *g)
{
	for (size_t i = 0; i < g->n; i++)
		if (g->list[i].contact.key == b->listed)
			return true;
	return false;
}

/*
 * RFC 3261 section 10.3: the 2xx lists all that is bound. What is not in there
 * before its time has not expired: another registration took its place, or
 * somebody ended it.
 */
static void drop_unlisted(struct reach *r, const struct granted *g)
{
	struct binding *b = binding_next(r, g->aor, NULL), *next;

	for (; b; b = next) {
		next = binding_next(r, g->aor, b);
		if (!is_listed(b, g))
			binding_lose(r, b);
	}
}

/* A list without what was just bound is not all that is bound. */
static bool is_trusted(const struct asked *a, const struct granted *g)
{
	if (!g->complete)
		return false;
	for (size_t i = 0; i < a->n && a->purpose == PURPOSE_BIND; i++)
		if (!asked_ends(a, i) && !g->own[i])
			return false;
	return true;
}

/* Which of those bound are among the many asked for, nobody knows. */
static void leave_others(struct reach *r, const struct asked *a,
			 const struct granted *g)
{
	unbind(r, g->aor, NULL);
	*r->not_followed += a->more;
}

static void take(struct reach *r, const struct registration *told,
		 const struct contact *c, const struct listed *own,
		 struct known expires, uint64_t aor)
{
	struct registration about = *told;

	if (!expires.there || expires.value == 0) {
		unbind(r, aor, c);
		return;
	}
	about.expires = expires;
	if (own)
		about.contact = own->uri;
	binding_set(r, aor, c->key, own ? own->contact.key : c->key, &about);
}

void grant_apply(struct reach *r, const struct registration *told,
		 const struct asked *a, const struct granted *g)
{
	if (a->all)
		unbind(r, g->aor, NULL);
	for (size_t i = 0; i < a->n; i++)
		if (asked_ends(a, i))
			unbind(r, g->aor, &a->list[i]);
	if (is_trusted(a, g))
		drop_unlisted(r, g);
	if (a->more)
		leave_others(r, a, g);
	for (size_t i = 0; i < a->n; i++)
		if (!asked_ends(a, i))
			take(r, told, &a->list[i], g->own[i],
			     expires_of(g, i), g->aor);
}
