/* SPDX-License-Identifier: BSD-2-Clause */
/* Writes lines of tables for people, piece by piece. */
#include "sink/page.h"

#include <stdarg.h>
#include <stdio.h>

void page_begin(struct page *p, bool colour, line_handler *h, void *arg)
{
	p->handler = h;
	p->arg = arg;
	p->colour = colour;
	p->line = text_in(p->bytes, PAGE_LINE - 1);
}

void page_say(struct page *p, const char *format, ...)
{
	char piece[PAGE_LINE];
	va_list ap;

	va_start(ap, format);
	vsnprintf(piece, sizeof piece, format, ap);
	va_end(ap);
	text_add(&p->line, slice_of(piece));
}

void page_end_line(struct page *p)
{
	p->line.cut = false;
	p->line.room = PAGE_LINE;
	text_byte(&p->line, '\n');
	p->handler(text_slice(&p->line), p->arg);
	p->line = text_in(p->bytes, PAGE_LINE - 1);
}

void page_heading(struct page *p, const char *words)
{
	page_end_line(p);
	page_say(p, p->colour ? "\033[1m%s\033[0m" : "%s", words);
	page_end_line(p);
}

void page_heading_once(struct page *p, bool *stands, const char *words)
{
	if (!*stands)
		page_heading(p, words);
	*stands = true;
}

const char *page_grouped(uint64_t value, char text[PAGE_GROUPED])
{
	char *s = text + PAGE_GROUPED - 1;

	*s = '\0';
	for (int i = 0; value > 0 || i == 0; i++) {
		if (i > 0 && i % 3 == 0)
			*--s = ',';
		*--s = (char)('0' + value % 10);
		value /= 10;
	}
	return s;
}

void page_number(struct page *p, uint64_t value)
{
	char text[PAGE_GROUPED];

	page_say(p, "%s", page_grouped(value, text));
}

void page_cell(struct page *p, int width, uint64_t value)
{
	char text[PAGE_GROUPED];

	page_say(p, " %*s", width - 1,
		 value ? page_grouped(value, text) : "-");
}

#define WORDS 28	/* columns of the words, and then of the number */
#define COUNT 10

void page_tally(struct page *p, const char *words, const struct tally *t)
{
	const char *comma = "  ";

	page_say(p, "%-*s", WORDS, words);
	page_cell(p, COUNT, t->sum);
	for (size_t i = 0; i < t->n; i++) {
		char text[PAGE_GROUPED];
		const char *value = page_grouped(t->parts[i].value, text);
		size_t n = strlen(t->parts[i].label) + strlen(value) + 4;

		if (t->parts[i].value == 0)
			continue;
		if (p->line.n + n > PAGE_COLUMNS) {
			page_say(p, "%s", comma[0] == ',' ? "," : "");
			page_end_line(p);
			page_say(p, "%*s", WORDS + COUNT, "");
			comma = "  ";
		}
		page_say(p, "%s%s %s", comma, t->parts[i].label, value);
		comma = ", ";
	}
	page_end_line(p);
}
