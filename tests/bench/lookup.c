/* SPDX-License-Identifier: BSD-2-Clause */
/* Times looking up codes in the catalogue, plain and by each profile. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "catalog/catalog.h"
#include "config/catalog.h"

#define TURNS 2000

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

/* Nanoseconds for one of all the codes there are. */
static double time_codes(const struct catalog_index *index, size_t *found)
{
	double start = now();
	bool by_class;

	for (int turn = 0; turn < TURNS; turn++)
		for (int code = 100; code < 700; code++)
			*found += catalog_outcome(index, code,
						  &by_class) != NULL;
	return (now() - start) / (TURNS * 600.0);
}

/* What the match K of P wants, or, MISSED, a phrase that nobody has. */
static struct catalog_query query_of(const struct catalog_match *m,
				     bool missed)
{
	return (struct catalog_query){
		.code = m->code ? (int)m->code : 503,
		.phrase = slice_of(missed ? "Nobody says this" :
				   m->phrase ? m->phrase : m->prefix),
		.reason = m->reason,
		.has_direction = m->directions != 0,
		.direction = m->directions ? __builtin_ctz(m->directions) :
					     OUTBOUND,
	};
}

/* Nanoseconds for an entry with the match of profile I laid over it. */
static double time_profile(const struct catalog *c,
			   const struct catalog_index *index, int i,
			   bool missed, size_t *found)
{
	const struct catalog_profile *p = &c->profiles[i];
	double start = now();
	bool by_class;

	for (int turn = 0; turn < TURNS; turn++)
		for (size_t k = 0; k < p->n_matches; k++) {
			struct catalog_query q =
				query_of(&p->matches[k], missed);
			struct guidance says = catalog_outcome(index, q.code,
				&by_class)->says;
			const struct catalog_match *m =
				catalog_match(index, i, &q);

			if (m)
				guidance_lay(&says, &m->says);
			*found += says.meaning != NULL;
		}
	return (now() - start) / (TURNS * (double)p->n_matches);
}

int main(void)
{
	struct catalog_spec spec = { .only = false };
	struct config_catalog *owner;
	const struct catalog *c;
	struct catalog_index *index;
	size_t found = 0;

	if (config_catalog_load(&owner, &spec) < 0)
		return EXIT_FAILURE;
	c = config_catalog(owner);
	if (catalog_open(&index, c) < 0)
		return EXIT_FAILURE;
	printf("%-20s %8s %12s %12s\n", "looking up", "matches", "ns, found",
	       "ns, missed");
	printf("%-20s %8s %12.1f\n", "a code", "", time_codes(index, &found));
	for (size_t i = 0; i < c->n_profiles; i++)
		printf("%-20s %8zu %12.1f %12.1f\n", c->profiles[i].name,
		       c->profiles[i].n_matches,
		       time_profile(c, index, (int)i, false, &found),
		       time_profile(c, index, (int)i, true, &found));
	catalog_close(index);
	config_catalog_free(owner);
	return found ? EXIT_SUCCESS : EXIT_FAILURE;
}
