/* SPDX-License-Identifier: BSD-2-Clause */
/* Says of who is asked by OPTIONS whether he answers. */
#include "reach/parts.h"

/* Of those that a full table would give up, so many get another turn. */
#define SPARED 16

enum peer_state { NOT_KNOWN, IS_UP, IS_DOWN };

/* Whom somebody asks, over one transport. */
struct peer {
	struct table_entry entry;
	struct addr src, dst;
	int trunk;
	uint8_t transport, state;
	bool used;			/* since it got its turn to leave */
	uint16_t code;			/* of the last response; 0: none */
	uint32_t unanswered, downs;	/* in a row; how often it went down */
	uint64_t asked, missed;
	struct moment answered;		/* when that was sent, the latest */
	struct moment since;		/* the first of those unanswered */
};

int peer_create(struct reach *r, uint64_t memory)
{
	return table_create(&r->peers, &(struct table_spec){
		.entry_size = sizeof(struct peer),
		.roof = table_roof(memory, sizeof(struct peer)),
		.evicted = r->peers_evicted });
}

/* Who was asked again gets another turn: a flood's are asked once. */
static void spare_used(struct reach *r)
{
	struct peer *p;

	for (int i = 0; i < SPARED; i++) {
		p = table_oldest(r->peers);
		if (!p || !p->used)
			return;
		p->used = false;
		table_touch(r->peers, p);
	}
}

static struct peer *peer_of(struct reach *r, const struct outcome *o)
{
	struct addr leg[2] = { o->src, o->dst };
	uint32_t hash = (uint32_t)hash_short(r->seed, leg, sizeof leg);
	struct peer *p = NULL;

	while ((p = table_next_of(r->peers, hash, p)))
		if (p->transport == o->transport &&
		    addr_equal(&p->src, &o->src) &&
		    addr_equal(&p->dst, &o->dst)) {
			p->used = true;
			return p;
		}
	spare_used(r);
	p = table_add(r->peers, hash);
	p->src = o->src;
	p->dst = o->dst;
	p->transport = (uint8_t)o->transport;
	return p;
}

static void change(struct reach *r, struct peer *p, enum peer_event event,
		   const struct outcome *o)
{
	struct peer_change told = {
		.when = clock_shown(r->clock, o->when), .event = event,
		.unanswered = p->unanswered, .code = p->code,
		.src = p->src, .dst = p->dst, .transport = p->transport,
		.direction = o->direction, .trunk = o->trunk,
	};

	if (p->state == IS_DOWN || event == PEER_DOWN)
		told.since = clock_shown(r->clock, p->since);
	else
		told.unanswered = 0;
	p->state = event == PEER_UP ? IS_UP : IS_DOWN;
	p->downs += event == PEER_DOWN;
	r->peer(&told, r->arg);
}

/* The one of O, which was SENT then, was answered. */
static void answer(struct reach *r, struct peer *p, const struct outcome *o,
		   struct moment sent)
{
	if (moment_before(p->answered, sent))
		p->answered = sent;
	if (p->state != IS_UP)
		change(r, p, PEER_UP, o);
	p->unanswered = 0;
}

static void tell_down(struct reach *r, struct peer *p,
		      const struct outcome *o)
{
	struct outcome down = *o;

	if (p->state != IS_DOWN)
		change(r, p, PEER_DOWN, o);
	down.code = OUTCOME_PEER_DOWN;
	r->outcome(&down, r->arg);
}

/* That an OPTIONS has no answer shows 32 s later: another may have had. */
static void miss(struct reach *r, struct peer *p, const struct outcome *o,
		 struct moment sent)
{
	p->missed++;
	if (moment_before(sent, p->answered))
		return;
	if (p->unanswered == 0 || moment_before(sent, p->since))
		p->since = sent;
	if (p->unanswered < UINT32_MAX)
		p->unanswered++;
	if (p->unanswered >= r->settings->down_after)
		tell_down(r, p, o);
}

void peer_outcome(struct reach *r, const struct outcome *o)
{
	struct moment sent = o->first.ns ? o->first : o->when;
	struct peer *p;

	if (!o->initial)
		return;
	p = peer_of(r, o);
	p->trunk = o->trunk;
	p->asked++;
	p->code = o->code >= OUTCOME_OWN ? (uint16_t)o->code : 0;
	if (p->code && !code_set_has(&r->settings->not_alive, p->code))
		answer(r, p, o, sent);
	else
		miss(r, p, o, sent);
}

/* -- the summary --------------------------------------------------------- */

static bool is_worse(const struct peer_summary *a,
		     const struct peer_summary *b)
{
	int order;

	if (a->down != b->down)
		return a->down;
	if (a->missed != b->missed)
		return a->missed > b->missed;
	if (a->asked != b->asked)
		return a->asked > b->asked;
	order = memcmp(&a->dst, &b->dst, sizeof a->dst);
	if (order == 0)
		order = memcmp(&a->src, &b->src, sizeof a->src);
	return order ? order < 0 : a->transport < b->transport;
}

static void rank(struct summary *sum, const struct peer_summary *p)
{
	size_t at = sum->n_peers;

	while (at > 0 && is_worse(p, &sum->peers[at - 1]))
		at--;
	if (at == SUMMARY_WORST)
		return;
	if (sum->n_peers < SUMMARY_WORST)
		sum->n_peers++;
	memmove(&sum->peers[at + 1], &sum->peers[at],
		(sum->n_peers - at - 1) * sizeof sum->peers[0]);
	sum->peers[at] = *p;
}

static void sum_up(void *entry, void *arg)
{
	const struct peer *p = entry;
	struct summary *sum = arg;
	const struct peer_summary told = {
		.src = p->src, .dst = p->dst, .transport = p->transport,
		.trunk = p->trunk, .down = p->state == IS_DOWN,
		.asked = p->asked, .missed = p->missed, .downs = p->downs,
	};

	sum->peers_up += p->state == IS_UP;
	sum->peers_down += p->state == IS_DOWN;
	sum->peers_not_known += p->state == NOT_KNOWN;
	if (p->missed)
		rank(sum, &told);
}

void peer_tell(struct reach *r, struct summary *sum)
{
	sum->peers_up = sum->peers_down = sum->peers_not_known = 0;
	sum->n_peers = 0;
	table_each(r->peers, sum_up, sum);
}
