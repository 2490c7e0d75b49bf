/* SPDX-License-Identifier: BSD-2-Clause */
/* Finds the attempt that a message belongs to. */
#include "calls/attempt.h"
#include "sip_header.h"

#define LONGEST UINT8_MAX	/* bytes of a Call-ID, as outcomes have it */

uint64_t find_id(const struct calls *c, struct slice call_id)
{
	call_id = slice_head(call_id, LONGEST);
	return hash_bytes(c->seed, call_id.p, call_id.n).lo;
}

uint64_t find_known_id(const struct calls *c, struct slice call_id)
{
	const struct guess *g = &c->guess;

	return g->call_id.p == call_id.p && g->call_id.n == call_id.n ?
	       g->id : find_id(c, call_id);
}

static uint32_t tag_hash(const struct calls *c, struct slice tag)
{
	return tag.n ? (uint32_t)hash_bytes(c->seed, tag.p, tag.n).lo | 1 : 0;
}

static void hash_tags(const struct calls *c, struct sight *s)
{
	s->from = tag_hash(c, s->who->from.tag);
	s->to = tag_hash(c, s->who->to.tag);
}

/* What is not set here is big, and mostly nobody asks for it. */
void find_sight(const struct calls *c, struct sight *s,
		const struct sip_msg *m, const struct sip_parties *who)
{
	s->m = m;
	s->who = who;
	s->id = find_known_id(c, m->call_id);
	if (who)
		hash_tags(c, s);
	else if (addr_equal(&m->payload->src, &m->payload->dst))
		find_names(c, s);	/* see sender_by_tag() */
}

void find_names(const struct calls *c, struct sight *s)
{
	if (s->who)
		return;
	sip_read_party(s->m->from, &s->read.from);
	sip_read_party(s->m->to, &s->read.to);
	s->who = &s->read;
	hash_tags(c, s);
}

/*
 * Both ends are at one address, as are a proxy and who asks it on one host.
 * Whose the request is, S or what S responds to, its From tag tells (RFC 3261
 * section 12.2.1.1).
 */
static enum call_side sender_by_tag(const struct attempt *a,
				    const struct sight *s)
{
	bool by_caller = a->caller == s->from;

	if (!by_caller && a->caller != s->to)
		return SIDE_UNKNOWN;
	return by_caller != s->m->response ? SIDE_ORIGINATION :
					     SIDE_DESTINATION;
}

enum call_side find_sender(const struct attempt *a, const struct sight *s)
{
	const struct payload *p = s->m->payload;

	if (addr_equal(&a->src, &p->src) && addr_equal(&a->dst, &p->dst))
		return addr_equal(&a->src, &a->dst) ? sender_by_tag(a, s) :
						      SIDE_ORIGINATION;
	if (addr_equal(&a->src, &p->dst) && addr_equal(&a->dst, &p->src))
		return SIDE_DESTINATION;
	return SIDE_UNKNOWN;
}

struct attempt *find_next(const struct calls *c, uint64_t id,
			  struct attempt *a)
{
	do
		a = table_next_of(c->attempts, (uint32_t)id, a);
	while (a && attempt_id(a) != id);
	return a;
}

struct attempt *find_better(struct attempt *a, struct attempt *b)
{
	if (!a || (a->state == TOLD && b->state != TOLD))
		return b;
	if (b->state == TOLD && a->state != TOLD)
		return a;
	return moment_before(a->start, b->start) ? b : a;
}

static struct attempt *find_named(const struct calls *c, struct sight *s,
				  enum call_side caller)
{
	struct attempt *a = NULL, *found = NULL;

	find_names(c, s);
	while ((a = find_next(c, s->id, a)))
		if (find_sender(a, s) == caller && a->caller == s->from)
			found = find_better(found, a);
	return found;
}

/* Tags are read where they are needed: most responses can be no other's. */
struct attempt *find_attempt(const struct calls *c, struct sight *s)
{
	enum call_side caller = s->m->response ? SIDE_DESTINATION :
						 SIDE_ORIGINATION;
	struct attempt *a = NULL, *found = NULL;
	unsigned n = 0;

	while ((a = find_next(c, s->id, a)))
		if (find_sender(a, s) == caller) {
			found = a;
			n++;
		}
	if (n == 0 || (n == 1 && s->m->response))
		return found;
	return find_named(c, s, caller);
}

struct attempt *find_challenged(const struct calls *c, const struct sight *s)
{
	const struct payload *p = s->m->payload;
	struct attempt *a = NULL;

	while (s->m->credentials && (a = find_next(c, s->id, a)))
		if (a->state == ASKED && s->m->cseq > a->cseq &&
		    addr_equal(&a->src, &p->src) &&
		    addr_equal(&a->dst, &p->dst))
			return a;
	return NULL;
}

struct attempt *find_replaced(const struct calls *c, struct slice value)
{
	struct slice call_id = slice_trim(slice_head(value,
						slice_find(value, ';')));
	uint64_t id = find_id(c, call_id);
	struct slice to = { NULL, 0 }, from = { NULL, 0 };
	struct attempt *a = NULL;
	uint32_t x, y;

	sip_param(value, SLICE("to-tag"), &to);
	sip_param(value, SLICE("from-tag"), &from);
	x = tag_hash(c, to);
	y = tag_hash(c, from);
	while ((a = find_next(c, id, a)))
		if (a->state < TOLD &&
		    ((a->caller == x && a->callee == y) ||
		     (a->caller == y && a->callee == x)))
			return a;
	return NULL;
}

/* A re-INVITE may be of either side. */
static bool is_between(const struct attempt *a, const struct outcome *o)
{
	if (addr_equal(&a->src, &o->src))
		return addr_equal(&a->dst, &o->dst);
	return !o->initial && addr_equal(&a->src, &o->dst) &&
	       addr_equal(&a->dst, &o->src);
}

struct attempt *find_of_outcome(const struct calls *c,
				const struct outcome *o)
{
	uint64_t id = find_id(c, o->call_id);
	struct attempt *a = NULL, *found = NULL;

	while ((a = find_next(c, id, a)))
		if (is_between(a, o))
			found = find_better(found, a);
	return found;
}
