/* SPDX-License-Identifier: BSD-2-Clause */
/* What responses do to the attempt that they belong to. */
#include "calls/ends.h"
#include "calls/legs.h"
#include "calls/proof.h"
#include "sip_header.h"

#define NO_DIALOG 481	/* Call/Transaction Does Not Exist */

static void see_provisional(struct calls *c, struct attempt *a,
			    const struct sip_msg *m)
{
	silence_rings_on(c, a);
	if (a->state != TRYING || m->code == 100)
		return;
	media_respond(c, a, m);
	a->ringback |= m->code == 180 || media_is_early(c, a);
	if (m->code != 180 && m->code != 183) {
		measure_note(c, a);
	} else if (!a->ringing.ns) {
		a->ringing = clock_now(c->clock);
		life_ring(c, a);
	}
}

static void see_answer(struct calls *c, struct attempt *a, struct sight *s)
{
	if (a->state > ASKED && !proof_overtook(c, a, s)) {
		dialog_note_branch(c, a, s);
		return;
	}
	refusal_drop(c, a);
	cause_answer(c, a, s->m);
	find_names(c, s);
	a->code = (uint16_t)s->m->code;
	a->callee = s->to;
	a->status = CALL_ANSWERED;
	a->reinvite = 0;
	a->rang_out = false;
	a->answer = clock_now(c->clock);
	if (a->began)
		roof_hold(c, a);
	if (!a->ringing.ns)
		life_ring(c, a);
	pair_answer(c, a);
	transfer_answer(c, a);
	a->no_ringback = situation_no_ringback(c, a);
	media_respond(c, a, s->m);
	session_note(c, a, s->m);
	session_wait(c, a);
}

/* The response to an INVITE or UPDATE within the dialog A. */
static void see_refreshed(struct calls *c, struct attempt *a,
			  const struct sip_msg *m)
{
	if (m->code / 100 != 2 || a->state != TALKING)
		return;
	a->renewed = true;
	roof_hold(c, a);
	a->trouble = NO_TROUBLE;
	session_note(c, a, m);
	session_wait(c, a);
}

/*
 * RFC 3261 section 12.2.2: where the request came to, there is no such dialog;
 * and nothing but that request told of A.
 */
static bool is_no_dialog(const struct attempt *a, const struct sip_msg *m)
{
	return m->code == NO_DIALOG && a->joined && !a->renewed &&
	       a->state < TOLD;
}

/*
 * Both have asked at once, or one before it had an answer, and try again (RFC
 * 3261 sections 14.1 and 14.2, RFC 3311 section 5.2).
 */
static bool is_glare(const struct sip_msg *m)
{
	return m->code == 491 ||
	       (m->code == 500 && sip_hint(m, SIP_RETRY_AFTER));
}

static bool is_refusal(const struct sip_msg *m)
{
	return m->code >= 300 && !refusal_asks(m->code) && !is_glare(m);
}

/*
 * S, the response to a request of A's dialog, says that there is none. To
 * PRACK or CANCEL it speaks of a transaction, to NOTIFY of a subscription.
 */
static void see_gone(struct calls *c, struct attempt *a,
		     const struct sight *s)
{
	if (is_no_dialog(a, s->m))
		life_leave(c, a);
	else if (a->state == TALKING && !s->astray)
		end_gone(c, a, s->m);
}

static void see_reinvited(struct calls *c, struct attempt *a,
			  const struct sight *s)
{
	const struct sip_msg *m = s->m;
	bool last = (uint16_t)m->cseq == a->reinvite;

	if (m->code == NO_DIALOG && (last || is_no_dialog(a, m))) {
		see_gone(c, a, s);
		return;
	}
	if (a->state != TALKING || !last)
		return;
	see_refreshed(c, a, m);
	trouble_respond(c, a, is_refusal(m));
}

/* A refused UPDATE leaves the session as a re-INVITE does (RFC 3311 section
 * 5.3). */
static void see_updated(struct calls *c, struct attempt *a,
			const struct sip_msg *m)
{
	see_refreshed(c, a, m);
	if (a->state == TALKING && is_refusal(m))
		trouble_meet(c, a, REINVITE_FAILED);
}

/* The INVITE was not seen, nor what came before this response. */
static struct attempt *begin_by_response(struct calls *c, struct sight *s)
{
	struct attempt *a;

	a = life_begin(c, s, true);
	if (!a)
		return NULL;
	a->attempts = 1;
	if (s->m->code >= 300)	/* its INVITE may come yet */
		proof_begin(c, a, s->m, false);
	pair_begin_late(c, a, s);
	return a;
}

static void see_again(struct calls *c, struct attempt *a, struct sight *s)
{
	a->retransmissions++;
	prack_repeated(a, s->m);
	if (s->m->code < 200)
		silence_rings_on(c, a);
	else if (s->m->code < 300)
		dialog_note_branch(c, a, s);
}

static void see_invited(struct calls *c, struct sight *s)
{
	struct attempt *a = find_attempt(c, s);
	enum absence why;
	bool alone = false;

	if (a && s->m->code >= 200)
		expect_peer(a);
	if (a && s->m->code >= 300)
		__builtin_prefetch(a->words);
	if (s->again) {
		if (!a)
			a = dialog_find(c, s, &why);
		if (a)
			see_again(c, a, s);
		return;
	}
	if (!a) {
		a = dialog_find(c, s, &why);
		if (a) {
			see_reinvited(c, a, s);
			return;
		}
		if (why == IMPOSTOR)
			return;
		if (s->astray) {
			proof_note_astray(c, s);
			return;
		}
		a = begin_by_response(c, s);
		alone = s->m->code < 300;	/* what refuses ends, too */
	} else if (s->m->cseq > a->cseq && a->state >= TALKING) {
		a->heard = true;
		see_reinvited(c, a, s);
		return;
	} else if (s->m->cseq < a->cseq) {
		return;		/* late */
	} else if (a->state == TOLD) {
		find_names(c, s);
		silence_is_broken(a, s);
		return;
	}
	if (!a)
		return;
	a->heard = !alone;
	a->partial &= !proof_is_early(a);
	if (s->m->code < 200)
		see_provisional(c, a, s->m);
	else if (s->m->code < 300)
		see_answer(c, a, s);
	else if (a->state <= ASKED)
		refusal_seen(c, a, s->m);
}

/* Whatever it says, the other side is there. */
static void see_answered_within(struct calls *c, struct attempt *a,
				const struct sip_msg *m)
{
	if (m->method == SIP_REFER && m->code < 300)
		a->transferred = true;
	if (a->state == TALKING)
		session_wait(c, a);
}

/* What was asked within a dialog, and by now is answered. */
static void see_responded(struct calls *c, struct sight *s)
{
	enum absence why;
	struct attempt *a;

	if (s->again || s->m->code < 200)
		return;
	a = dialog_find(c, s, &why);
	if (!a)
		return;
	if (s->m->code == NO_DIALOG)
		see_gone(c, a, s);
	else if (s->m->method == SIP_UPDATE)
		see_updated(c, a, s->m);
	else
		see_answered_within(c, a, s->m);
}

/* RFC 3261 section 9.1: it has the CSeq number of the INVITE. */
static void see_cancelled(struct calls *c, struct sight *s)
{
	struct attempt *a = find_attempt(c, s);

	if (a && s->m->cseq == a->cseq)
		end_accepted(a, s->m);
}

/* Is there a call with the Call-ID of S that has had no BYE, or nothing else
 * than that, or one in its early dialog? */
static bool is_any_left(const struct calls *c, const struct sight *s)
{
	struct attempt *a = NULL;

	while ((a = find_next(c, s->id, a)))
		if (a->state == TALKING || (a->joined && !a->heard) ||
		    (a->state == TRYING && a->cancelled))
			return true;
	return false;
}

/* Who says 200 to a BYE has hung up, whatever tag that had. */
static void see_mistagged(struct calls *c, const struct sight *s)
{
	struct attempt *a = dialog_find_mistagged(c, s);

	if (a)
		end_left(c, a, find_sender(a, s) == SIDE_ORIGINATION ?
			 SIDE_DESTINATION : SIDE_ORIGINATION);
}

/* A BYE is answered. Who said it is not known where it was not seen. */
static void see_left(struct calls *c, struct sight *s)
{
	bool ends = s->m->code < 300;
	enum absence why;
	struct attempt *a;

	if (s->again || (ends && !is_any_left(c, s)))
		return;
	a = dialog_find(c, s, &why);
	if (!a && ends && why == STRANGER)
		see_mistagged(c, s);
	if (!a)
		return;
	if (ends && a->state == TALKING)
		end_left(c, a, SIDE_UNKNOWN);
	else if (is_no_dialog(a, s->m))
		life_leave(c, a);
	else if (a->cancelled)
		end_accepted(a, s->m);
	else
		roof_confirm(c, a);
}

bool response_concerns(const struct sip_msg *m)
{
	switch (m->method) {
	case SIP_INVITE:
	case SIP_REFER:
	case SIP_MESSAGE:
	case SIP_INFO:
	case SIP_UPDATE:
		return true;
	case SIP_CANCEL:
		return m->code / 100 == 2;
	case SIP_BYE:
		return m->code / 100 == 2 || m->code == NO_DIALOG;
	case SIP_OPTIONS:
		return m->code == NO_DIALOG;	/* most are of no call */
	default:
		return false;
	}
}

void response_seen(struct calls *c, struct sight *s)
{
	switch (s->m->method) {
	case SIP_INVITE:
		see_invited(c, s);
		return;
	case SIP_REFER:
	case SIP_MESSAGE:
	case SIP_UPDATE:
	case SIP_INFO:
	case SIP_OPTIONS:
		see_responded(c, s);
		return;
	case SIP_CANCEL:
		see_cancelled(c, s);
		return;
	case SIP_BYE:
		see_left(c, s);
		return;
	default:
		return;
	}
}
