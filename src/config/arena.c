/* SPDX-License-Identifier: BSD-2-Clause */
/* Gives memory piece by piece and takes it back all at once. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "config/reading.h"

#define BLOCK 16384

struct arena_block {
	struct arena_block *next;
	size_t used, room;
	_Alignas(16) char bytes[];
};

static struct arena_block *add_block(struct arena *a, size_t n)
{
	size_t room = n > BLOCK ? n : BLOCK;
	struct arena_block *b = calloc(1, sizeof *b + room);

	if (!b) {
		a->failed = true;
		return NULL;
	}
	b->room = room;
	b->next = a->blocks;
	a->blocks = b;
	return b;
}

void *arena_take(struct arena *a, size_t n)
{
	struct arena_block *b = a->blocks;
	void *p;

	n = (n + 15) & ~(size_t)15;
	if (!b || n > b->room - b->used)
		b = add_block(a, n);
	if (!b)
		return NULL;
	p = b->bytes + b->used;
	b->used += n;
	return p;
}

void *arena_grow(struct arena *a, const void *list, size_t had, size_t more,
		 size_t size)
{
	void *all = arena_take(a, (had + more + 1) * size);

	if (all && had)
		memcpy(all, list, had * size);
	return all;
}

char *arena_text(struct arena *a, struct slice s)
{
	char *p = arena_take(a, s.n + 1);

	if (p && s.n)
		memcpy(p, s.p, s.n);
	return p;
}

char *arena_printf(struct arena *a, const char *format, ...)
{
	va_list ap;
	char *p, *text;

	va_start(ap, format);
	if (vasprintf(&p, format, ap) < 0) {
		a->failed = true;
		p = NULL;
	}
	va_end(ap);
	text = p ? arena_text(a, slice_of(p)) : NULL;
	free(p);
	return text;
}

void arena_free(struct arena *a)
{
	struct arena_block *b, *next;

	for (b = a->blocks; b; b = next) {
		next = b->next;
		free(b);
	}
	*a = (struct arena){ 0 };
}
