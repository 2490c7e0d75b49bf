/* SPDX-License-Identifier: BSD-2-Clause */
/* Verdicts in, notices out: the life of an alert, and storm control. */
#ifndef SIPWARD_ALERT_H
#define SIPWARD_ALERT_H

#include "base/clock.h"
#include "base/counter.h"
#include "notice.h"

struct alerts;

typedef void notice_handler(const struct notice *n, void *arg);

struct alert_spec {
	const struct settings *settings;	/* until alert_reload() */
	uint64_t memory;		/* bytes, of those that are up */
	struct clock *clock;
	struct counters *counters;
	notice_handler *notice;
	void *arg;
};

int alert_create(struct alerts **ap, const struct alert_spec *spec);
void alert_destroy(struct alerts *a);		/* NULL is fine */

/*
 * True as long as an alert is up for V's rule, one of the settings', and
 * group.
 */
bool alert_verdict(struct alerts *a, const struct verdict *v);

/*
 * SETTINGS take the place of the old ones: alerts of a rule that is there
 * unchanged go on with it, the others are cleared, with a word of why. What
 * was said gets the number that HEIRS has for its old one; NULL: the same.
 */
void alert_reload(struct alerts *a, const struct settings *settings,
		  const uint16_t *heirs);

/* Packets were lost just now: figures of windows with it are too low. */
void alert_doubt(struct alerts *a);

/* The capture is over: alerts ease and clear, and none is repeated. */
void alert_end(struct alerts *a);

uint32_t alert_count(const struct alerts *a);	/* that are up */

#endif
