/* SPDX-License-Identifier: BSD-2-Clause */
/* Keeps each outline of media once: most calls are set up alike. */
#include "calls/ends.h"

struct kept {
	struct table_entry entry;
	struct sdp_outline outline;
	uint32_t users;
};

/* They are known by their index, in 16 bits. */
int outlines_create(struct calls *c, uint64_t memory)
{
	uint32_t roof = table_roof(memory, sizeof(struct kept));

	return table_create(&c->outlines, &(struct table_spec){
		.entry_size = sizeof(struct kept),
		.roof = roof < UINT16_MAX ? roof : UINT16_MAX });
}

static bool is_same(const struct sdp_outline *a, const struct sdp_outline *b)
{
	return memcmp(a, b, sizeof *a) == 0;
}

static struct kept *find(const struct calls *c, const struct sdp_outline *o,
			 uint32_t hash)
{
	struct kept *k = NULL;

	while ((k = table_next_of(c->outlines, hash, k)))
		if (is_same(&k->outline, o))
			return k;
	return NULL;
}

static struct kept *keep(struct calls *c, const struct sdp_outline *o)
{
	uint32_t hash = (uint32_t)hash_bytes(c->seed, o, sizeof *o).lo;
	struct kept *k = find(c, o, hash);

	if (k || table_count(c->outlines) == c->outlines->spec.roof)
		return k;
	k = table_add(c->outlines, hash);
	k->outline = *o;
	return k;
}

const struct sdp_outline *outlines_at(const struct calls *c, uint16_t at)
{
	static const struct sdp_outline none;
	const struct kept *k = (const void *)table_at(c->outlines, at);

	return at ? &k->outline : &none;
}

bool outlines_keep(struct calls *c, const struct sdp_outline *o, uint16_t *at)
{
	struct kept *k;

	if (*at && is_same(outlines_at(c, *at), o))
		return true;
	outlines_drop(c, at);
	k = keep(c, o);
	if (!k)
		return false;
	k->users++;
	*at = (uint16_t)table_index(c->outlines, &k->entry);
	return true;
}

void outlines_drop(struct calls *c, uint16_t *at)
{
	struct kept *k = (void *)table_at(c->outlines, *at);

	if (*at && --k->users == 0)
		table_remove(c->outlines, k);
	*at = 0;
}
