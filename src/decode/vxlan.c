/* SPDX-License-Identifier: BSD-2-Clause */
/* Goes into VXLAN: RFC 7348, with group policies, and its generic form. */
#include "decode/packet.h"

enum { FLAG_GROUP = 0x80, VERSION = 0x30, FLAG_VNI = 0x08,
       FLAG_PROTOCOL = 0x04, FLAG_OAM = 0x01 };

/* draft-ietf-nvo3-vxlan-gpe section 3.2 */
static enum fate enter_protocol(struct packet *p, uint8_t protocol)
{
	switch (protocol) {
	case 1:
	case 2:
		return packet_has_ip(p) ? packet_enter_ip(p, TUNNEL_VXLAN) :
					  FATE_GO_ON;
	case 3:
		return packet_has_ethernet(p) ?
		       packet_enter_link(p, TUNNEL_VXLAN,
					 decode_read_ethernet) : FATE_GO_ON;
	case 5:
		p->ethertype = ETHERTYPE_MPLS;
		return packet_enter(p, TUNNEL_VXLAN);
	default:
		return FATE_GO_ON;
	}
}

static uint32_t vni_in(const uint8_t h[8])
{
	return (uint32_t)h[4] << 16 | (uint32_t)h[5] << 8 | h[6];
}

/*
 * All but the VNI's flag is reserved, to be ignored (RFC 7348 section 5), or
 * says what the other forms have: a group (draft-smith-vxlan-group-policy
 * section 2.1), or the protocol, which is never 0.
 */
static bool is_generic(const uint8_t h[8])
{
	return !(h[0] & FLAG_GROUP) && h[0] & FLAG_PROTOCOL && h[3];
}

enum fate decode_enter_vxlan(struct packet *p)
{
	const uint8_t *h = wire_take(&p->wire, 8);

	if (!h || !(h[0] & FLAG_VNI))
		return FATE_GO_ON;
	packet_came_by(p, vni_in(h));
	if (!is_generic(h))
		return enter_protocol(p, 3);
	return h[0] & (VERSION | FLAG_OAM) ? FATE_GO_ON :
					     enter_protocol(p, h[3]);
}
