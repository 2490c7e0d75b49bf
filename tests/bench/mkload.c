/* SPDX-License-Identifier: BSD-2-Clause */
/* Writes a capture of a busy SBC, the same for the same arguments. */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "wrap.h"

/* One message of one call: which, and when. */
struct event {
	int64_t us;
	uint32_t call;
	uint8_t leg, step, again;
};

/* Of an answered call on both legs, with those that are sent again. */
#define HELD_MESSAGES 14

enum kind { ANSWERED, REINVITED, REFUSED, BROKEN, SILENT, GIVEN_UP, PING,
	    LOGIN, KINDS };

/* Who says what after how many milliseconds; '>' is the caller. */
struct line { int after_ms; char way; const char *start; int cseq; };

static const struct line answered[] = {
	{ 0, '>', "INVITE", 1 }, { 2, '<', "100 Trying", 1 },
	{ 600, '<', "180 Ringing", 1 }, { 4000, '<', "200 OK", 1 },
	{ 20, '>', "ACK", 1 }, { 30000, '>', "BYE", 3 },
	{ 5, '<', "200 OK", 3 }, { 0, 0, NULL, 0 } };
static const struct line reinvited[] = {
	{ 0, '>', "INVITE", 1 }, { 2, '<', "100 Trying", 1 },
	{ 600, '<', "183 Session Progress", 1 }, { 4000, '<', "200 OK", 1 },
	{ 20, '>', "ACK", 1 }, { 9000, '>', "INVITE", 2 },
	{ 3, '<', "100 Trying", 2 }, { 20, '<', "200 OK", 2 },
	{ 20, '>', "ACK", 2 }, { 20000, '>', "BYE", 3 },
	{ 5, '<', "200 OK", 3 }, { 0, 0, NULL, 0 } };
static const struct line refused[] = {
	{ 0, '>', "INVITE", 1 }, { 2, '<', "100 Trying", 1 },
	{ 900, '<', "4", 1 }, { 3, '>', "ACK", 1 }, { 0, 0, NULL, 0 } };
static const struct line broken[] = {
	{ 0, '>', "INVITE", 1 }, { 2, '<', "100 Trying", 1 },
	{ 200, '<', "5", 1 }, { 3, '>', "ACK", 1 }, { 0, 0, NULL, 0 } };
static const struct line silent[] = {
	{ 0, '>', "INVITE", 1 }, { 500, '>', "INVITE", 1 },
	{ 1000, '>', "INVITE", 1 }, { 2000, '>', "INVITE", 1 },
	{ 4000, '>', "INVITE", 1 }, { 8000, '>', "INVITE", 1 },
	{ 16000, '>', "INVITE", 1 }, { 0, 0, NULL, 0 } };
static const struct line given_up[] = {
	{ 0, '>', "INVITE", 1 }, { 2, '<', "100 Trying", 1 },
	{ 600, '<', "180 Ringing", 1 }, { 15000, '>', "CANCEL", 1 },
	{ 2, '<', "200 OK", -1 }, { 1, '<', "487 Request Terminated", 1 },
	{ 3, '>', "ACK", 1 }, { 0, 0, NULL, 0 } };
static const struct line ping[] = {
	{ 0, '>', "OPTIONS", 1 }, { 4, '<', "200 OK", 1 },
	{ 0, 0, NULL, 0 } };
static const struct line login[] = {
	{ 0, '>', "REGISTER", 1 }, { 3, '<', "401 Unauthorized", 1 },
	{ 20, '>', "REGISTER", 2 }, { 5, '<', "200 OK", 2 },
	{ 0, 0, NULL, 0 } };

static const struct { const struct line *lines; int percent; } flows[] = {
	[ANSWERED] = { answered, 46 }, [REINVITED] = { reinvited, 10 },
	[REFUSED] = { refused, 14 }, [BROKEN] = { broken, 5 },
	[SILENT] = { silent, 2 }, [GIVEN_UP] = { given_up, 6 },
	[PING] = { ping, 8 }, [LOGIN] = { login, 9 },
};

static const char *const refusals[] = {
	"404 Not Found", "480 Temporarily Unavailable", "486 Busy Here",
	"488 Not Acceptable Here", "484 Address Incomplete",
	"403 Forbidden", "408 Request Timeout", "486 Busy Here" };
static const char *const failures[] = {
	"500 Server Internal Error", "503 Service Unavailable",
	"503 Service Unavailable", "504 Server Time-out" };

/* A hash of a call's number: what the call is like, whoever asks. */
static uint32_t mix(uint64_t x, uint32_t salt)
{
	x = (x + salt) * 0x9e3779b97f4a7c15u;
	x ^= x >> 32;
	x *= 0xd6e8feb86659fd93u;
	return (uint32_t)(x >> 32);
}

static enum kind kind_of(uint32_t call)
{
	int p = (int)(mix(call, 1) % 100);

	for (int k = 0; k < KINDS; k++) {
		p -= flows[k].percent;
		if (p < 0)
			return (enum kind)k;
	}
	return ANSWERED;
}

/* A start line's text: a '4' or '5' stands for one of several. */
static const char *start_of(uint32_t call, const char *start)
{
	if (strcmp(start, "4") == 0)
		return refusals[mix(call, 2) % 8];
	if (strcmp(start, "5") == 0)
		return failures[mix(call, 3) % 4];
	return start;
}

static const char sdp_type[] = "Content-Type: application/sdp\r\n";

/* Every call has its own media address, as tools that follow media see. */
static int write_sdp(char *out, size_t room, uint32_t call, int leg)
{
	return snprintf(out, room,
		"v=0\r\no=- %u %u IN IP4 10.%u.%u.%u\r\ns=-\r\n"
		"c=IN IP4 10.%u.%u.%u\r\nt=0 0\r\n"
		"m=audio %u RTP/AVP 8 0 101\r\n"
		"a=rtpmap:101 telephone-event/8000\r\na=ptime:20\r\n",
		call, call + 1, leg + 1, call >> 8 & 255, call & 255,
		leg + 1, call >> 8 & 255, call & 255,
		10000 + (mix(call, 4) % 20000) * 2);
}

struct ends { uint8_t a[4], b[4]; };

/* The caller's leg ends at the SBC; the other goes on to a carrier. */
static struct ends ends_of(uint32_t call, int leg)
{
	uint8_t customer = (uint8_t)(1 + mix(call, 5) % 200);
	uint8_t carrier = (uint8_t)(1 + mix(call, 6) % 40);
	struct ends e = { { 192, 0, 2, customer }, { 203, 0, 113, 10 } };

	if (leg == 1)
		e = (struct ends){ { 203, 0, 113, 10 },
				   { 198, 51, 100, carrier } };
	return e;
}

/* All but what comes before the first final response. */
static bool has_to_tag(uint32_t call, const struct line *l,
		       const char *start)
{
	if (l->way == '<')
		return start[0] != '1';
	return strcmp(start, "ACK") == 0 ||
	       (l->cseq > 1 && kind_of(call) <= REINVITED);
}

static int write_sip(char *out, size_t room, uint32_t call, int leg,
		     const struct line *l)
{
	struct ends e = ends_of(call, leg);
	const char *start = start_of(call, l->start);
	int cseq = abs(l->cseq);
	int branch = strcmp(start, "ACK") == 0 &&
		     kind_of(call) <= REINVITED ? cseq + 10 : cseq;
	const char *method = l->cseq < 0 ? "CANCEL" :
		cseq == 3 ? "BYE" : kind_of(call) == PING ? "OPTIONS" :
		kind_of(call) == LOGIN ? "REGISTER" : "INVITE";
	char sdp[400];
	int n, body = 0;
	uint32_t to = 100000 + mix(call, 7) % 900000;
	uint32_t from = 1000 + mix(call, 13) % 5000;

	if (strcmp(start, "INVITE") == 0 ||
	    (strcmp(method, "INVITE") == 0 && strncmp(start, "200", 3) == 0))
		body = write_sdp(sdp, sizeof sdp, call, leg);
	if (l->way == '>') {
		method = start;
		n = snprintf(out, room,
			"%s sip:+4420%u@198.51.100.%u SIP/2.0\r\n", start,
			to, e.b[3]);
	} else {
		n = snprintf(out, room, "SIP/2.0 %s\r\n", start);
	}
	n += snprintf(out + n, room - (size_t)n,
		"Via: SIP/2.0/UDP %u.%u.%u.%u:5060;branch=z9hG4bK%08x%d%d;"
		"rport\r\n%s"
		"From: \"Line %u\" <sip:+4930%u@192.0.2.1>;tag=%08x%d\r\n"
		"To: <sip:+4420%u@198.51.100.%u>%s\r\n"
		"Call-ID: %08x-%08x-%d@%u.%u.%u.%u\r\nCSeq: %d %s\r\n"
		"Contact: <sip:+4930%u@%u.%u.%u.%u:5060>\r\n"
		"User-Agent: Exchange 7.4.%u\r\n"
		"Allow: INVITE, ACK, CANCEL, BYE, OPTIONS, UPDATE\r\n"
		"Supported: timer, replaces\r\n",
		e.a[0], e.a[1], e.a[2], e.a[3], mix(call, 8), leg, branch,
		l->way == '>' ? "Max-Forwards: 69\r\n" : "",
		call % 997, from, mix(call, 9), leg, to,
		e.b[3], has_to_tag(call, l, start) ? ";tag=b" : "",
		mix(call, 10), mix(call, 11), leg, e.a[0], e.a[1], e.a[2],
		e.a[3], cseq, method, from, e.a[0], e.a[1],
		e.a[2], e.a[3], mix(call, 5) % 7);
	if (strncmp(start, "401", 3) == 0)
		n += snprintf(out + n, room - (size_t)n,
			"WWW-Authenticate: Digest realm=\"sbc\", "
			"nonce=\"%08x\"\r\n", mix(call, 12));
	if (strcmp(start, "REGISTER") == 0 && cseq == 2)
		n += snprintf(out + n, room - (size_t)n,
			"Authorization: Digest username=\"u\", realm=\"sbc\", "
			"nonce=\"%08x\", uri=\"sip:sbc\", response=\"%032x\""
			"\r\n", mix(call, 12), call);
	n += snprintf(out + n, room - (size_t)n,
		"%sContent-Length: %d\r\n\r\n", body ? sdp_type : "", body);
	memcpy(out + n, sdp, (size_t)body);
	return n + body;
}

/* The bytes of EV's message, wrapped as W has it. */
static void write_event(FILE *f, struct wrapping *w, const struct event *ev)
{
	static char sip[2048];
	const struct line *l = &flows[kind_of(ev->call)].lines[ev->step];
	struct ends e = ends_of(ev->call, ev->leg);
	int n = write_sip(sip, sizeof sip, ev->call, ev->leg, l);
	struct said said = { .us = ev->us, .text = sip, .n = (size_t)n,
			     .forth = l->way == '>' };

	memcpy(said.src, said.forth ? e.a : e.b, 4);
	memcpy(said.dst, said.forth ? e.b : e.a, 4);
	wrapping_write(w, f, &said);
}

static int by_time(const void *a, const void *b)
{
	const struct event *x = a, *y = b;

	if (x->us != y->us)
		return x->us < y->us ? -1 : 1;
	if (x->call != y->call)
		return x->call < y->call ? -1 : 1;
	return x->leg != y->leg ? x->leg - y->leg : x->step - y->step;
}

/*
 * The messages of CALL, which begins at US; one in 30 is sent again. It lasts
 * for HELD microseconds longer than else.
 */
static size_t add_call(struct event *ev, size_t n, size_t most,
		       uint32_t call, int64_t us, int64_t held)
{
	enum kind k = kind_of(call);
	const struct line *lines = flows[k].lines;
	int legs = k == PING || k == LOGIN ? 1 : 2;

	for (int leg = 0; leg < legs; leg++) {
		int64_t at = us + leg * 1500;

		for (int i = 0; lines[i].start; i++) {
			at += lines[i].after_ms * 1000 +
			      mix(call, 20 + (uint32_t)i) % 1000;
			if (strcmp(lines[i].start, "BYE") == 0)
				at += held;
			if (n < most)
				ev[n++] = (struct event){ at, call,
					(uint8_t)leg, (uint8_t)i, 0 };
			if (n < most && k != SILENT &&
			    mix(call, 40 + (uint32_t)i) % 30 == 0)
				ev[n++] = (struct event){ at + 500000, call,
					(uint8_t)leg, (uint8_t)i, 1 };
		}
	}
	return n;
}

/*
 * Up to MOST messages, a call each STEP microseconds. Those that are HELD are
 * all answered, and none ends before the last one has begun.
 */
static size_t add_calls(struct event *ev, size_t most, double step, bool held)
{
	const int64_t start = 1767225600LL * 1000000;
	double last = 0;
	uint32_t call = 0;
	size_t n = 0, made = 0;

	if (held)
		last = (double)(most / HELD_MESSAGES) * step;
	for (; n < most; call++) {
		if (held && kind_of(call) != ANSWERED)
			continue;
		n = add_call(ev, n, most, call,
			     start + (int64_t)((double)made * step),
			     (int64_t)last);
		made++;
	}
	return n;
}

static int write_load(FILE *f, struct wrapping *w, size_t most, double step,
		      bool held)
{
	const uint32_t head[6] = { 0xa1b2c3d4, 4 << 16 | 2, 0, 0, 65535, 1 };
	struct event *ev = malloc(most * sizeof *ev);
	size_t n;

	if (!ev)
		return -1;
	n = add_calls(ev, most, step, held);
	qsort(ev, n, sizeof *ev, by_time);
	fwrite(head, sizeof head, 1, f);
	for (size_t i = 0; i < n; i++)
		write_event(f, w, &ev[i]);
	free(ev);
	return 0;
}

int main(int argc, char *argv[])
{
	size_t most = argc > 2 ? strtoul(argv[2], NULL, 10) : 500000;
	long calls_per_s = argc > 3 ? strtol(argv[3], NULL, 10) : 500;
	const char *how = argc > 4 ? argv[4] : "udp";
	bool held = strcmp(how, "held") == 0;
	struct wrapping *w = wrapping_create(held ? "udp" : how);
	FILE *f;
	int err;

	if (argc < 2 || !w || most < 1 || calls_per_s < 1) {
		fputs("usage: mkload OUT.pcap [MESSAGES [CALLS-A-SECOND "
		      "[udp|tcp|frag|vxlan|idle|lost|held]]]\n", stderr);
		return 64;
	}
	f = fopen(argv[1], "wb");
	err = f ? write_load(f, w, most, 1e6 / (double)calls_per_s, held) : -1;
	free(w);
	if (!f || fclose(f) != 0 || err) {
		perror(argv[1]);
		return 71;
	}
	return 0;
}
