/* SPDX-License-Identifier: BSD-2-Clause */
/* Walks over a header's value: quoted strings and parameters. */
#include "scan.h"

const unsigned char scan_chars[256] = {
	['A' ... 'Z'] = CHAR_TOKEN, ['a' ... 'z'] = CHAR_TOKEN,
	['0' ... '9'] = CHAR_TOKEN, ['-'] = CHAR_TOKEN, ['.'] = CHAR_TOKEN,
	['!'] = CHAR_TOKEN, ['%'] = CHAR_TOKEN, ['*'] = CHAR_TOKEN,
	['_'] = CHAR_TOKEN, ['+'] = CHAR_TOKEN, ['`'] = CHAR_TOKEN,
	['\''] = CHAR_TOKEN, ['~'] = CHAR_TOKEN,
	[' '] = CHAR_BLANK | CHAR_HOST_END,
	['\t'] = CHAR_BLANK | CHAR_HOST_END,
	['\r'] = CHAR_BLANK | CHAR_HOST_END,
	['\n'] = CHAR_BLANK | CHAR_HOST_END,
	[';'] = CHAR_SEMICOLON | CHAR_HOST_END,
	[':'] = CHAR_HOST_END, ['?'] = CHAR_HOST_END, ['@'] = CHAR_HOST_END,
	['/'] = CHAR_SLASH | CHAR_HOST_END, ['>'] = CHAR_HOST_END,
	[','] = CHAR_COMMA, ['='] = CHAR_EQUAL, ['('] = CHAR_PAREN,
};

struct slice cursor_quoted(struct cursor *c)
{
	const char *from = ++c->p;

	while (c->p < c->end && *c->p != '"') {
		if (*c->p == '\\') {
			c->odd = true;
			if (++c->p == c->end)
				break;
		}
		c->p++;
	}
	if (c->p == c->end) {
		c->odd = true;
		return (struct slice){ from, (size_t)(c->p - from) };
	}
	return (struct slice){ from, (size_t)(c->p++ - from) };
}

bool cursor_param(struct cursor *c, struct slice *name, struct slice *value)
{
	const unsigned ends = CHAR_BLANK | CHAR_SEMICOLON | CHAR_COMMA;

	*value = (struct slice){ NULL, 0 };
	while (!cursor_sign(c, ';')) {
		if (c->p == c->end || *c->p == ',')
			return false;
		c->odd = true;
		c->p++;
	}
	*name = cursor_until(c, ends | CHAR_EQUAL);
	if (!cursor_sign(c, '='))
		return true;
	*value = cursor_at(c, '"') ? cursor_quoted(c)
				   : cursor_until(c, ends | CHAR_PAREN);
	return true;
}
