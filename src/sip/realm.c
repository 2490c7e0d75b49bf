/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads the realms of challenges and credentials (RFC 9110 section 11). */
#include "scan.h"

/* Passes blanks and commas; true when a comma was among them. */
static bool pass_commas(struct cursor *c)
{
	bool comma = false;

	while (c->p < c->end && scan_is(*c->p, CHAR_BLANK | CHAR_COMMA))
		comma |= *c->p++ == ',';
	return comma;
}

/*
 * A list of schemes, each with a list of parameters, and commas between all
 * of them. A word without '=' is a scheme when it comes first, or between a
 * comma and another word; else it is a token68, or half of "qop=auth,x".
 */
unsigned scan_realms(struct slice value, struct slice realms[SIP_REALMS],
		     int *n)
{
	const unsigned ends = CHAR_BLANK | CHAR_COMMA;
	struct cursor c = cursor_over(value);
	struct slice *realm = NULL;
	unsigned stale = 0;
	int schemes = 0;
	bool fresh;

	while (fresh = pass_commas(&c), c.p < c.end) {
		struct slice word = cursor_until(&c, ends | CHAR_EQUAL), v;

		if (cursor_sign(&c, '=')) {
			v = cursor_at(&c, '"') ? cursor_quoted(&c)
					       : cursor_until(&c, ends);
			if (word.n != 5)
				continue;
			if (!realm)
				continue;
			if (slice_same(word, SLICE("stale")) &&
			    slice_same(v, SLICE("true")))
				stale |= 1u << (realm - realms);
			else if (!realm->p && slice_same(word, SLICE("realm")))
				*realm = v;
		} else if (schemes == 0 ||
			   (fresh && c.p < c.end && *c.p != ',')) {
			schemes++;
			realm = *n < SIP_REALMS ? &realms[(*n)++] : NULL;
			if (realm)
				*realm = (struct slice){ NULL, 0 };
		}
	}
	return stale;
}
