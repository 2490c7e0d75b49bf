/* SPDX-License-Identifier: BSD-2-Clause */
/* Names what is no SIP: keep-alives, STUN and media share SIP's ports. */
#include "scan.h"

#include "base/wire.h"

#define STUN_COOKIE 0x2112a442u

/*
 * CRLF (RFC 5626 section 3.5.1), zero bytes, "jaK" and nothing at all keep
 * the bindings of address translators alive.
 */
static bool is_keepalive(struct slice s)
{
	if (s.n >= 3 && s.n <= 4 && memcmp(s.p, "jaK", 3) == 0)
		return true;
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] != '\0' && !scan_is(s.p[i], CHAR_BLANK))
			return false;
	return true;
}

/* RFC 8489 section 5; without the cookie, RFC 3489's three bindings. */
static bool is_stun(struct slice s)
{
	struct wire w = wire_over(s.p, s.n);
	uint16_t type = wire_u16(&w);
	size_t length = wire_u16(&w);

	if (s.n < 20 || type & 0xc000 || length + 20 != s.n)
		return false;
	return wire_u32(&w) == STUN_COOKIE || type == 0x0001 ||
	       type == 0x0101 || type == 0x0111;
}

/* Version 2 of RTP, or of RTCP with its packet types (RFC 5761). */
static bool is_rtp(struct slice s)
{
	unsigned type;

	if (s.n < 8 || ((unsigned char)s.p[0] & 0xc0) != 0x80)
		return false;
	type = (unsigned char)s.p[1];
	return s.n >= 12 || (type >= 192 && type <= 223);
}

enum noise scan_noise(struct slice bytes)
{
	if (is_keepalive(bytes))
		return NOISE_KEEPALIVE;
	if (is_stun(bytes))
		return NOISE_STUN;
	return is_rtp(bytes) ? NOISE_RTP : NOISE_OTHER;
}
