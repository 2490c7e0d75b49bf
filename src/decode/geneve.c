/* SPDX-License-Identifier: BSD-2-Clause */
/* Goes into GENEVE, whose options are passed over: RFC 8926. */
#include "decode/packet.h"

#define ETHERTYPE_BRIDGED 0x6558

enum fate decode_enter_geneve(struct packet *p)
{
	const uint8_t *h = wire_take(&p->wire, 8);

	/* version 0; reserved bits are ignored (section 3.4) */
	if (!h || h[0] >> 6)
		return FATE_GO_ON;
	if (!wire_take(&p->wire, (h[0] & 63u) * 4))
		return FATE_GO_ON;
	p->ethertype = (uint16_t)(h[2] << 8 | h[3]);
	packet_came_by(p, (uint32_t)h[4] << 16 | (uint32_t)h[5] << 8 | h[6]);
	switch (p->ethertype) {
	case ETHERTYPE_BRIDGED:
		return packet_has_ethernet(p) ?
		       packet_enter_link(p, TUNNEL_GENEVE,
					 decode_read_ethernet) : FATE_GO_ON;
	case ETHERTYPE_IPV4:
	case ETHERTYPE_IPV6:
		return packet_has_ip(p) ? packet_enter(p, TUNNEL_GENEVE) :
					  FATE_GO_ON;
	case ETHERTYPE_MPLS:
		return packet_enter(p, TUNNEL_GENEVE);
	default:
		return FATE_GO_ON;
	}
}
