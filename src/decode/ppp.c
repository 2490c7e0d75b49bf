/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads PPP (RFC 1661, RFC 1662), and PPPoE's header before it (RFC 2516). */
#include "decode/packet.h"

/* PPP's numbers of what Ethernet has numbers for; the others are its own. */
static uint16_t ethertype_of(uint16_t protocol)
{
	switch (protocol) {
	case 0x0021:
		return ETHERTYPE_IPV4;
	case 0x0057:
		return ETHERTYPE_IPV6;
	case 0x0281:
		return ETHERTYPE_MPLS;
	case 0x0283:
		return ETHERTYPE_MPLS_UPSTREAM;
	default:
		return 0;
	}
}

/*
 * Address and control may have been left out, and the first byte of the
 * protocol, if it is 0: the last byte of a protocol is odd.
 */
enum fate decode_read_ppp(struct packet *p)
{
	struct wire *w = &p->wire, ahead = *w;
	uint16_t protocol;

	if (wire_u16(&ahead) == 0xff03)
		*w = ahead;
	protocol = wire_u8(w);
	if (!(protocol & 1))
		protocol = (uint16_t)(protocol << 8 | wire_u8(w));
	if (w->failed)
		return packet_ended(p);
	p->ethertype = ethertype_of(protocol);
	return p->ethertype ? FATE_GO_ON : FATE_NOT_IP;
}

/* Version 1, type 1, code 0: a session's data (section 4). */
enum fate decode_read_pppoe(struct packet *p)
{
	const uint8_t *h = wire_take(&p->wire, 6);

	if (!h)
		return packet_ended(p);
	if (h[0] != 0x11 || h[1])
		return FATE_NOT_IP;
	packet_came_by(p, (uint64_t)h[2] << 8 | h[3]);	/* session */
	return decode_read_ppp(p);
}

enum fate decode_enter_pppoe(struct packet *p)
{
	return packet_enter_link(p, TUNNEL_PPPOE, decode_read_pppoe);
}
