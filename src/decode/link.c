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

/* Solaris: version, family, and 22 bytes of no use here. */
static uint16_t read_ipnet(struct wire *w)
{
	const uint8_t *h = wire_take(w, 24);

	if (!h)
		return 0;
	return h[1] == 2 ? ETHERTYPE_IPV4 :
	       h[1] == 26 ? ETHERTYPE_IPV6 : ETHERTYPES;
}

/* Cisco's HDLC: address, control, ethertype. */
static uint16_t read_hdlc(struct wire *w)
{
	wire_u16(w);
	return wire_u16(w);
}

/* PPP behind a byte that tells its direction. */
static enum fate read_directed_ppp(struct packet *p)
{
	wire_u8(&p->wire);
	return decode_read_ppp(p);
}

static enum fate read_pktap(struct packet *p);

/*
 * DLT_ values, and LINKTYPE_RAW, which some files bear. What does not say an
 * ethertype, or has more to say, moves the packet by itself.
 */
static const struct link {
	int type;
	link_reader *read;
	enum fate (*move)(struct packet *p);
} links[] = {
	{ 1, read_ethernet, NULL },
	{ 113, read_sll, NULL },
	{ 276, read_sll2, NULL },
	{ 12, read_raw, NULL },
	{ 14, read_raw, NULL },
	{ 101, read_raw, NULL },
	{ 228, read_ipv4, NULL },
	{ 229, read_ipv6, NULL },
	{ 0, read_family, NULL },
	{ 108, read_family, NULL },
	{ 104, read_hdlc, NULL },
	{ 226, read_ipnet, NULL },
	{ 9, NULL, decode_read_ppp },
	{ 50, NULL, decode_read_ppp },
	{ 51, NULL, decode_read_pppoe },
	{ 204, NULL, read_directed_ppp },
	{ 105, NULL, decode_read_wlan },
	{ 127, NULL, decode_read_radiotap },
	{ 178, NULL, decode_read_juniper_ethernet },
	{ 179, NULL, decode_read_juniper_ppp },
	{ 167, NULL, decode_read_juniper_pppoe },
	{ 181, NULL, decode_read_juniper_hdlc },
	{ 239, NULL, decode_read_nflog },
	{ 252, NULL, decode_read_upper },
	{ 258, NULL, read_pktap },
	{ LINK_HEP, NULL, decode_read_hep_sender },
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

static bool is_cooked(const struct link *link)
{
	return link->read == read_sll || link->read == read_sll2;
}

static enum fate read_by(const struct link *link, struct packet *p)
{
	if (link->move)
		return link->move(p);
	p->ethertype = link->read(&p->wire);
	return decode_read_tags(p, is_cooked(link));
}

static uint32_t little(const uint8_t *b)
{
	return (uint32_t)b[3] << 24 | (uint32_t)b[2] << 16 |
	       (uint32_t)b[1] << 8 | b[0];
}

/*
 * Darwin's: its length, what it is (1: a packet), and the link type of that,
 * each 4 bytes of a little-endian machine, and more that is of no use here.
 */
static enum fate read_pktap(struct packet *p)
{
	struct wire *w = &p->wire;
	const uint8_t *h = wire_take(w, 12);
	const struct link *link;

	if (!h)
		return packet_ended(p);
	link = find_link((int)little(h + 8));
	if (little(h + 4) != 1 || !link || link->move == read_pktap)
		return FATE_UNKNOWN_LINK;
	if (little(h) < 12)
		return FATE_HEADER_LENGTH;
	return wire_take(w, little(h) - 12) ? read_by(link, p) :
					      packet_ended(p);
}

enum fate decode_read_link(struct packet *p)
{
	const struct link *link = find_link(p->payload->frame->link_type);

	return link ? read_by(link, p) : FATE_UNKNOWN_LINK;
}
