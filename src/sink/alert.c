/* SPDX-License-Identifier: BSD-2-Clause */
/* The alert record: a notice, with the figures that it goes by. */
#include <stdio.h>

#include "sink/record.h"

static const enum record_paint by_severity[] = {
	[SEVERITY_ALERT] = PAINT_ALARM, [SEVERITY_CRITICAL] = PAINT_ALARM,
	[SEVERITY_ERROR] = PAINT_RED, [SEVERITY_WARNING] = PAINT_YELLOW,
	[SEVERITY_NOTICE] = PAINT_CYAN,
};

static void severity_field(struct record *r, enum severity s)
{
	r->paint = by_severity[s];
	record_word(r, "severity", severity_name(s));
}

static void event_field(struct record *r, enum notice_event e)
{
	if (e == NOTICE_CLEARED)
		r->paint = PAINT_GREEN;
	record_word(r, "event", notice_event_name(e));
}

static void group_fields(struct record *r, const struct notice *n)
{
	record_open(r, "group", RECORD_FLAT);
	for (size_t i = 0; i < n->rule->n_group_by; i++)
		record_text(r, group_field_name(n->group[i].field),
			    n->group[i].text);
	record_close(r);
}

static void threshold_fields(struct record *r, const struct level_settings *l)
{
	record_open(r, "threshold", RECORD_OBJECT);
	if (l->count)
		record_number(r, "count", l->count);
	if (l->ratio_ppm)
		record_ratio(r, "ratio", l->ratio_ppm);
	if (l->rate_milli)
		record_milli(r, "rate", l->rate_milli);
	if (l->delay_p95.ns)
		record_span(r, "delay_p95", l->delay_p95);
	record_close(r);
}

static void code_fields(struct record *r, const struct figures *f)
{
	char text[OUTCOME_TEXT];

	record_open(r, "codes", RECORD_OBJECT);
	for (size_t i = 0; i < f->n_codes; i++)
		record_number(r, outcome_text(f->codes[i].code, text),
			      f->codes[i].count);
	record_close(r);
}

static void call_fields(struct record *r, const struct figures *f)
{
	record_open(r, "calls", RECORD_LIST);
	for (size_t i = 0; i < f->n_calls; i++)
		record_text(r, NULL, f->calls[i]);
	record_close(r);
}

static void alert_fields(struct record *r, const struct notice *n)
{
	const struct figures *f = n->figures;
	char id[12];

	event_field(r, n->event);
	snprintf(id, sizeof id, "%06x", (unsigned)n->id & 0xffffff);
	record_word(r, "id", id);
	severity_field(r, n->severity);
	record_word(r, "rule", n->rule->name);
	group_fields(r, n);
	record_number(r, "count", f->count);
	record_number(r, "total", f->total);
	if (f->total > 0)
		record_ratio(r, "ratio", f->ratio_ppm);
	if (f->delays > 0) {
		record_number(r, "delays", f->delays);
		record_span(r, "delay_p95", f->delay_p95);
	}
	record_span(r, "window", n->rule->window);
	threshold_fields(r, n->level);
	code_fields(r, f);
	record_moment(r, "since", n->since);
	record_number(r, "retransmissions", f->retransmissions);
	record_number(r, "peak", n->peak);
	record_span(r, "duration", n->duration);
	call_fields(r, f);
	record_guidance(r, n->says);
	record_word(r, "confidence", n->doubtful ? "low" : "high");
	record_word(r, "why", n->why);
	record_word(r, "note", n->rule->note);
}

/* How many alerts of which rules were held back, so that none is a storm. */
static void suppressed_fields(struct record *r, const struct notice *n)
{
	uint64_t count = 0;

	for (size_t i = 0; i < n->n_suppressed; i++)
		count += n->suppressed[i].count;
	event_field(r, n->event);
	severity_field(r, n->severity);
	record_number(r, "count", count);
	record_open(r, "suppressed", RECORD_OBJECT);
	for (size_t i = 0; i < n->n_suppressed; i++)
		record_number(r, n->suppressed[i].rule,
			      n->suppressed[i].count);
	record_close(r);
}

void record_notice(struct record *r, const struct notice *n, bool headed)
{
	if (headed) {
		record_word(r, "type", "alert");
		record_moment(r, "time", n->when);
	}
	if (n->event == NOTICE_SUPPRESSED)
		suppressed_fields(r, n);
	else
		alert_fields(r, n);
}
