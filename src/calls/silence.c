/* SPDX-License-Identifier: BSD-2-Clause */
/* Says when attempts are over that come to nothing, or nearly so. */
#include "calls/ends.h"
#include "calls/legs.h"
#include "calls/proof.h"

/* Its transaction has come to nothing, or A is known not to wait for it. */
static bool is_put_off(const struct attempt *a)
{
	return a->state == TRYING && (a->status != CALL_UNDECIDED ||
				      proof_is_early(a));
}

/* To its transaction it is over: that is its end, if nothing comes at all. */
static void put_off(struct calls *c, struct attempt *a,
		    enum call_status status, struct span most)
{
	a->status = (uint8_t)status;
	a->end = clock_now(c->clock);
	life_wait(c, a, TRYING, a->cancelled ? T1_64 : most);
}

/*
 * Who hears nothing sends its INVITE again over UDP (RFC 3261 section
 * 17.1.1.2): who doesn't has heard what the capture lacks, as that of one
 * direction lacks all of it, or never waits for anything. But a host that has
 * tried another trunk waits no more.
 */
static bool may_be_heard(const struct attempt *a, const struct outcome *o)
{
	return o->code == OUTCOME_NO_RESPONSE && !a->passed_over &&
	       o->transport == TRANSPORT_UDP && o->retransmissions == 0;
}

/* The INVITE has another CSeq than the last one: nobody waits for it. */
static bool is_of_another(const struct attempt *a, const struct outcome *o)
{
	return o->cseq && o->cseq != a->cseq;
}

void silence_outcome(struct calls *c, struct attempt *a,
		     const struct outcome *o)
{
	if (a->state > ASKED || is_of_another(a, o))
		return;
	if (a->pending)
		a->pending--;
	if (a->state != TRYING || a->pending)
		return;
	if (proof_is_early(a)) {
		if (!a->cancelled)
			put_off(c, a, CALL_UNDECIDED, TIMER_C);
	} else if (o->code == OUTCOME_NO_FINAL) {
		put_off(c, a, a->code ? CALL_FAILED : CALL_NO_FINAL,
			life_patience(c));
	} else if (a->code) {
		refusal_stands(c, a);
	} else if (o->code == OUTCOME_CANCELLED) {
		end_silent(c, a, CALL_CANCELLED);
	} else if (may_be_heard(a, o)) {
		put_off(c, a, CALL_NO_RESPONSE, TIMER_C);
		pair_lose(c, a);	/* if nobody has, another is tried */
	} else {
		end_silent(c, a, CALL_NO_RESPONSE);
	}
}

/* Responses come often, and the timer need not know: it asks. */
bool silence_goes_on(struct calls *c, struct attempt *a)
{
	struct span since = moment_since(clock_now(c->clock), a->refreshed),
		    left = life_longest(c);

	left.ns -= since.ns;
	if (is_put_off(a) || left.ns <= 0)
		return false;
	life_wait(c, a, TRYING, left);
	return true;
}

void silence_rings_on(struct calls *c, struct attempt *a)
{
	struct span most = TIMER_C;

	if (a->state != TRYING)
		return;
	if (!is_put_off(a)) {
		a->refreshed = clock_now(c->clock);
		return;
	}
	if (a->status == CALL_NO_RESPONSE) {
		a->status = CALL_NO_FINAL;
		a->end = moment_add(clock_now(c->clock), TIMER_C);
	}
	most.ns += life_patience(c).ns;
	life_wait(c, a, TRYING, most);
}

void silence_is_cancelled(struct calls *c, struct attempt *a)
{
	if (is_put_off(a))
		life_wait(c, a, TRYING, T1_64);
}

/* Nobody has heard it after all. */
static bool is_unanswered(const struct attempt *a)
{
	return a->state == TRYING && a->status == CALL_NO_RESPONSE;
}

bool silence_is_final(struct calls *c, struct attempt *a)
{
	if (a->code) {
		refusal_stands(c, a);
		return true;
	}
	if (!is_put_off(a) || (proof_is_early(a) && !a->cancelled))
		return false;
	if (proof_is_early(a))
		end_unheard(c, a);
	else
		end_silent(c, a, is_unanswered(a) ? CALL_NO_RESPONSE :
				 a->cancelled ? CALL_CANCELLED :
						CALL_NO_FINAL);
	return true;
}

bool silence_was_final(struct calls *c, struct attempt *a)
{
	if (!is_unanswered(a))
		return false;
	end_silent(c, a, CALL_NO_RESPONSE);
	return true;
}

void silence_is_broken(struct attempt *a, const struct sight *s)
{
	if (a->status == CALL_ANSWERED || a->code ||
	    s->m->code / 100 != 2)
		return;
	a->callee = s->to;
	a->outlived = true;
}

bool silence_is_outlived(const struct calls *c, const struct attempt *a)
{
	return a->outlived &&
	       moment_before(clock_now(c->clock),
			     moment_add(a->end, c->settings->idle));
}
