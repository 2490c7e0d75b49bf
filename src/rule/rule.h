/* SPDX-License-Identifier: BSD-2-Clause */
/* Outcomes in, verdicts out: groups, sliding windows and thresholds. */
#ifndef SIPWARD_RULE_H
#define SIPWARD_RULE_H

#include "base/clock.h"
#include "base/counter.h"
#include "guidance.h"
#include "verdict.h"

struct rules;

/*
 * Called when a level holds, and while the last answer for this group was
 * true whenever its figures change: true, an alert is up, keep the group and
 * go on telling; false, forget it.
 */
typedef bool verdict_handler(const struct verdict *v, void *arg);

struct rule_spec {
	const struct settings *settings;	/* kept */
	uint64_t memory;			/* bytes, of all its tables */
	struct hash_seed seed;
	struct clock *clock;
	struct counters *counters;
	verdict_handler *verdict;
	void *arg;
};

int rule_create(struct rules **rp, const struct rule_spec *spec);
void rule_destroy(struct rules *r);		/* NULL is fine */

/* The next to come is O, and it comes: a hint, for speed alone. */
void rule_expect(struct rules *r, const struct outcome *o);
void rule_outcome(struct rules *r, const struct outcome *o);

/* C is over: an outcome for the rules that name what it came to. */
void rule_call(struct rules *r, const struct call *c);

/*
 * New settings take the place of the old: rules that did not change keep
 * their windows, in which what was said gets the number that HEIRS has for its
 * old one (NULL: the same). 0 or -ENOMEM, and then the old ones stay in force.
 */
int rule_reload(struct rules *r, const struct settings *settings,
		const uint16_t *heirs);

/*
 * C has just begun to ring, or was answered without: how long that took is for
 * rules with levels of delays, if there are any.
 */
void rule_ringing(struct rules *r, const struct call *c);
bool rule_by_delay(const struct rules *r);

/* Does any rule ask for the cause_peer of outcomes? */
bool rule_by_cause_peer(const struct rules *r);

/*
 * What rules that group by to-prefix call the prefix of USER, at most until
 * the next reload; it may be in BUFFER.
 */
#define RULE_PREFIX 32
struct slice rule_prefix(const struct rules *r, struct slice user,
			 char buffer[RULE_PREFIX]);

uint32_t rule_groups(const struct rules *r);	/* that hold outcomes */

#endif
