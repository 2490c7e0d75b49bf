/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads what Wireshark exports of a protocol ("Upper PDU"): no packets. */
#include "decode/packet.h"

/* epan/exported_pdu.h of Wireshark; EXP_PDU_TAG_... */
enum { TAG_END = 0, TAG_PROTOCOL = 12, TAG_IPV4_SRC = 20, TAG_IPV4_DST,
       TAG_IPV6_SRC, TAG_IPV6_DST, TAG_PORT_TYPE, TAG_SRC_PORT,
       TAG_DST_PORT };

enum { PORT_SCTP = 1, PORT_TCP, PORT_UDP };

static uint32_t number(struct wire value)
{
	return wire_u32(&value);
}

static void tell_addr(struct addr *a, struct wire value, size_t n)
{
	const uint8_t *b = wire_take(&value, n);

	if (b)
		*a = n == 4 ? addr_from_v4(b) : addr_from_v6(b);
}

static void tell_transport(struct payload *payload, uint32_t type)
{
	if (type == PORT_TCP)
		payload->transport = TRANSPORT_TCP;
	else if (type == PORT_SCTP)
		payload->transport = TRANSPORT_SCTP;
}

static void tell(struct payload *payload, uint16_t tag, struct wire value)
{
	switch (tag) {
	case TAG_IPV4_SRC:
	case TAG_IPV6_SRC:
		tell_addr(&payload->src, value, tag == TAG_IPV4_SRC ? 4 : 16);
		break;
	case TAG_IPV4_DST:
	case TAG_IPV6_DST:
		tell_addr(&payload->dst, value, tag == TAG_IPV4_DST ? 4 : 16);
		break;
	case TAG_PORT_TYPE:
		tell_transport(payload, number(value));
		break;
	case TAG_SRC_PORT:
		payload->src_port = (uint16_t)number(value);
		break;
	case TAG_DST_PORT:
		payload->dst_port = (uint16_t)number(value);
		break;
	}
}

/* The protocol's name, which zeros may fill up. */
static bool is_named(struct wire name, const char *text)
{
	size_t n = strlen(text);

	return wire_left(&name) >= n && memcmp(name.p, text, n) == 0 &&
	       (wire_left(&name) == n || name.p[n] == '\0');
}

/* Whole packets are exported too. */
static enum fate read_rest(struct packet *p, struct wire name)
{
	struct payload *payload = p->payload;
	struct wire ahead = p->wire;

	if (is_named(name, "ip") || is_named(name, "ipv6")) {
		p->ethertype = wire_u8(&ahead) >> 4 == 6 ? ETHERTYPE_IPV6 :
							   ETHERTYPE_IPV4;
		return FATE_GO_ON;
	}
	if (is_named(name, "eth") || is_named(name, "eth_withoutfcs"))
		return decode_read_ethernet(p);
	payload->bytes.p = (const char *)p->wire.p;
	payload->bytes.n = wire_left(&p->wire);
	payload->cut = p->missing > 0;
	return FATE_PAYLOAD;
}

enum fate decode_read_upper(struct packet *p)
{
	static const uint8_t unknown[4];
	struct wire *w = &p->wire, value, name = { NULL, NULL, false };
	struct payload *payload = p->payload;
	uint16_t tag, n;

	payload->src = payload->dst = addr_from_v4(unknown);
	payload->src_port = payload->dst_port = 0;
	payload->transport = TRANSPORT_UDP;
	for (;;) {
		tag = wire_u16(w);
		n = wire_u16(w);
		value = *w;
		wire_take(w, n);
		if (w->failed)
			return packet_ended(p);
		if (tag == TAG_END)
			return read_rest(p, name);
		wire_limit(&value, n);
		if (tag == TAG_PROTOCOL)
			name = value;
		else
			tell(payload, tag, value);
	}
}
