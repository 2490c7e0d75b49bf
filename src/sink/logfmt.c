/* SPDX-License-Identifier: BSD-2-Clause */
/* Records as text: key=value, side by side, quoted where needed. */
#include <assert.h>

#include "sink/record.h"

/*
 * A value stands in quotes when it holds a blank, "=", a comma, a quote, a
 * backslash, or anything that isn't printable ASCII. Within quotes a quote
 * or backslash has a backslash before it, and a byte of a control character
 * or of broken UTF-8 is written \xNN. Items of lists and objects are parted
 * by commas: a comma or backslash inside an item is written \x2c or \x5c
 * first, and the whole is quoted as any other value; so it can be taken
 * apart before or after the quotes are removed.
 */
static const uint8_t special[256] = {
	[0 ... 0x20] = 1, ['"'] = 1, [','] = 1, ['='] = 1, ['\\'] = 1,
	[0x7f ... 0xff] = 1,
};

static bool in_items(const struct record *r)
{
	return r->shape[r->depth] != RECORD_FLAT;
}

static size_t text_escape(struct record *r, struct slice bytes,
			  struct rune rune, char out[RECORD_ESCAPE])
{
	char c = bytes.p[0];

	r->quote = true;
	if (!rune.valid || rune.control)
		return rune_escape(slice_head(bytes, rune.n), out);
	if (in_items(r) && (c == ',' || c == '\\')) {
		out[0] = '\\';
		return 1 + rune_escape(slice_head(bytes, 1), out + 1);
	}
	if (c == '"' || c == '\\') {
		out[0] = '\\';
		out[1] = c;
		return 2;
	}
	memcpy(out, bytes.p, rune.n);
	return rune.n;
}

static void text_begin(struct record *r)
{
	(void)r;
}

static void paint(struct record *r, const char *sequence)
{
	if (r->colour)
		text_add(&r->text, slice_of(sequence));
}

static void text_key(struct record *r, const char *key)
{
	if (in_items(r)) {
		if (!r->empty[r->depth])
			text_byte(&r->text, ',');
		if (key) {
			record_escape(r, slice_of(key));
			text_byte(&r->text, ':');
		}
		return;
	}
	if (r->text.n > 0)
		text_byte(&r->text, ' ');
	paint(r, "\033[2m");
	text_add(&r->text, slice_of(key));
	text_byte(&r->text, '=');
	paint(r, "\033[0m");
	r->value_at = r->text.n;
	r->quote = false;
}

/* A painted word is our own and needs no quotes. */
static void text_edge(struct record *r, bool end)
{
	static const char *const sequences[] = {
		[PAINT_GREEN] = "\033[32m", [PAINT_CYAN] = "\033[36m",
		[PAINT_YELLOW] = "\033[33m", [PAINT_RED] = "\033[31m",
		[PAINT_ALARM] = "\033[1;31m",
	};

	if (r->paint != PAINT_NONE)
		paint(r, end ? "\033[0m" : sequences[r->paint]);
}

static void put_in_quotes(struct record *r)
{
	struct text *t = &r->text;
	size_t n = t->n - r->value_at;

	text_add(t, SLICE("\"\""));
	if (t->cut)
		return;
	memmove(t->p + r->value_at + 1, t->p + r->value_at, n);
	t->p[r->value_at] = '"';
}

static void text_value_end(struct record *r)
{
	if (r->quote && !in_items(r))
		put_in_quotes(r);
}

static void text_open(struct record *r, const char *key,
		      enum record_shape shape)
{
	/* Text has no way to write an object within another. */
	assert(!in_items(r));
	if (shape != RECORD_FLAT)
		text_key(r, key);
}

static void text_close(struct record *r, enum record_shape shape)
{
	if (shape != RECORD_FLAT && r->quote)
		put_in_quotes(r);
}

static void text_end(struct record *r)
{
	(void)r;
}

const struct record_format record_logfmt = {
	.special = special, .escape = text_escape, .begin = text_begin,
	.key = text_key, .edge = text_edge, .value_end = text_value_end,
	.open = text_open, .close = text_close, .end = text_end,
};
