/* SPDX-License-Identifier: BSD-2-Clause */
/* Says what the refusals of an attempt come to: of one branch, or of more. */
#include "calls/ends.h"

#include <limits.h>

bool refusal_asks(int code)
{
	return code == 401 || code == 407 || code == 422 || code == 494;
}

/*
 * Of several a proxy hands on a 6xx, else one of the lowest class, and of the
 * 4xx rather one that tells how to ask again (RFC 3261 section 16.7, step 6).
 * 487 says only that a branch was cancelled. The better, the less.
 */
static int rank(int code)
{
	bool helps = refusal_asks(code) || code == 415 || code == 420 ||
		     code == 484;

	if (code >= 600)
		return 0;
	return code == 487 ? INT_MAX : code / 100 * 2 - helps;
}

/* Of two that are as good the later one counts. */
static bool is_better(const struct attempt *a, int code)
{
	return a->code == 0 || a->state == ASKED ||
	       rank(code) <= rank(a->code);
}

static void keep(struct calls *c, struct attempt *a, const struct sip_msg *m)
{
	refusal_drop(c, a);
	a->code = (uint16_t)m->code;
	if (!a->cancelled || m->code != 487)
		cause_keep(c, a, m);
}

/* Who has given up is told of nothing else. */
static bool is_too_late(const struct attempt *a, const struct sip_msg *m)
{
	return a->cancelled && m->code != 487;
}

void refusal_stands(struct calls *c, struct attempt *a)
{
	if (refusal_asks(a->code))
		life_wait(c, a, ASKED, T1_64);
	else
		end_refused(c, a, NULL);
}

/* It counts when no branch of the fork is left that may answer. */
void refusal_seen(struct calls *c, struct attempt *a,
		  const struct sip_msg *m)
{
	bool better = is_better(a, m->code);

	if (a->pending)
		a->pending--;
	if (a->pending) {
		if (better && !is_too_late(a, m))
			keep(c, a, m);
	} else if (!better) {
		refusal_stands(c, a);
	} else if (refusal_asks(m->code)) {
		keep(c, a, m);
		refusal_stands(c, a);
	} else {
		refusal_drop(c, a);
		a->code = (uint16_t)m->code;
		end_refused(c, a, m);
	}
}

void refusal_drop(struct calls *c, struct attempt *a)
{
	if (a->code)
		cause_drop(c, a);
	a->code = 0;
}
