/* SPDX-License-Identifier: BSD-2-Clause */
/* Takes each attempt to register from its first REGISTER to what it met. */
#include "reach/parts.h"

#define SAME_MAX 64	/* attempts of one Call-ID */

enum attempt_state {
	TRYING,		/* a REGISTER, and no outcome yet */
	ASKED		/* it was challenged: another is to come */
};

/*
 * What became of it is told by the outcome of its last REGISTER. A phone keeps
 * its Call-ID for all it sends (RFC 3261 section 10.2).
 */
struct attempt {
	struct table_entry entry;
	uint64_t id;			/* a hash of its Call-ID */
	struct addr src, dst;
	struct moment start, sent;	/* the first REGISTER, the last one */
	struct asked asked;
	uint32_t cseq, retransmissions;
	uint16_t attempts, code;	/* of the last challenge */
	uint8_t state;
	bool credentials : 1;		/* the last REGISTER had some */
	bool refused : 1;		/* in vain, which was told */
	struct bundle *texts;		/* once it was challenged */
	struct timer timer;
};

static uint64_t id_of(const struct reach *r, struct slice call_id)
{
	/* as outcomes have it */
	call_id = slice_head(call_id, UINT8_MAX);
	return hash_short(r->seed, call_id.p, call_id.n);
}

static struct attempt *next_of(const struct reach *r, uint64_t id,
			       struct attempt *a)
{
	do
		a = table_next_of(r->attempts, (uint32_t)id, a);
	while (a && a->id != id);
	return a;
}

static bool on_leg(const struct attempt *a, const struct addr *src,
		   const struct addr *dst)
{
	return addr_equal(&a->src, src) && addr_equal(&a->dst, dst);
}

static void let_go(struct reach *r, struct attempt *a)
{
	clock_unset(r->clock, &a->timer);
	store_drop(r->store, a->texts);
}

static void on_leave(void *entry, void *arg)
{
	let_go(arg, entry);
}

static void forget(struct reach *r, struct attempt *a)
{
	let_go(r, a);
	table_remove(r->attempts, a);
}

static void wait(struct reach *r, struct attempt *a, enum attempt_state state)
{
	a->state = (uint8_t)state;
	clock_set(r->clock, &a->timer, r->attempt_kind,
		  moment_add(clock_now(r->clock), T1_64));
}

static struct moment shown(const struct reach *r, struct moment m)
{
	return m.ns ? clock_shown(r->clock, m) : m;
}

/*
 * Nothing followed a challenge: tracking says so of one leg of a chain, a
 * proxy has two. Whatever else waits so long has lost its transaction.
 */
static void on_timer(struct timer *timer, void *arg)
{
	struct attempt *a = (void *)((char *)timer -
				     offsetof(struct attempt, timer));
	struct reach *r = arg;
	struct registration told = {
		.when = shown(r, clock_now(r->clock)),
		.start = shown(r, a->start), .duration = NO_SPAN,
		.status = REGISTRATION_AUTH_FAILED, .code = a->code,
		.src = a->src, .dst = a->dst, .attempts = a->attempts,
		.retransmissions = a->retransmissions,
	};

	if (a->state == ASKED && !a->refused && a->texts &&
	    !reach_past_end(r)) {
		texts_tell(a->texts, &told);
		r->leg(&a->src, &a->dst, &told.direction, &told.trunk,
		       r->arg);
		r->registration(&told, r->arg);
	}
	forget(r, a);
}

int attempt_create(struct reach *r, uint64_t memory)
{
	r->attempt_kind = clock_kind(r->clock, on_timer, r);
	return table_create(&r->attempts, &(struct table_spec){
		.entry_size = sizeof(struct attempt),
		.roof = table_roof(memory, sizeof(struct attempt)),
		.leave = on_leave, .arg = r,
		.evicted = r->registrations_evicted });
}

/* -- requests ------------------------------------------------------------ */

/*
 * Does M go on where A was challenged? One without credentials does not
 * answer what had some, or was refused: it begins anew. Who tries one password
 * after the other may do without another CSeq.
 */
static bool goes_on(const struct attempt *a, const struct sip_msg *m)
{
	if (a->state != ASKED)
		return false;
	return m->credentials > 0 ? m->cseq >= a->cseq :
	       m->cseq > a->cseq && !a->credentials && !a->refused;
}

/* The last one that M goes on from; there may be none. */
static struct attempt *find_waiting(struct reach *r, const struct sip_msg *m,
				    uint64_t id)
{
	const struct payload *p = m->payload;
	struct attempt *a = NULL, *found = NULL, *oldest = NULL;
	int n = 0;

	while ((a = next_of(r, id, a))) {
		n++;
		if (!oldest || moment_before(a->sent, oldest->sent))
			oldest = a;
		if (on_leg(a, &p->src, &p->dst) && goes_on(a, m) &&
		    (!found || found->cseq < a->cseq))
			found = a;
	}
	if (!found && n >= SAME_MAX) {
		++*r->registrations_evicted;
		forget(r, oldest);
	}
	return found;
}

static struct attempt *begin(struct reach *r, const struct sip_msg *m,
			     uint64_t id)
{
	struct attempt *a = table_add(r->attempts, (uint32_t)id);

	a->id = id;
	a->src = m->payload->src;
	a->dst = m->payload->dst;
	return a;
}

/* What was refused was told: the next one is told by itself. */
static void begin_again(struct attempt *a)
{
	a->attempts = 0;
	a->retransmissions = 0;
}

void attempt_request(struct reach *r, const struct sip_msg *m)
{
	uint64_t id = id_of(r, m->call_id);
	struct attempt *a = find_waiting(r, m, id);

	if (!a)
		a = begin(r, m, id);
	else if (a->refused)
		begin_again(a);
	a->sent = clock_now(r->clock);
	if (a->attempts == 0)
		a->start = a->sent;
	if (a->attempts < UINT16_MAX)
		a->attempts++;
	a->cseq = m->cseq;
	a->credentials = m->credentials > 0;
	contact_read_request(r->seed, m, &a->asked);
	wait(r, a, TRYING);
}

/* -- outcomes ------------------------------------------------------------ */

/* Whose outcome O is: of its last REGISTER, or of one before it. */
static struct attempt *find_of(const struct reach *r, const struct outcome *o)
{
	struct attempt *a = NULL, *found = NULL;

	if (!o->first.ns)
		return NULL;
	while ((a = next_of(r, id_of(r, o->call_id), a))) {
		if (!on_leg(a, &o->src, &o->dst) ||
		    moment_before(o->first, a->start) ||
		    moment_before(a->sent, o->first))
			continue;
		if (!found || a->sent.ns == o->first.ns)
			found = a;
	}
	return found;
}

/* Where the timestamps have stepped nobody knows how long it took. */
static struct span duration_of(const struct reach *r, struct moment start,
			       const struct outcome *o)
{
	if (!start.ns || o->code < OUTCOME_OWN ||
	    clock_stepped(r->clock, start, o->when))
		return NO_SPAN;
	return moment_since(o->when, start);
}

/* What is told of O, the outcome of A, or of one that nobody knows: NULL. */
static struct registration describe(const struct reach *r,
				    const struct attempt *a,
				    const struct outcome *o)
{
	struct registration told = {
		.when = shown(r, o->when), .start = shown(r, o->first),
		.duration = duration_of(r, a ? a->start : o->first, o),
		.code = o->code >= OUTCOME_OWN ? o->code : 0,
		.src = o->src, .dst = o->dst, .direction = o->direction,
		.trunk = o->trunk, .call_id = o->call_id,
		.user_agent = o->user_agent, .user = o->to_user,
		.host = o->to_host, .attempts = o->first.ns != 0,
		.retransmissions = o->retransmissions,
	};

	if (a) {
		told.start = shown(r, a->start);
		told.attempts = a->attempts;
		told.retransmissions = a->retransmissions;
	}
	return told;
}

static void ask(struct reach *r, struct attempt *a, const struct outcome *o)
{
	struct registration told = describe(r, a, o);

	a->code = (uint16_t)o->code;
	if (!a->texts)
		a->texts = texts_keep(r->store, &told);
	wait(r, a, ASKED);
}

/*
 * It is over, but its credentials may be sent again at once, in vain too. To
 * tracking a chain has one From tag; some phones write another into each
 * REGISTER, and then one that was answered seems to wait for an answer.
 */
static void refuse(struct reach *r, struct attempt *a,
		   const struct outcome *o)
{
	struct registration told;

	if (!a || (a->credentials && a->sent.ns != o->first.ns))
		return;
	told = describe(r, a, o);
	told.status = REGISTRATION_AUTH_FAILED;
	told.code = a->code;
	r->registration(&told, r->arg);
	a->refused = true;
	if (a->state == ASKED)
		wait(r, a, ASKED);
}

static enum registration_status accepted(const struct asked *a,
					 const struct granted *g)
{
	switch (a->purpose) {
	case PURPOSE_FETCH:
		return REGISTRATION_FETCHED;
	case PURPOSE_UNBIND:
		return REGISTRATION_UNREGISTERED;
	case PURPOSE_UNKNOWN:
		if (g->complete && g->contacts == 0)
			return REGISTRATION_UNREGISTERED;
		/* fall through */
	case PURPOSE_BIND:
		break;
	}
	return REGISTRATION_REGISTERED;
}

/* TOLD is of a 2xx, M, to what A asked for; NULL: nobody has seen it. */
static void accept(struct reach *r, struct registration *told,
		   const struct attempt *a, const struct sip_msg *m)
{
	struct asked asked = { .purpose = PURPOSE_UNKNOWN };
	struct granted granted;

	contact_read_response(r->seed, m, &granted);
	if (a)
		asked = a->asked;
	if (asked.purpose == PURPOSE_UNKNOWN && asked.n == 0 &&
	    granted.contacts == 1)
		asked.list[asked.n++] = granted.list[0].contact;
	grant_match(r, told, &asked, &granted);
	told->status = accepted(&asked, &granted);
	told->contacts.there = m->body > 0;
	told->contacts.value = granted.contacts;
	if (told->status == REGISTRATION_REGISTERED)
		told->expires = grant_first(&asked, &granted);
	r->registration(told, r->arg);
	grant_apply(r, told, &asked, &granted);
}

static enum registration_status status_of(int code)
{
	return code == OUTCOME_NO_RESPONSE ? REGISTRATION_NO_RESPONSE :
	       code < OUTCOME_OWN ? REGISTRATION_NO_FINAL :
	       code < 400 ? REGISTRATION_REDIRECTED : REGISTRATION_FAILED;
}

/* M is the response that O is, if it is one. */
static void conclude(struct reach *r, const struct attempt *a,
		     const struct outcome *o, const struct sip_msg *m)
{
	struct registration told = describe(r, a, o);

	if (m)
		told.reason = m->reason;
	if (m && o->code < 300) {
		accept(r, &told, a, m);
		return;
	}
	told.status = status_of(o->code);
	if (m && o->code == 423)
		told.min_expires = contact_seconds(m, SLICE("Min-Expires"));
	r->registration(&told, r->arg);
}

void attempt_outcome(struct reach *r, const struct outcome *o)
{
	const struct sip_msg *m = r->response;
	struct attempt *a = find_of(r, o);

	r->response = NULL;
	if (o->code == OUTCOME_AUTH_FAILED) {
		refuse(r, a, o);
		return;
	}
	if (a)
		a->retransmissions += o->retransmissions;
	if (outcome_is_challenge(o->code)) {
		if (a)
			ask(r, a, o);
		return;
	}
	conclude(r, a, o, o->code < OUTCOME_OWN ? NULL : m);
	if (a)
		forget(r, a);
}
