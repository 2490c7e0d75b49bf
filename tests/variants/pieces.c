/* SPDX-License-Identifier: BSD-2-Clause */
/* Cuts bytes into pieces and orders them, the same for the same seed. */
#include <stdlib.h>
#include <string.h>

#include "variants.h"

static const struct { const char *name; enum order order; } orders[] = {
	{ "forward", FORWARD }, { "backward", BACKWARD },
	{ "last-first", LAST_FIRST }, { "shuffle", SHUFFLED },
	{ "twice", TWICE }, { "again", AGAIN },
};

/* SplitMix64. */
static uint64_t draw(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

static bool read_word(struct cutting *c, const char *word, size_t n)
{
	char *end;

	if (strncmp(word, "overlap", 7) == 0) {
		c->overlap = strtoul(word + 7, &end, 10);
		return end == word + n;
	}
	for (size_t i = 0; i < sizeof orders / sizeof *orders; i++) {
		size_t length = strlen(orders[i].name);

		if (strncmp(word, orders[i].name, length) != 0)
			continue;
		c->order = orders[i].order;
		c->shuffle = (unsigned)strtoul(word + length, &end, 10);
		return end == word + n;
	}
	return false;
}

bool cutting_read(struct cutting *c, const char *text)
{
	char *end;

	c->size = strtoul(text, &end, 10);
	while (*end == ',') {
		size_t n = strcspn(end + 1, ",");

		if (!read_word(c, end + 1, n))
			return false;
		end += 1 + n;
	}
	return c->size > 0 && *end == '\0';
}

static void swap(struct piece *a, struct piece *b)
{
	struct piece c = *a;

	*a = *b;
	*b = c;
}

static void shuffle(const struct cutting *c, struct piece *p, size_t n)
{
	uint64_t state = c->seed * 1000 + c->shuffle;

	for (size_t i = n; i > 1; i--)
		swap(&p[i - 1], &p[draw(&state) % i]);
}

/* Each twice, or each once more behind the next. There is room for it. */
static size_t repeat(struct piece *p, size_t n, bool at_once)
{
	for (size_t i = n; i-- > 0;) {
		p[2 * i] = p[i];
		p[2 * i + 1] = p[i];
	}
	if (!at_once)
		for (size_t i = 1; i + 1 < 2 * n; i += 2)
			swap(&p[i], &p[i + 1]);
	return 2 * n;
}

static size_t arrange(const struct cutting *c, struct piece *p, size_t n)
{
	switch (c->order) {
	case FORWARD:
		break;
	case BACKWARD:
		for (size_t i = 0; i < n / 2; i++)
			swap(&p[i], &p[n - 1 - i]);
		break;
	case LAST_FIRST:
		for (size_t i = n; i > 1; i--)
			swap(&p[i - 1], &p[i - 2]);
		break;
	case SHUFFLED:
		shuffle(c, p, n);
		break;
	case TWICE:
	case AGAIN:
		return repeat(p, n, c->order == TWICE);
	}
	return n;
}

size_t cutting_apply(const struct cutting *c, size_t n,
		     struct piece **pieces)
{
	size_t size = c->size ? c->size : n;
	size_t k = (n + size - 1) / size;
	struct piece *p = need(calloc(2 * k + 1, sizeof *p));

	for (size_t i = 0; i < k; i++) {
		size_t to = (i + 1) * size + c->overlap;

		p[i] = (struct piece){ i * size, to < n ? to : n };
	}
	*pieces = p;
	return arrange(c, p, k);
}
