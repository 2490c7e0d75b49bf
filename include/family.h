/* SPDX-License-Identifier: BSD-2-Clause */
/* A family: what the outcomes that a rule counts have in common. */
#ifndef SIPWARD_FAMILY_H
#define SIPWARD_FAMILY_H

#include "settings.h"

enum family {
	FAMILY_TIMEOUTS, FAMILY_REACHABILITY, FAMILY_CAPACITY,
	FAMILY_SERVER_ERRORS, FAMILY_NUMBERS, FAMILY_AUTHENTICATION,
	FAMILY_REFUSALS, FAMILY_MEDIA, FAMILY_LOOPS, FAMILY_CALLED,
	FAMILY_REQUESTS, FAMILY_CALLS, FAMILY_DELAYS, FAMILY_MIXED,
	FAMILY_SUPPRESSED, FAMILY_HEALTH,	/* of no rule */
	FAMILIES
};

/* The one that has all outcomes of RULE, or FAMILY_MIXED. */
enum family family_of(const struct rule_settings *rule);

const char *family_name(enum family f);		/* "server-errors" */

/* By it systemd's journal finds what it explains a message with: 32 hex
 * digits, for ever. */
const char *family_message_id(enum family f);

#endif
