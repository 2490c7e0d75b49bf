/* SPDX-License-Identifier: BSD-2-Clause */
/* A payload: bytes that A said to B, one datagram of them. */
#ifndef SIPWARD_PAYLOAD_H
#define SIPWARD_PAYLOAD_H

#include "base/addr.h"
#include "frame.h"

enum transport { TRANSPORT_UDP, TRANSPORT_TCP, TRANSPORT_SCTP, TRANSPORT_WS,
		 TRANSPORT_HEP };

struct payload {
	struct slice bytes;
	struct addr src, dst;		/* the innermost */
	bool cut;			/* by the snap length */
	uint16_t src_port, dst_port;
	enum transport transport;
	int vlan;		/* 802.1Q VID, the inner one; -1: none */
	const struct frame *frame;	/* the one that completed it */
};

/* "udp", as records have it. */
static inline const char *transport_name(enum transport t)
{
	static const char *const names[] = { "udp", "tcp", "sctp", "ws",
					     "hep" };
	return names[t];
}

#endif
