/* SPDX-License-Identifier: BSD-2-Clause */
/* Follows session timers (RFC 4028): until when a call lasts unrefreshed. */
#include "calls/ends.h"
#include "sip_header.h"

#define GRACE span_s(32)	/* a BYE may be that late, or early */

/* A 2xx without Session-Expires ends the timer (RFC 4028 section 7.2). */
void session_note(const struct calls *c, struct attempt *a,
		  const struct sip_msg *m)
{
	enum sip_refresher refresher;
	struct slice value;

	a->expires = 0;
	if (!sip_hint(m, SIP_SESSION_EXPIRES) ||
	    !sip_header(m, SIP_SESSION_EXPIRES, &value) ||
	    !sip_read_session_expires(value, &a->expires, &refresher))
		return;
	a->refreshed = clock_now(c->clock);
}

static struct moment over_at(const struct attempt *a)
{
	return moment_add(a->refreshed, span_s(a->expires));
}

void session_wait(struct calls *c, struct attempt *a)
{
	struct span most = c->settings->idle, left;

	if (a->expires) {
		left = moment_since(moment_add(over_at(a), GRACE),
				    clock_now(c->clock));
		if (left.ns < most.ns)
			most = left;
	}
	life_wait(c, a, TALKING, most);
}

/*
 * Who gets no refresh ends the call a third of the interval, or 32 s, before
 * it is over (RFC 4028 section 10).
 */
bool session_is_due(const struct calls *c, const struct attempt *a)
{
	struct span third = { a->expires * NS_PER_S / 3 },
		    early = third.ns < GRACE.ns ? third : GRACE;

	return a->expires &&
	       moment_since(over_at(a), clock_now(c->clock)).ns <= early.ns;
}

bool session_is_over(const struct calls *c, const struct attempt *a,
		     struct moment *when)
{
	if (!a->expires || moment_before(clock_now(c->clock), over_at(a)))
		return false;
	*when = over_at(a);
	return true;
}
