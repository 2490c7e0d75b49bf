/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads the frames of Juniper's routers, as far as tcpdump describes them. */
#include "decode/packet.h"

enum { NO_LINK = 0x02, EXTENDED = 0x80 };

/*
 * "MGC", flags, perhaps extensions with their length. A frame may have lost
 * its link layer: then four bytes and an IP packet follow.
 */
static enum fate read_header(struct packet *p,
			     enum fate (*read)(struct packet *p))
{
	struct wire *w = &p->wire;
	const uint8_t *h = wire_take(w, 4);
	struct wire ahead;

	if (!h)
		return packet_ended(p);
	if (memcmp(h, "MGC", 3) != 0)
		return FATE_NOT_IP;
	if (h[3] & EXTENDED)
		wire_take(w, wire_u16(w));
	if (h[3] & NO_LINK)
		wire_u32(w);
	if (w->failed)
		return packet_ended(p);
	if (!(h[3] & NO_LINK))
		return read(p);
	ahead = *w;
	p->ethertype = wire_u8(&ahead) >> 4 == 6 ? ETHERTYPE_IPV6 :
						   ETHERTYPE_IPV4;
	return FATE_GO_ON;
}

enum fate decode_read_juniper_ethernet(struct packet *p)
{
	return read_header(p, decode_read_ethernet);
}

enum fate decode_read_juniper_ppp(struct packet *p)
{
	return read_header(p, decode_read_ppp);
}

enum fate decode_read_juniper_pppoe(struct packet *p)
{
	return read_header(p, decode_read_ethernet);
}

/* Cisco's HDLC: address, control, ethertype. */
static enum fate read_hdlc(struct packet *p)
{
	wire_u16(&p->wire);
	p->ethertype = wire_u16(&p->wire);
	return p->wire.failed ? packet_ended(p) : FATE_GO_ON;
}

enum fate decode_read_juniper_hdlc(struct packet *p)
{
	return read_header(p, read_hdlc);
}
