/* SPDX-License-Identifier: BSD-2-Clause */
/* Takes a URI apart into user and host, whatever its scheme. */
#include "scan.h"

enum scheme { SCHEME_SIP, SCHEME_TEL, SCHEME_OTHER, SCHEME_NONE };

/* The scheme that S begins with; *AFTER is where its ':' ends. */
static enum scheme scheme_of(struct slice s, size_t *after)
{
	struct slice name = { s.p, 0 };

	*after = 4;
	if (s.n > 4 && memcmp(s.p, "sip:", 4) == 0)
		return SCHEME_SIP;
	while (name.n < s.n && scan_is(s.p[name.n], CHAR_TOKEN))
		name.n++;
	if (name.n == 0 || name.n == s.n || s.p[name.n] != ':') {
		*after = 0;
		return SCHEME_NONE;
	}
	*after = name.n + 1;
	if (scan_same(name, SLICE("sip")) || scan_same(name, SLICE("sips")))
		return SCHEME_SIP;
	if (scan_same(name, SLICE("tel")))
		return SCHEME_TEL;
	return SCHEME_OTHER;
}

/*
 * An IPv6 address that lacks its brackets: seen in the wild, and told by its
 * second colon. Only behind all eight groups a port is sure to be one.
 */
static struct slice bare_ipv6(struct slice s)
{
	struct slice host = { s.p, 0 };
	size_t colons = 0, last = 0;

	for (; host.n < s.n; host.n++) {
		if (s.p[host.n] == ':') {
			colons++;
			last = host.n;
		} else if (scan_is(s.p[host.n], CHAR_HOST_END)) {
			break;
		}
	}
	if (colons == 8)
		host.n = last;
	return host;
}

/* The host that S begins with, without brackets and port. */
static struct slice host_of(struct slice s)
{
	struct cursor c = cursor_over(s);
	struct slice host;

	if (cursor_at(&c, '[')) {
		const char *right = memchr(s.p, ']', s.n);

		if (right)
			return (struct slice){ s.p + 1,
					       (size_t)(right - s.p) - 1 };
		return slice_from(s, 1);
	}
	host = cursor_until(&c, CHAR_HOST_END);
	if (cursor_at(&c, ':')) {
		c.p++;
		cursor_until(&c, CHAR_HOST_END);
		if (cursor_at(&c, ':'))
			return bare_ipv6(s);
	}
	return host;
}

struct slice scan_user(struct slice user)
{
	struct cursor c = cursor_over(user);

	return cursor_until(&c, CHAR_USER_END);
}

/* Without the blanks around it, which are rare. */
static struct slice trimmed(struct slice s)
{
	if (s.n && (scan_is(s.p[0], CHAR_BLANK) ||
		    scan_is(s.p[s.n - 1], CHAR_BLANK)))
		return slice_trim(s);
	return s;
}

bool scan_uri(struct slice text, struct sip_uri *u)
{
	enum scheme scheme;
	struct cursor c;
	const char *at;
	size_t after;

	text = trimmed(text);
	*u = (struct sip_uri){ .text = text };
	scheme = scheme_of(text, &after);
	c = cursor_over(text);
	c.p += after;
	if (scheme == SCHEME_TEL) {	/* RFC 3966: no host */
		u->user = cursor_until(&c, CHAR_USER_END);
		return true;
	}
	u->user = cursor_until(&c, CHAR_USER_END);
	at = c.p < c.end ? memchr(c.p, '@', (size_t)(c.end - c.p)) : NULL;
	if (at) {
		c.p = at + 1;
	} else {
		c.p = u->user.p;
		u->user = (struct slice){ NULL, 0 };
	}
	if (at || scheme == SCHEME_SIP)
		u->host = host_of(cursor_rest(&c));
	return scheme == SCHEME_SIP;
}
