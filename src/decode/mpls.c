/* SPDX-License-Identifier: BSD-2-Clause */
/* Goes into MPLS: what is behind the labels is told by its first bytes. */
#include "decode/packet.h"

#define SPREADS 7	/* the next label only spreads load (RFC 6790) */

/*
 * RFC 3032 section 2.1: the last label has its S bit set. It tells whose
 * network it is.
 */
static void pass_labels(struct packet *p)
{
	uint32_t word = 0, before, whose = 0;

	do {
		before = word;
		word = wire_u32(&p->wire);
		if (word >> 12 != SPREADS && before >> 12 != SPREADS)
			whose = word >> 12;
	} while (!p->wire.failed && !(word & 0x100));
	packet_came_by(p, whose);
}

/*
 * A pseudowire's frame (RFC 4448), perhaps behind a control word. A tag in the
 * frame makes it look as if there were one: hence that comes last.
 */
static bool pass_to_ethernet(struct packet *p)
{
	const uint8_t *word;

	if (packet_has_ethernet(p))
		return true;
	word = wire_take(&p->wire, 4);
	return word && word[0] >> 4 == 0 && packet_has_ethernet(p);
}

/*
 * No field tells what the labels are before (RFC 4928): an IP packet, or a
 * frame whose first address may look like one.
 */
static enum fate enter_behind_labels(struct packet *p)
{
	if (packet_has_ip(p))
		return packet_enter_ip(p, TUNNEL_MPLS);
	if (pass_to_ethernet(p))
		return packet_enter_link(p, TUNNEL_MPLS,
					 decode_read_ethernet);
	return FATE_NOT_IP;
}

enum fate decode_enter_mpls(struct packet *p)
{
	pass_labels(p);
	return p->wire.failed ? packet_ended(p) : enter_behind_labels(p);
}

/* RFC 7510. */
enum fate decode_enter_udp_mpls(struct packet *p)
{
	enum fate fate;

	pass_labels(p);
	if (p->wire.failed)
		return FATE_GO_ON;
	fate = enter_behind_labels(p);
	return fate == FATE_NOT_IP ? FATE_GO_ON : fate;
}
