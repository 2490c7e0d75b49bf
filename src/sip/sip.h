/* SPDX-License-Identifier: BSD-2-Clause */
/* Payload in, SIP messages out: found, cut apart and read. */
#ifndef SIPWARD_SIP_H
#define SIPWARD_SIP_H

#include "base/counter.h"
#include "sip_msg.h"

struct sip;

/* M, and what it points to, is valid until the handler returns. */
typedef void sip_handler(const struct sip_msg *m, void *arg);

/* The top Via of a message that is still being read: a hint, for speed. */
typedef void sip_via_handler(struct slice sent_by, struct slice branch,
			     void *arg);

/* Its Call-ID, mostly some headers later: another hint. */
typedef void sip_call_id_handler(struct slice call_id, void *arg);

struct sip_spec {
	struct counters *counters;
	sip_via_handler *via;		/* may be NULL */
	sip_call_id_handler *call_id;	/* may be NULL */
	sip_handler *message;
	void *arg;
};

int sip_create(struct sip **sp, const struct sip_spec *spec);
void sip_destroy(struct sip *s);		/* NULL is fine */

/* Hands on every SIP message in P; what is none is counted by reason. */
void sip_payload(struct sip *s, const struct payload *p);

#endif
