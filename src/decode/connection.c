/* SPDX-License-Identifier: BSD-2-Clause */
/* Keeps the TCP connections that are known, within their memory. */
#include <errno.h>
#include <stdlib.h>

#include "decode/connection.h"

#define IDLE  span_s(3600)	/* without a packet a connection leaves */
#define TOUCH span_s(1)		/* the order of leaving is no finer */

/* Bytes that an entry takes of the memory, its bucket among them. */
#define ENTRY (sizeof(struct connection) + 2 * sizeof(uint32_t))

static bool is_over(const struct connection *c)
{
	bool any = false;

	for (int i = 0; i < 2; i++) {
		if (c->streams[i].known && !c->streams[i].closed)
			return false;
		any = any || c->streams[i].closed;
	}
	return any;
}

static void finish(struct connections *all, struct connection *c)
{
	for (int i = 0; i < 2; i++)
		stream_finish(&all->streams, &c->streams[i]);
}

static void on_leave(void *entry, void *arg)
{
	struct connections *all = arg;

	*all->evicted += !is_over(entry);
	finish(all, entry);
}

static void count(struct streams *all, struct counters *c)
{
	all->retransmitted = counter(c, "tcp", "retransmitted");
	all->disordered = counter(c, "tcp", "out-of-order");
	all->conflicts = counter(c, "tcp", "conflicts");
	all->jumps = counter(c, "tcp", "jumps");
	all->gaps = counter(c, "gaps", "tcp");
	all->lost = counter(c, "lost_bytes", "tcp");
	all->given_up = counter(c, "evicted", "segments");
	all->foreign = counter(c, "not_sip", "stream");
}

int decode_create_connections(struct connections **cp,
			      const struct decode_spec *spec, size_t memory,
			      payload_handler *hep, void *hep_arg)
{
	struct connections *all = calloc(1, sizeof *all);
	int err = -ENOMEM;

	if (!all)
		return err;
	all->memory = memory;
	all->seed = spec->seed;
	all->evicted = counter(spec->counters, "evicted", "streams");
	all->tls[1] = counter(spec->counters, "tls_connections", "sips");
	all->tls[0] = counter(spec->counters, "tls_connections", "other");
	count(&all->streams, spec->counters);
	all->streams.payload = spec->payload;
	all->streams.arg = spec->arg;
	all->streams.hep = hep;
	all->streams.hep_arg = hep_arg;
	err = decode_create_websocket(&all->streams.websocket, spec->counters,
				      spec->payload, spec->arg);
	if (err)
		goto out;
	err = table_create(&all->table, &(struct table_spec){
		.entry_size = sizeof(struct connection),
		.roof = table_roof(memory / 4 * 3, sizeof(struct connection)),
		.leave = on_leave, .arg = all });
out:
	if (err)
		decode_destroy_connections(all);
	else
		*cp = all;
	return err;
}

static void forget(void *entry, void *arg)
{
	struct connection *c = entry;
	struct connections *all = arg;

	for (int i = 0; i < 2; i++)
		stream_release(&all->streams, &c->streams[i]);
}

void decode_destroy_connections(struct connections *all)
{
	if (!all)
		return;
	if (all->table)
		table_each(all->table, forget, all);
	table_destroy(all->table);
	decode_destroy_websocket(all->streams.websocket);
	free(all);
}

/*
 * VLANs and tunnels are no part of it: each way may have its own, as it has in
 * GTP-U and MPLS; two networks with the same addresses and ports at a time are
 * rarer.
 */
uint64_t connection_identify(const struct connections *all,
			     const struct payload *p, unsigned *way)
{
	struct { struct addr a, b; uint16_t a_port, b_port; } key = {
		p->src, p->dst, p->src_port, p->dst_port
	};
	int order = memcmp(&p->src, &p->dst, sizeof p->src);

	if (order == 0)
		order = p->src_port - p->dst_port;
	*way = order > 0;
	if (order > 0) {
		key.a = p->dst;
		key.b = p->src;
		key.a_port = p->dst_port;
		key.b_port = p->src_port;
	}
	return hash_short(all->seed, &key, sizeof key);
}

struct connection *connection_find(const struct connections *all,
				   uint64_t id)
{
	struct connection *c = NULL;

	do
		c = table_next_of(all->table, (uint32_t)id, c);
	while (c && c->id != id);
	return c;
}

static void leave_idle(struct connections *all)
{
	struct connection *c;

	while ((c = table_oldest(all->table))) {
		struct span idle = is_over(c) ? LINGER : IDLE;

		if (moment_since(all->streams.now, c->seen).ns < idle.ns)
			return;
		finish(all, c);
		table_remove(all->table, c);
	}
}

struct connection *connection_add(struct connections *all, uint64_t id)
{
	struct connection *c;

	leave_idle(all);
	c = table_add(all->table, (uint32_t)id);
	c->id = id;
	c->seen = all->streams.now;
	return c;
}

void connection_touch(struct connections *all, struct connection *c)
{
	struct moment now = all->streams.now;

	if (moment_before(now, moment_add(c->seen, TOUCH)) &&
	    !moment_before(now, c->seen))
		return;
	c->seen = now;
	table_touch(all->table, c);
}

void connections_shrink(struct connections *all)
{
	size_t entries = table_count(all->table) * ENTRY;

	streams_shrink(&all->streams, all->memory > entries ?
				      all->memory - entries : 0);
}

void decode_hurry_connections(struct connections *all, struct moment now)
{
	all->streams.now = now;
	streams_hurry(&all->streams);
	leave_idle(all);
}

struct moment decode_connections_due(const struct connections *all)
{
	return streams_due(&all->streams);
}

static void count_ends(void *entry, void *arg)
{
	struct connection *c = entry;
	struct connections *all = arg;

	for (int i = 0; i < 2; i++)
		stream_count_end(&all->streams, &c->streams[i]);
}

void decode_end_connections(struct connections *all)
{
	streams_let_go(&all->streams);
	table_each(all->table, count_ends, all);
}
