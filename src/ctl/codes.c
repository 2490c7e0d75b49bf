/* SPDX-License-Identifier: BSD-2-Clause */
/* Lists the catalogue's entries and its profiles' matches, as asked for. */
#include <stdio.h>

#include "ctl/ctl.h"

#define TAGS_TEXT 200

typedef void row_handler(const struct row *row, void *arg);

static bool has_word(const char *text, const char *word)
{
	return text && strcasestr(text, word);
}

static bool is_said(const struct row *row, const char *word)
{
	const struct catalog_match *m = row->match;
	const struct guidance *g = &row->says;
	char title[ROW_TEXT], tags[TAGS_TEXT];

	row_tags(row, tags, sizeof tags);
	if (has_word(row_title(row, title), word) || has_word(tags, word) ||
	    has_word(g->name, word) || has_word(g->meaning, word) ||
	    has_word(g->next_step, word) || has_word(g->local, word) ||
	    has_word(g->found_by, word) || has_word(g->needs, word) ||
	    (m && (has_word(m->phrase, word) || has_word(m->prefix, word))))
		return true;
	for (size_t i = 0; i < g->n_causes; i++)
		if (has_word(g->causes[i], word))
			return true;
	return false;
}

static bool is_wanted(const struct request *q, const struct row *row)
{
	const struct guidance *g = &row->says;

	return !(q->profile && (!row->profile ||
				strcasecmp(q->profile, row->profile) != 0)) &&
	       !(q->retry && g->retry != q->retry) &&
	       !(q->type && g->type != q->type) &&
	       !(q->has_tag && !(g->tags & 1u << q->tag)) &&
	       !(q->class && row->code / 100 != q->class) &&
	       !(q->search && !is_said(row, q->search));
}

/* A match lies over the entry of its code, where it names one. */
static struct row match_row(const struct catalog_index *index,
			    const struct catalog_profile *p, size_t i)
{
	struct row row = { .match = &p->matches[i], .profile = p->name,
			   .code = (int)p->matches[i].code };

	if (row.code)
		row.entry = catalog_outcome(index, row.code, &row.by_class);
	if (row.entry)
		row.says = row.entry->says;
	guidance_lay(&row.says, &row.match->says);
	return row;
}

static size_t each_row(const struct request *q, const struct catalog *c,
		       const struct catalog_index *index, row_handler *h,
		       void *arg)
{
	size_t n = 0;

	for (size_t i = 0; i < c->n_entries; i++) {
		const struct catalog_entry *e = &c->entries[i];
		struct row row = { .entry = e, .says = e->says };

		row.code = e->kind == ENTRY_RESPONSE ? e->code : 0;
		if (is_wanted(q, &row)) {
			h(&row, arg);
			n++;
		}
	}
	for (size_t i = 0; i < c->n_profiles; i++)
		for (size_t k = 0; k < c->profiles[i].n_matches; k++) {
			struct row row = match_row(index, &c->profiles[i], k);

			if (is_wanted(q, &row)) {
				h(&row, arg);
				n++;
			}
		}
	return n;
}

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

static int list_table(const struct request *q, const struct catalog *c,
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
		return CTL_FINE;
	}
	write_cells(&t, heads, "MEANING");
	each_row(q, c, index, write_row, &t);
	return CTL_FINE;
}

int list_codes(const struct request *q, const struct catalog *catalog,
	       const struct catalog_index *index)
{
	if (q->profile && catalog_profile(index, slice_of(q->profile)) < 0) {
		ctl_tell("there is no profile '%s'; 'sipwardctl codes' lists "
			 "what there is", q->profile);
		return CTL_USAGE;
	}
	if (!q->json)
		return list_table(q, catalog, index);
	each_row(q, catalog, index, write_json, NULL);
	return CTL_FINE;
}
