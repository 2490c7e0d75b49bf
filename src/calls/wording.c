/* SPDX-License-Identifier: BSD-2-Clause */
/* Knows what the wordings of reason phrases and texts mean. */
#include "calls/ends.h"

/*
 * Wordings in small letters, by their first letter. They are whole words,
 * whatever is between them; "*" stands for how a word may end, ".." for two
 * words at most. Of those that begin with the same word the first counts.
 */
static const struct { struct slice words; uint8_t disconnect; } wordings[] = {
	{ SLICE("accepted elsewhere"), DISCONNECT_COMPLETED_ELSEWHERE },
	{ SLICE("account suspended"), DISCONNECT_BLOCKED },
	{ SLICE("ack timeout"), DISCONNECT_NO_ACK },
	{ SLICE("address incomplete"), DISCONNECT_NOT_FOUND },
	{ SLICE("anonym*"), DISCONNECT_BLOCKED },
	{ SLICE("answered elsewhere"), DISCONNECT_COMPLETED_ELSEWHERE },
	{ SLICE("attended transfer"), DISCONNECT_TRANSFER },
	{ SLICE("auth"), DISCONNECT_UNAUTHORISED },
	{ SLICE("authentication"), DISCONNECT_UNAUTHORISED },
	{ SLICE("bad sdp"), DISCONNECT_SDP_MISMATCH },
	{ SLICE("balance"), DISCONNECT_BALANCE },
	{ SLICE("banned"), DISCONNECT_BLOCKED },
	{ SLICE("barred"), DISCONNECT_BLOCKED },
	{ SLICE("blacklist*"), DISCONNECT_BLOCKED },
	{ SLICE("blind transfer"), DISCONNECT_TRANSFER },
	{ SLICE("blocked"), DISCONNECT_BLOCKED },
	{ SLICE("busy everywhere"), DISCONNECT_BUSY },
	{ SLICE("busy here"), DISCONNECT_BUSY },
	{ SLICE("call* limit"), DISCONNECT_CAPACITY },
	{ SLICE("capacity"), DISCONNECT_CAPACITY },
	{ SLICE("certificate"), DISCONNECT_UNAUTHORISED },
	{ SLICE("channel* limit"), DISCONNECT_CAPACITY },
	{ SLICE("channel* not available"), DISCONNECT_CAPACITY },
	{ SLICE("channel* unavailable"), DISCONNECT_CAPACITY },
	{ SLICE("channel* .. busy"), DISCONNECT_CAPACITY },
	{ SLICE("circuit* .. busy"), DISCONNECT_CAPACITY },
	{ SLICE("circuit* .. not available"), DISCONNECT_CAPACITY },
	{ SLICE("codec*"), DISCONNECT_NO_MATCHING_CODECS },
	{ SLICE("completed elsewhere"), DISCONNECT_COMPLETED_ELSEWHERE },
	{ SLICE("congest*"), DISCONNECT_CAPACITY },
	{ SLICE("cps"), DISCONNECT_CAPACITY },
	{ SLICE("credentials"), DISCONNECT_UNAUTHORISED },
	{ SLICE("credit"), DISCONNECT_BALANCE },
	{ SLICE("denied"), DISCONNECT_BLOCKED },
	{ SLICE("destination out of order"), DISCONNECT_GATEWAY_FAILURE },
	{ SLICE("empty sdp"), DISCONNECT_SDP_MISSING },
	{ SLICE("fraud*"), DISCONNECT_BLOCKED },
	{ SLICE("funds"), DISCONNECT_BALANCE },
	{ SLICE("hop limit"), DISCONNECT_LOOP },
	{ SLICE("incompatible destination"), DISCONNECT_NO_MATCHING_CODECS },
	{ SLICE("incompatible media"), DISCONNECT_NO_MATCHING_CODECS },
	{ SLICE("incomplete number"), DISCONNECT_NOT_FOUND },
	{ SLICE("invalid invite"), DISCONNECT_MALFORMED },
	{ SLICE("invalid number"), DISCONNECT_NOT_FOUND },
	{ SLICE("invalid sdp"), DISCONNECT_SDP_MISMATCH },
	{ SLICE("limit* of calls"), DISCONNECT_CAPACITY },
	{ SLICE("limiting"), DISCONNECT_CAPACITY },
	{ SLICE("lines .. busy"), DISCONNECT_CAPACITY },
	{ SLICE("loop"), DISCONNECT_LOOP },
	{ SLICE("looped"), DISCONNECT_LOOP },
	{ SLICE("looping"), DISCONNECT_LOOP },
	{ SLICE("loops"), DISCONNECT_LOOP },
	{ SLICE("lose race"), DISCONNECT_COMPLETED_ELSEWHERE },
	{ SLICE("malformed"), DISCONNECT_MALFORMED },
	{ SLICE("max .. calls"), DISCONNECT_CAPACITY },
	{ SLICE("max .. channels"), DISCONNECT_CAPACITY },
	{ SLICE("max .. sessions"), DISCONNECT_CAPACITY },
	{ SLICE("maximum .. calls"), DISCONNECT_CAPACITY },
	{ SLICE("maximum .. channels"), DISCONNECT_CAPACITY },
	{ SLICE("maximum .. sessions"), DISCONNECT_CAPACITY },
	{ SLICE("media inactiv*"), DISCONNECT_RTP_TIMEOUT },
	{ SLICE("media timeout"), DISCONNECT_RTP_TIMEOUT },
	{ SLICE("method not"), DISCONNECT_MALFORMED },
	{ SLICE("missing sdp"), DISCONNECT_SDP_MISSING },
	{ SLICE("network busy"), DISCONNECT_CAPACITY },
	{ SLICE("network out of order"), DISCONNECT_GATEWAY_FAILURE },
	{ SLICE("no ack"), DISCONNECT_NO_ACK },
	{ SLICE("no available"), DISCONNECT_CAPACITY },
	{ SLICE("no channel*"), DISCONNECT_CAPACITY },
	{ SLICE("no circuit*"), DISCONNECT_CAPACITY },
	{ SLICE("no free"), DISCONNECT_CAPACITY },
	{ SLICE("no prack"), DISCONNECT_NO_PRACK },
	{ SLICE("no route"), DISCONNECT_NOT_FOUND },
	{ SLICE("no rtp"), DISCONNECT_RTP_TIMEOUT },
	{ SLICE("no sdp"), DISCONNECT_SDP_MISSING },
	{ SLICE("no .. assigned"), DISCONNECT_NOT_FOUND },
	{ SLICE("noack"), DISCONNECT_NO_ACK },
	{ SLICE("not allowed"), DISCONNECT_BLOCKED },
	{ SLICE("not in service"), DISCONNECT_NOT_FOUND },
	{ SLICE("not permitted"), DISCONNECT_BLOCKED },
	{ SLICE("not registered"), DISCONNECT_NOT_REGISTERED },
	{ SLICE("not relaying"), DISCONNECT_BLOCKED },
	{ SLICE("number changed"), DISCONNECT_NOT_FOUND },
	{ SLICE("number incomplete"), DISCONNECT_NOT_FOUND },
	{ SLICE("number not found"), DISCONNECT_NOT_FOUND },
	{ SLICE("overload*"), DISCONNECT_CAPACITY },
	{ SLICE("party busy"), DISCONNECT_BUSY },
	{ SLICE("payment"), DISCONNECT_BALANCE },
	{ SLICE("picked off"), DISCONNECT_COMPLETED_ELSEWHERE },
	{ SLICE("picked up elsewhere"), DISCONNECT_COMPLETED_ELSEWHERE },
	{ SLICE("policy"), DISCONNECT_BLOCKED },
	{ SLICE("prack"), DISCONNECT_NO_PRACK },
	{ SLICE("pre empt*"), DISCONNECT_CAPACITY },
	{ SLICE("preempt*"), DISCONNECT_CAPACITY },
	{ SLICE("rate limit*"), DISCONNECT_CAPACITY },
	{ SLICE("re invite"), DISCONNECT_REINVITE_FAILED },
	{ SLICE("reinvite"), DISCONNECT_REINVITE_FAILED },
	{ SLICE("rejected by .. rule*"), DISCONNECT_BLOCKED },
	{ SLICE("rejected by .. settings"), DISCONNECT_BLOCKED },
	{ SLICE("resource* unavailable"), DISCONNECT_CAPACITY },
	{ SLICE("ring timeout"), DISCONNECT_RINGING_TIMEOUT },
	{ SLICE("ringing time out"), DISCONNECT_RINGING_TIMEOUT },
	{ SLICE("ringing timeout"), DISCONNECT_RINGING_TIMEOUT },
	{ SLICE("rtp broken"), DISCONNECT_RTP_TIMEOUT },
	{ SLICE("rtp inactiv*"), DISCONNECT_RTP_TIMEOUT },
	{ SLICE("rtp loss"), DISCONNECT_RTP_TIMEOUT },
	{ SLICE("rtp lost"), DISCONNECT_RTP_TIMEOUT },
	{ SLICE("rtp stop*"), DISCONNECT_RTP_TIMEOUT },
	{ SLICE("rtp .. timeout"), DISCONNECT_RTP_TIMEOUT },
	{ SLICE("sanity"), DISCONNECT_MALFORMED },
	{ SLICE("sdp empty"), DISCONNECT_SDP_MISSING },
	{ SLICE("sdp inv*"), DISCONNECT_SDP_MISMATCH },
	{ SLICE("sdp missing"), DISCONNECT_SDP_MISSING },
	{ SLICE("sdp .. error"), DISCONNECT_SDP_MISMATCH },
	{ SLICE("sdp .. exception"), DISCONNECT_SDP_MISMATCH },
	{ SLICE("server busy"), DISCONNECT_CAPACITY },
	{ SLICE("session expire*"), DISCONNECT_SESSION_TIMER },
	{ SLICE("session interval"), DISCONNECT_SESSION_TIMER },
	{ SLICE("session refresh*"), DISCONNECT_SESSION_TIMER },
	{ SLICE("session timeout"), DISCONNECT_SESSION_TIMER },
	{ SLICE("session timer"), DISCONNECT_SESSION_TIMER },
	{ SLICE("session* limit"), DISCONNECT_CAPACITY },
	{ SLICE("spam"), DISCONNECT_BLOCKED },
	{ SLICE("stream* count"), DISCONNECT_SDP_MISMATCH },
	{ SLICE("stream* types"), DISCONNECT_SDP_MISMATCH },
	{ SLICE("subscriber absent"), DISCONNECT_UNAVAILABLE },
	{ SLICE("subscriber busy"), DISCONNECT_BUSY },
	{ SLICE("subscriber not found"), DISCONNECT_NOT_FOUND },
	{ SLICE("system busy"), DISCONNECT_CAPACITY },
	{ SLICE("tls only"), DISCONNECT_BLOCKED },
	{ SLICE("too large"), DISCONNECT_MALFORMED },
	{ SLICE("too many hops"), DISCONNECT_LOOP },
	{ SLICE("too many requests"), DISCONNECT_CAPACITY },
	{ SLICE("too many .. calls"), DISCONNECT_CAPACITY },
	{ SLICE("too many .. channels"), DISCONNECT_CAPACITY },
	{ SLICE("too many .. sessions"), DISCONNECT_CAPACITY },
	{ SLICE("transfer failed"), DISCONNECT_TRANSFER },
	{ SLICE("unallocated"), DISCONNECT_NOT_FOUND },
	{ SLICE("unassigned"), DISCONNECT_NOT_FOUND },
	{ SLICE("unknown number"), DISCONNECT_NOT_FOUND },
	{ SLICE("unknown subscriber"), DISCONNECT_NOT_FOUND },
	{ SLICE("unknown user"), DISCONNECT_NOT_FOUND },
	{ SLICE("unregistered"), DISCONNECT_NOT_REGISTERED },
	{ SLICE("unwanted"), DISCONNECT_BLOCKED },
	{ SLICE("user busy"), DISCONNECT_BUSY },
	{ SLICE("user not found"), DISCONNECT_NOT_FOUND },
	{ SLICE("user unknown"), DISCONNECT_NOT_FOUND },
};

#define WORDINGS (sizeof wordings / sizeof *wordings)
#define LONGEST 128	/* bytes of a text that are looked at */
#define GAP 2

/* Beyond ASCII there are letters. */
static bool in_word(char c)
{
	return ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') ||
	       (c >= '0' && c <= '9') || (uint8_t)c >= 0x80;
}

/* Takes the next word off *TEXT; an empty one at its end. */
static struct slice next_word(struct slice *text)
{
	struct slice word;
	size_t n = 0;

	while (text->n && !in_word(text->p[0]))
		*text = slice_from(*text, 1);
	while (n < text->n && in_word(text->p[n]))
		n++;
	word = slice_head(*text, n);
	*text = slice_from(*text, n);
	return word;
}

/* Takes the next part off *WORDING. */
static struct slice next_part(struct slice *wording)
{
	struct slice part = slice_head(*wording, slice_find(*wording, ' '));

	*wording = slice_from(*wording, part.n + 1);
	return part;
}

static bool is_word(struct slice word, struct slice part)
{
	if (part.p[part.n - 1] != '*')
		return slice_same(word, part);
	return slice_begins(word, slice_head(part, part.n - 1));
}

/* Does WORD begin WORDING, with the rest of it in TEXT, which comes behind? */
static bool says(struct slice word, struct slice text, struct slice wording)
{
	struct slice part = next_part(&wording);
	int gap = 0;

	for (;;) {
		while (!is_word(word, part)) {
			if (gap-- == 0)
				return false;
			word = next_word(&text);
		}
		if (wording.n == 0)
			return true;
		gap = 0;
		part = next_part(&wording);
		if (slice_equal(part, SLICE(".."))) {
			gap = GAP;
			part = next_part(&wording);
		}
		word = next_word(&text);
	}
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

/* What WORD, of two letters at least, begins; TEXT comes behind it. */
static enum disconnect wording_at(struct slice word, struct slice text)
{
	char letter = (char)(word.p[0] | 0x20);
	char next = (char)(word.p[1] | 0x20);

	for (size_t i = first_with(letter);
	     i < WORDINGS && wordings[i].words.p[0] == letter; i++)
		if (wordings[i].words.p[1] == next &&
		    says(word, text, wordings[i].words))
			return wordings[i].disconnect;
	return DISCONNECT_UNDECIDED;
}

/* Of several in TEXT the one counts that stands first. */
enum disconnect meaning_of_words(struct slice text)
{
	enum disconnect d = DISCONNECT_UNDECIDED;
	struct slice word;

	text = slice_head(text, LONGEST);
	while (!d && (word = next_word(&text)).n)
		if (word.n > 1)
			d = wording_at(word, text);
	return d;
}
