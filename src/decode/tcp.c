/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads TCP segments, and knows the connections that they belong to. */
#include <errno.h>
#include <stdlib.h>

#include "base/table.h"
#include "decode/stream.h"

#define IDLE   span_s(3600)	/* without a packet a connection leaves */
#define LINGER span_s(60)	/* and so a closed one */
#define TOUCH  span_s(1)	/* the order of leaving is no finer */

enum { FIN = 1, SYN = 2, RST = 4, ACK = 16 };

struct connection {
	struct table_entry entry;
	uint64_t id;			/* a hash: of addresses and ports */
	struct moment seen;
	struct stream streams[2];
};

/* Bytes that an entry takes of the memory, its bucket among them. */
#define ENTRY (sizeof(struct connection) + 2 * sizeof(uint32_t))

struct connections {
	struct table *table;
	size_t memory;
	struct hash_seed seed;
	struct streams streams;
	uint64_t *evicted;
	uint64_t *tls[2];		/* to other ports, to that of SIPS */
};

/* -- headers ------------------------------------------------------------- */

/* Options may have been cut off; then so were all the data. */
static void pass_options(struct packet *p, size_t n)
{
	size_t there = wire_left(&p->wire);

	if (n > there && n - there <= p->missing) {
		p->missing -= n - there;
		n = there;
	}
	wire_take(&p->wire, n);
}

enum fate decode_read_tcp(struct packet *p)
{
	struct payload *payload = p->payload;
	struct wire *w = &p->wire;
	const uint8_t *h = wire_take(w, 20);

	if (!h)
		return packet_ended(p);
	if (h[12] >> 4 < 5)
		return FATE_HEADER_LENGTH;
	pass_options(p, (h[12] >> 4) * 4u - 20);
	if (w->failed)
		return packet_ended(p);

	p->transport = h;
	payload->bytes.p = (const char *)w->p;
	payload->bytes.n = wire_left(w);
	payload->cut = p->missing > 0;
	payload->src_port = (uint16_t)(h[0] << 8 | h[1]);
	payload->dst_port = (uint16_t)(h[2] << 8 | h[3]);
	payload->transport = TRANSPORT_TCP;
	return FATE_SEGMENT;
}

static uint32_t number_at(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
	       (uint32_t)p[2] << 8 | p[3];
}

static struct segment segment_in(const struct packet *p)
{
	const uint8_t *h = p->transport;

	return (struct segment){
		.payload = p->payload, .bytes = p->payload->bytes,
		.missing = p->missing, .seq = number_at(h + 4),
		.ack = number_at(h + 8), .flags = h[13],
	};
}

/* -- connections --------------------------------------------------------- */

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
	size_t roof = memory / 4 * 3 / ENTRY;
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
		.roof = roof < 1 ? 1 : (uint32_t)roof,
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
 * Both ways have one id; in *WAY is which of them P goes. VLANs and tunnels
 * are no part of it: each way may have its own, as it has in GTP-U and MPLS;
 * two networks with the same addresses and ports at a time are rarer.
 */
static uint64_t identify(const struct connections *all,
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

static struct connection *find(const struct connections *all, uint64_t id)
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

static struct connection *add(struct connections *all, uint64_t id)
{
	struct connection *c;

	leave_idle(all);
	c = table_add(all->table, (uint32_t)id);
	c->id = id;
	c->seen = all->streams.now;
	return c;
}

static void touch(struct connections *all, struct connection *c)
{
	struct moment now = all->streams.now;

	if (moment_before(now, moment_add(c->seen, TOUCH)) &&
	    !moment_before(now, c->seen))
		return;
	c->seen = now;
	table_touch(all->table, c);
}

/* -- segments ------------------------------------------------------------ */

static void begin_anew(struct connections *all, struct stream *s)
{
	stream_finish(&all->streams, s);
	memset(s, 0, sizeof *s);
}

/*
 * A SYN with another number than the last one's: ports are used again. One
 * that answers tells by what it acknowledges whether the other is new too.
 */
static void begin(struct connections *all, struct stream *s,
		  struct stream *other, const struct segment *g)
{
	uint32_t start = g->seq + 1;

	if (s->known && s->start == start)
		return;
	if (g->flags & ACK ? other->known && other->start != g->ack :
			     s->known)
		begin_anew(all, other);
	if (s->known)
		begin_anew(all, s);
	stream_begin(s, start, true);
}

/*
 * Ports are used again, and the SYN was not seen: what closed goes on so long
 * after its last packet, or with numbers that have nothing to do with its own.
 */
static void renew(struct connections *all, struct connection *c, unsigned way,
		  const struct segment *g, struct span idle)
{
	struct stream *s = &c->streams[way], *other = &c->streams[!way];
	bool late = idle.ns >= LINGER.ns;

	if (!s->closed || (!late && (segment_size(g) == 0 ||
				     stream_is_near(s, g->seq))))
		return;
	if (late || other->closed)
		begin_anew(all, other);
	begin_anew(all, s);
}

static enum fate take_data(struct connections *all, struct stream *s,
			   struct stream *other, const struct segment *g)
{
	bool known = s->kind == STREAM_TLS || other->kind == STREAM_TLS;

	stream_take(&all->streams, s, g);
	if (s->kind == STREAM_TLS && !known)
		++*all->tls[stream_is_to_sips(g->payload)];
	if (other->other != s->kind)
		stream_hear_kind(other, s->kind);
	if (s->kind == STREAM_TLS)
		return FATE_TLS;
	return g->missing ? FATE_CUT : FATE_DONE;
}

static void reset(struct connections *all, struct connection *c,
		  struct stream *s, struct stream *other, uint32_t seq)
{
	if (!stream_reset(&all->streams, s, seq))
		return;
	stream_finish(&all->streams, other);
	if (!s->kind && !other->kind)		/* nobody was there */
		table_remove(all->table, c);
}

static enum fate take_segment(struct connections *all, struct connection *c,
			      unsigned way, struct segment *g)
{
	struct stream *s = &c->streams[way], *other = &c->streams[!way];
	bool data = segment_size(g) > 0;
	enum fate fate = FATE_NO_DATA;

	if (g->flags & SYN) {
		begin(all, s, other, g);
		g->seq++;
	}
	if (g->flags & ACK)
		stream_acknowledge(&all->streams, other, g->ack, data);
	if (data)
		fate = take_data(all, s, other, g);
	if (g->flags & FIN)
		stream_end(&all->streams, s, g);
	if (g->flags & RST)
		reset(all, c, s, other, g->seq);
	return fate;
}

static void shrink(struct connections *all)
{
	size_t entries = table_count(all->table) * ENTRY;

	streams_shrink(&all->streams, all->memory > entries ?
				      all->memory - entries : 0);
}

enum fate decode_take_segment(struct connections *all, struct packet *p)
{
	struct segment g = segment_in(p);
	enum fate fate;
	unsigned way;
	uint64_t id = identify(all, p->payload, &way);
	struct connection *c = find(all, id);

	all->streams.now = p->payload->frame->stamp;
	if (c) {
		renew(all, c, way, &g,
		      moment_since(all->streams.now, c->seen));
		touch(all, c);
	} else if (g.flags & RST ||
		   (!(g.flags & SYN) && segment_size(&g) == 0)) {
		return FATE_NO_DATA;
	} else {
		c = add(all, id);
	}
	fate = take_segment(all, c, way, &g);
	shrink(all);
	return fate;
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
