/* SPDX-License-Identifier: BSD-2-Clause */
/* The catalogue as it is looked up: by number, and by conditions. */
#ifndef SIPWARD_CATALOG_INDEX_H
#define SIPWARD_CATALOG_INDEX_H

#include "catalog/catalog.h"

#define CAUSES 128

/* A match's conditions, but for its code: 0 and NULL are any. */
struct condition {
	int16_t reason;
	uint8_t reason_of, directions;
	bool prefix;			/* the phrase begins so */
	uint16_t next;			/* with its code */
	uint32_t n;
	const char *phrase;		/* of N bytes */
};

#define NO_CONDITION UINT16_MAX

/* A profile's conditions, the best first; each is in the list of its code. */
struct conditions {
	struct condition *at;		/* of each match */
	uint16_t first[OUTCOME_CODES];	/* of a code; [0] is any */
};

struct catalog_index {
	const struct catalog *catalog;
	const struct catalog_entry *outcomes[OUTCOME_CODES];
	const struct catalog_entry *causes[CAUSES];
	struct conditions *profiles;
	const struct catalog_match **matches;	/* by number; [0] is NULL */
	size_t n_matches;		/* with that */
};

/*
 * said.c: the match of PROFILE that fits M best, a response, or a BYE with its
 * Reason, on a leg of DIRECTION; NULL: it has none.
 */
const struct catalog_match *catalog_said(const struct catalog_index *index,
					 int profile,
					 const struct sip_msg *m,
					 enum direction direction);

#endif
