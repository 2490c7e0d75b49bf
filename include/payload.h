/* SPDX-License-Identifier: BSD-2-Clause */
/* A payload: bytes that A said to B, a datagram or a stretch of a stream. */
#ifndef SIPWARD_PAYLOAD_H
#define SIPWARD_PAYLOAD_H

#include "base/addr.h"
#include "frame.h"

enum transport { TRANSPORT_UDP, TRANSPORT_TCP, TRANSPORT_SCTP, TRANSPORT_WS,
		 TRANSPORT_HEP };

/* What a packet can be wrapped in. */
enum tunnel { TUNNEL_NONE, TUNNEL_IPIP, TUNNEL_GRE, TUNNEL_ERSPAN,
	      TUNNEL_VXLAN, TUNNEL_GENEVE, TUNNEL_GTP, TUNNEL_MPLS,
	      TUNNEL_PPPOE, TUNNEL_L2TP, TUNNEL_TZSP, TUNNEL_HEP, TUNNELS };

#define TUNNELS_DEEP 4
#define VIA_MOST (TUNNELS_DEEP + 1)	/* HEP, no tunnel, may be in four */

/*
 * A stream's bytes that are in order and not taken yet. Its reader takes
 * what it can use; the rest is shown again with what follows it. Whoever
 * keeps the stream keeps this for it, all zero to begin with.
 */
struct stretch {
	bool in_step;		/* the first byte begins the stream, or came
				 * behind a message: the reader keeps it so */
	bool ends;		/* nothing will follow: closed, or a gap */
	bool lost;		/* it ends as what follows wasn't captured */
	bool foreign;		/* by the reader: no SIP, show me no more */
	bool sip;		/* the reader's note: it had a message */
	size_t taken;		/* by the reader: bytes from the front */
	size_t wanted;		/* by the reader: not before so many bytes */
	size_t searched;	/* its note: what was sought isn't before */
	size_t skipped;		/* so too: bytes since the last message */
	uint32_t body;		/* so too: where that begins which is not all
				 * there, or 0; and the message's length */
	uint32_t length;
};

struct payload {
	struct slice bytes;
	struct addr src, dst;		/* the innermost */
	bool cut;			/* by the snap length */
	uint16_t src_port, dst_port;
	enum transport transport;
	int vlan;		/* 802.1Q VID, the innermost; -1: none */
	uint8_t via[VIA_MOST];	/* the outermost first; 0 ends */
	struct stretch *stretch;	/* NULL: a datagram */
	const struct frame *frame;	/* the one that completed it */
};

/* "udp", as records have it. */
static inline const char *transport_name(enum transport t)
{
	static const char *const names[] = { "udp", "tcp", "sctp", "ws",
					     "hep" };
	return names[t];
}

const char *tunnel_name(enum tunnel t);		/* "vxlan" */

#endif
