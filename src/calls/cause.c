/* SPDX-License-Identifier: BSD-2-Clause */
/* Says in one word why a call ended, by all that was seen of it. */
#include "calls/ends.h"
#include "calls/proof.h"
#include "sip_header.h"

static enum disconnect read_q850(const struct sip_cause *cause)
{
	enum disconnect d = meaning_of_words(cause->text);

	return d || cause->code < 0 ? d : meaning_of_q850(cause->code);
}

/* Is M a CANCEL, or the answer to one (RFC 3261 section 9.2)? */
static bool is_cancel(const struct sip_msg *m)
{
	return m->response ? m->code == 487 : m->method == SIP_CANCEL;
}

/*
 * RFC 3326 section 2: with 200, a CANCEL says that somebody else has
 * answered. In a BYE it is what some send when all is well.
 */
static enum disconnect read_sip(const struct sip_cause *cause, bool cancel)
{
	enum disconnect d = meaning_of_words(cause->text);

	if (d || cause->code < 0)
		return d;
	if (cause->code == 200)
		return cancel ? DISCONNECT_COMPLETED_ELSEWHERE :
				DISCONNECT_UNDECIDED;
	return meaning_of_code(cause->code);
}

static void set_cause(struct attempt *a, unsigned of, int code)
{
	a->cause_of = of & 3;
	a->cause = code;
}

/* Of several values the one is told that says most. */
void cause_note(struct attempt *a, const struct sip_msg *m)
{
	enum disconnect q850 = DISCONNECT_UNDECIDED,
			sip = DISCONNECT_UNDECIDED;
	struct sip_reason r;

	if (!sip_hint(m, SIP_REASON) || !sip_read_reason(m, &r))
		return;
	if (r.q850.there)
		q850 = read_q850(&r.q850);
	if (r.sip.there && !q850)
		sip = read_sip(&r.sip, is_cancel(m));
	a->hint = (uint8_t)(q850 ? q850 : sip);
	if (!a->hint && r.other.there)
		a->hint = (uint8_t)meaning_of_words(r.other.text);
	if (r.q850.there && r.q850.code >= 0 && (!sip || r.sip.code < 0))
		set_cause(a, CAUSE_Q850, r.q850.code);
	else if (r.sip.there && r.sip.code >= 0)
		set_cause(a, CAUSE_SIP, r.sip.code);
}

static void forget(struct attempt *a)
{
	a->hint = DISCONNECT_UNDECIDED;
	set_cause(a, CAUSE_NONE, 0);
}

/* That of another branch of the fork has done its work. */
void cause_answer(const struct calls *c, struct attempt *a,
		  const struct sip_msg *m)
{
	if (a->cancelled && !proof_is_branch(c, a, m))
		forget(a);
}

static bool is_soon_after(const struct calls *c, const struct attempt *a)
{
	struct span talked;

	return measure(c, a->answer, clock_now(c->clock), &talked) &&
	       talked.ns <= SOON_AFTER.ns;
}

void cause_note_end(const struct calls *c, struct attempt *a,
		    const struct sip_msg *m)
{
	if (a->cancelled && !is_soon_after(c, a))
		forget(a);
	cause_note(a, m);
}

bool cause_rang_out(const struct calls *c, const struct attempt *a)
{
	struct moment limit = moment_add(a->start,
					 c->settings->ringing_limit);

	return a->began && a->ringing.ns &&
	       !moment_before(clock_now(c->clock), limit);
}

/* -- failures ------------------------------------------------------------ */

enum disconnect cause_of_cancel(const struct attempt *a)
{
	if (a->hint == DISCONNECT_COMPLETED_ELSEWHERE ||
	    a->hint == DISCONNECT_RINGING_TIMEOUT)
		return a->hint;
	/* what those say who cancel by a timer */
	if (a->ringing.ns && (a->hint == DISCONNECT_NO_ANSWER ||
			      a->hint == DISCONNECT_REQUEST_TIMEOUT))
		return DISCONNECT_RINGING_TIMEOUT;
	return a->rang_out ? DISCONNECT_RINGING_TIMEOUT : DISCONNECT_CANCEL;
}

/* What a code means that depends on what was seen of A before. */
static enum disconnect read_code(const struct calls *c,
				 const struct attempt *a)
{
	bool own = a->direction == INBOUND &&
		   a->generated != GENERATED_RELAYED;

	if ((a->code == 408 || a->code == 480) && cause_rang_out(c, a))
		return DISCONNECT_RINGING_TIMEOUT;
	if (a->code == 480 && a->ringing.ns)
		return DISCONNECT_NO_ANSWER;
	if ((a->code == 408 || a->code == 504) && own)
		return DISCONNECT_TRANSACTION_TIMEOUT;
	return a->code < 400 ? DISCONNECT_REDIRECTED :
			       meaning_of_code(a->code);
}

/* The same with what the description in M says of the one that was offered. */
static enum disconnect read_refusal(struct calls *c, struct attempt *a,
				    const struct sip_msg *m)
{
	enum disconnect d = read_code(c, a);

	return d == DISCONNECT_NO_MATCHING_CODECS ? media_refused(c, a, m) :
						    d;
}

/* The first of its warnings that says anything. */
static enum disconnect read_warnings(const struct sip_msg *m)
{
	struct sip_headers h = sip_headers_of(m);
	enum disconnect d = DISCONNECT_UNDECIDED;
	struct sip_warning w;
	struct slice value;

	if (!sip_hint(m, SIP_WARNING))
		return d;
	while (!d && sip_next_header(&h, SIP_WARNING, &value))
		while (!d && sip_next_warning(&value, &w)) {
			d = meaning_of_warning(w.code);
			if (!d)
				d = meaning_of_words(w.text);
		}
	return d;
}

/*
 * RFC 3262 section 3: who gets no PRACK for 64 x T1 refuses the INVITE with
 * a 5xx; some take 408.
 */
static bool wants_prack(const struct attempt *a)
{
	return a->unpracked && (a->code == 408 || a->code / 100 == 5);
}

static enum disconnect known(enum disconnect d)
{
	return d ? d : DISCONNECT_UNKNOWN;
}

/* What was said of it counts before what its code makes likely. */
static enum disconnect cause_of_refusal(struct calls *c, struct attempt *a,
					const struct sip_msg *m)
{
	enum disconnect d;

	a->hint = DISCONNECT_UNDECIDED;
	cause_note(a, m);
	if (wants_prack(a))
		return DISCONNECT_NO_PRACK;
	if (a->hint)
		return a->hint;
	d = read_warnings(m);
	if (!d)
		d = meaning_of_reason(m->code, m->reason);
	if (!d)
		d = read_refusal(c, a, m);
	return known(d);
}

void cause_keep(struct calls *c, struct attempt *a, const struct sip_msg *m)
{
	a->hint = DISCONNECT_UNDECIDED;
	a->cause_of = CAUSE_NONE;
	cause_note(a, m);
	if (!a->hint)
		a->hint = (uint8_t)read_warnings(m);
	a->words = words_with(c->store, a->words, WORD_REASON, m->reason);
	remark_note(c, a, m);
}

/* But what a CANCEL said after it stays. */
void cause_drop(struct calls *c, struct attempt *a)
{
	if (!a->cancelled)
		forget(a);
	a->words = words_without(c->store, a->words, WORD_REASON);
	remark_drop(c, a);
}

/* The same by what cause_keep() has kept of it. */
static enum disconnect cause_of_kept(const struct calls *c,
				     const struct attempt *a)
{
	enum disconnect d = a->hint;

	if (wants_prack(a))
		return DISCONNECT_NO_PRACK;
	if (!d)
		d = meaning_of_reason(a->code,
				      words_get(a->words, WORD_REASON));
	return known(d ? d : read_code(c, a));
}

enum disconnect cause_of_failure(struct calls *c, struct attempt *a,
				 const struct sip_msg *m)
{
	switch (a->status) {
	case CALL_CANCELLED:
		return cause_of_cancel(a);
	case CALL_NO_FINAL:
		return a->ringing.ns ? DISCONNECT_RINGING_TIMEOUT :
				       DISCONNECT_TRANSACTION_TIMEOUT;
	case CALL_NO_RESPONSE:
		return DISCONNECT_TRANSACTION_TIMEOUT;
	default:
		return m ? cause_of_refusal(c, a, m) :
			   cause_of_kept(c, a);
	}
}

/* -- calls that were answered -------------------------------------------- */

/* A Reason that says no more than that some timer has run out. */
static bool is_vague(enum disconnect hint)
{
	return hint == DISCONNECT_UNDECIDED ||
	       hint == DISCONNECT_REQUEST_TIMEOUT;
}

enum disconnect cause_of_bye(const struct calls *c, const struct attempt *a)
{
	enum disconnect d;

	if (!is_vague(a->hint))
		return a->hint;
	d = trouble_cause(c, a);
	if (d)
		return d;
	if (a->transferred)
		return DISCONNECT_TRANSFER;
	if (session_is_due(c, a))
		return DISCONNECT_SESSION_TIMER;
	d = is_soon_after(c, a) ? media_fault(c, a) : DISCONNECT_UNDECIDED;
	if (d)
		return d;
	return a->hint ? a->hint : DISCONNECT_BYE;
}
