/* SPDX-License-Identifier: BSD-2-Clause */
/* Feeds streams of HEP: however a stream is cut, its messages are the same. */
#include <stdlib.h>

#include "base/hep.h"
#include "decode/packet.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What was handed on, as one number. */
struct bench {
	struct slice all;
	uint64_t sum;
};

static void add_message(const struct payload *p, void *arg)
{
	struct bench *b = arg;

	if (p->stretch || p->bytes.n == 0 || p->bytes.p < b->all.p ||
	    p->bytes.p + p->bytes.n > b->all.p + b->all.n)
		abort();
	b->sum = b->sum * 1000003 + (uint64_t)(p->bytes.p - b->all.p);
	b->sum = b->sum * 1000003 + p->bytes.n * 2 + p->cut;
}

/* In pieces of SIZE bytes, as decode shows what is not taken yet. */
static uint64_t read_all(struct slice all, size_t size, bool begins, bool lost)
{
	struct stretch st = { .in_step = begins };
	struct payload p = { .stretch = &st };
	struct bench b = { .all = all };
	size_t first = 0, end = 0;

	while (end < all.n && !st.foreign) {
		end += size < all.n - end ? size : all.n - end;
		st.ends = end == all.n;
		st.lost = lost && st.ends;
		if (!st.ends && end - first < st.wanted)
			continue;
		st.wanted = 0;
		p.bytes = slice_head(slice_from(all, first), end - first);
		decode_read_hep_stream(&p, add_message, &b);
		if (st.taken > p.bytes.n || (st.ends && !st.foreign &&
					     st.taken != p.bytes.n))
			abort();
		first += st.taken;
	}
	return b.sum;
}

/* The first byte says how it begins and ends, the second how it is cut. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice all = { (const char *)data + 2, size - 2 };
	bool begins, lost;

	if (size < 3)
		return 0;
	begins = data[0] & 1;
	lost = data[0] & 2;
	decode_guess_hep(all, begins);
	if (read_all(all, all.n, begins, lost) !=
	    read_all(all, data[1] + 1u, begins, lost))
		abort();
	return 0;
}
