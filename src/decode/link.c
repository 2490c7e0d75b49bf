/* SPDX-License-Identifier: BSD-2-Clause */
/* The table of link types: each leads from a frame to its network layer. */
#include "decode/decode.h"
#include "decode/packet.h"

/* Moves W to the network layer and returns the ethertype, or 0. */
typedef uint16_t link_reader(struct wire *w);

static uint16_t read_ethernet(struct wire *w)
{
	const uint8_t *h = wire_take(w, 14);

	return h ? (uint16_t)(h[12] << 8 | h[13]) : 0;
}

/* Linux "cooked" capture: type, ARPHRD, length, 8 of address, protocol. */
static uint16_t read_sll(struct wire *w)
{
	wire_take(w, 14);
	return wire_u16(w);
}

static uint16_t read_sll2(struct wire *w)
{
	uint16_t protocol = wire_u16(w);

	wire_take(w, 18);	/* reserved, interface, ARPHRD, address */
	return protocol;
}

static uint16_t read_raw(struct wire *w)
{
	struct wire ahead = *w;

	return wire_u8(&ahead) >> 4 == 6 ? ETHERTYPE_IPV6 : ETHERTYPE_IPV4;
}

static uint16_t read_ipv4(struct wire *w)
{
	(void)w;
	return ETHERTYPE_IPV4;
}

static uint16_t read_ipv6(struct wire *w)
{
	(void)w;
	return ETHERTYPE_IPV6;
}

/*
 * BSD loopback: the address family, in the byte order of the machine that
 * captured (NULL) or of the network (LOOP). The BSDs, Darwin and Linux do not
 * agree on the number of AF_INET6.
 */
static uint16_t read_family(struct wire *w)
{
	uint32_t family = wire_u32(w);

	if (family > 0xffff)
		family = __builtin_bswap32(family);
	switch (family) {
	case 2:
		return ETHERTYPE_IPV4;
	case 10:
	case 24:
	case 28:
	case 30:
		return ETHERTYPE_IPV6;
	default:
		return ETHERTYPES;	/* reserved: nothing we know */
	}
}

/* DLT_ values, and LINKTYPE_RAW, which some files bear. */
static const struct link {
	int type;
	link_reader *read;
} links[] = {
	{ 1, read_ethernet },
	{ 113, read_sll },
	{ 276, read_sll2 },
	{ 12, read_raw },
	{ 14, read_raw },
	{ 101, read_raw },
	{ 228, read_ipv4 },
	{ 229, read_ipv6 },
	{ 0, read_family },
	{ 108, read_family },
};

static const struct link *find_link(int type)
{
	for (size_t i = 0; i < sizeof links / sizeof links[0]; i++)
		if (links[i].type == type)
			return &links[i];
	return NULL;
}

bool decode_knows_link(int link_type)
{
	return find_link(link_type) != NULL;
}

/* 802.1Q, 802.1ad, and what came before it. */
static bool is_tag(uint16_t ethertype)
{
	return ethertype == 0x8100 || ethertype == 0x88a8 ||
	       ethertype == 0x9100;
}

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

static bool is_cooked(const struct link *link)
{
	return link->read == read_sll || link->read == read_sll2;
}

enum fate decode_read_link(struct packet *p)
{
	const struct link *link = find_link(p->payload->frame->link_type);
	unsigned vid;

	if (!link)
		return FATE_UNKNOWN_LINK;
	p->ethertype = link->read(&p->wire);
	while (is_tag(p->ethertype) || (is_cooked(link) && hides_tag(p))) {
		/* VID 0 bears a priority only (802.1Q section 9.6) */
		vid = wire_u16(&p->wire) & 0xfff;
		if (vid)
			p->payload->vlan = (int)vid;
		p->ethertype = wire_u16(&p->wire);
	}
	if (p->wire.failed)
		return packet_ended(p);
	return p->ethertype < ETHERTYPES ? FATE_LLC : FATE_GO_ON;
}
