/* SPDX-License-Identifier: BSD-2-Clause */
/* An outcome: what became of a transaction, told once. */
#ifndef SIPWARD_OUTCOME_H
#define SIPWARD_OUTCOME_H

#include "sip_msg.h"

/*
 * The code of an outcome is the final response's, 200 to 699 (401 and 407
 * are challenges), or one of these, which no response bears, or a call's.
 */
enum {
	OUTCOME_NO_RESPONSE = 1,	/* nothing within 64 x T1 */
	OUTCOME_NO_FINAL,		/* a provisional response, no final */
	OUTCOME_NO_ACK,			/* in addition to the final response */
	OUTCOME_CANCELLED,		/* CANCEL, and no final response */
	OUTCOME_AUTH_FAILED,		/* of a chain of challenges */
	OUTCOME_OWN			/* the first that isn't one of them */
};

/*
 * Beside those of transactions: of calls, when they are over, each enum
 * disconnect of call.h, and each enum situation that is odd, from here; then
 * those of peers and registrations.
 */
enum {
	OUTCOME_DISCONNECT = 700, OUTCOME_SITUATION = 750,
	OUTCOME_REACH = 760,
	OUTCOME_PEER_DOWN = OUTCOME_REACH,	/* and OPTIONS unanswered */
	OUTCOME_REGISTRATION_EXPIRED,
	OUTCOME_REACH_END,
	OUTCOME_CODES = 768
};

static inline bool outcome_is_beside(int code)
{
	return code >= OUTCOME_DISCONNECT;
}

/* How a message looks beside those before it. */
enum sighting {
	SEEN_FIRST,
	SEEN_AGAIN,	/* a retransmission */
	SEEN_ASTRAY	/* a response from elsewhere than asked */
};

enum direction { OUTBOUND, INBOUND, TRANSIT };

#define CALL_ID_KEPT 255	/* bytes of one, where it is kept */

/* Slices are empty where the messages don't tell. */
struct outcome {
	struct moment when;		/* by the clock */
	struct moment first;		/* when its request was first seen;
					 * 0: never */
	int code;
	enum sip_method method;
	struct slice method_name;
	bool initial;			/* the request had no To tag */
	uint32_t cseq;			/* of the request; 0: not known */
	struct addr src, dst;		/* who sent the request, and to whom */
	enum transport transport;
	const struct addr *cause_peer;	/* whose refusal it hands on; NULL:
					 * nobody's, as far as is known */
	enum direction direction;
	int trunk;			/* index in the settings; -1: none */
	const char *interface;		/* NULL when unknown */
	struct slice call_id, user_agent;
	struct slice to_user, to_host, from_user, from_host;
	struct slice ruri_user, ruri_host;
	uint32_t retransmissions;	/* of the transaction's messages */
	const struct sip_msg *response;	/* the final one; NULL: there is none,
					 * or not at hand any more */
	int said;			/* by the profile of its trunk: the
					 * match's number; 0: nothing */
	uint32_t tags;			/* 1 << enum tag, if so; else 0 */
};

static inline bool outcome_is_challenge(int code)
{
	return code == 401 || code == 407;
}

#define OUTCOME_TEXT 40

/* The code's text, "503", "no-response" or "disconnect:busy"; in BUFFER or
 * static. */
const char *outcome_text(int code, char buffer[OUTCOME_TEXT]);

/* The next after CODE, 0 at first, that no response bears; 0: no other. */
int outcome_next(int code);

/* Which of these is called NAME, or 0. */
int outcome_of(struct slice name);

const char *direction_name(enum direction d);	/* "outbound" */

#endif
