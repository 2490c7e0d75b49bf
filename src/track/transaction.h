/* SPDX-License-Identifier: BSD-2-Clause */
/* What the files of track share: a transaction, and the stage around it. */
#ifndef SIPWARD_TRANSACTION_H
#define SIPWARD_TRANSACTION_H

#include "base/netmap.h"
#include "base/store.h"
#include "base/table.h"
#include "track/track.h"

#define T1 span_ms(500)

/* 64 x T1: timers B, D, F and H (RFC 3261 section 17). */
#define T1_64 span_s(32)

/* What becomes of a transaction, as somebody at the wayside sees it. */
enum state {
	CALLING,	/* a request, and no response yet */
	PROCEEDING,	/* a provisional response */
	DECIDED		/* it had its outcome; known for what comes late */
};

enum event { SAW_CANCEL, SAW_ACK, SAW_PROVISIONAL, SAW_FINAL, SAW_NOTHING };

/*
 * Three lines of the cache: the first tells it from others, with the second
 * a message finds it and an old one leaves, the third is for its outcome.
 */
struct transaction {
	struct table_entry entry;
	struct hash_id id;		/* of branch and sent-by */
	struct addr src, dst;		/* of the request */

	uint32_t cseq;
	uint32_t retransmissions;
	uint8_t method, transport, state;
	uint16_t final;			/* code; 0 for none */
	uint16_t others[8];		/* codes shown besides; 0 ends */
	bool has_cseq : 1;
	bool request : 1;		/* it was seen */
	bool initial : 1;		/* it had no To tag */
	bool credentials : 1;		/* it had some */
	bool cancelling : 1;		/* a CANCEL was seen */
	bool acked : 1;
	bool ack_judged : 1;		/* no-ack was told, or will not be */
	bool final_again : 1;		/* a 2xx was retransmitted */
	bool used : 1;			/* since it got its turn to leave */
	struct moment last;		/* message */
	struct moment since;		/* last provisional, or outcome */
	struct memo *memo;		/* of the request's words */
	struct dialog *dialog;		/* of its 2xx */

	struct timer timer;
	struct moment first;		/* message */
	struct moment cancel;		/* the first CANCEL */
	const char *interface;
	struct chain *chain;		/* that waits for its credentials */
};

/* Does X's timer wait? Until its outcome, then for an ACK that is missed. */
static inline bool transaction_waits(const struct transaction *x)
{
	if (x->state != DECIDED)
		return true;
	return !x->ack_judged && (x->final >= 300 || x->final_again);
}

struct legs {
	struct netmap *local, *trunks;	/* of the settings */
	struct netmap *own;		/* of the interfaces */
};

/* Whose the message seems to be that is still being read. */
struct guess {
	bool made;
	struct slice sent_by, branch;	/* in its bytes */
	struct hash_id id;
};

struct track {
	struct clock *clock;
	struct hash_seed seed;
	struct table *transactions, *dialogs, *chains;
	struct store *store;
	struct legs legs;
	struct guess guess;
	uint32_t roof;			/* transactions at most */
	uint32_t held;			/* that don't leave to make room */
	uint32_t n_wanting;		/* dialogs whose 2xx were sent again */
	uint8_t kind, chain_kind, sweep_kind;	/* of timers */
	struct timer sweep;		/* of transactions that are gone */
	bool sweeping;			/* it is set */
	bool ended;
	struct moment end;
	track_message_handler *message;
	track_outcome_handler *outcome;
	void *arg;
	uint64_t *requests_again, *responses_again, *late, *orphans;
	uint64_t *mismatched, *undecided;
	uint64_t *transactions_evicted, *dialogs_evicted;
};

/* A deadline after the capture's end isn't judged by what it shows. */
static inline bool track_past_end(const struct track *t, struct moment due)
{
	return t->ended && moment_before(t->end, due);
}

/* key.c: one hash of several values, however long they are. */
struct key {
	struct hash_seed seed;
	struct hash_id id;
};

static inline void key_begin(struct key *k, struct hash_seed seed)
{
	k->seed = seed;
	k->id = (struct hash_id){ 0 };
}

void key_add(struct key *k, struct slice s);
void key_add_leg(struct key *k, const struct addr *src,
		 const struct addr *dst, uint8_t transport);
bool key_is_unique(struct slice branch);
struct hash_id key_of_via(const struct track *t, struct slice branch,
			  struct slice sent_by, const struct slice *call_id);

/* foresee.c: whose message it is. */
struct hash_id foresee_id(const struct track *t, const struct sip_msg *m);

/* leg.c: which way a leg goes, and over which trunk. */
int leg_create(struct legs *l, const struct settings *s);
void leg_destroy(struct legs *l);
int leg_own(struct legs *l, const struct net *nets, size_t n);
void leg_find(const struct legs *l, const struct addr *src,
	      const struct addr *dst, enum direction *direction, int *trunk);
void leg_tell(const struct legs *l, struct outcome *o);

/* memo.c: what an outcome tells of its request, kept in one block. */
struct memo *memo_keep(struct store *s, const struct sip_msg *m,
		       const struct sip_parties *who);
void memo_drop(struct store *s, struct memo *memo);
void memo_tell(const struct memo *memo, struct outcome *o);
void memo_tell_message(const struct sip_msg *m, struct outcome *o);

/* parties.c: who M is from, and to. */
void parties_read(const struct sip_msg *m, struct sip_parties *who);

/* tell.c: outcomes out. */
/* M is the response that says so; NULL: none does. */
void tell_outcome(struct track *t, const struct transaction *x, int code,
		  struct moment when, const struct sip_msg *m);
void tell_untied(struct track *t, const struct sip_msg *m);

/* ack.c: the ACKs of 2xx responses, by their dialogs. */
int ack_create(struct track *t, uint64_t memory, struct counters *counters);
/* The dialog that M names, which will be asked for. */
struct hash_id ack_dialog(const struct track *t, const struct sip_msg *m,
			  const struct sip_parties *who);
static const struct hash_id no_dialog;

/* It comes very soon: a hint, for speed alone. */
void ack_fetch(const struct track *t, struct hash_id dialog);
void ack_expect(struct track *t, struct transaction *x,
		const struct sip_msg *m, const struct sip_parties *who,
		struct hash_id dialog);
bool ack_repeated(struct track *t, struct transaction *x,
		  const struct sip_msg *m, const struct sip_parties *who);
bool ack_may_be_known(const struct track *t, const struct sip_msg *m);
bool ack_seen(struct track *t, const struct sip_msg *m,
	      const struct sip_parties *who, bool *again);
bool ack_goes_on(const struct track *t, const struct sip_msg *m,
		 const struct sip_parties *who);
void ack_later(struct track *t, const struct sip_msg *m,
	       struct hash_id dialog);
bool ack_in_dialog(struct track *t, const struct sip_msg *m,
		   const struct sip_parties *who);
bool ack_missing(const struct transaction *x);
void ack_forget(struct track *t, struct transaction *x);

/* challenge.c: chains of 401 and 407. */
int challenge_create(struct track *t, uint64_t memory,
		     struct counters *counters);
void challenge_met(struct track *t, struct transaction *x,
		   const struct sip_msg *m);
void challenge_answered(struct track *t, const struct sip_msg *m);
void challenge_over(struct track *t, const struct transaction *x,
		    const struct sip_msg *m);
void challenge_forget(struct transaction *x);

/* leave.c: how transactions go. */
void leave_create(struct track *t, struct counters *counters);
void leave_drop_memo(struct track *t, struct transaction *x);
void leave_forget(struct track *t, struct transaction *x);
void leave_give_up(struct track *t, struct transaction *x);
void leave_given_up(void *entry, void *arg);	/* by the table */

/* Was X only known for late messages, and there is none to come? */
bool leave_is_gone(const struct transaction *x, struct moment now);

/* Whom a full table gives up next; NULL: nobody. */
struct transaction *leave_next(struct track *t);

/* X, which has its outcome now, is of those that leave. */
void leave_decided(struct track *t, struct transaction *x);

void leave_make_room(struct track *t);	/* before one is made */
void leave_expect(struct track *t);	/* after that */

/* find.c: whose a message is. */

/* Whom a message belongs to, and who else bears its name. */
struct sought {
	struct hash_id id;
	const struct addr *src, *dst;	/* of the request */
	uint8_t transport;
	enum sip_method method;
	bool has_cseq;
	uint32_t cseq;

	/* what find_transaction() has seen when it found nothing */
	bool here, elsewhere;		/* requests of this id: on this leg? */
	unsigned same;			/* entries of this id */
	struct transaction *stalest;	/* of them */
};

bool find_key(const struct track *t, const struct sip_msg *m,
	      struct sought *s);
struct transaction *find_transaction(const struct track *t, struct sought *s);

/* transaction.c: the table, and the state machine. */
int transaction_create(struct track *t, uint64_t entries, uint64_t memos,
		       struct counters *counters);
struct transaction *transaction_begin(struct track *t,
				      const struct sought *s,
				      const struct sip_msg *m,
				      const struct sip_parties *who);
void transaction_adopt(struct track *t, struct transaction *x,
		       const struct sip_msg *request,
		       const struct sip_parties *who);
void transaction_touch(struct track *t, struct transaction *x,
		       const struct sip_msg *m);
bool transaction_outlived(const struct track *t,
			  const struct transaction *x);
bool transaction_showed(const struct transaction *x, int code);
/* WHO is of M, and DIALOG what it makes, if that is the 2xx of an INVITE. */
void transaction_step(struct track *t, struct transaction *x, enum event e,
		      const struct sip_msg *m, const struct sip_parties *who,
		      struct hash_id dialog);

#endif
