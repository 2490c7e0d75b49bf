/* SPDX-License-Identifier: BSD-2-Clause */
/* Says when attempts are over that come to nothing, or nearly so. */
#include "calls/ends.h"

/*
 * Timer C (RFC 3261 section 16.6) is what transactions are judged by. Some
 * hosts let it ring for longer, or queue their callers.
 */
#define TIMER_C span_s(180)

/* So much longer than timer C an answer, or a CANCEL, may be waited for. */
static struct span patience(const struct calls *c)
{
	struct span limit = c->settings->ringing_limit, most = T1_64;

	if (limit.ns > TIMER_C.ns)
		most.ns += limit.ns - TIMER_C.ns;
	return most;
}

static bool is_put_off(const struct attempt *a)
{
	return a->state == TRYING && a->status == CALL_NO_FINAL;
}

/* To its transaction it is over: that is its end, if nothing comes at all. */
static void put_off(struct calls *c, struct attempt *a)
{
	a->status = CALL_NO_FINAL;
	a->end = clock_now(c->clock);
	life_wait(c, a, TRYING, a->cancelled ? T1_64 : patience(c));
}

void silence_outcome(struct calls *c, struct attempt *a, int outcome)
{
	if (a->state > ASKED)
		return;
	if (a->pending)
		a->pending--;
	if (a->state != TRYING || a->pending)
		return;
	if (outcome == OUTCOME_NO_FINAL)
		put_off(c, a);
	else
		end_silent(c, a, outcome == OUTCOME_NO_RESPONSE ?
				 CALL_NO_RESPONSE : CALL_CANCELLED);
}

void silence_rings_on(struct calls *c, struct attempt *a)
{
	struct span most = TIMER_C;

	if (!is_put_off(a))
		return;
	most.ns += patience(c).ns;
	life_wait(c, a, TRYING, most);
}

void silence_is_cancelled(struct calls *c, struct attempt *a)
{
	if (is_put_off(a))
		life_wait(c, a, TRYING, T1_64);
}

void silence_is_tried_again(struct calls *c, struct attempt *a)
{
	if (!is_put_off(a))
		return;
	a->status = CALL_UNDECIDED;
	life_wait(c, a, TRYING, c->settings->idle);
}

bool silence_is_final(struct calls *c, struct attempt *a)
{
	if (!is_put_off(a))
		return false;
	end_silent(c, a, a->cancelled ? CALL_CANCELLED : CALL_NO_FINAL);
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
