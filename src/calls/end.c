/* SPDX-License-Identifier: BSD-2-Clause */
/* Says how attempts end that nobody answers, and who has ended them. */
#include "calls/ends.h"
#include "calls/legs.h"
#include "calls/proof.h"

static const struct slice no_phrase;

/*
 * Nobody has hung up: who it was that failed is told by which way the leg
 * goes. What this host has answered may come from behind it.
 */
static enum call_side failed_side(const struct attempt *a, bool silent)
{
	if (a->direction == TRANSIT)
		return silent ? SIDE_UNKNOWN : SIDE_DESTINATION;
	if (silent)
		return SIDE_SYSTEM;
	return a->direction == OUTBOUND ? SIDE_DESTINATION : SIDE_UNKNOWN;
}

/*
 * Nobody hangs up because somebody else has answered, or at just the moment
 * when it has rung for as long as this host allows: a machine does.
 */
static bool is_by_system(const struct attempt *a)
{
	bool elsewhere = a->disconnect == DISCONNECT_COMPLETED_ELSEWHERE,
	     rang_out = a->disconnect == DISCONNECT_RINGING_TIMEOUT;

	if (a->status == CALL_CANCELLED)
		return elsewhere || rang_out;
	return a->status == CALL_FAILED && rang_out &&
	       a->direction == INBOUND && a->generated != GENERATED_RELAYED;
}

/* What nobody has heard on an outbound leg A may hand on. */
static bool may_relay(const struct attempt *a)
{
	const struct attempt *leg;

	for EACH_LEG(leg, a)
		if (proof_is_unheard(leg) || proof_is_early(leg))
			return true;
	return false;
}

static void judge_sides(struct calls *c, struct attempt *a)
{
	side_fail(c, a);
	if (a->generated != GENERATED_LOCAL ||
	    (!proof_is_unheard(a) && !may_relay(a)))
		return;
	a->generated = GENERATED_UNKNOWN;
	a->initiator = SIDE_UNKNOWN;
}

static void end(struct calls *c, struct attempt *a, enum call_status status,
		enum call_side side, const struct sip_msg *m)
{
	bool unheard = proof_is_unheard(a);

	/* where silence had been put off it is over since then */
	if ((m || status != a->status) && !unheard)
		a->end = clock_now(c->clock);
	a->status = (uint8_t)status;
	a->initiator = side & 3;
	judge_sides(c, a);
	a->disconnect = (uint8_t)(unheard && status == CALL_FAILED ?
				  DISCONNECT_UNKNOWN :
				  cause_of_failure(c, a, m));
	if (is_by_system(a))
		a->initiator = SIDE_SYSTEM;
	pair_end(c, a, m ? m->reason : no_phrase);
}

void end_left(struct calls *c, struct attempt *a, enum call_side side)
{
	a->disconnect = (uint8_t)cause_of_bye(c, a);
	a->end = clock_now(c->clock);
	if (!a->joined)
		side_bye(c, a, side);
	life_linger(c, a);
}

/*
 * RFC 3261 section 12.2.1.2: where the other side has no such dialog it is
 * over, and a BYE no more than a form. How it was lost there was not seen,
 * unless it was by what had gone wrong.
 */
void end_gone(struct calls *c, struct attempt *a, const struct sip_msg *m)
{
	cause_note_end(c, a, m);
	end_left(c, a, SIDE_UNKNOWN);
	if (a->disconnect == DISCONNECT_BYE)
		a->disconnect = DISCONNECT_UNKNOWN;
}

/* Why then, and what had it been like? */
void end_given_up(struct calls *c, struct attempt *a,
		  const struct sip_msg *m)
{
	a->cancelled = true;
	a->rang_out = cause_rang_out(c, a);
	a->no_ringback = situation_no_ringback(c, a);
	cause_note(a, m);
	side_give_up(a);
}

/* RFC 3261 section 21.4.25: 487 tells of a CANCEL that was not seen, too. */
static void end_terminated(struct calls *c, struct attempt *a,
			   const struct sip_msg *m)
{
	end_given_up(c, a, m);
	if (!a->hint)
		a->hint = (uint8_t)meaning_of_reason(m->code, m->reason);
}

void end_accepted(struct attempt *a, const struct sip_msg *m)
{
	if (a->cancelled && a->state <= ASKED && m->code / 100 == 2)
		a->trouble = GIVEN_UP;
}

/*
 * A final response that was sent before the CANCEL came is not touched by it
 * (RFC 3261 section 9.2), and comes before the 200 to that. What comes behind
 * it ends what was given up, whether it says 487 or not; but another branch of
 * a fork may not have been cancelled.
 */
static bool is_given_up(const struct attempt *a)
{
	return a->code == 487 || (a->trouble == GIVEN_UP && a->branch);
}

void end_refused(struct calls *c, struct attempt *a, const struct sip_msg *m)
{
	if (a->code == 487 && !a->cancelled && m)
		end_terminated(c, a, m);
	if (m && (a->code == 487 || !is_given_up(a)))
		remark_note(c, a, m);
	if (is_given_up(a))
		end(c, a, CALL_CANCELLED, SIDE_ORIGINATION, m);
	else
		end(c, a, a->code < 400 ? CALL_REDIRECTED : CALL_FAILED,
		    failed_side(a, false), m);
}

void end_unheard(struct calls *c, struct attempt *a)
{
	a->partial = true;
	a->no_ringback = false;		/* nor was what came before heard */
	if (a->cancelled)
		end(c, a, CALL_CANCELLED, SIDE_ORIGINATION, NULL);
	else
		end(c, a, CALL_FAILED, SIDE_UNKNOWN, NULL);
}

void end_silent(struct calls *c, struct attempt *a, enum call_status status)
{
	if (status == CALL_CANCELLED)
		end(c, a, status, SIDE_ORIGINATION, NULL);
	else if (status == CALL_NO_FINAL)
		end(c, a, status, SIDE_UNKNOWN, NULL);
	else
		end(c, a, status, failed_side(a, true), NULL);
}
