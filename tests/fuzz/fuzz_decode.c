/* SPDX-License-Identifier: BSD-2-Clause */
/* Feeds decode with frames: none reads beyond its end or hands on more. */
#include <stdlib.h>

#include "decode.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool came_by_hep(const struct payload *p)
{
	for (int i = 0; i < VIA_MOST; i++)
		if (p->via[i] == TUNNEL_HEP)
			return true;
	return false;
}

/* What was handed on lies within the frame, if it wasn't joined. */
static void check_payload(const struct payload *p, void *arg)
{
	const char *first = (const char *)p->frame->bytes;
	const char *end = first + p->frame->captured;
	uint64_t *sum = arg;

	if (p->stretch)
		p->stretch->taken = p->bytes.n;
	if (p->vlan < -1 || p->vlan > 4095)
		abort();
	/* what came in a stream may be older, what came by HEP unpacked */
	if (p->transport == TRANSPORT_UDP && !came_by_hep(p) &&
	    (p->bytes.p < first || p->bytes.p + p->bytes.n > end))
		abort();
	for (size_t i = 0; i < p->bytes.n; i++)
		*sum += (uint8_t)p->bytes.p[i];
}

struct bench {
	struct decode *decode;
	struct moment now;
	uint64_t sum;
};

static void set_up(struct bench *b)
{
	b->decode = fuzz_decode((struct decode_spec){
		.memory = 16 << 20, .payload = check_payload,
		.arg = &b->sum });
}

/*
 * The first byte chooses the link type, the second says how many bytes the
 * snap length cut off; the frame is all the rest. It comes twice: a datagram
 * that was handed on must be known as a copy then. Fragments are given up
 * before the next input.
 */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const int types[] = { 1, 113, 276, 12, 14, 101, 228, 229, 0,
				     108, 105 };
	static struct bench b;
	struct frame f = { .number = 1 };
	uint64_t once;

	if (size < 2)
		return 0;
	if (!b.decode)
		set_up(&b);
	b.now = f.stamp = moment_add(b.now, span_s(31));
	f.link_type = types[data[0] % (sizeof types / sizeof types[0])];
	f.bytes = data + 2;
	f.captured = (uint32_t)(size - 2);
	f.length = f.captured + data[1];
	decode_frame(b.decode, &f);
	once = b.sum;
	decode_frame(b.decode, &f);
	if (b.sum != once)
		abort();
	return 0;
}
