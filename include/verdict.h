/* SPDX-License-Identifier: BSD-2-Clause */
/* A verdict: which levels of a rule hold for a group, and the figures. */
#ifndef SIPWARD_VERDICT_H
#define SIPWARD_VERDICT_H

#include "base/hash.h"
#include "settings.h"

#define VERDICT_CODES 16
#define VERDICT_CALLS 3

struct group_value {
	enum group_field field;
	struct slice text;	/* "198.51.100.7"; empty: unknown */
};

struct code_count { int code; uint64_t count; };

/* What a window held at one moment. */
struct figures {
	uint64_t count, total;
	uint32_t ratio_ppm;
	uint64_t retransmissions;
	struct moment since;		/* the oldest outcome that counts */
	struct code_count codes[VERDICT_CODES];	/* the most frequent first */
	size_t n_codes;
	int said;			/* of most of the first of them */
	struct slice calls[VERDICT_CALLS];	/* Call-IDs, latest first */
	size_t n_calls;
	uint64_t delays;		/* calls that rang; of no rule that
					 * doesn't ask for their delay */
	struct span delay_p95;		/* 95 % of them were no longer */
};

/* A view: valid until the handler returns. */
struct verdict {
	struct moment when;		/* by the clock */
	const struct rule_settings *rule;	/* as long as the settings */
	struct hash_id id;		/* of rule and group, for tables */
	const struct group_value *group;	/* rule->n_group_by of them */
	bool by_outcome;		/* one came; else the clock moved */
	unsigned holds;			/* bit i: rule->levels[i] holds */
	unsigned under;			/* bit i: a condition of it is below
					 * clear times its threshold */
	const struct figures *figures;
};

#endif
