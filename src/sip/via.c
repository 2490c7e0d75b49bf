/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads the first value of a Via: sent-by and branch (RFC 3261, 20.42). */
#include "walk.h"

/* "SIP / 2.0 / UDP", blanks allowed around each. */
static bool pass_protocol(struct cursor *c)
{
	const unsigned ends = CHAR_SLASH | CHAR_BLANK | CHAR_SEMICOLON |
			      CHAR_COMMA;

	cursor_until(c, ends);
	if (!cursor_sign(c, '/'))
		return false;
	cursor_until(c, ends);
	if (!cursor_sign(c, '/'))
		return false;
	cursor_until(c, ends);
	return true;
}

/* "host", "host:port" or "host : port", as it is written. */
static struct slice read_sent_by(struct cursor *c)
{
	const unsigned ends = CHAR_BLANK | CHAR_SEMICOLON | CHAR_COMMA |
			      CHAR_PAREN;
	struct slice s;
	struct cursor ahead;

	cursor_pass(c, CHAR_BLANK);
	s = cursor_until(c, ends);
	ahead = *c;
	if (s.n && (cursor_sign(&ahead, ':') || s.p[s.n - 1] == ':')) {
		cursor_pass(&ahead, CHAR_BLANK);
		cursor_until(&ahead, ends);
		*c = ahead;
		s.n = (size_t)(c->p - s.p);
	}
	return s;
}

bool scan_any_via(struct slice value, struct slice *sent_by,
		  struct slice *branch)
{
	struct cursor c = cursor_over(value);
	struct slice name, v;

	if (pass_protocol(&c))
		*sent_by = read_sent_by(&c);
	else
		c.odd = true;
	while (cursor_param(&c, &name, &v))
		if (scan_same(name, SLICE("branch"))) {
			*branch = v;
			break;
		}
	return !c.odd;
}

/* SIP/2.0/UDP host[:port][;params] */
static bool is_plain(struct slice value, struct slice *sent_by,
		     struct slice *branch)
{
	const struct slice version = SLICE("SIP/2.0/");
	const char *from, *p;
	struct walk w;

	if (value.n <= version.n || memcmp(value.p, version.p, version.n) != 0)
		return false;
	from = value.p + version.n;
	w = walk_signs(slice_between(from, value.p + value.n));
	p = walk_to_sign(&w);
	if (p == from || !walk_at(&w, p, ' '))
		return false;
	from = p + 1;
	p = walk_to_sign(&w);
	if (p == from)
		return false;
	if (walk_at(&w, p, ':'))
		p = walk_to_sign(&w);
	*sent_by = slice_between(from, p);
	return walk_param(&w, p, SLICE("branch"), branch);
}

bool scan_via(struct slice value, struct slice *sent_by,
	      struct slice *branch)
{
	return is_plain(value, sent_by, branch) ||
	       scan_any_via(value, sent_by, branch);
}
