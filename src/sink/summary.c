/* SPDX-License-Identifier: BSD-2-Clause */
/* The summary record: what a replay amounted to, for programs to read. */
#include "sink/record.h"

const struct summary_reason summary_reasons[] = {
	{ "not_ip", "not IP" },
	{ "malformed_ip", "malformed IP" },
	{ "bad_hep", "refused HEP" },
	{ "unread", "not read by this release" },
	{ "tls_connections", "connections with TLS" },
	{ "fragments", "fragments gone wrong" },
	{ "icmp", "quoted in ICMP" },
	{ "other_protocol", "other protocols" },
	{ "truncated", "cut by snap length" },
	{ "gaps", "gaps in streams" },
	{ "lost_bytes", "bytes lost in gaps" },
	{ "not_sip", "not SIP" },
	{ "malformed", "malformed SIP" },
	{ "dropped", "dropped at capture" },
	{ "not_followed", "not followed, too many" },
	{ "evicted", "given up, memory full" },
	{ NULL, NULL },
};

const struct summary_reason summary_oddities[] = {
	{ "copies", "the same packet twice" },
	{ "orphans", "responses without request" },
	{ "mismatched", "responses from elsewhere" },
	{ "late", "responses after the outcome" },
	{ "clock_steps", "steps of the clock" },
	{ "tcp", "TCP out of the ordinary" },
	{ "sctp", "SCTP out of the ordinary" },
	{ NULL, NULL },
};

static void method_fields(struct record *r, const struct method_summary *m,
			  const char *name)
{
	char text[OUTCOME_TEXT];

	record_open(r, name, RECORD_OBJECT);
	record_number(r, "total", m->transactions);
	record_number(r, "2xx", m->success);
	record_number(r, "3xx", m->redirect);
	record_number(r, "challenged", m->challenge);
	record_number(r, "4xx", m->client);
	record_number(r, "5xx", m->server);
	record_number(r, "6xx", m->global);
	for (int own = 1; own < OUTCOME_OWN; own++)
		record_number(r, outcome_text(own, text), m->own[own]);
	record_close(r);
}

static bool is_unused(const struct method_summary *m)
{
	return m->transactions == 0 && m->own[OUTCOME_NO_ACK] == 0;
}

static void all_methods(struct record *r, const struct summary *sum)
{
	record_open(r, "transactions", RECORD_OBJECT);
	for (int i = 0; i < SIP_METHODS; i++)
		if (!is_unused(&sum->methods[i]))
			method_fields(r, &sum->methods[i],
				      sip_method_name(i));
	record_close(r);
}

static void code_fields(struct record *r, const struct summary *sum)
{
	char text[OUTCOME_TEXT];

	record_open(r, "codes", RECORD_OBJECT);
	for (int code = 1; code < 700; code++)
		if (sum->codes[code] > 0)
			record_number(r, outcome_text(code, text),
				      sum->codes[code]);
	record_close(r);
}

static void worst_fields(struct record *r, const struct worst_group *w,
			 const struct settings *settings)
{
	char text[OUTCOME_TEXT];

	record_open(r, NULL, RECORD_OBJECT);
	record_address(r, "dst", &w->dst);
	if (w->trunk >= 0 && (size_t)w->trunk < settings->n_trunks)
		record_word(r, "trunk", settings->trunks[w->trunk].name);
	record_number(r, "failed", w->failed);
	record_number(r, "total", w->total);
	record_ratio(r, "ratio", (uint32_t)(w->failed * 1e6 / w->total));
	record_word(r, "code", outcome_text(w->code, text));
	record_close(r);
}

static void reason_fields(struct record *r, const struct tally *t)
{
	if (t->n == 0)
		record_number(r, t->name, t->sum);
	else
		record_parts(r, t->name, t);
}

static void all_reasons(struct record *r, const struct counters *counters)
{
	const struct summary_reason *reason;
	struct tally t;

	for (reason = summary_oddities; reason->name; reason++)
		if (tally_of(counters, reason->name, &t))
			record_number(r, t.name, t.sum);
	record_open(r, "not_understood", RECORD_OBJECT);
	for (reason = summary_reasons; reason->name; reason++)
		if (tally_of(counters, reason->name, &t) && t.sum > 0)
			reason_fields(r, &t);
	record_close(r);
}

void record_summary(struct record *r, const struct summary *sum,
		    const struct settings *settings)
{
	record_word(r, "type", "summary");
	if (sum->packets > 0) {
		record_moment(r, "first", sum->first);
		record_moment(r, "last", sum->last);
		record_span(r, "period", sum->period);
	}
	record_number(r, "packets", sum->packets);
	record_number(r, "messages", sum->messages);
	record_number(r, "requests", sum->requests);
	record_number(r, "responses", sum->responses);
	record_number(r, "retransmissions", sum->retransmissions);
	all_methods(r, sum);
	record_number(r, "undecided", sum->undecided);
	code_fields(r, sum);
	record_open(r, "worst", RECORD_LIST);
	for (size_t i = 0; i < sum->n_worst; i++)
		worst_fields(r, &sum->worst[i], settings);
	record_close(r);
	record_open(r, "alerts", RECORD_OBJECT);
	for (size_t i = 0; i < sum->n_rules; i++)
		record_number(r, sum->rules[i].rule, sum->rules[i].raised);
	record_close(r);
	record_open(r, "suppressed", RECORD_OBJECT);
	for (size_t i = 0; i < sum->n_rules; i++)
		if (sum->rules[i].suppressed)
			record_number(r, sum->rules[i].rule,
				      sum->rules[i].suppressed);
	record_close(r);
	all_reasons(r, sum->counters);
	record_calls(r, sum, settings);
	record_reach(r, sum, settings);
}
