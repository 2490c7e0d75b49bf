/* SPDX-License-Identifier: BSD-2-Clause */
/* A sliding window: nothing leaves it early, nothing stays W/64 too long. */
#include <assert.h>
#include <errno.h>
#include <stdlib.h>

#include "rule/parts.h"

#define BUCKETS 64
#define CODES   700

/*
 * What happened in one bucket to one effect; of what counts, to one code
 * too. The cells of a window are chained in order of time.
 */
struct cell {
	struct moment first;
	uint32_t count;
	uint32_t retransmissions;
	uint32_t next;			/* 0: none */
	uint16_t code;			/* 0 where nothing counts */
	uint16_t effect;
};

struct cells {
	struct cell *cell;		/* [0] is nobody's */
	uint32_t roof, used, given;	/* cells ever used; in use now */
	uint32_t free;			/* chained by NEXT */
};

size_t cells_size(void)
{
	return sizeof(struct cell);
}

int cells_create(struct cells **cp, uint32_t roof)
{
	struct cells *c = calloc(1, sizeof *c);

	if (!c)
		return -ENOMEM;
	/* Pages that nobody needed yet cost nothing. */
	c->cell = calloc((size_t)roof + 1, sizeof *c->cell);
	if (!c->cell) {
		free(c);
		return -ENOMEM;
	}
	c->roof = roof;
	*cp = c;
	return 0;
}

void cells_destroy(struct cells *c)
{
	if (!c)
		return;
	free(c->cell);
	free(c);
}

uint32_t cells_free(const struct cells *c)
{
	return c->roof - c->given;
}

static uint32_t cell_take(struct cells *c)
{
	uint32_t i = c->free;

	if (i)
		c->free = c->cell[i].next;
	else if (c->used < c->roof)
		i = ++c->used;
	else
		return 0;
	c->given++;
	return i;
}

static void cell_drop(struct cells *c, uint32_t i)
{
	c->cell[i].next = c->free;
	c->free = i;
	c->given--;
}

struct pace window_pace(struct span window)
{
	int64_t bucket = window.ns / BUCKETS;

	return (struct pace){ window, { bucket > 0 ? bucket : 1 } };
}

/* The end of the bucket that M is in; not in it. */
static struct moment bucket_end(const struct pace *p, struct moment m)
{
	return (struct moment){ (m.ns / p->bucket.ns + 1) * p->bucket.ns };
}

static void drop_first(struct window *w, struct cells *c)
{
	uint32_t i = w->first;
	const struct cell *cell = &c->cell[i];

	if (cell->effect & IN_COUNT) {
		w->count -= cell->count;
		w->retransmissions -= cell->retransmissions;
	}
	if (cell->effect & IN_RATIO)
		w->rated -= cell->count;
	if (cell->effect & IN_TOTAL)
		w->total -= cell->count;
	w->first = cell->next;
	if (i == w->latest)
		w->latest = w->first;
	cell_drop(c, i);
}

/* After cells have left: when does the next bucket do so? */
static void note_leaving(struct window *w, const struct cells *c,
			 const struct pace *p)
{
	if (window_empty(w))
		*w = (struct window){ .first = 0 };
	else
		w->leaves = moment_add(bucket_end(p, c->cell[w->first].first),
				       p->window);
}

void window_drop_left(struct window *w, struct cells *c,
		      const struct pace *p, struct moment now)
{
	/* A bucket is there as long as its end is after NOW - W. */
	while (!window_empty(w) && !moment_before(now, w->leaves)) {
		int64_t end = w->leaves.ns - p->window.ns;

		while (!window_empty(w) && c->cell[w->first].first.ns < end)
			drop_first(w, c);
		note_leaving(w, c, p);
	}
}

void window_drop_oldest(struct window *w, struct cells *c,
			const struct pace *p)
{
	drop_first(w, c);
	note_leaving(w, c, p);
}

void window_clear(struct window *w, struct cells *c)
{
	while (!window_empty(w))
		drop_first(w, c);
	*w = (struct window){ .first = 0 };
}

/* The cell of the latest bucket that E belongs to, or 0. */
static uint32_t find_cell(const struct window *w, const struct cells *c,
			  const struct event *e, uint16_t code)
{
	uint32_t i;

	if (window_empty(w) || !moment_before(e->when, w->ends))
		return 0;
	for (i = w->latest; i; i = c->cell[i].next)
		if (c->cell[i].code == code &&
		    c->cell[i].effect == e->effect &&
		    c->cell[i].count < UINT32_MAX)
			return i;
	return 0;
}

static uint32_t append_cell(struct window *w, struct cells *c,
			    const struct pace *p, const struct event *e)
{
	uint32_t i = cell_take(c);

	if (!i)
		return 0;
	c->cell[i] = (struct cell){ .first = e->when,
				    .effect = (uint16_t)e->effect };
	if (window_empty(w)) {
		w->first = i;
		w->latest = i;
		w->ends = bucket_end(p, e->when);
		w->leaves = moment_add(w->ends, p->window);
	} else {
		c->cell[w->last].next = i;
		if (!moment_before(e->when, w->ends)) {
			w->latest = i;
			w->ends = bucket_end(p, e->when);
		}
	}
	w->last = i;
	return i;
}

bool window_add(struct window *w, struct cells *c, const struct pace *p,
		const struct event *e)
{
	uint16_t code = e->effect & IN_COUNT ? (uint16_t)e->code : 0;
	uint32_t i, again = e->retransmissions;
	struct cell *cell;

	window_trim(w, c, p, e->when);
	i = find_cell(w, c, e, code);
	if (!i)
		i = append_cell(w, c, p, e);
	if (!i)
		return false;
	cell = &c->cell[i];
	cell->code = code;
	cell->count++;
	if (e->effect & IN_RATIO)
		w->rated++;
	if (e->effect & IN_TOTAL)
		w->total++;
	if (!(e->effect & IN_COUNT))
		return true;
	if (again > UINT32_MAX - cell->retransmissions)
		again = UINT32_MAX - cell->retransmissions;
	cell->retransmissions += again;
	w->retransmissions += again;
	w->count++;
	return true;
}

/* Puts CODE where its COUNT belongs among the most frequent so far. */
static void rank_code(struct figures *f, int code, uint64_t count)
{
	size_t i = f->n_codes;

	if (i == VERDICT_CODES) {
		if (f->codes[i - 1].count >= count)
			return;
		i--;
	} else {
		f->n_codes++;
	}
	for (; i > 0 && f->codes[i - 1].count < count; i--)
		f->codes[i] = f->codes[i - 1];
	f->codes[i] = (struct code_count){ code, count };
}

void window_figures(const struct window *w, const struct cells *c,
		    struct figures *f)
{
	struct code_set seen = { { 0 } };
	uint64_t counts[CODES];		/* of those SEEN */
	bool any = false;

	f->n_codes = 0;
	for (uint32_t i = w->first; i; i = c->cell[i].next) {
		const struct cell *cell = &c->cell[i];

		if (!(cell->effect & IN_COUNT))
			continue;
		if (!any)
			f->since = cell->first;
		any = true;
		assert(cell->code < CODES);
		if (!code_set_has(&seen, cell->code))
			counts[cell->code] = 0;
		code_set_add(&seen, cell->code);
		counts[cell->code] += cell->count;
	}
	/* In order of codes, so that equals stand in it too. */
	for (size_t word = 0; word < sizeof seen.bits / 8; word++) {
		while (seen.bits[word]) {
			int code = __builtin_ctzll(seen.bits[word]);

			seen.bits[word] &= seen.bits[word] - 1;
			code += (int)word * 64;
			rank_code(f, code, counts[code]);
		}
	}
}
