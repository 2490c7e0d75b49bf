/* SPDX-License-Identifier: BSD-2-Clause */
/* What the files of calls share: an attempt, and the stage around it. */
#ifndef SIPWARD_CALLS_ATTEMPT_H
#define SIPWARD_CALLS_ATTEMPT_H

#include "base/store.h"
#include "base/table.h"
#include "calls/calls.h"

/* 64 x T1: so long late messages may come (RFC 3261 section 17). */
#define T1_64 span_s(32)

enum attempt_state {
	TRYING,		/* an INVITE, and no final response */
	ASKED,		/* one that asks for another INVITE: a challenge */
	TALKING,	/* a 2xx */
	LEAVING,	/* a BYE was seen; the other side's may cross it */
	TOLD		/* known for what comes late */
};

/* One leg of a call, from its INVITE to its end. */
struct attempt {
	struct table_entry entry;
	uint64_t id;			/* a hash of its Call-ID */
	struct addr src, dst;		/* of the INVITE */
	uint32_t caller, callee;	/* hashes of their tags; 0: none */
	uint32_t cseq;			/* of the last INVITE of the caller's
					 * that is no re-INVITE */
	uint32_t retransmissions;
	uint16_t attempts, code;
	uint16_t pending;		/* INVITEs without a final response */
	uint8_t state, status, disconnect, initiator, direction;
	uint8_t hint;			/* enum disconnect, by a Reason */
	bool partial : 1;
	bool began : 1;			/* its first INVITE was seen */
	bool joined : 1;		/* met in its middle: its ends are not
					 * who called and was called */
	bool held : 1;			/* somebody answered */
	bool cancelled : 1;		/* a CANCEL was seen */
	bool no_ack : 1;		/* its 2xx was never acknowledged */
	bool reinvite_failed : 1;	/* the last one */
	bool transferred : 1;		/* REFER was accepted */
	uint32_t reinvite;		/* CSeq of one that waits */
	int trunk;
	struct moment start, ringing, answer, end;
	struct call_cause cause;
	struct words *words;		/* that its record tells */
	struct timer timer;
};

struct calls {
	struct clock *clock;
	struct hash_seed seed;
	struct table *attempts;
	struct store *store;
	uint8_t kind;			/* of timers */
	const struct call_settings *settings;
	uint32_t roof, running;
	bool ended;
	calls_leg_handler *leg;
	calls_handler *call;
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

/* Whose end of A's leg sent it. SIDE_UNKNOWN: neither. */
enum call_side find_sender(const struct attempt *a, const struct sip_msg *m);

/* The attempt that an INVITE outside a dialog, or a response to one, names. */
struct attempt *find_attempt(const struct calls *c, struct sight *s);

/* The dialog that S is in; where it is in none, *WHY tells more. */
enum absence {
	UNKNOWN_DIALOG,
	OTHER_BRANCH,	/* of a fork that another has answered */
	STRANGER	/* its sender is neither end of any */
};

struct attempt *find_dialog(const struct calls *c, struct sight *s,
			    enum absence *why);

struct attempt *find_of_outcome(const struct calls *c,
				const struct outcome *o);

/* -- words.c: the texts that a record tells ------------------------------ */

struct words *words_keep(struct store *s, const struct sight *seen);
void words_tell(const struct words *w, struct call *c);

/* -- life.c: how attempts begin, wait, are told and leave ---------------- */

struct attempt *life_begin(struct calls *c, struct sight *s, bool partial);

/* A was answered: it leaves no more to make room. */
void life_hold(struct calls *c, struct attempt *a);

/* A waits in STATE, for so long at most. */
void life_wait(struct calls *c, struct attempt *a, enum attempt_state state,
	       struct span most);

/* A is over: it is told, with the phrase of its last response. */
void life_tell(struct calls *c, struct attempt *a, struct slice reason);

void life_leave(struct calls *c, struct attempt *a);

/* -- step.c: what a message does to its attempt -------------------------- */

/* Do such messages as M say anything of a call? Most don't. */
bool step_concerns(const struct sip_msg *m);

void step_request(struct calls *c, struct sight *s);
void step_response(struct calls *c, struct sight *s);

/* The last INVITE of A was refused, by M unless nobody remembers. */
void step_fail(struct calls *c, struct attempt *a, const struct sip_msg *m);

/* No message tells what became of A: a timer does. */
void step_silence(struct calls *c, struct attempt *a,
		  enum call_status status);

/* -- cause.c: why a call ended, in one word ------------------------------ */

/* What the Reason header of M says, if there is one. */
void cause_note(struct attempt *a, const struct sip_msg *m);

/* By the final response M, or, where M is NULL, by silence. */
enum disconnect cause_of_failure(struct attempt *a, const struct sip_msg *m);
enum disconnect cause_of_bye(const struct attempt *a);

#endif
