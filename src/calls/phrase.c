/* SPDX-License-Identifier: BSD-2-Clause */
/* Knows reason phrases that are as RFCs have them, before their words. */
#include "calls/ends.h"

#define PLAIN DISCONNECT_UNDECIDED	/* it says no more than its code */

/*
 * What meaning_of_words finds in them, of most nothing: they are what nearly
 * all responses have, and each word of them is looked up there. By their code
 * (RFC 3261 section 21, and IANA's others).
 */
static const struct {
	int code;
	struct slice phrase;
	enum disconnect disconnect;
} phrases[] = {
	{ 300, SLICE("Multiple Choices"), PLAIN },
	{ 301, SLICE("Moved Permanently"), PLAIN },
	{ 302, SLICE("Moved Temporarily"), PLAIN },
	{ 305, SLICE("Use Proxy"), PLAIN },
	{ 380, SLICE("Alternative Service"), PLAIN },
	{ 400, SLICE("Bad Request"), PLAIN },
	{ 401, SLICE("Unauthorized"), PLAIN },
	{ 402, SLICE("Payment Required"), DISCONNECT_BALANCE },
	{ 403, SLICE("Forbidden"), PLAIN },
	{ 404, SLICE("Not Found"), PLAIN },
	{ 405, SLICE("Method Not Allowed"), DISCONNECT_MALFORMED },
	{ 406, SLICE("Not Acceptable"), PLAIN },
	{ 407, SLICE("Proxy Authentication Required"),
	  DISCONNECT_UNAUTHORISED },
	{ 408, SLICE("Request Timeout"), PLAIN },
	{ 410, SLICE("Gone"), PLAIN },
	{ 413, SLICE("Request Entity Too Large"), DISCONNECT_MALFORMED },
	{ 414, SLICE("Request-URI Too Long"), PLAIN },
	{ 415, SLICE("Unsupported Media Type"), PLAIN },
	{ 416, SLICE("Unsupported URI Scheme"), PLAIN },
	{ 420, SLICE("Bad Extension"), PLAIN },
	{ 421, SLICE("Extension Required"), PLAIN },
	{ 422, SLICE("Session Interval Too Small"), DISCONNECT_SESSION_TIMER },
	{ 423, SLICE("Interval Too Brief"), PLAIN },
	{ 433, SLICE("Anonymity Disallowed"), DISCONNECT_BLOCKED },
	{ 480, SLICE("Temporarily Unavailable"), PLAIN },
	{ 481, SLICE("Call/Transaction Does Not Exist"), PLAIN },
	{ 482, SLICE("Loop Detected"), DISCONNECT_LOOP },
	{ 483, SLICE("Too Many Hops"), DISCONNECT_LOOP },
	{ 484, SLICE("Address Incomplete"), DISCONNECT_NOT_FOUND },
	{ 485, SLICE("Ambiguous"), PLAIN },
	{ 486, SLICE("Busy Here"), DISCONNECT_BUSY },
	{ 487, SLICE("Request Terminated"), PLAIN },
	{ 488, SLICE("Not Acceptable Here"), PLAIN },
	{ 491, SLICE("Request Pending"), PLAIN },
	{ 493, SLICE("Undecipherable"), PLAIN },
	{ 500, SLICE("Server Internal Error"), PLAIN },
	{ 501, SLICE("Not Implemented"), PLAIN },
	{ 502, SLICE("Bad Gateway"), PLAIN },
	{ 503, SLICE("Service Unavailable"), PLAIN },
	{ 504, SLICE("Server Time-out"), PLAIN },
	{ 505, SLICE("Version Not Supported"), PLAIN },
	{ 513, SLICE("Message Too Large"), DISCONNECT_MALFORMED },
	{ 580, SLICE("Precondition Failure"), PLAIN },
	{ 600, SLICE("Busy Everywhere"), DISCONNECT_BUSY },
	{ 603, SLICE("Decline"), PLAIN },
	{ 604, SLICE("Does Not Exist Anywhere"), PLAIN },
	{ 606, SLICE("Not Acceptable"), PLAIN },
	{ 607, SLICE("Unwanted"), DISCONNECT_BLOCKED },
	{ 608, SLICE("Rejected"), PLAIN },
};

#define PHRASES (sizeof phrases / sizeof *phrases)

/* Where CODE has its row; PHRASES: nowhere. */
static size_t row_of(int code)
{
	size_t low = 0, high = PHRASES;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (phrases[middle].code < code)
			low = middle + 1;
		else
			high = middle;
	}
	return low < PHRASES && phrases[low].code == code ? low : PHRASES;
}

struct slice phrase_of_code(int code)
{
	size_t i = row_of(code);

	return i < PHRASES ? phrases[i].phrase : (struct slice){ NULL, 0 };
}

enum disconnect meaning_of_reason(int code, struct slice reason)
{
	size_t i = row_of(code);

	if (i < PHRASES && slice_equal(reason, phrases[i].phrase))
		return phrases[i].disconnect;
	return meaning_of_words(reason);
}
