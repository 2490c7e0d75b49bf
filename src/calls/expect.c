/* SPDX-License-Identifier: BSD-2-Clause */
/* Fetches the attempt of a message while the message is still read. */
#include "calls/attempt.h"

bool expect_concerns(const struct sip_msg *m)
{
	return (m->response ? response_concerns(m) :
			      request_concerns(m)) &&
	       m->defect == SIP_SOUND && m->call_id.n && m->has_cseq;
}

/* A look at an attempt misses the cache twice: here, and then in fetch(). */
void calls_expect(struct calls *c, struct slice call_id)
{
	struct guess *g = &c->guess;

	g->call_id = call_id;
	g->id = find_id(c, call_id);
	table_expect(c->attempts, (uint32_t)g->id);
}

void calls_fetch(struct calls *c, const struct sip_msg *m)
{
	if (!expect_concerns(m))
		c->guess.call_id = (struct slice){ NULL, 0 };
	else
		table_fetch(c->attempts,
			    (uint32_t)find_known_id(c, m->call_id),
			    sizeof(struct attempt));
}

/*
 * Who comes next in Q, if anybody, has waited for long. What leads to what is
 * fetched step by step, one at each turn of those before it.
 */
void expect_turns(const struct calls *c, const struct queue *q)
{
	struct timer *t = q->first;
	const struct attempt *a;

	if (!t)
		return;
	a = attempt_of(t);
	if (a->peer)
		__builtin_prefetch(a->peer->words);
	t = t->next;
	if (!t)
		return;
	a = attempt_of(t);
	table_expect(c->attempts, a->entry.hash);
	__builtin_prefetch(a->words);
	expect_peer(a);
	if (t->next)
		expect_attempt(attempt_of(t->next));
}
