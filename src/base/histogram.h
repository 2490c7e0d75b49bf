/* SPDX-License-Identifier: BSD-2-Clause */
/* How long things took: a share of them by a value, within 1.6 percent. */
#ifndef SIPWARD_BASE_HISTOGRAM_H
#define SIPWARD_BASE_HISTOGRAM_H

#include "base/vtime.h"

/*
 * Log-linear: each power of two of microseconds is parted into as many equal
 * buckets. What is longer than all of them, 12 days, has the last one.
 */
#define HISTOGRAM_PARTS 32
#define HISTOGRAM_POWERS 40
#define HISTOGRAM_BUCKETS ((HISTOGRAM_POWERS - 4) * HISTOGRAM_PARTS + 1)

/* All zero: empty. */
struct histogram {
	uint64_t count;
	struct span least, most;
	uint32_t buckets[HISTOGRAM_BUCKETS];
};

/* What is negative is as if it were 0. */
void histogram_add(struct histogram *h, struct span value);

/* All of FROM, as if it had been added to INTO one by one. */
void histogram_merge(struct histogram *into, const struct histogram *from);

/*
 * The least value such that PERCENT (1 to 100) of all are no longer: off by
 * no more than a 64th of it, and never beyond the least and the most there
 * were. 0 when it is empty.
 */
struct span histogram_share(const struct histogram *h, unsigned percent);

#endif
