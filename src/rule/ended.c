/* SPDX-License-Identifier: BSD-2-Clause */
/* Says what a call that is over came to, in the codes that rules count. */
#include "rule/parts.h"

/*
 * What the capture's end cut off has come to nothing yet. Where a call was met
 * in its middle, without an INVITE, nobody knows who called whom.
 */
static bool is_known(const struct call *c)
{
	return c->disconnect != DISCONNECT_UNDECIDED && c->attempts > 0;
}

int ended_next(const struct call *c, int code)
{
	if (!is_known(c))
		return 0;
	if (code < OUTCOME_DISCONNECT)
		return OUTCOME_DISCONNECT + (int)c->disconnect;
	if (code < OUTCOME_SITUATION)
		code = OUTCOME_SITUATION - 1;
	while ((code = outcome_next(code)))
		if (c->situations >> (code - OUTCOME_SITUATION) & 1)
			break;
	return code;
}

struct outcome ended_outcome(const struct call *c, struct moment now)
{
	return (struct outcome){
		.when = now, .first = c->start,
		.method = SIP_INVITE, .method_name = SLICE("INVITE"),
		.initial = true, .src = c->src, .dst = c->dst,
		.cause_peer = c->has_cause_peer ? &c->cause_peer : NULL,
		.direction = c->direction, .trunk = c->trunk,
		.call_id = c->call_id, .user_agent = c->user_agent,
		.to_user = c->to_user, .from_user = c->from_user,
		.retransmissions = c->retransmissions,
	};
}
