/* SPDX-License-Identifier: BSD-2-Clause */
/* Messages in, calls out: dialogs by RFC 3261 section 12, leg by leg. */
#ifndef SIPWARD_CALLS_H
#define SIPWARD_CALLS_H

#include "base/clock.h"
#include "base/counter.h"
#include "base/hash.h"
#include "call.h"
#include "settings.h"

struct calls;

typedef void calls_handler(const struct call *c, void *arg);

/* Which way a leg from SRC to DST goes, and over which trunk. */
typedef void calls_leg_handler(const struct addr *src, const struct addr *dst,
			       enum direction *direction, int *trunk,
			       void *arg);

/* Does who sends M, within the dialog of WHO, still wait for the ACK of a 2xx,
 * to the INVITE with *CSEQ, that he has sent again? */
typedef bool calls_ack_handler(const struct sip_msg *m,
			       const struct sip_parties *who, uint32_t *cseq,
			       void *arg);

/* What is said of M, a response or BYE that came over TRUNK, by its profile:
 * a match's number; 0: nothing. */
typedef int calls_said_handler(const struct sip_msg *m,
			       enum direction direction, int trunk,
			       void *arg);

struct calls_spec {
	uint64_t memory;		/* bytes, of all its tables */
	struct hash_seed seed;
	struct clock *clock;
	struct counters *counters;
	const struct call_settings *settings;
	calls_leg_handler *leg;
	calls_ack_handler *lacks_ack;	/* NULL: nobody knows */
	calls_said_handler *said;	/* NULL: nothing is */
	calls_handler *call;
	calls_handler *ringing;		/* of those that calls_follow() asks */
	void *arg;
};

int calls_create(struct calls **cp, const struct calls_spec *spec);
void calls_destroy(struct calls *c);		/* NULL is fine */

/* SETTINGS must stay; calls that wait go on as they began, but over the trunk
 * that has their leg now, and what was said of them gets the number that HEIRS
 * has for its old one; NULL: the same. */
void calls_reload(struct calls *c, const struct call_settings *settings,
		  const uint16_t *heirs);

/* Two hints, for speed alone: the Call-ID of a message that is still read;
 * and that it was M, which tracking will judge now. */
void calls_expect(struct calls *c, struct slice call_id);
void calls_fetch(struct calls *c, const struct sip_msg *m);

/* M was seen, with WHO in its From and To, or NULL where that isn't read
 * yet; told before the outcomes that it causes. */
void calls_message(struct calls *c, const struct sip_msg *m,
		   const struct sip_parties *who, enum sighting seen);

/* O is what became of a transaction of which no message tells. */
void calls_outcome(struct calls *c, const struct outcome *o);

/* Who refused what O, which O's messages have told, hands on to a caller? */
bool calls_cause_peer(const struct calls *c, const struct outcome *o,
		      struct addr *peer);

/* No message will come any more. When the clock has run out, what goes on
 * is told as it stands. */
void calls_end(struct calls *c);
void calls_tell_rest(struct calls *c);

/* From now on, if YES, calls are told too when they ring, or are answered
 * without having rung. Their INVITE was seen. */
void calls_follow(struct calls *c, bool yes);

/* Calls that have not ended. */
uint32_t calls_running(const struct calls *c);

#endif
