/* SPDX-License-Identifier: BSD-2-Clause */
/* Payload in, SIP messages out: found, cut apart and read. */
#ifndef SIPWARD_SIP_H
#define SIPWARD_SIP_H

#include "base/counter.h"
#include "sip_msg.h"

struct sip;

typedef void sip_handler(const struct sip_msg *m, void *arg);

/* 0 or -ENOMEM. The messages are valid until the handler returns. */
int sip_create(struct sip **sp, struct counters *counters, sip_handler *h,
	       void *arg);
void sip_destroy(struct sip *s);		/* NULL is fine */

/* Hands on every SIP message in P; what is none is counted by reason. */
void sip_payload(struct sip *s, const struct payload *p);

#endif
