/* SPDX-License-Identifier: BSD-2-Clause */
/* Goes into GRE with all its options, and what mirrors send by it: ERSPAN. */
#include "decode/packet.h"

/* RFC 2784, RFC 2890; routing is of RFC 1701, ACK of RFC 2637. */
enum { CHECKSUM = 0x8000, ROUTING = 0x4000, KEY = 0x2000, SEQUENCE = 0x1000,
       ACK = 0x0080, VERSION = 7 };

enum { TYPE_BRIDGED = 0x6558, TYPE_PPP = 0x880b, TYPE_ERSPAN = 0x88be,
       TYPE_ERSPAN_III = 0x22eb };

/* The VLAN that a frame was on and the session that mirrors it. */
#define ERSPAN_WHERE 0x0fff03ff

/* RFC 1701: address family, offset, length; the last has neither. */
static void pass_routing(struct wire *w)
{
	uint16_t family;
	uint8_t n;

	do {
		family = wire_u16(w);
		wire_u8(w);
		n = wire_u8(w);
		wire_take(w, n);
	} while (!w->failed && (family || n));
}

/* Without a key, which tells tunnels apart, their ends do. */
static void pass_options(struct packet *p, uint16_t flags)
{
	struct wire *w = &p->wire;

	if (flags & (CHECKSUM | ROUTING))
		wire_u32(w);
	if (flags & KEY)
		packet_came_by(p, wire_u32(w));
	else
		packet_came_between(p);
	if (flags & SEQUENCE)
		wire_u32(w);
	if (flags & ROUTING)
		pass_routing(w);
}

/*
 * draft-foschiano-erspan: type I has no header of its own, which a missing
 * sequence number tells; II has 8 bytes.
 */
static enum fate enter_erspan(struct packet *p, uint16_t flags)
{
	if (flags & SEQUENCE) {
		packet_came_by(p, wire_u32(&p->wire) & ERSPAN_WHERE);
		wire_u32(&p->wire);
	}
	return packet_enter_link(p, TUNNEL_ERSPAN, decode_read_ethernet);
}

/* III has 12 bytes, and 8 more if its last bit says so. */
static enum fate enter_erspan_iii(struct packet *p)
{
	struct wire ahead = p->wire;
	const uint8_t *h = wire_take(&p->wire, 12);

	if (!h)
		return packet_ended(p);
	packet_came_by(p, wire_u32(&ahead) & ERSPAN_WHERE);
	if (h[11] & 1)
		wire_take(&p->wire, 8);
	if ((h[10] >> 2 & 31) == 2)	/* frame type: no Ethernet, but IP */
		return packet_enter_ip(p, TUNNEL_ERSPAN);
	return packet_enter_link(p, TUNNEL_ERSPAN, decode_read_ethernet);
}

/* PPTP (RFC 2637 section 4.1): what only acknowledges has no sequence. */
static enum fate enter_version_1(struct packet *p, uint16_t flags)
{
	struct wire *w = &p->wire;

	if (p->ethertype != TYPE_PPP || !(flags & KEY))
		return FATE_TUNNEL;
	wire_u16(w);		/* length and call, in place of a key */
	packet_came_by(p, wire_u16(w));
	if (!(flags & SEQUENCE))
		return w->failed ? packet_ended(p) : FATE_NO_DATA;
	wire_u32(w);
	if (flags & ACK)
		wire_u32(w);
	return packet_enter_link(p, TUNNEL_GRE, decode_read_ppp);
}

enum fate decode_enter_gre(struct packet *p)
{
	struct wire *w = &p->wire;
	uint16_t flags = wire_u16(w);

	p->ethertype = wire_u16(w);
	if (w->failed)
		return packet_ended(p);
	if ((flags & VERSION) == 1)
		return enter_version_1(p, flags);
	if (flags & VERSION)
		return FATE_TUNNEL;
	pass_options(p, flags);
	if (w->failed)
		return packet_ended(p);
	switch (p->ethertype) {
	case TYPE_BRIDGED:
		return packet_enter_link(p, TUNNEL_GRE,
					 decode_read_ethernet);
	case TYPE_PPP:
		return packet_enter_link(p, TUNNEL_GRE, decode_read_ppp);
	case TYPE_ERSPAN:
		return enter_erspan(p, flags);
	case TYPE_ERSPAN_III:
		return enter_erspan_iii(p);
	default:
		return packet_enter(p, TUNNEL_GRE);
	}
}
