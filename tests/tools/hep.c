/* SPDX-License-Identifier: BSD-2-Clause */
/* Makes of a packet the HEP with which an agent tells of it. */
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "scene.h"

#define ROOM FRAME_LONGEST

struct making {
	uint8_t *b;
	size_t n;
};

static void put(struct making *m, const void *p, size_t n)
{
	memcpy(m->b + m->n, p, n);
	m->n += n;
}

/* VALUE in N bytes, of the network's order. */
static void put_number(struct making *m, uint64_t value, size_t n)
{
	while (n-- > 0)
		m->b[m->n++] = (uint8_t)(value >> 8 * n);
}

static void put_chunk(struct making *m, unsigned kind, const void *p,
		      size_t n)
{
	put_number(m, 0, 2);
	put_number(m, kind, 2);
	put_number(m, 6 + n, 2);
	put(m, p, n);
}

static void put_number_chunk(struct making *m, unsigned kind, uint64_t value,
			     size_t n)
{
	uint8_t bytes[8];
	struct making number = { bytes, 0 };

	put_number(&number, value, n);
	put_chunk(m, kind, bytes, n);
}

static void put_payload(struct making *m, const struct packet *p, bool packed)
{
	uint8_t bytes[ROOM];
	uLongf n = sizeof bytes;

	if (!packed)
		put_chunk(m, 0x0f, p->payload, p->n);
	else if (compress(bytes, &n, p->payload, p->n) == Z_OK)
		put_chunk(m, 0x10, bytes, n);
}

static void put_3(struct making *m, const struct packet *p,
		  const struct hep *h)
{
	bool v4 = addr_is_v4(&p->src.addr);
	size_t from = v4 ? 12 : 0;

	put(m, "HEP3\0\0", 6);
	put_number_chunk(m, 1, v4 ? 2 : 10, 1);
	put_number_chunk(m, 2, h->protocol, 1);
	put_chunk(m, v4 ? 3 : 5, p->src.addr.b + from, 16 - from);
	put_chunk(m, v4 ? 4 : 6, p->dst.addr.b + from, 16 - from);
	put_number_chunk(m, 7, p->src.port, 2);
	put_number_chunk(m, 8, p->dst.port, 2);
	put_number_chunk(m, 9, (uint64_t)h->time / 1000000000, 4);
	put_number_chunk(m, 10, (uint64_t)h->time % 1000000000 / 1000, 4);
	put_number_chunk(m, 11, h->type, 1);
	put_number_chunk(m, 12, 2001, 4);
	if (h->key)
		put_chunk(m, 14, h->key, strlen(h->key));
	if (p->src.vlan >= 0)
		put_number_chunk(m, 0x12, (uint64_t)p->src.vlan, 2);
	put_payload(m, p, h->packed);
	m->b[4] = (uint8_t)(m->n >> 8);
	m->b[5] = (uint8_t)m->n;
}

/* Its time is in the order of most agents' machines. */
static void put_2(struct making *m, const struct packet *p,
		  const struct hep *h)
{
	bool v4 = addr_is_v4(&p->src.addr);
	size_t from = v4 ? 12 : 0;
	uint32_t seconds = (uint32_t)(h->time / 1000000000);
	uint32_t rest = (uint32_t)(h->time % 1000000000 / 1000);

	put_number(m, 2, 1);
	put_number(m, v4 ? 16 : 40, 1);
	put_number(m, v4 ? 2 : 10, 1);
	put_number(m, h->protocol, 1);
	put_number(m, p->src.port, 2);
	put_number(m, p->dst.port, 2);
	put(m, p->src.addr.b + from, 16 - from);
	put(m, p->dst.addr.b + from, 16 - from);
	put_number(m, __builtin_bswap32(seconds), 4);
	put_number(m, __builtin_bswap32(rest), 4);
	put_number(m, 0xd1070000, 4);
	put(m, p->payload, p->n);
}

void hep_wrap(struct packet *p, const struct hep *h)
{
	struct making m = { need(malloc(ROOM)), 0 };

	if (h->version == 2)
		put_2(&m, p, h);
	else
		put_3(&m, p, h);
	free(p->payload);
	p->payload = m.b;
	p->n = m.n;
	p->kind = KIND_UDP;
	p->src = h->agent;
	p->dst = h->collector;
}
