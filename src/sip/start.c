/* SPDX-License-Identifier: BSD-2-Clause */
/* Tells SIP from all else by its start line (RFC 3261 section 7). */
#include "walk.h"

#define VERSION SLICE("SIP/2.0")

/* By a call: the code that gcc has for a size it knows is slower. */
static void clear(struct sip_msg *m)
{
	size_t n = offsetof(struct sip_msg, challenge);

	__asm__("" : "+r"(n));
	memset(m, 0, n);
}

/* C is at what follows the version. */
static enum scan_end read_status(struct cursor c, bool partial,
				 struct sip_msg *m)
{
	const char *digits;
	bool odd;

	if (c.p == c.end)
		return partial ? SCAN_CUT : SCAN_NOT_SIP;
	if (!scan_is(*c.p, CHAR_BLANK))
		return SCAN_NOT_SIP;
	cursor_pass(&c, CHAR_BLANK);
	for (digits = c.p; c.p < c.end && *c.p >= '0' && *c.p <= '9'; c.p++)
		if (m->code <= 99999)	/* enough to see it is none */
			m->code = m->code * 10 + (*c.p - '0');
	if (partial && c.p == c.end)
		return SCAN_CUT;
	if (c.p == digits)
		return SCAN_NOT_SIP;
	/* RFC 3261 section 25.1: neither 0503 nor 503x is a 503 */
	odd = c.p - digits != 3 || (c.p < c.end && !scan_is(*c.p, CHAR_BLANK));
	if (odd && m->code >= 100 && m->code <= 699)
		m->code = 0;
	m->response = true;
	if (partial)	/* its reason may go on */
		return SCAN_COMPLETE;
	cursor_pass(&c, CHAR_BLANK);
	cursor_trim(&c);
	m->reason = cursor_rest(&c);
	return SCAN_COMPLETE;
}

/* C is at what follows the method: a URI, which may hold blanks, SIP/2.0. */
static RARELY enum scan_end read_odd_request(struct cursor c, bool partial,
					     struct sip_uri *uri)
{
	cursor_pass(&c, CHAR_BLANK);
	cursor_trim(&c);
	if ((size_t)(c.end - c.p) <= VERSION.n ||
	    !scan_same(slice_between(c.end - VERSION.n, c.end), VERSION))
		return partial ? SCAN_CUT : SCAN_NOT_SIP;
	c.end -= VERSION.n;
	if (!scan_is(c.end[-1], CHAR_BLANK))
		return partial ? SCAN_CUT : SCAN_NOT_SIP;
	cursor_trim(&c);
	if (cursor_at(&c, '<') && c.end[-1] == '>') {
		c.p++;
		c.end--;
	}
	if (c.p >= c.end)
		return partial ? SCAN_CUT : SCAN_NOT_SIP;
	scan_uri(cursor_rest(&c), uri);
	return SCAN_COMPLETE;
}

/* One blank, the URI, another blank, SIP/2.0, and the end of the line. */
static bool is_plain_request(struct cursor c, struct sip_uri *uri)
{
	struct walk w;
	const char *p;

	if (!cursor_at(&c, ' '))
		return false;
	w = walk_signs(slice_between(c.p + 1, c.end));
	p = walk_uri(&w, c.p + 1, ' ', uri);
	if (!p)
		return false;
	c.end -= c.end[-1] == '\r';
	return scan_same(slice_between(p + 1, c.end), VERSION);
}

static enum scan_end read_request(struct cursor c, bool partial,
				  struct slice method, struct sip_msg *m)
{
	enum scan_end how = SCAN_COMPLETE;

	if (!is_plain_request(c, &m->ruri))
		how = read_odd_request(c, partial, &m->ruri);
	if (how == SCAN_COMPLETE) {
		m->method_name = method;
		m->method = sip_method_of(method);
	}
	return how;
}

/* From the first byte of the method or the version on. */
static enum scan_end read_line(struct cursor c, bool partial,
			       struct sip_msg *m)
{
	struct slice first = { c.p, 0 };
	const char *lf;
	enum scan_end how;

	cursor_pass(&c, CHAR_TOKEN);
	first.n = (size_t)(c.p - first.p);
	if (first.n == 0)
		return SCAN_NOT_SIP;
	if (c.p == c.end)
		return partial ? SCAN_CUT : SCAN_NOT_SIP;
	if (*c.p != '/' && !scan_is(*c.p, CHAR_BLANK))
		return SCAN_NOT_SIP;

	clear(m);
	lf = memchr(c.p, '\n', (size_t)(c.end - c.p));
	if (lf) {
		c.end = lf;
		partial = false;
	}
	if (*c.p != '/') {
		how = read_request(c, partial, first, m);
	} else {
		first = slice_head(slice_between(first.p, c.end), VERSION.n);
		if (!scan_same(first, VERSION))
			return partial && slice_begins(VERSION, first) ?
			       SCAN_CUT : SCAN_NOT_SIP;
		c.p = first.p + first.n;
		how = read_status(c, partial, m);
	}
	if (how == SCAN_COMPLETE)
		m->bytes = slice_between(first.p, c.end);
	return how;
}

enum scan_end scan_start(struct slice bytes, bool partial,
			 struct sip_msg *m, size_t *used)
{
	struct cursor c = cursor_over(bytes);
	enum scan_end how;

	while (c.p < c.end && (*c.p == '\r' || *c.p == '\n' || *c.p == '\0'))
		c.p++;
	how = read_line(c, partial, m);
	if (how == SCAN_COMPLETE)
		*used = (size_t)(m->bytes.p + m->bytes.n - bytes.p);
	return how;
}
