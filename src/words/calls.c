/* SPDX-License-Identifier: BSD-2-Clause */
/* The names that calls' ends have in records and configuration. */
#include "call.h"

const char *call_status_name(enum call_status s)
{
	static const char *const names[CALL_STATUSES] = {
		[CALL_ANSWERED] = "answered", [CALL_FAILED] = "failed",
		[CALL_CANCELLED] = "cancelled",
		[CALL_REDIRECTED] = "redirected",
		[CALL_NO_RESPONSE] = "no-response",
		[CALL_NO_FINAL] = "no-final",
	};
	return names[s];
}

const char *call_side_name(enum call_side s)
{
	static const char *const names[CALL_SIDES] = {
		[SIDE_UNKNOWN] = "unknown",
		[SIDE_ORIGINATION] = "origination",
		[SIDE_DESTINATION] = "destination",
		[SIDE_SYSTEM] = "system",
	};
	return names[s];
}

const char *call_pairing_name(enum call_pairing p)
{
	static const char *const names[CALL_PAIRINGS] = {
		[PAIRING_SESSION_ID] = "session-id",
		[PAIRING_HEADER] = "header", [PAIRING_CALL_ID] = "call-id",
		[PAIRING_DIGITS] = "digits",
	};
	return names[p];
}

const char *call_generated_name(enum call_generated g)
{
	static const char *const names[CALL_GENERATED] = {
		[GENERATED_LOCAL] = "local", [GENERATED_RELAYED] = "relayed",
	};
	return names[g];
}

const char *disconnect_name(enum disconnect d)
{
	static const char *const names[DISCONNECTS] = {
		[DISCONNECT_UNKNOWN] = "unknown",
		[DISCONNECT_BYE] = "bye",
		[DISCONNECT_CANCEL] = "cancel",
		[DISCONNECT_COMPLETED_ELSEWHERE] = "completed-elsewhere",
		[DISCONNECT_BUSY] = "busy",
		[DISCONNECT_NO_ANSWER] = "no-answer",
		[DISCONNECT_REJECTED] = "rejected",
		[DISCONNECT_NOT_FOUND] = "not-found",
		[DISCONNECT_UNAVAILABLE] = "unavailable",
		[DISCONNECT_RINGING_TIMEOUT] = "ringing-timeout",
		[DISCONNECT_TRANSACTION_TIMEOUT] = "transaction-timeout",
		[DISCONNECT_REQUEST_TIMEOUT] = "request-timeout",
		[DISCONNECT_NO_ACK] = "no-ack",
		[DISCONNECT_NO_PRACK] = "no-prack",
		[DISCONNECT_SESSION_TIMER] = "session-timer",
		[DISCONNECT_RTP_TIMEOUT] = "rtp-timeout",
		[DISCONNECT_NO_MATCHING_CODECS] = "no-matching-codecs",
		[DISCONNECT_SDP_MISSING] = "sdp-missing",
		[DISCONNECT_SDP_MISMATCH] = "sdp-mismatch",
		[DISCONNECT_REINVITE_FAILED] = "reinvite-failed",
		[DISCONNECT_CAPACITY] = "capacity",
		[DISCONNECT_BALANCE] = "balance",
		[DISCONNECT_BLOCKED] = "blocked",
		[DISCONNECT_UNAUTHORISED] = "unauthorised",
		[DISCONNECT_NOT_REGISTERED] = "not-registered",
		[DISCONNECT_LOOP] = "loop",
		[DISCONNECT_GATEWAY_FAILURE] = "gateway-failure",
		[DISCONNECT_MALFORMED] = "malformed",
		[DISCONNECT_TRANSFER] = "transfer",
		[DISCONNECT_REDIRECTED] = "redirected",
	};
	return names[d];
}

const char *situation_name(enum situation s)
{
	static const char *const names[SITUATIONS] = {
		[SITUATION_NO_RINGBACK] = "no-ringback",
		[SITUATION_ANSWER_FAILED] = "answer-failed",
		[SITUATION_ONE_WAY_SDP] = "one-way-sdp",
		[SITUATION_SHORT_CALL] = "short-call",
		[SITUATION_LATE_OFFER] = "late-offer",
		[SITUATION_REPLACES] = "replaces",
	};
	return names[s];
}
