/* SPDX-License-Identifier: BSD-2-Clause */
/* Feeds the WebSocket reader: in pieces or at once, it hands on the same. */
#include <stdlib.h>

#include "decode/packet.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A stream as decode keeps it, and a sum of all that came out of it. */
struct feed {
	struct websocket *ws;
	struct stretch stretch;
	const uint8_t *p;
	size_t kept;
	uint64_t sum;
};

static void add_up(struct feed *f, uint8_t byte)
{
	f->sum = (f->sum ^ byte) * UINT64_C(0x100000001b3);
}

static void hear(const struct payload *p, void *arg)
{
	struct feed *f = arg;

	for (size_t i = 0; i < p->bytes.n; i++)
		add_up(f, (uint8_t)p->bytes.p[i]);
	add_up(f, p->cut ? 2 : 1);
}

/* Each time in a block of its very size. */
static void show(struct feed *f, size_t n)
{
	char *exact = malloc(n ? n : 1);
	const struct payload p = { .bytes = { exact, n },
				   .stretch = &f->stretch };

	if (!exact)
		abort();
	memcpy(exact, f->p, n);
	decode_read_websocket(f->ws, &p);
	free(exact);
	if (f->stretch.taken > n)
		abort();
	f->p += f->stretch.taken;
	f->kept = n - f->stretch.taken;
}

static void feed(struct feed *f, size_t n)
{
	f->kept += n;
	if (!f->stretch.foreign && f->kept >= f->stretch.wanted)
		show(f, f->kept);
}

static void end(struct feed *f)
{
	f->stretch.ends = true;
	if (!f->stretch.foreign)
		show(f, f->kept);
	if (!f->stretch.foreign && f->kept)
		abort();
	decode_destroy_websocket(f->ws);
}

static void begin(struct feed *f, struct counters *counters, bool in_step)
{
	if (decode_create_websocket(&f->ws, counters, hear, f))
		abort();
	f->stretch.in_step = in_step;
}

/* The first byte says how it begins, the second how long pieces may be. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct feed once = { .p = data + 2 }, pieces = { .p = data + 2 };
	struct counters *counters;
	uint32_t seed;

	if (size < 2 || counters_create(&counters))
		return 0;
	begin(&once, counters, data[0] & 1);
	begin(&pieces, counters, data[0] & 1);
	seed = data[1];
	size -= 2;
	feed(&once, size);
	while (size) {
		size_t n = 1 + (seed >> 8) % (data[1] + 1u);

		n = n < size ? n : size;
		feed(&pieces, n);
		size -= n;
		seed = seed * 1664525 + 1013904223;
	}
	end(&once);
	end(&pieces);
	if (once.sum != pieces.sum ||
	    once.stretch.foreign != pieces.stretch.foreign)
		abort();
	counters_destroy(counters);
	return 0;
}
