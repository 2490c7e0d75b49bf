/* SPDX-License-Identifier: BSD-2-Clause */
/* Tells field by field what is said of a row, for whatever shows it. */
#include <stdio.h>

#include "ctl/ctl.h"

#define FIELD_TEXT 256

struct teller {
	const struct row *row;
	const struct catalog_index *index;
	field_handler *handler;
	void *arg;
};

static void tell(const struct teller *t, const char *label, const char *text)
{
	if (text && *text)
		t->handler(&(struct field){ label, text, false, NULL },
			   t->arg);
}

/* What a table of many rows has as a column. */
static void tell_column(const struct teller *t, const char *label,
			const char *text)
{
	if (text && *text)
		t->handler(&(struct field){ label, text, true, NULL },
			   t->arg);
}

static void tell_entry(const struct teller *t, const char *label,
		       const struct catalog_entry *e)
{
	char title[ROW_TEXT], text[FIELD_TEXT];
	struct row row = row_of(e);

	snprintf(text, sizeof text, "%s %s", row_title(&row, title),
		 e->says.name);
	t->handler(&(struct field){ label, text, false, e }, t->arg);
}

/* A word that a column has, unless there is more to it. */
static void tell_retry(const struct teller *t)
{
	const struct guidance *g = &t->row->says;
	const char *word = g->retry == RETRY_CHANGE ? "after a change" :
			   retry_name(g->retry);
	char text[FIELD_TEXT];

	if (!word || !g->retry_after) {
		tell_column(t, "Retry", word);
		return;
	}
	snprintf(text, sizeof text, "%s; its Retry-After says when", word);
	tell(t, "Retry", text);
}

static void tell_advice(const struct teller *t)
{
	const struct guidance *g = &t->row->says;
	char tags[TAGS_TEXT];

	tell_column(t, "Meaning", g->meaning);
	for (size_t i = 0; i < g->n_causes; i++)
		tell(t, "Causes", g->causes[i]);
	tell_column(t, "Points to", points_to_name(g->points_to));
	tell_retry(t);
	tell_column(t, "Next step", g->next_step);
	tell_column(t, "Type", trouble_name(g->type));
	row_tags(t->row, tags, sizeof tags);
	tell_column(t, "Tags", tags);
}

/* Causes and responses become each other: RFC 3398, 7.2.4.1 and 8.2.6.1. */

typedef bool cause_test(const struct row *row, const struct catalog_entry *e);

static bool has(const uint32_t *list, size_t n, int number)
{
	for (size_t i = 0; i < n; i++)
		if (list[i] == (uint32_t)number)
			return true;
	return false;
}

static bool is_made_of_it(const struct row *row, const struct catalog_entry *e)
{
	return row->code && has(e->from_sip, e->n_from_sip, row->code);
}

static bool becomes_it(const struct row *row, const struct catalog_entry *e)
{
	return row->code && e->to_sip == (uint32_t)row->code;
}

static bool goes_with_it(const struct row *row, const struct catalog_entry *e)
{
	return has(row->says.q850, row->says.n_q850, e->code) &&
	       !is_made_of_it(row, e) && !becomes_it(row, e);
}

static void tell_causes(const struct teller *t, const char *label,
			cause_test *test)
{
	for (int n = 0; n <= Q850_LAST; n++) {
		const struct catalog_entry *e = catalog_cause(t->index, n);

		if (e && test(t->row, e))
			tell_entry(t, label, e);
	}
}

static void tell_response(const struct teller *t, const char *label,
			  uint32_t code)
{
	bool by_class;
	const struct catalog_entry *e = catalog_outcome(t->index, (int)code,
							&by_class);
	char text[FIELD_TEXT];

	if (e && !by_class) {
		tell_entry(t, label, e);
		return;
	}
	snprintf(text, sizeof text, "%u", code);
	tell(t, label, text);
}

static void tell_mapping(const struct teller *t)
{
	const struct catalog_entry *e = t->row->entry;

	if (!e || e->kind != ENTRY_CAUSE) {
		tell_causes(t, "Becomes", is_made_of_it);
		tell_causes(t, "Made of", becomes_it);
		tell_causes(t, "Q.850", goes_with_it);
		return;
	}
	if (e->to_sip)
		tell_response(t, "Becomes", e->to_sip);
	for (size_t i = 0; i < e->n_from_sip; i++)
		tell_response(t, "Made of", e->from_sip[i]);
}

static void tell_match(const struct teller *t)
{
	const struct catalog_match *m = t->row->match;
	char text[FIELD_TEXT];

	if (!m) {
		snprintf(text, sizeof text, t->row->worded ?
			 "%s tells more by its wordings" :
			 "%s says nothing else of it", t->row->profile);
		tell(t, "Profile", text);
		return;
	}
	snprintf(text, sizeof text, "%s (%s:%u)", t->row->profile, m->file,
		 m->line);
	tell(t, "Profile", text);
	tell(t, "Phrase", m->phrase);
	tell(t, "Begins", m->prefix);
	if (m->reason.of)
		tell(t, "Reason", cause_text(&m->reason, text));
	match_directions(m, text, sizeof text);
	tell(t, "Direction", text);
	if (m->initiator)
		tell(t, "Initiator", call_side_name(m->initiator));
	if (m->disconnect)
		tell(t, "Disconnect", disconnect_name(m->disconnect));
}

void row_each_field(const struct row *row, const struct catalog_index *index,
		    field_handler *h, void *arg)
{
	const struct teller t = { row, index, h, arg };
	const struct guidance *g = &row->says;

	tell_advice(&t);
	tell_mapping(&t);
	tell(&t, "Note", g->location);
	tell(&t, "If local", g->local);
	tell(&t, "Found by", g->found_by);
	tell(&t, "Needs", g->needs);
	tell(&t, "Deprecated", g->deprecated ? "yes" : NULL);
	if (row->profile)
		tell_match(&t);
	tell(&t, "Source", g->source);
}
