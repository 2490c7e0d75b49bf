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

size_t scan_find_within(struct slice s, size_t body, size_t *searched)
{
	size_t at = *searched > body ? *searched : body;
	size_t line = begin_of_line(s, body, at);

	while (at < s.n) {
		size_t lf = at + slice_find(slice_from(s, at), '\n');
		enum scan_end how = SCAN_NOT_SIP;

		at = lf;
		if (lf == s.n)
			break;
		if (is_start(slice_between(s.p + line, s.p + lf)))
			how = look_at_name(slice_from(s, lf + 1));
		if (how == SCAN_COMPLETE)
			return line;
		if (how == SCAN_CUT)
			break;
		at = line = lf + 1;
	}
	*searched = at;
	return SIZE_MAX;
}
