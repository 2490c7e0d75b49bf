/* SPDX-License-Identifier: BSD-2-Clause */
/* A code or name in, what the catalogue and a profile say of it out. */
#ifndef SIPWARD_CATALOG_H
#define SIPWARD_CATALOG_H

#include "notice.h"

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

/*
 * "503", "Q.850;17", "no-ringback", "disconnect:no-ack"; NULL: unknown. A
 * cause that has no entry has its class's, too.
 */
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
	bool told;	/* its Reason says more than its code: a match must
			 * name a Reason, or a phrase that isn't the code's */
};

/* Is PHRASE but CODE once more, as the catalogue names it? */
bool catalog_is_usual(const struct catalog_index *index, int code,
		      struct slice phrase);

/* Does REASON give another cause than CODE does by itself? */
bool catalog_says_more(struct call_cause reason, int code);

/* That with this number, or NULL. */
const struct catalog_match *catalog_numbered(const struct catalog_index *index,
					     int number);

/* The match of PROFILE that fits Q best, or NULL. */
const struct catalog_match *catalog_match(const struct catalog_index *index,
					  int profile,
					  const struct catalog_query *q);

/* The tags that remain where OVER lies over what has those BELOW. */
uint32_t guidance_tags(uint32_t below, const struct guidance *over);

/*
 * SAYS with what OVER says otherwise. Causes, and what else explains a
 * meaning, are gone with the meaning.
 */
void guidance_lay(struct guidance *says, const struct guidance *over);

/*
 * What is said of outcomes, calls and alerts: by the catalogue of the
 * settings, and by the profile of the trunk that they came over.
 */
struct advice;

/* SETTINGS are kept. 0 or -ENOMEM; nothing but advice_heirs() allocates. */
int advice_create(struct advice **ap, const struct settings *settings);
void advice_destroy(struct advice *a);		/* NULL is fine */

/*
 * The number of the match that fits M best, a response, or a BYE with its
 * Reason, on a leg of DIRECTION over TRUNK; 0: its profile has none.
 */
int advice_said(const struct advice *a, const struct sip_msg *m,
		enum direction direction, int trunk);

/* Adds to O what is said of its response, and the tags that it has by that. */
void advice_outcome(const struct advice *a, struct outcome *o);

/*
 * Adds to C what it says, if anything went wrong; LAID is room for that. Who
 * ended it, and why, is what a match says.
 */
void advice_call(const struct advice *a, struct call *c,
		 struct guidance *laid);

/* Adds to N what it says of what counts most. */
void advice_notice(const struct advice *a, struct notice *n,
		   struct guidance *laid);

/*
 * *HEIRS are the numbers that OLD's matches have in A, by their numbers, [0]
 * too; 0: it has no such match. NULL: each has its own. 0 or -ENOMEM.
 */
int advice_heirs(const struct advice *a, const struct advice *old,
		 uint16_t **heirs);

#endif
