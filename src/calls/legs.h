/* SPDX-License-Identifier: BSD-2-Clause */
/* How the legs of one call find each other, and what each tells of others. */
#ifndef SIPWARD_CALLS_LEGS_H
#define SIPWARD_CALLS_LEGS_H

#include "calls/attempt.h"

/* -- legs.c: the legs of one call ----------------------------------------- */

/* The outbound legs of the inbound one IN. */
#define EACH_LEG(leg, in) (leg = (in)->peer; leg; leg = leg->other)

/* Makes LEG one of IN's; false: it has too many. */
bool legs_join(struct attempt *in, struct attempt *leg,
	       enum call_pairing how);

/* LEG is what made the call what it is; or which of those that were answered
 * is, by whose answer was handed on, and who talked for longest. */
void legs_put_first(struct attempt *leg);
void legs_rank(const struct calls *c, struct attempt *in);

/* Has somebody answered an outbound leg of IN, from SINCE on? */
bool legs_answered(const struct attempt *in, struct moment since);

/* Has the caller of IN given up, or hung up? */
bool legs_abandoned(const struct attempt *in);

/* Does an outbound leg of IN wait for what comes of it? */
bool legs_busy(const struct attempt *in);

/* Has the last leg of IN waited for too long to be one of a fork? */
bool legs_stand(const struct calls *c, const struct attempt *in);

/* Has it had at least a 100? */
bool legs_trying(const struct attempt *in);

/* Adds what A's record says of the others; it has been told. */
void legs_tell(const struct calls *c, struct attempt *a, struct call *told);
void legs_told(struct calls *c, struct attempt *a);

/* Will the record of another leg name A? */
bool legs_need(const struct attempt *a);
void legs_leave(struct attempt *a);

/* -- mark.c: by what both legs of a call are known ------------------------ */

/* 0: it has none. */
struct marks {
	uint64_t session_id, header, digits;
	uint64_t called;	/* the called digits alone */
	uint64_t named;		/* the Call-ID, if that is the header */
};

void mark_read(const struct calls *c, const struct sight *s,
	       struct marks *m);
uint64_t mark_called(const struct calls *c, struct slice to);

/* -- choice.c: of inbound legs that may be meant the one that is ---------- */

/*
 * Those with no outbound leg that waits go before those that have one; and
 * before those that this host has answered go both.
 */
enum chance { CHANCE_IDLE, CHANCE_BUSY, CHANCE_ANSWERED, CHANCES };

struct choice {
	struct {
		struct attempt *a;
		unsigned n;
		bool shared;	/* with legs that might be meant */
	} of[CHANCES];
};

void choice_consider(struct choice *choice, struct attempt *a, bool busy,
		     bool shared);

/* Is there no doubt? Then *IN is the one, or NULL. */
bool choice_make(const struct choice *choice, struct attempt **in);

/*
 * The same for the Call-ID with the hash ID: of the inbound leg, or of another
 * outbound one, as branches of a fork have one. That was found by *HOW then.
 * Where there is doubt all that have it are in doubt.
 */
bool choice_of_call_id(const struct calls *c, uint64_t id,
		       struct attempt **in, enum call_pairing *how);

/* -- offer.c: inbound legs that wait for their outbound ones ------------- */

int offer_create(struct calls *c, uint64_t memory);
void offer_destroy(struct calls *c);

/* A, whose INVITE is S, can be found; by digits the next leg is as likely now
 * as the first was. */
void offer_leg(struct calls *c, struct attempt *a, const struct sight *s);
void offer_again(struct calls *c, struct attempt *a);

/* By digits A can be found for as long as no leg of it is answered. */
void offer_stay(struct calls *c, struct attempt *a);

/* A can't be found any more, by anything or by digits. */
void offer_withdraw(struct calls *c, struct attempt *a);
void offer_withdraw_digits(struct calls *c, struct attempt *a);

/* The one inbound leg that the outbound one with the marks M of S can belong
 * to, and how it was found; NULL: there is none, or more than one. */
struct attempt *offer_find(const struct calls *c, const struct sight *s,
			   const struct marks *m, enum call_pairing *how);

/* -- stray.c: numbers by which legs were met that can't be told apart ----- */

/*
 * Of strays, which are outbound legs that belong to no inbound one, the called
 * number, of struct marks; of crowds of inbound legs, more than can be looked
 * through, their digits.
 */
int stray_create(struct calls *c);
void stray_destroy(struct calls *c);
void stray_note(const struct calls *c, struct stray *places, uint64_t key);

/* May one have been noted from START on? */
bool stray_since(const struct stray *places, uint64_t key,
		 struct moment start);

/* -- pair.c: how the legs of a call come together, and wait --------------- */

/* A begins by the INVITE S, or goes on by it after a challenge. */
void pair_begin(struct calls *c, struct attempt *a, const struct sight *s);
void pair_begin_late(struct calls *c, struct attempt *a,
		     const struct sight *s);
void pair_begin_again(struct calls *c, struct attempt *a,
		      const struct sight *s);
void pair_answer(struct calls *c, struct attempt *a);

/* If A was an outbound leg, its call may be tried over another; else not. */
void pair_lose(struct calls *c, struct attempt *a);

/* A, which nobody has answered, is over: it is told now, or in a moment. */
void pair_end(struct calls *c, struct attempt *a, struct slice reason);

/* -- side.c: who ended it, by both legs ----------------------------------- */

/* A is being cancelled: perhaps as somebody has answered elsewhere. */
void side_give_up(struct attempt *a);

/* A has failed, or was redirected or cancelled. */
void side_fail(struct calls *c, struct attempt *a);

/* A was hung up by SIDE of its leg; a moment later no other BYE is near. */
void side_bye(struct calls *c, struct attempt *a, enum call_side side);
void side_settle(const struct calls *c, struct attempt *a);

#endif
