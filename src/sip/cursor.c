/* SPDX-License-Identifier: BSD-2-Clause */
/* Finds the signs in a header's value, its quoted strings and parameters. */
#include "scan.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#define BLANK (CHAR_BLANK | CHAR_HOST_END)

const unsigned scan_chars[256] = {
	['A' ... 'Z'] = CHAR_TOKEN, ['a' ... 'z'] = CHAR_TOKEN,
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

#ifdef __SSE2__		/* every x86-64 has it */

typedef __m128i sixteen;

ALWAYS sixteen load(const char *p)
{
	return _mm_loadu_si128((const sixteen *)(const void *)p);
}

ALWAYS sixteen all(char c)
{
	return _mm_set1_epi8(c);
}

ALWAYS sixteen are(sixteen bytes, char c)
{
	return _mm_cmpeq_epi8(bytes, all(c));
}

ALWAYS sixteen are_line_feeds(sixteen bytes)
{
	return are(bytes, '\n');
}

/* Only signed bytes can be compared: what isn't ASCII is less than all. */
ALWAYS sixteen are_signs(sixteen bytes)
{
	sixteen low = _mm_cmpgt_epi8(all('"' + 1), bytes);
	/* from ':' to '@': that is moved to the very top */
	sixteen top = _mm_add_epi8(bytes, all(127 - '@'));
	sixteen range = _mm_cmpgt_epi8(top, all(127 - '@' + ':' - 1));
	/* '(' and ',' differ in one bit */
	sixteen comma = are(_mm_or_si128(bytes, all('(' ^ ',')), ',');
	sixteen slash = _mm_or_si128(are(bytes, '/'), are(bytes, '\\'));

	return _mm_or_si128(_mm_or_si128(low, range),
			    _mm_or_si128(comma, slash));
}

ALWAYS uint64_t bits_of(sixteen found)
{
	return (unsigned)_mm_movemask_epi8(found);
}

/* Reads no byte beyond N; those of the last 16 may be looked at twice. */
ALWAYS uint64_t look(const char *p, size_t n, sixteen which(sixteen bytes))
{
	char few[16] = { 0 };
	uint64_t bits;

	if (n < 16) {
		memcpy(few, p, n);
		return bits_of(which(load(few))) & ((1u << n) - 1);
	}
	bits = bits_of(which(load(p)));
	if (n > 32)
		bits |= bits_of(which(load(p + 16))) << 16;
	if (n > 48)
		bits |= bits_of(which(load(p + 32))) << 32;
	return bits | bits_of(which(load(p + n - 16))) << (n - 16);
}

uint64_t glance_signs(const char *p, size_t n)
{
	return look(p, n, are_signs);
}

uint64_t glance_line_feeds(const char *p, size_t n)
{
	return n == GLANCE_BYTES ? look(p, GLANCE_BYTES, are_line_feeds)
				 : look(p, n, are_line_feeds);
}

#else

static bool is_sign(char c)
{
	signed char s = (signed char)c;

	return s <= '"' || (s >= ':' && s <= '@') || s == '(' || s == ',' ||
	       s == '/' || s == '\\';
}

uint64_t glance_signs(const char *p, size_t n)
{
	uint64_t bits = 0;

	for (size_t i = 0; i < n; i++)
		bits |= (uint64_t)is_sign(p[i]) << i;
	return bits;
}

uint64_t glance_line_feeds(const char *p, size_t n)
{
	uint64_t bits = 0;

	for (size_t i = 0; i < n; i++)
		bits |= (uint64_t)(p[i] == '\n') << i;
	return bits;
}

#endif
