/* SPDX-License-Identifier: BSD-2-Clause */
/* Says who ended a call, as far as only both of its legs can tell. */
#include "calls/ends.h"
#include "calls/legs.h"

#define AT_ONCE span_s(1)

static bool within(struct moment earlier, struct moment later)
{
	return !moment_before(later, earlier) &&
	       !moment_before(moment_add(earlier, AT_ONCE), later);
}

/*
 * Did somebody refuse LEG, and not only as this host had cancelled it, or
 * redirect it?
 */
static bool is_refused(const struct attempt *leg)
{
	if (leg->code < 300 || leg->code == 487)
		return false;
	return leg->state <= ASKED ||
	       (leg->state >= LEAVING && (leg->status == CALL_FAILED ||
					  leg->status == CALL_REDIRECTED));
}

/*
 * How well the refusal of LEG explains that of IN; 0: not at all. Of several
 * a proxy hands on the best (RFC 3261 section 16.7, step 6), and a host that
 * maps codes does so at once. But whether the caller is to ask elsewhere is
 * its own decision, if it was told otherwise.
 */
static unsigned likeness(const struct attempt *in, const struct attempt *leg)
{
	if (!is_refused(leg) || (leg->code < 400) != (in->code < 400))
		return 0;
	if (leg->code == in->code)
		return 3;
	if (legs_busy(in) || !within(leg->end, in->end))
		return 0;
	return leg->code / 100 == in->code / 100 ? 2 : 1;
}

/* The outbound leg whose refusal IN hands on, or NULL. */
static struct attempt *find_refused(const struct attempt *in)
{
	struct attempt *leg, *best = NULL;
	unsigned most = 0;

	for EACH_LEG(leg, in) {
		unsigned n = likeness(in, leg);

		if (n > most || (n && n == most &&
				 moment_before(best->end, leg->end))) {
			most = n;
			best = leg;
		}
	}
	return best;
}

/* One to the same number, with no inbound leg of its own, may be IN's. */
static bool has_rival(const struct calls *c, const struct attempt *in,
		      struct moment since)
{
	struct slice called = words_get(in->words, WORD_TO_USER);

	return stray_since(c->strays, mark_called(c, called), since);
}

/*
 * May it be another refusal than that of LEG which IN hands on? Where the
 * codes are the same only what was tried after it counts.
 */
static bool is_rivalled(const struct calls *c, const struct attempt *in,
			const struct attempt *leg)
{
	bool same = leg->code == in->code && leg->state >= LEAVING;

	return has_rival(c, in, same ? leg->end : in->start);
}

/*
 * Without an outbound leg this host has answered by itself. But who rings is
 * somebody: then there is one that isn't seen, or not known as such.
 */
static bool is_own(const struct calls *c, const struct attempt *in)
{
	if (!in->peer && (!in->began || in->doubtful || in->ringing.ns))
		return false;
	return !has_rival(c, in, in->start);
}

static void judge_refusal(const struct calls *c, struct attempt *in)
{
	struct attempt *leg = find_refused(in);

	if (leg && !is_rivalled(c, in, leg)) {
		legs_put_first(leg);
		in->generated = GENERATED_RELAYED;
		in->initiator = SIDE_DESTINATION;
	} else if (!leg && is_own(c, in)) {
		in->generated = GENERATED_LOCAL;
		in->initiator = SIDE_SYSTEM;
	}
}

/*
 * By then another leg may have been answered in place of this one: what comes
 * after is no cause.
 */
void side_give_up(struct attempt *a)
{
	if (a->direction == OUTBOUND && a->peer && !legs_abandoned(a->peer) &&
	    !a->hint && legs_answered(a->peer, a->start))
		a->hint = DISCONNECT_COMPLETED_ELSEWHERE;
}

void side_fail(struct calls *c, struct attempt *a)
{
	if (a->direction == INBOUND && (a->status == CALL_FAILED ||
					a->status == CALL_REDIRECTED))
		judge_refusal(c, a);
	else if (a->direction == OUTBOUND && a->peer &&
		 a->status == CALL_CANCELLED && !legs_abandoned(a->peer))
		a->initiator = SIDE_SYSTEM;	/* no caller has given up */
}

/* -- calls that were answered -------------------------------------------- */

/* Is it this host that sends what SIDE of A's leg does? */
static bool is_host(const struct attempt *a, enum call_side side)
{
	return (a->direction == INBOUND && side == SIDE_DESTINATION) ||
	       (a->direction == OUTBOUND && side == SIDE_ORIGINATION);
}

/* The leg by which A's call went on: how likely is it LEG? 0: it is not. */
static unsigned claim_of(const struct attempt *a, const struct attempt *leg)
{
	if (leg->status != CALL_ANSWERED)
		return 0;
	if (leg->disconnect == DISCONNECT_COMPLETED_ELSEWHERE)
		return 1;
	if (leg->state < LEAVING)
		return 3;
	return a->own_bye && within(leg->end, a->end) ? 4 : 2;
}

static struct attempt *other_of(const struct attempt *a)
{
	struct attempt *leg, *found = NULL;
	unsigned most = 0;

	if (a->direction == OUTBOUND)
		return a->peer;
	if (a->direction != INBOUND)
		return NULL;
	for EACH_LEG(leg, a) {
		unsigned n = claim_of(a, leg);

		if (n > most || (n && n == most && leg->state >= LEAVING &&
				 moment_before(found->end, leg->end))) {
			most = n;
			found = leg;
		}
	}
	return found;
}

/*
 * RFC 3261 section 13.2.2.4: of forks that answer all may be acknowledged, and
 * all but one are hung up. Is A one that this host has no need of?
 */
static bool is_needless(const struct attempt *a)
{
	const struct attempt *leg;

	if (a->direction != OUTBOUND || !a->peer || !a->own_bye ||
	    a->peer->state > TALKING || a->peer->cancelled ||
	    !a->answer.ns || !within(a->answer, a->end))
		return false;
	for EACH_LEG(leg, a->peer)
		if (leg != a && leg->state == TALKING &&
		    !moment_before(leg->answer, a->start))
			return true;
	return false;
}

static void complete_elsewhere(struct attempt *a)
{
	if (a->disconnect == DISCONNECT_BYE)
		a->disconnect = DISCONNECT_COMPLETED_ELSEWHERE;
	a->initiator = SIDE_SYSTEM;
}

/* The caller of IN may have given up already, but no 487 tells it yet. */
static enum call_side who_gave_up(const struct attempt *in)
{
	if (!in->cancelled || in->state > ASKED)
		return SIDE_UNKNOWN;
	return cause_of_cancel(in) == DISCONNECT_CANCEL ? SIDE_ORIGINATION :
							  SIDE_SYSTEM;
}

/*
 * A has just got a BYE, when OTHER was over. What this host sends on the one
 * leg comes of what was on the other; what both far ends send may cross.
 */
static void follow(struct attempt *a, struct attempt *other)
{
	bool near = within(other->end, a->end);

	if (a->own_bye && other->own_bye && near)
		a->initiator = other->initiator = SIDE_SYSTEM;
	else if (a->own_bye)
		a->initiator = other->initiator;
	else if (other->own_bye && near)
		other->initiator = a->initiator;
	else if (near && other->initiator)
		a->initiator = other->initiator;
}

/*
 * What this host sends on one leg is mostly what came on the other one. Where
 * nothing came there, only a BYE that it sends there too shows whose they are;
 * where no other leg is known, it stands for what is behind it.
 */
void side_bye(struct calls *c, struct attempt *a, enum call_side side)
{
	struct attempt *other;

	a->initiator = side & 3;
	a->own_bye = is_host(a, side);
	other = other_of(a);
	if (is_needless(a))
		complete_elsewhere(a);
	else if (other && other->state >= LEAVING)
		follow(a, other);
	else if (other && a->own_bye)
		a->initiator = who_gave_up(other) & 3;
	else if (a->own_bye)
		c->hung_up[a->direction] = a->end;
}

/* Of two legs that this host hangs up at once both may be of one call. */
void side_settle(const struct calls *c, struct attempt *a)
{
	struct moment last;

	if (!a->own_bye || other_of(a))
		return;
	last = c->hung_up[a->direction == INBOUND ? OUTBOUND : INBOUND];
	if (last.ns && !moment_before(moment_add(last, AT_ONCE), a->end))
		a->initiator = SIDE_UNKNOWN;
}
