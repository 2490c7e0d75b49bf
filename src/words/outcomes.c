/* SPDX-License-Identifier: BSD-2-Clause */
/* The names of outcomes: a response's code, or what no response tells. */
#include <stdio.h>

#include "call.h"

#define OF_DISCONNECT SLICE("disconnect:")

/* What comes behind is a fact, and no harm. */
#define LAST_SITUATION ((int)OUTCOME_SITUATION + (int)SITUATION_SHORT_CALL)

_Static_assert((int)OUTCOME_DISCONNECT + (int)DISCONNECTS <=
	       (int)OUTCOME_SITUATION, "each disconnect has a code");
/* The last code is none: rules take it for something else. */
_Static_assert(LAST_SITUATION < (int)OUTCOME_REACH &&
	       (int)OUTCOME_REACH_END < (int)OUTCOME_CODES,
	       "each situation has a code");

static const char *const own_outcomes[OUTCOME_OWN] = {
	[OUTCOME_NO_RESPONSE] = "no-response",
	[OUTCOME_NO_FINAL] = "no-final",
	[OUTCOME_NO_ACK] = "no-ack",
	[OUTCOME_CANCELLED] = "cancelled",
	[OUTCOME_AUTH_FAILED] = "auth-failed",
};

const char *outcome_text(int code, char buffer[OUTCOME_TEXT])
{
	if (code > 0 && code < OUTCOME_OWN)
		return own_outcomes[code];
	if (code >= OUTCOME_REACH)
		return code == OUTCOME_PEER_DOWN ? "peer-down" :
			"registration-expired";
	if (code >= OUTCOME_SITUATION)
		return situation_name(code - OUTCOME_SITUATION);
	if (code < OUTCOME_DISCONNECT)
		snprintf(buffer, OUTCOME_TEXT, "%d", code);
	else
		snprintf(buffer, OUTCOME_TEXT, "%s%s", OF_DISCONNECT.p,
			 disconnect_name(code - OUTCOME_DISCONNECT));
	return buffer;
}

static bool is_disconnect(int code)
{
	return code >= OUTCOME_DISCONNECT && code < OUTCOME_SITUATION;
}

int outcome_next(int code)
{
	if (++code < OUTCOME_OWN)
		return code;
	if (code <= OUTCOME_DISCONNECT)
		return OUTCOME_DISCONNECT + DISCONNECT_UNKNOWN;
	if (code < OUTCOME_DISCONNECT + DISCONNECTS)
		return code;
	if (code <= OUTCOME_SITUATION)
		return OUTCOME_SITUATION;
	if (code > LAST_SITUATION && code < OUTCOME_REACH)
		return OUTCOME_REACH;
	return code < OUTCOME_REACH_END ? code : 0;
}

int outcome_of(struct slice name)
{
	bool disconnect = slice_begins(name, OF_DISCONNECT);
	char buffer[OUTCOME_TEXT];
	int code;

	for (code = outcome_next(0); code; code = outcome_next(code))
		if (is_disconnect(code) == disconnect &&
		    slice_equal(name, slice_of(outcome_text(code, buffer))))
			break;
	return code;
}
