/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads telephone numbers and finds the longest prefix that they have. */
#include <errno.h>
#include <stdlib.h>

#include "rule/parts.h"

#define NONE SLICE("none")
#define WHOLE_NUMBER 8		/* digits, with the country code: hardly any
				 * country has shorter ones */

/* A tree with a branch for each digit; nodes are known by their index. */
struct node {
	uint32_t child[10];	/* 0: none, as the root is nobody's child */
	uint32_t value;		/* and 1; 0: no prefix ends here */
};

struct prefixes {
	struct node *nodes;
	uint32_t n, room;
};

struct number_plan {
	const struct number_settings *settings;
	struct prefixes *table;		/* NULL: there is none */
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static int add_node(struct prefixes *p, uint32_t *index)
{
	if (p->n == p->room) {
		uint32_t room = p->room ? p->room * 2 : 16;
		struct node *nodes = NULL;

		if (room > p->room)
			nodes = realloc(p->nodes, room * sizeof *nodes);
		if (!nodes)
			return -ENOMEM;
		p->nodes = nodes;
		p->room = room;
	}
	*index = p->n++;
	p->nodes[*index] = (struct node){ .value = 0 };
	return 0;
}

int prefixes_create(struct prefixes **pp)
{
	struct prefixes *p = calloc(1, sizeof *p);
	uint32_t root;

	if (!p)
		return -ENOMEM;
	if (add_node(p, &root) < 0) {
		free(p);
		return -ENOMEM;
	}
	*pp = p;
	return 0;
}

void prefixes_destroy(struct prefixes *p)
{
	if (!p)
		return;
	free(p->nodes);
	free(p);
}

int prefixes_add(struct prefixes *p, struct slice digits, uint32_t value)
{
	uint32_t at = 0;

	if (value == UINT32_MAX || digits.n > NUMBER_DIGITS)
		return -ERANGE;
	for (size_t i = 0; i < digits.n; i++)
		if (!is_digit(digits.p[i]))
			return -EINVAL;
	for (size_t i = 0; i < digits.n; i++) {
		int d = digits.p[i] - '0';
		uint32_t next = p->nodes[at].child[d];

		if (!next) {
			if (add_node(p, &next) < 0)
				return -ENOMEM;
			p->nodes[at].child[d] = next;
		}
		at = next;
	}
	p->nodes[at].value = value + 1;
	return 0;
}

size_t prefixes_find(const struct prefixes *p, struct slice s,
		     uint32_t *value)
{
	uint32_t at = 0;
	size_t found = 0;

	for (size_t i = 0; i < s.n && is_digit(s.p[i]); i++) {
		at = p->nodes[at].child[s.p[i] - '0'];
		if (!at)
			break;
		if (p->nodes[at].value) {
			*value = p->nodes[at].value - 1;
			found = i + 1;
		}
	}
	return found;
}

/* S without visual separators (RFC 3966 section 5.1.1); false: too long. */
static bool squeeze(struct slice s, char *out, size_t *n)
{
	*n = 0;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		switch (c) {
		case '.': case '-': case '(': case ')':
			continue;
		case '%':
			/* A plus sign needs no escape here, but has it. */
			if (slice_begins(slice_from(s, i), SLICE("%2b"))) {
				c = '+';
				i += 2;
			}
		}
		if (*n == NUMBER_DIGITS)
			return false;
		out[(*n)++] = c;
	}
	return true;
}

/* How much of S the longest international prefix is. */
static size_t international(const struct number_settings *s,
			    struct slice text)
{
	size_t longest = 0;

	for (size_t i = 0; i < s->n_international; i++) {
		struct slice p = slice_of(s->international[i]);

		if (p.n > longest && slice_equal(slice_head(text, p.n), p))
			longest = p.n;
	}
	return longest;
}

static bool append_digits(struct number *n, struct slice s)
{
	if (s.n > NUMBER_DIGITS - n->n)
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (!is_digit(s.p[i]))
			return false;
	memcpy(n->digits + n->n, s.p, s.n);
	n->n += s.n;
	return true;
}

static void read_number(const struct number_settings *s, struct slice text,
			const char *country, struct number *n)
{
	char squeezed[NUMBER_DIGITS];
	struct slice rest = { squeezed, 0 };
	size_t off;

	n->n = 0;
	n->bare = false;
	if (!squeeze(text, squeezed, &rest.n))
		return;
	off = international(s, rest);
	rest = slice_from(rest, off);
	if (rest.n == 0)
		return;
	n->bare = off == 0 && !country;
	if (off == 0 && country && !append_digits(n, slice_of(country)))
		n->n = 0;
	if (!append_digits(n, rest))
		n->n = 0;
}

void number_read(const struct number_plan *p, struct slice user,
		 struct number *n)
{
	read_number(p->settings, user, p->settings->country, n);
}

void number_read_prefix(const struct number_plan *p, struct slice text,
			struct number *n)
{
	read_number(p->settings, text, NULL, n);
}

static int read_table(struct number_plan *p)
{
	const struct number_settings *s = p->settings;

	for (uint32_t i = 0; i < s->n_prefixes; i++) {
		struct number n;
		int err;

		number_read_prefix(p, slice_of(s->prefixes[i].digits), &n);
		if (n.n == 0)
			continue;
		err = prefixes_add(p->table, (struct slice){ n.digits, n.n },
				   i);
		if (err < 0)
			return err;
	}
	return 0;
}

int number_plan_create(struct number_plan **pp,
		       const struct number_settings *settings)
{
	struct number_plan *p = calloc(1, sizeof *p);

	if (!p)
		return -ENOMEM;
	p->settings = settings;
	if (settings->file || settings->n_prefixes > 0)
		if (prefixes_create(&p->table) < 0 || read_table(p) < 0)
			goto out;
	*pp = p;
	return 0;
out:
	number_plan_destroy(p);
	return -ENOMEM;
}

void number_plan_destroy(struct number_plan *p)
{
	if (!p)
		return;
	prefixes_destroy(p->table);
	free(p);
}

/*
 * The length of the country code that N begins with, by the zones of ITU-T
 * E.164: 1 and 7 stand alone, these have two digits, all others three. Digits
 * alone are taken for a whole number if there are enough of them: 112 is not
 * from America, nor extension 2001 from Egypt.
 */
static size_t country_code(const struct number *n)
{
	static const bool two[100] = {
		[20] = 1, [27] = 1, [30 ... 34] = 1, [36] = 1, [39 ... 41] = 1,
		[43 ... 49] = 1, [51 ... 58] = 1, [60 ... 66] = 1,
		[81 ... 82] = 1, [84] = 1, [86] = 1, [90 ... 95] = 1, [98] = 1,
	};
	size_t length = 3;

	if (n->digits[0] == '0' || (n->bare && n->n < WHOLE_NUMBER))
		return 0;
	if (n->digits[0] == '1' || n->digits[0] == '7')
		length = 1;
	else if (n->n >= 2 &&
		 two[(n->digits[0] - '0') * 10 + n->digits[1] - '0'])
		length = 2;
	return length <= n->n ? length : 0;
}

struct slice number_prefix(const struct number_plan *p,
			   const struct number *n)
{
	struct slice digits = { n->digits, n->n };
	uint32_t value = 0;
	size_t length;

	if (n->n == 0)
		return NONE;
	length = p->table ? prefixes_find(p->table, digits, &value)
			  : country_code(n);
	if (length == 0)
		return NONE;
	if (p->table && p->settings->prefixes[value].name)
		return slice_of(p->settings->prefixes[value].name);
	return slice_head(digits, length);
}
