/* SPDX-License-Identifier: BSD-2-Clause */
/* The summary as a table for people, on 80 columns. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "sink/record.h"

#define COLUMNS 79
#define LINE 512
#define GROUPED 28	/* room for the longest number with its commas */
#define CODES_A_ROW 3

struct page {
	line_handler *handler;
	void *arg;
	bool colour;
	struct text line;
	char bytes[LINE];
};

__attribute__((format(printf, 2, 3)))
static void say(struct page *p, const char *format, ...)
{
	char piece[LINE];
	va_list ap;

	va_start(ap, format);
	vsnprintf(piece, sizeof piece, format, ap);
	va_end(ap);
	text_add(&p->line, slice_of(piece));
}

static void end_line(struct page *p)
{
	p->line.cut = false;
	p->line.room = LINE;
	text_byte(&p->line, '\n');
	p->handler(text_slice(&p->line), p->arg);
	p->line = text_in(p->bytes, LINE - 1);
}

static void heading(struct page *p, const char *words)
{
	end_line(p);
	say(p, p->colour ? "\033[1m%s\033[0m" : "%s", words);
	end_line(p);
}

/* The heading of rows of which there may be none: before the first. */
static void heading_once(struct page *p, bool *stands, const char *words)
{
	if (!*stands)
		heading(p, words);
	*stands = true;
}

/* 1234567 as 1,234,567. */
static const char *grouped(uint64_t value, char text[GROUPED])
{
	char *s = text + GROUPED - 1;

	*s = '\0';
	for (int i = 0; value > 0 || i == 0; i++) {
		if (i > 0 && i % 3 == 0)
			*--s = ',';
		*--s = (char)('0' + value % 10);
		value /= 10;
	}
	return s;
}

static void number(struct page *p, uint64_t value)
{
	char text[GROUPED];

	say(p, "%s", grouped(value, text));
}

/* VALUE at the right of WIDTH columns, with a blank before it in any case. */
static void cell(struct page *p, int width, uint64_t value)
{
	char text[GROUPED];

	say(p, " %*s", width - 1, value ? grouped(value, text) : "-");
}

static void date(struct page *p, struct moment when)
{
	char text[40];
	struct text t = text_in(text, sizeof text);

	text_moment(&t, when);
	say(p, "%.10s %.8s", text, text + 11);
}

static void length(struct page *p, struct span s)
{
	long long seconds = s.ns / NS_PER_S;

	if (seconds >= 3600)
		say(p, "%lld h %lld min", seconds / 3600, seconds / 60 % 60);
	else if (seconds >= 60)
		say(p, "%lld min %lld s", seconds / 60, seconds % 60);
	else
		say(p, "%.3g s", (double)s.ns / NS_PER_S);
}

static void totals(struct page *p, const struct summary *sum)
{
	if (sum->packets > 0) {
		say(p, "Period           ");
		date(p, sum->first);
		say(p, " to ");
		date(p, sum->last);
		say(p, " UTC, ");
		length(p, moment_since(sum->last, sum->first));
		end_line(p);
	}
	say(p, "Packets          ");
	number(p, sum->packets);
	end_line(p);
	say(p, "SIP messages     ");
	number(p, sum->messages);
	say(p, ": ");
	number(p, sum->requests);
	say(p, sum->requests == 1 ? " request, " : " requests, ");
	number(p, sum->responses);
	say(p, sum->responses == 1 ? " response" : " responses");
	end_line(p);
	say(p, "Retransmissions  ");
	number(p, sum->retransmissions);
	end_line(p);
	if (sum->undecided > 0) {
		say(p, "Undecided        ");
		number(p, sum->undecided);
		say(p, ", still open where the capture ends");
		end_line(p);
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
		heading_once(p, &headed, "Outcomes      total       2xx"
			     "       3xx   401/407       4xx       5xx"
			     "       6xx");
		say(p, "%-9s", sip_method_name(i));
		cell(p, 10, m->transactions);
		cell(p, 10, m->success);
		cell(p, 10, m->redirect);
		cell(p, 10, m->challenge);
		cell(p, 10, m->client);
		cell(p, 10, m->server);
		cell(p, 10, m->global);
		end_line(p);
	}
}

static void own_rows(struct page *p, const struct summary *sum)
{
	bool headed = false;

	for (int i = 0; i < SIP_METHODS; i++) {
		const struct method_summary *m = &sum->methods[i];

		if (!has_own(m))
			continue;
		heading_once(p, &headed, "Without a final response"
			     "  no-response  no-final  cancelled"
			     "  auth-failed  no-ack");
		say(p, "%-24s", sip_method_name(i));
		cell(p, 13, m->own[OUTCOME_NO_RESPONSE]);
		cell(p, 10, m->own[OUTCOME_NO_FINAL]);
		cell(p, 11, m->own[OUTCOME_CANCELLED]);
		cell(p, 13, m->own[OUTCOME_AUTH_FAILED]);
		cell(p, 8, m->own[OUTCOME_NO_ACK]);
		end_line(p);
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
	char text[12];

	for (int code = 1; code < 700; code++)
		if (sum->codes[code] > 0)
			codes[n++] = (struct code_count){ code,
							  sum->codes[code] };
	if (n == 0)
		return;
	qsort(codes, n, sizeof codes[0], by_count);
	heading(p, "Codes");
	for (size_t i = 0; i < n; i++) {
		say(p, i % CODES_A_ROW ? "    %-11s" : "%-11s",
		    outcome_text(codes[i].code, text));
		cell(p, 10, codes[i].count);
		if (i % CODES_A_ROW == CODES_A_ROW - 1 || i == n - 1)
			end_line(p);
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
	char address[ADDR_TEXT], code[12];

	say(p, "%-*s", width, addr_format(&w->dst, address));
	cell(p, 9, w->failed);
	cell(p, 9, w->total);
	say(p, " %5.1f%%  ", 100.0 * (double)w->failed / (double)w->total);
	if (w->trunk >= 0 && (size_t)w->trunk < settings->n_trunks)
		say(p, "%-11s  %s", outcome_text(w->code, code),
		    settings->trunks[w->trunk].name);
	else
		say(p, "%s", outcome_text(w->code, code));
	end_line(p);
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
	heading(p, title);
	for (size_t i = 0; i < sum->n_worst; i++)
		worst_row(p, &sum->worst[i], width, settings);
}

static void alert_rows(struct page *p, const struct summary *sum)
{
	heading(p, "Alerts raised");
	if (sum->n_rules == 0) {
		say(p, "none");
		end_line(p);
	}
	for (size_t i = 0; i < sum->n_rules; i++) {
		say(p, "%-36s", sum->rules[i].rule);
		cell(p, 10, sum->rules[i].raised);
		if (sum->rules[i].suppressed)
			say(p, "  and %llu held back", (unsigned long long)
			    sum->rules[i].suppressed);
		end_line(p);
	}
}

#define REASON 28	/* columns of the words, and then of the number */
#define COUNT 10

static void reason_row(struct page *p, const char *words,
		       const struct tally *t)
{
	const char *comma = "  ";

	say(p, "%-*s", REASON, words);
	cell(p, COUNT, t->sum);
	for (size_t i = 0; i < t->n; i++) {
		char text[GROUPED];
		const char *value = grouped(t->parts[i].value, text);
		size_t n = strlen(t->parts[i].label) + strlen(value) + 4;

		if (t->parts[i].value == 0)
			continue;
		if (p->line.n + n > COLUMNS) {
			say(p, "%s", comma[0] == ',' ? "," : "");
			end_line(p);
			say(p, "%*s", REASON + COUNT, "");
			comma = "  ";
		}
		say(p, "%s%s %s", comma, t->parts[i].label, value);
		comma = ", ";
	}
	end_line(p);
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
		heading_once(p, &headed, title);
		reason_row(p, reasons->words, &t);
	}
}

void summary_each_line(const struct summary *sum,
		       const struct settings *settings, bool colour,
		       line_handler *h, void *arg)
{
	struct page p = { .handler = h, .arg = arg, .colour = colour };

	p.line = text_in(p.bytes, LINE - 1);
	totals(&p, sum);
	final_rows(&p, sum);
	own_rows(&p, sum);
	code_rows(&p, sum);
	worst_rows(&p, sum, settings);
	alert_rows(&p, sum);
	reason_rows(&p, sum->counters, "Not read or not understood",
		    summary_reasons);
	reason_rows(&p, sum->counters, "Seen beside", summary_oddities);
}
