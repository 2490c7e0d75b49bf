/* SPDX-License-Identifier: BSD-2-Clause */
/* A sliding window: nothing leaves it early, nothing stays W/64 too long. */
#include <assert.h>
#include <errno.h>
#include <stdlib.h>

#include "rule/parts.h"

#define BUCKETS 64
#define SAYINGS 32	/* of one code that are told apart */

struct cells {
	struct cell *cell;		/* [0] is nobody's */
	uint32_t roof, used, given;	/* cells ever used; in use now */
	uint32_t free;			/* chained by NEXT */
};

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

void cells_renumber(struct cells *c, const uint16_t *heirs)
{
	for (uint32_t i = 1; i <= c->used; i++)
		c->cell[i].said = heirs[c->cell[i].said];
}

void window_renumber(struct window *w, const uint16_t *heirs)
{
	w->newest.said = heirs[w->newest.said];
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

static const struct cell *oldest(const struct window *w,
				 const struct cells *c)
{
	return w->newest.next ? &c->cell[w->newest.next] : &w->newest;
}

static void drop_oldest(struct window *w, struct cells *c)
{
	const struct cell *cell = oldest(w, c);
	uint32_t i = w->newest.next;

	w->count -= cell->count;
	if (!outcome_is_challenge(cell->code))
		w->rated -= cell->count;
	if (i == 0) {
		w->newest.count = 0;
		return;
	}
	w->newest.next = cell->next;
	if (i == w->latest)
		w->latest = cell->next;
	cell_drop(c, i);
}

/* After cells have left: when does the next bucket do so? */
static void note_leaving(struct window *w, const struct cells *c,
			 const struct pace *p)
{
	if (window_empty(w))
		*w = (struct window){ .count = 0 };
	else if (w->newest.next == 0)
		w->leaves = moment_add(w->ends, p->window);
	else
		w->leaves = moment_add(bucket_end(p, oldest(w, c)->first),
				       p->window);
}

void window_drop_left(struct window *w, struct cells *c,
		      const struct pace *p, struct moment now)
{
	/* A bucket is there as long as its end is after NOW - W. */
	while (!window_empty(w) && !moment_before(now, w->leaves)) {
		int64_t end = w->leaves.ns - p->window.ns;

		while (!window_empty(w) && oldest(w, c)->first.ns < end)
			drop_oldest(w, c);
		note_leaving(w, c, p);
	}
}

void window_drop_oldest(struct window *w, struct cells *c,
			const struct pace *p)
{
	drop_oldest(w, c);
	note_leaving(w, c, p);
}

void window_clear(struct window *w, struct cells *c)
{
	while (!window_empty(w))
		drop_oldest(w, c);
	*w = (struct window){ .count = 0 };
}

static bool is_of(const struct cell *cell, const struct event *e)
{
	return cell->code == e->code && cell->said == e->said &&
	       cell->count < UINT32_MAX;
}

/* The cell of E in the latest bucket, or NULL. */
static struct cell *find_cell(struct window *w, struct cells *c,
			      const struct event *e)
{
	if (is_of(&w->newest, e))
		return &w->newest;
	for (uint32_t i = w->latest; i; i = c->cell[i].next)
		if (is_of(&c->cell[i], e))
			return &c->cell[i];
	return NULL;
}

/* The newest joins the others; ENDED: so has its bucket. */
static bool put_away_newest(struct window *w, struct cells *c, bool ended)
{
	uint32_t i = cell_take(c);

	if (!i)
		return false;
	c->cell[i] = w->newest;
	c->cell[i].next = 0;
	if (w->newest.next)
		c->cell[w->last].next = i;
	else
		w->newest.next = i;
	w->last = i;
	if (ended)
		w->latest = 0;
	else if (!w->latest)
		w->latest = i;
	return true;
}

/* The cell that E belongs to, made if need be, or NULL. */
static struct cell *reach_cell(struct window *w, struct cells *c,
			       const struct pace *p, const struct event *e)
{
	bool ended = window_empty(w) || !moment_before(e->when, w->ends);
	struct cell *cell = ended ? NULL : find_cell(w, c, e);

	if (cell)
		return cell;
	if (!window_empty(w) && !put_away_newest(w, c, ended))
		return NULL;
	if (ended)
		w->ends = bucket_end(p, e->when);
	if (window_empty(w))
		w->leaves = moment_add(w->ends, p->window);
	w->newest = (struct cell){ .first = e->when, .next = w->newest.next,
				   .code = (uint16_t)e->code,
				   .said = (uint16_t)e->said };
	return &w->newest;
}

bool window_add(struct window *w, struct cells *c, const struct pace *p,
		const struct event *e)
{
	uint32_t again = e->retransmissions;
	struct cell *cell;

	window_trim(w, c, p, e->when);
	cell = reach_cell(w, c, p, e);
	if (!cell)
		return false;
	cell->count++;
	if (again > UINT32_MAX - cell->retransmissions)
		again = UINT32_MAX - cell->retransmissions;
	cell->retransmissions += again;
	w->count++;
	if (!outcome_is_challenge(e->code))
		w->rated++;
	return true;
}

struct moment window_since(const struct window *w, const struct cells *c)
{
	return oldest(w, c)->first;
}

void window_add_up(const struct window *w, const struct cells *c,
		   uint64_t counts[])
{
	for (uint32_t i = w->newest.next; i; i = c->cell[i].next)
		counts[c->cell[i].code] += c->cell[i].count;
	counts[w->newest.code] += w->newest.count;
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

static void add_cell(struct figures *f, const struct cell *cell,
		     struct code_set *seen, uint64_t *counts)
{
	assert(cell->code < OUTCOME_CODES);
	if (!code_set_has(seen, cell->code))
		counts[cell->code] = 0;
	code_set_add(seen, cell->code);
	counts[cell->code] += cell->count;
	f->retransmissions += cell->retransmissions;
	f->said |= cell->said;
}

/* How often each of these was said of one code, the first so many of them. */
struct sayings {
	struct { int said; uint64_t count; } of[SAYINGS];
	size_t n;
};

static void add_saying(struct sayings *s, const struct cell *cell, int code)
{
	size_t i = 0;

	if (cell->code != code)
		return;
	while (i < s->n && s->of[i].said != cell->said)
		i++;
	if (i == SAYINGS)
		return;
	if (i == s->n) {
		s->of[s->n].said = cell->said;
		s->of[s->n++].count = 0;
	}
	s->of[i].count += cell->count;
}

/* Of what was said equally often the first that a catalogue has is told. */
static int said_of_most(const struct window *w, const struct cells *c,
			int code)
{
	struct sayings s = { .n = 0 };
	size_t most = 0;

	for (uint32_t i = w->newest.next; i; i = c->cell[i].next)
		add_saying(&s, &c->cell[i], code);
	add_saying(&s, &w->newest, code);
	for (size_t i = 1; i < s.n; i++)
		if (s.of[i].count > s.of[most].count ||
		    (s.of[i].count == s.of[most].count &&
		     s.of[i].said < s.of[most].said))
			most = i;
	return s.of[most].said;
}

void window_figures(const struct window *w, const struct cells *c,
		    struct figures *f)
{
	struct code_set seen = { { 0 } };
	uint64_t counts[OUTCOME_CODES];		/* of those SEEN */

	f->n_codes = 0;
	f->retransmissions = 0;
	f->said = 0;
	if (window_empty(w))
		return;
	f->since = oldest(w, c)->first;
	for (uint32_t i = w->newest.next; i; i = c->cell[i].next)
		add_cell(f, &c->cell[i], &seen, counts);
	add_cell(f, &w->newest, &seen, counts);
	/* In order of codes, so that equals stand in it too. */
	for (size_t word = 0; word < sizeof seen.bits / 8; word++) {
		while (seen.bits[word]) {
			int code = __builtin_ctzll(seen.bits[word]);

			seen.bits[word] &= seen.bits[word] - 1;
			code += (int)word * 64;
			rank_code(f, code, counts[code]);
		}
	}
	/* 0 as long as nothing is said of any. */
	if (f->said)
		f->said = said_of_most(w, c, f->codes[0].code);
}
