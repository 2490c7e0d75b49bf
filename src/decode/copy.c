/* SPDX-License-Identifier: BSD-2-Clause */
/* Knows a packet again that a mirror port or a bridge shows twice. */
#include "base/recent.h"
#include "decode/packet.h"

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
 * extension headers and what UDP carries, are hashed where they lie.
 */
struct likeness {
	uint64_t options, data;
	uint8_t udp[8];
	uint8_t ip[40];		/* of IPv4 only the first half counts */
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

/* Forwarding changes the TTL or hop limit, and with it the checksum. */
static size_t liken_ip(struct likeness *l, const struct packet *p)
{
	if (p->ip[0] >> 4 == 4) {
		memcpy(l->ip, p->ip, 20);
		l->ip[8] = l->ip[10] = l->ip[11] = 0;
		return 20;
	}
	memcpy(l->ip, p->ip, 40);
	l->ip[7] = 0;
	return 40;
}

static uint64_t liken(const struct copies *c, const struct packet *p)
{
	const uint8_t *data = p->udp + 8, *options;
	struct likeness l;
	size_t fixed = liken_ip(&l, p);

	options = p->ip + fixed;
	l.options = options == p->udp ? 0 :
		hash_short(c->seed, options, (size_t)(p->udp - options));
	l.data = hash_long(&c->secret, data, (size_t)(p->wire.end - data));
	memcpy(l.udp, p->udp, 8);
	if (!need_checksum(p))
		l.udp[6] = l.udp[7] = 0;
	return hash_short(c->seed, &l, offsetof(struct likeness, ip) + fixed);
}

/*
 * By the packets' own stamps: the clock stands still while they are behind
 * it, and what comes meanwhile is not all of one instant.
 */
bool decode_is_copy(struct copies *c, const struct packet *p)
{
	return recent_saw(c->recent, liken(c, p), p->frame->stamp);
}
