/* SPDX-License-Identifier: BSD-2-Clause */
/* Cuts a line of a scene into words, with iteration numbers put in. */
#include <stdlib.h>
#include <string.h>

#include "scene.h"

/* What is still to read of a line, and where the words go. */
struct cutting {
	const char *p;
	struct turns turns;
	char *to, *end;
};

static bool put(struct cutting *c, char byte)
{
	if (c->to == c->end)
		return false;
	*c->to++ = byte;
	return true;
}

/* %d, %03d: the repeat's iteration; %D: that of the repeat around it. */
static bool put_turn(struct cutting *c)
{
	const char *p = c->p + 1;
	int width = 0;
	unsigned turn;
	char digits[32];

	while (*p >= '0' && *p <= '9' && width < 10)
		width = width * 10 + (*p++ - '0');
	turn = *p == 'd' ? c->turns.inner : *p == 'D' ? c->turns.outer : 0;
	if (!turn || width > 20)
		return put(c, *c->p++);
	snprintf(digits, sizeof digits, "%0*u", width, turn);
	for (const char *d = digits; *d; d++)
		if (!put(c, *d))
			return false;
	c->p = p + 1;
	return true;
}

/* (a|b|c): the first in the first iteration, and so on, around. */
static bool put_choice(struct cutting *c)
{
	const char *end = c->p + strcspn(c->p, ") \t");
	const char *p = c->p + 1, *bar;
	unsigned choices = 1, turn;

	for (const char *q = p; q < end; q++)
		choices += *q == '|';
	if (*end != ')' || choices == 1 || !c->turns.inner)
		return put(c, *c->p++);
	turn = (c->turns.inner - 1) % choices;
	while (turn-- > 0)
		p = strchr(p, '|') + 1;
	bar = strpbrk(p, "|)");
	c->p = p;
	while (c->p < bar)
		if (!(*c->p == '%' ? put_turn(c) : put(c, *c->p++)))
			return false;
	c->p = end + 1;
	return true;
}

static bool put_escape(struct cutting *c)
{
	static const char names[] = "rnt0", bytes[] = "\r\n\t\0";
	const char *name;
	char hex[3] = "";

	c->p++;
	if (*c->p == 'x' && c->p[1] && c->p[2]) {
		memcpy(hex, c->p + 1, 2);
		c->p += 3;
		return put(c, (char)strtoul(hex, NULL, 16));
	}
	name = *c->p ? strchr(names, *c->p) : NULL;
	return put(c, name ? (c->p++, bytes[name - names]) : *c->p++);
}

/* One word: quotes may be all of it or follow a "key=". */
static const char *cut_word(struct cutting *c, struct word *word)
{
	static const char full[] = "the line is too long";
	bool inside = false, ok;

	word->text = c->to;
	word->quoted = *c->p == '"';
	while (*c->p && (inside || !strchr(" \t", *c->p))) {
		if (*c->p == '"') {
			inside = !inside;
			c->p++;
			continue;
		}
		if (*c->p == '\\' && inside && c->p[1])
			ok = put_escape(c);
		else if (*c->p == '%')
			ok = put_turn(c);
		else if (*c->p == '(')
			ok = put_choice(c);
		else
			ok = put(c, *c->p++);
		if (!ok)
			return full;
	}
	if (inside)
		return "a quote is not closed";
	word->n = (size_t)(c->to - word->text);
	return put(c, 0) ? NULL : full;
}

const char *words_cut(struct words *w, const char *line, struct turns turns)
{
	struct cutting c = { line, turns, w->buffer,
			     w->buffer + sizeof w->buffer };
	const char *wrong;

	w->n = 0;
	for (;;) {
		c.p += strspn(c.p, " \t");
		if (!*c.p || *c.p == '#')
			return NULL;
		if (w->n == WORDS)
			return "too many words";
		wrong = cut_word(&c, &w->at[w->n]);
		if (wrong)
			return wrong;
		w->n++;
	}
}

bool words_span(const char *text, int64_t *ns)
{
	static const struct { const char *name; int64_t ns; } units[] = {
		{ "", 1000000000 }, { "s", 1000000000 },
		{ "ms", 1000000 }, { "us", 1000 }, { "ns", 1 },
		{ "min", 60000000000 }, { "h", 3600000000000 },
	};
	bool minus = *text == '-';
	char *end;
	double value;

	text += minus;
	if (*text < '0' || *text > '9')
		return false;
	value = strtod(text, &end);
	for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
		if (strcmp(end, units[i].name) == 0) {
			value *= (double)units[i].ns;
			if (value > 4e18)
				return false;
			*ns = (int64_t)(value + 0.5);
			*ns = minus ? -*ns : *ns;
			return true;
		}
	return false;
}

bool words_number(const char *text, unsigned long max, unsigned long *n)
{
	uint64_t value;

	if (slice_number(slice_of(text), max, &value))
		return false;
	*n = (unsigned long)value;
	return true;
}

const char *words_value(const struct words *w, size_t from, const char *key,
			size_t *length)
{
	size_t n = strlen(key);

	for (size_t i = from; i < w->n; i++) {
		const struct word *word = &w->at[i];

		if (word->quoted || word->n <= n || word->text[n] != '=' ||
		    memcmp(word->text, key, n) != 0)
			continue;
		if (length)
			*length = word->n - n - 1;
		return word->text + n + 1;
	}
	return NULL;
}

bool words_flag(const struct words *w, size_t from, const char *flag)
{
	for (size_t i = from; i < w->n; i++)
		if (!w->at[i].quoted && strcmp(w->at[i].text, flag) == 0)
			return true;
	return false;
}
