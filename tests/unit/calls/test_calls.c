/* SPDX-License-Identifier: BSD-2-Clause */
/* Calls are told once, bounded in number, whatever comes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "calls/calls.h"

#define START INT64_C(1700000000)	/* s */

/* What is told of the calls, and how to talk to them. */
struct bench {
	struct clock *clock;
	struct counters *counters;
	struct calls *calls;
	char log[4096];		/* "c1 answered bye destination;" each */
	size_t n_log;
	unsigned told, partial;
};

/* A message, but for what never changes. */
struct say {
	enum sighting seen;
	int code;			/* 0: a request */
	enum sip_method method;
	const char *call, *from, *to;	/* tags; TO may be NULL */
	uint32_t cseq;
	char src, dst;
};

static void log_call(const struct call *c, void *arg)
{
	struct bench *b = arg;
	const char *status = call_status_name(c->status),
		   *why = disconnect_name(c->disconnect);

	b->told++;
	b->partial += c->partial;
	if (b->n_log + 200 > sizeof b->log)
		return;
	b->n_log += (size_t)snprintf(b->log + b->n_log,
				     sizeof b->log - b->n_log,
				     "%.*s %s %s %s%s;", (int)c->call_id.n,
				     c->call_id.p, status ? status : "-",
				     why ? why : "-",
				     call_side_name(c->initiator),
				     c->partial ? " partial" : "");
}

static void no_leg(const struct addr *src, const struct addr *dst,
		   enum direction *direction, int *trunk, void *arg)
{
	(void)src;
	(void)dst;
	(void)arg;
	*direction = TRANSIT;
	*trunk = -1;
}

static const struct call_settings settings = {
	.idle = { 14400 * NS_PER_S }, .ringing_limit = { 180 * NS_PER_S },
	.ringback = { 10 * NS_PER_S }, .short_call = { 5 * NS_PER_S },
};

static void open_bench(struct bench *b, uint64_t memory)
{
	memset(b, 0, sizeof *b);
	assert_int_equal(counters_create(&b->counters), 0);
	assert_int_equal(clock_create(&b->clock), 0);
	assert_int_equal(calls_create(&b->calls, &(struct calls_spec){
		.memory = memory, .seed = { 1 }, .clock = b->clock,
		.counters = b->counters, .settings = &settings,
		.leg = no_leg, .call = log_call,
		.arg = b }), 0);
	clock_advance(b->clock, (struct moment){ START * NS_PER_S });
}

static void close_bench(struct bench *b)
{
	calls_destroy(b->calls);
	clock_destroy(b->clock);
	counters_destroy(b->counters);
}

static void at(struct bench *b, double seconds)
{
	int64_t ns = START * NS_PER_S + (int64_t)(seconds * NS_PER_S);

	clock_advance(b->clock, (struct moment){ ns });
}

static struct addr host(char name)
{
	return addr_from_v4((uint8_t[]){ 192, 0, 2, (uint8_t)name });
}

static struct slice party(char text[64], const char *tag)
{
	int n = snprintf(text, 64, tag ? "<sip:u@example.com>;tag=%s" :
					 "<sip:u@example.com>", tag);

	return (struct slice){ text, (size_t)n };
}

static void tell_slice(struct bench *b, const struct say *s,
		       struct slice call_id)
{
	struct frame frame = { .number = 1 };
	struct payload p = { .src = host(s->src), .dst = host(s->dst),
			     .vlan = -1, .frame = &frame };
	char from[64], to[64];
	struct sip_msg m = {
		.payload = &p, .response = s->code != 0, .code = s->code,
		.method = s->method,
		.method_name = slice_of(sip_method_name(s->method)),
		.has_cseq = true, .cseq = s->cseq ? s->cseq : 1,
		.call_id = call_id, .from = party(from, s->from),
		.to = party(to, s->to),
	};

	calls_message(b->calls, &m, NULL, s->seen);
}

static void tell(struct bench *b, struct say s)
{
	tell_slice(b, &s, slice_of(s.call));
}

#define SAY(b, ...) tell(b, (struct say){ SEEN_FIRST, __VA_ARGS__ })

static void set_up_call(struct bench *b, const char *call)
{
	SAY(b, 0, SIP_INVITE, call, "f", NULL, 1, 'A', 'B');
	SAY(b, 180, SIP_INVITE, call, "f", "t", 1, 'B', 'A');
	SAY(b, 200, SIP_INVITE, call, "f", "t", 1, 'B', 'A');
}

static void a_flood_of_invites_spares_the_calls(void **state)
{
	enum { CALLS = 50, FLOOD = 200000 };
	uint64_t evicted;
	struct bench b;
	char name[32];

	(void)state;
	open_bench(&b, 1 << 20);
	for (int i = 0; i < CALLS; i++) {
		snprintf(name, sizeof name, "call-%d", i);
		set_up_call(&b, name);
	}
	for (int i = 0; i < FLOOD; i++) {
		snprintf(name, sizeof name, "flood-%d", i);
		SAY(&b, 0, SIP_INVITE, name, "x", NULL, 1, 'C', 'B');
	}
	evicted = *counter(b.counters, "evicted", "calls");
	assert_int_equal(calls_running(b.calls) + evicted, CALLS + FLOOD);
	assert_true(calls_running(b.calls) < (1 << 20) / 184);
	assert_true(calls_running(b.calls) > 1000);
	at(&b, 1);
	for (int i = 0; i < CALLS; i++) {
		snprintf(name, sizeof name, "call-%d", i);
		SAY(&b, 0, SIP_BYE, name, "f", "t", 2, 'A', 'B');
	}
	at(&b, 3);
	assert_int_equal(b.told, CALLS);
	assert_int_equal(b.partial, 0);
	assert_non_null(strstr(b.log, "call-0 answered bye origination;"));
	close_bench(&b);
}

static void a_call_id_of_any_length_is_one_calls(void **state)
{
	static char id[60000];
	struct bench b;

	(void)state;
	memset(id, 'i', sizeof id);
	open_bench(&b, 1 << 20);
	for (int code = 0; code <= 486; code += 486)
		tell_slice(&b, &(struct say){
			SEEN_FIRST, code, SIP_INVITE, NULL, "f",
			code ? "t" : NULL, 1,
			code ? 'B' : 'A', code ? 'A' : 'B' },
			(struct slice){ id, sizeof id });
	assert_int_equal(b.told, 1);
	assert_int_equal(b.partial, 0);
	assert_non_null(strstr(b.log, " failed busy destination;"));
	close_bench(&b);
}

/* RFC 3261 section 13.2.2.4: the caller takes leave of surplus answers. */
static void another_branch_of_a_fork_ends_by_itself(void **state)
{
	struct bench b;

	(void)state;
	open_bench(&b, 1 << 20);
	set_up_call(&b, "c");
	SAY(&b, 200, SIP_INVITE, "c", "f", "other", 1, 'B', 'A');
	SAY(&b, 0, SIP_BYE, "c", "f", "other", 2, 'A', 'B');
	at(&b, 2);
	assert_int_equal(b.told, 0);
	SAY(&b, 0, SIP_BYE, "c", "t", "f", 9, 'B', 'A');
	at(&b, 4);
	assert_string_equal(b.log, "c answered bye destination;");
	close_bench(&b);
}

static void tags_of_nobody_are_of_a_call_begun_before(void **state)
{
	struct bench b;

	(void)state;
	open_bench(&b, 1 << 20);
	set_up_call(&b, "c");
	SAY(&b, 0, SIP_BYE, "c", "f2", "t", 2, 'A', 'B');
	at(&b, 2);
	assert_string_equal(b.log, "c answered bye unknown partial;");
	close_bench(&b);
}

static void a_bye_from_elsewhere_is_counted_not_believed(void **state)
{
	struct bench b;

	(void)state;
	open_bench(&b, 1 << 20);
	set_up_call(&b, "c");
	SAY(&b, 0, SIP_BYE, "c", "f", "t", 2, 'X', 'B');
	at(&b, 5);
	assert_int_equal(b.told, 0);
	assert_int_equal(*counter(b.counters, "mismatched", "bye"), 1);
	close_bench(&b);
}

static void cseq_may_jump_but_what_is_older_is_late(void **state)
{
	struct bench b;

	(void)state;
	open_bench(&b, 1 << 20);
	SAY(&b, 0, SIP_INVITE, "c", "f", NULL, 7, 'A', 'B');
	SAY(&b, 407, SIP_INVITE, "c", "f", "t", 7, 'B', 'A');
	SAY(&b, 0, SIP_INVITE, "c", "f", NULL, 4000000000, 'A', 'B');
	SAY(&b, 503, SIP_INVITE, "c", "f", "t", 7, 'B', 'A');
	assert_int_equal(b.told, 0);
	SAY(&b, 486, SIP_INVITE, "c", "f", "t", 4000000000, 'B', 'A');
	assert_string_equal(b.log, "c failed busy destination;");
	close_bench(&b);
}

static void a_response_gone_astray_makes_no_call(void **state)
{
	struct bench b;

	(void)state;
	open_bench(&b, 1 << 20);
	tell(&b, (struct say){ SEEN_ASTRAY, 486, SIP_INVITE, "c", "f", "t", 1,
			       'X', 'A' });
	assert_int_equal(calls_running(b.calls), 0);
	SAY(&b, 486, SIP_INVITE, "c", "f", "t", 1, 'B', 'A');
	assert_string_equal(b.log, "c failed busy destination partial;");
	close_bench(&b);
}

static void silence_is_told_by_tracking(void **state)
{
	struct outcome o = {
		.code = OUTCOME_NO_RESPONSE, .method = SIP_INVITE,
		.initial = true, .src = host('A'), .dst = host('B'),
		.call_id = SLICE("c"),
	};
	struct bench b;

	(void)state;
	open_bench(&b, 1 << 20);
	SAY(&b, 0, SIP_INVITE, "c", "f", NULL, 1, 'A', 'B');
	at(&b, 32);
	calls_outcome(b.calls, &o);
	assert_string_equal(b.log,
			    "c no-response transaction-timeout unknown;");
	close_bench(&b);
}

static void the_end_tells_what_goes_on_as_it_stands(void **state)
{
	struct bench b;

	(void)state;
	open_bench(&b, 1 << 20);
	set_up_call(&b, "talks");
	SAY(&b, 0, SIP_INVITE, "tries", "f", NULL, 1, 'A', 'B');
	set_up_call(&b, "leaves");
	SAY(&b, 0, SIP_BYE, "leaves", "f", "t", 2, 'A', 'B');
	calls_end(b.calls);
	clock_run_out(b.clock);
	calls_tell_rest(b.calls);
	assert_string_equal(b.log, "leaves answered bye origination;"
			    "talks answered - unknown partial;"
			    "tries - - unknown partial;");
	close_bench(&b);
}

static void what_is_over_leaves_after_late_messages(void **state)
{
	struct bench b;

	(void)state;
	open_bench(&b, 1 << 20);
	for (int i = 0; i < 3; i++) {
		at(&b, i * 100);
		SAY(&b, 0, SIP_INVITE, "c", "f", NULL, 1, 'A', 'B');
		SAY(&b, 404, SIP_INVITE, "c", "f", "t", 1, 'B', 'A');
		SAY(&b, 200, SIP_INVITE, "c", "f", "t", 1, 'B', 'A');
		assert_int_equal(b.told, i + 1);
		assert_int_equal(calls_running(b.calls), 0);
	}
	close_bench(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_flood_of_invites_spares_the_calls),
		cmocka_unit_test(a_call_id_of_any_length_is_one_calls),
		cmocka_unit_test(another_branch_of_a_fork_ends_by_itself),
		cmocka_unit_test(tags_of_nobody_are_of_a_call_begun_before),
		cmocka_unit_test(a_bye_from_elsewhere_is_counted_not_believed),
		cmocka_unit_test(cseq_may_jump_but_what_is_older_is_late),
		cmocka_unit_test(a_response_gone_astray_makes_no_call),
		cmocka_unit_test(silence_is_told_by_tracking),
		cmocka_unit_test(the_end_tells_what_goes_on_as_it_stands),
		cmocka_unit_test(what_is_over_leaves_after_late_messages),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
