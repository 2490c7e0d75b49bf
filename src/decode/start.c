/* SPDX-License-Identifier: BSD-2-Clause */
/* Tells by a glance whether bytes begin as a start line of SIP does. */
#include "decode/packet.h"

#define METHOD_MAX 32		/* letters of a method */

/* "sip:" and the like, in any case (RFC 3986 section 3.1). */
static enum guess guess_uri(struct slice s)
{
	static const struct slice schemes[] = {
		{ "sip:", 4 }, { "sips:", 5 }, { "tel:", 4 },
	};
	enum guess guess = GUESS_NO;

	for (int i = 0; i < 3; i++) {
		if (!slice_same(slice_head(s, schemes[i].n),
				slice_head(schemes[i], s.n)))
			continue;
		if (s.n >= schemes[i].n)
			return GUESS_YES;
		guess = GUESS_MAYBE;
	}
	return guess;
}

enum guess decode_guess_sip(struct slice bytes)
{
	struct slice status = SLICE("SIP/2.0 "), uri;
	size_t n = 0;

	if (slice_equal(slice_head(bytes, status.n),
			slice_head(status, bytes.n)))
		return bytes.n < status.n ? GUESS_MAYBE : GUESS_YES;
	while (n < bytes.n && n < METHOD_MAX && bytes.p[n] >= 'A' &&
	       bytes.p[n] <= 'Z')
		n++;
	if (n == bytes.n)
		return GUESS_MAYBE;
	uri = slice_from(bytes, n + 1);
	return n == 0 || bytes.p[n] != ' ' ? GUESS_NO : guess_uri(uri);
}
