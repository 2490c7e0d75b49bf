/* SPDX-License-Identifier: BSD-2-Clause */
/* Keeps the groups of all rules, their values and Call-IDs, under a roof. */
#include <assert.h>
#include <errno.h>

#include "rule/parts.h"

#define THIRD_MIN  (16 << 10)	/* bytes, under however low a roof */
#define STORE_TRIES 8		/* groups given up to make room for a text */
#define CALL_MAX   255		/* bytes of a Call-ID */

static void drop_calls(struct groups *g, struct group *of)
{
	while (of->n_calls > 0) {
		size_t i = --of->n_calls;

		store_drop(g->store, of->calls[i], of->calls_n[i]);
	}
}

/* What a group has outside its entry goes back. */
static void give_back(void *entry, void *arg)
{
	struct groups *g = arg;
	struct group *of = entry, **link;

	/* A whole is always newer than its parts, so they left before. */
	assert(!of->parts && !of->held);
	window_clear(&of->window, g->cells);
	store_drop(g->store, of->values, of->values_n);
	drop_calls(g, of);
	if (of->whole == of)
		return;
	for (link = &of->whole->parts; *link != of; link = &(*link)->next)
		;
	*link = of->next;
}

void group_remove(struct groups *g, struct group *of)
{
	give_back(of, g);
	table_remove(g->table, of);
}

static uint32_t fit(uint64_t bytes, size_t each)
{
	uint64_t n = bytes / each;

	return n > UINT32_MAX / 2 ? UINT32_MAX / 2 : (uint32_t)n;
}

int groups_create(struct groups *g, uint64_t memory, struct hash_seed seed,
		  struct counters *counters)
{
	/* A third each; a bucket of the table may come to 8 bytes. */
	uint64_t third = memory / 3 < THIRD_MIN ? THIRD_MIN : memory / 3;
	struct table_spec spec = {
		.entry_size = sizeof(struct group),
		.roof = fit(third, sizeof(struct group) + 8),
		.leave = give_back,
		.arg = g,
	};

	*g = (struct groups){ .seed = seed };
	g->evicted = counter(counters, "evicted", "groups");
	g->lost = counter(counters, "evicted", "outcomes");
	spec.evicted = g->evicted;
	if (table_create(&g->table, &spec) < 0 ||
	    cells_create(&g->cells, fit(third, cells_size())) < 0 ||
	    store_create(&g->store, third) < 0) {
		groups_destroy(g);
		return -ENOMEM;
	}
	return 0;
}

void groups_destroy(struct groups *g)
{
	table_destroy(g->table);
	cells_destroy(g->cells);
	store_destroy(g->store);
	*g = (struct groups){ .table = NULL };
}

void group_trim(struct groups *g, struct group *of, struct moment now)
{
	window_trim(&of->window, g->cells, &of->rule->pace, now);
	if (of->window.count == 0)
		drop_calls(g, of);
}

/* Gives up the oldest idle group, but not KEEP or its whole. */
static bool make_room(struct groups *g, const struct group *keep)
{
	struct group *oldest = table_oldest(g->table);

	if (!oldest || oldest == keep || oldest == keep->whole)
		return false;
	++*g->evicted;
	group_remove(g, oldest);
	return true;
}

static char *take_text(struct groups *g, const struct group *keep, size_t n)
{
	char *p = store_take(g->store, n);

	for (int i = 0; !p && i < STORE_TRIES && make_room(g, keep); i++)
		p = store_take(g->store, n);
	return p;
}

static size_t put_value(char *to, struct slice value)
{
	to[0] = (char)value.n;
	if (value.n)
		memcpy(to + 1, value.p, value.n);
	return value.n + 1;
}

/* Of the rule's name and the values; those of a whole leave the code out. */
static struct hash_id id_of(const struct groups *g, const struct rule *rule,
			    struct reading *r, bool whole)
{
	const struct rule_settings *s = rule->settings;
	char key[sizeof rule->name + 1 + VALUES_MAX];
	size_t n = sizeof rule->name;

	memcpy(key, &rule->name, n);
	key[n++] = (char)whole;
	for (size_t i = 0; i < s->n_group_by; i++)
		if (!whole || s->group_by[i] != GROUP_CODE)
			n += put_value(key + n,
				       match_value(r, s->group_by[i]));
	return hash_bytes(g->seed, key, n);
}

static struct group *find(struct groups *g, struct hash_id id)
{
	struct group *of = NULL;

	while ((of = table_next_of(g->table, (uint32_t)id.lo, of)))
		if (hash_equal(of->id, id))
			return of;
	return NULL;
}

static bool write_values(struct groups *g, struct group *of,
			 struct reading *r)
{
	const struct rule_settings *s = of->rule->settings;
	char values[VALUES_MAX], buffer[ADDR_TEXT];
	size_t n = 0;

	for (size_t i = 0; i < s->n_group_by; i++)
		n += put_value(values + n,
			       match_text(r, s->group_by[i], buffer));
	if (n == 0)
		return true;
	of->values = take_text(g, of, n);
	if (!of->values)
		return false;
	memcpy(of->values, values, n);
	of->values_n = (uint16_t)n;
	return true;
}

/* Memory that emptied windows still have is not waited for to be full. */
static void sweep(struct groups *g, struct moment now)
{
	for (int i = 0; i < 2; i++) {
		struct group *oldest = table_oldest(g->table);

		if (!oldest)
			return;
		group_trim(g, oldest, now);
		if (!window_empty(&oldest->window))
			return;
		group_remove(g, oldest);
	}
}

static struct group *make(struct groups *g, const struct rule *rule,
			  struct hash_id id, struct group *whole)
{
	struct group *of = table_add(g->table, (uint32_t)id.lo);

	if (!of)
		return NULL;
	of->id = id;
	of->rule = rule;
	of->whole = of;
	if (whole) {
		of->whole = whole;
		of->next = whole->parts;
		whole->parts = of;
	}
	return of;
}

struct group *group_get(struct groups *g, const struct rule *rule,
			struct reading *r, struct moment now)
{
	struct hash_id id = id_of(g, rule, r, rule->by_code);
	struct group *of = find(g, id);

	if (of) {
		table_touch(g->table, of);
		return of;
	}
	sweep(g, now);
	of = make(g, rule, id, NULL);
	if (of && !rule->by_code && !write_values(g, of, r)) {
		group_remove(g, of);
		of = NULL;
	}
	if (!of)
		++*g->lost;
	return of;
}

static void hold(struct groups *g, struct group *of)
{
	if (of->held++ == 0)
		table_hold(g->table, of);
}

static void release(struct groups *g, struct group *of)
{
	if (--of->held == 0)
		table_let_go(g->table, of);
}

struct group *group_get_part(struct groups *g, struct group *whole,
			     struct reading *r)
{
	struct hash_id id = id_of(g, whole->rule, r, false);
	struct group *of = find(g, id);

	/* To make room for a part must not cost its whole. */
	hold(g, whole);
	if (of) {
		table_touch(g->table, of);
	} else {
		of = make(g, whole->rule, id, whole);
		if (of && !write_values(g, of, r)) {
			group_remove(g, of);
			of = NULL;
		}
		if (!of)
			++*g->lost;
	}
	release(g, whole);
	return of;
}

/* CALL_ID comes first, and the oldest of too many is forgotten. */
static void note_call(struct groups *g, struct group *of, struct slice call_id)
{
	struct slice id = slice_head(call_id, CALL_MAX);
	char *block = NULL;
	size_t i;

	if (id.n == 0)
		return;
	for (i = 0; i < of->n_calls; i++)
		if (slice_equal(id, (struct slice){ of->calls[i],
						    of->calls_n[i] }))
			break;
	if (i < of->n_calls) {
		block = of->calls[i];
	} else if (i == VERDICT_CALLS) {
		i--;
		/* Call-IDs of one maker are of one length. */
		if (of->calls_n[i] == id.n)
			block = of->calls[i];
		else
			store_drop(g->store, of->calls[i], of->calls_n[i]);
		of->n_calls--;
	}
	if (!block)
		block = take_text(g, of, id.n);
	if (!block)
		return;
	memmove(block, id.p, id.n);
	if (i == of->n_calls)
		of->n_calls++;
	for (; i > 0; i--) {
		of->calls[i] = of->calls[i - 1];
		of->calls_n[i] = of->calls_n[i - 1];
	}
	of->calls[0] = block;
	of->calls_n[0] = (uint8_t)id.n;
}

void group_add(struct groups *g, struct group *of, const struct event *e,
	       struct slice call_id)
{
	const struct pace *p = &of->rule->pace;
	bool added;

	group_trim(g, of, e->when);
	while (!(added = window_add(&of->window, g->cells, p, e)) &&
	       make_room(g, of))
		;
	/* All others are held: its own oldest cell makes room. */
	if (!added && !window_empty(&of->window)) {
		++*g->lost;
		window_drop_oldest(&of->window, g->cells, p);
		added = window_add(&of->window, g->cells, p, e);
	}
	if (!added)
		++*g->lost;
	else if (e->effect & IN_COUNT)
		note_call(g, of, call_id);
}

void group_watch(struct groups *g, struct group *of)
{
	if (of->watched)
		return;
	of->watched = true;
	hold(g, of);
	if (of->whole != of)
		hold(g, of->whole);
}

void group_let_go(struct groups *g, struct group *of)
{
	if (!of->watched)
		return;
	of->watched = false;
	release(g, of);
	if (of->whole != of)
		release(g, of->whole);
}

void group_values(const struct group *of, struct group_value *v)
{
	const struct rule_settings *s = of->rule->settings;
	const char *at = of->values;

	for (size_t i = 0; i < s->n_group_by; i++) {
		size_t n = (uint8_t)at[0];

		v[i] = (struct group_value){ s->group_by[i], { at + 1, n } };
		at += n + 1;
	}
}

void group_calls(const struct group *of, struct figures *f)
{
	f->n_calls = of->n_calls;
	for (size_t i = 0; i < of->n_calls; i++)
		f->calls[i] = (struct slice){ of->calls[i], of->calls_n[i] };
}
