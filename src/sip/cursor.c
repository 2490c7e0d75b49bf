/* SPDX-License-Identifier: BSD-2-Clause */
/* Walks over a header's value: quoted strings and parameters. */
#include "scan.h"

#define LETTER CHAR_TOKEN
#define INITIAL (CHAR_TOKEN | CHAR_INITIAL)
#define BLANK (CHAR_BLANK | CHAR_HOST_END)

const unsigned scan_chars[256] = {
	['A'] = INITIAL, ['a'] = INITIAL, ['B'] = LETTER, ['b'] = LETTER,
	['C'] = INITIAL, ['c'] = INITIAL, ['D'] = LETTER, ['d'] = LETTER,
	['E'] = LETTER, ['e'] = LETTER, ['F'] = INITIAL, ['f'] = INITIAL,
	['G'] = LETTER, ['g'] = LETTER, ['H'] = LETTER, ['h'] = LETTER,
	['I'] = INITIAL, ['i'] = INITIAL, ['J'] = LETTER, ['j'] = LETTER,
	['K'] = LETTER, ['k'] = LETTER, ['L'] = INITIAL, ['l'] = INITIAL,
	['M' ... 'O'] = LETTER, ['m' ... 'o'] = LETTER,
	['P'] = INITIAL, ['p'] = INITIAL,
	['Q' ... 'S'] = LETTER, ['q' ... 's'] = LETTER,
	['T' ... 'W'] = INITIAL, ['t' ... 'w'] = INITIAL,
	['X' ... 'Z'] = LETTER, ['x' ... 'z'] = LETTER,
	['0' ... '9'] = CHAR_TOKEN, ['-'] = CHAR_TOKEN, ['.'] = CHAR_TOKEN,
	['!'] = CHAR_TOKEN, ['%'] = CHAR_TOKEN, ['*'] = CHAR_TOKEN,
	['_'] = CHAR_TOKEN, ['+'] = CHAR_TOKEN, ['`'] = CHAR_TOKEN,
	['\''] = CHAR_TOKEN, ['~'] = CHAR_TOKEN,
	[' '] = BLANK, ['\t'] = BLANK, ['\r'] = BLANK, ['\n'] = BLANK,
	[';'] = CHAR_SEMICOLON | CHAR_HOST_END | CHAR_USER_END,
	[':'] = CHAR_HOST_END | CHAR_USER_END,
	['@'] = CHAR_HOST_END | CHAR_USER_END,
	['/'] = CHAR_SLASH | CHAR_HOST_END,
	['?'] = CHAR_HOST_END, ['>'] = CHAR_HOST_END,
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
