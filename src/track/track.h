/* SPDX-License-Identifier: BSD-2-Clause */
/* Messages in, outcomes out: transactions by RFC 3261 section 17. */
#ifndef SIPWARD_TRACK_H
#define SIPWARD_TRACK_H

#include "base/clock.h"
#include "base/counter.h"
#include "base/hash.h"
#include "outcome.h"
#include "settings.h"

struct track;

/* M was seen; told before the outcomes that it causes. WHO is in its From
 * and To, where that has been read; else NULL. */
typedef void track_message_handler(const struct sip_msg *m,
				   const struct sip_parties *who,
				   enum sighting seen, void *arg);
typedef void track_outcome_handler(const struct outcome *o, void *arg);

struct track_spec {
	const struct settings *settings;	/* kept: trunks, local */
	uint64_t memory;			/* bytes, of all its tables */
	struct hash_seed seed;
	struct clock *clock;
	struct counters *counters;
	track_message_handler *message;
	track_outcome_handler *outcome;
	void *arg;
};

int track_create(struct track **tp, const struct track_spec *spec);
void track_destroy(struct track *t);		/* NULL is fine */

/*
 * The message that is being read has this top Via: a hint, for speed alone.
 * The bytes must stay until track_message().
 */
void track_foresee(struct track *t, struct slice sent_by,
		   struct slice branch);

/* Half of its headers have been read: another hint. */
void track_fetch(const struct track *t);

void track_message(struct track *t, const struct sip_msg *m);

/* New settings take the place of the old; transactions stay. 0 or -ENOMEM,
 * and then the old ones stay in force. */
int track_reload(struct track *t, const struct settings *settings);

/* The interfaces' own addresses, besides those of the settings. */
int track_local(struct track *t, const struct net *nets, size_t n);

/* Which way a leg from SRC to DST goes, and over which trunk: -1 for none. */
void track_leg(const struct track *t, const struct addr *src,
	       const struct addr *dst, enum direction *direction,
	       int *trunk);

/*
 * Has who sends M, within the dialog of WHO, answered an INVITE with *CSEQ by
 * a 2xx, sent it again, and got neither an ACK nor a later request since?
 */
bool track_lacks_ack(const struct track *t, const struct sip_msg *m,
		     const struct sip_parties *who, uint32_t *cseq);

/* The capture is over: what it doesn't show is undecided from here on. */
void track_end(struct track *t);

/* Transactions that are waiting for their outcome or kept for late ones. */
uint32_t track_count(const struct track *t);

#endif
