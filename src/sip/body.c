/* SPDX-License-Identifier: BSD-2-Clause */
/* Finds a message's body, and what of it is SDP (RFC 2046 section 5.1). */
#include "scan.h"

#define PARTS 16	/* of a multipart body that are looked at */

struct slice sip_body(const struct sip_msg *m)
{
	/* the scanner has ended M->bytes by its Content-Length */
	return slice_from(m->bytes, m->body ? m->body : m->bytes.n);
}

static bool is_type(struct slice type, struct slice wanted)
{
	struct cursor c = cursor_over(type);

	return slice_same(cursor_until(&c, CHAR_BLANK | CHAR_SEMICOLON),
			  wanted);
}

/* A multipart body that is being taken apart. */
struct parts {
	struct slice rest;	/* what is behind the last delimiter */
	struct slice boundary;
	bool ended;		/* by a delimiter that says so */
};

/* Is LINE a delimiter? *LAST: it ends the body. */
static bool is_delimiter(struct slice line, struct slice boundary, bool *last)
{
	const struct slice dashes = SLICE("--");

	if (!slice_begins(line, dashes))
		return false;
	line = slice_from(line, dashes.n);
	if (!slice_equal(slice_head(line, boundary.n), boundary))
		return false;
	line = slice_from(line, boundary.n);
	*last = slice_begins(line, dashes);
	return *last || slice_trim(line).n == 0;
}

/*
 * What is before the next delimiter, which is taken, or all the rest; false:
 * nothing is left. The line end before a delimiter belongs to that.
 */
static bool next_part(struct parts *g, struct slice *part)
{
	const char *from = g->rest.p;
	struct slice rest = g->rest;

	if (g->ended || rest.n == 0)
		return false;
	while (rest.n) {
		size_t lf = slice_find(rest, '\n');
		struct slice line = slice_head(rest, lf);

		rest = slice_from(rest, lf + 1);
		if (!is_delimiter(line, g->boundary, &g->ended))
			continue;
		*part = slice_between(from, line.p);
		part->n -= part->n && part->p[part->n - 1] == '\n';
		part->n -= part->n && part->p[part->n - 1] == '\r';
		g->rest = rest;
		return true;
	}
	*part = g->rest;
	g->rest = rest;
	return true;
}

/* The first part of BODY that is SDP. */
static bool find_part(struct slice body, struct slice boundary,
		      struct slice *sdp)
{
	struct parts g = { .rest = body, .boundary = boundary };
	struct slice part, type;

	if (!next_part(&g, &part))	/* the preamble, for no one */
		return false;
	for (int i = 0; i < PARTS && next_part(&g, &part); i++) {
		struct sip_headers h = scan_lines(part, false);

		if (!sip_next_header(&h, SIP_CONTENT_TYPE, &type) ||
		    !is_type(type, SLICE("application/sdp")))
			continue;
		*sdp = slice_between(scan_to_body(&h), part.p + part.n);
		return true;
	}
	return false;
}

bool sip_find_sdp(const struct sip_msg *m, struct slice *sdp)
{
	struct sip_headers h = sip_headers_of(m);
	const char *end = h.rest.p + h.rest.n;
	struct slice type, boundary, body, found;
	bool typed = sip_next_header(&h, SIP_CONTENT_TYPE, &type);

	found = body = slice_between(scan_to_body(&h), end);
	if (body.n == 0)
		return false;
	if (!typed) {
		if (!slice_begins(body, SLICE("v=0")))
			return false;
	} else if (slice_begins(type, SLICE("multipart/"))) {
		if (!sip_param(type, SLICE("boundary"), &boundary) ||
		    boundary.n == 0 || !find_part(body, boundary, &found))
			return false;
	} else if (!is_type(type, SLICE("application/sdp"))) {
		return false;
	}
	if (m->cut && found.p + found.n == body.p + body.n)
		while (found.n && found.p[found.n - 1] != '\n')
			found.n--;
	if (found.n == 0)
		return false;
	*sdp = found;
	return true;
}
