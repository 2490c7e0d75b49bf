/* SPDX-License-Identifier: BSD-2-Clause */
/* The TCP connections that are known: found, made, and left behind. */
#ifndef SIPWARD_DECODE_CONNECTION_H
#define SIPWARD_DECODE_CONNECTION_H

#include "base/table.h"
#include "decode/stream.h"

/* So long a closed one is known without a packet. */
#define LINGER span_s(60)

struct connection {
	struct table_entry entry;
	uint64_t id;			/* a hash: of addresses and ports */
	struct moment seen;
	struct stream streams[2];
};

struct connections {
	struct table *table;
	size_t memory;
	struct hash_seed seed;
	struct streams streams;
	uint64_t *evicted;
	uint64_t *tls[2];		/* to other ports, to that of SIPS */
};

/* Both ways have one id; in *WAY is which of them P goes. */
uint64_t connection_identify(const struct connections *all,
			     const struct payload *p, unsigned *way);
struct connection *connection_find(const struct connections *all,
				   uint64_t id);
struct connection *connection_add(struct connections *all, uint64_t id);

/* C has a packet now. */
void connection_touch(struct connections *all, struct connection *c);

/* What ALL take is brought down to its memory. */
void connections_shrink(struct connections *all);

#endif
