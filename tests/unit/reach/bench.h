/* SPDX-License-Identifier: BSD-2-Clause */
/* Messages as text, read and tracked, and what reach tells of them. */
#ifndef SIPWARD_TEST_REACH_BENCH_H
#define SIPWARD_TEST_REACH_BENCH_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "reach/reach.h"
#include "sip/sip.h"
#include "track/track.h"

#define START INT64_C(1700000000)	/* s */
#define LOG   8192
#define LATE  5			/* s: so late a refresh may come */

struct bench {
	struct clock *clock;
	struct counters *counters;
	struct settings settings;
	struct sip *sip;
	struct track *track;
	struct reach *reach;
	unsigned statuses[REGISTRATION_STATUSES];
	unsigned ups, downs, peer_down, expired;
	struct registration last;	/* without its texts */
	struct peer_change change;
	char log[LOG];	/* "alice registered 2/300;" or "B down 3;" each,
			 * and "alice expired/300 sip:alice@a;" */
};

static inline void bench_note(struct bench *b, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static inline void bench_note(struct bench *b, const char *format, ...)
{
	size_t n = strlen(b->log);
	va_list ap;

	va_start(ap, format);
	vsnprintf(b->log + n, LOG - n, format, ap);
	va_end(ap);
}

static inline void bench_registration(const struct registration *r, void *arg)
{
	struct bench *b = arg;

	b->statuses[r->status]++;
	b->last = *r;
	bench_note(b, "%.*s %s", (int)r->user.n, r->user.p,
		   registration_status_name(r->status));
	if (r->contacts.there)
		bench_note(b, " %u", r->contacts.value);
	if (r->expires.there)
		bench_note(b, "/%u", r->expires.value);
	if (r->contact.n)
		bench_note(b, " %.*s", (int)r->contact.n, r->contact.p);
	bench_note(b, ";");
}

static inline void bench_peer(const struct peer_change *p, void *arg)
{
	struct bench *b = arg;

	b->change = *p;
	b->ups += p->event == PEER_UP;
	b->downs += p->event == PEER_DOWN;
	bench_note(b, "%c %s %u;", p->dst.b[15], peer_event_name(p->event),
		   p->unanswered);
}

static inline void bench_outcome(const struct outcome *o, void *arg)
{
	struct bench *b = arg;

	b->peer_down += o->code == OUTCOME_PEER_DOWN;
	b->expired += o->code == OUTCOME_REGISTRATION_EXPIRED;
	assert_true(outcome_is_beside(o->code));
}

static inline void bench_leg(const struct addr *src, const struct addr *dst,
			     enum direction *direction, int *trunk, void *arg)
{
	struct bench *b = arg;

	track_leg(b->track, src, dst, direction, trunk);
}

static inline void bench_tracked(const struct sip_msg *m,
				 const struct sip_parties *who,
				 enum sighting seen, void *arg)
{
	struct bench *b = arg;

	(void)who;
	if (m->method == SIP_REGISTER)
		reach_message(b->reach, m, seen);
}

static inline void bench_track_outcome(const struct outcome *o, void *arg)
{
	struct bench *b = arg;

	if (reach_concerns(o->method))
		reach_outcome(b->reach, o);
}

static inline void bench_message(const struct sip_msg *m, void *arg)
{
	struct bench *b = arg;

	track_message(b->track, m);
}

static inline struct bench *bench_open(uint64_t memory)
{
	struct bench *b = calloc(1, sizeof *b);

	assert_non_null(b);
	b->settings.peers.down_after = 3;
	code_set_add(&b->settings.peers.not_alive, 408);
	code_set_add(&b->settings.peers.not_alive, 503);
	assert_int_equal(counters_create(&b->counters), 0);
	assert_int_equal(clock_create(&b->clock), 0);
	assert_int_equal(sip_create(&b->sip, &(struct sip_spec){
		.counters = b->counters, .message = bench_message,
		.arg = b }), 0);
	assert_int_equal(track_create(&b->track, &(struct track_spec){
		.settings = &b->settings, .memory = 32 << 20, .seed = { 1 },
		.clock = b->clock, .counters = b->counters,
		.message = bench_tracked, .outcome = bench_track_outcome,
		.arg = b }), 0);
	assert_int_equal(reach_create(&b->reach, &(struct reach_spec){
		.memory = memory, .seed = { 2 }, .clock = b->clock,
		.counters = b->counters, .settings = &b->settings.peers,
		.leg = bench_leg, .registration = bench_registration,
		.peer = bench_peer, .outcome = bench_outcome,
		.arg = b }), 0);
	clock_advance(b->clock, (struct moment){ START * NS_PER_S });
	return b;
}

static inline void bench_close(struct bench *b)
{
	reach_destroy(b->reach);
	track_destroy(b->track);
	sip_destroy(b->sip);
	clock_destroy(b->clock);
	counters_destroy(b->counters);
	free(b);
}

static inline void bench_end(struct bench *b)
{
	track_end(b->track);
	reach_end(b->reach);
	clock_run_out(b->clock);
}

static inline void bench_at(struct bench *b, double seconds)
{
	int64_t ns = START * NS_PER_S + (int64_t)(seconds * NS_PER_S);

	clock_advance(b->clock, (struct moment){ ns });
}

static inline struct addr bench_host(char name)
{
	return addr_from_v4((uint8_t[]){ 192, 0, 2, (uint8_t)name });
}

/* What SRC sends to DST: a datagram in a block of its very size. */
static inline void bench_send(struct bench *b, char src, char dst,
			      const char *text, size_t n)
{
	static const struct frame frame = { .number = 1 };
	char *block = malloc(n);
	struct payload p = { .bytes = { block, n }, .vlan = -1,
			     .src = bench_host(src), .dst = bench_host(dst),
			     .frame = &frame };

	assert_non_null(block);
	memcpy(block, text, n);
	sip_payload(b->sip, &p);
	free(block);
}

/* METHOD of USER from SRC to DST, or, with a CODE, the response to it. MORE
 * are header lines; each CSeq has a branch of its own. */
static inline void bench_say(struct bench *b, int code, const char *method,
			     char src, char dst, const char *user,
			     unsigned cseq, const char *more)
{
	size_t room = 2048 + 4 * strlen(user) + strlen(more);
	char *text = malloc(room);
	int n = 0;

	assert_non_null(text);
	if (code)
		n = snprintf(text, room, "SIP/2.0 %d Word\r\n", code);
	else
		n = snprintf(text, room, "%s sip:example.com SIP/2.0\r\n",
			     method);
	n += snprintf(text + n, room - (size_t)n,
		"Via: SIP/2.0/UDP a.example;branch=z9hG4bK%.20s%s%u%c\r\n"
		"From: <sip:%s@example.com>;tag=f\r\n"
		"To: <sip:%s@example.com>\r\nCall-ID: %.40s\r\n"
		"CSeq: %u %s\r\n%sContent-Length: 0\r\n\r\n",
		user, method, cseq, code ? dst : src, user, user, user, cseq,
		method, more);
	bench_send(b, src, dst, text, (size_t)n);
	free(text);
}

#define BENCH_CONTACT(uri) "Contact: <sip:" uri ">\r\n"
#define BENCH_GRANT(uri, s) "Contact: <sip:" uri ">;expires=" s "\r\n"
#define BENCH_DIGEST "Authorization: Digest realm=\"r\", nonce=\"n\"\r\n"
#define BENCH_ASK "WWW-Authenticate: Digest realm=\"r\", nonce=\"n\"\r\n"

/* From A, the phone, to R, the registrar, and back. */
static inline void bench_register(struct bench *b, const char *user,
				  unsigned cseq, const char *more)
{
	bench_say(b, 0, "REGISTER", 'A', 'R', user, cseq, more);
}

static inline void bench_respond(struct bench *b, int code, const char *user,
				 unsigned cseq, const char *more)
{
	bench_say(b, code, "REGISTER", 'R', 'A', user, cseq, more);
}

#define assert_log(b, expected) \
	assert_string_equal((b)->log, expected)

#endif
