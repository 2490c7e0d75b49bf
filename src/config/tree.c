/* SPDX-License-Identifier: BSD-2-Clause */
/* Finds keys and parts in the tree of a configuration. */
#include "config/keys.h"

struct entry *entry_find(const struct section *s, const char *key)
{
	struct entry *e;

	for (e = s ? s->entries : NULL; e; e = e->next)
		if (strcmp(e->key->name, key) == 0)
			return e;
	return NULL;
}

/* The first part of S with PATH that comes after AFTER (NULL: of all). */
struct section *section_find(const struct section *s, const char *path,
			     const struct section *after)
{
	struct section *part = after ? after->next : s->parts;

	while (part && strcmp(part->path, path) != 0)
		part = part->next;
	return part;
}

size_t section_count(const struct section *s, const char *path)
{
	struct section *part = NULL;
	size_t n = 0;

	while ((part = section_find(s, path, part)))
		n++;
	return n;
}

struct section *section_titled(const struct section *s, const char *path,
			       struct slice title)
{
	struct section *part = NULL;

	while ((part = section_find(s, path, part)))
		if (!part->title || slice_equal(part->title->text, title))
			break;
	return part;
}

const char *section_nearest(const struct section *s, const char *path,
			    struct slice word)
{
	const struct section *part = NULL;
	struct suggestion near;

	suggest_start(&near, word);
	while ((part = section_find(s, path, part)))
		if (part->title)
			suggest_offer(&near, part->title->text.p);
	return near.best;
}
