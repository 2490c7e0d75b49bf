/* SPDX-License-Identifier: BSD-2-Clause */
/* Feeds decode with segments: what is shown is in order, whatever comes. */
#include <stdlib.h>

#include "decode.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { FIN = 1, SYN = 2, RST = 4, ACK = 16, RAW = 12, LONGEST = 255 << 7,
       BLOCK = 32768, FAR = 1 << 24 };

/* Each byte is its number, so that the next is greater by one. */
static uint8_t numbers[256 + BLOCK];

struct bench {
	struct decode *decode;
	struct frame frame;
	uint32_t next[4][2];	/* numbers of either way of connections */
	uint8_t appetite;	/* of the reader */
	uint8_t bytes[40 + LONGEST];
};

/* By blocks: a loop over bytes would be most of what a run costs. */
static bool is_in_order(struct slice s)
{
	const uint8_t *first = numbers + (s.n ? (uint8_t)s.p[0] : 0);

	for (; s.n > BLOCK; s = slice_from(s, BLOCK))
		if (memcmp(s.p, first, BLOCK) != 0)
			return false;
	return memcmp(s.p, first, s.n) == 0;
}

/* The reader takes a part of what it is shown, and may want some more. */
static void read_stretch(const struct payload *p, void *arg)
{
	const struct bench *b = arg;
	struct stretch *st = p->stretch;

	if (!st || p->bytes.n == 0 || !is_in_order(p->bytes))
		abort();
	st->in_step = true;
	st->taken = p->bytes.n * (b->appetite & 15) / 15;
	if (b->appetite & 16)
		st->wanted = p->bytes.n - st->taken + b->appetite;
	st->foreign = b->appetite == 255;
}

static void set_up(struct bench *b)
{
	for (size_t i = 0; i < sizeof numbers; i++)
		numbers[i] = (uint8_t)i;
	b->decode = fuzz_decode((struct decode_spec){
		.memory = 400000, .payload = read_stretch, .arg = b });
}

static void put(uint8_t *b, uint32_t value, int n)
{
	while (n-- > 0) {
		b[n] = (uint8_t)value;
		value >>= 8;
	}
}

/* Makes the frame of N bytes; the odd way goes back. */
static void make(struct bench *b, unsigned connection, unsigned way,
		 unsigned flags, uint32_t seq, uint32_t ack, size_t n)
{
	uint8_t *h = b->bytes;

	memset(h, 0, 40);
	h[0] = 0x45;
	put(h + 2, (uint32_t)(40 + n), 2);
	put(h + 4, (uint32_t)++b->frame.number, 2);
	h[9] = 6;
	put(h + 12, 1 + way, 4);
	put(h + 16, 2 - way, 4);
	put(h + 20, way ? 5060 : 2000 + connection, 2);
	put(h + 22, way ? 2000 + connection : 5060, 2);
	put(h + 24, seq, 4);
	put(h + 28, ack, 4);
	h[32] = 0x50;
	h[33] = (uint8_t)flags;
	memcpy(h + 40, numbers + (uint8_t)(seq + (flags & SYN ? 1 : 0)), n);
	b->frame.bytes = h;
	b->frame.length = b->frame.captured = (uint32_t)(40 + n);
}

/*
 * Eight bytes are a segment: which way of which connection, flags; the
 * reader's appetite; how far it is from where the way was; its length; the
 * time, or that it is from far off; what it acknowledges.
 */
static void take(struct bench *b, const uint8_t c[8])
{
	unsigned way = c[0] & 1, connection = c[0] >> 1 & 3, flags = 0;
	uint32_t *next = b->next[connection];
	uint32_t seq = next[way] + (uint32_t)(int16_t)(c[2] << 8 | c[3]);
	uint32_t ack = next[!way] + (uint32_t)(int16_t)(c[6] << 8 | c[7]);
	size_t n = (size_t)c[4] << ((c[5] & 7) == 7 ? 7 : 0), cut;

	seq += (c[5] & 7) == 6 ? FAR : 0;
	flags |= c[0] & 8 ? SYN : 0;
	flags |= c[0] & 16 ? FIN : 0;
	flags |= c[0] & 32 ? RST : 0;
	flags |= c[0] & 64 ? ACK : 0;
	make(b, connection, way, flags, seq, ack, n);
	cut = c[0] & 128 ? (n + 20) * (c[1] >> 5) / 8 : 0;
	b->frame.captured -= (uint32_t)cut;
	b->appetite = c[1];
	b->frame.stamp = moment_add(b->frame.stamp,
				    span_ms((c[5] >> 3) * 100));
	decode_frame(b->decode, &b->frame);
	if ((int32_t)(seq + n - next[way]) > 0)
		next[way] = seq + (uint32_t)n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct bench b;

	if (!b.decode)
		set_up(&b);
	b.frame.link_type = RAW;
	b.frame.stamp.ns = 0;
	for (int i = 0; i < 4; i++)
		b.next[i][0] = b.next[i][1] = 0xffffff00u * (uint32_t)i;
	for (; size >= 8; data += 8, size -= 8)
		take(&b, data);
	decode_end(b.decode);
	/* so that all connections leave */
	b.frame.stamp = moment_add(b.frame.stamp, span_s(7200));
	decode_quiet(b.decode, b.frame.stamp);
	return 0;
}
