/* SPDX-License-Identifier: BSD-2-Clause */
/* Explains one code or name, by a profile where one was asked for. */
#include <stdio.h>

#include "ctl/ctl.h"

/*
 * Where nobody said which direction, what fits any is nearest, then what fits
 * calls that go out.
 */
static const struct catalog_match *best(const struct catalog_index *index,
					int profile,
					struct catalog_query query)
{
	const struct catalog_match *m = catalog_match(index, profile, &query);

	if (query.has_direction)
		return m;
	query.has_direction = true;
	for (enum direction d = 0; d <= TRANSIT && !m; d++) {
		query.direction = d;
		m = catalog_match(index, profile, &query);
	}
	return m;
}

static int lay_profile(const struct request *q,
		       const struct catalog_index *index, struct row *row)
{
	int profile = catalog_profile(index, slice_of(q->profile));

	if (profile < 0) {
		ctl_tell("there is no profile '%s'; 'sipwardctl codes' lists "
			 "what there is", q->profile);
		return STATUS_USAGE;
	}
	row->profile = q->profile;
	row->match = best(index, profile, query_of(q, row));
	if (row->match)
		guidance_lay(&row->says, &row->match->says);
	return STATUS_FINE;
}

/* The code that was asked for: that of an unknown one is its class's. */
static int code_of(const struct row *row, const char *what)
{
	struct call_cause cause;
	uint64_t code;

	if (row->entry->kind != ENTRY_RESPONSE)
		return 0;
	if (call_cause_of(slice_of(what), &cause))
		return cause.code;
	return slice_number(slice_of(what), 699, &code) ? 0 : (int)code;
}

static void say_head(const struct row *row)
{
	const struct guidance *g = &row->says;
	const struct row known = row_of(row->entry);
	char title[ROW_TEXT];
	struct row bare = *row;

	bare.match = NULL;
	printf("%s", row_title(&bare, title));
	if (row->by_class)
		printf(" is not in the catalogue: it means what %s does "
		       "(%s)\n  As          %s", row_title(&known, title),
		       row->cause ? "Q.850: its class" :
		       "RFC 3261 section 8.1.3.2", g->name);
	else
		printf(" %s", g->name);
	printf(g->rfc ? " (%s)\n" : "\n", g->rfc);
}

/* A label stands once, before the first of its texts. */
static void say_field(const struct field *f, void *arg)
{
	const char **last = arg;
	bool again = *last && strcmp(*last, f->label) == 0;

	printf("  %-11s %s\n", again ? "" : f->label, f->text);
	*last = f->label;
}

static void say_condition(const char *before, const char *text,
			  const char *after)
{
	if (text && *text)
		printf("%s%s%s", before, text, after);
}

static void say_wording(const struct catalog_profile *p,
			const struct catalog_match *m, void *arg)
{
	const char **label = arg;
	char directions[DIRECTIONS_TEXT], cause[CAUSE_TEXT];

	match_directions(m, directions, sizeof directions);
	printf("  %-11s %s", *label, p->name);
	say_condition(" \"", m->phrase, "\"");
	say_condition(" \"", m->prefix, "...\"");
	say_condition(" ", m->reason.of ? cause_text(&m->reason, cause) : "",
		      "");
	say_condition(" (", directions, ")");
	say_condition(": ", m->says.meaning, "");
	puts("");
	*label = "";
}

static void explain_row(const struct row *row,
			const struct catalog_index *index)
{
	const char *last = NULL;

	say_head(row);
	row_each_field(row, index, say_field, &last);
}

/* What was asked for, as the catalogue has it; without entry: it has not. */
static struct row row_asked(const struct catalog_index *index,
			    const char *what)
{
	struct row row = { 0 };
	struct call_cause cause;

	row.entry = catalog_find(index, slice_of(what), &row.by_class);
	if (!row.entry)
		return row;
	row.code = code_of(&row, what);
	row.says = row.entry->says;
	if (row.by_class)	/* that is about the other one */
		row.says.local = NULL;
	if (row.by_class && !row.code &&
	    call_cause_of(slice_of(what), &cause))
		row.cause = cause.code;
	return row;
}

static void show(const struct request *q, const struct row *row,
		 const struct catalog_index *index)
{
	if (q->json)
		row_json(row);
	else
		explain_row(row, index);
}

/* What a Reason says stands beside the code, unless a match says it all. */
static void show_reason(const struct request *q, bool matched,
			const struct catalog_index *index)
{
	char text[CAUSE_TEXT];
	struct row row;

	if (matched || !q->reason.of)
		return;
	row = row_asked(index, cause_text(&q->reason, text));
	if (!row.entry)
		return;
	if (!q->json)
		puts("");
	show(q, &row, index);
}

int explain(const struct request *q, const struct catalog *catalog,
	    const struct catalog_index *index)
{
	struct row row = row_asked(index, q->what);
	int status = STATUS_FINE;
	const char *label = "Wording";

	if (!row.entry) {
		ctl_tell("'%s' is nothing that the catalogue knows, 503, "
			 "Q.850;17, no-ringback or disconnect:no-ack would be "
			 "right; 'sipwardctl codes' lists all", q->what);
		return STATUS_USAGE;
	}
	if (q->profile)
		status = lay_profile(q, index, &row);
	if (status != STATUS_FINE)
		return status;
	row.worded = each_wording(q, &row, catalog, index, NULL,
				  NULL) > 0;
	show(q, &row, index);
	if (!q->json)
		each_wording(q, &row, catalog, index, say_wording, &label);
	show_reason(q, row.match != NULL, index);
	return STATUS_FINE;
}
