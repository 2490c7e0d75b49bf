/* SPDX-License-Identifier: BSD-2-Clause */
/* Writes fields into a line that stays whole whatever the values hold. */
#include <assert.h>

#include "sink/record.h"

#define MARK SLICE("\xe2\x80\xa6")	/* U+2026, where a value was cut */
#define VALUE_LEAST 32	/* bytes; with less room a value is left out */
#define VALUE_ENDS 8	/* of them for the mark and quotes */
#define CLOSER 4	/* bytes kept for the end of an object or list */

void record_begin(struct record *r, const struct record_format *format,
		  char *buffer, size_t room)
{
	assert(room > VALUE_LEAST + CLOSER);
	r->format = format;
	r->text = text_in(buffer, room - CLOSER);
	r->colour = false;
	r->paint = PAINT_NONE;
	r->shape[0] = RECORD_FLAT;
	r->empty[0] = true;
	r->depth = r->skipped = 0;
	r->quote = false;
	format->begin(r);
}

struct slice record_end(struct record *r)
{
	assert(r->depth == 0 && r->skipped == 0);
	r->text.room += CLOSER;
	r->format->end(r);
	text_byte(&r->text, '\n');
	return text_slice(&r->text);
}

static size_t plain_run(struct slice s, const uint8_t *special)
{
	size_t i = 0;

	while (i < s.n && !special[(uint8_t)s.p[i]])
		i++;
	return i;
}

void record_escape(struct record *r, struct slice s)
{
	struct text *t = &r->text;
	size_t left = t->room - t->n;
	size_t share = left / 4 > VALUE_LEAST ? left / 4 : VALUE_LEAST;
	char out[RECORD_ESCAPE];

	if (left < VALUE_LEAST) {
		t->cut = true;
		return;
	}
	for (left = share - VALUE_ENDS; s.n > 0;) {
		size_t n = plain_run(s, r->format->special);

		if (n > 0) {
			struct slice run = slice_head(s, n < left ? n : left);

			text_add(t, run);
			s = slice_from(s, run.n);
			left -= run.n;
			if (run.n < n)
				break;
			continue;
		}
		struct rune rune = rune_first(s);

		n = r->format->escape(r, s, rune, out);
		if (n > left)
			break;
		text_add(t, (struct slice){ out, n });
		s = slice_from(s, rune.n);
		left -= n;
	}
	if (s.n > 0) {
		r->quote = true;
		text_add(t, MARK);
	}
}

/* A field goes in whole or not at all: field_end() takes it back. */
static bool field_begin(struct record *r, const char *key, size_t *at)
{
	if (r->skipped > 0)
		return false;
	*at = r->text.n;
	r->format->key(r, key);
	return true;
}

static void field_end(struct record *r, size_t at)
{
	if (!r->text.cut)
		r->format->value_end(r);
	if (r->text.cut) {
		r->text.n = at;
		r->text.cut = false;
	} else {
		r->empty[r->depth] = false;
	}
	r->paint = PAINT_NONE;
}

void record_text(struct record *r, const char *key, struct slice value)
{
	size_t at;

	if (value.n == 0 || !field_begin(r, key, &at))
		return;
	r->format->edge(r, false);
	record_escape(r, value);
	r->format->edge(r, true);
	field_end(r, at);
}

void record_word(struct record *r, const char *key, const char *word)
{
	record_text(r, key, slice_of(word));
}

void record_number(struct record *r, const char *key, uint64_t value)
{
	size_t at;

	if (!field_begin(r, key, &at))
		return;
	text_number(&r->text, value);
	field_end(r, at);
}

void record_flag(struct record *r, const char *key, bool value)
{
	size_t at;

	if (!field_begin(r, key, &at))
		return;
	text_add(&r->text, value ? SLICE("true") : SLICE("false"));
	field_end(r, at);
}

void record_ratio(struct record *r, const char *key, uint32_t ppm)
{
	size_t at;

	if (!field_begin(r, key, &at))
		return;
	text_ratio(&r->text, ppm);
	field_end(r, at);
}

void record_span(struct record *r, const char *key, struct span span)
{
	size_t at;

	if (!field_begin(r, key, &at))
		return;
	text_span(&r->text, span);
	field_end(r, at);
}

void record_milli(struct record *r, const char *key, uint64_t thousandths)
{
	record_span(r, key, span_ms((int64_t)thousandths));
}

void record_moment(struct record *r, const char *key, struct moment when)
{
	size_t at;

	if (!field_begin(r, key, &at))
		return;
	r->format->edge(r, false);
	text_moment(&r->text, when);
	r->format->edge(r, true);
	field_end(r, at);
}

void record_address(struct record *r, const char *key, const struct addr *a)
{
	char text[ADDR_TEXT];
	size_t at;

	if (!field_begin(r, key, &at))
		return;
	r->format->edge(r, false);
	text_add(&r->text, slice_of(addr_format(a, text)));
	r->format->edge(r, true);
	field_end(r, at);
}

void record_open(struct record *r, const char *key, enum record_shape shape)
{
	size_t at = r->text.n;

	assert(r->depth + r->skipped + 1 < RECORD_DEPTH);
	if (r->skipped > 0) {
		r->skipped++;
		return;
	}
	r->format->open(r, key, shape);
	if (r->text.cut || r->text.room - r->text.n < CLOSER) {
		r->text.n = at;
		r->text.cut = false;
		r->skipped++;
		return;
	}
	r->text.room -= CLOSER;
	r->depth++;
	r->shape[r->depth] = shape;
	r->empty[r->depth] = true;
	r->opened_at[r->depth] = at;
}

/* One that stayed empty was never there. */
void record_close(struct record *r)
{
	int inner = r->depth;

	if (r->skipped > 0) {
		r->skipped--;
		return;
	}
	assert(inner > 0);
	r->text.room += CLOSER;
	r->depth--;
	if (r->empty[inner]) {
		r->text.n = r->opened_at[inner];
		return;
	}
	r->format->close(r, r->shape[inner]);
	r->empty[r->depth] = false;
}
