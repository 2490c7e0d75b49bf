/* SPDX-License-Identifier: BSD-2-Clause */
/* The parts that alert.c joins: what an alert keeps, and storm control. */
#ifndef SIPWARD_ALERT_PARTS_H
#define SIPWARD_ALERT_PARTS_H

#include <sys/queue.h>

#include "alert/alert.h"
#include "base/table.h"

/* keep.c: what an alert keeps of verdicts, which are views */

#define CALL_MAX 255			/* bytes of a Call-ID */

struct alert {
	struct table_entry entry;
	TAILQ_ENTRY(alert) link;	/* in the order of their raises */
	struct hash_id key;		/* of rule and group */
	uint32_t id;
	const struct rule_settings *rule;
	struct group_value *group;	/* texts follow in the same block */
	struct figures figures;		/* of the last verdict */
	char calls[VERDICT_CALLS][CALL_MAX];
	size_t level;			/* index of the one it is at */
	unsigned under;			/* bit i: level i is */
	struct moment under_since[LEVELS_MAX];
	struct moment raised;
	struct moment since;		/* as shown at the raise */
	uint64_t peak;
	struct timer hold, repeat;
	struct moment hold_due;		/* when HOLD fires; 0: it is not set */
	bool told;			/* its readers know of it */
};

/* V's group in one malloc'ed block, or NULL. */
struct group_value *keep_group(const struct verdict *v);

/* AL has V's figures, and has been under its levels since now. */
void keep_figures(struct alert *al, const struct verdict *v);

/* 24 bits of rule, group and time: the same in each replay. */
uint32_t keep_id(const struct verdict *v, struct moment shown);

/* storm.c: so many notices a minute, then one line about the rest */

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
bool storm_admit(struct storm *s, const char *rule, enum severity severity);

/* Tells what was held back so far in this minute, if anything was. */
void storm_tell(struct storm *s);

void storm_set_cap(struct storm *s, uint32_t per_minute);

#endif
