/* SPDX-License-Identifier: BSD-2-Clause */
/* Remembers when registrations began that were asked for credentials. */
#include <errno.h>
#include <stdlib.h>

#include "base/table.h"
#include "report/figures.h"

#define ROOF 8192
#define PATIENCE span_s(32)	/* 64 x T1, as with challenged calls */

struct registering {
	struct table_entry entry;
	uint64_t id;			/* a hash of its Call-ID */
	struct addr src, dst;
	struct moment first, asked;
};

struct challenged {
	struct table *table;
	struct hash_seed seed;
};

int challenged_create(struct challenged **cp, struct hash_seed seed,
		      struct counters *counters)
{
	struct challenged *c = calloc(1, sizeof *c);
	int err;

	if (!c)
		return -ENOMEM;
	c->seed = seed;
	err = table_create(&c->table, &(struct table_spec){
		.entry_size = sizeof(struct registering), .roof = ROOF,
		.evicted = counter(counters, "evicted", "registrations") });
	if (err)
		challenged_destroy(c);
	else
		*cp = c;
	return err;
}

void challenged_destroy(struct challenged *c)
{
	if (!c)
		return;
	table_destroy(c->table);
	free(c);
}

static uint64_t id_of(const struct challenged *c, const struct outcome *o)
{
	return hash_short(c->seed, o->call_id.p, o->call_id.n);
}

static struct registering *find(const struct challenged *c,
				const struct outcome *o)
{
	uint64_t id = id_of(c, o);
	struct registering *r = NULL;

	while ((r = table_next_of(c->table, (uint32_t)id, r)))
		if (r->id == id && addr_equal(&r->src, &o->src) &&
		    addr_equal(&r->dst, &o->dst))
			return r;
	return NULL;
}

/* O came so long after the challenge that it has nothing to do with it. */
static bool is_over(const struct registering *r, const struct outcome *o)
{
	return moment_since(o->first, r->asked).ns > PATIENCE.ns;
}

/* Refreshes have the same Call-ID (RFC 3261 section 10.2.4). */
void challenged_keep(struct challenged *c, const struct outcome *o)
{
	struct registering *r = o->first.ns ? find(c, o) : NULL;
	uint64_t id;

	if (!o->first.ns || !o->call_id.n)
		return;
	if (!r) {
		id = id_of(c, o);
		r = table_add(c->table, (uint32_t)id);
		r->id = id;
		r->src = o->src;
		r->dst = o->dst;
		r->first = o->first;
	} else if (is_over(r, o)) {
		r->first = o->first;
	}
	r->asked = o->when;
}

struct moment challenged_start(struct challenged *c, const struct outcome *o)
{
	struct registering *r = o->first.ns && table_count(c->table) ?
				find(c, o) : NULL;
	struct moment first = o->first;

	if (!r)
		return first;
	if (!is_over(r, o))
		first = r->first;
	table_remove(c->table, r);
	return first;
}
