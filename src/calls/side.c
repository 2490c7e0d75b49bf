/* SPDX-License-Identifier: BSD-2-Clause */
/* Says who ended a call, as far as only both of its legs can tell. */
#include "calls/legs.h"

#define AT_ONCE span_s(1)

static bool within(struct moment earlier, struct moment later)
{
	return !moment_before(later, earlier) &&
	       !moment_before(moment_add(earlier, AT_ONCE), later);
}

/* Did somebody refuse LEG, and not only as this host had cancelled it? */
static bool is_refused(const struct attempt *leg)
{
	if (leg->code < 400 || leg->code == 487)
		return false;
	return leg->state == ASKED ||
	       (leg->state >= LEAVING && leg->status == CALL_FAILED);
}

/*
 * How well the refusal of LEG explains that of IN; 0: not at all. Of several
 * a proxy hands on the best (RFC 3261 section 16.7, step 6), and a host that
 * maps codes does so at once.
 */
static unsigned likeness(const struct attempt *in, const struct attempt *leg)
{
	if (!is_refused(leg))
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

		if (n > most) {
			most = n;
			best = leg;
		}
	}
	return best;
}

/*
 * Without an outbound leg this host has answered by itself. But who rings is
 * somebody: then there is one that isn't seen, or not known as such.
 */
static bool is_own(const struct attempt *in)
{
	return in->peer || (in->began && !in->doubtful && !in->ringing.ns);
}

static void judge_refusal(struct attempt *in)
{
	struct attempt *leg = find_refused(in);

	if (leg) {
		legs_put_first(leg);
		in->generated = GENERATED_RELAYED;
		in->initiator = SIDE_DESTINATION;
	} else if (is_own(in)) {
		in->generated = GENERATED_LOCAL;
		in->initiator = SIDE_SYSTEM;
	}
}

/* The caller hasn't given up: this host has, or another leg was answered. */
static void judge_cancel(struct attempt *leg)
{
	const struct attempt *in = leg->peer;

	if (in->cancelled)
		return;
	leg->initiator = SIDE_SYSTEM;
	if (in->answer.ns && !leg->hint)
		leg->hint = DISCONNECT_COMPLETED_ELSEWHERE;
}

void side_fail(struct attempt *a)
{
	if (a->direction == INBOUND && a->status == CALL_FAILED)
		judge_refusal(a);
	else if (a->direction == OUTBOUND && a->peer &&
		 a->status == CALL_CANCELLED)
		judge_cancel(a);
}

/* Was its BYE sent by this host, not by the far end? */
static bool is_by_host(const struct attempt *a)
{
	return a->initiator == (a->direction == INBOUND ? SIDE_DESTINATION :
							  SIDE_ORIGINATION);
}

/*
 * A has just got a BYE, OTHER had one a moment ago. If this host sent both it
 * hands on nobody's; else who was first has ended the call.
 */
static void join_byes(struct attempt *a, struct attempt *other)
{
	if (other->state != LEAVING || other->status != CALL_ANSWERED ||
	    !within(other->end, a->end))
		return;
	if (!is_by_host(other))
		a->initiator = other->initiator;
	else if (is_by_host(a))
		a->initiator = other->initiator = SIDE_SYSTEM;
}

void side_bye(struct attempt *a)
{
	struct attempt *leg;

	if (a->direction == OUTBOUND && a->peer)
		join_byes(a, a->peer);
	if (a->direction != INBOUND)
		return;
	for EACH_LEG(leg, a)
		join_byes(a, leg);
}
