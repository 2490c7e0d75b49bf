/* SPDX-License-Identifier: BSD-2-Clause */
/* Knows a packet again that a mirror port or a bridge shows twice. */
#include "base/table.h"
#include "decode/packet.h"

#include <errno.h>
#include <stdlib.h>

#define WITHIN span_ms(50)

/* So many packets in 50 ms are 1.3 million a second. */
#define ROOF 65536

struct copies {
	struct table *table;
	struct hash_seed seed;
	struct hash_secret secret;
};

struct sighting {
	struct table_entry entry;
	struct hash_id id;
	struct moment last;
};

/*
 * What two copies have in common. The long parts, which are options or
 * extension headers and what UDP carries, are hashed where they lie.
 */
struct likeness {
	uint8_t ip[40];
	uint8_t udp[8];
	struct hash_id options, data;
};

int decode_create_copies(struct copies **cp, struct hash_seed seed,
			 struct counters *counters)
{
	struct table_spec spec = {
		.entry_size = sizeof(struct sighting),
		.roof = ROOF,
		.evicted = counter(counters, "evicted", "copies"),
	};
	struct copies *c = calloc(1, sizeof *c);
	int err = -ENOMEM;

	if (!c)
		return err;
	c->seed = seed;
	c->secret = hash_secret_of(seed);
	err = table_create(&c->table, &spec);
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
		table_destroy(c->table);
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
static struct hash_id liken(const struct copies *c, const struct packet *p)
{
	size_t fixed = p->ip[0] >> 4 == 4 ? 20 : 40;
	const uint8_t *options = p->ip + fixed, *data = p->udp + 8;
	struct likeness l = { .options = { 0, 0 } };

	memcpy(l.ip, p->ip, fixed);
	memcpy(l.udp, p->udp, need_checksum(p) ? 8 : 6);
	if (fixed == 20)
		l.ip[8] = l.ip[10] = l.ip[11] = 0;
	else
		l.ip[7] = 0;
	if (options < p->udp)
		l.options = hash_bytes(c->seed, options,
				       (size_t)(p->udp - options));
	l.data = hash_long(&c->secret, data, (size_t)(p->wire.end - data));
	return hash_bytes(c->seed, &l, sizeof l);
}

/*
 * By the packets' own stamps: the clock stands still while they are behind
 * it, and what comes meanwhile is not all of one instant.
 */
static bool is_close(struct moment a, struct moment b)
{
	return llabs(moment_since(a, b).ns) <= WITHIN.ns;
}

/* The oldest are in front, as each sighting makes its entry the newest. */
static void forget_old(struct copies *c, struct moment now)
{
	struct sighting *s;

	while ((s = table_oldest(c->table)) != NULL && !is_close(now, s->last))
		table_remove(c->table, s);
}

bool decode_is_copy(struct copies *c, const struct packet *p)
{
	struct moment now = p->frame->stamp;
	struct hash_id id = liken(c, p);
	struct sighting *s = NULL;

	forget_old(c, now);
	while ((s = table_next_of(c->table, (uint32_t)id.lo, s)) != NULL)
		if (hash_equal(s->id, id)) {
			bool copy = is_close(now, s->last);

			s->last = now;
			table_touch(c->table, s);
			return copy;
		}
	s = table_add(c->table, (uint32_t)id.lo);
	if (s) {
		s->id = id;
		s->last = now;
	}
	return false;
}
