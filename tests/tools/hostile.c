/* SPDX-License-Identifier: BSD-2-Clause */
/* Makes a capture of packets that mean no good, the same ones each time. */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LONGEST 2048
#define MODELS  4096
#define ETHERNET 1

struct model { uint32_t n; uint8_t bytes[LONGEST]; };

struct mill {
	uint64_t state;
	struct model *models;	/* sound packets to spoil; none: just noise */
	size_t n_models;
	int64_t now;		/* microseconds */
};

static uint32_t any(struct mill *m, uint32_t below)
{
	/* xorshift64*: good enough, and the same on every machine */
	m->state ^= m->state >> 12;
	m->state ^= m->state << 25;
	m->state ^= m->state >> 27;
	return (uint32_t)((m->state * 0x2545f4914f6cdd1dull) >> 32) % below;
}

static void put16(uint8_t *p, uint32_t value)
{
	p[0] = (uint8_t)(value >> 8);
	p[1] = (uint8_t)value;
}

static uint32_t fill(struct mill *m, uint8_t *p, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		p[i] = (uint8_t)any(m, 256);
	return n;
}

/* Ethernet, IPv4 and UDP around noise, with lengths that mostly fit. */
static uint32_t make_noise(struct mill *m, uint8_t *p)
{
	uint32_t n = fill(m, p, 42 + any(m, 1200));

	put16(p + 12, any(m, 8) ? 0x0800 : any(m, 65536));
	p[14] = any(m, 16) ? 0x45 : (uint8_t)any(m, 256);
	put16(p + 16, any(m, 16) ? n - 14 : any(m, 65536));
	put16(p + 20, any(m, 16) ? 0 : any(m, 65536));
	p[23] = any(m, 8) ? 17 : (uint8_t)any(m, 256);
	put16(p + 36, 5060);
	put16(p + 38, any(m, 16) ? n - 34 : any(m, 65536));
	return n;
}

/* Bytes that parsers trip over. */
static uint8_t nasty(struct mill *m)
{
	static const uint8_t bytes[] = "\0\r\n \t;,:<>\"\\@?=[]%\x7f\x80\xff";

	return bytes[any(m, sizeof bytes - 1)];
}

static uint32_t spoil(struct mill *m, uint8_t *p)
{
	const struct model *model = &m->models[any(m, m->n_models)];
	uint32_t n = model->n, at, length;

	memcpy(p, model->bytes, n);
	for (uint32_t times = 1 + any(m, 6); times > 0; times--) {
		at = any(m, n);
		length = 1 + any(m, n - at < 64 ? n - at : 64);
		switch (any(m, 6)) {
		case 0:
			p[at] ^= (uint8_t)(1u << any(m, 8));
			break;
		case 1:
			p[at] = nasty(m);
			break;
		case 2:
			memset(p + at, nasty(m), length);
			break;
		case 3:		/* a piece of it, elsewhere */
			memmove(p + any(m, n - length + 1), p + at, length);
			break;
		case 4:		/* headers, rather than what they carry */
			p[any(m, n < 64 ? n : 64)] = (uint8_t)any(m, 256);
			break;
		case 5:
			n = at + 1;
			break;
		}
	}
	return n;
}

static void write_packet(struct mill *m, const uint8_t *p, uint32_t n)
{
	uint32_t head[4];

	m->now += any(m, 2000);
	if (any(m, 100000) == 0)	/* the clock is not to be trusted */
		m->now = (int64_t)any(m, UINT32_MAX) * 1000000;
	head[0] = (uint32_t)(m->now / 1000000);
	head[1] = (uint32_t)(m->now % 1000000);
	head[2] = n;
	head[3] = n + (any(m, 16) ? 0 : any(m, 1000));
	fwrite(head, sizeof head, 1, stdout);
	fwrite(p, n, 1, stdout);
}

/* Takes the packets of the capture PATH, of this machine's byte order. */
static int read_models(struct mill *m, const char *path)
{
	FILE *f = fopen(path, "rb");
	uint8_t header[24];
	uint32_t head[4];
	bool whole = f && fread(header, sizeof header, 1, f) == 1;

	m->models = calloc(MODELS, sizeof *m->models);
	while (whole && m->models && m->n_models < MODELS &&
	       fread(head, sizeof head, 1, f) == 1) {
		struct model *model = &m->models[m->n_models];

		if (head[2] == 0 || head[2] > LONGEST ||
		    fread(model->bytes, head[2], 1, f) != 1)
			break;
		model->n = head[2];
		m->n_models++;
	}
	if (f)
		fclose(f);
	return m->n_models ? 0 : -1;
}

int main(int argc, char *argv[])
{
	static const uint32_t header[6] = { 0xa1b2c3d4, 2 | 4u << 16, 0, 0,
					    262144, ETHERNET };
	struct mill m = { .state = 88172645463325252ull,
			  .now = INT64_C(1795251600000000) };
	uint8_t packet[LONGEST];

	if (argc < 2 || (argc > 2 && read_models(&m, argv[2]) < 0)) {
		fputs("usage: hostile NUMBER [MODELS.pcap] >HOSTILE.pcap\n",
		      stderr);
		return 64;
	}
	fwrite(header, sizeof header, 1, stdout);
	for (long left = strtol(argv[1], NULL, 10); left > 0; left--)
		write_packet(&m, packet, m.n_models ? spoil(&m, packet)
						    : make_noise(&m, packet));
	free(m.models);
	return fflush(stdout) == 0 ? 0 : 71;
}
