/* SPDX-License-Identifier: BSD-2-Clause */
/* Buckets of a few ids each; who is too old is written over. */
#include "base/recent.h"

#include <errno.h>
#include <stdlib.h>

#define WAYS  8			/* ids of a bucket */
#define FEW   16		/* buckets to begin with: they stay cached */
#define MOST  65536		/* so many ids at once leave each some room */

/* An id of 0 is a free place, so that untouched memory is. */
struct sighting {
	uint64_t id;
	struct moment last;
};

struct bucket {
	struct sighting seen[WAYS];
};

struct recent {
	struct span within;
	uint64_t mask;
	uint64_t *evicted;
	struct bucket *buckets;		/* MOST of them */
};

int recent_create(struct recent **rp, struct span within, uint64_t *evicted)
{
	struct recent *r = calloc(1, sizeof *r);

	if (!r)
		return -ENOMEM;
	r->within = within;
	r->mask = FEW - 1;
	r->evicted = evicted;
	r->buckets = calloc(MOST, sizeof *r->buckets);
	if (!r->buckets) {
		free(r);
		return -ENOMEM;
	}
	*rp = r;
	return 0;
}

void recent_destroy(struct recent *r)
{
	if (!r)
		return;
	free(r->buckets);
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

	for (uint64_t i = 0; i < bit; i++)
		for (int way = 0; way < WAYS; way++) {
			struct sighting *s = &r->buckets[i].seen[way];

			if (s->id & bit) {
				r->buckets[i + bit].seen[way] = *s;
				*s = (struct sighting){ 0 };
			}
		}
	r->mask |= bit;
}

static struct sighting *find(const struct recent *r, uint64_t id)
{
	struct bucket *b = &r->buckets[id & r->mask];

	for (int way = 0; way < WAYS; way++)
		if (b->seen[way].id == id)
			return &b->seen[way];
	return NULL;
}

/* A place for ID that nobody needs any more, or NULL. */
static struct sighting *find_room(const struct recent *r, uint64_t id,
				  struct moment now)
{
	struct bucket *b = &r->buckets[id & r->mask];

	for (int way = 0; way < WAYS; way++) {
		struct sighting *s = &b->seen[way];

		if (!is_close(r, now, s->last) || s->id == 0)
			return s;
	}
	return NULL;
}

static struct sighting *make_room(struct recent *r, uint64_t id,
				  struct moment now)
{
	struct sighting *s, *oldest;

	while (!(s = find_room(r, id, now)) && r->mask < MOST - 1)
		spread(r);
	if (s)
		return s;
	++*r->evicted;
	oldest = s = r->buckets[id & r->mask].seen;
	for (int way = 1; way < WAYS; way++)
		if (moment_before(s[way].last, oldest->last))
			oldest = &s[way];
	return oldest;
}

bool recent_saw(struct recent *r, uint64_t id, struct moment now)
{
	struct sighting *s;
	bool close = false;

	id += id == 0;
	s = find(r, id);
	if (s)
		close = is_close(r, now, s->last);
	else
		s = make_room(r, id, now);
	s->id = id;
	s->last = now;
	return close;
}
