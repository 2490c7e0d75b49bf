/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads a UDP header: which of the bytes that follow are the datagram. */
#include "decode/packet.h"

/* The checksum is never looked at: on its sender it isn't computed yet. */
enum fate decode_read_udp(struct packet *p)
{
	struct payload *payload = p->payload;
	struct wire *w = &p->wire;
	size_t said = wire_left(w) + p->missing, length;
	const uint8_t *h = wire_take(w, 8);

	if (!h)
		return packet_ended(p);
	length = (size_t)h[4] << 8 | h[5];
	if (length == 0)	/* too long for the field (RFC 2675) */
		length = said;
	if (length < 8)
		return FATE_UDP_LENGTH;
	wire_limit(w, length - 8);

	p->transport = h;
	payload->bytes.p = (const char *)w->p;
	payload->bytes.n = wire_left(w);
	payload->cut = payload->bytes.n < length - 8;
	payload->src_port = (uint16_t)(h[0] << 8 | h[1]);
	payload->dst_port = (uint16_t)(h[2] << 8 | h[3]);
	payload->transport = TRANSPORT_UDP;
	return FATE_GO_ON;
}
