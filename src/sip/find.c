/* SPDX-License-Identifier: BSD-2-Clause */
/* Finds the message that begins within a line, as a body has no line end. */
#include "scan.h"

#define LONGEST 9		/* letters of a method: SUBSCRIBE */

#define VERSION SLICE("SIP/2.0")

/* Where the version stands in S from FROM on, or S.n. */
static size_t find_version(struct slice s, size_t from)
{
	const char *at = from < s.n ? memmem(s.p + from, s.n - from,
					     VERSION.p, VERSION.n) : NULL;

	return at ? (size_t)(at - s.p) : s.n;
}

static bool is_start(struct slice line)
{
	struct sip_msg m;
	size_t used;

	return scan_start(line, false, &m, &used) == SCAN_COMPLETE;
}

/* Is TEXT what follows the version in a status line? */
static bool begins_status(struct slice text)
{
	struct cursor c = cursor_over(text);

	cursor_pass(&c, CHAR_BLANK);
	return c.p > text.p && c.p < c.end && *c.p >= '0' && *c.p <= '9';
}

/* Goes back over those of KINDS before byte I of S, or all but those. */
static size_t back_over(struct slice s, size_t i, unsigned kinds, bool them)
{
	while (i && scan_is(s.p[i - 1], kinds) == them)
		i--;
	return i;
}

/*
 * Where the request line begins that LINE, up to the version at V, ends in:
 * at a known method, or at the front, or LINE.n.
 */
static size_t find_request(struct slice line, size_t v)
{
	size_t uri, end;

	uri = back_over(line, back_over(line, v, CHAR_BLANK, true),
			CHAR_BLANK, false);
	end = back_over(line, uri, CHAR_BLANK, true);
	for (size_t n = end < LONGEST ? end : LONGEST; n > 0; n--) {
		struct slice from = slice_from(line, end - n);

		if (sip_method_of(slice_head(from, n)) < SIP_OTHER &&
		    is_start(from))
			return end - n;
	}
	return is_start(line) ? 0 : line.n;
}

size_t scan_find_start(struct slice line)
{
	size_t end = back_over(line, line.n, CHAR_BLANK, true), v, next;

	for (v = find_version(line, 0); v < line.n;
	     v = find_version(line, next)) {
		next = v + VERSION.n;
		if (begins_status(slice_from(line, next)))
			return v;
		if (next == end) {
			v = find_request(slice_head(line, end), v);
			return v < end ? v : line.n;
		}
	}
	return line.n;
}
