/* SPDX-License-Identifier: BSD-2-Clause */
/* IP addresses and networks, IPv4 and IPv6 in one shape. */
#ifndef SIPWARD_BASE_ADDR_H
#define SIPWARD_BASE_ADDR_H

#include "base/slice.h"

/* IPv4 is kept as ::ffff:a.b.c.d (RFC 4291 section 2.5.5.2). */
struct addr { uint8_t b[16]; };

/* A network; LEN counts the bits of the 16 bytes: IPv4's /24 is 120. */
struct net {
	struct addr addr;
	uint8_t len;
};

#define ADDR_TEXT 46	/* room for the longest text of an address */

struct addr addr_from_v4(const uint8_t b[4]);
struct addr addr_from_v6(const uint8_t b[16]);
bool addr_is_v4(const struct addr *a);

static inline bool addr_equal(const struct addr *a, const struct addr *b)
{
	return memcmp(a->b, b->b, sizeof a->b) == 0;
}

/* Reads S ("192.0.2.1", "2001:db8::1") into *A. 0 or -EINVAL. */
int addr_parse(struct slice s, struct addr *a);

/* Writes A's text (RFC 5952) to TEXT and returns TEXT. */
const char *addr_format(const struct addr *a, char text[ADDR_TEXT]);

/*
 * Reads S, an address or "address/length", into *N. 0, -EINVAL (neither) or
 * -ERANGE (bits set beyond the length: "192.0.2.1/24").
 */
int net_parse(struct slice s, struct net *n);

/* Writes N's text, without a length for a single address. */
const char *net_format(const struct net *n, char text[ADDR_TEXT + 4]);

bool net_has(const struct net *n, const struct addr *a);

#endif
