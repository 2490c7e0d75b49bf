/* SPDX-License-Identifier: BSD-2-Clause */
/* Records as JSON, one object a line (RFC 8259). */
#include "sink/record.h"

static const uint8_t special[256] = {
	[0 ... 0x1f] = 1, ['"'] = 1, ['\\'] = 1, [0x7f ... 0xff] = 1,
};

static size_t hex_escape(uint32_t code, char *out)
{
	static const char digits[] = "0123456789abcdef";

	out[0] = '\\';
	out[1] = 'u';
	for (int i = 0; i < 4; i++)
		out[2 + i] = digits[code >> (12 - 4 * i) & 15];
	return 6;
}

/*
 * JSON has no way to write a byte that is not UTF-8: U+FFFD stands for it,
 * as in other programs; the text form keeps it.
 */
static size_t json_escape(struct record *r, struct slice bytes,
			  struct rune rune, char out[RECORD_ESCAPE])
{
	(void)r;
	if (!rune.valid) {
		memcpy(out, "\xef\xbf\xbd", 3);
		return 3;
	}
	if (rune.control)
		return hex_escape(rune.code, out);
	if (rune.n > 1) {
		memcpy(out, bytes.p, rune.n);
		return rune.n;
	}
	out[0] = '\\';
	out[1] = bytes.p[0];
	return 2;
}

static void json_begin(struct record *r)
{
	text_byte(&r->text, '{');
}

static void json_key(struct record *r, const char *key)
{
	if (!r->empty[r->depth])
		text_byte(&r->text, ',');
	if (!key)
		return;
	text_byte(&r->text, '"');
	if (r->depth > 0)
		record_escape(r, slice_of(key));
	else
		text_add(&r->text, slice_of(key));
	text_add(&r->text, SLICE("\":"));
}

static void json_edge(struct record *r, bool end)
{
	(void)end;
	text_byte(&r->text, '"');
}

static void json_value_end(struct record *r)
{
	(void)r;
}

static void json_open(struct record *r, const char *key,
		      enum record_shape shape)
{
	json_key(r, key);
	text_byte(&r->text, shape == RECORD_LIST ? '[' : '{');
}

static void json_close(struct record *r, enum record_shape shape)
{
	text_byte(&r->text, shape == RECORD_LIST ? ']' : '}');
}

static void json_end(struct record *r)
{
	text_byte(&r->text, '}');
}

const struct record_format record_json = {
	.special = special, .escape = json_escape, .begin = json_begin,
	.key = json_key, .edge = json_edge, .value_end = json_value_end,
	.open = json_open, .close = json_close, .end = json_end,
};
