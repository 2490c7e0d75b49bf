/* SPDX-License-Identifier: BSD-2-Clause */
/* Counts values in buckets whose width grows with what they hold. */
#include "base/histogram.h"

enum { LOG_PARTS = 5 };		/* HISTOGRAM_PARTS is so many times doubled */

_Static_assert(1 << LOG_PARTS == HISTOGRAM_PARTS, "parts of a power of two");

/*
 * Below twice the parts a bucket is a microsecond wide; from there on those of
 * each power of two are twice as wide as those before.
 */
static unsigned bucket_of(uint64_t us)
{
	unsigned power, shift;

	if (us < 2 * HISTOGRAM_PARTS)
		return (unsigned)us;
	power = 63 - (unsigned)__builtin_clzll(us);
	if (power >= HISTOGRAM_POWERS)
		return HISTOGRAM_BUCKETS - 1;
	shift = power - LOG_PARTS;
	return (shift << LOG_PARTS) + (unsigned)(us >> shift);
}

static uint64_t middle_of(unsigned bucket)
{
	uint64_t shift;

	if (bucket < 2 * HISTOGRAM_PARTS)
		return bucket;
	shift = (bucket >> LOG_PARTS) - 1;
	return ((uint64_t)(bucket % HISTOGRAM_PARTS + HISTOGRAM_PARTS)
		<< shift) + ((UINT64_C(1) << shift) / 2);
}

/* A bucket that is full takes no more: so the count is theirs. */
static void add(struct histogram *h, unsigned bucket, uint32_t n)
{
	uint32_t room = UINT32_MAX - h->buckets[bucket];

	if (n > room)
		n = room;
	h->buckets[bucket] += n;
	h->count += n;
}

static void widen(struct histogram *h, struct span least, struct span most)
{
	if (h->count == 0 || least.ns < h->least.ns)
		h->least = least;
	if (h->count == 0 || most.ns > h->most.ns)
		h->most = most;
}

void histogram_add(struct histogram *h, struct span value)
{
	if (value.ns < 0)
		value.ns = 0;
	widen(h, value, value);
	add(h, bucket_of((uint64_t)value.ns / NS_PER_US), 1);
}

void histogram_merge(struct histogram *into, const struct histogram *from)
{
	if (from->count == 0)
		return;
	widen(into, from->least, from->most);
	for (unsigned i = 0; i < HISTOGRAM_BUCKETS; i++)
		add(into, i, from->buckets[i]);
}

static struct span within(const struct histogram *h, struct span value)
{
	return value.ns < h->least.ns ? h->least :
	       value.ns > h->most.ns ? h->most : value;
}

struct span histogram_share(const struct histogram *h, unsigned percent)
{
	uint64_t rank = h->count / 100 * percent +
			(h->count % 100 * percent + 99) / 100;
	unsigned i = 0;

	if (rank >= h->count)
		return h->most;
	for (uint64_t seen = h->buckets[0]; seen < rank; )
		seen += h->buckets[++i];
	return i == HISTOGRAM_BUCKETS - 1 ? h->most :
	       within(h, (struct span){ (int64_t)middle_of(i) * NS_PER_US });
}
