/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads at once what nearly all frames are: a whole datagram, unwrapped. */
#include "decode/packet.h"

#define LINK_ETHERNET 1		/* DLT_EN10MB */

enum { ETHERNET_HEADER = 14, IP_HEADER = 20, UDP_HEADER = 8,
       HEADERS = ETHERNET_HEADER + IP_HEADER + UDP_HEADER };

static size_t number(const uint8_t *p)
{
	return (size_t)p[0] << 8 | p[1];
}

/* IPv4 without options, no fragment, which has UDP. */
static bool has_datagram(const uint8_t *ip)
{
	return ip[0] == 0x45 && (number(ip + 6) & 0x3fff) == 0 &&
	       ip[9] == PROTO_UDP;
}

/* It comes to what the layers would come to, one after the other. */
bool decode_read_plain(struct packet *p)
{
	struct payload *payload = p->payload;
	const struct frame *f = payload->frame;
	const uint8_t *ip, *udp;
	size_t length;

	if (f->link_type != LINK_ETHERNET || f->captured < HEADERS ||
	    p->missing)
		return false;
	ip = f->bytes + ETHERNET_HEADER;
	if (number(ip - 2) != ETHERTYPE_IPV4 || !has_datagram(ip))
		return false;
	udp = ip + IP_HEADER;
	length = number(udp + 4);
	if (length < UDP_HEADER || length != number(ip + 2) - IP_HEADER ||
	    length > f->captured - (ETHERNET_HEADER + IP_HEADER))
		return false;
	p->wire = wire_over(udp + UDP_HEADER, length - UDP_HEADER);
	p->protocol = PROTO_UDP;
	p->ip = ip;
	p->transport = udp;
	payload->bytes.p = (const char *)udp + UDP_HEADER;
	payload->bytes.n = length - UDP_HEADER;
	payload->src = addr_from_v4(ip + 12);
	payload->dst = addr_from_v4(ip + 16);
	payload->cut = false;
	payload->src_port = (uint16_t)number(udp);
	payload->dst_port = (uint16_t)number(udp + 2);
	payload->transport = TRANSPORT_UDP;
	return true;
}
