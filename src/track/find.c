/* SPDX-License-Identifier: BSD-2-Clause */
/* Finds the transaction that a message belongs to. */
#include "track/transaction.h"

/*
 * Whom to look for as M's transaction (RFC 3261 sections 17.1.3 and 17.2.3);
 * false when M was cut before it says so.
 */
bool find_key(const struct track *t, const struct sip_msg *m,
	      struct sought *s)
{
	const struct payload *p = m->payload;
	bool unique = key_is_unique(m->branch);

	if (m->cut && (!m->branch.n || (!unique && !m->call_id.n)))
		return false;
	*s = (struct sought){
		.id = unique ? foresee_id(t, m) :
		      key_of_via(t, m->branch, m->sent_by, &m->call_id),
		.src = m->response ? &p->dst : &p->src,
		.dst = m->response ? &p->src : &p->dst,
		.transport = (uint8_t)p->transport,
		.method = m->method == SIP_ACK ? SIP_INVITE : m->method,
		.has_cseq = m->has_cseq, .cseq = m->cseq,
	};
	if (m->method == SIP_OTHER)	/* those are told apart by name */
		s->id.hi ^= hash_short(t->seed, m->method_name.p,
				       m->method_name.n);
	return true;
}

static bool on_leg(const struct transaction *x, const struct sought *s)
{
	return x->transport == s->transport && addr_equal(&x->src, s->src) &&
	       addr_equal(&x->dst, s->dst);
}

/* What a cut message doesn't tell is taken for the same. */
static bool fits(const struct transaction *x, const struct sought *s)
{
	if (x->has_cseq && s->has_cseq && x->cseq != s->cseq)
		return false;
	return x->method == s->method || x->method == SIP_UNKNOWN ||
	       s->method == SIP_UNKNOWN;
}

struct transaction *find_transaction(const struct track *t, struct sought *s)
{
	struct moment now = clock_now(t->clock);
	struct transaction *x = NULL, *found = NULL;

	s->here = s->elsewhere = false;
	s->same = 0;
	s->stalest = NULL;
	while ((x = table_next_of(t->transactions, (uint32_t)s->id.lo, x))) {
		if (!hash_equal(x->id, s->id))
			continue;
		s->same++;
		if (!s->stalest || moment_before(x->last, s->stalest->last))
			s->stalest = x;
		if (leave_is_gone(x, now))
			continue;
		if (!on_leg(x, s)) {
			s->elsewhere |= x->request;
			continue;
		}
		s->here = true;
		if (!fits(x, s))
			continue;
		if (x->method == s->method)
			return x;
		/* A CANCEL has its INVITE's branch (section 9.1). */
		if (!found || found->method == SIP_CANCEL)
			found = x;
	}
	return found;
}
