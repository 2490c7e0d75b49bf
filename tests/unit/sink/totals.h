/* SPDX-License-Identifier: BSD-2-Clause */
/* A summary that is told to programs, as JSON, and to people. */
#ifndef SIPWARD_TEST_TOTALS_H
#define SIPWARD_TEST_TOTALS_H

#include "lines.h"

#define LEGS 20

struct totals {
	struct counters *counters;
	struct trunk_settings trunks[1];
	struct rule_summary rules[1];
	struct call_summary all, legs[LEGS];
	struct settings settings;
	struct summary sum;
	struct sheet sheet;		/* what people are told */
	char record[RECORD_ROOM];
};

/* All zero, but for counters; NULL: no memory. */
static inline struct totals *totals_open(void)
{
	struct totals *t = calloc(1, sizeof *t);

	if (!t || counters_create(&t->counters)) {
		free(t);
		return NULL;
	}
	t->sum.counters = t->counters;
	return t;
}

static inline int totals_close(void **state)
{
	struct totals *t = *state;

	counters_destroy(t->counters);
	free(t);
	return 0;
}

/* What TELL, of record.h, says of it to programs. */
static inline struct slice totals_record(struct totals *t,
	void (*tell)(struct record *, const struct summary *,
		     const struct settings *))
{
	struct record r;

	record_begin(&r, &record_json, t->record, sizeof t->record);
	tell(&r, &t->sum, &t->settings);
	return record_end(&r);
}

/* What people are told. */
static inline const char *totals_text(struct totals *t)
{
	sheet_clear(&t->sheet);
	summary_each_line(&t->sum, &t->settings, false, sheet_put, &t->sheet);
	return t->sheet.text;
}

/* The same, where no line is wider than a page. */
static inline const char *totals_page(struct totals *t)
{
	totals_text(t);
	assert_true(t->sheet.longest < 80);
	return t->sheet.text;
}

#endif
