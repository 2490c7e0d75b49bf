/* SPDX-License-Identifier: BSD-2-Clause */
/* The tunnels, as far as a filter can tell that a frame is one of them. */
#include <netinet/in.h>

#include "capture/source.h"

#define L2TP 1701	/* some send from it to a port of the peer's choice */

/* What one tunnel has several of stands together. */
const struct gate tunnel_gates[] = {
	{ "IP in IP", GATE_IP, 4, 0 },
	{ "IP in IP", GATE_IP, 41, 0 },
	{ "GRE", GATE_IP, 47, 4 },
	{ "L2TP", GATE_IP, 115, 8 },
	{ "L2TP", GATE_UDP, L2TP, 10 },
	{ "GTP-U", GATE_UDP, 2152, 8 },
	{ "GENEVE", GATE_UDP, 6081, 22 },
	{ "TZSP", GATE_UDP, 37008, 19 },
	{ "MPLS", GATE_UDP, 6635, 4 },
	{ "MPLS", GATE_IP, 137, 4 },
	{ "MPLS", GATE_ETHERTYPE, 0x8847, 4 },
	{ "MPLS", GATE_ETHERTYPE, 0x8848, 4 },
	{ "PPPoE", GATE_ETHERTYPE, 0x8864, 8 },
};

const size_t n_tunnel_gates = sizeof tunnel_gates / sizeof *tunnel_gates;

const struct gate vxlan_gate = { "VXLAN", GATE_UDP, 4789, 22 };

static void put_gate(FILE *f, const struct gate *g)
{
	switch (g->layer) {
	case GATE_ETHERTYPE:
		fprintf(f, "ether proto 0x%04x", g->number);
		break;
	case GATE_IP:
		fprintf(f, "proto %u", g->number);
		break;
	case GATE_UDP:
		fprintf(f, "udp %sport %u", g->number == L2TP ? "" : "dst ",
			g->number);
		break;
	}
}

void tunnels_put(FILE *f)
{
	for (size_t i = 0; i < n_tunnel_gates; i++) {
		if (i)
			fputs(" or ", f);
		put_gate(f, &tunnel_gates[i]);
	}
}

static void put_number(uint8_t *p, unsigned number)
{
	p[0] = (uint8_t)(number >> 8);
	p[1] = (uint8_t)number;
}

/* A header of IP, between two addresses that begin with NET. */
static uint8_t *put_ip(uint8_t *ip, int version, uint8_t protocol,
		       const uint8_t net[2])
{
	if (version == 4) {
		memset(ip, 0, 20);
		ip[0] = 0x45;
		put_number(ip + 2, EXPLORED_LENGTH - 14);
		ip[8] = 64;
		ip[9] = protocol;
		memcpy(ip + 12, net, 2);
		memcpy(ip + 16, net, 2);
		put_number(ip + 14, 0xa7c1);
		put_number(ip + 18, 0xa7c2);
		return ip + 20;
	}
	memset(ip, 0, 40);
	ip[0] = 0x60;
	put_number(ip + 4, EXPLORED_LENGTH - 54);
	ip[6] = protocol;
	ip[7] = 64;
	memcpy(ip + 8, net, 2);
	memcpy(ip + 24, net, 2);
	put_number(ip + 22, 0xa7c1);
	put_number(ip + 38, 0xa7c2);
	return ip + 40;
}

static uint8_t *put_outside(uint8_t *p, const struct explored *e,
			    const struct gate *g, const uint8_t net[2])
{
	if (g->layer == GATE_ETHERTYPE) {
		put_number(p - 2, g->number);
		return p;
	}
	if (g->layer == GATE_IP)
		return put_ip(p, e->version, (uint8_t)g->number, net);
	p = put_ip(p, e->version, IPPROTO_UDP, net);
	put_number(p, 0xc0de);		/* ports */
	put_number(p + 2, g->number);
	put_number(p + 4, 1400);	/* length, and no checksum */
	put_number(p + 6, 0);
	return p + 8;
}

void tunnels_wrap(uint8_t packet[EXPLORED], const struct explored *e,
		  const struct gate *g, unsigned net)
{
	static const uint8_t nets[2][TUNNEL_NETS][2] = {
		{ { 250, 166 }, { 198, 18 } },	/* RFC 1112, RFC 2544 */
		{ { 0x5f, 0x3a }, { 0x3f, 0xff } },	/* RFC 9637 */
	};
	uint8_t *p;

	memcpy(packet, e->bytes, e->ip);
	p = put_outside(packet + e->ip, e, g, nets[e->version == 6][net]);
	memset(p, 0, g->head);
	p += g->head;
	memcpy(p, e->bytes + e->ip, (size_t)(packet + EXPLORED - p));
}
