/* SPDX-License-Identifier: BSD-2-Clause */
/* Goes into GTP-U, extension headers passed over: 3GPP TS 29.281. */
#include "decode/packet.h"

#define G_PDU 255

enum { FLAG_NPDU = 1, FLAG_SEQUENCE = 2, FLAG_EXTENSION = 4, SPARE = 8 };

/* Section 5.2: each tells its length in units of 4 bytes, and the next. */
static void pass_extensions(struct wire *w, uint8_t type)
{
	const uint8_t *h;
	unsigned n;

	while (type && !w->failed) {
		n = wire_u8(w) * 4u;
		h = n ? wire_take(w, n - 1) : NULL;
		type = h ? h[n - 2] : 0;
		if (!h)
			w->failed = true;
	}
}

static uint32_t tunnel_in(const uint8_t h[8])
{
	return (uint32_t)h[4] << 24 | (uint32_t)h[5] << 16 |
	       (uint32_t)h[6] << 8 | h[7];
}

/* Version 1, and not the GTP' of charging (section 5.1). */
enum fate decode_enter_gtp(struct packet *p)
{
	struct wire *w = &p->wire;
	const uint8_t *h = wire_take(w, 8);
	size_t length;
	uint8_t next;

	if (!h || h[0] >> 4 != 3 || h[0] & SPARE || h[1] != G_PDU)
		return FATE_GO_ON;
	length = (size_t)h[2] << 8 | h[3];
	if (length > wire_left(w) + p->missing)
		return FATE_GO_ON;
	if (h[0] & (FLAG_NPDU | FLAG_SEQUENCE | FLAG_EXTENSION)) {
		wire_take(w, 3);
		next = wire_u8(w);
		if (h[0] & FLAG_EXTENSION)
			pass_extensions(w, next);
	}
	if (w->failed)
		return FATE_GO_ON;
	packet_came_by(p, tunnel_in(h));
	if (packet_has_ip(p))
		return packet_enter_ip(p, TUNNEL_GTP);
	return packet_has_ethernet(p) ?
	       packet_enter_link(p, TUNNEL_GTP, decode_read_ethernet) :
	       FATE_GO_ON;
}
