/* SPDX-License-Identifier: BSD-2-Clause */
/* Goes into tunnels: what is in a packet is a packet itself. */
#include "decode/packet.h"

int packet_note(struct payload *p, enum tunnel t)
{
	int n = 0;

	while (n < VIA_MOST - 1 && p->via[n] != TUNNEL_NONE)
		n++;
	p->via[n] = (uint8_t)t;
	return n;
}

enum fate packet_enter(struct packet *p, enum tunnel t)
{
	if (packet_note(p->payload, t) >= TUNNELS_DEEP)
		return FATE_DEPTH;
	p->fragment = false;
	packet_came_by(p, t);
	return FATE_WITHIN;
}

void packet_came_between(struct packet *p)
{
	const struct addr ends[2] = { p->payload->src, p->payload->dst };
	uint64_t words[4];

	_Static_assert(sizeof words == sizeof ends, "addresses have 16 bytes");
	memcpy(words, ends, sizeof words);
	for (int i = 0; i < 4; i++)
		packet_came_by(p, words[i]);
}

enum fate packet_enter_ip(struct packet *p, enum tunnel t)
{
	struct wire ahead = p->wire;

	p->ethertype = wire_u8(&ahead) >> 4 == 6 ? ETHERTYPE_IPV6 :
						   ETHERTYPE_IPV4;
	return packet_enter(p, t);
}

enum fate packet_enter_link(struct packet *p, enum tunnel t,
			    enum fate (*read)(struct packet *p))
{
	enum fate fate = packet_enter(p, t);

	if (fate != FATE_WITHIN)
		return fate;
	fate = read(p);
	return fate == FATE_GO_ON ? FATE_WITHIN : fate;
}

/* Of what the snap length cut, what is there must fit. */
static bool has_ipv4(const struct packet *p, struct wire w, size_t length)
{
	const uint8_t *h = wire_take(&w, 4);
	size_t header, total;

	if (!h)
		return p->missing > 0;
	header = (h[0] & 15u) * 4;
	total = (size_t)h[2] << 8 | h[3];
	return header >= 20 && total >= header && total <= length;
}

static bool has_ipv6(const struct packet *p, struct wire w, size_t length)
{
	const uint8_t *h = wire_take(&w, 6);

	if (!h)
		return p->missing > 0;
	return length >= 40 && ((size_t)h[4] << 8 | h[5]) + 40 <= length;
}

static bool has_version(const struct packet *p, struct wire w, int version)
{
	size_t length = wire_left(&w) + p->missing;

	if (wire_left(&w) == 0 || *w.p >> 4 != version)
		return false;
	return version == 4 ? has_ipv4(p, w, length) :
			      has_ipv6(p, w, length);
}

bool packet_has_ip(const struct packet *p)
{
	return has_version(p, p->wire, 4) || has_version(p, p->wire, 6);
}

/* SNAP, IP or the spanning tree: a length may be any two bytes. */
static bool has_llc(struct wire w)
{
	const uint8_t *h = wire_take(&w, 3);

	return h && (memcmp(h, "\xaa\xaa\x03", 3) == 0 ||
		     memcmp(h, "\x06\x06\x03", 3) == 0 ||
		     memcmp(h, "\x42\x42\x03", 3) == 0);
}

/* Any bytes can be addresses: the type must be one that is met with. */
bool packet_has_ethernet(const struct packet *p)
{
	struct wire w = p->wire;
	uint16_t type;

	wire_take(&w, 12);
	for (type = wire_u16(&w); packet_is_tag(type); type = wire_u16(&w))
		wire_u16(&w);
	if (w.failed)
		return false;
	switch (type) {
	case ETHERTYPE_IPV4:
		return has_version(p, w, 4);
	case ETHERTYPE_IPV6:
		return has_version(p, w, 6);
	case ETHERTYPE_ARP:
	case ETHERTYPE_MPLS:
	case ETHERTYPE_MPLS_UPSTREAM:
	case ETHERTYPE_PPPOE:
		return true;
	default:
		return type < ETHERTYPES && has_llc(w);
	}
}

/* RFC 2003. */
enum fate decode_enter_ipv4(struct packet *p)
{
	p->ethertype = ETHERTYPE_IPV4;
	packet_came_between(p);
	return packet_enter(p, TUNNEL_IPIP);
}

/* RFC 2473, RFC 4213. */
enum fate decode_enter_ipv6(struct packet *p)
{
	p->ethertype = ETHERTYPE_IPV6;
	packet_came_between(p);
	return packet_enter(p, TUNNEL_IPIP);
}
