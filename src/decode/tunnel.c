/* SPDX-License-Identifier: BSD-2-Clause */
/* Opens tunnels: a packet's payload may be a packet itself. */
#include "decode/packet.h"

enum fate packet_enter(struct packet *p, enum tunnel t)
{
	uint8_t *via = p->payload->via;

	for (int i = 0; i < TUNNELS_DEEP; i++)
		if (via[i] == TUNNEL_NONE) {
			via[i] = (uint8_t)t;
			p->fragment = false;
			return FATE_WITHIN;
		}
	return FATE_DEPTH;
}

/* RFC 2003. */
enum fate decode_enter_ipv4(struct packet *p)
{
	p->ethertype = ETHERTYPE_IPV4;
	return packet_enter(p, TUNNEL_IPIP);
}

/* RFC 2473, RFC 4213. */
enum fate decode_enter_ipv6(struct packet *p)
{
	p->ethertype = ETHERTYPE_IPV6;
	return packet_enter(p, TUNNEL_IPIP);
}
