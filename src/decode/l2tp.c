/* SPDX-License-Identifier: BSD-2-Clause */
/* Goes into L2TP's data messages: version 2 in UDP, 3 in UDP or IP. */
#include "decode/packet.h"

/* RFC 2661 section 3.1 */
enum { CONTROL = 0x8000, LENGTH = 0x4000, SEQUENCE = 0x0800, OFFSET = 0x0200,
       VERSION = 15 };

/* PPP with the number of an IP packet, and with one behind it? */
static bool has_ppp(const struct packet *p)
{
	struct packet ahead = *p;

	return decode_read_ppp(&ahead) == FATE_GO_ON &&
	       (ahead.ethertype == ETHERTYPE_MPLS || packet_has_ip(&ahead));
}

static enum fate enter_version_2(struct packet *p, uint16_t flags)
{
	struct wire *w = &p->wire;

	if (flags & LENGTH)
		wire_u16(w);
	packet_came_by(p, wire_u32(w));	/* tunnel and session */
	if (flags & SEQUENCE)
		wire_u32(w);
	if (flags & OFFSET)
		wire_take(w, wire_u16(w));
	return !w->failed && has_ppp(p) ?
	       packet_enter_link(p, TUNNEL_L2TP, decode_read_ppp) :
	       FATE_GO_ON;
}

/*
 * RFC 3931 section 4.1: behind the session a cookie of 0, 4 or 8 bytes and a
 * sublayer of 0 or 4; only the two ends know which, and what follows.
 */
static enum fate enter_version_3(struct packet *p)
{
	struct wire session = p->wire;

	for (unsigned n = 0; n <= 12; n += 4) {
		p->wire = session;
		if (!wire_take(&p->wire, n))
			break;
		if (packet_has_ethernet(p))
			return packet_enter_link(p, TUNNEL_L2TP,
						 decode_read_ethernet);
		if (has_ppp(p))
			return packet_enter_link(p, TUNNEL_L2TP,
						 decode_read_ppp);
		if (packet_has_ip(p))
			return packet_enter_ip(p, TUNNEL_L2TP);
	}
	return FATE_L2TP;
}

enum fate decode_enter_udp_l2tp(struct packet *p)
{
	struct wire *w = &p->wire;
	uint16_t flags = wire_u16(w);
	enum fate fate;

	if (w->failed || flags & CONTROL)
		return FATE_GO_ON;
	if ((flags & VERSION) == 2)
		return enter_version_2(p, flags);
	if (flags != 3)
		return FATE_GO_ON;
	wire_u16(w);
	packet_came_by(p, wire_u32(w));		/* session */
	if (w->failed)
		return FATE_GO_ON;
	fate = enter_version_3(p);
	return fate == FATE_L2TP ? FATE_GO_ON : fate;
}

/* RFC 3931 section 4.1.1: session 0 is control. */
enum fate decode_enter_l2tp(struct packet *p)
{
	uint32_t session = wire_u32(&p->wire);

	if (p->wire.failed)
		return packet_ended(p);
	packet_came_by(p, session);
	return session ? enter_version_3(p) : FATE_NO_DATA;
}
