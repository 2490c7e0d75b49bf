/* SPDX-License-Identifier: BSD-2-Clause */
/* Adds up outcomes by method, code and destination, and alerts by rule. */
#include <assert.h>
#include <errno.h>
#include <stdlib.h>

#include "base/table.h"
#include "report/figures.h"
#include "report/report.h"

#define DESTINATIONS 32768	/* that are told apart */
#define CODES 8			/* kinds of failure, of a destination */
#define RULES 1024		/* rules that are told apart */

struct failure { uint16_t code; uint32_t count; };

struct destination {
	struct table_entry entry;
	struct addr addr;
	int trunk;
	uint64_t failed, total;
	struct failure failures[CODES];
};

struct report {
	struct summary sum;
	struct hash_seed seed;
	struct table *destinations;
	struct figures *figures;
	const uint64_t *undecided;
	struct moment from;		/* lowest stamp since the last step */
	struct span before;		/* the period up to that step */
	struct rule_summary *rules;	/* with names of its own */
	size_t rules_room;
};

int report_create(struct report **rp, struct hash_seed seed,
		  const struct settings *settings, struct counters *counters)
{
	struct report *r = calloc(1, sizeof *r);
	struct table_spec spec = {
		.entry_size = sizeof(struct destination),
		.roof = DESTINATIONS,
		.evicted = counter(counters, "evicted", "destinations"),
	};

	if (!r)
		return -ENOMEM;
	if (table_create(&r->destinations, &spec) ||
	    figures_create(&r->figures, settings)) {
		report_destroy(r);
		return -ENOMEM;
	}
	r->seed = seed;
	r->undecided = counter(counters, "undecided", NULL);
	r->sum.counters = counters;
	*rp = r;
	return 0;
}

void report_destroy(struct report *r)
{
	if (!r)
		return;
	for (size_t i = 0; i < r->sum.n_rules; i++)
		free((char *)r->rules[i].rule);
	free(r->rules);
	table_destroy(r->destinations);
	figures_destroy(r->figures);
	free(r);
}

int report_reload(struct report *r, const struct settings *settings)
{
	return figures_reload(r->figures, settings);
}

/* Steps make no time: hostile stamps of a century would be one. */
static struct span period(const struct report *r)
{
	struct span s = moment_since(r->sum.last, r->from);

	if (__builtin_add_overflow(s.ns, r->before.ns, &s.ns))
		s.ns = INT64_MAX;
	return s;
}

/* Stamps go on from that of F, which is the first or a step. */
static void begin_stretch(struct report *r, const struct frame *f)
{
	struct summary *sum = &r->sum;

	if (sum->packets > 1) {
		if (sum->steps++ == 0)
			sum->first = r->from;
		r->before = period(r);
	}
	r->from = sum->last = f->stamp;
}

void report_frame(struct report *r, const struct frame *f, bool stepped)
{
	struct summary *sum = &r->sum;

	sum->packets++;
	if (stepped || sum->packets == 1)
		begin_stretch(r, f);
	else if (moment_before(sum->last, f->stamp))
		sum->last = f->stamp;
	else if (moment_before(f->stamp, r->from))
		r->from = f->stamp;
}

void report_message(struct report *r, const struct sip_msg *m,
		    bool retransmission)
{
	r->sum.messages++;
	if (m->response)
		r->sum.responses++;
	else
		r->sum.requests++;
	if (retransmission)
		r->sum.retransmissions++;
}

static void add_to_method(struct method_summary *m, int code)
{
	if (code < OUTCOME_OWN)
		m->own[code]++;
	else if (outcome_is_challenge(code))
		m->challenge++;
	else if (code < 300)
		m->success++;
	else if (code < 400)
		m->redirect++;
	else if (code < 500)
		m->client++;
	else if (code < 600)
		m->server++;
	else
		m->global++;
	/* These two come in addition to a final response. */
	if (code != OUTCOME_NO_ACK && code != OUTCOME_AUTH_FAILED)
		m->transactions++;
}

/* Did the destination fail? The others are the caller's doing. */
static bool is_failure(int code)
{
	return code >= OUTCOME_OWN ? code >= 400 && code != 487 :
		code != OUTCOME_CANCELLED && code != OUTCOME_AUTH_FAILED;
}

static struct destination *destination_of(struct report *r,
					  const struct outcome *o)
{
	uint32_t hash = (uint32_t)hash_bytes(r->seed, &o->dst,
					     sizeof o->dst).lo;
	struct destination *d = NULL;

	while ((d = table_next_of(r->destinations, hash, d)))
		if (addr_equal(&d->addr, &o->dst)) {
			table_touch(r->destinations, d);
			return d;
		}
	d = table_add(r->destinations, hash);
	d->addr = o->dst;
	d->trunk = o->trunk;
	return d;
}

/* A new code takes the place of the rarest, and its count, when full. */
static void add_failure(struct destination *d, int code)
{
	struct failure *rarest = &d->failures[0];

	d->failed++;
	for (struct failure *f = d->failures; f < d->failures + CODES; f++) {
		if (f->code == code) {
			f->count++;
			return;
		}
		if (f->count < rarest->count)
			rarest = f;
	}
	rarest->code = (uint16_t)code;
	rarest->count++;
}

void report_outcome(struct report *r, const struct outcome *o)
{
	struct destination *d;

	assert(o->code > 0 && o->code < 700);
	r->sum.codes[o->code]++;
	add_to_method(&r->sum.methods[o->method], o->code);
	figures_outcome(r->figures, o);
	if (outcome_is_challenge(o->code) || o->code == OUTCOME_NO_ACK)
		return;
	d = destination_of(r, o);
	d->total++;
	if (is_failure(o->code))
		add_failure(d, o->code);
}

void report_call(struct report *r, const struct call *c)
{
	figures_call(r->figures, c);
}

void report_registration(struct report *r, const struct registration *reg)
{
	r->sum.registrations[reg->status]++;
	figures_registration(r->figures, reg);
}

static struct rule_summary *rule_of(struct report *r, const char *name)
{
	size_t n = r->sum.n_rules;
	char *copy;

	for (size_t i = 0; i < n; i++)
		if (strcmp(r->rules[i].rule, name) == 0)
			return &r->rules[i];
	if (n == RULES)
		return NULL;
	if (n == r->rules_room) {
		size_t room = n ? n * 2 : 16;
		void *p = realloc(r->rules, room * sizeof *r->rules);

		if (!p)
			return NULL;
		r->rules = p;
		r->rules_room = room;
	}
	copy = strdup(name);	/* a reload may take the settings away */
	if (!copy)
		return NULL;
	r->rules[n] = (struct rule_summary){ .rule = copy };
	r->sum.n_rules++;
	return &r->rules[n];
}

void report_notice(struct report *r, const struct notice *n)
{
	struct rule_summary *rule;

	for (size_t i = 0; i < n->n_suppressed; i++) {
		rule = rule_of(r, n->suppressed[i].rule);
		if (rule)
			rule->suppressed += n->suppressed[i].count;
	}
	if (n->event != NOTICE_RAISED)
		return;
	rule = rule_of(r, n->rule->name);
	if (rule)
		rule->raised++;
}

static int most_frequent(const struct destination *d)
{
	const struct failure *most = &d->failures[0];

	for (int i = 1; i < CODES; i++) {
		const struct failure *f = &d->failures[i];

		if (f->count > most->count ||
		    (f->count == most->count && f->code < most->code))
			most = f;
	}
	return most->code;
}

static bool is_worse(const struct destination *d, const struct worst_group *w)
{
	if (d->failed != w->failed)
		return d->failed > w->failed;
	if (d->total != w->total)
		return d->total > w->total;
	return memcmp(&d->addr, &w->dst, sizeof d->addr) < 0;
}

/* Puts ENTRY where it belongs among the worst, if it does. */
static void rank(void *entry, void *arg)
{
	const struct destination *d = entry;
	struct summary *sum = arg;
	size_t at = sum->n_worst;

	if (d->failed == 0)
		return;
	while (at > 0 && is_worse(d, &sum->worst[at - 1]))
		at--;
	if (at == SUMMARY_WORST)
		return;
	if (sum->n_worst < SUMMARY_WORST)
		sum->n_worst++;
	memmove(&sum->worst[at + 1], &sum->worst[at],
		(sum->n_worst - at - 1) * sizeof sum->worst[0]);
	sum->worst[at] = (struct worst_group){
		.dst = d->addr, .trunk = d->trunk, .failed = d->failed,
		.total = d->total, .code = most_frequent(d),
	};
}

struct summary *report_summary(struct report *r)
{
	struct summary *sum = &r->sum;

	sum->undecided = *r->undecided;
	sum->period = period(r);
	if (sum->steps == 0)
		sum->first = r->from;
	sum->rules = r->rules;
	sum->n_worst = 0;
	table_each(r->destinations, rank, sum);
	figures_tell(r->figures, sum);
	return sum;
}
