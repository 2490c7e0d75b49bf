/* SPDX-License-Identifier: BSD-2-Clause */
/* What the files of calls share: an attempt, and the stage around it. */
#ifndef SIPWARD_CALLS_ATTEMPT_H
#define SIPWARD_CALLS_ATTEMPT_H

#include "base/bundle.h"
#include "base/queue.h"
#include "base/table.h"
#include "calls/calls.h"
#include "sdp.h"

/* 64 x T1: so long late messages may come (RFC 3261 section 17). */
#define T1_64 span_s(32)

/* By which transactions are judged (RFC 3261 section 16.6). */
#define TIMER_C span_s(180)

/* So close together BYEs cross, and the next trunk is tried. */
#define A_MOMENT span_s(1)

/* A BYE so soon behind the answer is about the answer. */
#define SOON_AFTER span_s(5)

enum attempt_state {
	TRYING,		/* an INVITE, and no final response */
	ASKED,		/* one that asks for another INVITE: a challenge */
	TALKING,	/* a 2xx */
	LEAVING,	/* a BYE was seen; the other side's may cross it */
	TOLD		/* known for what comes late */
};

/* What went wrong last within a call, or before it is one. */
enum trouble {
	NO_TROUBLE,
	GIVEN_UP,			/* TRYING: by CANCEL or BYE, and the
					 * other side has said 200 to that */
	REINVITE_WAITS,			/* for its first response */
	REINVITE_FAILED,		/* it was refused, as an UPDATE may be,
					 * or never answered */
	REINVITE_UNACKNOWLEDGED,	/* its 2xx was */
	ANSWER_UNACKNOWLEDGED
};

/*
 * One leg of a call, from its INVITE to its end. Three lines of the cache: by
 * the first it is found, the second is its life, the third its ties.
 */
struct attempt {
	struct table_entry entry;
	struct addr src, dst;		/* of the INVITE */
	uint32_t id_high;		/* see attempt_id() */
	uint32_t caller, callee;	/* hashes of their tags; 0: none */
	uint32_t cseq;			/* of the last INVITE of the caller's
					 * that is no re-INVITE */

	uint8_t state, status, disconnect, direction;
	uint8_t hint;			/* enum disconnect, by a Reason */
	uint8_t legs;			/* outbound ones of an inbound one */
	uint8_t initiator : 2, generated : 2, pairing : 3;
	bool partial : 1;
	bool began : 1;			/* its first INVITE was seen */
	bool joined : 1;		/* met in its middle: its ends are not
					 * who called and was called */
	bool heard : 1;			/* somebody has responded; of one that
					 * was met later: something else was
					 * seen than its 2xx or request */
	bool cancelled : 1;		/* a CANCEL was seen */
	bool no_ack : 1;		/* its 2xx was never acknowledged */
	bool transferred : 1;		/* REFER was accepted, or another
					 * call has replaced it */
	bool replaces : 1;		/* its INVITE has Replaces */
	bool ringback : 1;		/* the caller could hear something */
	bool no_ringback : 1;		/* but waited too long for it */
	bool rang_out : 1;		/* was cancelled after the limit;
					 * TALKING: another branch has
					 * answered, too */
	bool unpracked : 1;		/* a provisional one wants PRACK */
	bool late : 1;			/* a response bore the offer */
	bool answered_late : 1;		/* its answer, if any, was seen */
	bool renewed : 1;		/* a re-INVITE was accepted */
	bool blind : 1;			/* a description can't be read */
	bool own_bye : 1;		/* of this host, on a leg of its */
	bool doubtful : 1;		/* inbound: it may have an outbound
					 * leg that nobody can tell */
	bool outlived : 1;		/* TOLD, and answered after that */
	bool passed_over : 1;		/* outbound: another was tried after
					 * it, or in its place */
	uint8_t trouble : 3;		/* enum trouble; TOLD: a sign */
	uint8_t cause_of : 2;		/* whose code CAUSE is */
	uint16_t attempts;
	uint16_t code;			/* TRYING: the best refusal so far, of
					 * a branch; 0: there is none */
	union {
		uint16_t pending;	/* INVITEs without a final response */
		uint16_t reinvite;	/* TALKING: of the CSeq of the last
					 * re-INVITE the lower half */
	};
	uint32_t retransmissions;
	int trunk;
	struct moment start, ringing, answer;
	union {
		struct moment refreshed;	/* TALKING: the session;
						 * before: a response came */
		struct moment end;		/* after that */
	};
	union {
		uint32_t branch;	/* TRYING: of the INVITE, a hash */
		uint32_t expires;	/* TALKING: the session, so many
					 * seconds after it was refreshed;
					 * 0: never */
	};
	union {
		uint32_t rack;		/* RSeq of the last PRACK */
		uint32_t troubled;	/* TALKING: ms after START */
	};

	struct timer timer;
	struct bundle *words;		/* that its record tells */
	struct attempt *peer;		/* of an outbound one the inbound one;
					 * of that its first outbound one */
	union {
		struct attempt *other;	/* outbound one of the same call */
		struct offer *offers;	/* of an inbound one */
	};
	union {
		uint32_t contact;	/* TALKING: a hash of where else an
					 * end of it is; 0: nowhere known */
		int cause;		/* after that */
	};
	uint16_t offered, answered;	/* see outlines.c; 0: neither */
};

_Static_assert(sizeof(struct attempt) == 3 * CACHE_LINE,
	       "an attempt is for three lines");

/* The hash of its Call-ID, of which the table has half. */
static inline uint64_t attempt_id(const struct attempt *a)
{
	return (uint64_t)a->id_high << 32 | a->entry.hash;
}

static inline struct attempt *attempt_of(struct timer *timer)
{
	return (void *)((char *)timer - offsetof(struct attempt, timer));
}

/* Of which call a message seems to be. */
struct guess {
	struct slice call_id;		/* in its bytes */
	uint64_t id;
};

struct calls {
	struct clock *clock;
	struct hash_seed seed;
	struct table *attempts;
	struct attempt *next_to_leave;	/* see roof.c; NULL: not known */
	struct table *outlines;
	struct guess guess;
	struct store *store;
	struct table *marked, *dialled;	/* inbound legs: see offer.c */
	struct stray *strays, *crowds;	/* by whom they call: see stray.c */
	struct moment hung_up[2];	/* when this host last did, by
					 * direction, on a leg without peer */
	uint8_t kind;			/* of timers, but for those of */
	struct queue leaving, told;	/* them that wait here */
	const struct call_settings *settings;
	uint32_t roof, running;
	uint32_t late;			/* that wait for an answer's SDP */
	struct sdp_memory media;
	bool ended;
	struct moment end;		/* of the capture, if that has ENDED */
	bool follow;			/* calls are told when they ring */
	calls_leg_handler *leg;
	calls_ack_handler *lacks_ack;
	calls_said_handler *said;
	calls_handler *call, *ringing;
	void *arg;
	uint64_t *spoofed, *evicted;
};

/* A message, and what is read of it for calls. */
struct sight {
	const struct sip_msg *m;
	const struct sip_parties *who;	/* NULL: not read yet, nor what is */
	uint32_t from, to;		/* hashes of the tags; 0: none */
	uint64_t id;
	bool again, astray;
	struct sip_parties read;	/* where nobody had read them */
};

/* -- find.c: which attempt a message belongs to -------------------------- */

void find_sight(const struct calls *c, struct sight *s,
		const struct sip_msg *m, const struct sip_parties *who);
void find_names(const struct calls *c, struct sight *s);

/* Whose end of A's leg sent S. SIDE_UNKNOWN: neither. */
enum call_side find_sender(const struct attempt *a, const struct sight *s);

/* The attempt that an INVITE outside a dialog, or a response to one, names. */
struct attempt *find_attempt(const struct calls *c, struct sight *s);

/* The one that S, an INVITE, answers the challenge of, though its caller has
 * another tag by now. */
struct attempt *find_challenged(const struct calls *c,
				const struct sight *s);

/* Of several the one that has not ended, else the latest; A may be NULL. */
struct attempt *find_better(struct attempt *a, struct attempt *b);

/* What a Call-ID is known by; one attempt with it after the other. */
uint64_t find_id(const struct calls *c, struct slice call_id);
struct attempt *find_next(const struct calls *c, uint64_t id,
			  struct attempt *a);

/* The same as find_id(), of the message that was expected. */
uint64_t find_known_id(const struct calls *c, struct slice call_id);

/* The call that VALUE, of a Replaces header, names (RFC 3891). */
struct attempt *find_replaced(const struct calls *c, struct slice value);

struct attempt *find_of_outcome(const struct calls *c,
				const struct outcome *o);

/* -- expect.c: fetched before they are asked for ------------------------- */

/* Does M say anything of a call? Most don't. */
bool expect_concerns(const struct sip_msg *m);

static inline void expect_attempt(const struct attempt *a)
{
	const char *at = (const char *)a;

	for (size_t i = 0; i < sizeof *a; i += CACHE_LINE)
		__builtin_prefetch(at + i);
}

/* A was answered, or ends: what is next depends on the other leg, which may
 * have been left alone for long. */
static inline void expect_peer(const struct attempt *a)
{
	if (a->peer)
		expect_attempt(a->peer);
}

/* One of Q has its turn; others will. */
void expect_turns(const struct calls *c, const struct queue *q);

/* -- dialog.c: in which dialog a message is, wherever its ends are ------- */

/* Where it is in none, *WHY tells more. */
enum absence {
	UNKNOWN_DIALOG,
	OTHER_BRANCH,	/* of a fork that another has answered */
	STRANGER,	/* its Call-ID has other tags, or other ends */
	IMPOSTOR	/* it has the tags of one, but not its ends */
};

/* The dialog that S is in; it knows from now on where S was sent, and that
 * there was another message of it. */
struct attempt *dialog_find(const struct calls *c, struct sight *s,
			    enum absence *why);

/* S is a 2xx to A's INVITE, after the first: is it of another branch? */
void dialog_note_branch(const struct calls *c, struct attempt *a,
			struct sight *s);

/*
 * S is in no dialog: the call that goes on between its ends and is another by
 * the callee's tag alone, though no other branch of it was ever answered.
 */
struct attempt *dialog_find_mistagged(const struct calls *c,
				      const struct sight *s);

/* Which side of A, in whose dialog it is, sent S. */
enum call_side dialog_sender(const struct attempt *a, const struct sight *s);

/*
 * S is in A, but between others than the ends of its leg: the legs that its
 * dialog has beside A, one after the other, NULL asks for the first.
 */
struct attempt *dialog_twin(const struct calls *c, const struct sight *s,
			    const struct attempt *a, struct attempt *twin);

/* -- words.c: the texts of an attempt, and what few attempts have --------- */

enum word {
	WORD_CALL_ID, WORD_FROM_USER, WORD_TO_USER, WORD_USER_AGENT,
	WORD_REASON,	/* the phrase of what it failed by, if that waits */
	WORD_SIGN,	/* struct moment of a response before the ringing */
	WORD_REPLACES,	/* that header's value */
	WORD_REMARK,	/* what it ended by says beside: see remark.c */
	WORDS
};

struct bundle *words_keep(struct store *s, const struct sight *seen);
void words_tell(const struct bundle *w, struct call *c);
struct slice words_get(const struct bundle *w, enum word which);

/* W with VALUE too, in its place; W itself if S has no room. */
struct bundle *words_with(struct store *s, struct bundle *w, enum word which,
			  struct slice value);

/* W without it; as big as before if S has no room. */
struct bundle *words_without(struct store *s, struct bundle *w,
			     enum word which);

/* -- life.c: how attempts begin, wait, are told and leave ---------------- */

struct attempt *life_begin(struct calls *c, struct sight *s, bool partial);

/* A waits in STATE, up to TALKING, for so long at most. */
void life_wait(struct calls *c, struct attempt *a, enum attempt_state state,
	       struct span most);

/* So much longer than timer C an answer, or a CANCEL, may be waited for. */
struct span life_patience(const struct calls *c);

/* A waits for its outcome, which a transaction that had to leave never has:
 * for so long at most after the last response. */
struct span life_longest(const struct calls *c);
void life_try(struct calls *c, struct attempt *a);

/* A is as good as over: it waits for a moment what else comes. */
void life_linger(struct calls *c, struct attempt *a);

/* A, which was told, is needed for another while. */
void life_stay(struct calls *c, struct attempt *a);

/* There is another sign of A: more may follow, if it was a dialog. */
static inline void life_stir(struct attempt *a)
{
	if (a->state == TOLD && a->status == CALL_ANSWERED)
		a->trouble = true;
}

/* A has begun to ring, or was answered without: whoever asks is told. */
void life_tell_ringing(struct calls *c, const struct attempt *a);

static inline void life_ring(struct calls *c, const struct attempt *a)
{
	if (c->follow && a->began)
		life_tell_ringing(c, a);
}

/* A is over: it is told, with the phrase of its last response. */
void life_tell(struct calls *c, struct attempt *a, struct slice reason);

void life_leave(struct calls *c, struct attempt *a);

/* -- roof.c: who leaves to make room ------------------------------------- */

/* A was answered: it leaves no more for others, until it is told. */
void roof_hold(struct calls *c, struct attempt *a);

/* The ACK, or the response to the BYE, has come: so there are two sides of A,
 * though its INVITE was not seen. */
void roof_confirm(struct calls *c, struct attempt *a);

/* Whose turn it is, or NULL: all that are left were answered. */
struct attempt *roof_next(struct calls *c);

/* A leaves, for whatever reason. */
void roof_leave(struct calls *c, const struct attempt *a);

/* -- request.c, response.c: what a message does to its attempt ----------- */

/* Do they say anything of a call? Most don't. */
bool request_concerns(const struct sip_msg *m);
bool response_concerns(const struct sip_msg *m);

void request_seen(struct calls *c, struct sight *s);
void response_seen(struct calls *c, struct sight *s);

#endif
