/* SPDX-License-Identifier: BSD-2-Clause */
/* Feeds tunnels and the rarer link types with bytes: none is read beyond. */
#include <stdlib.h>

#include "decode.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What the bytes are put into: a frame of a link type, IP or UDP. */
static const struct carrier {
	int link_type;
	uint16_t ethertype;	/* of Ethernet */
	uint8_t protocol;	/* of IPv4 */
	uint16_t port;		/* of UDP */
} carriers[] = {
	{ 1, 0x8847, 0, 0 }, { 1, 0x8864, 0, 0 }, { 1, 0x0026, 0, 0 },
	{ 12, 0, 4, 0 }, { 12, 0, 41, 0 }, { 12, 0, 47, 0 },
	{ 12, 0, 115, 0 }, { 12, 0, 137, 0 },
	{ 12, 0, 17, 4789 }, { 12, 0, 17, 6081 }, { 12, 0, 17, 2152 },
	{ 12, 0, 17, 1701 }, { 12, 0, 17, 6635 }, { 12, 0, 17, 37008 },
	{ 9, 0, 0, 0 }, { 51, 0, 0, 0 }, { 105, 0, 0, 0 }, { 127, 0, 0, 0 },
	{ 226, 0, 0, 0 }, { 239, 0, 0, 0 }, { 252, 0, 0, 0 },
	{ 258, 0, 0, 0 }, { 178, 0, 0, 0 }, { 179, 0, 0, 0 },
	{ 181, 0, 0, 0 }, { 104, 0, 0, 0 },
};

/* The tunnels that were gone through are known ones, and nothing follows. */
static void check_payload(const struct payload *p, void *arg)
{
	uint64_t *sum = arg;
	int i = 0;

	while (i < VIA_MOST && p->via[i] > TUNNEL_NONE &&
	       p->via[i] < TUNNELS)
		i++;
	for (; i < VIA_MOST; i++)
		if (p->via[i] != TUNNEL_NONE)
			abort();
	if (p->vlan < -1 || p->vlan > 4095)
		abort();
	for (size_t n = 0; n < p->bytes.n; n++)
		*sum += (uint8_t)p->bytes.p[n];
}

struct bench {
	struct decode *decode;
	struct moment now;
	uint64_t sum;
};

static void set_up(struct bench *b)
{
	static const struct port_range vxlan = { 4789, 4789 };

	b->decode = fuzz_decode((struct decode_spec){
		.memory = 16 << 20, .vxlan_ports = &vxlan, .n_vxlan_ports = 1,
		.payload = check_payload, .arg = &b->sum });
}

static uint8_t *put16(uint8_t *b, size_t v)
{
	b[0] = (uint8_t)(v >> 8);
	b[1] = (uint8_t)v;
	return b + 2;
}

/* C's headers for N bytes; how many they are. */
static size_t put_headers(const struct carrier *c, size_t n, uint8_t b[28])
{
	static const uint8_t ip[20] = { 0x45, 0, 0, 0, 0, 1, 0, 0, 64, 0, 0, 0,
					192, 0, 2, 1, 192, 0, 2, 2 };
	size_t header = c->port ? 28 : 20;

	memset(b, 0, 28);
	if (c->ethertype) {
		put16(b + 12, c->ethertype);
		return 14;
	}
	if (!c->protocol)
		return 0;
	memcpy(b, ip, sizeof ip);
	put16(b + 2, n + header > 65535 ? 0 : n + header);
	b[9] = c->protocol;
	put16(b + 20, 40000);
	put16(b + 22, c->port);
	put16(b + 24, n + 8 > 65535 ? 0 : n + 8);
	return header;
}

/*
 * The first byte chooses the carrier, the second says how many bytes the snap
 * length cut off.
 */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct bench b;
	const struct carrier *c;
	struct frame f = { .number = 1 };
	uint8_t headers[28], *bytes;
	size_t header, n;

	if (size < 2)
		return 0;
	if (!b.decode)
		set_up(&b);
	c = &carriers[data[0] % (sizeof carriers / sizeof carriers[0])];
	n = size - 2;
	header = put_headers(c, n + data[1], headers);
	bytes = malloc(header + n + 1);
	if (!bytes)
		abort();
	/* flush with the end of the block */
	memcpy(bytes + 1, headers, header);
	memcpy(bytes + 1 + header, data + 2, n);
	b.now = f.stamp = moment_add(b.now, span_s(1));
	f.link_type = c->link_type;
	f.bytes = bytes + 1;
	f.captured = (uint32_t)(header + n);
	f.length = f.captured + data[1];
	decode_frame(b.decode, &f);
	free(bytes);
	return 0;
}
