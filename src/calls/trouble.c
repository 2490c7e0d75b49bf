/* SPDX-License-Identifier: BSD-2-Clause */
/* Remembers what went wrong within a call, while that may end it. */
#include "calls/ends.h"

void trouble_meet(const struct calls *c, struct attempt *a,
		  enum trouble what)
{
	struct span at = moment_since(clock_now(c->clock), a->start);

	a->trouble = what & 7;
	a->troubled = (uint32_t)(at.ns / NS_PER_MS);
}

static struct span since(const struct calls *c, const struct attempt *a)
{
	struct span at = span_ms(a->troubled);

	return moment_since(clock_now(c->clock), moment_add(a->start, at));
}

/* Inclusive; milliseconds are whole. */
static bool within(const struct calls *c, const struct attempt *a,
		   struct span most)
{
	struct span at = span_ms(a->troubled), span;

	return measure(c, moment_add(a->start, at), clock_now(c->clock),
		       &span) && span.ns < most.ns + NS_PER_MS;
}

/*
 * A session goes on as before after a re-INVITE that has failed (RFC 3261
 * section 14.1), unless it is ended for that. Timer B is over at the very
 * moment when the silence has its outcome; the BYE may come before that.
 */
enum disconnect trouble_cause(const struct calls *c, const struct attempt *a)
{
	switch ((enum trouble)a->trouble) {
	case NO_TROUBLE:
	case GIVEN_UP:
		break;
	case REINVITE_WAITS:
		if (since(c, a).ns >= T1_64.ns)
			return DISCONNECT_REINVITE_FAILED;
		break;
	case REINVITE_FAILED:
		if (within(c, a, SOON_AFTER))
			return DISCONNECT_REINVITE_FAILED;
		break;
	case REINVITE_UNACKNOWLEDGED:
		if (within(c, a, SOON_AFTER))
			return DISCONNECT_NO_ACK;
		break;
	case ANSWER_UNACKNOWLEDGED:
		if (within(c, a, T1_64))
			return DISCONNECT_NO_ACK;
		break;
	}
	return DISCONNECT_UNDECIDED;
}

void trouble_wait(const struct calls *c, struct attempt *a)
{
	if (!trouble_cause(c, a))
		trouble_meet(c, a, REINVITE_WAITS);
}

void trouble_respond(const struct calls *c, struct attempt *a, bool failed)
{
	if (failed)
		trouble_meet(c, a, REINVITE_FAILED);
	else if (a->trouble == REINVITE_WAITS)
		a->trouble = NO_TROUBLE;
}

void trouble_unacknowledged(struct calls *c, struct attempt *a, bool initial)
{
	trouble_meet(c, a, initial ? ANSWER_UNACKNOWLEDGED :
				     REINVITE_UNACKNOWLEDGED);
	a->no_ack |= initial;
}

/* The callee may not say BYE before he has the ACK (RFC 3261 section 15). */
void trouble_hang_up(struct calls *c, struct attempt *a,
		     const struct sight *s)
{
	uint32_t cseq;

	if (a->retransmissions == 0 || !c->lacks_ack ||
	    !c->lacks_ack(s->m, s->who, &cseq, c->arg))
		return;
	trouble_unacknowledged(c, a, cseq == a->cseq &&
			       dialog_sender(a, s) == SIDE_DESTINATION);
}
