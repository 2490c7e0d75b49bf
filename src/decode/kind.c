/* SPDX-License-Identifier: BSD-2-Clause */
/* Tells what a stream carries, by its ports and by how it begins. */
#include "decode/stream.h"

#define SIPS_PORT 5061		/* RFC 3261 section 19.1.2 */

/* A record of SSL 3.0 to TLS 1.3 (RFC 8446 section 5.1). */
static enum guess guess_tls(struct slice s)
{
	const uint8_t *b = (const uint8_t *)s.p;

	if (b[0] < 20 || b[0] > 23 || (s.n > 1 && b[1] != 3) ||
	    (s.n > 2 && b[2] > 4))
		return GUESS_NO;
	return s.n > 2 ? GUESS_YES : GUESS_MAYBE;
}

bool stream_tell_kind(struct stream *s, const struct payload *p,
		      struct slice bytes, bool ends)
{
	enum guess tls = guess_tls(bytes), ws;

	if (p->src_port == SIPS_PORT || p->dst_port == SIPS_PORT ||
	    tls == GUESS_YES) {
		s->kind = STREAM_TLS;
		return true;
	}
	ws = decode_guess_websocket(bytes, s->stretch.in_step);
	if (!ends && (tls == GUESS_MAYBE || ws == GUESS_MAYBE))
		return false;
	s->kind = ws == GUESS_YES ? STREAM_WEBSOCKET : STREAM_SIP;
	return true;
}
