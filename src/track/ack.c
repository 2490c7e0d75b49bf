/* SPDX-License-Identifier: BSD-2-Clause */
/* Ties the ACKs of 2xx responses to their INVITEs, whatever way they take. */
#include "track/transaction.h"

#define ACKS 3	/* legs of one dialog on which its ACK may be seen */

/*
 * One caller's side of a dialog (RFC 3261 section 12), while an INVITE in it
 * that had a 2xx is known. Those hold it, so no other makes it leave.
 */
struct dialog {
	struct table_entry entry;
	struct hash_id id;
	uint64_t settled;	/* CSeqs below it need no ACK any more */
	uint32_t latest;	/* CSeq of an INVITE with a 2xx */
	uint32_t users;		/* transactions */
	uint32_t wanting : 1;	/* that 2xx was sent again */
	uint32_t n_acks : 31;
	uint32_t acks[ACKS];	/* the latest: hashes of branch and leg */
};

int ack_create(struct track *t, uint64_t memory, struct counters *counters)
{
	t->dialogs_evicted = counter(counters, "evicted", "dialogs");
	return table_create(&t->dialogs, &(struct table_spec){
		.entry_size = sizeof(struct dialog),
		.roof = table_roof(memory, sizeof(struct dialog)),
		.evicted = t->dialogs_evicted });
}

/* The dialog of M in which FROM asks, and TO is asked. */
static struct hash_id id_of(const struct track *t,
			    const struct sip_msg *m,
			    const struct sip_party *from,
			    const struct sip_party *to)
{
	struct key k;

	key_begin(&k, t->seed);
	key_add(&k, m->call_id);
	key_add(&k, from->tag);
	key_add(&k, to->tag);
	return k.id;
}

struct hash_id ack_dialog(const struct track *t, const struct sip_msg *m,
			  const struct sip_parties *who)
{
	struct hash_id id = id_of(t, m, &who->from, &who->to);

	table_expect(t->dialogs, (uint32_t)id.lo);
	return id;
}

void ack_fetch(const struct track *t, struct hash_id dialog)
{
	table_fetch(t->dialogs, (uint32_t)dialog.lo, sizeof(struct dialog));
}

static struct dialog *find(const struct track *t, struct hash_id id)
{
	struct dialog *d = NULL;

	while ((d = table_next_of(t->dialogs, (uint32_t)id.lo, d)))
		if (hash_equal(d->id, id))
			return d;
	return NULL;
}

static void settle(struct dialog *d, uint64_t below)
{
	if (d->settled < below)
		d->settled = below;
}

/* Cut before one of its tags, a message could be of any dialog. */
static bool names_no_dialog(const struct sip_msg *m,
			    const struct sip_parties *who)
{
	return m->cut &&
	       (!m->call_id.n || !who->from.tag.n || !who->to.tag.n);
}

static void set_wanting(struct track *t, struct dialog *d, bool yes)
{
	t->n_wanting += (uint32_t)yes - d->wanting;
	d->wanting = yes;
}

/* M, a 2xx, is the outcome of the INVITE X. */
void ack_expect(struct track *t, struct transaction *x,
		const struct sip_msg *m, const struct sip_parties *who,
		struct hash_id id)
{
	struct dialog *d;

	if (names_no_dialog(m, who))
		return;
	d = find(t, id);
	if (!d) {
		d = table_add(t->dialogs, (uint32_t)id.lo);
		if (!d) {
			++*t->dialogs_evicted;
			return;
		}
		d->id = id;
		table_hold(t->dialogs, d);
	}
	d->users++;
	if (d->latest < x->cseq) {
		set_wanting(t, d, false);
		d->latest = x->cseq;
	}
	x->dialog = d;
}

/*
 * M is X's 2xx once more: true the first time. One with another To tag comes
 * from another branch of a fork (RFC 3261 section 13.2.2.4) and says nothing
 * about an ACK, nor does one that follows too soon: it is sent again after
 * T1, 500 ms, or later (section 13.3.1.4).
 */
bool ack_repeated(struct track *t, struct transaction *x,
		  const struct sip_msg *m, const struct sip_parties *who)
{
	struct span gap = moment_since(clock_now(t->clock), x->since);

	if (x->final_again || !x->dialog || gap.ns < T1.ns / 2 ||
	    find(t, ack_dialog(t, m, who)) != x->dialog)
		return false;
	x->final_again = true;
	if (x->dialog->latest == x->cseq)
		set_wanting(t, x->dialog, true);
	return true;
}

bool track_lacks_ack(const struct track *t, const struct sip_msg *m,
		     const struct sip_parties *who, uint32_t *cseq)
{
	const struct dialog *d;

	if (t->n_wanting == 0)
		return false;
	d = find(t, id_of(t, m, &who->to, &who->from));
	if (!d || !d->wanting || d->settled > d->latest)
		return false;
	*cseq = d->latest;
	return true;
}

/* May M be an ACK in a dialog that is known? */
bool ack_may_be_known(const struct track *t, const struct sip_msg *m)
{
	return m->has_cseq && table_count(t->dialogs) > 0;
}

/* What tells the ACK M, on its leg, from others. */
static uint32_t ack_of(const struct track *t, const struct sip_msg *m)
{
	const struct payload *p = m->payload;
	struct key k;

	key_begin(&k, t->seed);
	key_add(&k, m->branch);
	key_add_leg(&k, &p->src, &p->dst, (uint8_t)p->transport);
	return (uint32_t)k.id.lo ^ m->cseq;
}

/*
 * The ACK M answers all that its dialog has up to its CSeq: was it here? True
 * when it is that of a 2xx, and nothing else can be meant.
 */
bool ack_seen(struct track *t, const struct sip_msg *m,
	      const struct sip_parties *who, bool *again)
{
	struct hash_id id = ack_dialog(t, m, who);
	uint32_t ack = ack_of(t, m);	/* while the dialog is fetched */
	struct dialog *d = find(t, id);

	*again = false;
	if (!d)
		return false;
	settle(d, (uint64_t)m->cseq + 1);
	for (uint32_t i = 0; i < ACKS && i < d->n_acks; i++)
		if (d->acks[i] == ack)
			*again = true;
	if (!*again)
		d->acks[d->n_acks++ % ACKS] = ack;
	return m->cseq == d->latest;
}

/* Does M, a request, go on in a dialog that may be known? */
bool ack_goes_on(const struct track *t, const struct sip_msg *m,
		 const struct sip_parties *who)
{
	return who->to.tag.n && m->has_cseq && m->method != SIP_CANCEL &&
	       table_count(t->dialogs) > 0;
}

/* A caller who goes on with request M has had the 2xx before it. */
void ack_later(struct track *t, const struct sip_msg *m, struct hash_id id)
{
	struct dialog *d = find(t, id);

	if (d)
		settle(d, m->cseq);
}

/* Does M belong to a dialog that is known from either side? */
bool ack_in_dialog(struct track *t, const struct sip_msg *m,
		   const struct sip_parties *who)
{
	if (!who->to.tag.n || table_count(t->dialogs) == 0)
		return false;
	return find(t, ack_dialog(t, m, who)) ||
	       find(t, id_of(t, m, &who->to, &who->from));
}

/*
 * Whether the INVITE X is left without ACK. That of a 2xx may take a way that
 * isn't seen here: the 2xx must have been sent again for want of it, and the
 * caller not have gone on (RFC 3261 section 13.3.1.4).
 */
bool ack_missing(const struct transaction *x)
{
	if (x->acked)
		return false;
	if (x->final >= 300)
		return true;
	return x->final_again && x->dialog->settled <= x->cseq;
}

void ack_forget(struct track *t, struct transaction *x)
{
	struct dialog *d = x->dialog;

	x->dialog = NULL;
	if (!d || --d->users > 0)
		return;
	set_wanting(t, d, false);
	table_remove(t->dialogs, d);
}
