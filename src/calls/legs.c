/* SPDX-License-Identifier: BSD-2-Clause */
/* Holds together the legs of one call: one inbound, and outbound ones. */
#include "calls/legs.h"

#define LEGS 16			/* outbound ones of a call that are known */
#define T1   span_ms(500)	/* forks begin closer together */

/* First stands the leg that made the call what it is; else the last one. */
static void put_in(struct attempt *leg, struct attempt **link)
{
	leg->other = *link;
	*link = leg;
}

static void take_out(struct attempt *leg)
{
	struct attempt **link = &leg->peer->peer;

	while (*link != leg)
		link = &(*link)->other;
	*link = leg->other;
}

/*
 * Is A over when another leg of its call begins, or as good as over? As long
 * as it may be a fork it is not.
 */
static bool is_left_behind(const struct attempt *a, struct moment now)
{
	if (a->state >= LEAVING)
		return a->status != CALL_ANSWERED &&
		       a->status != CALL_REDIRECTED;
	return a->state <= ASKED &&
	       (a->cancelled || a->status == CALL_NO_FINAL ||
		!moment_before(now, moment_add(a->start, T1)));
}

bool legs_join(struct attempt *in, struct attempt *leg,
	       enum call_pairing how)
{
	bool answered = in->peer && in->peer->answer.ns;
	struct attempt *other;

	if (in->legs == LEGS)
		return false;
	for EACH_LEG(other, in)
		other->passed_over |= is_left_behind(other, leg->start);
	leg->pairing = how & 7;
	leg->peer = in;
	put_in(leg, answered ? &in->peer->other : &in->peer);
	in->legs++;
	return true;
}

void legs_put_first(struct attempt *leg)
{
	take_out(leg);
	put_in(leg, &leg->peer->peer);
}

/* How long LEG, which was answered, has talked, or did. */
static struct span talked(const struct calls *c, const struct attempt *leg)
{
	bool over = leg->state >= LEAVING && leg->end.ns;
	struct moment since = leg->answer.ns ? leg->answer : leg->start;

	return moment_since(over ? leg->end : clock_now(c->clock), since);
}

/* Can its answer be what IN's was? */
static bool is_handed_on(const struct attempt *in, const struct attempt *leg)
{
	return !in->answer.ns || !moment_before(in->answer, leg->answer);
}

static bool is_better(const struct calls *c, const struct attempt *in,
		      const struct attempt *leg, const struct attempt *other)
{
	bool handed_on = is_handed_on(in, leg);

	if (handed_on != is_handed_on(in, other))
		return handed_on;
	return talked(c, leg).ns > talked(c, other).ns;
}

/* Of several forks that answer the host keeps one. */
void legs_rank(const struct calls *c, struct attempt *in)
{
	struct attempt *leg, *best = NULL;

	if (in->generated == GENERATED_RELAYED)
		return;
	for EACH_LEG(leg, in)
		if (leg->status == CALL_ANSWERED &&
		    (!best || is_better(c, in, leg, best)))
			best = leg;
	if (best)
		legs_put_first(best);
}

bool legs_answered(const struct attempt *in, struct moment since)
{
	const struct attempt *leg;

	for EACH_LEG(leg, in)
		if (leg->answer.ns && !moment_before(leg->answer, since))
			return true;
	return false;
}

bool legs_abandoned(const struct attempt *in)
{
	return in->cancelled || (in->state >= LEAVING && !in->own_bye &&
				 in->status == CALL_ANSWERED);
}

bool legs_busy(const struct attempt *in)
{
	const struct attempt *leg;

	for EACH_LEG(leg, in)
		if (leg->state <= ASKED && !leg->cancelled)
			return true;
	return false;
}

bool legs_stand(const struct calls *c, const struct attempt *in)
{
	return in->peer && !moment_before(clock_now(c->clock),
					  moment_add(in->peer->start, T1));
}

bool legs_trying(const struct attempt *in)
{
	return in->peer && in->peer->heard;
}

void legs_leave(struct attempt *a)
{
	struct attempt *leg, *other;

	if (!a->peer)
		return;
	if (a->direction == OUTBOUND) {
		take_out(a);
		a->peer->legs--;
		return;
	}
	for (leg = a->peer; leg; leg = other) {
		other = leg->other;
		leg->peer = leg->other = NULL;
	}
}

/* -- what the record of one says of the others ---------------------------- */

/* Has A come to nothing, and was its call tried by another then? */
static bool is_elsewhere(const struct attempt *a)
{
	return a->passed_over && a->status != CALL_UNDECIDED &&
	       a->status != CALL_ANSWERED && a->status != CALL_REDIRECTED;
}

void legs_tell(const struct calls *c, struct attempt *a, struct call *told)
{
	const struct attempt *peer;
	bool in = a->direction == INBOUND;

	told->generated = a->generated;
	if (!a->peer)
		return;
	legs_rank(c, in ? a : a->peer);
	peer = a->peer;
	told->pairing = in ? peer->pairing : a->pairing;
	told->peer_call_id = words_get(peer->words, WORD_CALL_ID);
	told->failover = !in && is_elsewhere(a);
	if (a->generated == GENERATED_RELAYED) {
		told->has_cause_peer = true;
		told->cause_peer = peer->dst;
	}
}

static void drop_words(struct calls *c, struct attempt *a)
{
	store_drop(c->store, a->words);
	a->words = NULL;
}

/* While one of them isn't told, its record may name the others. */
void legs_told(struct calls *c, struct attempt *a)
{
	struct attempt *in = a->direction == INBOUND ? a : a->peer, *leg;

	if (!a->peer) {
		drop_words(c, a);
		return;
	}
	if (in->state != TOLD)
		return;
	for EACH_LEG(leg, in)
		if (leg->state != TOLD)
			return;
	drop_words(c, in);
	for EACH_LEG(leg, in)
		drop_words(c, leg);
}

bool legs_need(const struct attempt *a)
{
	const struct attempt *leg;

	if (!a->peer)
		return false;
	if (a->direction == OUTBOUND)
		return a->peer->state != TOLD && a->peer->peer == a;
	for EACH_LEG(leg, a)
		if (leg->state != TOLD)
			return true;
	return false;
}
