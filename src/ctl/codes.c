/* SPDX-License-Identifier: BSD-2-Clause */
/* Lists the rows that were asked for, as a table, as JSON or as a page. */
#include <stdio.h>

#include "ctl/ctl.h"

/* The table's columns, but for the last, which is as wide as it is. */
enum { TITLE, NAME, RETRY, POINTS_TO, TYPE, TAGGED, COLUMNS };

struct table { int width[COLUMNS]; };

struct cells {
	const char *text[COLUMNS];
	char title[ROW_TEXT], tags[TAGS_TEXT];
};

static void fill(struct cells *c, const struct row *row)
{
	const struct guidance *g = &row->says;

	row_tags(row, c->tags, sizeof c->tags);
	c->text[TITLE] = row_title(row, c->title);
	c->text[NAME] = row_name(row);
	c->text[RETRY] = retry_name(g->retry);
	c->text[POINTS_TO] = points_to_name(g->points_to);
	c->text[TYPE] = trouble_name(g->type);
	c->text[TAGGED] = c->tags;
	for (int i = 0; i < COLUMNS; i++)
		if (!c->text[i] || !*c->text[i])
			c->text[i] = "-";
}

static void measure(const struct row *row, void *arg)
{
	struct table *t = arg;
	struct cells c;

	fill(&c, row);
	for (int i = 0; i < COLUMNS; i++)
		if (t->width[i] < (int)strlen(c.text[i]))
			t->width[i] = strlen(c.text[i]);
}

static void write_cells(const struct table *t, const char *const text[],
			const char *meaning)
{
	for (int i = 0; i < COLUMNS; i++)
		printf("%-*s  ", t->width[i], text[i]);
	puts(meaning ? meaning : "-");
}

static void write_row(const struct row *row, void *arg)
{
	struct cells c;

	fill(&c, row);
	write_cells(arg, c.text, row->says.meaning);
}

static void write_json(const struct row *row, void *arg)
{
	(void)arg;
	row_json(row);
}

static void list_table(const struct request *q, const struct catalog *c,
		       const struct catalog_index *index)
{
	static const char *const heads[COLUMNS] = {
		"CODE", "NAME", "RETRY", "POINTS TO", "TYPE", "TAGS",
	};
	struct table t;

	for (int i = 0; i < COLUMNS; i++)
		t.width[i] = strlen(heads[i]);
	if (!each_row(q, c, index, measure, &t)) {
		ctl_tell("nothing in the catalogue is so");
		return;
	}
	write_cells(&t, heads, "MEANING");
	each_row(q, c, index, write_row, &t);
}

int list_codes(const struct request *q, const struct catalog *catalog,
	       const struct catalog_index *index)
{
	if (q->profile && catalog_profile(index, slice_of(q->profile)) < 0) {
		ctl_tell("there is no profile '%s'; 'sipwardctl codes' lists "
			 "what there is", q->profile);
		return STATUS_USAGE;
	}
	if (q->html)
		write_page(q, catalog, index);
	else if (q->json)
		each_row(q, catalog, index, write_json, NULL);
	else
		list_table(q, catalog, index);
	return STATUS_FINE;
}
