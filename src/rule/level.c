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

/* How a figure stands to one condition of a level. */
struct side { bool reached, under; };

/*
 * FIGURE / PER against THRESHOLD / UNIT, and against CLEAR millionths of it:
 * FIGURE * UNIT < THRESHOLD * PER * CLEAR / a million.
 */
static struct side compare(uint64_t figure, uint64_t unit, uint64_t threshold,
			   uint64_t per, uint32_t clear)
{
	uint64_t eased;

	if (__builtin_mul_overflow(threshold, (uint64_t)clear, &eased))
		eased = UINT64_MAX;
	return (struct side){
		.reached = !less(multiply(figure, unit),
				 multiply(threshold, per)),
		.under = less(multiply(figure, unit * MILLION),
			      multiply(eased, per)),
	};
}

static void add_side(struct side *level, struct side s)
{
	level->reached = level->reached && s.reached;
	level->under = level->under || s.under;
}

struct standing level_stand(const struct rule_settings *s, uint64_t count,
			    uint64_t rated, uint64_t total)
{
	struct standing st = { 0 };

	/* A total that lost a cell at the roof may be below what it holds. */
	if (rated > total)
		rated = total;
	if (total < s->min_total || total == 0) {
		rated = 0;
		total = 1;
	}
	st.ratio_ppm = (uint32_t)(rated * MILLION / total);
	for (size_t i = 0; i < s->n_levels; i++) {
		const struct level_settings *l = &s->levels[i];
		struct side all = { l->count || l->ratio_ppm || l->rate_milli,
				    false };

		if (l->count)
			add_side(&all, compare(count, 1, l->count, 1,
					       s->clear_ppm));
		if (l->ratio_ppm)
			add_side(&all, compare(rated, MILLION, l->ratio_ppm,
					       total, s->clear_ppm));
		if (l->rate_milli)
			add_side(&all, compare(count, MILLI_NS, l->rate_milli,
					       (uint64_t)s->window.ns,
					       s->clear_ppm));
		st.holds |= (unsigned)all.reached << i;
		st.under |= (unsigned)all.under << i;
	}
	return st;
}
