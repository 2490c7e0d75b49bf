/* SPDX-License-Identifier: BSD-2-Clause */
/* Names a row of the catalogue, and what it has. */
#include <stdio.h>

#include "base/text.h"
#include "ctl/ctl.h"

const char *cause_text(const struct call_cause *c, char text[CAUSE_TEXT])
{
	snprintf(text, CAUSE_TEXT, "%s;%d",
		 c->of == CAUSE_Q850 ? "Q.850" : "SIP", c->code);
	return text;
}

const char *row_title(const struct row *row, char text[ROW_TEXT])
{
	const struct catalog_match *m = row->match;
	char reason[CAUSE_TEXT];

	if (m && row->code)
		snprintf(text, ROW_TEXT, "%s %d", row->profile, row->code);
	else if (m && m->reason.of)
		snprintf(text, ROW_TEXT, "%s %s", row->profile,
			 cause_text(&m->reason, reason));
	else if (m)
		snprintf(text, ROW_TEXT, "%s", row->profile);
	else if (row->code)
		snprintf(text, ROW_TEXT, "%d", row->code);
	else if (row->cause)
		snprintf(text, ROW_TEXT, "Q.850;%d", row->cause);
	else
		snprintf(text, ROW_TEXT, "%s%s",
			 row->entry->kind == ENTRY_CAUSE ? "Q.850;" :
			 row->entry->kind == ENTRY_DISCONNECT ?
			 "disconnect:" : "", row->entry->title);
	return text;
}

const char *row_kind(const struct row *row)
{
	return row->match ? kind_name(ENTRY_KINDS) :
	       kind_name(row->entry->kind);
}

const char *kind_name(int kind)
{
	return kind == ENTRY_KINDS ? "match" : entry_kind_name(kind);
}

/* A match goes by the words that it is for. */
const char *row_name(const struct row *row)
{
	const struct catalog_match *m = row->match;

	if (m && m->phrase)
		return m->phrase;
	return m && m->prefix ? m->prefix : row->says.name;
}

/* Adds WORD to T, behind a comma where there is something. */
static void add_word(struct text *t, const char *word)
{
	text_add(t, t->n ? SLICE(", ") : SLICE(""));
	text_add(t, slice_of(word));
}

void match_directions(const struct catalog_match *m, char *text, size_t room)
{
	struct text t = text_in(text, room - 1);

	for (enum direction d = 0; d <= TRANSIT; d++)
		if (m->directions >> d & 1)
			add_word(&t, direction_name(d));
	text[t.n] = '\0';
}

void row_tags(const struct row *row, char *text, size_t room)
{
	struct text t = text_in(text, room - 1);

	for (enum tag tag = 0; tag < TAGS; tag++)
		if (row->says.tags & 1u << tag)
			add_word(&t, tag_name(tag));
	text[t.n] = '\0';
}
