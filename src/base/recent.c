/* SPDX-License-Identifier: BSD-2-Clause */
/* Buckets of a few ids each; who is too old is written over. */
#include "base/recent.h"

#include <errno.h>
#include <stdlib.h>

#include "base/line.h"

#define WAYS  8			/* ids of a bucket */
#define FEW   16		/* buckets to begin with: they stay cached */
#define MOST  65536		/* buckets, for whatever memory */

/*
 * An id of 0 is a free place, so that untouched memory is. The ids alone are
 * searched, and they are one cache line.
 */
struct bucket {
	uint64_t ids[WAYS];
	struct moment last[WAYS];
};

struct recent {
	struct span within;
	uint64_t mask, most;
	uint64_t *evicted;
	struct bucket *buckets;		/* there are MOST + 1 */
	void *allocated;
};

int recent_create(struct recent **rp, struct span within, size_t memory,
		  uint64_t *evicted)
{
	struct recent *r = calloc(1, sizeof *r);
	size_t n = FEW;

	if (!r)
		return -ENOMEM;
	while (n < MOST && 2 * n * sizeof *r->buckets <= memory)
		n *= 2;
	r->within = within;
	r->mask = FEW - 1;
	r->most = n - 1;
	r->evicted = evicted;
	r->allocated = calloc(1, n * sizeof *r->buckets + CACHE_LINE);
	if (!r->allocated) {
		free(r);
		return -ENOMEM;
	}
	r->buckets = line_first(r->allocated);
	*rp = r;
	return 0;
}

void recent_destroy(struct recent *r)
{
	if (!r)
		return;
	free(r->allocated);
	free(r);
}

static bool is_close(const struct recent *r, struct moment a, struct moment b)
{
	return llabs(moment_since(a, b).ns) <= r->within.ns;
}

/* Each bucket gives to a new one those whose ids have one bit more. */
static void spread(struct recent *r)
{
	uint64_t bit = r->mask + 1;

	for (uint64_t i = 0; i < bit; i++) {
		struct bucket *from = &r->buckets[i], *to = from + bit;

		for (int way = 0; way < WAYS; way++)
			if (from->ids[way] & bit) {
				to->ids[way] = from->ids[way];
				to->last[way] = from->last[way];
				from->ids[way] = 0;
			}
	}
	r->mask |= bit;
}

static struct bucket *bucket_of(const struct recent *r, uint64_t id)
{
	return &r->buckets[id & r->mask];
}

/* The place of ID in B, or WAYS. */
static unsigned find(const struct bucket *b, uint64_t id)
{
	unsigned way = 0;

	while (way < WAYS && b->ids[way] != id)
		way++;
	return way;
}

static bool is_free(const struct recent *r, const struct bucket *b,
		    unsigned way, struct moment now)
{
	return b->ids[way] == 0 || !is_close(r, now, b->last[way]);
}

/* A place in B that nobody needs any more, or WAYS. */
static unsigned find_room(const struct recent *r, const struct bucket *b,
			  struct moment now)
{
	unsigned way = 0;

	while (way < WAYS && !is_free(r, b, way, now))
		way++;
	return way;
}

static unsigned find_oldest(const struct bucket *b)
{
	unsigned oldest = 0;

	for (unsigned way = 1; way < WAYS; way++)
		if (moment_before(b->last[way], b->last[oldest]))
			oldest = way;
	return oldest;
}

/* A place for ID in its bucket, of which there may be more then. */
static unsigned make_room(struct recent *r, uint64_t id, struct moment now)
{
	unsigned way;

	while ((way = find_room(r, bucket_of(r, id), now)) == WAYS &&
	       r->mask < r->most)
		spread(r);
	if (way < WAYS)
		return way;
	++*r->evicted;
	return find_oldest(bucket_of(r, id));
}

/*
 * The place that an id's other end names is nearly always free, and the CPU
 * foresees that, as it can't foresee which is the first free one.
 */
static void add(struct recent *r, uint64_t id, struct moment now)
{
	struct bucket *b = bucket_of(r, id);
	unsigned way = id >> 56 & (WAYS - 1);

	if (!is_free(r, b, way, now)) {
		way = make_room(r, id, now);
		b = bucket_of(r, id);
	}
	b->ids[way] = id;
	b->last[way] = now;
}

bool recent_saw(struct recent *r, uint64_t id, struct moment now)
{
	struct bucket *b;
	unsigned way;
	bool close;

	id += id == 0;
	b = bucket_of(r, id);
	way = find(b, id);
	if (way == WAYS) {
		add(r, id, now);
		return false;
	}
	close = is_close(r, now, b->last[way]);
	b->last[way] = now;
	return close;
}
