/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads From and To: the URI behind any display name, and the tag. */
#include "walk.h"

/*
 * Without brackets the URI ends before the parameters, which are the
 * header's (RFC 3261 section 20.10). A scheme first says there are none.
 */
static bool begins_bare(struct cursor c)
{
	cursor_pass(&c, CHAR_TOKEN);
	return cursor_at(&c, ':') && ++c.p < c.end &&
	       !scan_is(*c.p, CHAR_BLANK) && *c.p != '<';
}

/* The URI between the brackets, of which LEFT is the first. */
static struct slice bracketed(struct cursor *c, const char *left)
{
	const char *right = memchr(left, '>', (size_t)(c->end - left));
	struct slice s;

	c->p = left + 1;
	if (right) {
		s = (struct slice){ c->p, (size_t)(right - c->p) };
		c->p = right + 1;
		return s;
	}
	c->odd = true;
	cursor_pass(c, CHAR_BLANK);
	return cursor_until(c, CHAR_BLANK);
}

static struct slice find_uri(struct cursor *c)
{
	const char *left = NULL;

	cursor_pass(c, CHAR_BLANK);
	if (cursor_at(c, '<'))
		return bracketed(c, c->p);
	if (cursor_at(c, '"')) {
		struct cursor quote = *c;

		cursor_quoted(c);
		if (c->p == c->end) {	/* never closed: look inside */
			*c = quote;
			c->odd = true;
		}
	}
	if (!begins_bare(*c))
		left = memchr(c->p, '<', (size_t)(c->end - c->p));
	if (left)
		return bracketed(c, left);
	return cursor_until(c, CHAR_BLANK | CHAR_SEMICOLON | CHAR_COMMA);
}

bool scan_any_name(struct slice value, struct sip_party *who)
{
	struct cursor c = cursor_over(value);
	struct slice name, v;
	bool plain = scan_uri(find_uri(&c), &who->uri);

	while (cursor_param(&c, &name, &v))
		if (scan_same(name, SLICE("tag"))) {
			who->tag = v;
			break;
		}
	return plain && !c.odd;
}

/* [name or "name"] <URI>[;params] */
static bool is_plain(struct slice value, struct sip_party *who)
{
	struct walk w = walk_signs(value);
	const char *p = walk_to_sign(&w);

	if (walk_at(&w, p, '"')) {
		if (p != value.p)
			return false;
		do
			p = walk_to_sign(&w);
		while (p < w.end && *p != '"' && *p != '\\');
		if (!walk_at(&w, p, '"'))
			return false;
		p = walk_to_sign(&w);
	}
	while (walk_at(&w, p, ' '))
		p = walk_to_sign(&w);
	if (!walk_at(&w, p, '<'))
		return false;
	p = walk_uri(&w, p + 1, '>', &who->uri);
	if (!p || walk_to_sign(&w) != p + 1)
		return false;
	return walk_param(&w, p + 1, SLICE("tag"), &who->tag);
}

bool scan_name(struct slice value, struct sip_party *who)
{
	return is_plain(value, who) || scan_any_name(value, who);
}

void sip_read_party(struct slice value, struct sip_party *who)
{
	*who = (struct sip_party){ .tag = { NULL, 0 } };
	if (value.n > 0 && !scan_name(value, who))
		osip_read_name(value, who);
}
