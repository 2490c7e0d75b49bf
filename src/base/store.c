/* SPDX-License-Identifier: BSD-2-Clause */
/* Cuts chunks into blocks of one size class; empty chunks change class. */
#include "base/store.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>

#include "base/line.h"
#include "base/pages.h"
#include "base/poison.h"

#define CLASSES   17		/* 16, 24, 32, 48, 64, ... 4096 bytes */
#define CHUNK_LOG 16		/* 64 KiB; less under a low roof */
#define SPREAD    64		/* chunks there should be, to share */
#define UNIT      8		/* bytes in which offsets are told */
#define NO_BLOCK  UINT16_MAX
#define NO_CHUNK  UINT32_MAX

/* A chunk of a class with blocks to give is in that class's list. */
struct chunk {
	uint32_t next, prev;
	uint16_t free;		/* offset of the block dropped last */
	uint16_t fresh;		/* offset of the first never given */
	uint16_t used;		/* blocks in use */
	uint8_t class;
};

struct store {
	char *memory;			/* begins where a cache line does */
	void *allocated;
	struct chunk *chunks;
	uint32_t n_chunks, n_touched;
	uint32_t empty;			/* list of chunks without a class */
	unsigned chunk_log;
	uint32_t open[CLASSES];		/* lists of chunks with room */
	size_t used;
};

static size_t class_size(unsigned class)
{
	return (size_t)(class & 1 ? 24 : 16) << class / 2;
}

static unsigned class_of(size_t n)
{
	unsigned log;

	if (n <= 16)
		return 0;
	log = 63 - (unsigned)__builtin_clzll(n - 1);
	return 2 * (log - 4) + (n <= (size_t)3 << (log - 1) ? 1 : 2);
}

int store_create(struct store **sp, size_t roof)
{
	struct store *s = calloc(1, sizeof *s);
	size_t n;
	unsigned i;

	if (!s)
		return -ENOMEM;
	s->chunk_log = CHUNK_LOG;
	while (roof >> s->chunk_log < SPREAD &&
	       (size_t)1 << s->chunk_log > STORE_LONGEST)
		s->chunk_log--;
	n = roof >> s->chunk_log;
	if (n >= NO_CHUNK)
		goto out;
	s->n_chunks = (uint32_t)n;
	s->empty = NO_CHUNK;
	for (i = 0; i < CLASSES; i++)
		s->open[i] = NO_CHUNK;
	/* Pages that nobody needed yet cost nothing. */
	s->allocated = malloc((n << s->chunk_log) + CACHE_LINE);
	s->chunks = calloc(n + 1, sizeof *s->chunks);
	if (!s->allocated || !s->chunks)
		goto out;
	pages_large(s->allocated, n << s->chunk_log);
	s->memory = line_first(s->allocated);
	*sp = s;
	return 0;
out:
	store_destroy(s);
	return -ENOMEM;
}

void store_destroy(struct store *s)
{
	if (!s)
		return;
	free(s->allocated);
	free(s->chunks);
	free(s);
}

static void list_push(struct store *s, uint32_t *list, uint32_t i)
{
	struct chunk *c = &s->chunks[i];

	c->prev = NO_CHUNK;
	c->next = *list;
	if (*list != NO_CHUNK)
		s->chunks[*list].prev = i;
	*list = i;
}

static void list_take(struct store *s, uint32_t *list, uint32_t i)
{
	struct chunk *c = &s->chunks[i];

	if (c->prev != NO_CHUNK)
		s->chunks[c->prev].next = c->next;
	else
		*list = c->next;
	if (c->next != NO_CHUNK)
		s->chunks[c->next].prev = c->prev;
}

static bool has_room(const struct store *s, const struct chunk *c)
{
	size_t end = (size_t)c->fresh * UNIT + class_size(c->class);

	return c->free != NO_BLOCK || end <= (size_t)1 << s->chunk_log;
}

/* Opens an empty chunk for CLASS, if there is one. */
static void open_chunk(struct store *s, unsigned class)
{
	uint32_t i = s->empty;

	if (i != NO_CHUNK)
		list_take(s, &s->empty, i);
	else if (s->n_touched < s->n_chunks)
		i = s->n_touched++;
	else
		return;
	s->chunks[i].free = NO_BLOCK;
	s->chunks[i].fresh = 0;
	s->chunks[i].used = 0;
	s->chunks[i].class = (uint8_t)class;
	list_push(s, &s->open[class], i);
	poison(s->memory + ((size_t)i << s->chunk_log),
	       (size_t)1 << s->chunk_log);
}

/* A block of CLASS, one of whose chunks has room. */
static void *take(struct store *s, unsigned class)
{
	uint32_t i = s->open[class];
	struct chunk *c = &s->chunks[i];
	char *base = s->memory + ((size_t)i << s->chunk_log);
	char *block;

	if (c->free != NO_BLOCK) {
		block = base + (size_t)c->free * UNIT;
		unpoison(block, sizeof c->free);
		memcpy(&c->free, block, sizeof c->free);
	} else {
		block = base + (size_t)c->fresh * UNIT;
		c->fresh += (uint16_t)(class_size(class) / UNIT);
	}
	c->used++;
	s->used += class_size(class);
	if (!has_room(s, c))
		list_take(s, &s->open[class], i);
	return block;
}

void *store_take(struct store *s, size_t n)
{
	unsigned class;
	void *block;

	if (n > STORE_LONGEST)
		return NULL;
	class = class_of(n);
	if (s->open[class] == NO_CHUNK)
		open_chunk(s, class);
	/* At the roof a larger block will do. */
	while (class < CLASSES && s->open[class] == NO_CHUNK)
		class++;
	if (class == CLASSES)
		return NULL;
	block = take(s, class);
	unpoison(block, n);
	return block;
}

void store_drop(struct store *s, void *block)
{
	size_t offset;
	uint32_t i;
	struct chunk *c;
	bool was_full;

	if (!block)
		return;
	offset = (size_t)((char *)block - s->memory);
	i = (uint32_t)(offset >> s->chunk_log);
	assert(i < s->n_touched);
	c = &s->chunks[i];
	assert(c->used > 0);
	was_full = !has_room(s, c);
	offset &= ((size_t)1 << s->chunk_log) - 1;
	unpoison(block, sizeof c->free);
	memcpy(block, &c->free, sizeof c->free);
	poison(block, class_size(c->class));
	c->free = (uint16_t)(offset / UNIT);
	c->used--;
	s->used -= class_size(c->class);
	if (was_full)
		list_push(s, &s->open[c->class], i);
	if (c->used == 0) {
		list_take(s, &s->open[c->class], i);
		list_push(s, &s->empty, i);
	}
}

size_t store_held(const struct store *s)
{
	return (size_t)s->n_touched << s->chunk_log;
}

size_t store_used(const struct store *s)
{
	return s->used;
}
