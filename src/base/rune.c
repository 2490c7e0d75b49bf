/* SPDX-License-Identifier: BSD-2-Clause */
/* Tells characters, control characters and bytes that are neither apart. */
#include "base/rune.h"

/*
 * Beside C0, DEL and C1: the line and paragraph separators end a line for
 * some readers, and the marks of direction turn around what follows.
 */
static bool is_control(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c <= 0x9f) ||
	       c == 0x200e || c == 0x200f || (c >= 0x2028 && c <= 0x202e) ||
	       (c >= 0x2066 && c <= 0x2069) || c == 0xfeff;
}

/* RFC 3629 section 4: the second byte's bounds depend on the first. */
static size_t sequence(uint8_t first, uint8_t *low, uint8_t *high)
{
	*low = 0x80;
	*high = 0xbf;
	if (first >= 0xc2 && first <= 0xdf)
		return 2;
	if (first >= 0xe0 && first <= 0xef) {
		if (first == 0xe0)
			*low = 0xa0;
		if (first == 0xed)
			*high = 0x9f;
		return 3;
	}
	if (first >= 0xf0 && first <= 0xf4) {
		if (first == 0xf0)
			*low = 0x90;
		if (first == 0xf4)
			*high = 0x8f;
		return 4;
	}
	return 0;
}

/*
 * Bytes that go wrong are taken together as far as they could have become a
 * character, as the Unicode Standard recommends (section 3.9, U+FFFD
 * Substitution of Maximal Subparts).
 */
struct rune rune_first(struct slice s)
{
	const uint8_t *p = (const uint8_t *)s.p;
	struct rune r = { 1, p[0], true, false };
	uint8_t low, high;
	size_t n;

	if (p[0] < 0x80) {
		r.control = is_control(r.code);
		return r;
	}
	n = sequence(p[0], &low, &high);
	r.valid = n > 0;
	r.code = p[0] & (0x7fu >> n);
	for (; r.valid && r.n < n; r.n++) {
		if (r.n == s.n || p[r.n] < low || p[r.n] > high) {
			r.valid = false;
			break;
		}
		r.code = r.code << 6 | (p[r.n] & 0x3f);
		low = 0x80;
		high = 0xbf;
	}
	r.control = r.valid && is_control(r.code);
	return r;
}

size_t rune_escape(struct slice bytes, char *out)
{
	static const char digits[] = "0123456789abcdef";
	size_t n = 0;

	for (size_t i = 0; i < bytes.n; i++) {
		uint8_t b = (uint8_t)bytes.p[i];

		out[n++] = '\\';
		out[n++] = 'x';
		out[n++] = digits[b >> 4];
		out[n++] = digits[b & 15];
	}
	return n;
}
