/* SPDX-License-Identifier: BSD-2-Clause */
/* Says when attempts are over that come to nothing, or nearly so. */
#include "calls/ends.h"

static bool is_put_off(const struct attempt *a)
{
	return a->state == TRYING && a->status == CALL_NO_FINAL;
}

/* To its transaction it is over: that is its end, if nothing comes at all. */
static void put_off(struct calls *c, struct attempt *a)
{
	a->status = CALL_NO_FINAL;
	a->end = clock_now(c->clock);
	life_wait(c, a, TRYING, a->cancelled ? T1_64 : life_patience(c));
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
	most.ns += life_patience(c).ns;
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
	life_try(c, a);
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
