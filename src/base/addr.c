/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads, writes and compares IP addresses and networks. */
#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>

#include "base/addr.h"

#define V4_BITS 96	/* bits before the IPv4 address in a struct addr */

static const uint8_t v4_prefix[12] = { [10] = 0xff, [11] = 0xff };

struct addr addr_from_v4(const uint8_t b[4])
{
	struct addr a;

	memcpy(a.b, v4_prefix, sizeof v4_prefix);
	memcpy(a.b + sizeof v4_prefix, b, 4);
	return a;
}

struct addr addr_from_v6(const uint8_t b[16])
{
	struct addr a;

	memcpy(a.b, b, sizeof a.b);
	return a;
}

bool addr_is_v4(const struct addr *a)
{
	return memcmp(a->b, v4_prefix, sizeof v4_prefix) == 0;
}

/* Reads S; *V4 says whether it is written as IPv4. */
static int parse(struct slice s, struct addr *a, bool *v4)
{
	char text[ADDR_TEXT];
	uint8_t b[16];

	if (s.n == 0 || s.n >= sizeof text || memchr(s.p, '\0', s.n))
		return -EINVAL;
	memcpy(text, s.p, s.n);
	text[s.n] = '\0';
	*v4 = inet_pton(AF_INET, text, b) == 1;
	if (*v4)
		*a = addr_from_v4(b);
	else if (inet_pton(AF_INET6, text, b) == 1)
		*a = addr_from_v6(b);
	else
		return -EINVAL;
	return 0;
}

int addr_parse(struct slice s, struct addr *a)
{
	bool v4;

	return parse(s, a, &v4);
}

/* Writes 0 to 255 at P and returns where it ends. */
static char *put_byte(char *p, uint8_t value)
{
	if (value >= 100)
		*p++ = '0' + value / 100;
	if (value >= 10)
		*p++ = '0' + value / 10 % 10;
	*p++ = '0' + value % 10;
	return p;
}

const char *addr_format(const struct addr *a, char text[ADDR_TEXT])
{
	char *p = text;
	int i;

	if (!addr_is_v4(a)) {
		inet_ntop(AF_INET6, a->b, text, ADDR_TEXT);
		return text;
	}
	for (i = 12; i < 16; i++) {
		p = put_byte(p, a->b[i]);
		*p++ = i < 15 ? '.' : '\0';
	}
	return text;
}

static bool bits_beyond(const struct net *n)
{
	int i = n->len / 8;

	if (i < 16 && n->addr.b[i++] & 0xff >> n->len % 8)
		return true;
	for (; i < 16; i++)
		if (n->addr.b[i])
			return true;
	return false;
}

int net_parse(struct slice s, struct net *n)
{
	size_t slash = slice_find(s, '/');
	struct net net = { .len = 128 };
	uint64_t len;
	bool v4;

	if (parse(slice_head(s, slash), &net.addr, &v4))
		return -EINVAL;
	if (slash < s.n) {
		if (slice_number(slice_from(s, slash + 1), v4 ? 32 : 128,
				 &len))
			return -EINVAL;
		net.len = v4 ? V4_BITS + len : len;
	}
	if (bits_beyond(&net))
		return -ERANGE;
	*n = net;
	return 0;
}

static bool net_is_v4(const struct net *n)
{
	return n->len >= V4_BITS && addr_is_v4(&n->addr);
}

const char *net_format(const struct net *n, char text[ADDR_TEXT + 4])
{
	int len = net_is_v4(n) ? n->len - V4_BITS : n->len;
	size_t at;

	addr_format(&n->addr, text);
	at = strlen(text);
	if (n->len < 128)
		snprintf(text + at, ADDR_TEXT + 4 - at, "/%d", len);
	return text;
}

bool net_has(const struct net *n, const struct addr *a)
{
	int whole = n->len / 8, rest = n->len % 8;

	/* ::/0 is all of IPv6, as in a routing table, and no IPv4 */
	if (n->len < V4_BITS && addr_is_v4(a))
		return false;
	if (memcmp(n->addr.b, a->b, whole) != 0)
		return false;
	return !rest || (n->addr.b[whole] ^ a->b[whole]) >> (8 - rest) == 0;
}
