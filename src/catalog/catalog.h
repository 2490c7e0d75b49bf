/* SPDX-License-Identifier: BSD-2-Clause */
/* A code or name in, what the catalogue and a profile say of it out. */
#ifndef SIPWARD_CATALOG_H
#define SIPWARD_CATALOG_H

#include "guidance.h"

struct catalog_index;

/* CATALOG is borrowed. 0 or -ENOMEM; nothing below allocates. */
int catalog_open(struct catalog_index **ip, const struct catalog *catalog);
void catalog_close(struct catalog_index *index);	/* NULL is fine */

/*
 * What stands for the outcome CODE, NULL: nothing does. A response that has
 * no entry has its class's (RFC 3261 section 8.1.3.2): BY_CLASS tells.
 */
const struct catalog_entry *catalog_outcome(const struct catalog_index *index,
					    int code, bool *by_class);

/* The Q.850 cause NUMBER, or NULL. */
const struct catalog_entry *catalog_cause(const struct catalog_index *index,
					  int number);

/* "503", "Q.850;17", "no-ringback", "disconnect:no-ack"; NULL: unknown. */
const struct catalog_entry *catalog_find(const struct catalog_index *index,
					 struct slice name, bool *by_class);

/* The number of the profile NAME, or -1. */
int catalog_profile(const struct catalog_index *index, struct slice name);

/* A response as it came; empty, 0 and CAUSE_NONE are what isn't known. */
struct catalog_query {
	int code;
	struct slice phrase;
	struct call_cause reason;
	bool has_direction;
	enum direction direction;
};

/* The match of PROFILE that fits Q best, or NULL. */
const struct catalog_match *catalog_match(const struct catalog_index *index,
					  int profile,
					  const struct catalog_query *q);

/* SAYS with what OVER says otherwise; tags are added. */
void guidance_lay(struct guidance *says, const struct guidance *over);

#endif
