/* SPDX-License-Identifier: BSD-2-Clause */
/* Remembers ids for a moment: was this one here a while ago? */
#ifndef SIPWARD_BASE_RECENT_H
#define SIPWARD_BASE_RECENT_H

#include <stddef.h>

#include "base/vtime.h"

struct recent;

/*
 * Ids are remembered for WITHIN, in MEMORY bytes. *EVICTED counts those that
 * had to make room before: where each has 140 bytes there are hardly any. 0
 * or -ENOMEM.
 */
int recent_create(struct recent **rp, struct span within, size_t memory,
		  uint64_t *evicted);
void recent_destroy(struct recent *r);		/* NULL is fine */

/*
 * Was ID seen less than that from NOW, before or after? From here on it is.
 * An id is a hash: all its bits are alike, and nobody outside chooses them.
 */
bool recent_saw(struct recent *r, uint64_t id, struct moment now);

#endif
