/* SPDX-License-Identifier: BSD-2-Clause */
/* A stage of calls that hears messages as text, and what it tells of them. */
#ifndef SIPWARD_TEST_CALLS_BENCH_H
#define SIPWARD_TEST_CALLS_BENCH_H

#include "../sip/reads.h"
#include "calls/attempt.h"

#define BENCH_START (INT64_C(1700000000) * NS_PER_S)
#define BENCH_LINES 2000		/* those beyond are only counted */
#define BENCH_LINE  160
#define BENCH_HOST  'S'			/* this host; others are other ends */
#define BENCH_TEXT  65000		/* bytes of a message, at most */

struct bench {
	struct clock *clock;
	struct counters *counters;
	struct calls *calls;
	struct call_settings settings;
	const uint32_t *lacking;	/* CSeq whose ACK any BYE lacks */
	unsigned told, partial, by[CALL_PAIRINGS], generated[CALL_GENERATED];
	struct call last;		/* but for what is a view */
	size_t n;
	char lines[BENCH_LINES][BENCH_LINE];	/* see bench_log() */
	char text[BENCH_TEXT];
};

/* A message: what it doesn't say is of a call that nothing is odd about. */
struct say {
	int code;			/* 0: a request */
	enum sip_method method;
	char src, dst;
	const char *call;		/* Call-ID; NULL: "c" */
	const char *from, *to;		/* users; NULL: "u" */
	const char *from_tag, *to_tag;	/* NULL: none */
	uint32_t cseq;			/* 0: 1 */
	const char *branch;		/* of the top Via; NULL: "1" */
	const char *headers, *body;	/* NULL: none */
	size_t lost;			/* so many bytes weren't captured */
	enum sighting seen;
};

static inline const char *bench_word(const char *name)
{
	return name ? name : "-";
}

/* "c failed 486 busy destination relayed peer=d digits 510", the last in ms,
 * or -1 where it goes on. */
static inline void bench_log(const struct call *c, void *arg)
{
	struct bench *b = arg;
	int id = c->call_id.n < 60 ? (int)c->call_id.n : 60;

	b->told++;
	b->partial += c->partial;
	b->by[c->pairing]++;
	b->generated[c->generated]++;
	b->last = *c;
	if (b->n == BENCH_LINES)
		return;
	snprintf(b->lines[b->n++], BENCH_LINE,
		 "%.*s %s %d %s %s %s peer=%.*s %s %d%s%s",
		 id, c->call_id.p, bench_word(call_status_name(c->status)),
		 c->code, bench_word(disconnect_name(c->disconnect)),
		 call_side_name(c->initiator),
		 bench_word(call_generated_name(c->generated)),
		 (int)c->peer_call_id.n,
		 c->peer_call_id.n ? c->peer_call_id.p : "",
		 bench_word(call_pairing_name(c->pairing)), c->end.ns ?
		 (int)((c->end.ns - c->seen.ns) / NS_PER_MS) : -1,
		 c->failover ? " failover" : "", c->partial ? " partial" : "");
}

static inline void bench_leg(const struct addr *src, const struct addr *dst,
			     enum direction *direction, int *trunk, void *arg)
{
	(void)arg;
	*direction = src->b[15] == BENCH_HOST ? OUTBOUND :
		     dst->b[15] == BENCH_HOST ? INBOUND : TRANSIT;
	*trunk = -1;
}

static inline bool bench_lacks_ack(const struct sip_msg *m,
				   const struct sip_parties *who,
				   uint32_t *cseq, void *arg)
{
	const struct bench *b = arg;

	assert_true(who->to.tag.n > 0);
	assert_int_equal(m->method, SIP_BYE);
	if (b->lacking)
		*cseq = *b->lacking;
	return b->lacking != NULL;
}

/* Legs are paired by so many DIGITS. */
static inline struct bench *bench_open(uint64_t memory, uint32_t digits)
{
	struct bench *b = calloc(1, sizeof *b);

	assert_non_null(b);
	b->settings = (struct call_settings){
		.idle = span_s(14400), .ringing_limit = span_s(180),
		.ringback = span_s(10), .short_call = span_s(5),
		.pair_digits = digits };
	assert_int_equal(counters_create(&b->counters), 0);
	assert_int_equal(clock_create(&b->clock), 0);
	assert_int_equal(calls_create(&b->calls, &(struct calls_spec){
		.memory = memory, .seed = { 1 }, .clock = b->clock,
		.counters = b->counters, .settings = &b->settings,
		.leg = bench_leg, .lacks_ack = bench_lacks_ack,
		.call = bench_log, .arg = b }), 0);
	clock_advance(b->clock, (struct moment){ BENCH_START });
	return b;
}

static inline void bench_close(struct bench *b)
{
	calls_destroy(b->calls);
	clock_destroy(b->clock);
	counters_destroy(b->counters);
	free(b);
}

/* So many ms after the beginning. */
static inline void bench_at(struct bench *b, int64_t ms)
{
	clock_advance(b->clock,
		      (struct moment){ BENCH_START + ms * NS_PER_MS });
}

static inline struct addr bench_addr(char name)
{
	return addr_from_v4((uint8_t[]){ 192, 0, 2, (uint8_t)name });
}

static inline size_t bench_write(struct bench *b, const struct say *s)
{
	const char *method = sip_method_name(s->method),
		   *body = s->body ? s->body : "";
	size_t n = 0;

#define WRITE(...) \
	(n += (size_t)snprintf(b->text + n, sizeof b->text - n, __VA_ARGS__))
	if (s->code)
		WRITE("SIP/2.0 %d Because\r\n", s->code);
	else
		WRITE("%s sip:u@example.com SIP/2.0\r\n", method);
	WRITE("Via: SIP/2.0/UDP %c;branch=z9hG4bK%s\r\n", s->src,
	      s->branch ? s->branch : "1");
	WRITE("From: <sip:%s@example.com>%s%s\r\n", s->from ? s->from : "u",
	      s->from_tag ? ";tag=" : "", s->from_tag ? s->from_tag : "");
	WRITE("To: <sip:%s@example.com>%s%s\r\n", s->to ? s->to : "u",
	      s->to_tag ? ";tag=" : "", s->to_tag ? s->to_tag : "");
	WRITE("Call-ID: %s\r\n", s->call ? s->call : "c");
	WRITE("CSeq: %u %s\r\n", (unsigned)(s->cseq ? s->cseq : 1), method);
	WRITE("%sContent-Length: %zu\r\n\r\n%s",
	      s->headers ? s->headers : "", strlen(body), body);
#undef WRITE
	assert_true(n < sizeof b->text);
	return n;
}

static inline void bench_say(struct bench *b, const struct say *s)
{
	size_t n = bench_write(b, s) - s->lost;
	struct slice bytes = flush((struct slice){ b->text, n });
	struct frame frame = { .number = 1 };
	struct payload p = { .src = bench_addr(s->src),
			     .dst = bench_addr(s->dst),
			     .vlan = -1, .frame = &frame };
	struct sip_msg m = message_of(bytes, s->lost > 0);

	m.payload = &p;
	calls_message(b->calls, &m, NULL, s->seen);
	discard(bytes);
}

#define SAY(b, ...) bench_say(b, &(struct say){ __VA_ARGS__ })

/*
 * A of the call "c" asks, B answers: what follows are a method, a response's
 * code or none, and the rest of what is said.
 */
#define ASK(b, ...) \
	SAY(b, .src = 'A', .dst = 'B', .from_tag = "f", __VA_ARGS__)
#define ASK_AGAIN(b, ...) ASK(b, .to_tag = "t", __VA_ARGS__)
#define ANSWER(b, number, ...) \
	SAY(b, .code = number, .method = SIP_INVITE, .src = 'B', .dst = 'A', \
	    .from_tag = "f", .to_tag = "t", __VA_ARGS__)
#define HANG_UP(b, ...) \
	ASK_AGAIN(b, .method = SIP_BYE, .cseq = 900, __VA_ARGS__)

/* The call is hung up after so many ms, and B closed. Why did it end? */
static inline enum disconnect over_at(struct bench *b, int64_t ms)
{
	enum disconnect cause;

	bench_at(b, ms);
	HANG_UP(b);
	bench_at(b, ms + 5000);
	assert_int_equal(b->told, 1);
	assert_int_equal(b->last.status, CALL_ANSWERED);
	assert_int_equal(b->calls->late, 0);
	cause = b->last.disconnect;
	bench_close(b);
	return cause;
}

/* A description of one side, with the lines MEDIA; with the header for it. */
#define SDP_TEXT(addr, media) \
	"v=0\r\no=- 1 1 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 " addr \
	"\r\nt=0 0\r\n" media
#define SDP_TYPE "Content-Type: application/sdp\r\n"
#define SDP(addr, media) .headers = SDP_TYPE, .body = SDP_TEXT(addr, media)

#define AUDIO(formats) "m=audio 4000 RTP/AVP " formats "\r\n"

/* The capture is over. */
static inline void bench_end(struct bench *b)
{
	calls_end(b->calls);
	clock_run_out(b->clock);
	calls_tell_rest(b->calls);
}

#endif
