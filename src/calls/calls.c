/* SPDX-License-Identifier: BSD-2-Clause */
/* The stage: birth, message in, what time decides, and the capture's end. */
#include "calls/calls.h"

#include <errno.h>
#include <stdlib.h>

#include "calls/ends.h"
#include "calls/legs.h"
#include "calls/proof.h"

/*
 * Beside its entry and bucket an attempt keeps some 100 bytes of words, which
 * take 128. What is left of the parts is for what few calls need.
 */
enum { FOR_ENTRIES = 38, FOR_WORDS = 24, FOR_OFFERS = 2, PARTS = 64 };

/*
 * That there is a call is not known by one message of one side, such as a
 * forged BYE that nobody answers, a 180 that nothing follows, or a 2xx that is
 * sent again long after the call; unless it is the capture's end that cuts the
 * rest off.
 */
static bool is_hearsay(const struct calls *c, const struct attempt *a)
{
	struct moment seen = a->start;

	return !a->began && !a->heard &&
	       !(c->ended && moment_since(c->end, seen).ns <= T1_64.ns);
}

static void tell(struct calls *c, struct attempt *a)
{
	if (is_hearsay(c, a))
		life_leave(c, a);
	else
		life_tell(c, a, (struct slice){ NULL, 0 });
}

/*
 * A sign of life came last so long ago, or its session timer ran out, or its
 * 2xx was not acknowledged. Only in the former case is it not known when it
 * was over.
 */
static void fall_silent(struct calls *c, struct attempt *a)
{
	struct moment end = { 0 };

	if (trouble_cause(c, a) == DISCONNECT_NO_ACK) {
		a->disconnect = DISCONNECT_NO_ACK;
		if (a->answer.ns)
			end = moment_add(a->answer, T1_64);
	} else {
		a->disconnect = session_is_over(c, a, &end) ?
				DISCONNECT_SESSION_TIMER :
				DISCONNECT_UNKNOWN;
	}
	a->end = end;
	tell(c, a);
}

/* What A came to is not known: it is told as it stands. */
static void tell_open(struct calls *c, struct attempt *a)
{
	if (silence_was_final(c, a))
		return;
	a->partial = true;
	a->end = (struct moment){ 0 };
	if (a->state != TALKING)
		a->status = CALL_UNDECIDED;
	if (a->state == TRYING)
		refusal_drop(c, a);
	tell(c, a);
}

/* A BYE is sent again for so long (RFC 3261 section 17.1.2.2). */
static bool waits_for_answer(const struct calls *c, const struct attempt *a)
{
	return is_hearsay(c, a) &&
	       moment_before(clock_now(c->clock), moment_add(a->end, T1_64));
}

/* Nothing came for A for as long as it waits. */
static void judge(struct calls *c, struct attempt *a)
{
	switch ((enum attempt_state)a->state) {
	case TRYING:
		if (!silence_goes_on(c, a) && !silence_is_final(c, a))
			tell_open(c, a);
		return;
	case ASKED:
		if (proof_is_unheard(a))
			end_unheard(c, a);
		else
			end_refused(c, a, NULL);
		return;
	case TALKING:
		fall_silent(c, a);
		return;
	case LEAVING:
		if (waits_for_answer(c, a)) {
			life_linger(c, a);
			return;
		}
		side_settle(c, a);
		tell(c, a);
		return;
	case TOLD:
		if (!a->trouble && !legs_need(a) &&
		    !silence_is_outlived(c, a)) {
			life_leave(c, a);
		} else if (!c->ended) {
			a->trouble = false;
			life_stay(c, a);
		}
		return;
	}
}

/* What waits beyond the capture's end is not judged by what it shows. */
static void on_timer(struct timer *timer, void *arg)
{
	struct attempt *a = attempt_of(timer);
	struct calls *c = arg;

	if (!c->ended)
		judge(c, a);
}

static void on_leaving(struct timer *timer, void *arg)
{
	struct calls *c = arg;

	expect_turns(c, &c->leaving);
	judge(c, attempt_of(timer));
}

static void on_told(struct timer *timer, void *arg)
{
	struct calls *c = arg;

	expect_turns(c, &c->told);
	judge(c, attempt_of(timer));
}

int calls_create(struct calls **cp, const struct calls_spec *spec)
{
	struct calls *c = calloc(1, sizeof *c);
	uint64_t part = spec->memory / PARTS;
	int err;

	if (!c)
		return -ENOMEM;
	c->roof = table_roof(part * FOR_ENTRIES, sizeof(struct attempt));
	c->clock = spec->clock;
	c->seed = c->media.seed = spec->seed;
	c->settings = spec->settings;
	c->leg = spec->leg;
	c->lacks_ack = spec->lacks_ack;
	c->said = spec->said;
	c->call = spec->call;
	c->ringing = spec->ringing;
	c->arg = spec->arg;
	c->kind = clock_kind(spec->clock, on_timer, c);
	queue_create(&c->leaving, c->clock, A_MOMENT, on_leaving, c);
	queue_create(&c->told, c->clock, T1_64, on_told, c);
	c->evicted = counter(spec->counters, "evicted", "calls");
	c->spoofed = counter(spec->counters, "mismatched", "bye");
	err = table_create(&c->attempts, &(struct table_spec){
		.entry_size = sizeof(struct attempt), .roof = c->roof });
	if (!err)
		err = store_create(&c->store, part * FOR_WORDS);
	if (!err)
		err = stray_create(c);
	if (!err)
		err = offer_create(c, part * FOR_OFFERS);
	if (!err)
		err = outlines_create(c, part / 8);
	if (err)
		calls_destroy(c);
	else
		*cp = c;
	return err;
}

/* The clock must not move any more, or be destroyed, too. */
void calls_destroy(struct calls *c)
{
	if (!c)
		return;
	offer_destroy(c);
	stray_destroy(c);
	table_destroy(c->attempts);
	table_destroy(c->outlines);
	store_destroy(c->store);
	free(c);
}

struct reload {
	struct calls *calls;
	const uint16_t *heirs;
};

/* Trunks have other numbers too, or are no more. */
static void renumber(void *entry, void *arg)
{
	const struct reload *r = arg;
	struct calls *c = r->calls;
	struct attempt *a = entry;
	enum direction then = a->direction;

	c->leg(&a->src, &a->dst, &then, &a->trunk, c->arg);
	if (r->heirs)
		remark_renumber(c, a, r->heirs);
}

void calls_reload(struct calls *c, const struct call_settings *settings,
		  const uint16_t *heirs)
{
	struct reload r = { c, heirs };

	c->settings = settings;
	table_each(c->attempts, renumber, &r);
}

void calls_message(struct calls *c, const struct sip_msg *m,
		   const struct sip_parties *who, enum sighting seen)
{
	struct sight s;

	if (!expect_concerns(m))
		return;
	find_sight(c, &s, m, who);
	s.again = seen == SEEN_AGAIN;
	s.astray = seen == SEEN_ASTRAY;
	if (m->response)
		response_seen(c, &s);
	else
		request_seen(c, &s);
}

/* A branch of A, or a re-INVITE, has come to nothing. */
static void come_to_nothing(struct calls *c, struct attempt *a,
			    const struct outcome *o)
{
	if (is_hearsay(c, a))
		life_leave(c, a);
	else if (o->initial)
		silence_outcome(c, a, o);
	else if (a->state == TALKING)
		trouble_meet(c, a, REINVITE_FAILED);
}

/* Whoever waits for the ACK gives up, and says BYE, or nothing any more. */
static void leave_unacknowledged(struct calls *c, struct attempt *a,
				 const struct outcome *o)
{
	if (a->state != TALKING)
		return;
	trouble_unacknowledged(c, a, o->initial);
	if (o->initial)
		life_wait(c, a, TALKING, T1_64);
}

void calls_outcome(struct calls *c, const struct outcome *o)
{
	struct attempt *a;

	if (o->code >= OUTCOME_OWN ||
	    (o->method != SIP_INVITE && o->method != SIP_BYE))
		return;
	a = find_of_outcome(c, o);
	if (!a)
		return;
	/* the other side doesn't know that it is over */
	if (o->method == SIP_BYE) {
		life_stir(a);
		return;
	}
	switch (o->code) {
	case OUTCOME_NO_ACK:
		leave_unacknowledged(c, a, o);
		return;
	case OUTCOME_AUTH_FAILED:
		if (a->state == ASKED)
			end_refused(c, a, NULL);
		return;
	default:
		come_to_nothing(c, a, o);
		return;
	}
}

bool calls_cause_peer(const struct calls *c, const struct outcome *o,
		      struct addr *peer)
{
	const struct attempt *a;

	if (o->code < 400 || o->direction != INBOUND ||
	    o->method != SIP_INVITE || !o->initial)
		return false;
	a = find_of_outcome(c, o);
	if (!a || a->state != TOLD || !a->peer ||
	    a->generated != GENERATED_RELAYED)
		return false;
	*peer = a->peer->dst;
	return true;
}

void calls_end(struct calls *c)
{
	c->ended = true;
	c->end = clock_now(c->clock);
}

static void tell_rest(void *entry, void *arg)
{
	struct attempt *a = entry;

	if (a->state != TOLD)
		tell_open(arg, a);
}

void calls_tell_rest(struct calls *c)
{
	table_each(c->attempts, tell_rest, c);
}

void calls_follow(struct calls *c, bool yes)
{
	c->follow = yes;
}

uint32_t calls_running(const struct calls *c)
{
	return c->running;
}
