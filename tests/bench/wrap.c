/* SPDX-License-Identifier: BSD-2-Clause */
/* Wraps a message for the wire, and writes its frames. */
#include "wrap.h"

#include <stdlib.h>
#include <string.h>

enum { SIP = 5060, VXLAN = 4789, UDP = 17, TCP = 6, SYN = 0x02,
       PUSH_ACK = 0x18, MORE = 0x2000 };

/* A frame while it is made: headers grow to the front. */
struct making {
	uint8_t bytes[4096];
	size_t at;
};

typedef void wrapper(struct wrapping *w, FILE *f, const struct said *s);

struct wrapping {
	wrapper *write;
	uint32_t packets;	/* so far */
	uint32_t sequence[4][65536];	/* by leg and way, and by both hosts */
};

static void put16(uint8_t *p, size_t v)
{
	p[0] = (uint8_t)(v >> 8);
	p[1] = (uint8_t)v;
}

static void put32(uint8_t *p, uint32_t v)
{
	put16(p, v >> 16);
	put16(p + 2, v & 0xffff);
}

/* Room for N bytes more, zeroed, in front of what is there. */
static uint8_t *grow(struct making *m, size_t n)
{
	m->at -= n;
	return memset(m->bytes + m->at, 0, n);
}

static size_t length(const struct making *m)
{
	return sizeof m->bytes - m->at;
}

static void begin(struct making *m, const char *text, size_t n)
{
	m->at = sizeof m->bytes;
	memcpy(grow(m, n), text, n);
}

static void add_udp(struct making *m, unsigned src, unsigned dst)
{
	size_t n = length(m) + 8;
	uint8_t *h = grow(m, 8);

	put16(h, src);
	put16(h + 2, dst);
	put16(h + 4, n);
}

static void add_tcp(struct making *m, unsigned src, unsigned dst,
		    uint32_t sequence, uint8_t flags)
{
	uint8_t *h = grow(m, 20);

	put16(h, src);
	put16(h + 2, dst);
	put32(h + 4, sequence);
	h[12] = 0x50;
	h[13] = flags;
	put16(h + 14, 0xffff);
}

static void add_ip(struct making *m, const struct said *s, uint32_t id,
		   uint8_t protocol, size_t fragment)
{
	size_t n = length(m) + 20;
	uint8_t *h = grow(m, 20);

	h[0] = 0x45;
	put16(h + 2, n);
	put16(h + 4, id & 0xffff);
	put16(h + 6, fragment);
	h[8] = 64;
	h[9] = protocol;
	memcpy(h + 12, s->src, 4);
	memcpy(h + 16, s->dst, 4);
}

static void add_ethernet(struct making *m)
{
	static const uint8_t header[14] = { 2, 0, 0, 0, 0, 1,
					    2, 0, 0, 0, 0, 2, 8, 0 };

	memcpy(grow(m, sizeof header), header, sizeof header);
}

static void write_frame(FILE *f, const struct making *m, int64_t us)
{
	uint32_t n = (uint32_t)length(m);
	uint32_t record[4] = { (uint32_t)(us / 1000000),
			       (uint32_t)(us % 1000000), n, n };

	fwrite(record, sizeof record, 1, f);
	fwrite(m->bytes + m->at, n, 1, f);
}

static void finish(FILE *f, struct making *m, const struct said *s,
		   uint32_t id, uint8_t protocol, size_t fragment)
{
	add_ip(m, s, id, protocol, fragment);
	add_ethernet(m);
	write_frame(f, m, s->us);
}

static void write_udp(struct wrapping *w, FILE *f, const struct said *s)
{
	struct making m;

	begin(&m, s->text, s->n);
	add_udp(&m, SIP, SIP);
	finish(f, &m, s, w->packets, UDP, 0);
}

static void write_vxlan(struct wrapping *w, FILE *f, const struct said *s)
{
	static const uint8_t header[8] = { 8, 0, 0, 0, 0, 0, 42, 0 };
	struct making m;

	begin(&m, s->text, s->n);
	add_udp(&m, SIP, SIP);
	add_ip(&m, s, w->packets, UDP, 0);
	add_ethernet(&m);
	memcpy(grow(&m, sizeof header), header, sizeof header);
	add_udp(&m, 50000, VXLAN);
	finish(f, &m, s, w->packets, UDP, 0);
}

/* The datagram up to byte CUT, the rest of it only if it isn't LOST. */
static void write_fragments(struct wrapping *w, FILE *f,
			    const struct said *s, size_t cut, bool lost)
{
	struct making whole, m;
	const char *first;

	begin(&whole, s->text, s->n);
	add_udp(&whole, SIP, SIP);
	first = (const char *)whole.bytes + whole.at;
	begin(&m, first, cut);
	finish(f, &m, s, w->packets, UDP, MORE);
	if (lost)
		return;
	begin(&m, first + cut, length(&whole) - cut);
	finish(f, &m, s, w->packets, UDP, cut / 8);
}

static void write_halves(struct wrapping *w, FILE *f, const struct said *s)
{
	if (w->packets % 2)
		write_udp(w, f, s);
	else
		write_fragments(w, f, s, 256, false);
}

static void write_lost(struct wrapping *w, FILE *f, const struct said *s)
{
	write_fragments(w, f, s, 256, true);
}

/* Two hosts have one connection, open since before the capture. */
static void write_tcp(struct wrapping *w, FILE *f, const struct said *s)
{
	const uint8_t *caller = s->forth ? s->src : s->dst;
	const uint8_t *callee = s->forth ? s->dst : s->src;
	int way = s->forth + 2 * (caller[0] == 203);
	uint32_t *next = &w->sequence[way][caller[3] << 8 | callee[3]];
	struct making m;

	begin(&m, s->text, s->n);
	add_tcp(&m, s->forth ? 40000 : SIP, s->forth ? SIP : 40000, *next,
		PUSH_ACK);
	*next += (uint32_t)s->n;
	finish(f, &m, s, w->packets, TCP, 0);
}

/* From a port, and after all of them from an address, of its own. */
static void write_idle(struct wrapping *w, FILE *f, const struct said *s)
{
	struct said from = *s;
	unsigned port = 1024 + w->packets % 60000;
	struct making m;

	from.src[1] = (uint8_t)(w->packets / 60000);
	begin(&m, "", 0);
	add_tcp(&m, port, SIP, 0, SYN);
	finish(f, &m, &from, w->packets, TCP, 0);
	begin(&m, s->text, s->n);
	add_tcp(&m, port, SIP, 1, PUSH_ACK);
	finish(f, &m, &from, w->packets, TCP, 0);
}

struct wrapping *wrapping_create(const char *name)
{
	static const struct { const char *name; wrapper *write; } all[] = {
		{ "udp", write_udp }, { "tcp", write_tcp },
		{ "frag", write_halves }, { "vxlan", write_vxlan },
		{ "idle", write_idle }, { "lost", write_lost },
	};
	struct wrapping *w;

	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
		if (strcmp(all[i].name, name) != 0)
			continue;
		w = calloc(1, sizeof *w);
		if (w)
			w->write = all[i].write;
		return w;
	}
	return NULL;
}

void wrapping_write(struct wrapping *w, FILE *f, const struct said *said)
{
	w->write(w, f, said);
	w->packets++;
}
