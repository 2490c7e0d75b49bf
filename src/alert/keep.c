/* SPDX-License-Identifier: BSD-2-Clause */
/* Copies what an alert needs of a verdict for as long as it is up. */
#include <stdlib.h>

#include "alert/parts.h"

static void copy_figures(struct alert *al, const struct figures *f)
{
	al->figures = *f;
	for (size_t i = 0; i < f->n_calls; i++) {
		struct slice call = slice_head(f->calls[i], CALL_MAX);

		memcpy(al->calls[i], call.p, call.n);
		al->figures.calls[i] = (struct slice){ al->calls[i], call.n };
	}
	if (f->count > al->peak)
		al->peak = f->count;
}

void keep_figures(struct alert *al, const struct verdict *v)
{
	copy_figures(al, v->figures);
	for (size_t i = 0; i < al->rule->n_levels; i++)
		if (v->under >> i & ~al->under >> i & 1)
			al->under_since[i] = v->when;
	al->under = v->under;
}

struct group_value *keep_group(const struct verdict *v)
{
	size_t n = v->rule->n_group_by, bytes = n * sizeof *v->group;
	struct group_value *group;
	char *text;

	for (size_t i = 0; i < n; i++)
		bytes += v->group[i].text.n;
	group = malloc(bytes + 1);
	if (!group)
		return NULL;
	text = (char *)(group + n);
	for (size_t i = 0; i < n; i++) {
		struct slice s = v->group[i].text;

		group[i] = (struct group_value){ v->group[i].field,
						 { text, s.n } };
		if (s.n)
			memcpy(text, s.p, s.n);
		text += s.n;
	}
	return group;
}

uint32_t keep_id(const struct verdict *v, struct moment shown)
{
	const struct hash_seed fixed = { 0 };
	uint64_t h = hash_short(fixed, v->rule->name, strlen(v->rule->name));
	uint64_t ns = (uint64_t)shown.ns;
	unsigned char bytes[8];

	for (size_t i = 0; i < v->rule->n_group_by; i++) {
		struct slice s = v->group[i].text;

		h = hash_short((struct hash_seed){ h }, s.n ? s.p : "", s.n);
	}
	for (size_t i = 0; i < sizeof bytes; i++)
		bytes[i] = (unsigned char)(ns >> 8 * i);
	h = hash_short((struct hash_seed){ h }, bytes, sizeof bytes);
	return (uint32_t)(h & 0xffffff);
}
