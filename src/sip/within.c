/* SPDX-License-Identifier: BSD-2-Clause */
/* Finds in a body the message that its length has no right to. */
#include "scan.h"

#define LINE_MOST 8192	/* bytes of a start line */
#define NAME_MOST 64	/* of a header's name, with blanks */

/* Messages are what these are made of (RFC 3261 section 27.5, RFC 3420). */
static bool is_of_messages(struct slice type)
{
	return slice_begins(type, SLICE("message/")) ||
	       slice_begins(type, SLICE("multipart/"));
}

bool scan_may_hold_messages(struct slice head)
{
	const char *p = head.p, *end = p + head.n;
	struct slice line, name, value;
	int folds;

	while (p < end) {
		p = scan_line(p, end, &line, &folds);
		if (scan_split(line, &name, &value) &&
		    (slice_same(name, SLICE("Content-Type")) ||
		     slice_same(name, SLICE("c"))))
			return is_of_messages(value);
	}
	return false;
}

/* A glance at both ends tells nearly all lines that are none. */
static bool is_start(struct slice line)
{
	const struct slice version = SLICE("SIP/2.0");
	struct slice last;
	struct sip_msg m;
	size_t used;

	if (line.n >= LINE_MOST)
		return false;
	while (line.n && scan_is(line.p[line.n - 1], CHAR_BLANK))
		line.n--;
	if (line.n <= version.n)
		return false;
	last = slice_from(line, line.n - version.n);
	if (!slice_equal(slice_head(line, version.n), version) &&
	    !slice_equal(last, version))
		return false;
	return scan_start(line, false, &m, &used) == SCAN_COMPLETE &&
	       (m.response || m.method < SIP_OTHER);
}

/* Does S begin with a header's name? CUT: more of it may tell. */
static enum scan_end look_at_name(struct slice s)
{
	size_t n = 0, name;

	s = slice_head(s, NAME_MOST);
	while (n < s.n && scan_is(s.p[n], CHAR_TOKEN))
		n++;
	name = n;
	while (n < s.n && (s.p[n] == ' ' || s.p[n] == '\t'))
		n++;
	if (n == s.n)
		return n < NAME_MOST ? SCAN_CUT : SCAN_NOT_SIP;
	return name && s.p[n] == ':' ? SCAN_COMPLETE : SCAN_NOT_SIP;
}

/* Where the line begins that AT is in; of a long one some place far back. */
static size_t begin_of_line(struct slice s, size_t body, size_t at)
{
	size_t from = at - body > LINE_MOST ? at - LINE_MOST : body;
	const char *lf = memrchr(s.p + from, '\n', at - from);

	return lf ? (size_t)(lf + 1 - s.p) : from;
}

/* Is WORD, or does it begin, a known method's name? */
static bool begins_method(struct slice word, bool whole)
{
	if (whole)
		return sip_method_of(word) < SIP_OTHER;
	for (int i = 0; i < SIP_OTHER; i++) {
		const char *name = sip_method_name((enum sip_method)i);

		if (slice_begins((struct slice){ name, strlen(name) }, word))
			return true;
	}
	return false;
}

/* May LINE, which has no end yet, be a start line when it has? */
static bool may_be_start(struct slice line)
{
	struct sip_msg m;
	size_t n = 0, used;

	if (line.n >= LINE_MOST ||
	    scan_start(line, true, &m, &used) == SCAN_NOT_SIP)
		return false;
	while (n < line.n && scan_is(line.p[n], CHAR_TOKEN))
		n++;
	return slice_begins(SLICE("SIP"), slice_head(line, n)) ||
	       begins_method(slice_head(line, n), n < line.n);
}

bool scan_begins_start(struct slice s)
{
	size_t n = 0, lf;

	while (n < s.n && (s.p[n] == '\r' || s.p[n] == '\n'))
		n++;
	s = slice_head(slice_from(s, n), LINE_MOST);
	lf = slice_find(s, '\n');
	return lf < s.n && is_start(slice_head(s, lf));
}

/*
 * Is the line from LINE to LF a start line, with a header behind it? CUT: more
 * of S may tell, as it has no end, or a message should END behind S.
 */
static enum scan_end look_at_line(struct slice s, size_t line, size_t lf,
				  size_t end)
{
	if (lf == s.n)
		return s.n < end || may_be_start(slice_from(s, line)) ?
		       SCAN_CUT : SCAN_NOT_SIP;
	return is_start(slice_between(s.p + line, s.p + lf)) ?
	       look_at_name(slice_from(s, lf + 1)) : SCAN_NOT_SIP;
}

size_t scan_find_within(struct slice s, size_t body, size_t end,
			size_t *searched)
{
	size_t at = *searched > body ? *searched : body;
	size_t line = begin_of_line(s, body, at);

	while (line < end) {
		size_t lf = at + slice_find(slice_from(s, at), '\n');
		enum scan_end how = look_at_line(s, line, lf, end);

		if (how == SCAN_COMPLETE)
			return line;
		if (how == SCAN_CUT) {
			*searched = lf < end ? lf : end - 1;
			return SIZE_MAX;
		}
		at = line = lf + 1;
	}
	*searched = end;
	return SIZE_MAX;
}
