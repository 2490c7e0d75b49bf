/* SPDX-License-Identifier: BSD-2-Clause */
/* What requests and responses do to the attempt that they belong to. */
#include "calls/attempt.h"
#include "sip_header.h"

#define CROSSING span_s(1)	/* BYEs of both sides may cross */

static const struct slice no_phrase;

/* -- ends ---------------------------------------------------------------- */

/*
 * Nobody has hung up: who it was that failed is told by which way the leg
 * goes. What this host has answered may come from behind it.
 */
static enum call_side failed_side(const struct attempt *a, bool silent)
{
	if (a->direction == TRANSIT)
		return silent ? SIDE_UNKNOWN : SIDE_DESTINATION;
	if (silent)
		return SIDE_SYSTEM;
	return a->direction == OUTBOUND ? SIDE_DESTINATION : SIDE_UNKNOWN;
}

/*
 * Nobody hangs up because somebody else has answered, or at just the moment
 * when it has rung for as long as this host allows: a machine does.
 */
static bool is_by_system(const struct attempt *a)
{
	bool elsewhere = a->disconnect == DISCONNECT_COMPLETED_ELSEWHERE,
	     rang_out = a->disconnect == DISCONNECT_RINGING_TIMEOUT;

	if (a->status == CALL_CANCELLED)
		return elsewhere || rang_out;
	return a->status == CALL_FAILED && rang_out &&
	       a->direction == INBOUND && a->generated != GENERATED_RELAYED;
}

static void end(struct calls *c, struct attempt *a, enum call_status status,
		enum call_side side, const struct sip_msg *m)
{
	a->status = (uint8_t)status;
	a->initiator = (uint8_t)side;
	a->end = clock_now(c->clock);
	side_fail(a);
	a->disconnect = (uint8_t)cause_of_failure(c, a, m);
	if (is_by_system(a))
		a->initiator = SIDE_SYSTEM;
	pair_end(c, a, m ? m->reason : no_phrase);
}

/* The last INVITE of A was refused, by M unless nobody remembers. */
void step_fail(struct calls *c, struct attempt *a, const struct sip_msg *m)
{
	if (a->code == 487 && a->cancelled)
		end(c, a, CALL_CANCELLED, SIDE_ORIGINATION, m);
	else if (a->code < 400)
		end(c, a, CALL_REDIRECTED, SIDE_DESTINATION, m);
	else
		end(c, a, CALL_FAILED, failed_side(a, false), m);
}

void step_silence(struct calls *c, struct attempt *a,
		  enum call_status status)
{
	if (status == CALL_CANCELLED)
		end(c, a, status, SIDE_ORIGINATION, NULL);
	else
		end(c, a, status, failed_side(a, true), NULL);
}

/* -- requests ------------------------------------------------------------ */

/* Another INVITE of the caller: after a challenge, or of a fork. */
static void try_again(struct calls *c, struct attempt *a,
		      const struct sight *s)
{
	const struct sip_msg *m = s->m;

	if (m->cseq > a->cseq) {
		a->cseq = m->cseq;
		a->attempts++;
	}
	a->pending++;
	media_offer(c, a, m);
	if (a->state != ASKED)
		return;
	life_wait(c, a, TRYING, c->settings->idle);
	pair_begin_again(c, a, s);
}

/* RFC 3891: the call that it takes over is a transferred one. */
static void replace(struct calls *c, struct attempt *a,
		    const struct sip_msg *m)
{
	struct attempt *before;
	struct slice value;

	if (!sip_hint(m, SIP_REPLACES) ||
	    !sip_header(m, SIP_REPLACES, &value))
		return;
	a->replaces = true;
	before = find_replaced(c, value);
	if (before)
		before->transferred = true;
}

static void begin(struct calls *c, struct sight *s)
{
	struct attempt *a = life_begin(c, s, false);

	if (!a)
		return;
	media_offer(c, a, s->m);
	replace(c, a, s->m);
	pair_begin(c, a, s);
}

static void see_invite(struct calls *c, struct sight *s)
{
	struct attempt *a = find_attempt(c, s);

	if (s->again) {
		if (a)
			a->retransmissions++;
	} else if (a && (a->state < LEAVING || s->m->cseq <= a->cseq)) {
		try_again(c, a, s);
	} else {
		begin(c, s);
	}
}

/* It is as if A had always been there: nobody knows who called. */
static struct attempt *join(struct calls *c, struct sight *s)
{
	struct attempt *a = life_begin(c, s, true);

	if (!a)
		return NULL;
	a->joined = true;
	a->cseq = 0;		/* of an INVITE that nobody saw */
	a->attempts = 0;
	a->callee = s->to;
	a->status = CALL_ANSWERED;
	life_hold(c, a);
	session_wait(c, a);
	return a;
}

static void see_reinvite(struct calls *c, struct sight *s)
{
	enum absence why;
	struct attempt *a = find_dialog(c, s, &why);

	if (s->again && a)
		a->retransmissions++;
	if (s->again)
		return;
	if (!a && why == UNKNOWN_DIALOG)
		a = join(c, s);
	if (a && a->state == TALKING) {
		a->reinvite = s->m->cseq;
		session_wait(c, a);
	}
}

/* By CANCEL, or BYE: why then, and what had it been like? */
static void give_up(struct calls *c, struct attempt *a,
		    const struct sip_msg *m)
{
	a->cancelled = true;
	a->rang_out = cause_rang_out(c, a);
	a->no_ringback = situation_no_ringback(c, a);
	cause_note(a, m);
}

static void see_cancel(struct calls *c, struct sight *s)
{
	struct attempt *a = find_attempt(c, s);

	if (!a || s->again || (a->state != TRYING && a->state != ASKED))
		return;
	give_up(c, a, s->m);
	pair_lose(c, a);
}

/*
 * Who says BYE first has ended the call, whatever crosses it (RFC 3261
 * section 15). In an early dialog it is a CANCEL by another name.
 */
static void see_bye(struct calls *c, struct sight *s)
{
	enum absence why;
	struct attempt *a = find_dialog(c, s, &why);

	*c->spoofed += !a && why == STRANGER && !s->again;
	if (s->again && a)
		a->retransmissions++;
	if (s->again)
		return;
	if (!a && why == UNKNOWN_DIALOG)
		a = join(c, s);
	if (!a || a->state > TALKING)
		return;
	if (a->state != TALKING) {
		give_up(c, a, s->m);
		return;
	}
	cause_note(a, s->m);
	a->end = clock_now(c->clock);
	if (!a->joined)
		a->initiator = (uint8_t)find_sender(a, s->m);
	side_bye(a);
	a->disconnect = (uint8_t)cause_of_bye(c, a);
	life_wait(c, a, LEAVING, CROSSING);
}

/* A request within the dialog shows that it goes on. */
static void see_other(struct calls *c, struct sight *s)
{
	enum absence why;
	struct attempt *a;

	find_names(c, s);
	a = s->to && !s->again ? find_dialog(c, s, &why) : NULL;
	if (a && a->state == TALKING)
		session_wait(c, a);
}

/* An ACK concerns who waits for one, a PRACK what is not yet answered. */
static void see_acknowledged(struct calls *c, struct sight *s)
{
	enum absence why;
	struct attempt *a = s->again ? NULL : find_dialog(c, s, &why);

	if (!a)
		return;
	if (s->m->method == SIP_PRACK)
		prack_seen(a, s->m);
	media_acknowledge(c, a, s->m);
}

#define BIT(method) (1u << (method))

bool step_concerns(const struct calls *c, const struct sip_msg *m)
{
	unsigned requests = BIT(SIP_INVITE) | BIT(SIP_CANCEL) | BIT(SIP_BYE) |
			    BIT(SIP_UPDATE) | BIT(SIP_INFO) |
			    BIT(SIP_OPTIONS) | BIT(SIP_PRACK),
		 responses = BIT(SIP_INVITE) | BIT(SIP_REFER) |
			     BIT(SIP_UPDATE);

	if (c->late)
		requests |= BIT(SIP_ACK);
	return (m->response ? responses : requests) & BIT(m->method);
}

void step_request(struct calls *c, struct sight *s)
{
	switch (s->m->method) {
	case SIP_INVITE:
		find_names(c, s);
		if (s->to)
			see_reinvite(c, s);
		else
			see_invite(c, s);
		return;
	case SIP_CANCEL:
		see_cancel(c, s);
		return;
	case SIP_BYE:
		see_bye(c, s);
		return;
	case SIP_UPDATE:
	case SIP_INFO:
	case SIP_OPTIONS:
		see_other(c, s);
		return;
	case SIP_ACK:
	case SIP_PRACK:
		see_acknowledged(c, s);
		return;
	default:
		return;
	}
}

/* -- responses ----------------------------------------------------------- */

/* Does CODE only ask for another INVITE? (RFC 3261 section 22, RFC 4028.) */
static bool asks_again(int code)
{
	return code == 401 || code == 407 || code == 422 || code == 494;
}

static void see_provisional(struct calls *c, struct attempt *a,
			    const struct sip_msg *m)
{
	if (a->state != TRYING || m->code == 100)
		return;
	media_respond(c, a, m);
	a->ringback |= m->code == 180 || media_is_early(a);
	if (!a->ringing.ns && (m->code == 180 || m->code == 183)) {
		a->ringing = clock_now(c->clock);
		life_ring(c, a);
	}
}

static void see_answer(struct calls *c, struct attempt *a, struct sight *s)
{
	if (a->state != TRYING && a->state != ASKED)
		return;		/* of another branch of a fork */
	find_names(c, s);
	a->code = (uint16_t)s->m->code;
	a->callee = s->to;
	a->status = CALL_ANSWERED;
	a->answer = clock_now(c->clock);
	if (!a->ringing.ns)
		life_ring(c, a);
	pair_answer(c, a);
	a->no_ringback = situation_no_ringback(c, a);
	media_respond(c, a, s->m);
	session_note(c, a, s->m);
	session_wait(c, a);
}

/* A refusal counts when no branch of the fork is left that may answer. */
static void see_refusal(struct calls *c, struct attempt *a,
			const struct sip_msg *m)
{
	if (a->pending)
		a->pending--;
	if ((a->state != TRYING && a->state != ASKED) || a->pending)
		return;
	a->code = (uint16_t)m->code;
	if (asks_again(m->code))
		life_wait(c, a, ASKED, T1_64);
	else
		step_fail(c, a, m);
}

/* The response to an INVITE or UPDATE within the dialog A. */
static void see_refreshed(struct calls *c, struct attempt *a,
			  const struct sip_msg *m)
{
	if (m->code / 100 != 2 || a->state != TALKING)
		return;
	a->renewed = true;
	session_note(c, a, m);
	session_wait(c, a);
}

static void see_reinvited(struct calls *c, struct attempt *a,
			  const struct sip_msg *m)
{
	if (m->code < 200 || m->cseq != a->reinvite)
		return;
	see_refreshed(c, a, m);
	a->reinvite_failed = m->code >= 300 && !asks_again(m->code) &&
			     m->code != 491;
}

/* The INVITE was not seen, nor what came before this response. */
static struct attempt *begin_by_response(struct calls *c, struct sight *s)
{
	struct attempt *a;

	if (s->astray)
		return NULL;
	a = life_begin(c, s, true);
	if (a)
		a->attempts = 1;
	return a;
}

static void see_invited(struct calls *c, struct sight *s)
{
	struct attempt *a = find_attempt(c, s);
	enum absence why;

	if (s->again) {
		if (a) {
			a->retransmissions++;
			prack_repeated(a, s->m);
		}
		return;
	}
	if (!a) {
		a = find_dialog(c, s, &why);
		if (a) {
			see_reinvited(c, a, s->m);
			return;
		}
		a = begin_by_response(c, s);
	} else if (s->m->cseq > a->cseq && a->state >= TALKING) {
		see_reinvited(c, a, s->m);
		return;
	} else if (s->m->cseq < a->cseq || a->state == TOLD) {
		return;		/* late */
	}
	if (!a)
		return;
	life_hold(c, a);
	if (s->m->code < 200)
		see_provisional(c, a, s->m);
	else if (s->m->code < 300)
		see_answer(c, a, s);
	else
		see_refusal(c, a, s->m);
}

/* What was asked within a dialog, and by now is answered. */
static void see_responded(struct calls *c, struct sight *s)
{
	enum absence why;
	struct attempt *a;

	if (s->again || s->m->code / 100 != 2)
		return;
	a = find_dialog(c, s, &why);
	if (a && s->m->method == SIP_REFER)
		a->transferred = true;
	else if (a)
		see_refreshed(c, a, s->m);
}

void step_response(struct calls *c, struct sight *s)
{
	switch (s->m->method) {
	case SIP_INVITE:
		see_invited(c, s);
		return;
	case SIP_REFER:
	case SIP_UPDATE:
		see_responded(c, s);
		return;
	default:
		return;
	}
}
