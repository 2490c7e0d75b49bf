/* SPDX-License-Identifier: BSD-2-Clause */
/* The catalogue as it is looked up: by number, and by conditions. */
#ifndef SIPWARD_CATALOG_INDEX_H
#define SIPWARD_CATALOG_INDEX_H

#include "catalog/catalog.h"

#define CAUSES 128

/* A match's conditions side by side: 0 and NULL are any. */
struct condition {
	uint16_t code;
	int16_t reason;
	uint8_t reason_of, direction;
	bool prefix;			/* the phrase begins so */
	uint32_t n;
	const char *phrase;		/* of N bytes */
};

struct catalog_index {
	const struct catalog *catalog;
	const struct catalog_entry *outcomes[OUTCOME_CODES];
	const struct catalog_entry *causes[CAUSES];
	struct condition **profiles;	/* of each, those of its matches */
	const struct catalog_match **matches;	/* by number; [0] is NULL */
	size_t n_matches;		/* with that */
};

#endif
