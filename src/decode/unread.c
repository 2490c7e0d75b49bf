/* SPDX-License-Identifier: BSD-2-Clause */
/* Tells what is seen of the transports that are not read. */
#include "decode/packet.h"

#define SIPS_PORT 5061		/* RFC 3261 section 19.1.2 */

static bool begins(const struct wire *w, const char *text)
{
	size_t n = strlen(text);

	return wire_left(w) >= n && memcmp(w->p, text, n) == 0;
}

/* A record of SSL 3.0 to TLS 1.3 (RFC 8446 section 5.1). */
static bool is_tls(const struct wire *w)
{
	return wire_left(w) >= 3 && w->p[0] >= 20 && w->p[0] <= 23 &&
	       w->p[1] == 3 && w->p[2] <= 4;
}

/* The handshake of RFC 6455; what comes after it looks like any stream. */
static bool is_websocket(const struct wire *w)
{
	static const char token[] = "websocket";
	size_t n = sizeof token - 1;
	const char *p = (const char *)w->p;
	struct slice word = SLICE(token);

	if (!begins(w, "GET ") && !begins(w, "HTTP/1.1 101 "))
		return false;
	for (size_t left = wire_left(w); left >= n; left--, p++)
		if (slice_begins((struct slice){ p, left }, word))
			return true;
	return false;
}

enum fate decode_weigh_tcp(struct packet *p)
{
	struct wire *w = &p->wire;
	uint16_t src = wire_u16(w), dst = wire_u16(w);
	size_t header;

	wire_take(w, 8);	/* the numbers */
	header = (wire_u8(w) >> 4) * 4u;
	if (w->failed)
		return packet_ended(p);
	if (header < 20)
		return FATE_HEADER_LENGTH;
	if (header - 13 >= wire_left(w) + p->missing)
		return FATE_NO_DATA;
	wire_take(w, header - 13);
	if (src == SIPS_PORT || dst == SIPS_PORT || is_tls(w))
		return FATE_TLS;
	return is_websocket(w) ? FATE_WEBSOCKET : FATE_TCP;
}

/* By its first bytes, as it comes on any port. */
enum fate decode_weigh_udp(const struct payload *payload)
{
	struct wire w = wire_over(payload->bytes.p, payload->bytes.n);

	return begins(&w, "HEP3") ? FATE_HEP : FATE_GO_ON;
}
