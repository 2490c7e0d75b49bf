/* SPDX-License-Identifier: BSD-2-Clause */
/* Walks over a text from sign to sign, and reads what is plain on the way. */
#ifndef SIPWARD_SIP_WALK_H
#define SIPWARD_SIP_WALK_H

#include "scan.h"

struct walk {
	const char *seen, *end;	/* a glance has been taken from SEEN on */
	uint64_t bits;		/* what it found that is still ahead */
};

ALWAYS struct walk walk_over(struct slice s, glance *at)
{
	size_t n = s.n < GLANCE_BYTES ? s.n : GLANCE_BYTES;

	return (struct walk){ s.p, s.p + s.n, at(s.p, n) };
}

/*
 * On to the next one that AT finds; false when there is none. The last glance
 * goes back over what has been seen, rather than beyond the end.
 */
ALWAYS bool walk_next(struct walk *w, glance *at, const char **p)
{
	while (!w->bits) {
		ptrdiff_t again = 2 * GLANCE_BYTES - (w->end - w->seen);

		if (again >= GLANCE_BYTES)
			return false;
		if (again < 0)
			again = 0;
		w->seen += GLANCE_BYTES;
		w->bits = at(w->seen - again, GLANCE_BYTES) >> again;
	}
	*p = w->seen + __builtin_ctzll(w->bits);
	w->bits &= w->bits - 1;
	return true;
}

/* The same; the end when there is none. */
ALWAYS const char *walk_on(struct walk *w, glance *at)
{
	const char *p;

	return walk_next(w, at, &p) ? p : w->end;
}

ALWAYS struct walk walk_signs(struct slice s)
{
	return walk_over(s, glance_signs);
}

ALWAYS const char *walk_to_sign(struct walk *w)
{
	return walk_on(w, glance_signs);
}

/* Is what W went to, P, a C? */
ALWAYS bool walk_at(const struct walk *w, const char *p, char c)
{
	return p < w->end && *p == c;
}

/*
 * The value of parameter WORD in ";name=value;name;..." from the sign P on;
 * false when they aren't plain. Without the parameter *VALUE stays.
 */
ALWAYS bool walk_param(struct walk *w, const char *p, struct slice word,
		       struct slice *value)
{
	while (p < w->end) {
		const char *from = p + 1;
		bool wanted;

		if (*p != ';')
			return false;
		p = walk_to_sign(w);
		wanted = scan_same(slice_between(from, p), word);
		if (!walk_at(w, p, '=')) {
			if (wanted)
				return false;
			continue;
		}
		from = p + 1;
		p = walk_to_sign(w);
		if (!wanted)
			continue;
		if (p < w->end && *p != ';')
			return false;
		*value = slice_between(from, p);
		return true;
	}
	return true;
}

/*
 * "sip:user@host:port;params" with or without user, port and params, FROM on
 * up to the first LAST; returns where that is, or NULL if it isn't plain.
 */
ALWAYS const char *walk_uri(struct walk *w, const char *from, char last,
			    struct sip_uri *u)
{
	struct slice user = { NULL, 0 };
	const char *host, *host_end, *p;

	if (w->end - from <= 4 || memcmp(from, "sip:", 4) != 0)
		return NULL;
	walk_to_sign(w);	/* the colon */
	host = from + 4;
	p = walk_to_sign(w);
	if (walk_at(w, p, '@')) {
		user = slice_between(host, p);
		host = p + 1;
		p = walk_to_sign(w);
	}
	host_end = p;
	if (host == p || *host == '[' || walk_at(w, p, '='))
		return NULL;
	if (walk_at(w, p, ':'))
		p = walk_to_sign(w);
	for (; p < w->end && *p != last; p = walk_to_sign(w))
		if (*p != ';' && *p != '=')	/* a password, an odd host */
			return NULL;
	u->text = slice_between(from, p);
	u->user = user;
	u->host = slice_between(host, host_end);
	return p < w->end ? p : NULL;
}

#endif
