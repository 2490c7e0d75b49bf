/* SPDX-License-Identifier: BSD-2-Clause */
/* Compares figures with the levels of a rule, exactly, in integers. */
#include "rule/parts.h"

#define MILLION  UINT64_C(1000000)
#define MILLI_NS UINT64_C(1000000000000)	/* thousandths and ns in 1 s */

struct product { uint64_t hi, lo; };

static struct product multiply(uint64_t a, uint64_t b)
{
	uint64_t al = (uint32_t)a, ah = a >> 32;
	uint64_t bl = (uint32_t)b, bh = b >> 32;
	uint64_t low = al * bl, cross = ah * bl + (low >> 32);
	uint64_t middle = al * bh + (uint32_t)cross;

	return (struct product){ ah * bh + (cross >> 32) + (middle >> 32),
				 middle << 32 | (uint32_t)low };
}

static bool less(struct product a, struct product b)
{
	return a.hi != b.hi ? a.hi < b.hi : a.lo < b.lo;
}

struct measure level_measure(const struct rule_settings *s,
			     const struct window *w, uint64_t total)
{
	struct measure m = { .count = w->count, .rated = w->rated,
			     .total = total };

	/* A total that lost a cell at the roof may be below what it holds. */
	if (m.rated > m.total)
		m.rated = m.total;
	if (total < s->min_total || total == 0) {
		m.rated = 0;
		m.total = 1;
	}
	return m;
}

uint32_t level_ratio_ppm(const struct measure *m)
{
	return (uint32_t)(m->rated * MILLION / m->total);
}

/* Of few calls nothing can be told. */
static uint64_t delay_of(const struct rule_settings *s,
			 const struct measure *m)
{
	return m->delays < s->min_total ? 0 : (uint64_t)m->p95.ns;
}

/* Figures count packets: a million times as much still fits. */
static bool holds(const struct level_settings *l, const struct measure *m,
		  uint64_t window_ns, uint64_t delay)
{
	if (m->count < l->count ||
	    m->rated * MILLION < l->ratio_ppm * m->total ||
	    delay < (uint64_t)l->delay_p95.ns)
		return false;
	return !l->rate_milli || !less(multiply(m->count, MILLI_NS),
				       multiply(l->rate_milli, window_ns));
}

unsigned level_holds(const struct rule_settings *s, const struct measure *m)
{
	unsigned set = 0;

	for (size_t i = 0; i < s->n_levels; i++) {
		const struct level_settings *l = &s->levels[i];

		if ((l->count || l->ratio_ppm || l->rate_milli ||
		     l->delay_p95.ns) &&
		    holds(l, m, (uint64_t)s->window.ns, delay_of(s, m)))
			set |= 1u << i;
	}
	return set;
}

/*
 * A ratio or a rate without a count needs one outcome to be above 0, a delay
 * by itself needs none.
 */
static uint64_t least_of(const struct level_settings *l)
{
	if (l->count)
		return l->count;
	return l->ratio_ppm || l->rate_milli || !l->delay_p95.ns;
}

uint64_t level_least(const struct rule_settings *s)
{
	uint64_t least = UINT64_MAX;

	for (size_t i = 0; i < s->n_levels; i++)
		if (least_of(&s->levels[i]) < least)
			least = least_of(&s->levels[i]);
	return least;
}

/* FIGURE / PER < CLEAR millionths of THRESHOLD, each in its UNIT. */
static bool is_under(uint64_t figure, uint64_t unit, uint64_t threshold,
		     uint64_t per, uint32_t clear)
{
	uint64_t eased;

	if (__builtin_mul_overflow(threshold, (uint64_t)clear, &eased))
		eased = UINT64_MAX;
	return less(multiply(figure, unit * MILLION), multiply(eased, per));
}

unsigned level_under(const struct rule_settings *s, const struct measure *m)
{
	unsigned set = 0;

	/* A threshold of 0 is not there, and nothing is below it. */
	for (size_t i = 0; i < s->n_levels; i++) {
		const struct level_settings *l = &s->levels[i];

		if (is_under(m->count, 1, l->count, 1, s->clear_ppm) ||
		    is_under(m->rated, MILLION, l->ratio_ppm, m->total,
			     s->clear_ppm) ||
		    is_under(m->count, MILLI_NS, l->rate_milli,
			     (uint64_t)s->window.ns, s->clear_ppm) ||
		    is_under(delay_of(s, m), 1, (uint64_t)l->delay_p95.ns, 1,
			     s->clear_ppm))
			set |= 1u << i;
	}
	return set;
}
