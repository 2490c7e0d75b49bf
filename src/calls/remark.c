/* SPDX-License-Identifier: BSD-2-Clause */
/* Keeps what the message that ends an attempt says beside its cause. */
#include "calls/ends.h"
#include "sip_header.h"

/* Few have one: it is among the words, which all have. */
struct remark {
	int64_t retry_after;		/* seconds; less than 0: not said */
	uint16_t said;			/* by a profile */
};

static const struct remark none = { .retry_after = -1 };

static struct remark remark_of(const struct attempt *a)
{
	struct slice kept = words_get(a->words, WORD_REMARK);
	struct remark r = none;

	if (kept.n == sizeof r)
		memcpy(&r, kept.p, sizeof r);
	return r;
}

static void keep(struct calls *c, struct attempt *a, const struct remark *r)
{
	a->words = words_with(c->store, a->words, WORD_REMARK,
			      (struct slice){ (const char *)r, sizeof *r });
}

/* RFC 3261 section 20.33: a comment or parameters may follow. */
static int64_t retry_after(const struct sip_msg *m)
{
	struct slice value;
	uint32_t seconds;

	if (!m->response || !sip_hint(m, SIP_RETRY_AFTER) ||
	    !sip_header(m, SIP_RETRY_AFTER, &value) ||
	    !sip_read_number(value, &seconds))
		return none.retry_after;
	return seconds;
}

void remark_note(struct calls *c, struct attempt *a, const struct sip_msg *m)
{
	struct remark r = { .retry_after = retry_after(m) };

	if (c->said && a->trunk >= 0)
		r.said = (uint16_t)c->said(m, a->direction, a->trunk, c->arg);
	if (r.said || r.retry_after >= 0)
		keep(c, a, &r);
	else
		remark_drop(c, a);
}

void remark_drop(struct calls *c, struct attempt *a)
{
	a->words = words_without(c->store, a->words, WORD_REMARK);
}

void remark_tell(const struct attempt *a, struct call *told)
{
	struct remark r = remark_of(a);

	told->said = r.said;
	told->retry_after = r.retry_after;
}

void remark_renumber(struct calls *c, struct attempt *a,
		     const uint16_t *heirs)
{
	struct remark r = remark_of(a);

	if (!r.said)
		return;
	r.said = heirs[r.said];
	keep(c, a, &r);
}
