/* SPDX-License-Identifier: BSD-2-Clause */
/* Follows chains of 401 and 407 to those that end in failure. */
#include "track/transaction.h"

#define REALMS 4	/* of a chain */

/*
 * The attempts of one client to have one request accepted (RFC 3261 section
 * 22): the same Call-ID and From tag, whatever leg it is seen on. It begins
 * with a challenge and ends with another final response, or when nothing came
 * for 64 x T1. A client keeps its Call-ID for all it ever sends (section
 * 10.2), so what comes behind a failure does not make the chain last.
 */
struct chain {
	struct table_entry entry;
	struct hash_id id;
	struct timer timer;
	struct transaction *waits;	/* for credentials; or NULL */
	struct moment last;		/* challenge or credentials; if it
					 * failed, when it did */
	uint32_t cseq;			/* the highest challenged */
	uint32_t asked[REALMS];		/* hashes of realms, 0 for none */
	uint32_t answered[REALMS];	/* those asked, then answered */
	bool has_cseq;
	bool failed;			/* that is told once */
};

static uint32_t realm_hash(const struct track *t, struct slice realm)
{
	uint64_t h = hash_short(t->seed, realm.p, realm.n);

	return (uint32_t)h | 1;
}

static bool has(const uint32_t set[REALMS], uint32_t realm)
{
	for (int i = 0; i < REALMS; i++)
		if (set[i] == realm)
			return true;
	return false;
}

/* What a full set doesn't take is forgotten. */
static void put(uint32_t set[REALMS], uint32_t realm)
{
	for (int i = 0; i < REALMS; i++) {
		if (set[i] == realm)
			return;
		if (set[i] == 0) {
			set[i] = realm;
			return;
		}
	}
}

static struct moment deadline(const struct chain *c)
{
	return moment_add(c->waits ? c->waits->since : c->last, T1_64);
}

static void stop_waiting(struct chain *c)
{
	if (c->waits)
		c->waits->chain = NULL;
	c->waits = NULL;
}

static void fail(struct track *t, struct chain *c,
		 const struct transaction *x, struct moment when)
{
	c->failed = true;
	c->last = when;
	stop_waiting(c);
	tell_outcome(t, x, OUTCOME_AUTH_FAILED, when, NULL);
}

static void end(struct track *t, struct chain *c)
{
	stop_waiting(c);
	clock_unset(t->clock, &c->timer);
	table_remove(t->chains, c);
}

static void on_leave(void *entry, void *arg)
{
	struct chain *c = entry;
	struct track *t = arg;

	stop_waiting(c);
	clock_unset(t->clock, &c->timer);
}

static void on_timer(struct timer *timer, void *arg)
{
	struct chain *c = (void *)((char *)timer -
				   offsetof(struct chain, timer));
	struct track *t = arg;
	struct moment due = deadline(c);

	if (!moment_before(clock_now(t->clock), due)) {
		if (c->waits && track_past_end(t, due))
			++*t->undecided;
		else if (c->waits)
			fail(t, c, c->waits, due);
		stop_waiting(c);
		due = deadline(c);
		if (!moment_before(clock_now(t->clock), due)) {
			table_remove(t->chains, c);
			return;
		}
	}
	clock_set(t->clock, &c->timer, t->chain_kind, due);
}

int challenge_create(struct track *t, uint64_t memory,
		     struct counters *counters)
{
	t->chain_kind = clock_kind(t->clock, on_timer, t);
	return table_create(&t->chains, &(struct table_spec){
		.entry_size = sizeof(struct chain),
		.roof = table_roof(memory, sizeof(struct chain)),
		.leave = on_leave, .arg = t,
		.evicted = counter(counters, "evicted", "chains") });
}

/* OPTIONS are asked for the sake of the answer, and any will do. */
static bool makes_chains(enum sip_method m)
{
	return m != SIP_OPTIONS && m != SIP_ACK && m != SIP_CANCEL &&
	       m != SIP_UNKNOWN;
}

static struct chain *find(const struct track *t, const struct sip_msg *m,
			  struct hash_id *id)
{
	struct sip_party from;
	struct chain *c = NULL;
	struct key k;

	key_begin(&k, t->seed);
	key_add(&k, m->call_id);
	sip_read_party(m->from, &from);
	key_add(&k, from.tag);
	*id = k.id;
	while ((c = table_next_of(t->chains, (uint32_t)id->lo, c)))
		if (hash_equal(c->id, *id))
			return c;
	return NULL;
}

/* M, a 401 or 407, is the outcome of X: does the chain fail by it? */
static bool is_refusal(const struct track *t, struct chain *c,
		       const struct sip_msg *m)
{
	bool refused = false;

	for (int i = 0; i < m->challenges; i++) {
		uint32_t realm = realm_hash(t, m->challenge[i]);

		if (!(m->stale >> i & 1))
			refused |= has(c->answered, realm);
		put(c->asked, realm);
	}
	return refused;
}

static struct chain *begin(struct track *t, struct hash_id id)
{
	struct chain *c = table_add(t->chains, (uint32_t)id.lo);

	if (!c)
		return NULL;
	c->id = id;
	clock_set(t->clock, &c->timer, t->chain_kind,
		  moment_add(clock_now(t->clock), T1_64));
	return c;
}

/* Behind the failure of C, is X, which M challenges, another attempt? */
static bool is_another(const struct chain *c, const struct transaction *x,
		       const struct sip_msg *m)
{
	return c->failed && x->request && !x->credentials &&
	       m->cseq > c->cseq;
}

static void note_cseq(struct chain *c, const struct sip_msg *m)
{
	if (!c->has_cseq || m->cseq > c->cseq)
		c->cseq = m->cseq;
	c->has_cseq = true;
}

void challenge_met(struct track *t, struct transaction *x,
		   const struct sip_msg *m)
{
	struct moment now = clock_now(t->clock);
	struct hash_id id;
	struct chain *c;

	if (!makes_chains(m->method) || !m->call_id.n)
		return;
	c = find(t, m, &id);
	if (c && is_another(c, x, m)) {
		end(t, c);
		c = NULL;
	}
	if (!c)
		c = begin(t, id);
	if (!c)
		return;
	note_cseq(c, m);
	if (c->failed)
		return;
	table_touch(t->chains, c);
	c->last = now;
	if (is_refusal(t, c, m)) {
		fail(t, c, x, now);
	} else if (!c->waits && x->request) {
		c->waits = x;
		x->chain = c;
	}
}

/*
 * The request M, new, has credentials. Those sent unasked, for a nonce of
 * long ago, answer nothing; nor does a request that doesn't go on from the
 * challenged one (RFC 3261 section 22.2: the CSeq rises).
 */
void challenge_answered(struct track *t, const struct sip_msg *m)
{
	struct hash_id id;
	struct chain *c;

	if (!m->credentials || !makes_chains(m->method) ||
	    table_count(t->chains) == 0)
		return;
	c = find(t, m, &id);
	if (!c || c->failed || (m->has_cseq && m->cseq <= c->cseq))
		return;
	table_touch(t->chains, c);
	c->last = clock_now(t->clock);
	for (int i = 0; i < m->credentials; i++) {
		uint32_t realm = realm_hash(t, m->credential[i]);

		if (has(c->asked, realm))
			put(c->answered, realm);
	}
	stop_waiting(c);
}

/* M, another final response, is the outcome of X. */
void challenge_over(struct track *t, const struct transaction *x,
		    const struct sip_msg *m)
{
	struct hash_id id;
	struct chain *c;

	if (!x->credentials || table_count(t->chains) == 0)
		return;
	c = find(t, m, &id);
	if (c && m->cseq > c->cseq)
		end(t, c);
}

void challenge_forget(struct transaction *x)
{
	if (outcome_is_challenge(x->final) && x->chain)
		stop_waiting(x->chain);
}
