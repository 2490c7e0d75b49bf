/* SPDX-License-Identifier: BSD-2-Clause */
/* Takes a URI apart into user and host, whatever its scheme. */
#include "scan.h"

enum scheme { SCHEME_SIP, SCHEME_TEL, SCHEME_OTHER, SCHEME_NONE };

/* The scheme that S begins with; *AFTER is where its ':' ends. */
static enum scheme scheme_of(struct slice s, size_t *after)
{
	struct slice name = { s.p, 0 };

	while (name.n < s.n && scan_is(s.p[name.n], CHAR_TOKEN))
		name.n++;
	if (name.n == 0 || name.n == s.n || s.p[name.n] != ':') {
		*after = 0;
		return SCHEME_NONE;
	}
	*after = name.n + 1;
	if (name.n == 3 && (memcmp(name.p, "sip", 3) == 0 ||
			    slice_same(name, SLICE("sip"))))
		return SCHEME_SIP;
	if (name.n == 4 && slice_same(name, SLICE("sips")))
		return SCHEME_SIP;
	if (name.n == 3 && slice_same(name, SLICE("tel")))
		return SCHEME_TEL;
	return SCHEME_OTHER;
}

/* The host that S begins with, without brackets and port. */
static struct slice host_of(struct slice s)
{
	size_t n = 0;

	if (s.n && s.p[0] == '[') {
		const char *right = memchr(s.p, ']', s.n);

		if (right)
			return (struct slice){ s.p + 1,
					       (size_t)(right - s.p) - 1 };
		return slice_from(s, 1);
	}
	while (n < s.n && !scan_is(s.p[n], CHAR_HOST_END))
		n++;
	return (struct slice){ s.p, n };
}

struct slice scan_user(struct slice user)
{
	for (size_t i = 0; i < user.n; i++)
		if (user.p[i] == ':' || user.p[i] == ';')
			return slice_head(user, i);
	return user;
}

bool scan_uri(struct slice text, struct sip_uri *u)
{
	enum scheme scheme;
	struct slice rest;
	const char *at;
	size_t after;

	text = slice_trim(text);
	*u = (struct sip_uri){ .text = text };
	scheme = scheme_of(text, &after);
	rest = slice_from(text, after);
	if (scheme == SCHEME_TEL) {	/* RFC 3966: no host */
		u->user = scan_user(rest);
		return true;
	}
	at = rest.n ? memchr(rest.p, '@', rest.n) : NULL;
	if (at) {
		size_t n = (size_t)(at - rest.p);

		u->user = scan_user(slice_head(rest, n));
		rest = slice_from(rest, n + 1);
	}
	if (at || scheme == SCHEME_SIP)
		u->host = host_of(rest);
	return scheme == SCHEME_SIP;
}
