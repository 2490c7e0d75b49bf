/* SPDX-License-Identifier: BSD-2-Clause */
/* Keeps groups and what counts in them for each rule, under a roof. */
#include <assert.h>
#include <errno.h>

#include "rule/parts.h"

#define PART_MIN    (16 << 10)	/* bytes, under however low a roof */
#define STORE_TRIES 8		/* groups given up to make room for a text */

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

/* Gives up the oldest idle group, but not KEEP. */
static bool make_room(struct groups *g, const struct group *keep)
{
	struct group *oldest = table_oldest(g->groups);

	if (!oldest || oldest == keep)
		return false;
	++*g->evicted;
	group_remove(g, oldest);
	return true;
}

/* N bytes of the store for group KEEP, which stays for it, or NULL. */
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

/* Field F's value is hashed but once for all scopes that group by it. */
static struct hash_id hash_of(const struct groups *g, struct reading *r,
			      enum group_field f)
{
	struct slice value;

	if (!(r->hashed & 1u << f)) {
		value = match_value(r, f);
		r->hashes[f] = hash_bytes(g->seeds[f], value.p, value.n);
		r->hashed |= 1u << f;
	}
	return r->hashes[f];
}

/* Each field has its own seed, so that the sum tells who has which value. */
static struct hash_id id_of(const struct groups *g, const struct scope *scope,
			    struct reading *r)
{
	const struct rule_settings *s = scope->settings;
	struct hash_id id = scope->name;

	for (size_t i = 0; i < s->n_group_by; i++) {
		struct hash_id h;

		if (s->group_by[i] == GROUP_CODE)
			continue;
		h = hash_of(g, r, s->group_by[i]);
		id.lo += h.lo;
		id.hi += h.hi;
	}
	return id;
}

static bool write_values(struct groups *g, struct group *of,
			 struct reading *r)
{
	const struct rule_settings *s = of->scope->settings;
	char values[VALUES_MAX], buffer[ADDR_TEXT];
	size_t n = 0;

	for (size_t i = 0; i < s->n_group_by; i++)
		if (s->group_by[i] != GROUP_CODE)
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

/* Groups that nothing is left of go without waiting for the roof. */
static void sweep(struct groups *g, struct moment now)
{
	for (int i = 0; i < 2; i++) {
		struct group *of = table_oldest(g->groups);
		struct tally *t;

		if (!of)
			return;
		group_trim(g, of, now);
		for (t = of->tallies; t; t = t->next) {
			tally_trim(g, t, now);
			if (!window_empty(&t->window))
				return;
		}
		if (!window_empty(&of->window))
			return;
		group_remove(g, of);
	}
}

void group_seek(struct groups *g, struct scope *scope, struct reading *r)
{
	scope->sought = id_of(g, scope, r);
	table_expect(g->groups, (uint32_t)scope->sought.lo);
}

struct group *group_get(struct groups *g, const struct scope *scope,
			struct reading *r, struct moment now)
{
	struct hash_id id = scope->sought;
	struct group *of = NULL;

	while ((of = table_next_of(g->groups, (uint32_t)id.lo, of))) {
		if (!hash_equal(of->id, id))
			continue;
		/* Once a bucket is recent enough. */
		if (!moment_before(now, of->window.ends))
			table_touch(g->groups, of);
		return of;
	}
	sweep(g, now);
	of = table_add(g->groups, (uint32_t)id.lo);
	if (of) {
		of->id = id;
		of->scope = scope;
		if (write_values(g, of, r))
			return of;
		group_remove(g, of);
	}
	++*g->lost;
	return NULL;
}

static bool add(struct groups *g, const struct group *of, struct window *w,
		const struct event *e)
{
	const struct pace *p = &of->scope->pace;

	do {
		if (window_add(w, g->cells, p, e))
			return true;
	} while (make_room(g, of));
	/* All others are watched: its own oldest cell makes room. */
	++*g->lost;
	if (window_empty(w))
		return false;
	window_drop_oldest(w, g->cells, p);
	return window_add(w, g->cells, p, e);
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
	add(g, of, &of->window, &(struct event){ .when = now });
	note_total(of, before + 1);
}

void group_trim(struct groups *g, struct group *of, struct moment now)
{
	uint64_t before = of->window.count;

	window_trim(&of->window, g->cells, &of->scope->pace, now);
	note_total(of, before);
}

static struct hash_id tally_id(const struct groups *g, const struct group *of,
			       const struct rule *rule, uint16_t code)
{
	char key[sizeof rule->name + sizeof of->id + sizeof code], *at = key;

	memcpy(at, &rule->name, sizeof rule->name);
	at += sizeof rule->name;
	memcpy(at, &of->id, sizeof of->id);
	at += sizeof of->id;
	memcpy(at, &code, sizeof code);
	return hash_bytes(g->seed, key, sizeof key);
}

static struct tally *make_tally(struct groups *g, struct group *of,
				const struct rule *rule, uint16_t code)
{
	struct hash_id id = tally_id(g, of, rule, code);
	struct tally *t = table_add(g->tallies, (uint32_t)id.lo), **link;

	if (!t) {
		++*g->lost;
		return NULL;
	}
	t->id = id;
	t->rule = rule;
	t->group = of;
	t->code = code;
	link = &of->tallies;
	while (*link && ((*link)->rule < rule ||
			 ((*link)->rule == rule && (*link)->code < code)))
		link = &(*link)->next;
	t->next = *link;
	*link = t;
	return t;
}

struct tally *tally_get(struct groups *g, struct group *of,
			const struct rule *rule, int code)
{
	uint16_t own = rule->by_code ? (uint16_t)code : 0;
	struct tally *t;

	for (t = of->tallies; t; t = t->next) {
		if (t->rule == rule && t->code == own) {
			table_touch(g->tallies, t);
			return t;
		}
	}
	return make_tally(g, of, rule, own);
}

void tally_add(struct groups *g, struct tally *t, const struct event *e,
	       struct slice call_id)
{
	tally_trim(g, t, e->when);
	if (!add(g, t->group, &t->window, e))
		return;
	for (int i = 0; !call_note(t, g->store, call_id) &&
	     i < STORE_TRIES && make_room(g, t->group); i++)
		;
}

void tally_trim(struct groups *g, struct tally *t, struct moment now)
{
	window_trim(&t->window, g->cells, &t->group->scope->pace, now);
	if (t->window.count == 0)
		call_drop_all(t, g->store);
}

void tally_watch(struct groups *g, struct tally *t)
{
	if (t->watched)
		return;
	t->watched = true;
	table_hold(g->tallies, t);
	if (t->group->watched++ == 0)
		table_hold(g->groups, t->group);
}

void tally_let_go(struct groups *g, struct tally *t)
{
	if (!t->watched)
		return;
	t->watched = false;
	table_let_go(g->tallies, t);
	if (--t->group->watched == 0)
		table_let_go(g->groups, t->group);
}

void tally_values(const struct tally *t, struct group_value *v,
		  char code[OUTCOME_TEXT])
{
	const struct rule_settings *s = t->rule->settings;
	const char *at = t->group->values;

	for (size_t i = 0; i < s->n_group_by; i++) {
		v[i].field = s->group_by[i];
		if (v[i].field == GROUP_CODE) {
			v[i].text = slice_of(outcome_text(t->code, code));
			continue;
		}
		v[i].text = (struct slice){ at + 1, (uint8_t)at[0] };
		at += 1 + v[i].text.n;
	}
}
