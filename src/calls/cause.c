/* SPDX-License-Identifier: BSD-2-Clause */
/* Says in one word why a call ended: by its code, Reason, and phrase. */
#include "calls/attempt.h"
#include "sip_header.h"

struct row { uint16_t number; uint8_t disconnect; };

/* Final responses to the INVITE (RFC 3261 section 21). */
static const struct row by_code[] = {
	{ 400, DISCONNECT_MALFORMED }, { 401, DISCONNECT_UNAUTHORISED },
	{ 402, DISCONNECT_BALANCE }, { 403, DISCONNECT_REJECTED },
	{ 404, DISCONNECT_NOT_FOUND }, { 405, DISCONNECT_MALFORMED },
	{ 406, DISCONNECT_MALFORMED }, { 407, DISCONNECT_UNAUTHORISED },
	{ 408, DISCONNECT_REQUEST_TIMEOUT }, { 410, DISCONNECT_NOT_FOUND },
	{ 413, DISCONNECT_MALFORMED }, { 414, DISCONNECT_MALFORMED },
	{ 415, DISCONNECT_NO_MATCHING_CODECS },
	{ 416, DISCONNECT_MALFORMED }, { 420, DISCONNECT_MALFORMED },
	{ 421, DISCONNECT_MALFORMED }, { 422, DISCONNECT_SESSION_TIMER },
	{ 433, DISCONNECT_BLOCKED }, { 480, DISCONNECT_UNAVAILABLE },
	{ 482, DISCONNECT_LOOP }, { 483, DISCONNECT_LOOP },
	{ 484, DISCONNECT_NOT_FOUND }, { 485, DISCONNECT_NOT_FOUND },
	{ 486, DISCONNECT_BUSY }, { 487, DISCONNECT_CANCEL },
	{ 488, DISCONNECT_NO_MATCHING_CODECS },
	{ 493, DISCONNECT_MALFORMED }, { 494, DISCONNECT_UNAUTHORISED },
	{ 500, DISCONNECT_GATEWAY_FAILURE }, { 501, DISCONNECT_MALFORMED },
	{ 502, DISCONNECT_GATEWAY_FAILURE },
	{ 503, DISCONNECT_UNAVAILABLE },
	{ 504, DISCONNECT_REQUEST_TIMEOUT }, { 505, DISCONNECT_MALFORMED },
	{ 513, DISCONNECT_MALFORMED }, { 580, DISCONNECT_SDP_MISMATCH },
	{ 600, DISCONNECT_BUSY }, { 603, DISCONNECT_REJECTED },
	{ 604, DISCONNECT_NOT_FOUND },
	{ 606, DISCONNECT_NO_MATCHING_CODECS },
	{ 607, DISCONNECT_BLOCKED }, { 608, DISCONNECT_BLOCKED },
};

/* Causes of Q.850; 16 and 31, the normal ones, tell no more than a code. */
static const struct row by_q850[] = {
	{ 1, DISCONNECT_NOT_FOUND }, { 2, DISCONNECT_NOT_FOUND },
	{ 3, DISCONNECT_NOT_FOUND }, { 17, DISCONNECT_BUSY },
	{ 18, DISCONNECT_NO_ANSWER }, { 19, DISCONNECT_NO_ANSWER },
	{ 20, DISCONNECT_UNAVAILABLE }, { 21, DISCONNECT_REJECTED },
	{ 22, DISCONNECT_NOT_FOUND }, { 26, DISCONNECT_COMPLETED_ELSEWHERE },
	{ 27, DISCONNECT_GATEWAY_FAILURE }, { 28, DISCONNECT_NOT_FOUND },
	{ 29, DISCONNECT_REJECTED }, { 34, DISCONNECT_CAPACITY },
	{ 38, DISCONNECT_GATEWAY_FAILURE }, { 41, DISCONNECT_UNAVAILABLE },
	{ 42, DISCONNECT_CAPACITY }, { 44, DISCONNECT_CAPACITY },
	{ 47, DISCONNECT_CAPACITY }, { 55, DISCONNECT_BLOCKED },
	{ 57, DISCONNECT_BLOCKED }, { 65, DISCONNECT_NO_MATCHING_CODECS },
	{ 87, DISCONNECT_BLOCKED }, { 88, DISCONNECT_NO_MATCHING_CODECS },
	{ 102, DISCONNECT_REQUEST_TIMEOUT }, { 111, DISCONNECT_MALFORMED },
};

/* Wordings of phrases, Reason texts and Warnings, in small letters. */
static const struct { struct slice words; uint8_t disconnect; } by_words[] = {
	{ SLICE("completed elsewhere"), DISCONNECT_COMPLETED_ELSEWHERE },
	{ SLICE("answered elsewhere"), DISCONNECT_COMPLETED_ELSEWHERE },
	{ SLICE("rtp timeout"), DISCONNECT_RTP_TIMEOUT },
	{ SLICE("rtp-timeout"), DISCONNECT_RTP_TIMEOUT },
	{ SLICE("media timeout"), DISCONNECT_RTP_TIMEOUT },
	{ SLICE("no rtp"), DISCONNECT_RTP_TIMEOUT },
	{ SLICE("session timer"), DISCONNECT_SESSION_TIMER },
	{ SLICE("session expired"), DISCONNECT_SESSION_TIMER },
	{ SLICE("session timeout"), DISCONNECT_SESSION_TIMER },
	{ SLICE("ack timeout"), DISCONNECT_NO_ACK },
	{ SLICE("no ack"), DISCONNECT_NO_ACK },
	{ SLICE("prack"), DISCONNECT_NO_PRACK },
	{ SLICE("not registered"), DISCONNECT_NOT_REGISTERED },
	{ SLICE("unregistered"), DISCONNECT_NOT_REGISTERED },
	{ SLICE("capacity"), DISCONNECT_CAPACITY },
	{ SLICE("channel limit"), DISCONNECT_CAPACITY },
	{ SLICE("too many calls"), DISCONNECT_CAPACITY },
	{ SLICE("call limit"), DISCONNECT_CAPACITY },
	{ SLICE("balance"), DISCONNECT_BALANCE },
	{ SLICE("insufficient funds"), DISCONNECT_BALANCE },
	{ SLICE("blacklist"), DISCONNECT_BLOCKED },
	{ SLICE("blocked"), DISCONNECT_BLOCKED },
	{ SLICE("barred"), DISCONNECT_BLOCKED },
	{ SLICE("codec"), DISCONNECT_NO_MATCHING_CODECS },
	{ SLICE("incompatible media"), DISCONNECT_NO_MATCHING_CODECS },
	{ SLICE("no sdp"), DISCONNECT_SDP_MISSING },
	{ SLICE("missing sdp"), DISCONNECT_SDP_MISSING },
	{ SLICE("loop"), DISCONNECT_LOOP },
	{ SLICE("unallocated"), DISCONNECT_NOT_FOUND },
};

#define LONGEST 128	/* bytes of a wording that are looked at */

static enum disconnect look_up(const struct row *rows, size_t n,
			       unsigned number)
{
	for (size_t i = 0; i < n; i++)
		if (rows[i].number == number)
			return rows[i].disconnect;
	return DISCONNECT_UNDECIDED;
}

#define LOOK_UP(rows, number) \
	look_up(rows, sizeof(rows) / sizeof *(rows), number)

static bool holds(struct slice text, struct slice words)
{
	for (; text.n >= words.n; text = slice_from(text, 1))
		if (slice_begins(text, words))
			return true;
	return false;
}

static enum disconnect read_words(struct slice text)
{
	text = slice_head(text, LONGEST);
	for (size_t i = 0; i < sizeof by_words / sizeof *by_words; i++)
		if (holds(text, by_words[i].words))
			return by_words[i].disconnect;
	return DISCONNECT_UNDECIDED;
}

static enum disconnect read_q850(const struct sip_cause *cause)
{
	enum disconnect d = read_words(cause->text);

	return d || cause->code < 0 ? d :
	       LOOK_UP(by_q850, (unsigned)cause->code);
}

/* RFC 3326 section 2: with 200, a CANCEL says who else has answered. */
static enum disconnect read_sip(const struct sip_cause *cause)
{
	enum disconnect d = read_words(cause->text);

	if (d || cause->code < 0)
		return d;
	return cause->code == 200 ? DISCONNECT_COMPLETED_ELSEWHERE :
				    LOOK_UP(by_code, (unsigned)cause->code);
}

void cause_note(struct attempt *a, const struct sip_msg *m)
{
	struct sip_reason r;

	if (!sip_read_reason(m, &r))
		return;
	a->hint = DISCONNECT_UNDECIDED;
	if (r.q850.there)
		a->hint = (uint8_t)read_q850(&r.q850);
	if (!a->hint && r.sip.there)
		a->hint = (uint8_t)read_sip(&r.sip);
	if (!a->hint && r.other.there)
		a->hint = (uint8_t)read_words(r.other.text);
	if (r.q850.there && r.q850.code >= 0)
		a->cause = (struct call_cause){ CAUSE_Q850, r.q850.code };
	else if (r.sip.there && r.sip.code >= 0)
		a->cause = (struct call_cause){ CAUSE_SIP, r.sip.code };
}

/* What a code means that depends on what was seen of A before. */
static enum disconnect read_code(const struct attempt *a)
{
	if (a->code < 400)
		return DISCONNECT_REDIRECTED;
	if (a->code == 480 && a->ringing.ns)
		return DISCONNECT_NO_ANSWER;
	if (a->code == 408 && a->direction == INBOUND &&
	    a->generated != GENERATED_RELAYED)
		return DISCONNECT_TRANSACTION_TIMEOUT;
	return LOOK_UP(by_code, a->code);
}

static enum disconnect known(enum disconnect d)
{
	return d ? d : DISCONNECT_UNKNOWN;
}

enum disconnect cause_of_failure(struct attempt *a, const struct sip_msg *m)
{
	enum disconnect d;

	if (a->status == CALL_CANCELLED)
		return a->hint == DISCONNECT_COMPLETED_ELSEWHERE ||
		       a->hint == DISCONNECT_RINGING_TIMEOUT ?
		       a->hint : DISCONNECT_CANCEL;
	if (a->status == CALL_NO_FINAL)
		return a->ringing.ns ? DISCONNECT_RINGING_TIMEOUT :
				       DISCONNECT_TRANSACTION_TIMEOUT;
	if (a->status == CALL_NO_RESPONSE)
		return DISCONNECT_TRANSACTION_TIMEOUT;
	if (!m)
		return known(read_code(a));
	cause_note(a, m);
	if (a->hint)
		return a->hint;
	d = read_words(m->reason);
	return known(d ? d : read_code(a));
}

enum disconnect cause_of_bye(const struct attempt *a)
{
	if (a->hint)
		return a->hint;
	if (a->no_ack)
		return DISCONNECT_NO_ACK;
	if (a->reinvite_failed)
		return DISCONNECT_REINVITE_FAILED;
	return a->transferred ? DISCONNECT_TRANSFER : DISCONNECT_BYE;
}
