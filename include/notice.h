/* SPDX-License-Identifier: BSD-2-Clause */
/* A notice: an alert was raised, escalated, eased, repeated or cleared. */
#ifndef SIPWARD_NOTICE_H
#define SIPWARD_NOTICE_H

#include "guidance.h"
#include "verdict.h"

enum notice_event { NOTICE_RAISED, NOTICE_ESCALATED, NOTICE_EASED,
		    NOTICE_REPEATED, NOTICE_CLEARED,
		    NOTICE_SUPPRESSED };	/* held back */

struct suppressed { const char *rule; uint64_t count; };

/* A view: valid until the handler returns. Moments are as shown. */
struct notice {
	enum notice_event event;
	struct moment when;
	enum severity severity;
	uint32_t id;			/* shown as six hex digits */

	/* of all but NOTICE_SUPPRESSED */
	const struct rule_settings *rule;
	const struct level_settings *level;	/* whose severity it bears */
	const struct group_value *group;	/* rule->n_group_by */
	const struct figures *figures;
	struct moment since;		/* the oldest outcome at the raise */
	uint64_t peak;			/* highest count since raised */
	struct span duration;		/* since raised */
	bool doubtful;			/* packets were lost in its window */
	const char *why;		/* "reload": it is cleared by that */
	const struct guidance *says;	/* NULL: nothing counts, or nothing is
					 * known of it */

	/* of NOTICE_SUPPRESSED */
	const struct suppressed *suppressed;
	size_t n_suppressed;
};

const char *notice_event_name(enum notice_event e);	/* "raised" */

#endif
