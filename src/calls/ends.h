/* SPDX-License-Identifier: BSD-2-Clause */
/* How an attempt ends, and what there is to say of how it went. */
#ifndef SIPWARD_CALLS_ENDS_H
#define SIPWARD_CALLS_ENDS_H

#include "calls/attempt.h"

/* -- end.c: attempts that nobody answers --------------------------------- */

/* The caller's side gives A up: M says so. */
void end_given_up(struct calls *c, struct attempt *a,
		  const struct sip_msg *m);

/* M, the response to that, comes before that to the INVITE. */
void end_accepted(struct attempt *a, const struct sip_msg *m);

/* The last INVITE of A was refused, by M unless nobody remembers. */
void end_refused(struct calls *c, struct attempt *a, const struct sip_msg *m);

/* A was refused, or given up, as its requests tell alone, and no other INVITE
 * followed. */
void end_unheard(struct calls *c, struct attempt *a);

/* No message tells what became of A: a timer does. */
void end_silent(struct calls *c, struct attempt *a, enum call_status status);

/* The dialog A is over, by SIDE as far as that is known. */
void end_left(struct calls *c, struct attempt *a, enum call_side side);

/* By M one side of A says that it knows of no such dialog. */
void end_gone(struct calls *c, struct attempt *a, const struct sip_msg *m);

/* -- refusal.c: what refusals come to, of one branch or of several -------- */

/* Does CODE only ask for another INVITE? (RFC 3261 section 22, RFC 4028.) */
bool refusal_asks(int code);

/* M refuses a branch of A, which was not answered. */
void refusal_seen(struct calls *c, struct attempt *a,
		  const struct sip_msg *m);

/* The best refusal of A, which is its code, is what it comes to: its other
 * branches have come to nothing. Or it isn't: it is tried again. */
void refusal_stands(struct calls *c, struct attempt *a);
void refusal_drop(struct calls *c, struct attempt *a);

/* -- silence.c: attempts that come to nothing, or nearly so --------------- */

/* By tracking: an INVITE of A came to nothing, O. */
void silence_outcome(struct calls *c, struct attempt *a,
		     const struct outcome *o);

/* Should A wait after that, then what comes has a bearing on how long. */
bool silence_goes_on(struct calls *c, struct attempt *a);
void silence_rings_on(struct calls *c, struct attempt *a);
void silence_is_cancelled(struct calls *c, struct attempt *a);

/* A has waited long enough; false: it waits for something else. */
bool silence_is_final(struct calls *c, struct attempt *a);

/* The same if the capture ends, and to its transaction A was over. */
bool silence_was_final(struct calls *c, struct attempt *a);

/* S, which A was told before, may begin a session all the same: its requests
 * are not those of another call. */
void silence_is_broken(struct attempt *a, const struct sight *s);
bool silence_is_outlived(const struct calls *c, const struct attempt *a);

/* -- trouble.c: what goes wrong within a call, and may have ended it ------ */

void trouble_meet(const struct calls *c, struct attempt *a,
		  enum trouble what);

/* A re-INVITE waits for its response, and gets one. */
void trouble_wait(const struct calls *c, struct attempt *a);
void trouble_respond(const struct calls *c, struct attempt *a, bool failed);

/* A 2xx is left without ACK: that of the first INVITE, or of a later one. */
void trouble_unacknowledged(struct calls *c, struct attempt *a, bool initial);

/* The same if S, a BYE, comes from who still waits for an ACK. */
void trouble_hang_up(struct calls *c, struct attempt *a,
		     const struct sight *s);

/* Why A ends, if that is by its trouble. */
enum disconnect trouble_cause(const struct calls *c, const struct attempt *a);

/* -- cause.c: why a call ended, in one word ------------------------------ */

/* What the Reason header of M says, if there is one. */
void cause_note(struct attempt *a, const struct sip_msg *m);

/* M answers A. A CANCEL whose branch that is may have crossed it: what it said
 * is why the BYE M comes, if that comes soon and says nothing else. */
void cause_answer(const struct calls *c, struct attempt *a,
		  const struct sip_msg *m);
void cause_note_end(const struct calls *c, struct attempt *a,
		    const struct sip_msg *m);

/* M is why A has failed if no other INVITE follows, and nothing better. */
void cause_keep(struct calls *c, struct attempt *a, const struct sip_msg *m);

/* One does follow, or something else ends A. */
void cause_drop(struct calls *c, struct attempt *a);

/* By the final response M, or, where M is NULL, by silence. */
enum disconnect cause_of_failure(struct calls *c, struct attempt *a,
				 const struct sip_msg *m);
enum disconnect cause_of_bye(const struct calls *c, const struct attempt *a);

/* A has been, or is being, cancelled. */
enum disconnect cause_of_cancel(const struct attempt *a);

/* Has A rung until now, for as long as anyone lets it ring? */
bool cause_rang_out(const struct calls *c, const struct attempt *a);

/* -- remark.c: what the message that ends a call says beside -------------- */

/* A ends by M, a response or BYE. */
void remark_note(struct calls *c, struct attempt *a, const struct sip_msg *m);
void remark_drop(struct calls *c, struct attempt *a);
void remark_tell(const struct attempt *a, struct call *told);

/* What is said has other numbers now. */
void remark_renumber(struct calls *c, struct attempt *a,
		     const uint16_t *heirs);

/* -- wording.c, phrase.c: DISCONNECT_UNDECIDED: they have none ------------ */

enum disconnect meaning_of_words(struct slice text);

/* What meaning_of_words says of REASON, which came with CODE. */
enum disconnect meaning_of_reason(int code, struct slice reason);

/* As an RFC has it, if it is known here; else empty. */
struct slice phrase_of_code(int code);

/* -- media.c: offer and answer ------------------------------------------- */

void media_offer(struct calls *c, struct attempt *a, const struct sip_msg *m);
void media_respond(struct calls *c, struct attempt *a,
		   const struct sip_msg *m);

/* M, an ACK or PRACK, may bear the answer to an offer in a response. */
void media_acknowledge(struct calls *c, struct attempt *a,
		       const struct sip_msg *m);

/* No such ACK is waited for any more. */
void media_forget(struct calls *c, struct attempt *a);

/* Is there anything to hear, before the answer? */
bool media_is_early(const struct calls *c, const struct attempt *a);

/* Why offer and answer can't make a session, if that is sure. */
enum disconnect media_fault(const struct calls *c, const struct attempt *a);

/* M has refused the offer: for its codecs, or what else? */
enum disconnect media_refused(struct calls *c, struct attempt *a,
			      const struct sip_msg *m);

/* Can media reach one side only? */
bool media_one_way(const struct calls *c, const struct attempt *a);

/* What its record tells of them; valid as long as A has them. */
void media_tell(const struct calls *c, const struct attempt *a,
		struct call *told);

/* A, which was told, needs none any more. */
void media_drop(struct calls *c, struct attempt *a);

/* -- outlines.c: outlines that calls have in common ----------------------- */

int outlines_create(struct calls *c, uint64_t memory);

/* *AT is where O is, and not what it was; false: there is no room. */
bool outlines_keep(struct calls *c, const struct sdp_outline *o,
		   uint16_t *at);
void outlines_drop(struct calls *c, uint16_t *at);

/* That at 0 isn't there. */
const struct sdp_outline *outlines_at(const struct calls *c, uint16_t at);

/* -- session.c: session timers ------------------------------------------- */

/* M, a 2xx, may tell for how long A lasts unless it is refreshed. */
void session_note(const struct calls *c, struct attempt *a,
		  const struct sip_msg *m);

/* A talks, and is given up when it is silent, or its session is over. */
void session_wait(struct calls *c, struct attempt *a);

/* Would who waits for a refresh of A end it by now? */
bool session_is_due(const struct calls *c, const struct attempt *a);
bool session_is_over(const struct calls *c, const struct attempt *a,
		     struct moment *when);

/* -- prack.c: reliable provisional responses ------------------------------ */

void prack_repeated(struct attempt *a, const struct sip_msg *m);
void prack_seen(struct attempt *a, const struct sip_msg *m);

/* A goes on by another INVITE, whose responses have numbers of their own. */
void prack_begin_again(struct attempt *a);

/* -- transfer.c: calls that move on --------------------------------------- */

/* A begins by the INVITE M, and is answered. */
void transfer_begin(struct calls *c, struct attempt *a,
		    const struct sip_msg *m);
void transfer_answer(const struct calls *c, const struct attempt *a);

/* Does M, a NOTIFY, tell what came of a REFER? Then A may have stayed. */
bool transfer_concerns(const struct sip_msg *m);
void transfer_notify(struct attempt *a, const struct sip_msg *m);

/* -- measure.c: how long the steps of a call took ------------------------- */

/*
 * What lies between EARLIER and LATER, by the clock. False: one of them was
 * not seen, or the timestamps have stepped between them, and nobody knows.
 */
bool measure(const struct calls *c, struct moment earlier,
	     struct moment later, struct span *span);

/* A provisional response came that is neither 100, 180 nor 183. */
void measure_note(struct calls *c, struct attempt *a);

/* Adds what A's record says of that. */
void measure_tell(const struct calls *c, const struct attempt *a,
		  struct call *told);

/* -- situation.c: what was odd ------------------------------------------- */

bool situation_no_ringback(const struct calls *c, const struct attempt *a);

/* Those of A, which is over, and was answered for so long: 1 << enum
 * situation. */
unsigned situations_of(const struct calls *c, const struct attempt *a,
		       struct span lasted);

#endif
