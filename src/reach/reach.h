/* SPDX-License-Identifier: BSD-2-Clause */
/* Who can be reached: phones by their REGISTER, peers by OPTIONS. */
#ifndef SIPWARD_REACH_H
#define SIPWARD_REACH_H

#include "base/clock.h"
#include "base/counter.h"
#include "base/hash.h"
#include "peer.h"
#include "registration.h"
#include "settings.h"
#include "summary.h"

struct reach;

typedef void reach_registration_handler(const struct registration *r,
					void *arg);
typedef void reach_peer_handler(const struct peer_change *p, void *arg);

/* peer-down or registration-expired, beside what transactions come to. */
typedef void reach_outcome_handler(const struct outcome *o, void *arg);

/* Which way a leg from SRC to DST goes, and over which trunk. */
typedef void reach_leg_handler(const struct addr *src, const struct addr *dst,
			       enum direction *direction, int *trunk,
			       void *arg);

struct reach_spec {
	uint64_t memory;		/* bytes, of all its tables */
	struct hash_seed seed;
	struct clock *clock;
	struct counters *counters;
	const struct peer_settings *settings;
	reach_leg_handler *leg;
	reach_registration_handler *registration;
	reach_peer_handler *peer;
	reach_outcome_handler *outcome;
	void *arg;
};

int reach_create(struct reach **rp, const struct reach_spec *spec);
void reach_destroy(struct reach *r);		/* NULL is fine */

/* SETTINGS must stay. */
void reach_reload(struct reach *r, const struct peer_settings *settings);

/* Do outcomes of METHOD say who can be reached? Most don't, and need not be
 * brought; of messages REGISTER and its responses do. */
static inline bool reach_concerns(enum sip_method method)
{
	return method == SIP_REGISTER || method == SIP_OPTIONS;
}

/* M was seen; told before the outcome that it causes. */
void reach_message(struct reach *r, const struct sip_msg *m,
		   enum sighting seen);
void reach_outcome(struct reach *r, const struct outcome *o);

/* No message will come any more: what expires after this is not told. */
void reach_end(struct reach *r);

/* Sets what SUM says of peers, as it is now. */
void reach_tell(struct reach *r, struct summary *sum);

/* Bindings that are waited for, until they are refreshed or expire. */
uint32_t reach_bindings(const struct reach *r);

#endif
