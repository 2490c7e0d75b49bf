/* SPDX-License-Identifier: BSD-2-Clause */
/* Finds the group of an outcome, and makes it if need be. */
#include "rule/parts.h"

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
	of->values = group_take(g, of, n);
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
			if (!window_empty(&t->window) || t->delays)
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
