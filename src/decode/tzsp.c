/* SPDX-License-Identifier: BSD-2-Clause */
/* Goes into TZSP, by which sniffers send on the frames that they hear. */
#include "decode/packet.h"

#define TAG_END 1	/* 0 is padding; the others have a length */
enum { ETHERNET = 1, WLAN = 18 };

static bool pass_tags(struct wire *w)
{
	uint8_t tag;

	do {
		tag = wire_u8(w);
		if (tag > TAG_END)
			wire_take(w, wire_u8(w));
	} while (!w->failed && tag != TAG_END);
	return !w->failed;
}

/* Version 1; type 0 was received, 1 is to be sent. */
enum fate decode_enter_tzsp(struct packet *p)
{
	const uint8_t *h = wire_take(&p->wire, 4);

	if (!h || h[0] != 1 || h[1] > 1 || h[2] || !pass_tags(&p->wire))
		return FATE_GO_ON;
	if (h[3] == ETHERNET && packet_has_ethernet(p))
		return packet_enter_link(p, TUNNEL_TZSP,
					 decode_read_ethernet);
	if (h[3] == WLAN)
		return packet_enter_link(p, TUNNEL_TZSP, decode_read_wlan);
	return FATE_GO_ON;
}
