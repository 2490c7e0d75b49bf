/* SPDX-License-Identifier: BSD-2-Clause */
/* Keeps bytes of a stream: those in order, and those behind holes. */
#include <errno.h>
#include <stdlib.h>

#include "decode/stream.h"

#define RUNS 1024		/* behind holes, at most: each costs a move */
#define FEW  2048		/* bytes of room to begin with */

struct run { size_t from, to; };

/* Places are those of BYTES. What is in order begins at FIRST. */
struct backlog {
	uint8_t *bytes;
	size_t room;
	size_t first, end;
	struct run *runs;	/* behind holes, in order, none touches */
	size_t n_runs, most_runs;
	size_t waiting;		/* bytes of all runs */
};

struct backlog *backlog_create(void)
{
	return calloc(1, sizeof(struct backlog));
}

void backlog_destroy(struct backlog *b)
{
	if (!b)
		return;
	free(b->bytes);
	free(b->runs);
	free(b);
}

size_t backlog_size(const struct backlog *b)
{
	return sizeof *b + b->room + b->most_runs * sizeof *b->runs;
}

size_t backlog_waiting(const struct backlog *b)
{
	return b->waiting;
}

size_t backlog_hole(const struct backlog *b)
{
	return b->n_runs ? b->runs[0].from - b->end : 0;
}

struct slice backlog_front(const struct backlog *b)
{
	if (b->end == b->first)
		return (struct slice){ NULL, 0 };
	return (struct slice){ (const char *)b->bytes + b->first,
			       b->end - b->first };
}

/* Moves all to the beginning of its room. */
static void move_up(struct backlog *b)
{
	size_t by = b->first;
	size_t last = b->n_runs ? b->runs[b->n_runs - 1].to : b->end;

	if (last > by)
		memmove(b->bytes, b->bytes + by, last - by);
	for (size_t i = 0; i < b->n_runs; i++) {
		b->runs[i].from -= by;
		b->runs[i].to -= by;
	}
	b->first = 0;
	b->end -= by;
}

/*
 * Makes room for N bytes from the first. They are moved when more went than
 * stays, so that each is moved once for each that went.
 */
static int make_room(struct backlog *b, size_t n)
{
	size_t room = b->room ? b->room : FEW;
	uint8_t *bytes;

	if (n > BACKLOG_SPAN)
		return -ENOSPC;
	if (b->first >= n)
		move_up(b);
	n += b->first;
	if (n <= b->room)
		return 0;
	while (room < n)
		room *= 2;
	bytes = realloc(b->bytes, room);
	if (!bytes)
		return -ENOMEM;
	b->bytes = bytes;
	b->room = room;
	return 0;
}

/* The first run that ends at PLACE or behind it. */
static size_t find_run(const struct backlog *b, size_t place)
{
	size_t low = 0, high = b->n_runs;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (b->runs[middle].to < place)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* A run at index I, all zero. */
static int insert_run(struct backlog *b, size_t i)
{
	if (b->n_runs == RUNS)
		return -ENOSPC;
	if (b->n_runs == b->most_runs) {
		size_t most = b->most_runs ? 2 * b->most_runs : 4;
		struct run *runs = realloc(b->runs, most * sizeof *runs);

		if (!runs)
			return -ENOMEM;
		b->runs = runs;
		b->most_runs = most;
	}
	memmove(&b->runs[i + 1], &b->runs[i],
		(b->n_runs - i) * sizeof *b->runs);
	b->n_runs++;
	return 0;
}

static void remove_runs(struct backlog *b, size_t i, size_t n)
{
	memmove(&b->runs[i], &b->runs[i + n],
		(b->n_runs - i - n) * sizeof *b->runs);
	b->n_runs -= n;
}

/* BYTES, for place FROM on, where they lie between A and B. */
static bool differs(const struct backlog *b, size_t from, struct slice bytes,
		    size_t low, size_t high)
{
	size_t to = from + bytes.n;

	low = low > from ? low : from;
	high = high < to ? high : to;
	return low < high &&
	       memcmp(b->bytes + low, bytes.p + (low - from), high - low) != 0;
}

static void fill(struct backlog *b, size_t from, struct slice bytes,
		 size_t low, size_t high)
{
	if (low >= high)
		return;
	memcpy(b->bytes + low, bytes.p + (low - from), high - low);
	b->waiting += high - low;
}

/* Fills what no run has, and makes one of all the runs that it touches. */
static int put_run(struct backlog *b, size_t from, struct slice bytes,
		   bool *conflict)
{
	size_t to = from + bytes.n, at = from, i = find_run(b, from), j = i;
	struct run merged = { from, to };
	int err;

	if (i == b->n_runs || b->runs[i].from > to) {
		err = insert_run(b, i);
		if (err)
			return err;
		fill(b, from, bytes, from, to);
		b->runs[i] = merged;
		return 0;
	}
	for (; j < b->n_runs && b->runs[j].from <= to; j++) {
		const struct run *r = &b->runs[j];

		fill(b, from, bytes, at, r->from);
		*conflict |= differs(b, from, bytes, r->from, r->to);
		at = r->to > at ? r->to : at;
	}
	fill(b, from, bytes, at, to);
	if (b->runs[i].from < from)
		merged.from = b->runs[i].from;
	if (b->runs[j - 1].to > to)
		merged.to = b->runs[j - 1].to;
	b->runs[i] = merged;
	remove_runs(b, i + 1, j - i - 1);
	return 0;
}

/* The first run is in order, now that nothing is missing before it. */
static void take_in(struct backlog *b)
{
	b->end = b->runs[0].to;
	b->waiting -= b->runs[0].to - b->runs[0].from;
	remove_runs(b, 0, 1);
}

int backlog_put(struct backlog *b, size_t at, struct slice bytes,
		bool *conflict)
{
	int err = make_room(b, at + bytes.n);
	size_t from = b->first + at;

	if (err)
		return err;
	if (from < b->end) {
		*conflict |= differs(b, from, bytes, from, b->end);
		bytes = slice_from(bytes, b->end - from);
		from = b->end;
	}
	if (bytes.n == 0)
		return 0;
	err = put_run(b, from, bytes, conflict);
	if (!err && b->runs[0].from == b->end)
		take_in(b);
	return err;
}

int backlog_precede(struct backlog *b, size_t by)
{
	size_t last = (b->n_runs ? b->runs[b->n_runs - 1].to : b->end) -
		      b->first;
	int err = make_room(b, last + by);

	if (!err && b->end > b->first) {
		err = insert_run(b, 0);
		if (!err)
			b->runs[0] = (struct run){ b->first, b->end };
		if (!err)
			b->waiting += b->end - b->first;
	}
	if (err)
		return err;
	memmove(b->bytes + b->first + by, b->bytes + b->first, last);
	for (size_t i = 0; i < b->n_runs; i++) {
		b->runs[i].from += by;
		b->runs[i].to += by;
	}
	b->end = b->first;
	return 0;
}

void backlog_drop(struct backlog *b, size_t n)
{
	b->first += n;
	if (b->first == b->end && b->n_runs == 0)
		b->first = b->end = 0;
}

void backlog_leap(struct backlog *b)
{
	b->first = b->runs[0].from;
	take_in(b);
}
