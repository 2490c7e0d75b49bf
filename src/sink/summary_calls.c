/* SPDX-License-Identifier: BSD-2-Clause */
/* What the summary record says of calls, for programs to read. */
#include "sink/record.h"

#include <stdio.h>

static const unsigned shares[] = { 50, 95, 99 };

static void count_field(struct record *r, const char *name, uint64_t count)
{
	if (count)
		record_number(r, name, count);
}

static void end_fields(struct record *r, const struct call_summary *c)
{
	record_open(r, "status", RECORD_OBJECT);
	for (int i = CALL_UNDECIDED + 1; i < CALL_STATUSES; i++)
		count_field(r, call_status_name(i), c->status[i]);
	count_field(r, "undecided", c->status[CALL_UNDECIDED]);
	record_close(r);
	record_open(r, "initiator", RECORD_OBJECT);
	for (int i = 0; i < CALL_SIDES; i++)
		count_field(r, call_side_name(i), c->initiator[i]);
	record_close(r);
	record_open(r, "disconnect", RECORD_OBJECT);
	for (int i = DISCONNECT_UNDECIDED + 1; i < DISCONNECTS; i++)
		count_field(r, disconnect_name(i), c->disconnect[i]);
	record_close(r);
}

static void code_list(struct record *r, const struct code_set *set)
{
	char word[OUTCOME_TEXT];

	record_open(r, "codes", RECORD_LIST);
	for (int at = 0; code_set_next(set, &at, word); )
		record_word(r, NULL, word);
	record_close(r);
}

static uint32_t ppm(const struct ratio_summary *r)
{
	return (uint32_t)((double)r->counted * 1e6 / (double)r->total);
}

static void ratio_fields(struct record *r, const struct call_summary *c,
			 const struct settings *settings)
{
	record_open(r, "ratios", RECORD_OBJECT);
	for (int i = 0; i < RATIOS; i++) {
		const struct ratio_summary *ratio = &c->ratios[i];

		if (!ratio->total)
			continue;
		record_open(r, ratio_name(i), RECORD_OBJECT);
		record_number(r, "counted", ratio->counted);
		record_number(r, "total", ratio->total);
		record_ratio(r, "ratio", ppm(ratio));
		code_list(r, ratio_codes(i, settings));
		record_close(r);
	}
	record_close(r);
}

static void delay_fields(struct record *r, const struct call_summary *c)
{
	record_open(r, "delays", RECORD_OBJECT);
	for (int i = 0; i < DELAYS; i++) {
		const struct histogram *h = &c->delays[i];
		char name[8];

		if (!h->count)
			continue;
		record_open(r, delay_name(i), RECORD_OBJECT);
		record_number(r, "count", h->count);
		for (size_t k = 0; k < sizeof shares / sizeof *shares; k++) {
			snprintf(name, sizeof name, "p%u", shares[k]);
			record_span(r, name, histogram_share(h, shares[k]));
		}
		record_close(r);
	}
	record_close(r);
}

static void leg_fields(struct record *r, const struct call_summary *c)
{
	record_open(r, NULL, RECORD_OBJECT);
	record_word(r, "trunk", c->trunk ? c->trunk : "none");
	record_word(r, "direction", direction_name(c->direction));
	record_number(r, "calls", c->calls);
	record_open(r, "ratios", RECORD_OBJECT);
	for (int i = 0; i < RATIOS; i++)
		if (c->ratios[i].total)
			record_ratio(r, ratio_name(i), ppm(&c->ratios[i]));
	record_close(r);
	delay_fields(r, c);
	record_close(r);
}

void record_calls(struct record *r, const struct summary *sum,
		  const struct settings *settings)
{
	const struct call_summary *c = sum->all;

	if (!c)
		return;
	record_open(r, "calls", RECORD_OBJECT);
	record_number(r, "total", c->calls);
	record_number(r, "partial", c->partial);
	end_fields(r, c);
	record_close(r);
	ratio_fields(r, c, settings);
	delay_fields(r, c);
	if (sum->n_legs == 0)
		return;
	record_open(r, "trunks", RECORD_LIST);
	for (size_t i = 0; i < sum->n_legs && i < SUMMARY_TOLD; i++)
		leg_fields(r, sum->legs[i]);
	record_close(r);
}
