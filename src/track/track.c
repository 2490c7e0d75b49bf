/* SPDX-License-Identifier: BSD-2-Clause */
/* The stage: birth, reload, message in, and what it means to whom. */
#include "track/track.h"

#include <errno.h>
#include <stdlib.h>

#include "track/transaction.h"

/*
 * Sixteenths of the memory. Beside its 192 bytes a transaction keeps some 160
 * of its request's; a dialog is there for one that is an INVITE with a 2xx,
 * on how many legs it may be, and a chain for one that was challenged.
 */
enum { FOR_ENTRIES = 7, FOR_MEMOS = 6, FOR_DIALOGS = 2, FOR_CHAINS = 1 };

static void find_counters(struct track *t, struct counters *c)
{
	t->requests_again = counter(c, "retransmissions", "request");
	t->responses_again = counter(c, "retransmissions", "response");
	t->late = counter(c, "late", NULL);
	t->orphans = counter(c, "orphans", NULL);
	t->mismatched = counter(c, "mismatched", NULL);
	t->undecided = counter(c, "undecided", NULL);
}

/* Chains first: their timers come before those of their transactions. */
int track_create(struct track **tp, const struct track_spec *spec)
{
	struct track *t = calloc(1, sizeof *t);
	uint64_t part = spec->memory / 16;
	int err;

	if (!t)
		return -ENOMEM;
	t->clock = spec->clock;
	t->seed = spec->seed;
	t->message = spec->message;
	t->outcome = spec->outcome;
	t->arg = spec->arg;
	find_counters(t, spec->counters);
	err = leg_create(&t->legs, spec->settings);
	if (!err)
		err = challenge_create(t, part * FOR_CHAINS, spec->counters);
	if (!err)
		err = ack_create(t, part * FOR_DIALOGS, spec->counters);
	if (!err)
		err = transaction_create(t, part * FOR_ENTRIES,
					 part * FOR_MEMOS, spec->counters);
	if (err) {
		track_destroy(t);
		return err;
	}
	*tp = t;
	return 0;
}

/* The clock must not move any more, or be destroyed, too. */
void track_destroy(struct track *t)
{
	if (!t)
		return;
	table_destroy(t->transactions);
	table_destroy(t->dialogs);
	table_destroy(t->chains);
	store_destroy(t->store);
	leg_destroy(&t->legs);
	free(t);
}

int track_reload(struct track *t, const struct settings *settings)
{
	return leg_create(&t->legs, settings);
}

int track_local(struct track *t, const struct net *nets, size_t n)
{
	return leg_own(&t->legs, nets, n);
}

/* Timers that are due at this very moment, or before, still decide. */
void track_end(struct track *t)
{
	t->ended = true;
	t->end = clock_now(t->clock);
}

uint32_t track_count(const struct track *t)
{
	return table_count(t->transactions);
}

void track_leg(const struct track *t, const struct addr *src,
	       const struct addr *dst, enum direction *direction,
	       int *trunk)
{
	leg_find(&t->legs, src, dst, direction, trunk);
}

/* Tells of M, which X, if there is one, has seen AGAIN. */
static void tell_message(struct track *t, struct transaction *x,
			 const struct sip_msg *m,
			 const struct sip_parties *who, bool again)
{
	if (x)
		transaction_touch(t, x, m);
	if (again) {
		++*(m->response ? t->responses_again : t->requests_again);
		if (x && m->method != SIP_ACK)
			x->retransmissions++;
	}
	t->message(m, who, again ? SEEN_AGAIN : SEEN_FIRST, t->arg);
}

/* CANCEL is a transaction of its own, but not for its own sake. */
static void cancel_invite(struct track *t, const struct sought *cancel)
{
	struct sought s = *cancel;
	struct transaction *x;

	s.method = SIP_INVITE;
	x = find_transaction(t, &s);
	if (x && x->method == SIP_INVITE)
		transaction_step(t, x, SAW_CANCEL, NULL, NULL, no_dialog);
}

static void see_request(struct track *t, const struct sip_msg *m)
{
	struct hash_id dialog = no_dialog;
	struct sip_parties who;
	bool goes_on, again;
	struct transaction *x;
	struct sought s;

	if (!find_key(t, m, &s)) {
		tell_message(t, NULL, m, NULL, false);
		return;
	}
	parties_read(m, &who);
	goes_on = ack_goes_on(t, m, &who);
	if (goes_on)
		dialog = ack_dialog(t, m, &who);
	while ((x = find_transaction(t, &s)) && transaction_outlived(t, x))
		leave_forget(t, x);
	again = x && x->request;
	tell_message(t, x, m, &who, again);
	if (again)
		return;
	if (goes_on)
		ack_fetch(t, dialog);
	if (x)
		transaction_adopt(t, x, m, &who);
	else
		transaction_begin(t, &s, m, &who);
	if (m->method == SIP_CANCEL)
		cancel_invite(t, &s);
	challenge_answered(t, m);
	if (goes_on)
		ack_later(t, m, dialog);
}

/*
 * An ACK makes no transaction, and nothing waits for what becomes of it. It
 * is either for a 2xx of its dialog or for what its branch names.
 */
static void see_ack(struct track *t, const struct sip_msg *m)
{
	const bool known = ack_may_be_known(t, m);
	struct transaction *x = NULL;
	struct sip_parties who;
	struct sought s;
	bool again = false;

	if (known)
		parties_read(m, &who);
	if (!(known && ack_seen(t, m, &who, &again)) && find_key(t, m, &s))
		x = find_transaction(t, &s);
	if (x && x->method != SIP_INVITE)
		x = NULL;
	if (x)
		again = x->acked;
	tell_message(t, x, m, known ? &who : NULL, again);
	if (x)
		transaction_step(t, x, SAW_ACK, m, NULL, no_dialog);
}

/* Cut before it says so, or an answer to an ACK, which there can't be. */
static void see_untied_response(struct track *t, const struct sip_msg *m)
{
	tell_message(t, NULL, m, NULL, false);
	++*t->orphans;
	if (m->code >= 200 && m->method != SIP_ACK)
		tell_untied(t, m);
}

/* Does it make a dialog? Whose method was cut off may. */
static bool makes_dialog(const struct sip_msg *m)
{
	return m->code >= 200 && m->code < 300 &&
	       (m->method == SIP_INVITE || m->method == SIP_UNKNOWN);
}

static void see_response(struct track *t, const struct sip_msg *m)
{
	const struct sip_parties *who = NULL;
	struct hash_id dialog = no_dialog;
	struct sip_parties read;
	struct transaction *x;
	struct sought s;

	if (m->method == SIP_ACK || !find_key(t, m, &s)) {
		see_untied_response(t, m);
		return;
	}
	x = find_transaction(t, &s);
	/* Its outcome will ask for it. */
	if (x && m->code >= 200)
		__builtin_prefetch(x->memo);
	if (!x && s.elsewhere && !s.here) {
		++*t->mismatched;
		t->message(m, NULL, SEEN_ASTRAY, t->arg);
		return;
	}
	if (!x || makes_dialog(m)) {
		parties_read(m, &read);
		who = &read;
	}
	if (makes_dialog(m))
		dialog = ack_dialog(t, m, who);
	tell_message(t, x, m, who, x && transaction_showed(x, m->code));
	if (!x) {
		++*t->orphans;
		x = transaction_begin(t, &s, m, who);
	}
	if (x)
		transaction_step(t, x, m->code < 200 ? SAW_PROVISIONAL :
				 SAW_FINAL, m, who, dialog);
}

void track_message(struct track *t, const struct sip_msg *m)
{
	if (m->defect != SIP_SOUND)
		tell_message(t, NULL, m, NULL, false);
	else if (m->response)
		see_response(t, m);
	else if (m->method == SIP_ACK)
		see_ack(t, m);
	else
		see_request(t, m);
	t->guess.made = false;
}
