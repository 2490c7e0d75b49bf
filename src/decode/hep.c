/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads what agents send by HEP: a message in, what the agent saw out. */
#include <errno.h>
#include <stdlib.h>
#define ZLIB_CONST
#include <zlib.h>

#include "base/hep.h"
#include "decode/packet.h"

#define UNPACKED_MOST 65536	/* no datagram is longer */
#define ANY_WRAPPING (15 + 32)	/* zlib's or gzip's (zlib.h) */

struct heps {
	const char *key;	/* by reference; NULL: any will do */
	z_stream unpacker;	/* of no use without UNPACKED */
	uint8_t *unpacked;	/* NULL: nothing was packed so far */
	struct frame frame;	/* the last one, with the agent's time */
	struct addr bad_sender;
	const char *bad;	/* what was wrong; NULL: nothing so far */
	uint64_t *counts[HEP_ENDS], *bad_key, *bad_packed, *not_sip;
};

static const char *const labels[HEP_ENDS] = {
	[HEP_VERSION] = "version", [HEP_LENGTH] = "length",
	[HEP_CHUNK] = "chunk", [HEP_NO_ADDRESSES] = "no-addresses",
	[HEP_NO_PAYLOAD] = "no-payload",
};

int decode_create_heps(struct heps **hp, struct counters *counters)
{
	struct heps *h = calloc(1, sizeof *h);

	if (!h)
		return -ENOMEM;
	for (int i = 0; i < HEP_ENDS; i++)
		if (labels[i])
			h->counts[i] = counter(counters, "bad_hep",
					       labels[i]);
	h->bad_key = counter(counters, "bad_hep", "key");
	h->bad_packed = counter(counters, "bad_hep", "compressed");
	h->not_sip = counter(counters, "not_sip", "hep");
	*hp = h;
	return 0;
}

void decode_destroy_heps(struct heps *h)
{
	if (!h)
		return;
	if (h->unpacked)
		inflateEnd(&h->unpacker);
	free(h->unpacked);
	free(h);
}

void decode_set_hep_key(struct heps *h, const char *key)
{
	h->key = key;
}

const char *decode_tell_bad_hep(const struct heps *h, struct addr *sender)
{
	if (h->bad)
		*sender = h->bad_sender;
	return h->bad;
}

/* It takes as long whichever byte is wrong: none can be found out alone. */
static bool is_key(struct slice s, struct slice key)
{
	volatile unsigned char differs = s.n != key.n;

	for (size_t i = 0; i < s.n; i++)
		differs |= (unsigned char)(s.p[i] ^ key.p[i % key.n]);
	return !differs;
}

/* What unpacks the first message is kept for all that follow. */
static bool prepare(struct heps *h)
{
	if (h->unpacked)
		return inflateReset(&h->unpacker) == Z_OK;
	h->unpacked = malloc(UNPACKED_MOST);
	if (h->unpacked && inflateInit2(&h->unpacker, ANY_WRAPPING) == Z_OK)
		return true;
	free(h->unpacked);
	h->unpacked = NULL;
	return false;
}

/* Of a message that was cut, what there is. */
static bool unpack(struct heps *h, struct hep *m)
{
	z_stream *z = &h->unpacker;
	int end;

	if (!prepare(h))
		return false;
	z->next_in = (const Bytef *)m->payload.p;
	z->avail_in = (uInt)m->payload.n;
	z->next_out = h->unpacked;
	z->avail_out = UNPACKED_MOST;
	end = inflate(z, Z_FINISH);
	m->payload.p = (const char *)h->unpacked;
	m->payload.n = UNPACKED_MOST - z->avail_out;
	if (m->cut)
		return m->payload.n > 0 && z->avail_out > 0;
	return end == Z_STREAM_END;
}

static enum fate refuse(struct heps *h, const struct payload *p,
			uint64_t *count, const char *what)
{
	++*count;
	h->bad = what;
	h->bad_sender = p->src;
	return FATE_DONE;
}

static enum transport transport_of(uint8_t protocol)
{
	switch (protocol) {
	case PROTO_UDP:
		return TRANSPORT_UDP;
	case PROTO_TCP:
		return TRANSPORT_TCP;
	case PROTO_SCTP:
		return TRANSPORT_SCTP;
	default:	/* Kamailio says 22 for TLS and WebSocket */
		return TRANSPORT_HEP;
	}
}

/*
 * The frame of P is told again with the agent's time. What came to us bears a
 * time already, the agent's if that can be believed.
 */
static void show(struct heps *h, struct payload *p, const struct hep *m)
{
	h->frame = *p->frame;
	if (m->timed && p->frame->link_type != LINK_HEP)
		h->frame.stamp = m->time;
	p->frame = &h->frame;
	p->src = m->src;
	p->dst = m->dst;
	p->src_port = m->src_port;
	p->dst_port = m->dst_port;
	p->transport = transport_of(m->protocol);
	p->vlan = m->vlan;
	p->bytes = m->payload;
	p->cut = m->cut;
	p->stretch = NULL;
}

enum fate decode_read_hep(struct heps *h, struct packet *p)
{
	struct payload *payload = p->payload;
	struct hep m;
	enum hep_end end = hep_read(&m, payload->bytes, payload->cut,
				    payload->frame->stamp);

	if (end == HEP_CUT)
		return FATE_CUT;
	if (end != HEP_SOUND)
		return refuse(h, payload, h->counts[end], labels[end]);
	if (h->key && !is_key(m.key, slice_of(h->key)))
		return refuse(h, payload, h->bad_key, "key");
	if (m.type != HEP_SIP) {
		++*h->not_sip;
		return FATE_DONE;
	}
	if (m.packed && !unpack(h, &m))
		return refuse(h, payload, h->bad_packed, "compressed");
	packet_note(payload, TUNNEL_HEP);
	show(h, payload, &m);
	return FATE_PAYLOAD;
}

enum fate decode_read_hep_sender(struct packet *p)
{
	struct payload *payload = p->payload;
	const uint8_t *sender = wire_take(&p->wire, LINK_HEP_HEAD - 2);

	payload->src_port = wire_u16(&p->wire);
	if (p->wire.failed)
		return packet_ended(p);
	payload->src = addr_from_v6(sender);
	payload->bytes = (struct slice){ (const char *)p->wire.p,
					 wire_left(&p->wire) };
	payload->cut = p->missing > 0;
	return FATE_HEP;
}
