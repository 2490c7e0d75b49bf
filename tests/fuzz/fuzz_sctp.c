/* SPDX-License-Identifier: BSD-2-Clause */
/* Feeds SCTP packets: what is handed on has no more bytes than came. */
#include <stdlib.h>

#include "decode.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Reads every byte, so that a sanitizer sees the wrong ones. */
static void hear(const struct payload *p, void *arg)
{
	size_t *heard = arg;
	unsigned sum = 0;

	for (size_t i = 0; i < p->bytes.n; i++)
		sum += (uint8_t)p->bytes.p[i];
	*heard += p->bytes.n + (sum & 0);
	if (p->transport != TRANSPORT_SCTP || p->stretch)
		abort();
}

struct bench {
	struct decode *decode;
	struct moment now;
	size_t heard;
};

static void set_up(struct bench *b)
{
	b->decode = fuzz_decode((struct decode_spec){
		.memory = 1 << 20, .payload = hear, .arg = &b->heard });
}

/* An IPv4 packet from what follows its header; CUT bytes are not captured. */
static void feed(struct bench *b, const uint8_t *bytes, size_t n, size_t cut)
{
	size_t captured = 20 + n - (cut < n ? cut : n);
	uint8_t *ip = calloc(1, 20 + n);
	struct frame f = { .bytes = ip, .link_type = 228, .number = 1,
			   .captured = (uint32_t)captured,
			   .length = (uint32_t)(20 + n), .stamp = b->now };

	if (!ip)
		abort();
	ip[0] = 0x45;
	ip[2] = (uint8_t)((20 + n) >> 8);
	ip[3] = (uint8_t)(20 + n);
	ip[9] = 132;
	memcpy(ip + 20, bytes, n);
	ip = realloc(ip, captured);
	f.bytes = ip;
	decode_frame(b->decode, &f);
	free(ip);
}

/*
 * Packets one after the other, each behind three bytes: how long it is, how
 * many bytes of it the snap length cut off, how much later it comes.
 */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct bench b;
	size_t fed = 0;

	if (!b.decode)
		set_up(&b);
	b.heard = 0;
	while (size > 3) {
		size_t n = data[0] * 4u, cut = data[1];

		b.now = moment_add(b.now, span_ms(10 * data[2]));
		n = n < size - 3 ? n : size - 3;
		feed(&b, data + 3, n, cut);
		fed += n;
		data += 3 + n;
		size -= 3 + n;
	}
	decode_end(b.decode);
	b.now = moment_add(b.now, span_s(120));
	if (b.heard > fed)
		abort();
	return 0;
}
