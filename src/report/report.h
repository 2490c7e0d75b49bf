/* SPDX-License-Identifier: BSD-2-Clause */
/* Adds up what a run amounted to, for its summary. */
#ifndef SIPWARD_REPORT_H
#define SIPWARD_REPORT_H

#include "base/hash.h"
#include "notice.h"
#include "summary.h"

struct report;

/* SETTINGS are kept until a reload. 0 or -ENOMEM, as with that. */
int report_create(struct report **rp, struct hash_seed seed,
		  const struct settings *settings, struct counters *counters);
void report_destroy(struct report *r);		/* NULL is fine */
int report_reload(struct report *r, const struct settings *settings);

/* STEPPED: its stamp was a step of the clock. */
void report_frame(struct report *r, const struct frame *f, bool stepped);
void report_message(struct report *r, const struct sip_msg *m,
		    bool retransmission);
void report_outcome(struct report *r, const struct outcome *o);
void report_call(struct report *r, const struct call *c);
void report_registration(struct report *r, const struct registration *reg);
void report_notice(struct report *r, const struct notice *n);

/* The summary so far; valid until the next call that adds to it. */
struct summary *report_summary(struct report *r);

#endif
