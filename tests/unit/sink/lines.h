/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads lines of records back, for tests, and makes what goes into them. */
#ifndef SIPWARD_TEST_LINES_H
#define SIPWARD_TEST_LINES_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sink/record.h"

/* The length of the UTF-8 character at P, 0 if it is none (RFC 3629). */
static inline size_t utf8_char(const uint8_t *p, size_t n, uint32_t *code)
{
	size_t len = p[0] < 0x80 ? 1 : p[0] >= 0xf0 ? 4 : p[0] >= 0xe0 ? 3 :
		p[0] >= 0xc0 ? 2 : 0;
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };

	if (len == 0 || len > n)
		return 0;
	*code = len == 1 ? p[0] : p[0] & (0x7f >> len);
	for (size_t i = 1; i < len; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return 0;
		*code = *code << 6 | (p[i] & 0x3f);
	}
	if (*code < least[len] || *code > 0x10ffff ||
	    (*code >= 0xd800 && *code < 0xe000))
		return 0;
	return len;
}

static inline bool utf8_valid(struct slice s)
{
	uint32_t code;
	size_t n;

	for (; s.n > 0; s.p += n, s.n -= n) {
		n = utf8_char((const uint8_t *)s.p, s.n, &code);
		if (n == 0)
			return false;
	}
	return true;
}

/* One line of UTF-8 with its LF, and no control character before it. */
static inline bool line_sound(struct slice line)
{
	uint32_t code;
	size_t n;

	if (line.n == 0 || line.p[line.n - 1] != '\n')
		return false;
	for (line.n--; line.n > 0; line.p += n, line.n -= n) {
		n = utf8_char((const uint8_t *)line.p, line.n, &code);
		if (n == 0 || code < 0x20 || (code >= 0x7f && code < 0xa0) ||
		    code == 0x2028 || code == 0x2029)
			return false;
	}
	return true;
}

/* A reader of JSON: each function returns what is behind it, or NULL. */
static inline const char *json_value(const char *p, const char *end);

static inline const char *json_text(const char *p, const char *end)
{
	if (p == end || *p++ != '"')
		return NULL;
	for (; p < end && *p != '"'; p++) {
		if ((uint8_t)*p < 0x20)
			return NULL;
		if (*p != '\\')
			continue;
		if (++p == end || !strchr("\"\\/bfnrtu", *p))
			return NULL;
		if (*p == 'u') {
			if (end - p < 5 ||
			    strspn(p + 1, "0123456789abcdef") < 4)
				return NULL;
			p += 4;
		}
	}
	return p < end ? p + 1 : NULL;
}

static inline const char *json_number(const char *p, const char *end)
{
	const char *from = p;

	while (p < end && *p >= '0' && *p <= '9')
		p++;
	if (p == from || (*from == '0' && p > from + 1))
		return NULL;
	if (p < end && *p == '.') {
		from = ++p;
		while (p < end && *p >= '0' && *p <= '9')
			p++;
		if (p == from)
			return NULL;
	}
	return p;
}

static inline const char *json_members(const char *p, const char *end,
				       char close)
{
	if (p < end && *p == close)
		return p + 1;
	while (p) {
		if (close == '}') {
			p = json_text(p, end);
			if (!p || p == end || *p++ != ':')
				return NULL;
		}
		p = json_value(p, end);
		if (!p || p == end)
			return NULL;
		if (*p == close)
			return p + 1;
		if (*p++ != ',')
			return NULL;
	}
	return NULL;
}

static inline const char *json_value(const char *p, const char *end)
{
	if (p == end)
		return NULL;
	if (*p == '{')
		return json_members(p + 1, end, '}');
	if (*p == '[')
		return json_members(p + 1, end, ']');
	if (*p == '"')
		return json_text(p, end);
	if (end - p >= 4 && memcmp(p, "true", 4) == 0)
		return p + 4;
	if (end - p >= 5 && memcmp(p, "false", 5) == 0)
		return p + 5;
	return json_number(p, end);
}

static inline bool json_sound(struct slice line)
{
	const char *end = line.p + line.n;

	return line.n > 0 && line.p[0] == '{' &&
	       json_value(line.p, end) == end - 1 && end[-1] == '\n';
}

static inline size_t put_utf8(char *out, uint32_t c)
{
	if (c < 0x80) {
		out[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		out[0] = (char)(0xc0 | c >> 6);
		out[1] = (char)(0x80 | (c & 0x3f));
		return 2;
	}
	out[0] = (char)(0xe0 | c >> 12);
	out[1] = (char)(0x80 | (c >> 6 & 0x3f));
	out[2] = (char)(0x80 | (c & 0x3f));
	return 3;
}

/* The string of the outermost KEY into OUT, unescaped; false: no such key. */
static inline bool json_get(struct slice line, const char *key, char *out,
			    size_t *n)
{
	const char *p = line.p + 1, *end = line.p + line.n;

	while (p && p < end && *p == '"') {
		const char *name = p + 1, *value;

		p = json_text(p, end);
		value = p + 1;
		if ((size_t)(p - 1 - name) != strlen(key) ||
		    memcmp(name, key, strlen(key)) != 0) {
			p = json_value(value, end) + 1;
			continue;
		}
		*n = 0;
		for (value++; *value != '"'; value++) {
			if (*value != '\\') {
				out[(*n)++] = *value;
			} else if (*++value == 'u') {
				char hex[5] = { 0 };

				memcpy(hex, value + 1, 4);
				*n += put_utf8(out + *n, (uint32_t)
					       strtoul(hex, NULL, 16));
				value += 4;
			} else {
				out[(*n)++] = *value;
			}
		}
		return true;
	}
	return false;
}

/* Takes the quotes and escapes off *P up to a blank or LF, into OUT. */
static inline size_t logfmt_unquote(const char **p, char *out)
{
	bool quoted = **p == '"';
	size_t n = 0;

	*p += quoted;
	while (quoted ? **p != '"' : **p != ' ' && **p != '\n') {
		if (quoted && **p == '\\' && (*p)[1] == 'x') {
			char hex[3] = { (*p)[2], (*p)[3], 0 };

			out[n++] = (char)strtoul(hex, NULL, 16);
			*p += 4;
			continue;
		}
		*p += quoted && **p == '\\';
		out[n++] = *(*p)++;
	}
	*p += quoted;
	return n;
}

/* The same of a line of text. */
static inline bool logfmt_get(struct slice line, const char *key, char *out,
			      size_t *n)
{
	const char *p = line.p, *end = line.p + line.n;

	while (p < end && *p != '\n') {
		const char *name = p;
		bool found;

		while (*p != '=')
			p++;
		found = (size_t)(p - name) == strlen(key) &&
			memcmp(name, key, strlen(key)) == 0;
		p++;
		*n = logfmt_unquote(&p, out);
		if (found)
			return true;
		assert_true(*p == ' ' || *p == '\n');
		p += *p == ' ';
	}
	return false;
}

#define assert_line(line, expected) do { \
	struct slice line_ = (line); \
	char *copy_ = strndup(line_.p, line_.n); \
	assert_string_equal(copy_, expected); \
	free(copy_); \
} while (0)

#define assert_bytes(p, n, literal) do { \
	assert_int_equal(n, sizeof(literal) - 1); \
	assert_memory_equal(p, literal, sizeof(literal) - 1); \
} while (0)

/* Lines for people, one behind the other. */
struct sheet {
	char text[1 << 17];
	size_t n, lines, longest;	/* without its LF */
};

static inline void sheet_clear(struct sheet *s)
{
	s->n = s->lines = s->longest = 0;
	s->text[0] = '\0';
}

/* A line_handler: ARG is the sheet. */
static inline void sheet_put(struct slice line, void *arg)
{
	struct sheet *s = arg;

	assert_true(line_sound(line));
	assert_true(s->n + line.n < sizeof s->text);
	memcpy(s->text + s->n, line.p, line.n);
	s->n += line.n;
	s->text[s->n] = '\0';
	s->lines++;
	if (line.n - 1 > s->longest)
		s->longest = line.n - 1;
}

static inline struct addr address(const char *text)
{
	struct addr a;

	assert_int_equal(addr_parse(slice_of(text), &a), 0);
	return a;
}

/* 2026-11-21T02:58:03.120544Z */
#define A_MOMENT ((struct moment){ 1795229883120544000 })

#endif
