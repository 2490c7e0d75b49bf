/* SPDX-License-Identifier: BSD-2-Clause */
/* Feeds decode with HEP messages: none is read beyond its end or too much. */
#include <stdlib.h>

#include "base/hep.h"
#include "decode.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define UNPACKED_MOST 65536
#define SENDER 18		/* bytes before the message */

struct bench {
	struct decode *decode;
	struct moment now;
	uint64_t sum;
};

static void check_payload(const struct payload *p, void *arg)
{
	struct bench *b = arg;

	if (p->bytes.n > UNPACKED_MOST || p->vlan < -1 || p->vlan > 4095 ||
	    p->via[0] != TUNNEL_HEP || p->frame->stamp.ns != b->now.ns)
		abort();
	b->sum++;
	for (size_t i = 0; i < p->bytes.n; i++)
		b->sum += (uint8_t)p->bytes.p[i];
}

static void set_up(struct bench *b)
{
	b->decode = fuzz_decode((struct decode_spec){
		.memory = 16 << 20, .payload = check_payload, .arg = b });
}

/* What is taken apart must lie within the message. */
static void check_parts(const uint8_t *data, size_t size, bool cut)
{
	const char *first = (const char *)data, *end = first + size;
	struct hep h;

	if (hep_read(&h, (struct slice){ first, size }, cut,
		     (struct moment){ 0 }) != HEP_SOUND)
		return;
	if (h.payload.p < first || h.payload.p + h.payload.n > end ||
	    (h.key.p && (h.key.p < first || h.key.p + h.key.n > end)) ||
	    (h.cut && !cut))
		abort();
}

/*
 * The first byte says whether something was cut off; the message, which comes
 * twice, is the rest: what was handed on must be known as a copy then.
 */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct bench b;
	struct frame f = { .link_type = LINK_HEP, .number = 1 };
	uint8_t *bytes;
	uint64_t once;

	if (size < 1)
		return 0;
	if (!b.decode)
		set_up(&b);
	check_parts(data + 1, size - 1, data[0] & 1);
	bytes = calloc(1, SENDER + size - 1);
	if (!bytes)
		abort();
	memcpy(bytes + SENDER, data + 1, size - 1);
	b.now = f.stamp = moment_add(b.now, span_s(1));
	f.bytes = bytes;
	f.captured = (uint32_t)(SENDER + size - 1);
	f.length = f.captured + (data[0] & 1);
	decode_frame(b.decode, &f);
	once = b.sum;
	decode_frame(b.decode, &f);
	if (b.sum != once)
		abort();
	free(bytes);
	return 0;
}
