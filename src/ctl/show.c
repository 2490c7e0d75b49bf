/* SPDX-License-Identifier: BSD-2-Clause */
/* Shows a row of the catalogue: to people as text, to programs as JSON. */
#include <stdio.h>

#include "ctl/ctl.h"
#include "sink/record.h"

#define REASON_TEXT 24

static const char *reason_text(const struct call_cause *c,
			       char text[REASON_TEXT])
{
	snprintf(text, REASON_TEXT, "%s;%d",
		 c->of == CAUSE_Q850 ? "Q.850" : "SIP", c->code);
	return text;
}

const char *row_title(const struct row *row, char text[ROW_TEXT])
{
	const struct catalog_match *m = row->match;
	char reason[REASON_TEXT];

	if (m && row->code)
		snprintf(text, ROW_TEXT, "%s %d", row->profile, row->code);
	else if (m && m->reason.of)
		snprintf(text, ROW_TEXT, "%s %s", row->profile,
			 reason_text(&m->reason, reason));
	else if (m)
		snprintf(text, ROW_TEXT, "%s", row->profile);
	else if (row->code)
		snprintf(text, ROW_TEXT, "%d", row->code);
	else
		snprintf(text, ROW_TEXT, "%s%s",
			 row->entry->kind == ENTRY_CAUSE ? "Q.850;" :
			 row->entry->kind == ENTRY_DISCONNECT ?
			 "disconnect:" : "", row->entry->title);
	return text;
}

/* A match goes by the words that it is for. */
const char *row_name(const struct row *row)
{
	const struct catalog_match *m = row->match;

	if (m && m->phrase)
		return m->phrase;
	return m && m->prefix ? m->prefix : row->says.name;
}

void row_tags(const struct row *row, char *text, size_t room)
{
	struct text t = text_in(text, room - 1);

	for (enum tag tag = 0; tag < TAGS; tag++) {
		if (!(row->says.tags & 1u << tag))
			continue;
		text_add(&t, t.n ? SLICE(", ") : SLICE(""));
		text_add(&t, slice_of(tag_name(tag)));
	}
	text[t.n] = '\0';
}

/* JSON */

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

static void put_match(struct record *r, const struct catalog_match *m)
{
	char reason[REASON_TEXT];

	put(r, "phrase", m->phrase);
	put(r, "phrase_prefix", m->prefix);
	if (m->reason.of)
		put(r, "reason", reason_text(&m->reason, reason));
	if (m->direction)
		put(r, "direction", direction_name(m->direction - 1));
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
	char class[4] = "0xx";

	put(r, "kind", row->match ? "match" :
	    entry_kind_name(row->entry->kind));
	if (!row->match)
		put(r, "title", row->entry->title);
	put(r, "profile", row->profile);
	if (!row->code)
		return;
	class[0] += row->code / 100;
	record_number(r, "code", row->code);
	put(r, "class", class);
	if (row->by_class)
		record_number(r, "as", row->entry->code);
}

void row_json(const struct row *row)
{
	char buffer[RECORD_ROOM];
	struct record r;
	struct slice line;

	record_begin(&r, &record_json, buffer, sizeof buffer);
	put_head(&r, row);
	if (row->match)
		put_match(&r, row->match);
	put_guidance(&r, &row->says);
	if (!row->match && row->entry->to_sip)
		record_number(&r, "to_sip", row->entry->to_sip);
	if (!row->match)
		put_numbers(&r, "from_sip", row->entry->from_sip,
			    row->entry->n_from_sip);
	line = record_end(&r);
	fwrite(line.p, 1, line.n, stdout);
}

/* text */

static void say(const char *label, const char *text)
{
	if (text)
		printf("  %-11s %s\n", label, text);
}

static void say_causes(const struct guidance *g)
{
	for (size_t i = 0; i < g->n_causes; i++)
		say(i ? "" : "Causes", g->causes[i]);
}

static void say_retry(const struct guidance *g)
{
	const char *word = g->retry == RETRY_CHANGE ? "after a change" :
			   retry_name(g->retry);

	if (word)
		printf("  %-11s %s%s\n", "Retry", word, g->retry_after ?
		       "; its Retry-After says when" : "");
}

static void say_q850(const struct guidance *g,
		     const struct catalog_index *index)
{
	for (size_t i = 0; i < g->n_q850; i++) {
		const struct catalog_entry *e =
			catalog_cause(index, (int)g->q850[i]);

		printf("  %-11s %u %s\n", i ? "" : "Q.850", g->q850[i],
		       e ? e->says.name : "");
	}
}

/* RFC 3398 sections 7.2.4.1 and 8.2.6.1 */
static void say_mapping(const struct catalog_entry *e)
{
	if (e->to_sip)
		printf("  %-11s %u\n", "Becomes", e->to_sip);
	for (size_t i = 0; i < e->n_from_sip; i++)
		printf("%s%u", i ? ", " : "  Made of     ", e->from_sip[i]);
	if (e->n_from_sip)
		putchar('\n');
}

static void say_head(const struct row *row)
{
	const struct guidance *g = &row->says;
	char title[ROW_TEXT];
	struct row bare = *row;

	bare.match = NULL;
	printf("%s", row_title(&bare, title));
	if (row->by_class)
		printf(" is not in the catalogue: it means what %d does "
		       "(RFC 3261 section 8.1.3.2)\n  As          %s",
		       row->entry->code, g->name);
	else
		printf(" %s", g->name);
	printf(g->rfc ? " (%s)\n" : "\n", g->rfc);
}

static void say_match(const struct row *row)
{
	const struct catalog_match *m = row->match;

	if (!m) {
		printf("  %-11s %s says nothing else of it\n", "Profile",
		       row->profile);
		return;
	}
	printf("  %-11s %s (%s:%u)\n", "Profile", row->profile, m->file,
	       m->line);
	say("Phrase", m->phrase);
	say("Begins", m->prefix);
	if (m->initiator)
		say("Initiator", call_side_name(m->initiator));
	if (m->disconnect)
		say("Disconnect", disconnect_name(m->disconnect));
}

void row_explain(const struct row *row, const struct catalog_index *index)
{
	const struct guidance *g = &row->says;
	char tags[200];

	row_tags(row, tags, sizeof tags);
	say_head(row);
	say("Meaning", g->meaning);
	say_causes(g);
	say("Points to", points_to_name(g->points_to));
	say_retry(g);
	say("Next step", g->next_step);
	say("Type", trouble_name(g->type));
	say("Tags", tags);
	say_q850(g, index);
	say_mapping(row->entry);
	say("Note", g->location);
	say("If local", g->local);
	say("Found by", g->found_by);
	say("Needs", g->needs);
	if (g->deprecated)
		say("Deprecated", "yes");
	if (row->profile)
		say_match(row);
	say("Source", g->source);
}
