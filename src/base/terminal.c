/* SPDX-License-Identifier: BSD-2-Clause */
/* Takes out of a text what could be an order to a terminal. */
#include "base/terminal.h"

/*
 * The bytes of the UTF-8 character at P that may be shown, or 0: what is no
 * UTF-8 may be anything to a terminal, and so may U+0080 to U+009F (C1).
 */
static size_t shown(const unsigned char *p)
{
	size_t n = p[0] < 0x80 ? 1 : p[0] >= 0xf0 && p[0] < 0xf5 ? 4 :
		   p[0] >= 0xe0 && p[0] < 0xf0 ? 3 :
		   p[0] >= 0xc2 && p[0] < 0xe0 ? 2 : 0;

	if (n == 1)
		return p[0] >= ' ' && p[0] != 0x7f;
	for (size_t i = 1; i < n; i++)
		if ((p[i] & 0xc0) != 0x80)
			return 0;
	if (n == 2 && p[0] == 0xc2 && p[1] < 0xa0)
		return 0;
	if ((p[0] == 0xe0 && p[1] < 0xa0) || (p[0] == 0xf0 && p[1] < 0x90) ||
	    (p[0] == 0xed && p[1] >= 0xa0) || (p[0] == 0xf4 && p[1] >= 0x90))
		return 0;
	return n;
}

char *terminal_clean(char *text)
{
	size_t n;

	for (char *p = text; *p; p += n) {
		n = shown((const unsigned char *)p);
		if (n)
			continue;
		*p = '?';
		n = 1;
	}
	return text;
}
