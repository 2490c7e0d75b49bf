/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads what Linux's packet filter logs: NFLOG, whose payload is a packet. */
#include "decode/packet.h"

#define PAYLOAD 9	/* NFULA_PAYLOAD */

static uint16_t take_u16(struct wire *w, bool big)
{
	uint16_t v = wire_u16(w);

	return big ? v : __builtin_bswap16(v);
}

/*
 * Each attribute has a length, which counts its own four bytes and not what
 * fills up the last four, and a type, in the byte order of the machine that
 * captured. W is moved to the packet.
 */
static bool find_payload(struct wire *w, bool big)
{
	uint16_t length, type;

	for (;;) {
		length = take_u16(w, big);
		type = take_u16(w, big) & 0x7fff;
		if (w->failed || length < 4)
			return false;
		if (type == PAYLOAD)
			return true;
		wire_take(w, (length - 1u) & ~3u);
	}
}

enum fate decode_read_nflog(struct packet *p)
{
	struct wire *w = &p->wire, big;
	struct wire ahead;

	wire_u32(w);		/* family, version, number of the log */
	if (w->failed)
		return packet_ended(p);
	big = *w;
	if (!find_payload(w, false)) {
		*w = big;
		if (!find_payload(w, true))
			return packet_ended(p);
	}
	ahead = *w;
	p->ethertype = wire_u8(&ahead) >> 4 == 6 ? ETHERTYPE_IPV6 :
						   ETHERTYPE_IPV4;
	return FATE_GO_ON;
}
