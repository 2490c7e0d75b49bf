/* SPDX-License-Identifier: BSD-2-Clause */
/* Finds the keys and parts of a grammar by where they stand. */
#include "config/keys.h"

bool key_is_refused(const struct grammar *g, const char *path,
		    struct slice name)
{
	for (size_t i = 0; i < g->n_later; i++)
		if (strcmp(path, g->later[i].path) == 0 &&
		    slice_equal(name, slice_of(g->later[i].name)))
			return true;
	return false;
}

/* Is NAME right below PATH, as "rule.raise" is below "rule"? */
static bool is_below(const char *name, const char *path)
{
	const char *own = path_leaf(name);
	size_t n = own > name ? own - name - 1 : 0;

	return *own && strlen(path) == n && strncmp(name, path, n) == 0;
}

bool key_in_part(const struct key *k, const char *path)
{
	return is_below(k->name, path);
}

bool part_in_part(const struct part *p, const char *path)
{
	return is_below(p->path, path);
}

const struct key *key_find(const struct grammar *g, const char *path,
			   struct slice name)
{
	for (size_t i = 0; i < g->n_keys; i++)
		if (key_in_part(&g->keys[i], path) &&
		    slice_equal(slice_of(key_leaf(&g->keys[i])), name))
			return &g->keys[i];
	return NULL;
}

const struct part *part_find(const struct grammar *g, const char *path)
{
	for (size_t i = 0; i < g->n_parts; i++)
		if (strcmp(g->parts[i].path, path) == 0)
			return &g->parts[i];
	return NULL;
}

const struct part *part_within(const struct grammar *g, const char *path,
			       struct slice name)
{
	for (size_t i = 0; i < g->n_parts; i++)
		if (part_in_part(&g->parts[i], path) &&
		    slice_equal(slice_of(part_leaf(&g->parts[i])), name))
			return &g->parts[i];
	return NULL;
}
