/* SPDX-License-Identifier: BSD-2-Clause */
/* Explains one code or name, by a profile where one was asked for. */
#include <stdio.h>

#include "ctl/ctl.h"

/* What is known of the response that is asked about. */
static struct catalog_query query_of(const struct request *q,
				     const struct row *row)
{
	struct catalog_query query = {
		.code = row->code, .phrase = slice_of(q->phrase),
		.reason = q->reason, .has_direction = q->has_direction,
		.direction = q->direction,
	};

	if (!query.reason.of && row->entry->kind == ENTRY_CAUSE) {
		query.reason.of = CAUSE_Q850;
		query.reason.code = row->entry->code;
	}
	query.told = row->code && catalog_says_more(query.reason, row->code);
	return query;
}

static int lay_profile(const struct request *q,
		       const struct catalog_index *index, struct row *row)
{
	int profile = catalog_profile(index, slice_of(q->profile));
	struct catalog_query query = query_of(q, row);

	if (profile < 0) {
		ctl_tell("there is no profile '%s'; 'sipwardctl codes' lists "
			 "what there is", q->profile);
		return STATUS_USAGE;
	}
	row->profile = q->profile;
	row->match = catalog_match(index, profile, &query);
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

/* A label stands once, before the first of its texts. */
static void say_field(const struct field *f, void *arg)
{
	const char **last = arg;
	bool again = *last && strcmp(*last, f->label) == 0;

	printf("  %-11s %s\n", again ? "" : f->label, f->text);
	*last = f->label;
}

static void explain_row(const struct row *row,
			const struct catalog_index *index)
{
	const char *last = NULL;

	say_head(row);
	row_each_field(row, index, say_field, &last);
}

int explain(const struct request *q, const struct catalog_index *index)
{
	struct row row = { 0 };
	int status = STATUS_FINE;

	row.entry = catalog_find(index, slice_of(q->what), &row.by_class);
	if (!row.entry) {
		ctl_tell("'%s' is nothing that the catalogue knows, 503, "
			 "Q.850;17, no-ringback or disconnect:no-ack would be "
			 "right; 'sipwardctl codes' lists all", q->what);
		return STATUS_USAGE;
	}
	row.code = code_of(&row, q->what);
	row.says = row.entry->says;
	if (q->profile)
		status = lay_profile(q, index, &row);
	if (status == STATUS_FINE && q->json)
		row_json(&row);
	else if (status == STATUS_FINE)
		explain_row(&row, index);
	return status;
}
