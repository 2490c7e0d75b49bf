/* SPDX-License-Identifier: BSD-2-Clause */
/* Lines of tables for people, on 80 columns. */
#ifndef SIPWARD_SINK_PAGE_H
#define SIPWARD_SINK_PAGE_H

#include "sink/record.h"

#define PAGE_COLUMNS 79
#define PAGE_LINE 512
#define PAGE_GROUPED 28	/* room for the longest number with its commas */

struct page {
	line_handler *handler;
	void *arg;
	bool colour;
	struct text line;
	char bytes[PAGE_LINE];
};

void page_begin(struct page *p, bool colour, line_handler *h, void *arg);

void page_say(struct page *p, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void page_end_line(struct page *p);

/* The words over a table, an empty line before them. */
void page_heading(struct page *p, const char *words);

/* The heading of rows of which there may be none: before the first. */
void page_heading_once(struct page *p, bool *stands, const char *words);

/* 1234567 as 1,234,567. */
const char *page_grouped(uint64_t value, char text[PAGE_GROUPED]);
void page_number(struct page *p, uint64_t value);

/* VALUE at the right of WIDTH columns, with a blank before it in any case. */
void page_cell(struct page *p, int width, uint64_t value);

/* WORDS, the sum of T, and its parts, which may go on in further lines. */
void page_tally(struct page *p, const char *words, const struct tally *t);

/* summary_calls_text.c: what a summary says of calls, if there were any. */
void page_calls(struct page *p, const struct summary *sum,
		const struct settings *settings);

/* summary_reach.c: and of registrations and peers. */
void page_reach(struct page *p, const struct summary *sum,
		const struct settings *settings);

/* -- ladder.c: the messages of one call ---------------------------------- */

struct ladder;

int ladder_create(struct ladder **lp, const char *call_id);
void ladder_destroy(struct ladder *l);		/* NULL is fine */
void ladder_message(struct ladder *l, const struct sip_msg *m, bool again);
void ladder_call(struct ladder *l, const struct call *c);

/* Were legs found since it was last asked, so that it should all come once
 * more? What they are is known when calls are over; then they are shown. */
bool ladder_again(struct ladder *l);

/* Was a message of the call seen? Without one there is no line. */
bool ladder_found(const struct ladder *l);
void ladder_each_line(const struct ladder *l, line_handler *h, void *arg);

#endif
