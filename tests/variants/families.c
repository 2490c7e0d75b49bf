/* SPDX-License-Identifier: BSD-2-Clause */
/* The recipes, by families: what networks do to packets. */
#include <stdio.h>

#include "variants.h"

#define SHUFFLES 20
#define LARGEST	 1460	/* bytes of a segment in Ethernet's frames */

/* Sizes of pieces: each of the small ones, fewer of the others. */
#define EACH_SIZE(size, smallest, part) \
	for (size_t size = (smallest); size <= LARGEST; \
	     size += 1 + size / (part))

/* What is cut into pieces of SIZE, in all the orders they may come in. */
static void try_orders(struct variants *v, const char *before, size_t size,
		       const char *behind)
{
	static const char *const orders[] = { "forward", "backward",
					      "last-first" };

	for (int i = 0; i < 3; i++)
		try(v, "%s=%zu,%s%s", before, size, orders[i], behind);
	for (int i = 1; i <= SHUFFLES; i++)
		try(v, "%s=%zu,shuffle%d%s", before, size, i, behind);
}

static void fragments(struct variants *v)
{
	for (size_t size = 8; size <= 1400; size += 8) {
		try_orders(v, "udp4 frag", size, "");
		try_orders(v, "udp6 frag", size, "");
	}
}

static void repeated_fragments(struct variants *v)
{
	for (size_t size = 8; size <= 1400; size += 8) {
		try(v, "udp4 frag=%zu,twice", size);
		try(v, "udp6 frag=%zu,twice", size);
	}
}

/* In IPv6 a datagram with overlaps is dropped (RFC 5722). */
static void overlapping_fragments(struct variants *v)
{
	for (size_t size = 8; size <= 1400; size += 8)
		for (size_t more = 8; more <= 2 * size; more *= 4) {
			try(v, "udp4 frag=%zu,overlap%zu", size, more);
			try(v, "udp4 frag=%zu,backward,overlap%zu", size,
			    more);
			try(v, "udp4 frag=%zu,shuffle1,overlap%zu", size,
			    more);
		}
}

static void cuts(struct variants *v)
{
	for (size_t at = 1; at < dialogue_of(v)->length; at++)
		try(v, "tcp4 cut=%zu", at);
}

static void segments(struct variants *v)
{
	EACH_SIZE(size, 1, 16) {
		try_orders(v, "tcp4 pieces", size, "");
		try(v, "tcp6 pieces=%zu", size);
		try(v, "tcp4 pieces=%zu,twice", size);
		try(v, "tcp4 pieces=%zu,again", size);
		try(v, "tcp4 no-syn pieces=%zu", size);
		try(v, "tcp4 no-syn pieces=%zu,again", size);
	}
}

static void one_direction(struct variants *v)
{
	EACH_SIZE(size, 1, 16) {
		try(v, "tcp4 caller pieces=%zu", size);
		try(v, "tcp4 callee pieces=%zu", size);
		try(v, "tcp4 caller no-syn pieces=%zu", size);
		try(v, "tcp4 callee no-syn pieces=%zu", size);
		try(v, "tcp6 caller pieces=%zu,shuffle1", size);
		try(v, "tcp6 callee pieces=%zu,backward", size);
	}
}

static void overlapping_segments(struct variants *v)
{
	EACH_SIZE(size, 1, 16)
		for (size_t more = 1; more <= 2 * size; more *= 5) {
			try(v, "tcp4 pieces=%zu,overlap%zu", size, more);
			try(v, "tcp4 pieces=%zu,again,overlap%zu", size,
			    more);
			try(v, "tcp4 pieces=%zu,backward,overlap%zu", size,
			    more);
			try(v, "tcp4 pieces=%zu,shuffle1,overlap%zu", size,
			    more);
		}
}

/* At each part of the dialogue they go over 2^32, or over 2^31. */
static void wrapping_numbers(struct variants *v)
{
	for (unsigned ahead = 0; ahead < 4000; ahead += 37) {
		try(v, "tcp4 first=%u pieces=50", 0u - ahead);
		try(v, "tcp4 first=%u pieces=50,shuffle1", 0u - ahead);
		try(v, "tcp4 first=%u no-syn pieces=50", 0u - ahead);
		try(v, "tcp4 first=%u pieces=50,backward",
		    0x80000000u - ahead);
	}
}

static void websocket(struct variants *v)
{
	for (size_t at = 1; at < dialogue_of(v)->length; at += 3)
		try(v, "ws4 cut=%zu", at);
	EACH_SIZE(size, 16, 8) {
		try(v, "ws4 frame=%zu", size);
		try(v, "ws6 frame=%zu pings pieces=%zu,shuffle1", size,
		    size);
		try(v, "ws4 no-syn pings pieces=%zu", size);
		try(v, "ws4 caller frame=%zu pieces=100", size);
		try(v, "ws4 callee frame=%zu pieces=100", size);
		try_orders(v, "ws4 pieces", size, "");
	}
}

static void chunks(struct variants *v)
{
	EACH_SIZE(size, 16, 8) {
		try_orders(v, "sctp4 pieces", size, "");
		try_orders(v, "sctp6 chunks pieces", size, "");
		try(v, "sctp4 pieces=%zu,twice", size);
		try(v, "sctp4 pieces=%zu,again chunks", size);
		try(v, "sctp4 first=4294967290 pieces=%zu,shuffle1", size);
		try(v, "sctp4 pieces=%zu caller", size);
		try(v, "sctp4 pieces=%zu callee", size);
	}
}

/* Each tunnel, and in each other; these with tags outside, too. */
static void try_tunnels(struct variants *v, const char *dialogue)
{
	const char *inner, *outer;

	for (size_t i = 0; (inner = wrap_name(i)); i++) {
		try(v, "%s %s", dialogue, inner);
		for (size_t k = 0; (outer = wrap_name(k)); k++) {
			try(v, "%s %s %s", dialogue, inner, outer);
			try(v, "%s %s %s vlan", dialogue, inner, outer);
			try(v, "%s %s %s qinq", dialogue, inner, outer);
		}
	}
}

static void tunnels(struct variants *v)
{
	try_tunnels(v, "udp4");
	try_tunnels(v, "udp6");
}

static void streams_in_tunnels(struct variants *v)
{
	try_tunnels(v, "tcp4 pieces=500,shuffle1");
	try_tunnels(v, "tcp6 pieces=500,backward");
	try_tunnels(v, "ws4 pieces=500,shuffle1");
	try_tunnels(v, "sctp6 pieces=500,shuffle1");
}

/* Fragments are put into tunnels, and tunnels' packets into fragments. */
static void fragments_and_tunnels(struct variants *v)
{
	const char *name, *outer;
	char behind[32];

	for (size_t i = 0; (name = wrap_name(i)); i++) {
		snprintf(behind, sizeof behind, " %s", name);
		try_orders(v, "udp4 frag", 200, behind);
		try_orders(v, "udp6 frag", 200, behind);
		for (int k = 1; k <= SHUFFLES; k++) {
			try(v, "udp4 %s frag=304,shuffle%d", name, k);
			try(v, "udp6 frag=304,shuffle%d %s frag=96,"
			    "shuffle%d", k, name, k);
			try(v, "tcp4 pieces=700 %s frag=304,shuffle%d", name,
			    k);
		}
		for (size_t k = 0; (outer = wrap_name(k)); k++)
			try(v, "udp4 frag=800,shuffle2 %s frag=296,shuffle3 "
			    "%s frag=96,backward", name, outer);
	}
}

/* How an agent may tell of a message. */
static const char *const heps[] = { "", " packed", " version=2",
				    " version=1" };

/* Whatever protocol an agent tells; 22 is TLS and WebSocket to Kamailio. */
static void hep(struct variants *v)
{
	static const unsigned protocols[] = { 6, 17, 22, 132 };

	for (int i = 0; i < 4; i++)
		for (int k = 0; k < 4; k++) {
			try(v, "hep4%s protocol=%u", heps[i], protocols[k]);
			try(v, "hep6%s protocol=%u", heps[i], protocols[k]);
			try(v, "hep4%s protocol=%u agent6", heps[i],
			    protocols[k]);
			try(v, "hep4%s protocol=%u caller", heps[i],
			    protocols[k]);
			try(v, "hep6%s protocol=%u callee", heps[i],
			    protocols[k]);
		}
	try_orders(v, "hep4 pieces", 1, "");
	try_orders(v, "hep6 pieces", 1, " packed");
	try(v, "hep4 pieces=1,twice");
}

/*
 * What agents say over TCP; only version 3 has lengths. So many single bytes
 * out of order would be more holes than are kept.
 */
static void hep_streams(struct variants *v)
{
	for (size_t at = 1; at < dialogue_of(v)->length; at += 3)
		try(v, "heptcp4 cut=%zu", at);
	EACH_SIZE(size, 2, 8) {
		try_orders(v, "heptcp4 pieces", size, "");
		try(v, "heptcp6 packed agent6 pieces=%zu,shuffle1", size);
		try(v, "heptcp4 packed no-syn pieces=%zu", size);
		try(v, "heptcp4 protocol=6 caller pieces=%zu,twice", size);
		try(v, "heptcp6 protocol=22 callee pieces=%zu,again", size);
	}
	try_tunnels(v, "heptcp4 pieces=500,shuffle1");
}

static void hep_in_tunnels(struct variants *v)
{
	try_tunnels(v, "hep4");
	try_tunnels(v, "hep6 packed protocol=6");
	try_tunnels(v, "hep4 version=2 agent6");
	try_tunnels(v, "hep6 version=1 protocol=132");
}

static void hep_in_fragments(struct variants *v)
{
	char before[64];

	for (int i = 0; i < 4; i++)
		for (size_t size = 8; size <= 1400; size += 48) {
			snprintf(before, sizeof before, "hep4%s frag",
				 heps[i]);
			try_orders(v, before, size, "");
			snprintf(before, sizeof before, "hep6%s agent6 frag",
				 heps[i]);
			try_orders(v, before, size, " vxlan");
		}
}

const struct family families[] = {
	{ "fragments in any order", fragments },
	{ "fragments that come twice", repeated_fragments },
	{ "fragments that overlap", overlapping_fragments },
	{ "a TCP stream, cut before every byte", cuts },
	{ "TCP segments of any size, in any order", segments },
	{ "TCP segments that overlap", overlapping_segments },
	{ "TCP sequence numbers that wrap", wrapping_numbers },
	{ "one direction of a TCP connection", one_direction },
	{ "WebSocket's messages, and their frames", websocket },
	{ "SCTP's messages, and their chunks", chunks },
	{ "tunnels, and tunnels in them", tunnels },
	{ "streams in tunnels", streams_in_tunnels },
	{ "fragments in tunnels, and of them", fragments_and_tunnels },
	{ "HEP of any version, of any protocol", hep },
	{ "HEP over TCP", hep_streams },
	{ "HEP in tunnels", hep_in_tunnels },
	{ "HEP in fragments", hep_in_fragments },
	{ NULL, NULL },
};
