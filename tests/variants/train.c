/* SPDX-License-Identifier: BSD-2-Clause */
/* Keeps packets in order, with room for headers before each. */
#include <assert.h>
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "variants.h"

enum { ETHERTYPE_IPV4 = 0x0800, ETHERTYPE_IPV6 = 0x86dd };

void *need(void *memory)
{
	if (!memory)
		err(2, "memory");
	return memory;
}

void put16(uint8_t *b, size_t value)
{
	b[0] = (uint8_t)(value >> 8);
	b[1] = (uint8_t)value;
}

void put32(uint8_t *b, uint32_t value)
{
	put16(b, value >> 16);
	put16(b + 2, value & 0xffff);
}

struct packet *train_add(struct train *t, const void *bytes, size_t n)
{
	struct packet *p;

	if (t->n == t->room) {
		t->room = t->room ? 2 * t->room : 64;
		t->packets = need(realloc(t->packets,
					  t->room * sizeof *t->packets));
	}
	p = &t->packets[t->n++];
	p->room = need(malloc(HEADROOM + n));
	p->bytes = p->room + HEADROOM;
	p->n = n;
	if (bytes)
		memcpy(p->bytes, bytes, n);
	else
		memset(p->bytes, 0, n);
	return p;
}

void train_clear(struct train *t)
{
	while (t->n > 0)
		free(t->packets[--t->n].room);
	free(t->packets);
	*t = (struct train){ .level = LEVEL_IP };
}

uint8_t *packet_prepend(struct packet *p, size_t n)
{
	assert((size_t)(p->bytes - p->room) >= n);
	p->bytes -= n;
	p->n += n;
	return memset(p->bytes, 0, n);
}

static void raise(struct packet *p, enum level level)
{
	bool v6 = p->bytes[0] >> 4 == 6;

	if (level == LEVEL_IP) {
		put16(packet_prepend(p, 2),
		      v6 ? ETHERTYPE_IPV6 : ETHERTYPE_IPV4);
	} else {
		uint8_t *b = packet_prepend(p, 12);

		b[0] = b[6] = 2;	/* locally administered */
		b[5] = 1;
		b[11] = 2;
	}
}

bool train_raise(struct train *t, enum level level)
{
	for (; t->level < level; t->level++)
		for (size_t i = 0; i < t->n; i++)
			raise(&t->packets[i], t->level);
	return t->level == level;
}

void train_write(const struct train *t, const char *path)
{
	const uint32_t head[] = { 0xa1b2c3d4, 4 << 16 | 2, 0, 0, 65535, 1 };
	FILE *f = fopen(path, "w");

	if (!f)
		err(2, "%s", path);
	fwrite(head, sizeof head, 1, f);
	for (size_t i = 0; i < t->n; i++) {
		uint32_t us = (uint32_t)(i + 1) * TRAIN_STEP_US;
		uint32_t n = (uint32_t)t->packets[i].n;
		uint32_t record[] = { TRAIN_START + us / 1000000,
				      us % 1000000, n, n };

		fwrite(record, sizeof record, 1, f);
		fwrite(t->packets[i].bytes, n, 1, f);
	}
	if (fclose(f))
		err(2, "%s", path);
}
