/* SPDX-License-Identifier: BSD-2-Clause */
/* Keeps the names of interfaces for as long as anybody may tell them. */
#include <net/if.h>
#include <stdlib.h>

#include "capture/source.h"

#define INDEXES 4096	/* that are known; they are given out in a row */
#define MOST	4096	/* names: interfaces come and go with containers */

struct name {
	struct name *next;
	char text[];
};

/* Whose index it is; an index without a name is known, too. */
struct known {
	uint32_t index;
	const char *name;
};

struct names {
	unsigned holders;
	size_t n;
	struct name *first;
	struct known known[INDEXES];
};

int names_create(struct names **np)
{
	struct names *n = calloc(1, sizeof *n);

	if (!n)
		return -ENOMEM;
	n->holders = 1;
	*np = n;
	return 0;
}

struct names *names_share(struct names *n)
{
	n->holders++;
	return n;
}

void names_release(struct names *n)
{
	struct name *name;

	if (!n || --n->holders)
		return;
	while ((name = n->first)) {
		n->first = name->next;
		free(name);
	}
	free(n);
}

const char *names_keep(struct names *n, const char *text)
{
	size_t size = strlen(text) + 1;
	struct name *name;

	for (name = n->first; name; name = name->next)
		if (strcmp(name->text, text) == 0)
			return name->text;
	name = malloc(sizeof *name + size);
	if (!name)
		return NULL;
	memcpy(name->text, text, size);
	name->next = n->first;
	n->first = name;
	n->n++;
	return name->text;
}

const char *names_of_index(struct names *n, uint32_t index)
{
	struct known *k = &n->known[index % INDEXES];
	char text[IF_NAMESIZE];

	if (k->index == index)
		return k->name;
	k->index = index;
	k->name = n->n < MOST && if_indextoname(index, text) ?
		  names_keep(n, text) : NULL;
	return k->name;
}

void names_forget_indexes(struct names *n)
{
	memset(n->known, 0, sizeof n->known);
}
