/* SPDX-License-Identifier: BSD-2-Clause */
/* The catalogue: what codes and outcomes mean, and what to do about them. */
#ifndef SIPWARD_GUIDANCE_H
#define SIPWARD_GUIDANCE_H

#include "call.h"

/* In each, 0 is what nobody said. */
enum points_to { POINTS_UNSAID, POINTS_CALLER, POINTS_DESTINATION,
		 POINTS_CARRIER, POINTS_SBC, POINTS_NOBODY, POINTS };
enum retry { RETRY_UNSAID, RETRY_NOW, RETRY_LATER, RETRY_CHANGE, RETRY_NEVER,
	     RETRIES };
enum trouble { TROUBLE_UNSAID, TROUBLE_TEMPORARY, TROUBLE_CONFIGURATION,
	       TROUBLE_DATA, TROUBLE_POLICY, TROUBLE_PROVIDER_SIDE,
	       TROUBLE_NORMAL, TROUBLES };

enum tag { TAG_CHECK_CONFIG, TAG_CHECK_DATA, TAG_RETRY_LATER, TAG_ESCALATE,
	   TAG_ESCALATE_IF_REPEATED, TAG_TOP_UP, TAG_RATE_CONTROL,
	   TAG_INVALID_NUMBER, TAG_UNASSIGNED_NUMBER, TAG_CHALLENGE,
	   TAG_NORMAL, TAG_POLICY, TAGS };

const char *points_to_name(enum points_to p);		/* "carrier" */
const char *retry_name(enum retry r);			/* "later" */
const char *trouble_name(enum trouble t);		/* "temporary" */
const char *tag_name(enum tag t);			/* "escalate" */
const char *tag_meaning(enum tag t);		/* a sentence, no full stop */

/* What is said of a code; texts are NULL where nothing is. */
struct guidance {
	char *name, *rfc, *meaning, *next_step, *local, *source;
	char *found_by, *needs, *location;
	char **causes;
	size_t n_causes;
	uint32_t *q850;			/* that go with it */
	size_t n_q850;
	enum points_to points_to;
	enum retry retry;
	enum trouble type;
	bool retry_after, deprecated;
	uint32_t tags;			/* 1 << enum tag */
	bool tags_added;		/* to those of what it lies over */
	int explained_as;		/* the code whose entry stands for
					 * one that has none; else 0 */
};

#define SENTENCE_LONGEST 100	/* bytes of a meaning, a next step */

enum entry_kind { ENTRY_RESPONSE, ENTRY_OUTCOME, ENTRY_DISCONNECT,
		  ENTRY_SITUATION, ENTRY_CAUSE, ENTRY_KINDS };

const char *entry_kind_name(enum entry_kind k);		/* "response" */

struct catalog_entry {
	enum entry_kind kind;
	char *title;			/* "503", "no-ack" */
	int code;			/* of a response or cause, else 0 */
	struct guidance says;
	uint32_t to_sip;		/* RFC 3398 section 7.2.4.1; 0: none */
	uint32_t *from_sip;		/* RFC 3398 section 8.2.6.1 */
	size_t n_from_sip;
	const char *file;
	unsigned line;
};

/* A match of a profile: its conditions, and what it says otherwise. */
struct catalog_match {
	uint32_t code;			/* 0: any, and so below */
	char *phrase, *prefix;		/* NULL: any */
	struct call_cause reason;
	uint32_t directions;		/* 1 << enum direction */
	enum call_side initiator;
	enum disconnect disconnect;
	struct guidance says;
	uint16_t number;		/* from 1 on, over all profiles: what
					 * is said of an outcome */
	unsigned weight;		/* the more, the more specific */
	const char *file;
	unsigned line;
};

struct catalog_profile {
	char *name, *title;
	struct catalog_match *matches;	/* the most specific first */
	size_t n_matches;
	const char *file;
	unsigned line;
};

struct catalog {
	struct catalog_entry *entries;
	size_t n_entries;
	struct catalog_profile *profiles;
	size_t n_profiles;
};

/* TEXT as a Reason has it: "Q.850;17", "SIP ;cause=486 ;text=..." */
bool call_cause_of(struct slice text, struct call_cause *cause);

#endif
