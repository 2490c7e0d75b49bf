/* SPDX-License-Identifier: BSD-2-Clause */
/* Tells which datagrams may be tunnels, by their ports. */
#include <errno.h>
#include <stdlib.h>

#include "decode/packet.h"

/* Some send from L2TP's port to one of the peer's choice (RFC 2661 section
 * 8.1); to all the others' ports it is sent. */
enum { PORT_L2TP = 1701, PORT_GTP = 2152, PORT_GENEVE = 6081,
       PORT_MPLS = 6635, PORT_SCTP = 9899, PORT_TZSP = 37008 };

struct encaps {
	uint64_t ports[65536 / 64];	/* a bit for each: look closer */
};

static void add_port(struct encaps *e, unsigned port)
{
	e->ports[port >> 6] |= UINT64_C(1) << (port & 63);
}

int decode_create_encaps(struct encaps **ep)
{
	struct encaps *e = malloc(sizeof *e);

	if (!e)
		return -ENOMEM;
	decode_set_vxlan(e, NULL, 0);
	*ep = e;
	return 0;
}

void decode_destroy_encaps(struct encaps *e)
{
	free(e);
}

void decode_set_vxlan(struct encaps *e, const struct port_range *ports,
		      size_t n)
{
	memset(e->ports, 0, sizeof e->ports);
	add_port(e, PORT_L2TP);
	add_port(e, PORT_GTP);
	add_port(e, PORT_GENEVE);
	add_port(e, PORT_MPLS);
	add_port(e, PORT_SCTP);
	add_port(e, PORT_TZSP);
	for (size_t i = 0; i < n; i++)
		for (unsigned at = ports[i].from; at <= ports[i].to; at++)
			add_port(e, at);
}

static enum fate enter(struct packet *p)
{
	if (p->payload->src_port == PORT_L2TP)
		return decode_enter_udp_l2tp(p);
	switch (p->payload->dst_port) {
	case PORT_L2TP:
		return decode_enter_udp_l2tp(p);
	case PORT_GTP:
		return decode_enter_gtp(p);
	case PORT_GENEVE:
		return decode_enter_geneve(p);
	case PORT_MPLS:
		return decode_enter_udp_mpls(p);
	case PORT_SCTP:
		return decode_enter_sctp(p);
	case PORT_TZSP:
		return decode_enter_tzsp(p);
	default:
		return decode_enter_vxlan(p);
	}
}

/* A client may have taken any of these ports for its SIP. */
enum fate decode_enter_udp(const struct encaps *e, struct packet *p)
{
	const struct payload *payload = p->payload;
	unsigned dst = payload->dst_port;
	struct wire datagram = p->wire;
	enum fate fate;

	if (!(e->ports[dst >> 6] >> (dst & 63) & 1) &&
	    payload->src_port != PORT_L2TP)
		return FATE_GO_ON;
	fate = enter(p);
	if (fate == FATE_GO_ON)
		p->wire = datagram;
	return fate;
}
