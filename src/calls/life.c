/* SPDX-License-Identifier: BSD-2-Clause */
/* How attempts begin, wait, are told, and leave. */
#include "calls/ends.h"
#include "calls/legs.h"

#define TRIES 16	/* entries that leave at most to make room for one */

static void stop_waiting(struct calls *c, struct attempt *a)
{
	if (a->state == LEAVING)
		queue_drop(&c->leaving, &a->timer);
	else if (a->state == TOLD)
		queue_drop(&c->told, &a->timer);
	else
		clock_unset(c->clock, &a->timer);
}

void life_leave(struct calls *c, struct attempt *a)
{
	roof_leave(c, a);
	stop_waiting(c, a);
	offer_withdraw(c, a);
	legs_leave(a);
	media_forget(c, a);
	media_drop(c, a);
	store_drop(c->store, a->words);
	if (a->state != TOLD)
		c->running--;
	table_remove(c->attempts, a);
}

static bool give_one_up(struct calls *c)
{
	struct attempt *a = roof_next(c);

	if (!a)
		return false;
	*c->evicted += a->state != TOLD;
	life_leave(c, a);
	return true;
}

static struct bundle *keep_words(struct calls *c, const struct sight *s)
{
	struct bundle *w = words_keep(c->store, s);

	for (int i = 0; !w && i < TRIES && give_one_up(c); i++)
		w = words_keep(c->store, s);
	return w;
}

/* Who is in a dialog that was met in its middle is not who called. */
static void place_ends(struct attempt *a, const struct sight *s)
{
	const struct payload *p = s->m->payload;

	a->src = s->m->response ? p->dst : p->src;
	a->dst = s->m->response ? p->src : p->dst;
	a->caller = s->from;
}

struct attempt *life_begin(struct calls *c, struct sight *s, bool partial)
{
	enum direction direction = TRANSIT;
	struct attempt *a;
	struct bundle *w;

	find_names(c, s);
	w = keep_words(c, s);
	if (table_count(c->attempts) == c->roof && !give_one_up(c)) {
		++*c->evicted;
		store_drop(c->store, w);
		return NULL;
	}
	a = table_add(c->attempts, (uint32_t)s->id);
	a->id_high = (uint32_t)(s->id >> 32);
	a->words = w;
	a->partial = partial;
	a->began = !partial;
	place_ends(a, s);
	a->cseq = s->m->cseq;
	a->start = clock_now(c->clock);
	a->attempts = !s->m->response;
	a->pending = !s->m->response;
	c->leg(&a->src, &a->dst, &direction, &a->trunk, c->arg);
	a->direction = (uint8_t)direction;
	c->running++;
	life_try(c, a);
	return a;
}

/* Some hosts let it ring for longer, or queue their callers. */
struct span life_patience(const struct calls *c)
{
	struct span limit = c->settings->ringing_limit, most = T1_64;

	if (limit.ns > TIMER_C.ns)
		most.ns += limit.ns - TIMER_C.ns;
	return most;
}

struct span life_longest(const struct calls *c)
{
	struct span most = life_patience(c);

	most.ns += TIMER_C.ns + T1_64.ns;
	return most.ns < c->settings->idle.ns ? most : c->settings->idle;
}

void life_try(struct calls *c, struct attempt *a)
{
	life_wait(c, a, TRYING, life_longest(c));
}

void life_wait(struct calls *c, struct attempt *a, enum attempt_state state,
	       struct span most)
{
	a->state = (uint8_t)state;
	clock_set(c->clock, &a->timer, c->kind,
		  moment_add(clock_now(c->clock), most));
}

void life_linger(struct calls *c, struct attempt *a)
{
	stop_waiting(c, a);
	a->state = LEAVING;
	queue_add(&c->leaving, &a->timer);
}

void life_stay(struct calls *c, struct attempt *a)
{
	queue_add(&c->told, &a->timer);
}

static struct moment shown(const struct calls *c, struct moment m)
{
	return m.ns ? clock_shown(c->clock, m) : m;
}

void life_tell_ringing(struct calls *c, const struct attempt *a)
{
	struct call call = { .disconnect = DISCONNECT_UNDECIDED };

	call.start = shown(c, a->start);
	call.ringing = shown(c, a->ringing);
	call.answer = shown(c, a->answer);
	call.src = a->src;
	call.dst = a->dst;
	call.direction = a->direction;
	call.trunk = a->trunk;
	call.attempts = a->attempts;
	words_tell(a->words, &call);
	measure_tell(c, a, &call);
	c->ringing(&call, c->arg);
}

void life_tell(struct calls *c, struct attempt *a, struct slice reason)
{
	struct call call = {
		.seen = shown(c, a->start),
		.start = a->began ? shown(c, a->start) : (struct moment){ 0 },
		.ringing = shown(c, a->ringing),
		.answer = shown(c, a->answer), .end = shown(c, a->end),
		.partial = a->partial, .status = a->status, .code = a->code,
		.disconnect = a->disconnect, .initiator = a->initiator,
		.cause = { a->cause_of, a->cause },
		.src = a->src, .dst = a->dst,
		.direction = a->direction, .trunk = a->trunk,
		.reason = reason, .attempts = a->attempts,
		.retransmissions = a->retransmissions,
		.silence = c->settings->ringback,
		.unacknowledged = a->no_ack,
	};

	if (a->status == CALL_FAILED)
		call.by_code = meaning_of_code(a->code);
	words_tell(a->words, &call);
	remark_tell(a, &call);
	legs_tell(c, a, &call);
	measure_tell(c, a, &call);
	media_tell(c, a, &call);
	call.situations = situations_of(c, a, call.duration);
	c->call(&call, c->arg);
	media_forget(c, a);
	media_drop(c, a);
	c->running--;
	table_let_go(c->attempts, a);
	stop_waiting(c, a);
	a->state = TOLD;
	a->trouble = false;
	life_stay(c, a);
	offer_withdraw(c, a);
	legs_told(c, a);
}
