/* SPDX-License-Identifier: BSD-2-Clause */
/* What the summary says of calls, for people: ends, ratios, delays. */
#include "sink/page.h"

#include <ctype.h>
#include <stdio.h>

#define NAME_WIDTH 17
#define CODES_AT 39	/* column of a ratio's codes */

/* -- how calls ended ----------------------------------------------------- */

static void add_part(struct tally *t, const char *label, uint64_t value)
{
	t->sum += value;
	t->parts[t->n++] = (struct tally_part){ label, value };
}

static void tally_row(struct page *p, const char *words,
		      const struct tally *t)
{
	if (t->sum)
		page_tally(p, words, t);
}

_Static_assert(DISCONNECTS <= sizeof((struct tally *)0)->parts /
	       sizeof(struct tally_part), "a tally has room for all causes");

static void end_rows(struct page *p, const struct call_summary *c)
{
	struct tally status = { 0 }, side = { 0 }, cause = { 0 };
	struct tally partial = { .sum = c->partial };

	if (!c->calls)
		return;
	for (int i = CALL_UNDECIDED + 1; i < CALL_STATUSES; i++)
		add_part(&status, call_status_name(i), c->status[i]);
	add_part(&status, "undecided", c->status[CALL_UNDECIDED]);
	for (int i = SIDE_UNKNOWN + 1; i < CALL_SIDES; i++)
		add_part(&side, call_side_name(i), c->initiator[i]);
	add_part(&side, call_side_name(SIDE_UNKNOWN),
		 c->initiator[SIDE_UNKNOWN]);
	for (int i = DISCONNECT_UNKNOWN + 1; i < DISCONNECTS; i++)
		add_part(&cause, disconnect_name(i), c->disconnect[i]);
	add_part(&cause, disconnect_name(DISCONNECT_UNKNOWN),
		 c->disconnect[DISCONNECT_UNKNOWN]);
	page_heading(p, "Calls");
	tally_row(p, "by status", &status);
	tally_row(p, "by initiator", &side);
	tally_row(p, "by disconnect", &cause);
	tally_row(p, "cut by the capture's ends", &partial);
}

/* -- ratios -------------------------------------------------------------- */

/* A word of the last column, which goes on in the next line. */
static void say_code(struct page *p, const char *word, bool first)
{
	bool full = p->line.n + 1 + strlen(word) > PAGE_COLUMNS;

	if (full) {
		page_end_line(p);
		page_say(p, "%*s", CODES_AT, "");
	}
	page_say(p, first && !full ? "   %s" : " %s", word);
}

static void ratio_words(struct page *p, enum ratio ratio,
			const struct settings *settings)
{
	const struct code_set *set = ratio_codes(ratio, settings);
	char word[OUTCOME_TEXT];
	int words = 0;

	for (int at = 0; code_set_next(set, &at, word); )
		say_code(p, word, !words++);
	if (ratio == RATIO_SER || ratio == RATIO_SEER)
		say_code(p, "(of all but 3xx)", !words);
	if (ratio == RATIO_SCR)
		say_code(p, "(with ACK and BYE)", !words);
}

static double percent(const struct ratio_summary *r)
{
	return 100.0 * (double)r->counted / (double)r->total;
}

static void ratio_rows(struct page *p, const struct call_summary *c,
		       const struct settings *settings)
{
	bool headed = false;

	for (int i = 0; i < RATIOS; i++) {
		const struct ratio_summary *r = &c->ratios[i];
		const char *name = ratio_name(i);

		if (!r->total)
			continue;
		page_heading_once(p, &headed, "Ratios      counted      "
				  "  of   ratio   of the codes");
		for (; *name; name++)
			page_say(p, "%c", toupper((unsigned char)*name));
		page_say(p, "%*s", 9 - (int)strlen(ratio_name(i)), "");
		page_cell(p, 10, r->counted);
		page_cell(p, 10, r->total);
		page_say(p, "  %5.1f%%", percent(r));
		ratio_words(p, i, settings);
		page_end_line(p);
	}
}

/* -- delays -------------------------------------------------------------- */

static void delay_cells(struct page *p, const struct histogram *h)
{
	static const unsigned shares[] = { 50, 95, 99 };

	page_cell(p, 10, h->count);
	for (size_t i = 0; i < sizeof shares / sizeof *shares; i++) {
		double s = (double)histogram_share(h, shares[i]).ns /
			   NS_PER_S;

		page_say(p, " %9.*f", s < 10 ? 4 : s < 1000 ? 2 : 0, s);
	}
	page_end_line(p);
}

static void delay_rows(struct page *p, const struct call_summary *c)
{
	static const char *const words[DELAYS] = {
		[DELAY_RRD] = "RRD  REGISTER to 2xx",
		[DELAY_SRD] = "SRD  INVITE to a 1xx or 2xx",
		[DELAY_SRD_FAILED] = "SRD  the same of failed calls",
		[DELAY_PDD] = "PDD  INVITE to ringing",
		[DELAY_SDD] = "SDD  BYE to 2xx",
		[DELAY_SDT] = "SDT  answer to BYE",
	};
	bool headed = false;

	for (int i = 0; i < DELAYS; i++) {
		if (!c->delays[i].count)
			continue;
		page_heading_once(p, &headed, "Delays in seconds       "
				  "            count       p50       p95"
				  "       p99");
		page_say(p, "%-31s", words[i]);
		delay_cells(p, &c->delays[i]);
	}
}

/* -- trunks -------------------------------------------------------------- */

/* NAME in so many columns, cut between characters. */
static void leg_name(struct page *p, const struct call_summary *c)
{
	struct slice name = slice_of(c->trunk ? c->trunk : "none");
	size_t n = 0, columns = 0;

	while (n < name.n && columns < NAME_WIDTH) {
		n += rune_first(slice_from(name, n)).n;
		columns++;
	}
	page_say(p, "%.*s%*s %-9s ", (int)n, name.p,
		 NAME_WIDTH - (int)columns, "",
		 direction_name(c->direction));
}

static void leg_row(struct page *p, const struct call_summary *c)
{
	leg_name(p, c);
	page_cell(p, 9, c->calls);
	for (int i = 0; i < RATIOS; i++)
		if (c->ratios[i].total)
			page_say(p, " %5.1f", percent(&c->ratios[i]));
		else
			page_say(p, "     -");
	page_end_line(p);
}

static void leg_ratios(struct page *p, const struct summary *sum, size_t n)
{
	page_heading(p, "By trunk          direction     calls   SER  SEER"
		     "   ISA   SCR   IRA   ASR   NER");
	for (size_t i = 0; i < n; i++)
		if (sum->legs[i]->calls ||
		    sum->legs[i]->ratios[RATIO_IRA].total)
			leg_row(p, sum->legs[i]);
	if (n < sum->n_legs) {
		page_say(p, "and %zu more with fewer calls", sum->n_legs - n);
		page_end_line(p);
	}
}

static void leg_delays(struct page *p, const struct summary *sum, size_t n)
{
	bool headed = false;

	for (size_t i = 0; i < n; i++)
		for (int d = 0; d < DELAYS; d++) {
			const struct call_summary *c = sum->legs[i];

			if (!c->delays[d].count)
				continue;
			page_heading_once(p, &headed, "Delays by trunk   "
					  "direction delay          count"
					  "       p50       p95       p99");
			leg_name(p, c);
			page_say(p, "%-10s", delay_name(d));
			delay_cells(p, &c->delays[d]);
		}
}

void page_calls(struct page *p, const struct summary *sum,
		const struct settings *settings)
{
	size_t n = sum->n_legs < SUMMARY_TOLD ? sum->n_legs : SUMMARY_TOLD;

	if (!sum->all)
		return;
	end_rows(p, sum->all);
	ratio_rows(p, sum->all, settings);
	delay_rows(p, sum->all);
	if (n == 0)
		return;
	leg_ratios(p, sum, n);
	leg_delays(p, sum, n);
}
