/* SPDX-License-Identifier: BSD-2-Clause */
/* Tells SIP from all else by its start line (RFC 3261 section 7). */
#include "scan.h"

#define VERSION SLICE("SIP/2.0")

static struct slice between(const char *from, const char *to)
{
	return (struct slice){ from, (size_t)(to - from) };
}

static bool is_version(struct slice s)
{
	return s.n == VERSION.n && (memcmp(s.p, VERSION.p, s.n) == 0 ||
				    slice_same(s, VERSION));
}

/* LINE is what follows the version. */
static enum scan_end read_status(struct slice line, bool partial,
				 struct sip_msg *m)
{
	struct cursor c = cursor_over(line);
	const char *digits;

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
	m->response = true;
	if (!partial)
		m->reason = slice_trim(between(c.p, c.end));
	return SCAN_COMPLETE;
}

/* LINE is what follows the method: a URI, which may hold blanks, and SIP/2.0. */
static enum scan_end read_request(struct slice line, bool partial,
				  struct slice method, struct sip_msg *m)
{
	struct slice uri;

	line = slice_trim(line);
	if (line.n <= VERSION.n ||
	    !is_version(slice_from(line, line.n - VERSION.n)))
		return partial ? SCAN_CUT : SCAN_NOT_SIP;
	line.n -= VERSION.n;
	if (!scan_is(line.p[line.n - 1], CHAR_BLANK))
		return SCAN_NOT_SIP;
	uri = slice_trim(line);
	if (uri.n > 2 && uri.p[0] == '<' && uri.p[uri.n - 1] == '>')
		uri = slice_trim(between(uri.p + 1, uri.p + uri.n - 1));
	if (uri.n == 0)
		return SCAN_NOT_SIP;
	scan_uri(uri, &m->ruri);
	m->method_name = method;
	m->method = sip_method_of(method);
	return SCAN_COMPLETE;
}

/* From the first byte of the method or the version on. */
static enum scan_end read_line(struct cursor c, bool partial,
			       struct sip_msg *m, size_t *used)
{
	struct slice first = { c.p, 0 };
	const char *end, *lf;
	enum scan_end how;

	cursor_pass(&c, CHAR_TOKEN);
	first.n = (size_t)(c.p - first.p);
	if (first.n == 0)
		return SCAN_NOT_SIP;
	if (c.p == c.end)
		return partial ? SCAN_CUT : SCAN_NOT_SIP;
	if (*c.p != '/' && !scan_is(*c.p, CHAR_BLANK))
		return SCAN_NOT_SIP;

	lf = memchr(c.p, '\n', (size_t)(c.end - c.p));
	end = lf ? lf : c.end;
	partial = partial && !lf;
	if (*c.p != '/')
		how = read_request(between(c.p, end), partial, first, m);
	else if (is_version(slice_head(between(first.p, end), VERSION.n)))
		how = read_status(between(first.p + VERSION.n, end), partial,
				  m);
	else
		return SCAN_NOT_SIP;
	if (how == SCAN_COMPLETE)
		m->bytes = between(first.p, end);
	*used = (size_t)(end - first.p);
	return how;
}

enum scan_end scan_start(struct slice bytes, bool partial,
			 struct sip_msg *m, size_t *used)
{
	struct cursor c = cursor_over(bytes);
	enum scan_end how;

	while (c.p < c.end && (*c.p == '\r' || *c.p == '\n' || *c.p == '\0'))
		c.p++;
	how = read_line(c, partial, m, used);
	if (how != SCAN_NOT_SIP)
		*used += (size_t)(c.p - bytes.p);
	return how;
}
