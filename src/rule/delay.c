/* SPDX-License-Identifier: BSD-2-Clause */
/* Puts delays in classes of two decimal digits, and tells the 95th share. */
#include "rule/parts.h"

/* 0 to 99 ms, and 90 of each power of ten from there. */
enum { SINGLE = 100, OF_POWER = 90 };

int delay_class(struct span delay)
{
	int64_t n = delay.ns / NS_PER_MS;
	int first = 0, class;

	if (n < 0)
		n = 0;
	for (; n >= 100 && first < DELAY_CLASSES; n /= 10)
		first += OF_POWER;
	class = first + (int)n;
	return class < DELAY_CLASSES ? class : DELAY_CLASSES - 1;
}

struct span delay_of_class(int class)
{
	int64_t unit = 1;

	for (; class >= SINGLE; class -= OF_POWER)
		unit *= 10;
	return span_ms(class * unit);
}

/* The nearest rank: as many of a hundred are no longer, or some more. */
struct span delay_p95(const struct window *w, const struct cells *c)
{
	uint64_t counts[DELAY_CLASSES] = { 0 };
	uint64_t rank = w->count - w->count / 20;
	int class = 0;

	window_add_up(w, c, counts);
	while (counts[class] < rank && class < DELAY_CLASSES - 1)
		rank -= counts[class++];
	return delay_of_class(class);
}
