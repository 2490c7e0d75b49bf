/* SPDX-License-Identifier: BSD-2-Clause */
/* Feeds the stream reader: in pieces or at once, it hears the same. */
#include "../unit/sip/feed.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The first byte says how it begins, the second how long pieces may be. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice all = { (const char *)data, size }, rest;
	struct feed *once, *pieces;
	uint32_t seed;
	bool begins;

	if (size < 2)
		return 0;
	osip_start();
	begins = data[0] & 1;
	seed = data[1];
	rest = all = slice_from(all, 2);
	once = feed_open(all.n, begins);
	pieces = feed_open(all.n, begins);
	feed_piece(once, all);
	while (rest.n) {
		size_t n = 1 + (seed >> 8) % (data[1] + 1u);

		feed_piece(pieces, slice_head(rest, n));
		rest = slice_from(rest, n);
		seed = seed * 1664525 + 1013904223;
	}
	feed_end(once);
	feed_end(pieces);
	if (once->sum != pieces->sum || strcmp(once->heard, pieces->heard) ||
	    once->stretch.foreign != pieces->stretch.foreign)
		abort();
	if (!once->stretch.foreign && (once->n || pieces->n))
		abort();
	feed_close(once);
	feed_close(pieces);
	return 0;
}
