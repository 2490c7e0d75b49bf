/* SPDX-License-Identifier: BSD-2-Clause */
/* What requests do to the attempt that they belong to. */
#include "calls/ends.h"
#include "calls/legs.h"
#include "calls/proof.h"
#include "sip_header.h"

/*
 * A is asked for by an INVITE with another CSeq: what that comes to counts,
 * and whatever those before it still may get is of no interest to anybody.
 */
static void begin_again(struct calls *c, struct attempt *a,
			const struct sight *s)
{
	a->cseq = s->m->cseq;
	a->caller = s->from;
	a->attempts++;
	prack_begin_again(a);
	proof_begin(c, a, s->m, false);
}

/* A CANCEL is that of one INVITE (RFC 3261 section 9.1): who sends another
 * one has not given up. */
static void take_up(struct calls *c, struct attempt *a)
{
	if (!a->cancelled)
		return;
	a->cancelled = a->rang_out = a->no_ringback = false;
	a->trouble = NO_TROUBLE;
	cause_drop(c, a);
}

/*
 * Another INVITE of the caller: after a challenge, as more digits are known
 * (RFC 3578), or of a fork. Some who answer a challenge count from 1 again.
 */
static void try_again(struct calls *c, struct attempt *a,
		      const struct sight *s)
{
	const struct sip_msg *m = s->m;
	bool waits = a->state <= ASKED,
	     anew = waits ? m->cseq != a->cseq : m->cseq > a->cseq,
	     fork = !anew && a->state != ASKED;

	if (anew)
		begin_again(c, a, s);
	else
		proof_begin(c, a, m, true);
	media_offer(c, a, m);
	if (!waits)
		return;
	take_up(c, a);
	a->pending = anew ? 1 : a->pending + 1;
	a->status = CALL_UNDECIDED;
	life_try(c, a);
	if (fork)
		return;
	refusal_drop(c, a);
	pair_begin_again(c, a, s);
}

/* BEFORE it there may have been one of the same caller: see see_invite(). */
static void begin(struct calls *c, struct sight *s,
		  const struct attempt *before)
{
	bool fork = before && before->cseq == s->m->cseq;
	struct attempt *a = life_begin(c, s, false);

	if (!a)
		return;
	proof_begin(c, a, s->m, fork);
	media_offer(c, a, s->m);
	transfer_begin(c, a, s->m);
	pair_begin(c, a, s);
}

/*
 * A proxy keeps Call-ID, tag and CSeq, wherever it sends an INVITE to (RFC
 * 3261 section 16.6). While the attempt A goes on it is a branch of that; but
 * once A is over the host tries again, as it does with another address.
 */
static void see_invite(struct calls *c, struct sight *s)
{
	struct attempt *a = find_attempt(c, s);

	if (s->again) {
		if (a)
			a->retransmissions++;
		return;
	}
	if (!a)
		a = find_challenged(c, s);
	if (a && a->state < LEAVING)
		try_again(c, a, s);
	else if (!a || !proof_is_branch(c, a, s->m))
		begin(c, s, a);		/* else it was overtaken */
}

/* It is as if A had always been there: nobody knows who called. */
static struct attempt *join(struct calls *c, struct sight *s)
{
	struct attempt *a = life_begin(c, s, true);

	if (!a)
		return NULL;
	a->joined = true;
	a->cseq = 0;		/* of an INVITE that nobody saw */
	a->reinvite = 0;
	a->attempts = 0;
	a->callee = s->to;
	a->status = CALL_ANSWERED;
	session_wait(c, a);
	return a;
}

/* Whom S tells anything new, if anyone: nothing does that comes again. */
static struct attempt *find_or_join(struct calls *c, struct sight *s,
				    enum absence *why)
{
	struct attempt *a = dialog_find(c, s, why);

	if (a)
		life_stir(a);
	if (s->again) {
		if (a)
			a->retransmissions++;
		return NULL;
	}
	return a || *why != UNKNOWN_DIALOG ? a : join(c, s);
}

/* S tells that A was answered, whatever has refused another branch. */
static void accept_by_proof(struct calls *c, struct attempt *a,
			    const struct sight *s)
{
	refusal_drop(c, a);
	proof_accept(c, a, s);
}

static void see_reinvite(struct calls *c, struct sight *s)
{
	enum absence why;
	struct attempt *a = find_or_join(c, s, &why);

	if (a && proof_by_request(a, s))
		accept_by_proof(c, a, s);
	if (a && a->state == TALKING) {
		a->reinvite = (uint16_t)s->m->cseq;
		trouble_wait(c, a);
		session_wait(c, a);
	}
}

/* What has refused a branch before tells no more of how A ends. */
static void give_up(struct calls *c, struct attempt *a,
		    const struct sip_msg *m)
{
	if (a->state == ASKED)
		cause_drop(c, a);
	else
		refusal_drop(c, a);
	end_given_up(c, a, m);
	silence_is_cancelled(c, a);
}

/*
 * M, a CANCEL, is of an INVITE that nobody waits for any more; or it clears up
 * what is left of a fork after a 6xx (RFC 3261 section 16.7, step 5).
 */
static bool is_cleared_up(const struct attempt *a, const struct sip_msg *m)
{
	return m->cseq < a->cseq || (a->state == TRYING && a->code >= 600);
}

static void see_cancel(struct calls *c, struct sight *s)
{
	struct attempt *a = find_attempt(c, s);

	if (!a || s->again || a->state > ASKED || is_cleared_up(a, s->m))
		return;
	a->heard |= !a->began;
	give_up(c, a, s->m);
	pair_lose(c, a);
}

/*
 * Who says BYE first has ended the call, whatever crosses it (RFC 3261
 * section 15). In an early dialog it is a CANCEL by another name.
 */
static void hang_up(struct calls *c, struct attempt *a, const struct sight *s)
{
	a->outlived = false;
	if (a->state > TALKING)
		return;
	if (proof_by_request(a, s))
		accept_by_proof(c, a, s);
	if (a->state != TALKING) {
		give_up(c, a, s->m);
		return;
	}
	cause_note_end(c, a, s->m);
	if (sip_hint(s->m, SIP_REASON))
		remark_note(c, a, s->m);
	trouble_hang_up(c, a, s);
	end_left(c, a, dialog_sender(a, s));
}

static void see_bye(struct calls *c, struct sight *s)
{
	enum absence why;
	struct attempt *a = find_or_join(c, s, &why), *twin = NULL;

	*c->spoofed += !a && why >= STRANGER && !s->again;
	if (!a)
		return;
	expect_peer(a);
	hang_up(c, a, s);
	while ((twin = dialog_twin(c, s, a, twin)))
		hang_up(c, twin, s);
}

/* A request within the dialog shows that it goes on. */
static void see_other(struct calls *c, struct sight *s)
{
	enum absence why;
	struct attempt *a;

	find_names(c, s);
	a = s->to && !s->again ? dialog_find(c, s, &why) : NULL;
	if (!a)
		return;
	life_stir(a);
	proof_note_early(a, s);
	if (a->state != TALKING)
		return;
	if (s->m->method == SIP_NOTIFY)
		transfer_notify(a, s->m);
	session_wait(c, a);
}

static void see_prack(struct calls *c, struct sight *s)
{
	enum absence why;
	struct attempt *a = s->again ? NULL : dialog_find(c, s, &why);

	if (!a)
		return;
	proof_note_early(a, s);
	prack_seen(a, s->m);
	media_acknowledge(c, a, s->m);
}

/*
 * Most take the way of their INVITE, whose final response was seen, and nobody
 * waits for what they bear.
 */
static bool is_plain_ack(struct calls *c, const struct sight *s)
{
	struct attempt *a = NULL;

	while (c->late == 0 && (a = find_next(c, s->id, a)))
		if (find_sender(a, s)) {
			roof_confirm(c, a);
			return a->began ? a->state != TRYING : a->heard;
		}
	return false;
}

static void see_ack(struct calls *c, struct sight *s)
{
	enum absence why;
	struct attempt *a;

	if (s->again || is_plain_ack(c, s))
		return;
	a = dialog_find(c, s, &why);
	if (!a)
		return;
	roof_confirm(c, a);
	switch (proof_by_ack(c, a, s)) {
	case PROOF_OF_NOTHING:
		break;
	case PROOF_OF_ANSWER:
		accept_by_proof(c, a, s);
		break;
	case PROOF_OF_REFUSAL:
		proof_refuse(c, a);
		return;
	}
	media_acknowledge(c, a, s->m);
}

bool request_concerns(const struct sip_msg *m)
{
	switch (m->method) {
	case SIP_INVITE:
	case SIP_CANCEL:
	case SIP_BYE:
	case SIP_UPDATE:
	case SIP_INFO:
	case SIP_OPTIONS:
	case SIP_MESSAGE:
	case SIP_REFER:
	case SIP_PRACK:
	case SIP_ACK:
		return true;
	case SIP_NOTIFY:
		return transfer_concerns(m);
	default:
		return false;
	}
}

void request_seen(struct calls *c, struct sight *s)
{
	switch (s->m->method) {
	case SIP_INVITE:
		find_names(c, s);
		if (s->to)
			see_reinvite(c, s);
		else
			see_invite(c, s);
		return;
	case SIP_CANCEL:
		see_cancel(c, s);
		return;
	case SIP_BYE:
		see_bye(c, s);
		return;
	case SIP_UPDATE:
	case SIP_INFO:
	case SIP_OPTIONS:
	case SIP_MESSAGE:
	case SIP_REFER:
	case SIP_NOTIFY:
		see_other(c, s);
		return;
	case SIP_ACK:
		see_ack(c, s);
		return;
	case SIP_PRACK:
		see_prack(c, s);
		return;
	default:
		return;
	}
}
