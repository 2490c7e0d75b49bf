/* SPDX-License-Identifier: BSD-2-Clause */
/* The summary as a table for people, on 80 columns. */
#include <stdio.h>
#include <stdlib.h>

#include "sink/page.h"

#define CODES_A_ROW 3

static void date(struct page *p, struct moment when)
{
	char text[40];
	struct text t = text_in(text, sizeof text);

	text_moment(&t, when);
	page_say(p, "%.10s %.8s", text, text + 11);
}

static void length(struct page *p, struct span s)
{
	long long seconds = s.ns / NS_PER_S;

	if (seconds >= 100 * 3600)
		page_say(p, "%lld d %lld h", seconds / 86400,
			 seconds / 3600 % 24);
	else if (seconds >= 3600)
		page_say(p, "%lld h %lld min", seconds / 3600,
			 seconds / 60 % 60);
	else if (seconds >= 60)
		page_say(p, "%lld min %lld s", seconds / 60, seconds % 60);
	else
		page_say(p, "%.3g s", (double)s.ns / NS_PER_S);
}

/* From stamp to stamp it may be another time than what went by. */
static void period_row(struct page *p, const struct summary *sum)
{
	page_say(p, "Period           ");
	date(p, sum->first);
	page_say(p, " to ");
	date(p, sum->last);
	page_say(p, " UTC");
	if (sum->steps > 0) {
		page_say(p, " by the stamps,");
		page_end_line(p);
		page_say(p, "                 ");
	} else {
		page_say(p, ", ");
	}
	length(p, sum->period);
	if (sum->steps > 0) {
		page_say(p, " without ");
		page_number(p, sum->steps);
		page_say(p, sum->steps == 1 ? " step of the clock" :
			 " steps of the clock");
	}
	page_end_line(p);
}

static void totals(struct page *p, const struct summary *sum)
{
	if (sum->packets > 0)
		period_row(p, sum);
	page_say(p, "Packets          ");
	page_number(p, sum->packets);
	page_end_line(p);
	page_say(p, "SIP messages     ");
	page_number(p, sum->messages);
	page_say(p, ": ");
	page_number(p, sum->requests);
	page_say(p, sum->requests == 1 ? " request, " : " requests, ");
	page_number(p, sum->responses);
	page_say(p, sum->responses == 1 ? " response" : " responses");
	page_end_line(p);
	page_say(p, "Retransmissions  ");
	page_number(p, sum->retransmissions);
	page_end_line(p);
	if (sum->undecided > 0) {
		page_say(p, "Undecided        ");
		page_number(p, sum->undecided);
		page_say(p, ", still open where the capture ends");
		page_end_line(p);
	}
}

static bool has_own(const struct method_summary *m)
{
	for (int own = 1; own < OUTCOME_OWN; own++)
		if (m->own[own] > 0)
			return true;
	return false;
}

static void final_rows(struct page *p, const struct summary *sum)
{
	bool headed = false;

	for (int i = 0; i < SIP_METHODS; i++) {
		const struct method_summary *m = &sum->methods[i];

		if (m->transactions == 0)
			continue;
		page_heading_once(p, &headed, "Outcomes      total       2xx"
			     "       3xx   401/407       4xx       5xx"
			     "       6xx");
		page_say(p, "%-9s", sip_method_name(i));
		page_cell(p, 10, m->transactions);
		page_cell(p, 10, m->success);
		page_cell(p, 10, m->redirect);
		page_cell(p, 10, m->challenge);
		page_cell(p, 10, m->client);
		page_cell(p, 10, m->server);
		page_cell(p, 10, m->global);
		page_end_line(p);
	}
}

static void own_rows(struct page *p, const struct summary *sum)
{
	bool headed = false;

	for (int i = 0; i < SIP_METHODS; i++) {
		const struct method_summary *m = &sum->methods[i];

		if (!has_own(m))
			continue;
		page_heading_once(p, &headed, "Without a final response"
			     "  no-response  no-final  cancelled"
			     "  auth-failed  no-ack");
		page_say(p, "%-24s", sip_method_name(i));
		page_cell(p, 13, m->own[OUTCOME_NO_RESPONSE]);
		page_cell(p, 10, m->own[OUTCOME_NO_FINAL]);
		page_cell(p, 11, m->own[OUTCOME_CANCELLED]);
		page_cell(p, 13, m->own[OUTCOME_AUTH_FAILED]);
		page_cell(p, 8, m->own[OUTCOME_NO_ACK]);
		page_end_line(p);
	}
}

static int by_count(const void *a, const void *b)
{
	const struct code_count *x = a, *y = b;

	if (x->count != y->count)
		return x->count > y->count ? -1 : 1;
	return (x->code > y->code) - (x->code < y->code);
}

static void code_rows(struct page *p, const struct summary *sum)
{
	struct code_count codes[700];
	size_t n = 0;
	char text[OUTCOME_TEXT];

	for (int code = 1; code < 700; code++)
		if (sum->codes[code] > 0)
			codes[n++] = (struct code_count){ code,
							  sum->codes[code] };
	if (n == 0)
		return;
	qsort(codes, n, sizeof codes[0], by_count);
	page_heading(p, "Codes");
	for (size_t i = 0; i < n; i++) {
		page_say(p, i % CODES_A_ROW ? "    %-11s" : "%-11s",
		    outcome_text(codes[i].code, text));
		page_cell(p, 10, codes[i].count);
		if (i % CODES_A_ROW == CODES_A_ROW - 1 || i == n - 1)
			page_end_line(p);
	}
}

static int longest_address(const struct summary *sum)
{
	int longest = (int)strlen("Worst destinations");
	char text[ADDR_TEXT];

	for (size_t i = 0; i < sum->n_worst; i++) {
		int n = (int)strlen(addr_format(&sum->worst[i].dst, text));

		if (n > longest)
			longest = n;
	}
	return longest;
}

static void worst_row(struct page *p, const struct worst_group *w, int width,
		      const struct settings *settings)
{
	char address[ADDR_TEXT], code[OUTCOME_TEXT];

	page_say(p, "%-*s", width, addr_format(&w->dst, address));
	page_cell(p, 9, w->failed);
	page_cell(p, 9, w->total);
	page_say(p, " %5.1f%%  ",
		 100.0 * (double)w->failed / (double)w->total);
	if (w->trunk >= 0 && (size_t)w->trunk < settings->n_trunks)
		page_say(p, "%-11s  %s", outcome_text(w->code, code),
		    settings->trunks[w->trunk].name);
	else
		page_say(p, "%s", outcome_text(w->code, code));
	page_end_line(p);
}

static void worst_rows(struct page *p, const struct summary *sum,
		       const struct settings *settings)
{
	int width = longest_address(sum);
	char title[128];

	if (sum->n_worst == 0)
		return;
	snprintf(title, sizeof title, "%-*s   failed    total  ratio  "
		 "mostly       trunk", width, "Worst destinations");
	page_heading(p, title);
	for (size_t i = 0; i < sum->n_worst; i++)
		worst_row(p, &sum->worst[i], width, settings);
}

static void alert_rows(struct page *p, const struct summary *sum)
{
	page_heading(p, "Alerts raised");
	if (sum->n_rules == 0) {
		page_say(p, "none");
		page_end_line(p);
	}
	for (size_t i = 0; i < sum->n_rules; i++) {
		page_say(p, "%-36s", sum->rules[i].rule);
		page_cell(p, 10, sum->rules[i].raised);
		if (sum->rules[i].suppressed)
			page_say(p, "  and %llu held back",
				 (unsigned long long)sum->rules[i].suppressed);
		page_end_line(p);
	}
}

static void reason_rows(struct page *p, const struct counters *counters,
			const char *title,
			const struct summary_reason *reasons)
{
	bool headed = false;
	struct tally t;

	for (; reasons->name; reasons++) {
		if (!tally_of(counters, reasons->name, &t) || t.sum == 0)
			continue;
		page_heading_once(p, &headed, title);
		page_tally(p, reasons->words, &t);
	}
}

void summary_each_line(const struct summary *sum,
		       const struct settings *settings, bool colour,
		       line_handler *h, void *arg)
{
	struct page p;

	page_begin(&p, colour, h, arg);
	totals(&p, sum);
	final_rows(&p, sum);
	own_rows(&p, sum);
	code_rows(&p, sum);
	page_calls(&p, sum, settings);
	page_reach(&p, sum, settings);
	worst_rows(&p, sum, settings);
	alert_rows(&p, sum);
	reason_rows(&p, sum->counters, "Not read or not understood",
		    summary_reasons);
	reason_rows(&p, sum->counters, "Seen beside", summary_oddities);
}
