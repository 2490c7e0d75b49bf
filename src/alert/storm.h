/* SPDX-License-Identifier: BSD-2-Clause */
/* Storm control: so many notices a minute, then one line about the rest. */
#ifndef SIPWARD_ALERT_STORM_H
#define SIPWARD_ALERT_STORM_H

#include "alert/alert.h"

struct storm;

struct storm_spec {
	uint32_t per_minute;		/* 0: no cap */
	struct clock *clock;
	struct counters *counters;
	notice_handler *notice;		/* gets NOTICE_SUPPRESSED */
	void *arg;
};

int storm_create(struct storm **sp, const struct storm_spec *spec);
void storm_destroy(struct storm *s);		/* NULL is fine */

/*
 * May a notice of RULE be told in this minute (of shown time, from second
 * 0)? Its name is kept until the minute is over or storm_tell().
 */
bool storm_admit(struct storm *s, const char *rule);

/* Tells what was held back so far in this minute, if anything was. */
void storm_tell(struct storm *s);

void storm_set_cap(struct storm *s, uint32_t per_minute);

#endif
