/* SPDX-License-Identifier: BSD-2-Clause */
/* Remembers ids for a moment: was this one here a while ago? */
#ifndef SIPWARD_BASE_RECENT_H
#define SIPWARD_BASE_RECENT_H

#include "base/vtime.h"

struct recent;

/*
 * Ids are remembered for WITHIN. *EVICTED counts those that had to make room
 * before: of 65536 at once there are hardly any. 0 or -ENOMEM.
 */
int recent_create(struct recent **rp, struct span within, uint64_t *evicted);
void recent_destroy(struct recent *r);		/* NULL is fine */

/*
 * Was ID seen less than that from NOW, before or after? From here on it is.
 * An id is a hash: all its bits are alike, and nobody outside chooses them.
 */
bool recent_saw(struct recent *r, uint64_t id, struct moment now);

#endif
