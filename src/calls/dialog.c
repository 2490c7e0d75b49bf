/* SPDX-License-Identifier: BSD-2-Clause */
/* Finds the dialog that a message is in, wherever its ends may be reached. */
#include "calls/attempt.h"

struct tags { uint32_t caller, callee; };

/* What there was among the attempts with the Call-ID of a message. */
struct search {
	struct attempt *found, *far;	/* between their ends, or not */
	struct attempt *moved;		/* or only from now on */
	bool known;			/* one that has not been told */
	bool branch, impostor;
};

/* The tags of S, if it is about a request of A's caller, or of its callee. */
static struct tags tags_of(const struct sight *s, bool by_caller)
{
	return by_caller ? (struct tags){ s->from, s->to } :
			   (struct tags){ s->to, s->from };
}

/* Do both tags of S say that? */
static bool is_asked(const struct attempt *a, const struct sight *s,
		     bool by_caller)
{
	struct tags tags = tags_of(s, by_caller);

	return tags.caller && tags.callee && a->caller == tags.caller &&
	       a->callee == tags.callee;
}

static bool is_about(const struct attempt *a, const struct sight *s)
{
	return is_asked(a, s, true) || is_asked(a, s, false);
}

static uint32_t hash_of(const struct calls *c, const struct addr *at)
{
	return (uint32_t)hash_short(c->seed, at, sizeof *at) | 1;
}

/* Is one side of A known to be at AT? */
static bool is_end(const struct calls *c, const struct attempt *a,
		   bool of_caller, const struct addr *at)
{
	return addr_equal(of_caller ? &a->src : &a->dst, at) ||
	       (a->contact && a->contact == hash_of(c, at));
}

/*
 * Within a dialog requests go to the Contact of the other side (RFC 3261
 * section 12.2.1.1), which may be elsewhere than where its INVITE went to or
 * came from. Who sends one from elsewhere is believed once one was sent there
 * itself, or its like was accepted; what comes late does no harm.
 */
static bool is_within(const struct calls *c, const struct attempt *a,
		      const struct sight *s)
{
	const struct payload *p = s->m->payload;
	bool response = s->m->response, by_caller = is_asked(a, s, true);

	return a->state > TALKING ||
	       (is_end(c, a, by_caller, response ? &p->dst : &p->src) &&
		(!response || is_end(c, a, !by_caller, &p->src)));
}

/*
 * A 2xx goes back to who asked for it: a re-INVITE or UPDATE from elsewhere,
 * once it is accepted, moves his side there (RFC 3261 section 12.2.2).
 */
static bool is_moved(const struct calls *c, const struct attempt *a,
		     const struct sight *s)
{
	const struct sip_msg *m = s->m;
	bool by_caller = is_asked(a, s, true), again =
		m->method == SIP_INVITE && (!by_caller || m->cseq > a->cseq);

	return m->response && m->code / 100 == 2 && !s->astray &&
	       (again || m->method == SIP_UPDATE) &&
	       is_end(c, a, !by_caller, &m->payload->src);
}

/*
 * M goes from one side of A to where the other one is. When A is over, its
 * cause is kept in that place. The re-INVITE by which a side has moved is not
 * known, as it was not believed.
 */
static void follow(const struct calls *c, struct attempt *a,
		   const struct sip_msg *m)
{
	const struct addr *to = &m->payload->dst;
	uint32_t contact;

	if (a->state > TALKING ||
	    addr_equal(&a->src, to) || addr_equal(&a->dst, to))
		return;
	contact = hash_of(c, to);
	if (m->response && m->method == SIP_INVITE && a->contact != contact)
		a->reinvite = (uint16_t)m->cseq;
	a->contact = contact;
	a->cause_of = CAUSE_NONE;	/* of a CANCEL that came too late */
}

/* S is not between the ends of A's leg: is it in its dialog all the same? */
static void consider(const struct calls *c, struct attempt *a,
		     const struct sight *s, struct search *f)
{
	if (!is_about(a, s))
		return;
	if (is_within(c, a, s))
		f->far = find_better(f->far, a);
	else if (is_moved(c, a, s))
		f->moved = find_better(f->moved, a);
	else
		f->impostor = true;
}

/* Might it have another branch that has answered, and is hung up by itself? */
static bool may_be_forked(const struct attempt *a)
{
	return a->state != TALKING || !a->began || !a->answer.ns ||
	       a->rang_out;
}

/* S is between them: if it is of A's caller, it is of A, or of a branch. */
static void compare(struct attempt *a, struct tags tags, struct search *f)
{
	if (a->caller != tags.caller)
		return;
	if (!a->callee || a->callee == tags.callee)
		f->found = find_better(f->found, a);
	else
		f->branch |= may_be_forked(a);
}

static enum absence absence_of(const struct search *f)
{
	if (f->branch)
		return OTHER_BRANCH;
	if (f->impostor)
		return IMPOSTOR;
	return f->known ? STRANGER : UNKNOWN_DIALOG;
}

struct attempt *dialog_find(const struct calls *c, struct sight *s,
			    enum absence *why)
{
	struct search f = { .found = NULL };
	struct attempt *a = NULL;

	while ((a = find_next(c, s->id, a))) {
		enum call_side side = find_sender(a, s);

		find_names(c, s);
		f.known |= a->state != TOLD;
		if (side == SIDE_UNKNOWN)
			consider(c, a, s, &f);
		else
			compare(a, tags_of(s, (side == SIDE_ORIGINATION) !=
						      s->m->response), &f);
	}
	*why = absence_of(&f);
	a = f.found ? f.found : f.far ? f.far : f.moved;
	if (a && !a->began && !s->again)
		a->heard = true;
	if (!f.found && a)
		follow(c, a, s->m);
	return a;
}

void dialog_note_branch(const struct calls *c, struct attempt *a,
			struct sight *s)
{
	if (a->state != TALKING)
		return;
	find_names(c, s);
	a->rang_out |= s->to != a->callee;
}

struct attempt *dialog_find_mistagged(const struct calls *c,
				      const struct sight *s)
{
	struct attempt *a = NULL;

	while ((a = find_next(c, s->id, a))) {
		enum call_side side = find_sender(a, s);
		bool by_caller = (side == SIDE_ORIGINATION) !=
				 s->m->response;

		if (side && a->caller == tags_of(s, by_caller).caller &&
		    !may_be_forked(a))
			break;
	}
	return a;
}

enum call_side dialog_sender(const struct attempt *a, const struct sight *s)
{
	enum call_side side = find_sender(a, s);

	if (side)
		return side;
	return is_asked(a, s, true) != s->m->response ? SIDE_ORIGINATION :
							SIDE_DESTINATION;
}

struct attempt *dialog_twin(const struct calls *c, const struct sight *s,
			    const struct attempt *a, struct attempt *twin)
{
	if (find_sender(a, s))
		return NULL;
	while ((twin = find_next(c, s->id, twin)))
		if (twin != a && is_about(twin, s))
			return twin;
	return NULL;
}
