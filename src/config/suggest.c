/* SPDX-License-Identifier: BSD-2-Clause */
/* Finds among known names the one that a mistyped word was meant to be. */
#include "config/keys.h"

#define LONGEST 40	/* of words that are compared */

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c == '_' ? '-' : c;
}

static unsigned least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

/*
 * How many letters must be put in, left out, replaced, or swapped with their
 * neighbour, to make B of A (Damerau-Levenshtein, optimal string alignment).
 */
static unsigned distance(struct slice a, struct slice b)
{
	unsigned rows[3][LONGEST + 1];
	unsigned *before = rows[0], *last = rows[1], *row = rows[2], *spare;

	for (size_t j = 0; j <= b.n; j++)
		last[j] = j;
	for (size_t i = 1; i <= a.n; i++) {
		row[0] = i;
		for (size_t j = 1; j <= b.n; j++) {
			char x = lower(a.p[i - 1]), y = lower(b.p[j - 1]);

			row[j] = least(last[j - 1] + (x != y),
				       least(last[j], row[j - 1]) + 1);
			if (i > 1 && j > 1 && x == lower(b.p[j - 2]) &&
			    y == lower(a.p[i - 2]))
				row[j] = least(row[j], before[j - 2] + 1);
		}
		spare = before;
		before = last;
		last = row;
		row = spare;
	}
	return last[b.n];
}

void suggest_start(struct suggestion *s, struct slice word)
{
	*s = (struct suggestion){ .word = word };
	s->distance = word.n < 6 ? 2 : word.n / 3 + 1;
}

void suggest_offer(struct suggestion *s, const char *name)
{
	struct slice n = slice_of(name);
	unsigned d;

	if (s->word.n == 0 || s->word.n > LONGEST || n.n > LONGEST)
		return;
	d = distance(s->word, n);
	if (d < s->distance && d < n.n) {
		s->distance = d;
		s->best = name;
	}
}
