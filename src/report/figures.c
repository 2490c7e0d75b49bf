/* SPDX-License-Identifier: BSD-2-Clause */
/* Adds up calls and registrations: how they ended, and how long they took. */
#include "report/figures.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { DIRECTIONS = TRANSIT + 1, CODES = 700 };

/*
 * By code, so that what a ratio counts may be asked for afterwards. A call has
 * the code that its INVITE came to at last.
 */
struct leg {
	struct call_summary sum;
	char *name;			/* of the trunk; NULL: none */
	uint32_t calls[CODES], registrations[CODES];
	uint32_t completed[CODES];	/* of those calls */
	uint64_t going_on;
};

/* Which leg is where: a row for each trunk, the first for none. */
struct figures {
	const struct settings *settings;
	struct leg all;			/* added up when it is told */
	struct leg rest;		/* beyond the bound */
	struct leg *legs[SUMMARY_LEGS];
	size_t n_legs;
	struct leg *(*rows)[DIRECTIONS];
};

/* -- legs ---------------------------------------------------------------- */

/* Where it is counted. Beyond the bound legs are not told apart. */
static struct leg *leg_of(struct figures *f, int trunk,
			  enum direction direction)
{
	struct leg **place = &f->rows[trunk + 1][direction];
	struct leg *leg;

	if (*place)
		return *place;
	if (f->n_legs == SUMMARY_LEGS)
		return &f->rest;
	leg = calloc(1, sizeof *leg);
	if (leg && trunk >= 0)
		leg->name = strdup(f->settings->trunks[trunk].name);
	if (!leg || (trunk >= 0 && !leg->name)) {
		free(leg);
		return &f->rest;
	}
	leg->sum.trunk = leg->name;
	leg->sum.direction = direction;
	f->legs[f->n_legs++] = leg;
	return *place = leg;
}

static void place_leg(struct figures *f, struct leg *leg)
{
	const struct settings *s = f->settings;

	if (!leg->name)
		f->rows[0][leg->sum.direction] = leg;
	for (size_t i = 0; leg->name && i < s->n_trunks; i++)
		if (strcmp(s->trunks[i].name, leg->name) == 0)
			f->rows[i + 1][leg->sum.direction] = leg;
}

int figures_reload(struct figures *f, const struct settings *settings)
{
	void *rows = calloc(settings->n_trunks + 1, sizeof *f->rows);

	if (!rows)
		return -ENOMEM;
	free(f->rows);
	f->rows = rows;
	f->settings = settings;
	for (size_t i = 0; i < f->n_legs; i++)
		place_leg(f, f->legs[i]);
	return 0;
}

int figures_create(struct figures **fp, const struct settings *settings)
{
	struct figures *f = calloc(1, sizeof *f);
	int err;

	if (!f)
		return -ENOMEM;
	err = figures_reload(f, settings);
	if (err)
		figures_destroy(f);
	else
		*fp = f;
	return err;
}

void figures_destroy(struct figures *f)
{
	if (!f)
		return;
	for (size_t i = 0; i < f->n_legs; i++) {
		free(f->legs[i]->name);
		free(f->legs[i]);
	}
	free(f->rows);
	free(f);
}

/* -- what comes in ------------------------------------------------------- */

static void add_delay(struct leg *leg, enum delay which, struct span delay)
{
	if (delay.ns >= 0)
		histogram_add(&leg->sum.delays[which], delay);
}

/* From EARLIER to LATER, if that was seen. */
static void add_delay_since(struct leg *leg, enum delay which,
			    struct moment earlier, struct moment later)
{
	if (earlier.ns)
		add_delay(leg, which, moment_since(later, earlier));
}

/*
 * What its INVITE came to; 0: that was not seen, or not yet. Of calls whose
 * responses are not captured only some are known to be cancelled, or answered:
 * none counts.
 */
static int code_of(const struct call *c)
{
	switch (c->status) {
	case CALL_UNDECIDED:
		return 0;
	case CALL_NO_RESPONSE:
		return OUTCOME_NO_RESPONSE;
	case CALL_NO_FINAL:
		return OUTCOME_NO_FINAL;
	case CALL_CANCELLED:
		return c->code || c->partial ? c->code : OUTCOME_CANCELLED;
	default:
		return c->attempts ? c->code : 0;
	}
}

/*
 * RFC 6076 section 4.9: such as don't lack a response, or a BYE. One that was
 * not answered has what its code says.
 */
static bool is_completed(const struct call *c)
{
	if (c->status != CALL_ANSWERED)
		return true;
	return c->disconnect != DISCONNECT_UNDECIDED &&
	       c->disconnect != DISCONNECT_UNKNOWN &&
	       c->disconnect != DISCONNECT_NO_ACK;
}

/* RFC 6076 section 4.3.2: such codes ask for something, as a challenge. */
static bool is_failure(const struct call *c)
{
	return c->status == CALL_FAILED && c->code != 401 &&
	       c->code != 402 && c->code != 407;
}

static void add_delays(struct leg *leg, const struct call *c)
{
	add_delay(leg, DELAY_PDD, c->pdd);
	if (c->status == CALL_ANSWERED)
		add_delay(leg, DELAY_SRD, c->srd);
	else if (is_failure(c))
		add_delay(leg, DELAY_SRD_FAILED, c->srd);
	add_delay(leg, DELAY_SDT, c->duration);
}

static void add_call(struct leg *leg, const struct call *c)
{
	int code = code_of(c);

	leg->sum.calls++;
	leg->sum.partial += c->partial;
	leg->sum.status[c->status]++;
	if (c->disconnect != DISCONNECT_UNDECIDED) {
		leg->sum.disconnect[c->disconnect]++;
		leg->sum.initiator[c->initiator]++;
	}
	add_delays(leg, c);
	if (!code)
		return;
	leg->calls[code]++;
	leg->completed[code] += is_completed(c);
	leg->going_on += c->status == CALL_ANSWERED &&
			 c->disconnect == DISCONNECT_UNDECIDED;
}

void figures_call(struct figures *f, const struct call *c)
{
	add_call(leg_of(f, c->trunk, c->direction), c);
}

/* What its last REGISTER came to. */
static int code_of_registration(const struct registration *r)
{
	switch (r->status) {
	case REGISTRATION_AUTH_FAILED:
		return OUTCOME_AUTH_FAILED;
	case REGISTRATION_NO_RESPONSE:
		return OUTCOME_NO_RESPONSE;
	case REGISTRATION_NO_FINAL:
		return OUTCOME_NO_FINAL;
	default:
		return r->code;
	}
}

/* RFC 6076 section 4.1: the delay is over the challenge. */
void figures_registration(struct figures *f, const struct registration *r)
{
	struct leg *leg;

	if (r->status == REGISTRATION_EXPIRED)
		return;
	leg = leg_of(f, r->trunk, r->direction);
	leg->registrations[code_of_registration(r)]++;
	if (r->code >= 200 && r->code < 300)
		add_delay(leg, DELAY_RRD, r->duration);
}

void figures_outcome(struct figures *f, const struct outcome *o)
{
	if (o->method == SIP_BYE && o->code >= 200 && o->code < 300)
		add_delay_since(leg_of(f, o->trunk, o->direction), DELAY_SDD,
				o->first, o->when);
}

/* -- what comes out ------------------------------------------------------ */

static uint64_t add_up(const uint32_t counts[CODES], int from, int to,
		       const struct code_set *set)
{
	uint64_t sum = 0;

	for (int code = from; code < to; code++)
		if (!set || code_set_has(set, code))
			sum += counts[code];
	return sum;
}

/* What the ratio R is of, by code. */
static const uint32_t *counts_of(const struct leg *leg, enum ratio r)
{
	switch (r) {
	case RATIO_IRA:
		return leg->registrations;
	case RATIO_SCR:
		return leg->completed;
	default:
		return leg->calls;
	}
}

/*
 * RFC 6076: redirected calls are no attempts for SER and SEER (sections 4.6
 * and 4.7). IRA (section 4.2) is of attempts to register, with the REGISTER
 * after a challenge as one, SCR (section 4.9) of what is over.
 */
static void sum_up(struct leg *leg, const struct settings *s)
{
	uint64_t all = add_up(leg->calls, 1, CODES, NULL);
	uint64_t redirected = add_up(leg->calls, 300, 400, NULL);

	for (int i = 0; i < RATIOS; i++) {
		struct ratio_summary *r = &leg->sum.ratios[i];

		r->counted = add_up(counts_of(leg, i), 1, CODES,
				    ratio_codes(i, s));
		r->total = all;
		if (i == RATIO_SER || i == RATIO_SEER)
			r->total -= redirected;
	}
	leg->sum.ratios[RATIO_IRA].total =
		add_up(leg->registrations, 1, CODES, NULL);
	leg->sum.ratios[RATIO_SCR].total -= leg->going_on;
}

static void add_counts(uint64_t *into, const uint64_t *from, size_t n)
{
	for (size_t i = 0; i < n; i++)
		into[i] += from[i];
}

#define ADD_COUNTS(into, from) \
	add_counts(into, from, sizeof(into) / sizeof *(into))

/* Adds what was counted of LEG. */
static void merge(struct leg *into, const struct leg *leg)
{
	struct call_summary *sum = &into->sum;

	sum->calls += leg->sum.calls;
	sum->partial += leg->sum.partial;
	ADD_COUNTS(sum->status, leg->sum.status);
	ADD_COUNTS(sum->initiator, leg->sum.initiator);
	ADD_COUNTS(sum->disconnect, leg->sum.disconnect);
	for (int i = 0; i < DELAYS; i++)
		histogram_merge(&sum->delays[i], &leg->sum.delays[i]);
	for (int code = 0; code < CODES; code++) {
		into->calls[code] += leg->calls[code];
		into->registrations[code] += leg->registrations[code];
		into->completed[code] += leg->completed[code];
	}
	into->going_on += leg->going_on;
}

static bool is_used(const struct call_summary *s)
{
	return s->calls || s->ratios[RATIO_IRA].total ||
	       s->delays[DELAY_SDD].count;
}

/* A single one that is of no trunk would say the same as all. */
static bool are_several(const struct figures *f)
{
	return f->n_legs > 1 || (f->n_legs == 1 && f->legs[0]->name);
}

/* Those with most calls first; then in the order of their names. */
static int by_calls(const void *a, const void *b)
{
	const struct call_summary *x = *(const struct call_summary *const *)a,
		*y = *(const struct call_summary *const *)b;
	int order;

	if (x->calls != y->calls)
		return x->calls > y->calls ? -1 : 1;
	if (!x->trunk != !y->trunk)
		return x->trunk ? -1 : 1;
	order = x->trunk ? strcmp(x->trunk, y->trunk) : 0;
	return order ? order : (int)x->direction - (int)y->direction;
}

void figures_tell(struct figures *f, struct summary *sum)
{
	f->all = f->rest;
	for (size_t i = 0; i < f->n_legs; i++)
		merge(&f->all, f->legs[i]);
	sum_up(&f->all, f->settings);
	sum->all = is_used(&f->all.sum) ? &f->all.sum : NULL;
	sum->n_legs = are_several(f) ? f->n_legs : 0;
	for (size_t i = 0; i < sum->n_legs; i++) {
		sum_up(f->legs[i], f->settings);
		sum->legs[i] = &f->legs[i]->sum;
	}
	qsort(sum->legs, sum->n_legs, sizeof sum->legs[0], by_calls);
}
