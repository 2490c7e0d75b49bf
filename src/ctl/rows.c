/* SPDX-License-Identifier: BSD-2-Clause */
/* Chooses among the catalogue's entries and its profiles' matches. */
#include "ctl/ctl.h"

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

bool row_is_wanted(const struct request *q, const struct row *row)
{
	const struct guidance *g = &row->says;

	return !(q->kind && strcmp(q->kind, row_kind(row)) != 0) &&
	       !(q->profile && (!row->profile ||
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

struct row row_of(const struct catalog_entry *e)
{
	return (struct row){
		.entry = e, .says = e->says,
		.code = e->kind == ENTRY_RESPONSE ? e->code : 0,
	};
}

size_t each_row(const struct request *q, const struct catalog *c,
		const struct catalog_index *index, row_handler *h, void *arg)
{
	size_t n = 0;

	for (size_t i = 0; i < c->n_entries; i++) {
		struct row row = row_of(&c->entries[i]);

		if (row_is_wanted(q, &row)) {
			h(&row, arg);
			n++;
		}
	}
	for (size_t i = 0; i < c->n_profiles; i++)
		for (size_t k = 0; k < c->profiles[i].n_matches; k++) {
			struct row row = match_row(index, &c->profiles[i], k);

			if (row_is_wanted(q, &row)) {
				h(&row, arg);
				n++;
			}
		}
	return n;
}
