/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads IPv4 and IPv6 headers, options and extension headers passed over. */
#include "decode/packet.h"

/*
 * The packet says that TOTAL bytes follow: what comes after them is padding
 * of the link layer, and what isn't there of them is missing.
 */
static void end_at(struct packet *p, size_t total)
{
	size_t left = wire_left(&p->wire);

	p->missing = total > left ? total - left : 0;
	wire_limit(&p->wire, total);
}

/* Passes over an Authentication Header (RFC 4302 section 2). */
static void pass_ah(struct packet *p)
{
	p->protocol = wire_u8(&p->wire);
	wire_take(&p->wire, wire_u8(&p->wire) * 4u + 6);
}

enum fate decode_read_ipv4(struct packet *p)
{
	struct wire *w = &p->wire;
	const uint8_t *h = w->p;
	size_t length, header;

	p->ip = h;
	if (!wire_take(w, 20))
		return packet_ended(p);
	if (h[0] >> 4 != 4)
		return FATE_VERSION;
	header = (h[0] & 15u) * 4;
	if (header < 20)
		return FATE_HEADER_LENGTH;

	/* Segmentation left to the network card: too long for its field,
	 * or not yet known. It is as long as its frame, then. */
	length = (size_t)h[2] << 8 | h[3];
	if (length == 0)
		length = 20 + wire_left(w) + p->missing;
	if (length < header)
		return FATE_LENGTH;
	end_at(p, length - 20);

	wire_take(w, header - 20);
	p->protocol = h[9];
	p->fragment = ((h[6] << 8 | h[7]) & 0x3fff) != 0;
	p->payload->src = addr_from_v4(h + 12);
	p->payload->dst = addr_from_v4(h + 16);
	if (!p->fragment && p->protocol == PROTO_AH)
		pass_ah(p);
	return w->failed ? packet_ended(p) : FATE_GO_ON;
}

/*
 * RFC 8200 section 4. A fragment that is the whole packet (an "atomic" one,
 * RFC 6946) is read as if it had no fragment header.
 */
static void pass_extensions(struct packet *p)
{
	struct wire *w = &p->wire;

	while (!w->failed && !p->fragment) {
		switch (p->protocol) {
		case PROTO_HOP_BY_HOP:
		case PROTO_ROUTING:
		case PROTO_OPTIONS:
			p->protocol = wire_u8(w);
			wire_take(w, wire_u8(w) * 8u + 6);
			break;
		case PROTO_FRAGMENT:
			p->protocol = wire_u8(w);
			wire_u8(w);
			p->fragment = (wire_u16(w) & 0xfff9) != 0;
			wire_u32(w);
			break;
		case PROTO_AH:
			pass_ah(p);
			break;
		default:
			return;
		}
	}
}

enum fate decode_pass_headers(struct packet *p)
{
	if (p->ip[0] >> 4 == 6)
		pass_extensions(p);
	else if (p->protocol == PROTO_AH)
		pass_ah(p);
	return p->wire.failed ? packet_ended(p) : FATE_GO_ON;
}

/*
 * What is too long for its field, as segments of over 64 KiB are, has its
 * length in an option (RFC 2675 section 2), here the first one; or that of
 * its frame. 0: neither.
 */
static size_t long_length(const struct packet *p)
{
	struct wire ahead = p->wire;

	if (p->protocol == PROTO_TCP)
		return wire_left(&p->wire) + p->missing;
	if (p->protocol != PROTO_HOP_BY_HOP)
		return 0;
	wire_u16(&ahead);
	return wire_u16(&ahead) == 0xc204 ? wire_u32(&ahead) : 0;
}

enum fate decode_read_ipv6(struct packet *p)
{
	struct wire *w = &p->wire;
	const uint8_t *h = w->p;
	size_t length;

	p->ip = h;
	if (!wire_take(w, 40))
		return packet_ended(p);
	if (h[0] >> 4 != 6)
		return FATE_VERSION;
	length = (size_t)h[4] << 8 | h[5];
	p->protocol = h[6];
	if (length == 0)
		length = long_length(p);
	if (length == 0)
		return p->protocol == PROTO_HOP_BY_HOP ? FATE_JUMBOGRAM :
							 FATE_LENGTH;
	end_at(p, length);
	p->payload->src = addr_from_v6(h + 8);
	p->payload->dst = addr_from_v6(h + 24);
	pass_extensions(p);
	return w->failed ? packet_ended(p) : FATE_GO_ON;
}
