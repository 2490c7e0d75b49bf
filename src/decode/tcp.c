/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads TCP segments, and tells the streams what they bring. */
#include "decode/connection.h"

enum { FIN = 1, SYN = 2, RST = 4, ACK = 16 };

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

enum fate decode_take_segment(struct connections *all, struct packet *p)
{
	struct segment g = segment_in(p);
	enum fate fate;
	unsigned way;
	uint64_t id = connection_identify(all, p->payload, &way);
	struct connection *c = connection_find(all, id);

	all->streams.now = p->payload->frame->stamp;
	if (c) {
		renew(all, c, way, &g,
		      moment_since(all->streams.now, c->seen));
		connection_touch(all, c);
	} else if (g.flags & RST ||
		   (!(g.flags & SYN) && segment_size(&g) == 0)) {
		return FATE_NO_DATA;
	} else {
		c = connection_add(all, id);
	}
	fate = take_segment(all, c, way, &g);
	connections_shrink(all);
	return fate;
}
