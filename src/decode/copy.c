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
};

/* What the headers of two copies have in common. */
struct likeness {
	uint64_t transport;
	uint64_t ip[5];		/* the last 2 are not there in IPv4 */
};

int decode_create_copies(struct copies **cp, size_t memory,
			 struct hash_seed seed, struct counters *counters)
{
	struct copies *c = calloc(1, sizeof *c);
	int err = -ENOMEM;

	if (!c)
		return err;
	c->seed = seed;
	err = recent_create(&c->recent, WITHIN, memory,
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
	return ip + 20;
}

static const uint8_t *liken_ipv6(struct likeness *l, const uint8_t ip[40])
{
	l->ip[0] = word(ip) & 0xffffffffffffff00;
	for (int i = 1; i < 5; i++)
		l->ip[i] = word(ip + 8 * i);
	return ip + 40;
}

static const uint8_t *liken_ip(struct likeness *l, const uint8_t *ip)
{
	return ip[0] >> 4 == 4 ? liken_ipv4(l, ip) : liken_ipv6(l, ip);
}

static uint64_t liken_options(const struct copies *c, const uint8_t *options,
			      const uint8_t *end)
{
	return options == end ? 0 :
	       hash_short(c->seed, options, (size_t)(end - options));
}

/*
 * What is long, the OPTIONS and what P carries from DATA on, is hashed where
 * it lies, and seeds the hash of the rest.
 */
static uint64_t join(const struct copies *c, const struct likeness *l,
		     uint64_t options, const struct packet *p,
		     const uint8_t *data)
{
	size_t n = (size_t)(p->wire.end - data);
	struct hash_seed seed = {
		options ^ hash_long(c->seed, data, n)
	};

	return hash_short(seed, l, p->ip[0] >> 4 == 4 ?
				   offsetof(struct likeness, ip[3]) :
				   sizeof *l);
}

static uint64_t liken_datagram(const struct copies *c, const struct packet *p)
{
	const uint8_t *udp = p->transport;
	struct likeness l;
	uint64_t options = liken_options(c, liken_ip(&l, p->ip), udp);

	l.transport = word(udp);
	if (!need_checksum(p))
		l.transport &= ~UINT64_C(0xffff);
	return join(c, &l, options, p, udp + 8);
}

/* All of a TCP header but its checksum and its urgent pointer. */
static uint64_t liken_segment(const struct copies *c, const struct packet *p)
{
	const uint8_t *tcp = p->transport;
	struct likeness l;
	uint64_t options = liken_options(c, liken_ip(&l, p->ip), tcp);

	l.transport = word(tcp);
	return join(c, &l, options ^ word(tcp + 8), p, tcp + 20);
}

/*
 * Of fragments only those that came the same way: of a packet on a VLAN and
 * its parent, which come in any order, each is put together, and then a copy.
 */
static uint64_t liken_fragment(const struct copies *c, const struct packet *p)
{
	const uint8_t *data = p->wire.p;
	struct likeness l;
	uint64_t options = liken_options(c, liken_ip(&l, p->ip), data);

	l.transport = p->way;
	return join(c, &l, options, p, data);
}

/* Out of line: the many datagrams need no registers saved for it. */
static __attribute__((noinline)) uint64_t
liken_other(const struct copies *c, const struct packet *p)
{
	return p->fragment ? liken_fragment(c, p) : liken_segment(c, p);
}

static uint64_t liken(const struct copies *c, const struct packet *p)
{
	return p->fragment || p->protocol == PROTO_TCP ? liken_other(c, p) :
							 liken_datagram(c, p);
}

/*
 * By the packets' own stamps: the clock stands still while they are behind
 * it, and what comes meanwhile is not all of one instant.
 */
bool decode_is_copy(struct copies *c, const struct packet *p)
{
	return recent_saw(c->recent, liken(c, p), p->payload->frame->stamp);
}

bool decode_saw(struct copies *c, struct slice bytes, struct moment stamp)
{
	return recent_saw(c->recent, hash_long(c->seed, bytes.p, bytes.n),
			  stamp);
}
