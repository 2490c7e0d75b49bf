/* SPDX-License-Identifier: BSD-2-Clause */
/* Says what of a call was odd, however it ended. */
#include "calls/ends.h"

/*
 * The caller has waited for A up to now: in silence? Where no response was
 * seen the capture may lack them all, unless A was sent again for want of one.
 */
bool situation_no_ringback(const struct calls *c, const struct attempt *a)
{
	struct moment limit = moment_add(a->start, c->settings->ringback);

	return a->began && !a->ringback && (a->heard || a->retransmissions) &&
	       !moment_before(clock_now(c->clock), limit);
}

static bool is_error(enum disconnect d)
{
	switch (d) {
	case DISCONNECT_UNDECIDED:
	case DISCONNECT_UNKNOWN:
	case DISCONNECT_BYE:
	case DISCONNECT_TRANSFER:
	case DISCONNECT_COMPLETED_ELSEWHERE:
		return false;
	default:
		return true;
	}
}

unsigned situations_of(const struct calls *c, const struct attempt *a,
		       struct span lasted)
{
	bool known = lasted.ns >= 0;
	unsigned all = 0;

	if (a->no_ringback)
		all |= 1u << SITUATION_NO_RINGBACK;
	if (a->no_ack)
		all |= 1u << SITUATION_ANSWER_FAILED;
	if (known && lasted.ns <= SOON_AFTER.ns &&
	    is_error(a->disconnect))
		all |= 1u << SITUATION_ANSWER_FAILED;
	if (known && lasted.ns < c->settings->short_call.ns)
		all |= 1u << SITUATION_SHORT_CALL;
	if (a->answer.ns && media_one_way(c, a))
		all |= 1u << SITUATION_ONE_WAY_SDP;
	if (a->late)
		all |= 1u << SITUATION_LATE_OFFER;
	if (a->replaces)
		all |= 1u << SITUATION_REPLACES;
	return all;
}
