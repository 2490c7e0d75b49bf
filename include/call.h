/* SPDX-License-Identifier: BSD-2-Clause */
/* A call: one attempt to set up a dialog by INVITE, told when it is over. */
#ifndef SIPWARD_CALL_H
#define SIPWARD_CALL_H

#include "outcome.h"
#include "sdp.h"

enum call_status {
	CALL_UNDECIDED,		/* the capture ended before it did */
	CALL_ANSWERED, CALL_FAILED, CALL_CANCELLED, CALL_REDIRECTED,
	CALL_NO_RESPONSE, CALL_NO_FINAL,
	CALL_STATUSES
};

/* Who ended it. */
enum call_side { SIDE_UNKNOWN, SIDE_ORIGINATION, SIDE_DESTINATION,
		 SIDE_SYSTEM, CALL_SIDES };

/* Why it ended, in one word; sipward-calls(7) says when each is chosen. */
enum disconnect {
	DISCONNECT_UNDECIDED,	/* it has not ended, as far as is known */
	DISCONNECT_UNKNOWN,
	DISCONNECT_BYE, DISCONNECT_CANCEL, DISCONNECT_COMPLETED_ELSEWHERE,
	DISCONNECT_BUSY, DISCONNECT_NO_ANSWER, DISCONNECT_REJECTED,
	DISCONNECT_NOT_FOUND, DISCONNECT_UNAVAILABLE,
	DISCONNECT_RINGING_TIMEOUT, DISCONNECT_TRANSACTION_TIMEOUT,
	DISCONNECT_REQUEST_TIMEOUT, DISCONNECT_NO_ACK, DISCONNECT_NO_PRACK,
	DISCONNECT_SESSION_TIMER, DISCONNECT_RTP_TIMEOUT,
	DISCONNECT_NO_MATCHING_CODECS, DISCONNECT_SDP_MISSING,
	DISCONNECT_SDP_MISMATCH, DISCONNECT_REINVITE_FAILED,
	DISCONNECT_CAPACITY, DISCONNECT_BALANCE, DISCONNECT_BLOCKED,
	DISCONNECT_UNAUTHORISED, DISCONNECT_NOT_REGISTERED, DISCONNECT_LOOP,
	DISCONNECT_GATEWAY_FAILURE, DISCONNECT_MALFORMED,
	DISCONNECT_TRANSFER, DISCONNECT_REDIRECTED,
	DISCONNECTS
};

/* By what the two legs of a call through this host were found. */
enum call_pairing { PAIRING_NONE, PAIRING_SESSION_ID, PAIRING_HEADER,
		    PAIRING_CALL_ID, PAIRING_DIGITS, CALL_PAIRINGS };

/* Whose answer a failure on an inbound leg is: this host's, or handed on. */
enum call_generated { GENERATED_UNKNOWN, GENERATED_LOCAL,
		      GENERATED_RELAYED, CALL_GENERATED };

/* What was odd about it, however it ended. */
enum situation {
	SITUATION_NO_RINGBACK, SITUATION_ANSWER_FAILED, SITUATION_ONE_WAY_SDP,
	SITUATION_SHORT_CALL, SITUATION_LATE_OFFER, SITUATION_REPLACES,
	SITUATIONS
};

/* The code of a Reason header (RFC 3326), and whose code that is. */
struct call_cause {
	enum { CAUSE_NONE, CAUSE_Q850, CAUSE_SIP } of;
	int code;
};

/* How long something took, if nobody knows. */
#define CALL_NO_SPAN ((struct span){ -1 })

struct guidance;

/* A view: valid until the handler returns. Moments are as shown; 0: none. */
struct call {
	struct moment seen;		/* the first message of it */
	struct moment start;		/* its INVITE */
	struct moment ringing;		/* the first 180 or 183 */
	struct moment answer, end;
	struct span pdd, setup;		/* from its start to ringing, answer */
	struct span srd;		/* RFC 6076 section 4.3 */
	struct span duration;		/* from its answer to its end */
	bool partial;			/* it began before the capture, or
					 * goes on behind it */
	enum call_status status;
	int code;			/* of the final response; 0: none */
	enum disconnect disconnect;
	enum disconnect by_code;	/* of one that failed: what the code
					 * alone says, if anything */
	enum call_side initiator;
	struct call_cause cause;

	struct addr src, dst;		/* caller and called, of this leg */
	enum direction direction;
	int trunk;			/* index in the settings; -1: none */
	struct slice call_id, from_user, to_user, user_agent;
	struct slice to_prefix;		/* as rules group TO_USER */
	struct slice reason;		/* phrase of the final response */
	uint32_t attempts;		/* INVITEs, after challenges too */
	uint32_t retransmissions;

	struct slice peer_call_id;	/* of the other leg */
	enum call_pairing pairing;
	enum call_generated generated;
	bool failover;			/* the call was tried again */
	bool has_cause_peer;
	struct addr cause_peer;		/* who refused what was handed on */
	unsigned situations;		/* 1 << enum situation */
	struct span silence;		/* too long, before an answer */
	bool unacknowledged;		/* no ACK came for its 2xx */
	int said;			/* as of an outcome */
	int64_t retry_after;		/* seconds; less than 0: not said */
	const struct guidance *says;	/* NULL: there is nothing to do */
	const struct sdp_outline *offered;	/* NULL: not seen */
	const struct sdp_outline *answered;
};

const char *call_status_name(enum call_status s);	/* "answered" */
const char *call_side_name(enum call_side s);		/* "origination" */
const char *call_pairing_name(enum call_pairing p);	/* "digits" */
const char *call_generated_name(enum call_generated g);	/* "relayed" */
const char *disconnect_name(enum disconnect d);		/* "no-ack" */

/* What numbers mean by themselves; DISCONNECT_UNDECIDED: nothing. */
enum disconnect meaning_of_code(int code);	/* of a final response */
enum disconnect meaning_of_q850(int cause);
enum disconnect meaning_of_warning(int code);

const char *situation_name(enum situation s);		/* "short-call" */

#endif
