/* SPDX-License-Identifier: BSD-2-Clause */
/* Wraps a payload in a transport, IP, tunnels and a link, checksums too. */
#include <string.h>

#include "scene.h"
#include "wrap.h"

enum { PROTO_ICMP = 1, PROTO_TCP = 6, PROTO_UDP = 17, PROTO_FRAGMENT = 44,
       PROTO_ICMPV6 = 58, PROTO_SCTP = 132 };

static size_t put16(uint8_t *b, size_t value)
{
	b[0] = (uint8_t)(value >> 8);
	b[1] = (uint8_t)value;
	return 2;
}

/* RFC 1071, of N bytes more than those that SUM has. */
static uint32_t add_up(uint32_t sum, const uint8_t *b, size_t n)
{
	for (size_t i = 0; i < n; i++)
		sum += i & 1 ? b[i] : (uint32_t)b[i] << 8;
	return sum;
}

static uint16_t fold(uint32_t sum)
{
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)~sum;
}

/* The IP addresses as they stand in headers. */
static const uint8_t *bare(const struct addr *a, size_t *n)
{
	*n = addr_is_v4(a) ? 4 : 16;
	return a->b + 16 - *n;
}

/* The checksum of N bytes of PROTOCOL with the pseudo-header of P. */
static uint16_t checksum(const struct packet *p, uint8_t protocol,
			 const uint8_t *b, size_t n)
{
	uint32_t sum = protocol + (uint32_t)n;
	size_t length;
	const uint8_t *addr;

	addr = bare(&p->src.addr, &length);
	sum = add_up(sum, addr, length);
	addr = bare(&p->dst.addr, &length);
	sum = add_up(sum, addr, length);
	return fold(add_up(sum, b, n));
}

static size_t put_udp(const struct packet *p, uint8_t *b)
{
	uint16_t sum;

	memset(b, 0, 8);
	put16(b, p->src.port);
	put16(b + 2, p->dst.port);
	put16(b + 4, 8 + p->n);
	memcpy(b + 8, p->payload, p->n);
	sum = checksum(p, PROTO_UDP, b, 8 + p->n);
	put16(b + 6, sum ? sum : 0xffff);	/* RFC 768 */
	return 8 + p->n;
}

static size_t put_tcp(const struct packet *p, uint8_t *b)
{
	memset(b, 0, 20);
	put16(b, p->src.port);
	put16(b + 2, p->dst.port);
	put16(b + 4, p->seq >> 16);
	put16(b + 6, p->seq & 0xffff);
	put16(b + 8, p->ack >> 16);
	put16(b + 10, p->ack & 0xffff);
	b[12] = 0x50;
	b[13] = p->flags;
	put16(b + 14, 0xffff);
	memcpy(b + 20, p->payload, p->n);
	put16(b + 16, checksum(p, PROTO_TCP, b, 20 + p->n));
	return 20 + p->n;
}

/* CRC-32C (RFC 9260 appendix A), least byte first. */
static void put_crc(uint8_t *to, const uint8_t *b, size_t n)
{
	uint32_t crc = UINT32_MAX;

	for (size_t i = 0; i < n; i++) {
		crc ^= b[i];
		for (int bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? 0x82f63b78 : 0);
	}
	for (int i = 0; i < 4; i++)
		to[i] = (uint8_t)(~crc >> 8 * i);
}

/* DATA chunks, as many as it takes, all in one packet. */
static size_t put_sctp(const struct packet *p, uint8_t *b)
{
	size_t most = p->chunk ? p->chunk : p->n, n = 12, tsn = 0;

	memset(b, 0, 12);
	put16(b, p->src.port);
	put16(b + 2, p->dst.port);
	put16(b + 6, p->src.number + 1u);
	for (size_t at = 0; at < p->n; at += most) {
		size_t part = p->n - at < most ? p->n - at : most;

		memset(b + n, 0, 16 + part + 3);
		b[n + 1] = (uint8_t)((at == 0 ? 2 : 0) |
				     (at + part == p->n ? 1 : 0));
		put16(b + n + 2, 16 + part);
		put16(b + n + 4, p->id);
		put16(b + n + 6, tsn++);
		put16(b + n + 10, p->id);
		memcpy(b + n + 16, p->payload + at, part);
		n += (16 + part + 3) & ~(size_t)3;
	}
	put_crc(b + 8, b, n);
	return n;
}

/* Port unreachable (RFC 792, RFC 4443): quotes the packet in its payload. */
static size_t put_icmp(const struct packet *p, bool v4, uint8_t *b)
{
	size_t most = v4 ? 548 : 1232, n = p->n < most ? p->n : most;

	memset(b, 0, 8);
	b[0] = v4 ? 3 : 1;
	b[1] = v4 ? 3 : 4;
	memcpy(b + 8, p->payload, n);
	put16(b + 2, v4 ? fold(add_up(0, b, 8 + n)) :
			  checksum(p, PROTO_ICMPV6, b, 8 + n));
	return 8 + n;
}

static size_t put_ipv4(const struct packet *p, uint8_t protocol, size_t n,
		       size_t flags, uint8_t *b)
{
	memset(b, 0, 20);
	b[0] = 0x45;
	put16(b + 2, 20 + n);
	put16(b + 4, p->id);
	put16(b + 6, flags);
	b[8] = p->ttl;
	b[9] = protocol;
	memcpy(b + 12, p->src.addr.b + 12, 4);
	memcpy(b + 16, p->dst.addr.b + 12, 4);
	put16(b + 10, fold(add_up(0, b, 20)));
	return 20;
}

static size_t put_ipv6(const struct packet *p, uint8_t next, size_t n,
		       uint8_t *b)
{
	memset(b, 0, 8);
	b[0] = 0x60;
	put16(b + 4, n);
	b[6] = next;
	b[7] = p->ttl;
	memcpy(b + 8, p->src.addr.b, 16);
	memcpy(b + 24, p->dst.addr.b, 16);
	return 40;
}

static size_t put_transport(const struct packet *p, uint8_t *b,
			    uint8_t *protocol)
{
	bool v4 = addr_is_v4(&p->src.addr);

	switch (p->kind) {
	case KIND_TCP:
		*protocol = PROTO_TCP;
		return put_tcp(p, b);
	case KIND_SCTP:
		*protocol = PROTO_SCTP;
		return put_sctp(p, b);
	case KIND_ICMP:
		*protocol = v4 ? PROTO_ICMP : PROTO_ICMPV6;
		return put_icmp(p, v4, b);
	default:
		*protocol = PROTO_UDP;
		return put_udp(p, b);
	}
}

size_t frame_ip(const struct packet *p, uint8_t bytes[FRAME_LONGEST])
{
	bool v4 = addr_is_v4(&p->src.addr);
	size_t header = v4 ? 20 : 40;
	uint8_t protocol;
	size_t n = put_transport(p, bytes + header, &protocol);

	if (v4)
		put_ipv4(p, protocol, n, p->id ? 0 : 0x4000, bytes);
	else
		put_ipv6(p, protocol, n, bytes);
	return header + n;
}

/* What a machine's NFLOG or a wireless frame has before an IP packet. */
static const uint8_t nflog[] = { 2, 0, 0, 0 };
static const uint8_t wlan[] = { 0x88, 0x01, 0, 0, 2, 0, 0, 0, 0, 3,
				2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 0, 0,
				0, 0, 0xaa, 0xaa, 3, 0, 0, 0 };
/* Flags: the frame's body begins at a multiple of four bytes. */
static const uint8_t radiotap[] = { 0, 0, 9, 0, 2, 0, 0, 0, 0x20 };

static size_t put(uint8_t *b, const uint8_t *bytes, size_t n)
{
	memcpy(b, bytes, n);
	return n;
}

/* The link layer before what stands behind TYPE. */
static size_t put_link(const struct packet *p, enum link_type link,
		       size_t type, size_t n, uint8_t *b)
{
	memset(b, 0, 64);
	switch (link) {
	case LINK_ETHERNET:
		b[0] = b[6] = 2;	/* locally administered */
		put16(b + 4, p->dst.number);
		put16(b + 10, p->src.number);
		return 12 + put16(b + 12, type);
	case LINK_SLL:
		b[3] = 1;
		b[5] = 6;
		b[6] = 2;
		put16(b + 10, p->src.number);
		return 14 + put16(b + 14, type);
	case LINK_SLL2:
		put16(b, type);
		b[7] = 2;
		b[9] = 1;
		b[11] = 6;
		b[12] = 2;
		put16(b + 16, p->src.number);
		return 20;
	case LINK_PPP:
		b[0] = 0xff;
		b[1] = 3;
		put16(b + 2, type == 0x0800 ? 0x0021 :
			     type == 0x86dd ? 0x0057 : 0x0281);
		return 4;
	case LINK_NFLOG:
		put(b, nflog, sizeof nflog);
		b[4] = (uint8_t)(n + 4);	/* little-endian */
		b[5] = (uint8_t)((n + 4) >> 8);
		b[6] = 9;
		return 8;
	case LINK_WLAN:
		return put(b, wlan, sizeof wlan) +
		       put16(b + sizeof wlan, type);
	case LINK_RADIOTAP:
		put(b, radiotap, sizeof radiotap);
		put(b + 9, wlan, 26);
		put(b + 9 + 28, wlan + 26, 6);
		return 9 + 34 + put16(b + 9 + 34, type);
	default:
		return 0;
	}
}

static bool can_bear(enum link_type link, uint16_t type)
{
	bool ip = type == 0x0800 || type == 0x86dd;

	if (link == LINK_RAW || link == LINK_NFLOG)
		return ip;
	return link != LINK_PPP || ip || type == 0x8847;
}

/* N bytes of IP go through P's tunnels, behind its tag, and onto the link. */
static bool send(const struct packet *p, enum link_type link,
		 const uint8_t *ip, size_t n, frame_handler *h, void *arg)
{
	static struct wrapped w;
	static uint8_t frame[FRAME_LONGEST + 64];
	size_t head;

	w.type = addr_is_v4(&p->src.addr) ? 0x0800 : 0x86dd;
	w.n = n;
	memcpy(w.b, ip, n);
	if (!wrap_chain(&w, p->via))
		return false;
	if (p->src.vlan >= 0 && link != LINK_RAW) {
		memmove(w.b + 4, w.b, w.n);
		put16(w.b, (size_t)p->src.vlan);
		put16(w.b + 2, w.type);
		w.n += 4;
		w.type = 0x8100;
	}
	if (!can_bear(link, w.type))
		return false;
	head = put_link(p, link, w.type, w.n, frame);
	memcpy(frame + head, w.b, w.n);
	h(frame, head + w.n, arg);
	return true;
}

/* The fragment of the N bytes at IP, P's packet, that is OFFSET behind its
 * header and SIZE long or to the end, into B; returns how long it is. */
static size_t put_fragment(const struct packet *p, const uint8_t *ip,
			   size_t n, size_t offset, size_t size,
			   uint8_t b[FRAME_LONGEST])
{
	bool v4 = addr_is_v4(&p->src.addr);
	size_t at = (v4 ? 20 : 40) + offset, m;
	bool more = n - at > size;
	uint8_t protocol = ip[v4 ? 9 : 6];

	if (!more)
		size = n - at;
	if (v4) {
		m = put_ipv4(p, protocol, size,
			     offset / 8 | (more ? 0x2000 : 0), b);
	} else {
		m = put_ipv6(p, PROTO_FRAGMENT, size + 8, b);
		b[m++] = protocol;
		b[m++] = 0;
		m += put16(b + m, offset | more);
		m += put16(b + m, 0);
		m += put16(b + m, p->id);
	}
	memcpy(b + m, ip + at, size);
	return m + size;
}

/* Each fragment but the last has a multiple of eight bytes. */
static bool each_fragment(const struct packet *p, enum link_type link,
			  const uint8_t *ip, size_t n, frame_handler *h,
			  void *arg)
{
	size_t body = n - (addr_is_v4(&p->src.addr) ? 20 : 40);
	size_t size = p->fragment & ~(size_t)7;
	size_t count = (body + size - 1) / size;
	uint8_t piece[FRAME_LONGEST];
	bool fits = true;

	for (size_t i = 0; i < count && fits; i++) {
		size_t which = p->backward ? count - 1 - i : i, m;

		if (which + 1 == p->lost)
			continue;
		m = put_fragment(p, ip, n, which * size, size, piece);
		fits = send(p, link, piece, m, h, arg);
	}
	return fits;
}

bool frame_each(const struct packet *p, enum link_type link,
		frame_handler *h, void *arg)
{
	uint8_t ip[FRAME_LONGEST];
	size_t n;

	if (p->kind == KIND_FRAME) {
		h(p->payload, p->n, arg);
		return true;
	}
	n = frame_ip(p, ip);
	if (p->fragment >= 8)
		return each_fragment(p, link, ip, n, h, arg);
	return send(p, link, ip, n, h, arg);
}
