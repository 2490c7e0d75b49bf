/* SPDX-License-Identifier: BSD-2-Clause */
/* Writes a row of the catalogue as a JSON object, for programs. */
#include <stdio.h>

#include "ctl/ctl.h"
#include "sink/record.h"

static void put(struct record *r, const char *key, const char *text)
{
	record_text(r, key, slice_of(text));
}

static void put_numbers(struct record *r, const char *key,
			const uint32_t *list, size_t n)
{
	if (!n)
		return;
	record_open(r, key, RECORD_LIST);
	for (size_t i = 0; i < n; i++)
		record_number(r, NULL, list[i]);
	record_close(r);
}

static void put_directions(struct record *r, uint32_t directions)
{
	if (!directions)
		return;
	record_open(r, "directions", RECORD_LIST);
	for (enum direction d = 0; d <= TRANSIT; d++)
		if (directions >> d & 1)
			put(r, NULL, direction_name(d));
	record_close(r);
}

static void put_match(struct record *r, const struct catalog_match *m)
{
	char reason[CAUSE_TEXT];

	put(r, "phrase", m->phrase);
	put(r, "phrase_prefix", m->prefix);
	if (m->reason.of)
		put(r, "reason", cause_text(&m->reason, reason));
	put_directions(r, m->directions);
	if (m->initiator)
		put(r, "initiator", call_side_name(m->initiator));
	if (m->disconnect)
		put(r, "disconnect", disconnect_name(m->disconnect));
}

static void put_lists(struct record *r, const struct guidance *g)
{
	if (g->n_causes) {
		record_open(r, "causes", RECORD_LIST);
		for (size_t i = 0; i < g->n_causes; i++)
			put(r, NULL, g->causes[i]);
		record_close(r);
	}
	record_open(r, "tags", RECORD_LIST);
	for (enum tag tag = 0; tag < TAGS; tag++)
		if (g->tags & 1u << tag)
			put(r, NULL, tag_name(tag));
	record_close(r);
	put_numbers(r, "q850", g->q850, g->n_q850);
}

static void put_guidance(struct record *r, const struct guidance *g)
{
	put(r, "name", g->name);
	put(r, "rfc", g->rfc);
	put(r, "meaning", g->meaning);
	put(r, "points_to", points_to_name(g->points_to));
	put(r, "retry", retry_name(g->retry));
	if (g->retry_after)
		record_flag(r, "retry_after", true);
	put(r, "next_step", g->next_step);
	put(r, "type", trouble_name(g->type));
	put_lists(r, g);
	put(r, "local", g->local);
	if (g->deprecated)
		record_flag(r, "deprecated", true);
	put(r, "found_by", g->found_by);
	put(r, "needs", g->needs);
	put(r, "location_note", g->location);
	put(r, "source", g->source);
}

static void put_head(struct record *r, const struct row *row)
{
	char class[4] = "0xx", number[12];

	put(r, "kind", row_kind(row));
	snprintf(number, sizeof number, "%d", row->cause);
	if (!row->match)
		put(r, "title", row->cause ? number : row->entry->title);
	put(r, "profile", row->profile);
	class[0] += row->code / 100;
	if (row->code) {
		record_number(r, "code", row->code);
		put(r, "class", class);
	}
	if (row->by_class)
		record_number(r, "as", row->entry->code);
}

struct slice row_record(const struct row *row, char buffer[ROW_JSON])
{
	struct record r;

	record_begin(&r, &record_json, buffer, ROW_JSON);
	put_head(&r, row);
	if (row->match)
		put_match(&r, row->match);
	put_guidance(&r, &row->says);
	if (!row->match && row->entry->to_sip)
		record_number(&r, "to_sip", row->entry->to_sip);
	if (!row->match)
		put_numbers(&r, "from_sip", row->entry->from_sip,
			    row->entry->n_from_sip);
	return record_end(&r);
}

void row_json(const struct row *row)
{
	char buffer[ROW_JSON];
	struct slice line = row_record(row, buffer);

	fwrite(line.p, 1, line.n, stdout);
}
