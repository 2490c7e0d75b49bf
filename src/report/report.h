/* SPDX-License-Identifier: BSD-2-Clause */
/* Adds up what a run amounted to, for its summary. */
#ifndef SIPWARD_REPORT_H
#define SIPWARD_REPORT_H

#include "base/hash.h"
#include "notice.h"
#include "summary.h"

struct report;

int report_create(struct report **rp, struct hash_seed seed,
		  struct counters *counters);	/* 0 or -ENOMEM */
void report_destroy(struct report *r);		/* NULL is fine */

void report_frame(struct report *r, const struct frame *f);
void report_message(struct report *r, const struct sip_msg *m,
		    bool retransmission);
void report_outcome(struct report *r, const struct outcome *o);
void report_notice(struct report *r, const struct notice *n);

/* The summary so far; valid until the next call that adds to it. */
const struct summary *report_summary(struct report *r);

#endif
