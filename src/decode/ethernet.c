/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads Ethernet: any number of VLAN tags, and LLC where no type is told. */
#include "decode/packet.h"

/*
 * Where Linux has taken the outer of two tags off a cooked frame, newer
 * kernels name the type of what is behind both, and leave the inner one: as
 * an IP header, its type again would be a length of 2048 bytes or more.
 */
static bool hides_tag(const struct packet *p)
{
	unsigned version = p->ethertype == ETHERTYPE_IPV4 ? 4 : 6;
	struct wire ahead = p->wire;
	unsigned first = wire_u8(&ahead) >> 4;

	if (first == version && p->payload->frame->length >= 2048)
		return false;
	wire_u8(&ahead);
	return wire_u16(&ahead) == p->ethertype &&
	       wire_u8(&ahead) >> 4 == version && !ahead.failed;
}

/* LLC that bears IP: its own number of it, or SNAP's (RFC 1042). */
enum fate decode_read_llc(struct packet *p)
{
	const uint8_t *h = wire_take(&p->wire, 3);

	if (!h)
		return packet_ended(p);
	if (memcmp(h, "\x06\x06\x03", 3) == 0) {
		p->ethertype = ETHERTYPE_IPV4;
		return FATE_GO_ON;
	}
	if (memcmp(h, "\xaa\xaa\x03", 3) != 0)
		return FATE_LLC;
	h = wire_take(&p->wire, 5);
	if (!h)
		return packet_ended(p);
	if (h[0] || h[1] || (h[2] && h[2] != 0xf8))
		return FATE_LLC;
	p->ethertype = (uint16_t)(h[3] << 8 | h[4]);
	return p->ethertype < ETHERTYPES ? FATE_LLC : FATE_GO_ON;
}

enum fate decode_read_tags(struct packet *p, bool cooked)
{
	unsigned vid;

	while (packet_is_tag(p->ethertype) || (cooked && hides_tag(p))) {
		/* VID 0 bears a priority only (802.1Q section 9.6) */
		vid = wire_u16(&p->wire) & 0xfff;
		if (vid) {
			p->payload->vlan = (int)vid;
			packet_came_by(p, vid);
		}
		p->ethertype = wire_u16(&p->wire);
	}
	if (p->wire.failed)
		return packet_ended(p);
	return p->ethertype < ETHERTYPES ? decode_read_llc(p) :
					   FATE_GO_ON;
}

enum fate decode_read_ethernet(struct packet *p)
{
	const uint8_t *h = wire_take(&p->wire, 14);

	p->ethertype = h ? (uint16_t)(h[12] << 8 | h[13]) : 0;
	return decode_read_tags(p, false);
}
