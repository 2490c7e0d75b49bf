/* SPDX-License-Identifier: BSD-2-Clause */
/* Goes into VXLAN: RFC 7348, with group policies, and its generic form. */
#include "decode/packet.h"

enum { FLAG_GROUP = 0x80, FLAG_VNI = 0x08, FLAG_PROTOCOL = 0x04 };

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

enum fate decode_enter_vxlan(struct packet *p)
{
	const uint8_t *h = wire_take(&p->wire, 8);

	if (!h)
		return FATE_GO_ON;
	packet_came_by(p, vni_in(h));
	if (h[0] == (FLAG_VNI | FLAG_PROTOCOL) && h[1] == 0 && h[2] == 0)
		return enter_protocol(p, h[3]);
	/* draft-smith-vxlan-group-policy section 2.1 */
	if ((h[0] & ~FLAG_GROUP) == FLAG_VNI)
		return enter_protocol(p, 3);
	return FATE_GO_ON;
}
