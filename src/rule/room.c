/* SPDX-License-Identifier: BSD-2-Clause */
/* Holds groups and tallies under a roof: the oldest idle ones make room. */
#include <assert.h>
#include <errno.h>

#include "rule/parts.h"

#define PART_MIN    (16 << 10)	/* bytes, under however low a roof */

void tally_drop_delays(struct groups *g, struct tally *t)
{
	window_clear(t->delays, g->cells);
	store_drop(g->store, t->delays);
	t->delays = NULL;
}

/* What a tally has outside its entry goes back. */
static void leave_tally(void *entry, void *arg)
{
	struct groups *g = arg;
	struct tally *t = entry, **link = &t->group->tallies;

	assert(!t->watched);
	while (*link != t)
		link = &(*link)->next;
	*link = t->next;
	window_clear(&t->window, g->cells);
	if (t->delays)
		tally_drop_delays(g, t);
	call_drop_all(t, g->store);
}

void tally_remove(struct groups *g, struct tally *t)
{
	leave_tally(t, g);
	table_remove(g->tallies, t);
}

static void leave_group(void *entry, void *arg)
{
	struct groups *g = arg;
	struct group *of = entry;

	assert(of->watched == 0);
	while (of->tallies)
		tally_remove(g, of->tallies);
	window_clear(&of->window, g->cells);
	store_drop(g->store, of->values);
}

void group_remove(struct groups *g, struct group *of)
{
	leave_group(of, g);
	table_remove(g->groups, of);
}

/* How many of SIZE bytes fit; a bucket of the table may come to 8 more. */
static uint32_t fit(uint64_t bytes, size_t size)
{
	uint64_t n = bytes / (size + 8);

	return n > UINT32_MAX / 2 ? UINT32_MAX / 2 : (uint32_t)n;
}

int groups_create(struct groups *g, uint64_t memory, struct hash_seed seed,
		  struct counters *counters)
{
	uint64_t part = memory / 4 < PART_MIN ? PART_MIN : memory / 4;
	uint64_t *evicted = counter(counters, "evicted", "groups");
	const struct table_spec groups = {
		.entry_size = sizeof(struct group),
		.roof = fit(part, sizeof(struct group)),
		.leave = leave_group, .arg = g, .evicted = evicted,
	};
	const struct table_spec tallies = {
		.entry_size = sizeof(struct tally),
		.roof = fit(part, sizeof(struct tally)),
		.leave = leave_tally, .arg = g,
		.evicted = counter(counters, "evicted", "tallies"),
	};

	*g = (struct groups){ .seed = seed, .evicted = evicted };
	g->lost = counter(counters, "evicted", "outcomes");
	for (uint32_t f = 0; f < GROUP_FIELDS; f++)
		g->seeds[f].value = hash_short(seed, &f, sizeof f);
	if (table_create(&g->groups, &groups) < 0 ||
	    table_create(&g->tallies, &tallies) < 0 ||
	    cells_create(&g->cells, fit(part, sizeof(struct cell))) < 0 ||
	    store_create(&g->store, part) < 0) {
		groups_destroy(g);
		return -ENOMEM;
	}
	return 0;
}

void groups_destroy(struct groups *g)
{
	table_destroy(g->groups);
	table_destroy(g->tallies);
	cells_destroy(g->cells);
	store_destroy(g->store);
	*g = (struct groups){ .groups = NULL };
}

bool group_make_room(struct groups *g, const struct group *keep)
{
	struct group *oldest = table_oldest(g->groups);

	if (!oldest || oldest == keep)
		return false;
	++*g->evicted;
	group_remove(g, oldest);
	return true;
}

void *group_take(struct groups *g, const struct group *keep, size_t n)
{
	void *p = store_take(g->store, n);

	for (int i = 0; !p && i < STORE_TRIES && group_make_room(g, keep); i++)
		p = store_take(g->store, n);
	return p;
}

bool group_put(struct groups *g, const struct group *of, struct window *w,
	       const struct event *e)
{
	const struct pace *p = &of->scope->pace;

	do {
		if (window_add(w, g->cells, p, e))
			return true;
	} while (group_make_room(g, of));
	/* All others are watched: its own oldest cell makes room. */
	++*g->lost;
	if (window_empty(w))
		return false;
	window_drop_oldest(w, g->cells, p);
	return window_add(w, g->cells, p, e);
}

void tally_trim(struct groups *g, struct tally *t, struct moment now)
{
	const struct pace *p = &t->group->scope->pace;

	window_trim(&t->window, g->cells, p, now);
	if (t->delays) {
		window_trim(t->delays, g->cells, p, now);
		if (window_empty(t->delays))
			tally_drop_delays(g, t);
	}
	if (t->window.count == 0 && !t->delays)
		call_drop_all(t, g->store);
}

/* With a total under what it was, ratios rise. */
static void note_total(struct group *of, uint64_t before)
{
	if (of->window.count < before && of->stir == STIR_RATIO)
		of->stir = STIR_ANY;
}

void group_add(struct groups *g, struct group *of, struct moment now)
{
	uint64_t before = of->window.count;

	/* With whatever code: the total does not tell them apart. */
	group_put(g, of, &of->window, &(struct event){ .when = now });
	note_total(of, before + 1);
}

void group_trim(struct groups *g, struct group *of, struct moment now)
{
	uint64_t before = of->window.count;

	window_trim(&of->window, g->cells, &of->scope->pace, now);
	note_total(of, before);
}
