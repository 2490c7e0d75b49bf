/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads a UDP header: which of the bytes that follow are the datagram. */
#include "decode/packet.h"

/* The checksum is never looked at: on its sender it isn't computed yet. */
enum fate decode_read_udp(struct packet *p, struct payload *payload)
{
	struct wire w = p->wire;
	size_t said = wire_left(&w) + p->missing, length;
	uint16_t src, dst;

	p->udp = w.p;
	src = wire_u16(&w);
	dst = wire_u16(&w);
	length = wire_u16(&w);
	wire_u16(&w);
	if (w.failed)
		return packet_ended(p);

	if (length == 0)	/* too long for the field (RFC 2675) */
		length = said;
	if (length < 8)
		return FATE_UDP_LENGTH;
	p->wire = w;
	wire_limit(&w, length - 8);

	payload->bytes.p = (const char *)w.p;
	payload->bytes.n = wire_left(&w);
	payload->cut = payload->bytes.n < length - 8;
	payload->src = p->src;
	payload->dst = p->dst;
	payload->src_port = src;
	payload->dst_port = dst;
	payload->transport = TRANSPORT_UDP;
	payload->vlan = p->vlan;
	payload->frame = p->frame;
	return FATE_GO_ON;
}
