/* SPDX-License-Identifier: BSD-2-Clause */
/* Knows what codes, causes, warnings and wordings mean, in one word each. */
#include "calls/attempt.h"

struct row { uint16_t number; uint8_t disconnect; };

/* Final responses to the INVITE (RFC 3261 section 21, and IANA's others). */
static const struct row codes[] = {
	{ 400, DISCONNECT_MALFORMED }, { 401, DISCONNECT_UNAUTHORISED },
	{ 402, DISCONNECT_BALANCE }, { 403, DISCONNECT_REJECTED },
	{ 404, DISCONNECT_NOT_FOUND }, { 405, DISCONNECT_MALFORMED },
	{ 406, DISCONNECT_MALFORMED }, { 407, DISCONNECT_UNAUTHORISED },
	{ 408, DISCONNECT_REQUEST_TIMEOUT }, { 409, DISCONNECT_MALFORMED },
	{ 410, DISCONNECT_NOT_FOUND }, { 411, DISCONNECT_MALFORMED },
	{ 412, DISCONNECT_MALFORMED }, { 413, DISCONNECT_MALFORMED },
	{ 414, DISCONNECT_MALFORMED },
	{ 415, DISCONNECT_NO_MATCHING_CODECS },
	{ 416, DISCONNECT_MALFORMED }, { 417, DISCONNECT_MALFORMED },
	{ 420, DISCONNECT_MALFORMED }, { 421, DISCONNECT_MALFORMED },
	{ 422, DISCONNECT_SESSION_TIMER }, { 424, DISCONNECT_MALFORMED },
	{ 428, DISCONNECT_UNAUTHORISED }, { 429, DISCONNECT_MALFORMED },
	{ 430, DISCONNECT_UNAVAILABLE }, { 433, DISCONNECT_BLOCKED },
	{ 436, DISCONNECT_UNAUTHORISED }, { 437, DISCONNECT_UNAUTHORISED },
	{ 438, DISCONNECT_UNAUTHORISED }, { 439, DISCONNECT_MALFORMED },
	{ 440, DISCONNECT_LOOP }, { 470, DISCONNECT_BLOCKED },
	{ 480, DISCONNECT_UNAVAILABLE }, { 482, DISCONNECT_LOOP },
	{ 483, DISCONNECT_LOOP }, { 484, DISCONNECT_NOT_FOUND },
	{ 485, DISCONNECT_NOT_FOUND }, { 486, DISCONNECT_BUSY },
	{ 487, DISCONNECT_CANCEL }, { 488, DISCONNECT_NO_MATCHING_CODECS },
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

/*
 * Causes of Q.850, after the codes that RFC 3398 section 7.2.4.1 makes of
 * them. 16 and 31, the normal ones, say no more than a code; 26 is how PBXs
 * tell phones that another one has answered.
 */
static const struct row causes[] = {
	{ 1, DISCONNECT_NOT_FOUND }, { 2, DISCONNECT_NOT_FOUND },
	{ 3, DISCONNECT_NOT_FOUND }, { 8, DISCONNECT_CAPACITY },
	{ 17, DISCONNECT_BUSY }, { 18, DISCONNECT_NO_ANSWER },
	{ 19, DISCONNECT_NO_ANSWER }, { 20, DISCONNECT_UNAVAILABLE },
	{ 21, DISCONNECT_REJECTED }, { 22, DISCONNECT_NOT_FOUND },
	{ 23, DISCONNECT_REDIRECTED }, { 25, DISCONNECT_LOOP },
	{ 26, DISCONNECT_COMPLETED_ELSEWHERE },
	{ 27, DISCONNECT_GATEWAY_FAILURE }, { 28, DISCONNECT_NOT_FOUND },
	{ 29, DISCONNECT_REJECTED }, { 34, DISCONNECT_CAPACITY },
	{ 38, DISCONNECT_GATEWAY_FAILURE }, { 41, DISCONNECT_UNAVAILABLE },
	{ 42, DISCONNECT_CAPACITY }, { 43, DISCONNECT_MALFORMED },
	{ 44, DISCONNECT_CAPACITY }, { 46, DISCONNECT_BLOCKED },
	{ 47, DISCONNECT_CAPACITY }, { 49, DISCONNECT_CAPACITY },
	{ 50, DISCONNECT_BLOCKED }, { 52, DISCONNECT_BLOCKED },
	{ 53, DISCONNECT_BLOCKED }, { 54, DISCONNECT_BLOCKED },
	{ 55, DISCONNECT_BLOCKED }, { 57, DISCONNECT_BLOCKED },
	{ 58, DISCONNECT_UNAVAILABLE }, { 63, DISCONNECT_UNAVAILABLE },
	{ 65, DISCONNECT_NO_MATCHING_CODECS },
	{ 69, DISCONNECT_MALFORMED }, { 70, DISCONNECT_NO_MATCHING_CODECS },
	{ 79, DISCONNECT_MALFORMED }, { 81, DISCONNECT_MALFORMED },
	{ 87, DISCONNECT_BLOCKED }, { 88, DISCONNECT_NO_MATCHING_CODECS },
	{ 95, DISCONNECT_MALFORMED }, { 96, DISCONNECT_MALFORMED },
	{ 97, DISCONNECT_MALFORMED }, { 98, DISCONNECT_MALFORMED },
	{ 99, DISCONNECT_MALFORMED }, { 100, DISCONNECT_MALFORMED },
	{ 101, DISCONNECT_MALFORMED }, { 102, DISCONNECT_REQUEST_TIMEOUT },
	{ 111, DISCONNECT_MALFORMED }, { 127, DISCONNECT_GATEWAY_FAILURE },
};

/* RFC 3261 section 20.43; 399 has only its text. */
static const struct row warnings[] = {
	{ 300, DISCONNECT_SDP_MISMATCH }, { 301, DISCONNECT_SDP_MISMATCH },
	{ 302, DISCONNECT_SDP_MISMATCH }, { 303, DISCONNECT_SDP_MISMATCH },
	{ 304, DISCONNECT_SDP_MISMATCH },
	{ 305, DISCONNECT_NO_MATCHING_CODECS },
	{ 306, DISCONNECT_SDP_MISMATCH }, { 307, DISCONNECT_SDP_MISMATCH },
	{ 330, DISCONNECT_SDP_MISMATCH }, { 331, DISCONNECT_SDP_MISMATCH },
	{ 370, DISCONNECT_CAPACITY },
};

/* Wordings of phrases and texts, sorted, in small letters. */
static const struct { struct slice words; uint8_t disconnect; } wordings[] = {
	{ SLICE("ack timeout"), DISCONNECT_NO_ACK },
	{ SLICE("answered elsewhere"), DISCONNECT_COMPLETED_ELSEWHERE },
	{ SLICE("balance"), DISCONNECT_BALANCE },
	{ SLICE("barred"), DISCONNECT_BLOCKED },
	{ SLICE("blacklist"), DISCONNECT_BLOCKED },
	{ SLICE("blocked"), DISCONNECT_BLOCKED },
	{ SLICE("call limit"), DISCONNECT_CAPACITY },
	{ SLICE("capacity"), DISCONNECT_CAPACITY },
	{ SLICE("channel limit"), DISCONNECT_CAPACITY },
	{ SLICE("circuits busy"), DISCONNECT_CAPACITY },
	{ SLICE("codec"), DISCONNECT_NO_MATCHING_CODECS },
	{ SLICE("completed elsewhere"), DISCONNECT_COMPLETED_ELSEWHERE },
	{ SLICE("congestion"), DISCONNECT_CAPACITY },
	{ SLICE("empty sdp"), DISCONNECT_SDP_MISSING },
	{ SLICE("fraud"), DISCONNECT_BLOCKED },
	{ SLICE("incompatible media"), DISCONNECT_NO_MATCHING_CODECS },
	{ SLICE("insufficient credit"), DISCONNECT_BALANCE },
	{ SLICE("insufficient funds"), DISCONNECT_BALANCE },
	{ SLICE("loop"), DISCONNECT_LOOP },
	{ SLICE("media timeout"), DISCONNECT_RTP_TIMEOUT },
	{ SLICE("media_timeout"), DISCONNECT_RTP_TIMEOUT },
	{ SLICE("missing sdp"), DISCONNECT_SDP_MISSING },
	{ SLICE("no ack"), DISCONNECT_NO_ACK },
	{ SLICE("no prack"), DISCONNECT_NO_PRACK },
	{ SLICE("no rtp"), DISCONNECT_RTP_TIMEOUT },
	{ SLICE("no sdp"), DISCONNECT_SDP_MISSING },
	{ SLICE("noack"), DISCONNECT_NO_ACK },
	{ SLICE("not in service"), DISCONNECT_NOT_FOUND },
	{ SLICE("not registered"), DISCONNECT_NOT_REGISTERED },
	{ SLICE("overload"), DISCONNECT_CAPACITY },
	{ SLICE("picked up elsewhere"), DISCONNECT_COMPLETED_ELSEWHERE },
	{ SLICE("prack"), DISCONNECT_NO_PRACK },
	{ SLICE("re-invite"), DISCONNECT_REINVITE_FAILED },
	{ SLICE("reinvite"), DISCONNECT_REINVITE_FAILED },
	{ SLICE("ring timeout"), DISCONNECT_RINGING_TIMEOUT },
	{ SLICE("ringing timeout"), DISCONNECT_RINGING_TIMEOUT },
	{ SLICE("rtp timeout"), DISCONNECT_RTP_TIMEOUT },
	{ SLICE("rtp-timeout"), DISCONNECT_RTP_TIMEOUT },
	{ SLICE("sdp empty"), DISCONNECT_SDP_MISSING },
	{ SLICE("sdp inv"), DISCONNECT_SDP_MISMATCH },
	{ SLICE("session expired"), DISCONNECT_SESSION_TIMER },
	{ SLICE("session interval"), DISCONNECT_SESSION_TIMER },
	{ SLICE("session timeout"), DISCONNECT_SESSION_TIMER },
	{ SLICE("session timer"), DISCONNECT_SESSION_TIMER },
	{ SLICE("spam"), DISCONNECT_BLOCKED },
	{ SLICE("streams count"), DISCONNECT_SDP_MISMATCH },
	{ SLICE("too many calls"), DISCONNECT_CAPACITY },
	{ SLICE("transfer failed"), DISCONNECT_TRANSFER },
	{ SLICE("unallocated"), DISCONNECT_NOT_FOUND },
	{ SLICE("unassigned"), DISCONNECT_NOT_FOUND },
	{ SLICE("unregistered"), DISCONNECT_NOT_REGISTERED },
	{ SLICE("user_not_registered"), DISCONNECT_NOT_REGISTERED },
};

#define WORDINGS (sizeof wordings / sizeof *wordings)
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
	look_up(rows, sizeof(rows) / sizeof *(rows), (unsigned)(number))

enum disconnect meaning_of_code(int code)
{
	return LOOK_UP(codes, code);
}

enum disconnect meaning_of_q850(int cause)
{
	return LOOK_UP(causes, cause);
}

enum disconnect meaning_of_warning(int code)
{
	return LOOK_UP(warnings, code);
}

static bool is_letter(char c)
{
	return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

/* The first wording that begins with LETTER, or with one behind it. */
static size_t first_with(char letter)
{
	size_t low = 0, high = WORDINGS;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (wordings[middle].words.p[0] < letter)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* What stands at the beginning of TEXT. */
static enum disconnect wording_at(struct slice text)
{
	char letter = (char)(text.p[0] | 0x20);

	for (size_t i = first_with(letter);
	     i < WORDINGS && wordings[i].words.p[0] == letter; i++)
		if (slice_begins(text, wordings[i].words))
			return wordings[i].disconnect;
	return DISCONNECT_UNDECIDED;
}

/* The first wording in TEXT counts, from the beginning of a word on. */
enum disconnect meaning_of_words(struct slice text)
{
	enum disconnect d = DISCONNECT_UNDECIDED;
	char last = ' ';

	text = slice_head(text, LONGEST);
	for (; !d && text.n; text = slice_from(text, 1)) {
		if (is_letter(text.p[0]) && !is_letter(last))
			d = wording_at(text);
		last = text.p[0];
	}
	return d;
}
