/* SPDX-License-Identifier: BSD-2-Clause */
/* Knows by the caller's requests alone that it was answered, or refused. */
#include "calls/ends.h"
#include "calls/legs.h"
#include "calls/proof.h"

/* So late a 2xx is not yet one that is sent again, for want of the ACK (RFC
 * 3261 section 13.3.1.4). */
#define OVERTAKEN span_ms(100)

static uint32_t branch_of(const struct calls *c, const struct sip_msg *m)
{
	return (uint32_t)hash_bytes(c->seed, m->branch.p, m->branch.n).lo | 1;
}

/* Of the branches of a fork any may be meant. */
void proof_begin(const struct calls *c, struct attempt *a,
		 const struct sip_msg *m, bool fork)
{
	if (a->state <= ASKED)
		a->branch = fork || !m->branch.n ? 0 : branch_of(c, m);
}

bool proof_is_branch(const struct calls *c, const struct attempt *a,
		     const struct sip_msg *m)
{
	return a->branch && m->branch.n && a->branch == branch_of(c, m);
}

/*
 * The ACK for a 2xx is a transaction of its own, that for a refusal has the
 * branch of its INVITE (RFC 3261 sections 13.2.2.4 and 17.1.1.3).
 */
enum proof proof_by_ack(const struct calls *c, const struct attempt *a,
			const struct sight *s)
{
	if (a->state != TRYING || !s->to || !a->branch ||
	    s->m->cseq != a->cseq || !s->m->branch.n)
		return PROOF_OF_NOTHING;
	return a->branch == branch_of(c, s->m) ? PROOF_OF_REFUSAL :
						 PROOF_OF_ANSWER;
}

/* It may have been a challenge: then another INVITE follows. */
void proof_refuse(struct calls *c, struct attempt *a)
{
	a->pending = 0;
	a->code = 0;
	a->status = CALL_UNDECIDED;
	a->end = clock_now(c->clock);
	life_wait(c, a, ASKED, T1_64);
}

/* No code goes with it. */
bool proof_is_unheard(const struct attempt *a)
{
	return a->code == 0 &&
	       (a->state == ASKED ||
		(a->state >= LEAVING && a->status == CALL_FAILED));
}

/*
 * Before the answer the caller may say BYE, and both UPDATE; but only the
 * caller, and no INVITE (RFC 3261 sections 14.1 and 15). Where no response was
 * seen any BYE is taken for that of a call.
 */
bool proof_by_request(const struct attempt *a, const struct sight *s)
{
	if (a->state != TRYING || !s->to)
		return false;
	return !a->heard || s->m->method == SIP_INVITE ||
	       dialog_sender(a, s) == SIDE_DESTINATION;
}

/*
 * Only a provisional response with a To tag makes a dialog in which a PRACK or
 * UPDATE can be sent before the answer (RFC 3261 section 12.1).
 */
void proof_note_early(struct attempt *a, const struct sight *s)
{
	a->partial |= a->state == TRYING && !a->heard && s->to;
}

/* It is answered from elsewhere than it was asked. */
static bool is_astray(const struct calls *c, const struct attempt *a,
		      const struct sight *s)
{
	return a->state == TRYING && a->began && a->caller == s->from &&
	       addr_equal(&a->src, &s->m->payload->dst) &&
	       (!a->branch || proof_is_branch(c, a, s->m));
}

void proof_note_astray(const struct calls *c, struct sight *s)
{
	struct attempt *a = NULL;

	find_names(c, s);
	while ((a = find_next(c, s->id, a)))
		a->partial |= is_astray(c, a, s);
}

bool proof_is_early(const struct attempt *a)
{
	return a->state == TRYING && a->began && a->partial;
}

/* When that was, and by what code, is not known. */
void proof_accept(struct calls *c, struct attempt *a, const struct sight *s)
{
	a->callee = dialog_sender(a, s) == SIDE_ORIGINATION ? s->to : s->from;
	a->status = CALL_ANSWERED;
	a->code = 0;
	a->partial = true;
	a->no_ringback = false;
	a->refreshed = clock_now(c->clock);
	a->expires = 0;
	a->reinvite = 0;
	roof_hold(c, a);
	pair_answer(c, a);
	session_wait(c, a);
}

bool proof_overtook(const struct calls *c, struct attempt *a,
		    struct sight *s)
{
	struct span since = moment_since(clock_now(c->clock), a->refreshed);

	if (a->state != TALKING || !a->began || a->code ||
	    since.ns >= OVERTAKEN.ns)
		return false;
	find_names(c, s);
	if (a->callee != s->to)
		return false;
	a->partial = false;
	return true;
}
