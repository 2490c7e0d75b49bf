/* SPDX-License-Identifier: BSD-2-Clause */
/* Knows the names of the headers that every message is read for. */
#include "scan.h"

#define LONGEST 19	/* Proxy-Authorization */

struct known {
	const char *name;
	enum field field;
};

/*
 * The only header of so many letters that begins so, in small letters: then
 * one comparison decides. Compact forms are RFC 3261 section 7.3.3's.
 */
static struct known candidate(size_t n, char first)
{
	switch (n << 8 | (unsigned char)first) {
	case 1 << 8 | 'v': return (struct known){ "v", FIELD_VIA };
	case 3 << 8 | 'v': return (struct known){ "via", FIELD_VIA };
	case 1 << 8 | 'f': return (struct known){ "f", FIELD_FROM };
	case 4 << 8 | 'f': return (struct known){ "from", FIELD_FROM };
	case 1 << 8 | 't': return (struct known){ "t", FIELD_TO };
	case 2 << 8 | 't': return (struct known){ "to", FIELD_TO };
	case 1 << 8 | 'i': return (struct known){ "i", FIELD_CALL_ID };
	case 7 << 8 | 'c': return (struct known){ "call-id", FIELD_CALL_ID };
	case 4 << 8 | 'c': return (struct known){ "cseq", FIELD_CSEQ };
	case 1 << 8 | 'l': return (struct known){ "l", FIELD_LENGTH };
	case 14 << 8 | 'c':
		return (struct known){ "content-length", FIELD_LENGTH };
	case 10 << 8 | 'u':
		return (struct known){ "user-agent", FIELD_AGENT };
	case 16 << 8 | 'w':
		return (struct known){ "www-authenticate", FIELD_CHALLENGE };
	case 18 << 8 | 'p':
		return (struct known){ "proxy-authenticate",
				       FIELD_CHALLENGE };
	case 13 << 8 | 'a':
		return (struct known){ "authorization", FIELD_CREDENTIAL };
	case 19 << 8 | 'p':
		return (struct known){ "proxy-authorization",
				       FIELD_CREDENTIAL };
	}
	return (struct known){ NULL, FIELD_NONE };
}

enum field scan_field(struct slice line, struct slice *value)
{
	struct cursor c = cursor_over(slice_head(line, LONGEST));
	struct known k;
	size_t n;

	cursor_pass(&c, CHAR_TOKEN);
	n = (size_t)(c.p - line.p);
	if (n == 0)
		return FIELD_NONE;
	k = candidate(n, line.p[0] | 0x20);
	if (!k.name ||
	    !slice_same((struct slice){ line.p, n }, (struct slice){ k.name, n }))
		return FIELD_NONE;
	c.end = line.p + line.n;
	if (!cursor_sign(&c, ':'))	/* HCOLON: blanks around it */
		return FIELD_NONE;
	*value = slice_trim((struct slice){ c.p, (size_t)(c.end - c.p) });
	return k.field;
}
