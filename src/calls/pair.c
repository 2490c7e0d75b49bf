/* SPDX-License-Identifier: BSD-2-Clause */
/* Brings the legs of a call together as they come, and waits for them. */
#include "calls/legs.h"

/* Its legs have failed, and it goes on, or not: they wait no longer. */
static void tell_waiting(struct calls *c, struct attempt *in)
{
	struct attempt *leg;

	for EACH_LEG(leg, in)
		if (leg->state == LEAVING && leg->status != CALL_ANSWERED)
			life_tell(c, leg, (struct slice){ NULL, 0 });
}

/* A is a leg of IN's call, if there is one. */
static void join(struct calls *c, struct attempt *in, struct attempt *a,
		 enum call_pairing how)
{
	if (!in || !legs_join(in, a, how))
		return;
	if (how == PAIRING_DIGITS)
		offer_stay(c, in);
	else
		offer_withdraw_digits(c, in);
	tell_waiting(c, in);
}

static void find_inbound(struct calls *c, struct attempt *a,
			 const struct sight *s)
{
	enum call_pairing how;
	struct attempt *in;
	struct marks m;

	mark_read(c, s, &m);
	in = offer_find(c, s, &m, &how);
	join(c, in, a, how);
	if (!in)
		stray_note(c, c->strays, m.called);
}

void pair_begin(struct calls *c, struct attempt *a, const struct sight *s)
{
	if (a->direction == INBOUND)
		offer_leg(c, a, s);
	else if (a->direction == OUTBOUND)
		find_inbound(c, a, s);
}

/* When it was set up is not known, nor what its INVITE had in common. */
void pair_begin_late(struct calls *c, struct attempt *a,
		     const struct sight *s)
{
	enum call_pairing how;
	struct attempt *in;

	if (a->direction != OUTBOUND)
		return;
	choice_of_call_id(c, s->id, &in, &how);
	join(c, in, a, how);
}

/* What follows a challenge is what sets up the other leg. */
void pair_begin_again(struct calls *c, struct attempt *a,
		      const struct sight *s)
{
	if (a->direction != INBOUND || a->peer)
		return;
	offer_withdraw(c, a);
	offer_leg(c, a, s);
}

void pair_answer(struct calls *c, struct attempt *a)
{
	if (a->direction == INBOUND)
		offer_withdraw_digits(c, a);
	if (a->direction != OUTBOUND || !a->peer)
		return;
	if (a->peer->state == TRYING)
		offer_withdraw_digits(c, a->peer);
	legs_rank(c, a->peer);
}

void pair_lose(struct calls *c, struct attempt *a)
{
	struct attempt *in = a->peer;

	if (a->direction == INBOUND)
		offer_withdraw_digits(c, a);
	else if (a->direction == OUTBOUND && in && in->state == TRYING)
		offer_again(c, in);
}

/* Does the call of IN wait for LEG, or another one in its place? */
static bool waits_for(const struct attempt *in, const struct attempt *leg)
{
	return (in->state == TRYING && !in->cancelled) ||
	       (in->state == TALKING && in->answer.ns &&
		moment_before(in->answer, leg->start));
}

/* Is A only a leg that failed, of a call that may be tried elsewhere? */
static bool may_go_on(const struct attempt *a)
{
	bool lost = a->status == CALL_FAILED ||
		    a->status == CALL_NO_RESPONSE ||
		    a->status == CALL_NO_FINAL;

	if (a->direction != OUTBOUND || !a->peer || !waits_for(a->peer, a))
		return false;
	return lost || (a->status == CALL_CANCELLED &&
			!legs_answered(a->peer, a->start));
}

void pair_end(struct calls *c, struct attempt *a, struct slice reason)
{
	/* who refuses had not been given up: only what follows counts */
	if (a->status == CALL_FAILED)
		a->passed_over = false;
	if (a->direction == INBOUND)
		tell_waiting(c, a);
	if (may_go_on(a)) {
		if (reason.n)
			a->words = words_with(c->store, a->words,
					      WORD_REASON, reason);
		life_linger(c, a);
	} else {
		life_tell(c, a, reason);
	}
	pair_lose(c, a);
}
