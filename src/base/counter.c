/* SPDX-License-Identifier: BSD-2-Clause */
/* Keeps the numbers in blocks that never move, so that pointers stay good. */
#include "base/counter.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK 64	/* numbers in one block */

struct number {
	const char *name, *label;
	uint64_t value;
};

struct block {
	struct block *next;
	unsigned n;
	struct number numbers[BLOCK];
};

struct counters {
	struct block *first, *last;
	uint64_t nowhere;	/* counts when memory is out; nobody reads */
};

int counters_create(struct counters **cp)
{
	struct counters *c = calloc(1, sizeof *c);

	if (!c)
		return -ENOMEM;
	*cp = c;
	return 0;
}

void counters_destroy(struct counters *c)
{
	struct block *b, *next;

	if (!c)
		return;
	for (b = c->first; b; b = next) {
		next = b->next;
		free(b);
	}
	free(c);
}

static bool same_word(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

static struct number *find(struct counters *c, const char *name,
			   const char *label)
{
	struct block *b;
	unsigned i;

	for (b = c->first; b; b = b->next) {
		for (i = 0; i < b->n; i++) {
			struct number *n = &b->numbers[i];

			if (same_word(n->name, name) &&
			    same_word(n->label, label))
				return n;
		}
	}
	return NULL;
}

/* The next number that nobody has, or NULL. */
static struct number *fresh(struct counters *c)
{
	struct block *b = c->last;

	if (!b || b->n == BLOCK) {
		b = calloc(1, sizeof *b);
		if (!b)
			return NULL;
		if (c->last)
			c->last->next = b;
		else
			c->first = b;
		c->last = b;
	}
	return &b->numbers[b->n++];
}

uint64_t *counter(struct counters *c, const char *name, const char *label)
{
	struct number *n = find(c, name, label);

	if (!n) {
		n = fresh(c);
		if (!n)
			return &c->nowhere;
		n->name = name;
		n->label = label;
	}
	return &n->value;
}

void counter_each(const struct counters *c, counter_handler *h, void *arg)
{
	const struct block *b;
	unsigned i;

	for (b = c->first; b; b = b->next) {
		for (i = 0; i < b->n; i++) {
			const struct number *n = &b->numbers[i];

			h(n->name, n->label, n->value, arg);
		}
	}
}
