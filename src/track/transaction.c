/* SPDX-License-Identifier: BSD-2-Clause */
/* Takes each transaction from its request to its one outcome. */
#include "track/transaction.h"

/* Timer C, after which a proxy gives up ringing (RFC 3261 section 16.6). */
#define TIMER_C span_s(180)

/*
 * Entries of one branch and sent-by: a walk past all of them must be short,
 * though a sender may write the same branch into each request.
 */
#define SAME_MAX 64

/* Codes that a transaction keeps beside its final one. */
#define OTHERS (sizeof ((struct transaction *)0)->others / sizeof(uint16_t))

/* Blocks of the store that are given up at most to make room for one. */
#define TRIES 16

/* One that waits is judged a first time then, whatever has come. */
static struct moment deadline(const struct transaction *x)
{
	struct moment due = moment_add(x->first, T1_64), cancelled;

	switch ((enum state)x->state) {
	case CALLING:
		break;
	case PROCEEDING:
		if (x->method == SIP_INVITE || x->method == SIP_UNKNOWN)
			due = moment_add(x->since, TIMER_C);
		cancelled = moment_add(x->cancel, T1_64);
		if (x->cancelling && moment_before(cancelled, due))
			due = cancelled;
		break;
	case DECIDED:
		due = moment_add(x->since, T1_64);
		break;
	}
	return due;
}

static void set_timer(struct track *t, struct transaction *x)
{
	clock_set(t->clock, &x->timer, t->kind, deadline(x));
}

static void on_timer(struct timer *timer, void *arg)
{
	struct transaction *x = (void *)((char *)timer -
		offsetof(struct transaction, timer));
	struct track *t = arg;

	if (moment_before(clock_now(t->clock), deadline(x)))
		set_timer(t, x);
	else
		transaction_step(t, x, SAW_NOTHING, NULL, NULL, no_dialog);
}

int transaction_create(struct track *t, uint64_t entries, uint64_t memos,
		       struct counters *counters)
{
	int err;

	t->kind = clock_kind(t->clock, on_timer, t);
	t->roof = table_roof(entries, sizeof(struct transaction));
	leave_create(t, counters);
	err = table_create(&t->transactions, &(struct table_spec){
		.entry_size = sizeof(struct transaction),
		.roof = t->roof,
		.leave = leave_given_up, .arg = t,
		.evicted = t->transactions_evicted });
	return err ? err : store_create(&t->store, memos);
}

/* Keeps M's words; old transactions leave until there is room. */
static void keep_memo(struct track *t, struct transaction *x,
		      const struct sip_msg *m, const struct sip_parties *who)
{
	x->memo = memo_keep(t->store, m, who);
	for (int i = 0; !x->memo && i < TRIES; i++) {
		struct transaction *oldest = leave_next(t);

		if (!oldest || oldest == x)
			return;
		leave_give_up(t, oldest);
		x->memo = memo_keep(t->store, m, who);
	}
}

/* Was the request, that is not seen, one in a dialog? Most are not. */
static bool answers_in_dialog(struct track *t, const struct sip_msg *m,
			      const struct sip_parties *who)
{
	switch (m->method) {
	case SIP_BYE:
	case SIP_PRACK:
	case SIP_UPDATE:
	case SIP_INFO:
		return true;
	default:
		return ack_in_dialog(t, m, who);
	}
}

/* After find_transaction() has found none. NULL when there is no room. */
struct transaction *transaction_begin(struct track *t,
				      const struct sought *s,
				      const struct sip_msg *m,
				      const struct sip_parties *who)
{
	struct transaction *x;

	if (s->same >= SAME_MAX)
		leave_give_up(t, s->stalest);
	leave_make_room(t);
	x = table_add(t->transactions, (uint32_t)s->id.lo);
	if (!x)
		return NULL;
	x->id = s->id;
	x->src = *s->src;
	x->dst = *s->dst;
	x->transport = s->transport;
	x->method = (uint8_t)s->method;
	x->has_cseq = s->has_cseq;
	x->cseq = s->cseq;
	x->request = !m->response;
	x->initial = m->response ? !answers_in_dialog(t, m, who) :
		     !who->to.tag.n;
	x->credentials = m->credentials > 0;
	x->interface = m->payload->frame->interface;
	x->state = CALLING;
	x->first = x->last = clock_now(t->clock);
	keep_memo(t, x, m, who);
	set_timer(t, x);
	leave_expect(t);
	return x;
}

/* The REQUEST comes after the response that it has caused. */
void transaction_adopt(struct track *t, struct transaction *x,
		       const struct sip_msg *request,
		       const struct sip_parties *who)
{
	x->request = true;
	x->initial = !who->to.tag.n;
	x->credentials = request->credentials > 0;
	leave_drop_memo(t, x);
	if (x->state != DECIDED)
		keep_memo(t, x, request, who);
}

/* M came for X. The order of leaving need not be exact. */
void transaction_touch(struct track *t, struct transaction *x,
		       const struct sip_msg *m)
{
	struct moment now = clock_now(t->clock);

	x->used |= moment_since(now, x->last).ns > NS_PER_S;
	x->last = now;
	if (!x->has_cseq && m->has_cseq) {
		x->has_cseq = true;
		x->cseq = m->cseq;
	}
}

/*
 * Is a request with X's name another one? Some senders use a branch again
 * and again; X itself may only be known for the sake of late responses.
 */
bool transaction_outlived(const struct track *t, const struct transaction *x)
{
	struct moment now = clock_now(t->clock);

	return x->state == DECIDED && moment_since(now, x->last).ns > T1_64.ns;
}

bool transaction_showed(const struct transaction *x, int code)
{
	if (code == x->final)
		return true;
	for (size_t i = 0; i < OTHERS && x->others[i]; i++)
		if (x->others[i] == code)
			return true;
	return false;
}

static void show(struct transaction *x, int code)
{
	size_t i = 0;

	if (code >= 200 && x->state != DECIDED) {
		x->final = (uint16_t)code;
		return;
	}
	while (i < OTHERS && x->others[i])
		i++;
	if (i < OTHERS)
		x->others[i] = (uint16_t)code;
}

/* X has its outcome, CODE, by the response M, if by any. */
static void decide(struct track *t, struct transaction *x, int code,
		   struct moment when, const struct sip_msg *m)
{
	x->state = DECIDED;
	x->since = when;
	x->ack_judged = x->method != SIP_INVITE || x->final == 0 ||
			!x->request || x->acked;
	tell_outcome(t, x, code, when, m);
}

/*
 * What is decided joins those that leave. The memo stays for no-ack, which of
 * a 2xx only its dialog can tell, and for a chain of challenges.
 */
static void settle(struct track *t, struct transaction *x)
{
	leave_decided(t, x);
	if (x->final < 300 && !x->dialog)
		x->ack_judged = true;
	if (transaction_waits(x))
		set_timer(t, x);
	else
		clock_unset(t->clock, &x->timer);
	if (x->ack_judged && !x->chain)
		leave_drop_memo(t, x);
}

/* Whether an ACK is missing is known, or will never be. */
static void judge_ack(struct track *t, struct transaction *x)
{
	x->ack_judged = true;
	clock_unset(t->clock, &x->timer);
	if (!x->chain)
		leave_drop_memo(t, x);
}

/* The final response M is the outcome of X. */
static void accept_final(struct track *t, struct transaction *x,
			 const struct sip_msg *m,
			 const struct sip_parties *who, struct hash_id dialog)
{
	bool success = m->code < 300 && x->method == SIP_INVITE;

	if (success)
		ack_fetch(t, dialog);
	decide(t, x, m->code, clock_now(t->clock), m);
	if (outcome_is_challenge(m->code))
		challenge_met(t, x, m);
	else
		challenge_over(t, x, m);
	if (success)
		ack_expect(t, x, m, who, dialog);
	settle(t, x);
}

/* Nothing came for X until WHEN, at which it is DECIDED without more ado. */
static void decide_by_silence(struct track *t, struct transaction *x,
			      struct moment when)
{
	bool shown = !track_past_end(t, when);
	int code = OUTCOME_NO_FINAL;

	if (x->state == CALLING) {
		code = OUTCOME_NO_RESPONSE;
		shown |= x->retransmissions > 0;
	} else if (x->cancelling &&
		   when.ns == moment_add(x->cancel, T1_64).ns) {
		code = OUTCOME_CANCELLED;
	}
	if (shown) {
		decide(t, x, code, when, NULL);
	} else {
		++*t->undecided;
		x->state = DECIDED;
		x->since = when;
		x->ack_judged = true;
	}
	settle(t, x);
}

#define ON(state, event) ((state) * 8 + (event))

/*
 * What EVENT, by message M, does to X: the client transactions of RFC 3261
 * section 17.1, INVITE and others in one, as one sees them who may see only
 * some of their messages.
 */
void transaction_step(struct track *t, struct transaction *x, enum event e,
		      const struct sip_msg *m, const struct sip_parties *who,
		      struct hash_id dialog)
{
	struct moment now = clock_now(t->clock);

	switch (ON(x->state, e)) {
	case ON(CALLING, SAW_PROVISIONAL):
	case ON(PROCEEDING, SAW_PROVISIONAL):
		/* Section 13.3.1.1: one a minute keeps a call ringing. */
		if (!transaction_showed(x, m->code))
			show(x, m->code);
		x->state = PROCEEDING;
		x->since = now;
		return;
	case ON(CALLING, SAW_FINAL):
	case ON(PROCEEDING, SAW_FINAL):
		show(x, m->code);
		accept_final(t, x, m, who, dialog);
		return;
	case ON(DECIDED, SAW_FINAL):
		/* Section 13.3.1.4: sent again until the ACK is there. */
		if (m->code == x->final && m->code < 300 && !x->ack_judged &&
		    !moment_before(deadline(x), now) &&
		    ack_repeated(t, x, m, who))
			set_timer(t, x);
		/* fall through */
	case ON(DECIDED, SAW_PROVISIONAL):
		if (!transaction_showed(x, m->code)) {
			show(x, m->code);
			++*t->late;
		}
		return;
	case ON(CALLING, SAW_CANCEL):
	case ON(PROCEEDING, SAW_CANCEL):
		/* Section 9.1: 64 x T1 after it the request is given up. */
		if (x->cancelling)
			return;
		x->cancelling = true;
		x->cancel = now;
		set_timer(t, x);
		return;
	case ON(DECIDED, SAW_CANCEL):
		/* Section 9.2: without effect on one that has a final. */
		return;
	case ON(CALLING, SAW_ACK):
	case ON(PROCEEDING, SAW_ACK):
		x->acked = true;
		return;
	case ON(DECIDED, SAW_ACK):
		/* Section 17.1.1.3: hop by hop, on the INVITE's branch. */
		x->acked = true;
		if (!x->ack_judged)
			judge_ack(t, x);
		return;
	case ON(CALLING, SAW_NOTHING):
	case ON(PROCEEDING, SAW_NOTHING):
		decide_by_silence(t, x, deadline(x));
		return;
	case ON(DECIDED, SAW_NOTHING):
		/* Timers H and, for a 2xx, section 13.3.1.4. */
		if (!x->ack_judged && ack_missing(x)) {
			if (track_past_end(t, deadline(x)))
				++*t->undecided;
			else
				tell_outcome(t, x, OUTCOME_NO_ACK,
					     deadline(x), NULL);
		}
		judge_ack(t, x);
		return;
	}
}
