/* SPDX-License-Identifier: BSD-2-Clause */
/* Tells what is seen of the transports that are not read. */
#include "decode/packet.h"

static bool begins(const struct wire *w, const char *text)
{
	size_t n = strlen(text);

	return wire_left(w) >= n && memcmp(w->p, text, n) == 0;
}

/* By its first bytes, as it comes on any port. */
enum fate decode_weigh_udp(const struct payload *payload)
{
	struct wire w = wire_over(payload->bytes.p, payload->bytes.n);

	return begins(&w, "HEP3") ? FATE_HEP : FATE_GO_ON;
}
