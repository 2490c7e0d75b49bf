/* SPDX-License-Identifier: BSD-2-Clause */
/* Knows a packet again that a mirror port or a bridge shows twice. */
#include "base/recent.h"
#include "decode/packet.h"

#include <endian.h>
#include <errno.h>
#include <stdlib.h>

#define WITHIN span_ms(50)

struct copies {
	struct recent *recent;
	struct hash_seed seed;
	struct hash_secret secret;
};

/*
 * What two copies have in common. The long parts, which are options or
 * extension headers and what is carried, are hashed where they lie.
 */
struct likeness {
	uint64_t options, data;
	uint64_t transport;
	uint64_t ip[5];		/* the last 2 are 0 in IPv4 */
};

int decode_create_copies(struct copies **cp, struct hash_seed seed,
			 struct counters *counters)
{
	struct copies *c = calloc(1, sizeof *c);
	int err = -ENOMEM;

	if (!c)
		return err;
	c->seed = seed;
	c->secret = hash_secret_of(seed);
	err = recent_create(&c->recent, WITHIN,
			    counter(counters, "evicted", "copies"));
	if (err) {
		free(c);
		return err;
	}
	*cp = c;
	return 0;
}

void decode_destroy_copies(struct copies *c)
{
	if (c)
		recent_destroy(c->recent);
	free(c);
}

/*
 * What was cut off may differ: where no identification tells packets apart,
 * the UDP checksum, which is of all the bytes, must.
 */
static bool need_checksum(const struct packet *p)
{
	return p->missing &&
	       (p->ip[0] >> 4 == 6 || (p->ip[4] == 0 && p->ip[5] == 0));
}

/*
 * Eight bytes in the order of the network. Whole words are masked and kept: a
 * byte changed in memory would hold up whoever reads its word at once.
 */
static uint64_t word(const uint8_t *p)
{
	uint64_t v;

	memcpy(&v, p, sizeof v);
	return be64toh(v);
}

/*
 * Forwarding changes the TTL or hop limit, and with it the checksum. Both
 * return where options or extension headers would begin.
 */
static const uint8_t *liken_ipv4(struct likeness *l, const uint8_t ip[20])
{
	l->ip[0] = word(ip);
	l->ip[1] = word(ip + 8) & 0x00ff0000ffffffff;
	l->ip[2] = word(ip + 12);
	l->ip[3] = l->ip[4] = 0;
	return ip + 20;
}

static const uint8_t *liken_ipv6(struct likeness *l, const uint8_t ip[40])
{
	l->ip[0] = word(ip) & 0xffffffffffffff00;
	for (int i = 1; i < 5; i++)
		l->ip[i] = word(ip + 8 * i);
	return ip + 40;
}

/* All of a TCP header but its checksum and its urgent pointer. */
static const uint8_t *liken_tcp(struct likeness *l, const uint8_t tcp[20])
{
	l->transport = word(tcp);
	l->options ^= word(tcp + 8);
	return tcp + 20;
}

static const uint8_t *liken_udp(struct likeness *l, const struct packet *p)
{
	l->transport = word(p->transport);
	if (!need_checksum(p))
		l->transport &= ~UINT64_C(0xffff);
	return p->transport + 8;
}

/* P's headers end where its transport's begins, or a fragment's bytes. */
static void liken_headers(const struct copies *c, struct likeness *l,
			  const struct packet *p, const uint8_t *end)
{
	const uint8_t *options;

	if (p->ip[0] >> 4 == 4)
		options = liken_ipv4(l, p->ip);
	else
		options = liken_ipv6(l, p->ip);
	l->options = options == end ? 0 :
		hash_short(c->seed, options, (size_t)(end - options));
}

static uint64_t liken(const struct copies *c, const struct packet *p)
{
	const uint8_t *data;
	struct likeness l;

	liken_headers(c, &l, p, p->transport);
	data = p->protocol == PROTO_TCP ? liken_tcp(&l, p->transport) :
					  liken_udp(&l, p);
	l.data = hash_long(&c->secret, data, (size_t)(p->wire.end - data));
	return hash_short(c->seed, &l, sizeof l);
}

/*
 * Of fragments only those that came the same way: of a packet on a VLAN and
 * its parent, which come in any order, each is put together, and then a copy.
 */
static uint64_t liken_fragment(const struct copies *c, const struct packet *p)
{
	uint64_t way = (uint64_t)p->payload->vlan << 32;
	struct likeness l;

	for (int i = 0; i < TUNNELS_DEEP; i++)
		way |= (uint64_t)p->payload->via[i] << 8 * i;
	liken_headers(c, &l, p, p->wire.p);
	l.data = hash_long(&c->secret, p->wire.p, wire_left(&p->wire));
	l.transport = way;
	return hash_short(c->seed, &l, sizeof l);
}

/*
 * By the packets' own stamps: the clock stands still while they are behind
 * it, and what comes meanwhile is not all of one instant.
 */
bool decode_is_copy(struct copies *c, const struct packet *p)
{
	uint64_t id = p->fragment ? liken_fragment(c, p) : liken(c, p);

	return recent_saw(c->recent, id, p->payload->frame->stamp);
}

bool decode_saw(struct copies *c, struct slice bytes, struct moment stamp)
{
	return recent_saw(c->recent, hash_long(&c->secret, bytes.p, bytes.n),
			  stamp);
}
