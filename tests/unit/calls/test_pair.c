/* SPDX-License-Identifier: BSD-2-Clause */
/* Legs find each other where it is sure, whatever else goes on. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "calls/calls.h"

#define START  INT64_C(1700000000)	/* s */
#define LINES  2000
#define LINE   160
#define HOST   'S'			/* this host; others are other ends */

/* What is told of the calls, a line each, and how to talk to them. */
struct bench {
	struct clock *clock;
	struct counters *counters;
	struct calls *calls;
	struct call_settings settings;
	char lines[LINES][LINE];
	size_t n;
	unsigned told, by[CALL_PAIRINGS], generated[CALL_GENERATED];
};

/* A message of the leg CALL, from one user to another. */
struct say {
	int code;			/* 0: a request */
	enum sip_method method;
	char src, dst;
	const char *call, *from, *to;
	uint32_t cseq;
};

static const char *word(const char *name)
{
	return name ? name : "-";
}

static void log_call(const struct call *c, void *arg)
{
	struct bench *b = arg;

	b->told++;
	b->by[c->pairing]++;
	b->generated[c->generated]++;
	if (b->n == LINES)
		return;
	snprintf(b->lines[b->n++], LINE,
		 "%.*s %s %d %s %s %s peer=%.*s %s %d%s",
		 (int)c->call_id.n, c->call_id.p,
		 word(call_status_name(c->status)), c->code,
		 word(disconnect_name(c->disconnect)),
		 call_side_name(c->initiator),
		 word(call_generated_name(c->generated)),
		 (int)c->peer_call_id.n,
		 c->peer_call_id.n ? c->peer_call_id.p : "",
		 word(call_pairing_name(c->pairing)),
		 (int)((c->end.ns - c->seen.ns) / 1000000),
		 c->failover ? " failover" : "");
}

static void tell_leg(const struct addr *src, const struct addr *dst,
		     enum direction *direction, int *trunk, void *arg)
{
	(void)arg;
	*direction = src->b[15] == HOST ? OUTBOUND :
		     dst->b[15] == HOST ? INBOUND : TRANSIT;
	*trunk = -1;
}

static struct bench *open_bench(uint64_t memory, uint32_t digits)
{
	struct bench *b = calloc(1, sizeof *b);

	assert_non_null(b);
	b->settings = (struct call_settings){
		.idle = span_s(14400), .ringing_limit = span_s(180),
		.pair_digits = digits };
	assert_int_equal(counters_create(&b->counters), 0);
	assert_int_equal(clock_create(&b->clock), 0);
	assert_int_equal(calls_create(&b->calls, &(struct calls_spec){
		.memory = memory, .seed = { 1 }, .clock = b->clock,
		.counters = b->counters, .settings = &b->settings,
		.leg = tell_leg, .call = log_call, .arg = b }), 0);
	clock_advance(b->clock, (struct moment){ START * NS_PER_S });
	return b;
}

static void close_bench(struct bench *b)
{
	calls_destroy(b->calls);
	clock_destroy(b->clock);
	counters_destroy(b->counters);
	free(b);
}

static void at_ms(struct bench *b, int64_t ms)
{
	clock_advance(b->clock, (struct moment){ START * NS_PER_S +
						 ms * 1000000 });
}

static struct addr host(char name)
{
	return addr_from_v4((uint8_t[]){ 192, 0, 2, (uint8_t)name });
}

static struct slice party(char text[80], const char *user, const char *tag)
{
	int n = snprintf(text, 80, "<sip:%s@example.com>%s%s", user,
			 tag ? ";tag=" : "", tag ? tag : "");

	return (struct slice){ text, (size_t)n };
}

/* The caller is who sent the INVITE, whichever way BYE goes. */
static void tell(struct bench *b, const struct say *s)
{
	bool by_called = s->method == SIP_BYE && s->cseq == 9;
	bool begins = s->code == 0 && (s->method == SIP_INVITE ||
				       s->method == SIP_CANCEL);
	struct frame frame = { .number = 1 };
	struct payload p = { .src = host(s->src), .dst = host(s->dst),
			     .vlan = -1, .frame = &frame };
	char from[80], to[80];
	struct sip_msg m = {
		.payload = &p, .response = s->code != 0, .code = s->code,
		.method = s->method,
		.method_name = slice_of(sip_method_name(s->method)),
		.has_cseq = true, .cseq = s->cseq ? s->cseq : 1,
		.call_id = slice_of(s->call),
		.from = party(from, s->from, "f"),
		.to = party(to, s->to, begins ? NULL : "t"),
	};

	if (by_called) {
		m.from = party(from, s->to, "t");
		m.to = party(to, s->from, "f");
	}
	calls_message(b->calls, &m, NULL, SEEN_FIRST);
}

#define SAY(b, ...) tell(b, &(struct say){ __VA_ARGS__ })

/* The INVITE, or a response with CODE to it. */
#define INVITE(b, code, ...) SAY(b, code, SIP_INVITE, __VA_ARGS__, 1)

/* One message of a kind of call, so many ms after its beginning. */
struct line {
	int ms, leg;			/* 0 is inbound */
	char way;			/* '>': as the INVITE goes */
	int code;
	enum sip_method method;
	uint32_t cseq;
};

#define CALLED { 0, 0, '>', 0, SIP_INVITE, 1 }
#define PAIRED CALLED, { 10, 1, '>', 0, SIP_INVITE, 1 }
#define ANSWERED						\
	PAIRED, { 500, 1, '<', 200, SIP_INVITE, 1 },		\
	{ 510, 0, '<', 200, SIP_INVITE, 1 }

static const struct line kinds[][10] = {
	{ ANSWERED, { 900, 0, '>', 0, SIP_BYE, 2 },
	  { 910, 1, '>', 0, SIP_BYE, 2 } },
	{ ANSWERED, { 900, 1, '<', 0, SIP_BYE, 9 },
	  { 910, 0, '<', 0, SIP_BYE, 9 } },
	{ ANSWERED, { 900, 0, '<', 0, SIP_BYE, 9 },
	  { 900, 1, '>', 0, SIP_BYE, 2 } },
	{ PAIRED, { 500, 1, '<', 486, SIP_INVITE, 1 },
	  { 510, 0, '<', 486, SIP_INVITE, 1 } },
	{ CALLED, { 10, 0, '<', 403, SIP_INVITE, 1 } },
	{ PAIRED, { 300, 1, '<', 503, SIP_INVITE, 1 },
	  { 310, 2, '>', 0, SIP_INVITE, 1 },
	  { 500, 2, '<', 200, SIP_INVITE, 1 },
	  { 510, 0, '<', 200, SIP_INVITE, 1 },
	  { 900, 0, '>', 0, SIP_BYE, 2 }, { 910, 2, '>', 0, SIP_BYE, 2 } },
	{ PAIRED, { 100, 0, '>', 0, SIP_CANCEL, 1 },
	  { 110, 1, '>', 0, SIP_CANCEL, 1 },
	  { 120, 1, '<', 487, SIP_INVITE, 1 },
	  { 120, 0, '<', 487, SIP_INVITE, 1 } },
	{ PAIRED, { 500, 0, '<', 408, SIP_INVITE, 1 } },
};

#define KINDS (sizeof kinds / sizeof *kinds)

/* The line L of the call NUMBER, which is of the kind NUMBER % KINDS. */
static void tell_line(struct bench *b, unsigned number, const struct line *l)
{
	char call[32], from[32], to[32];
	char caller = l->leg ? HOST : 'A', called = l->leg ? 'B' : HOST;

	snprintf(call, sizeof call, "%u-%d", number, l->leg);
	snprintf(from, sizeof from, "%s%07u", l->leg ? "0049" : "+49",
		 number);
	snprintf(to, sizeof to, "%s%07u", l->leg ? "9#44" : "+44", number);
	SAY(b, l->code, l->method, l->way == '>' ? caller : called,
	    l->way == '>' ? called : caller, call, from, to, l->cseq);
}

/* -- records ------------------------------------------------------------- */

static int by_text(const void *a, const void *b)
{
	return strcmp(a, b);
}

static uint32_t chance(uint32_t *seed)
{
	*seed = *seed * 1664525 + 1013904223;
	return *seed >> 8;
}

/* CALLS side by side: at each moment it is another's turn to be first. */
static struct bench *play_shuffled(unsigned n, uint32_t seed)
{
	struct bench *b = open_bench(8 << 20, 7);
	unsigned order[400];

	assert_true(n <= 400);
	for (unsigned i = 0; i < n; i++)
		order[i] = i;
	for (int ms = 0; ms < 1000; ms += 10) {
		at_ms(b, ms);
		for (unsigned i = n - 1; seed && i > 0; i--) {
			unsigned j = chance(&seed) % (i + 1);
			unsigned was = order[i];

			order[i] = order[j];
			order[j] = was;
		}
		for (unsigned i = 0; i < n; i++) {
			const struct line *l = kinds[order[i] % KINDS];

			for (; l->method; l++)
				if (l->ms == ms)
					tell_line(b, order[i], l);
		}
	}
	at_ms(b, 10000);
	qsort(b->lines, b->n, LINE, by_text);
	return b;
}

static void shuffled_independent_calls_change_no_record(void **state)
{
	struct bench *plain = play_shuffled(400, 0);

	(void)state;
	assert_int_equal(plain->n, plain->told);
	assert_true(plain->n > 700);
	for (uint32_t seed = 1; seed <= 10; seed++) {
		struct bench *b = play_shuffled(400, seed);

		assert_int_equal(b->n, plain->n);
		for (size_t i = 0; i < b->n; i++)
			assert_string_equal(b->lines[i], plain->lines[i]);
		close_bench(b);
	}
	close_bench(plain);
}

static bool told(const struct bench *b, const char *line)
{
	for (size_t i = 0; i < b->n; i++)
		if (strcmp(b->lines[i], line) == 0)
			return true;
	return false;
}

static void each_kind_of_call_is_told_by_both_legs(void **state)
{
	static const char *const lines[] = {
		"0-0 answered 200 bye origination - peer=0-1 digits 900",
		"0-1 answered 200 bye origination - peer=0-0 digits 900",
		"1-0 answered 200 bye destination - peer=1-1 digits 910",
		"1-1 answered 200 bye destination - peer=1-0 digits 890",
		"2-0 answered 200 bye system - peer=2-1 digits 900",
		"2-1 answered 200 bye system - peer=2-0 digits 890",
		"3-0 failed 486 busy destination relayed peer=3-1 digits 510",
		"3-1 failed 486 busy destination - peer=3-0 digits 490",
		"4-0 failed 403 rejected system local peer= - 10",
		"5-0 answered 200 bye origination - peer=5-2 digits 900",
		"5-1 failed 503 unavailable destination - peer=5-0 digits "
		"290 failover",
		"5-2 answered 200 bye origination - peer=5-0 digits 600",
		"6-0 cancelled 487 cancel origination - peer=6-1 digits 120",
		"6-1 cancelled 487 cancel origination - peer=6-0 digits 110",
		"7-0 failed 408 transaction-timeout system local peer=7-1 "
		"digits 500",
	};
	struct bench *b = play_shuffled(KINDS, 0);

	(void)state;
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
		if (!told(b, lines[i]))
			fail_msg("not told: %s", lines[i]);
	close_bench(b);
}

/* -- by digits ----------------------------------------------------------- */

/* Does a leg to A find one to B, by so many digits? */
static bool is_alike(const char *a, const char *b, uint32_t digits)
{
	struct bench *bench = open_bench(1 << 20, digits);
	bool found;

	INVITE(bench, 0, 'A', HOST, "in", "+4930123456", a);
	INVITE(bench, 0, HOST, 'B', "out", "+4930123456", b);
	INVITE(bench, 486, 'B', HOST, "out", "+4930123456", b);
	INVITE(bench, 486, HOST, 'A', "in", "+4930123456", a);
	at_ms(bench, 2000);
	assert_int_equal(bench->n, 2);
	found = strstr(bench->lines[1], "relayed peer=out digits") != NULL;
	close_bench(bench);
	return found;
}

static void the_last_digits_are_compared(void **state)
{
	(void)state;
	assert_true(is_alike("+442079460001", "02079460001", 7));
	assert_true(is_alike("+442079460001", "9460001", 7));
	assert_true(is_alike("+44-20-7946.0001", "(020)79460001", 7));
	assert_true(is_alike("1234#9460001", "*9460001", 7));
	assert_false(is_alike("+442079460001", "460001", 7));
	assert_false(is_alike("+442079460001", "+442079460002", 7));
	assert_false(is_alike("+442079460001", "+442078460001", 7));
	assert_true(is_alike("+442079460001", "+442078460001", 6));
	assert_true(is_alike("+442079460001", "442079460001", 12));
	assert_false(is_alike("+442079460001", "02079460001", 12));
	assert_false(is_alike("+442079460001", "+442079460001", 0));
}

static void what_is_shorter_is_compared_as_a_whole(void **state)
{
	(void)state;
	assert_true(is_alike("100", "100", 7));
	assert_true(is_alike("+100", "1-00", 7));
	assert_false(is_alike("100", "5100", 7));
	assert_false(is_alike("a100", "100", 7));
	assert_true(is_alike("alice", "alice", 7));
	assert_false(is_alike("alice", "bob", 7));
	assert_true(is_alike("-", "-", 7));
}

/* -- bounds -------------------------------------------------------------- */

static void a_call_has_sixteen_outbound_legs_at_most(void **state)
{
	struct bench *b = open_bench(1 << 20, 7);
	unsigned paired = 0;

	(void)state;
	INVITE(b, 0, 'A', HOST, "c", "u", "v");
	for (char dst = 'a'; dst <= 'z'; dst++)
		INVITE(b, 0, HOST, dst, "c", "u", "v");
	for (char dst = 'a'; dst <= 'z'; dst++)
		INVITE(b, 404, dst, HOST, "c", "u", "v");
	at_ms(b, 2000);
	assert_int_equal(b->n, 26);
	for (size_t i = 0; i < b->n; i++)
		paired += strstr(b->lines[i], "peer=c call-id") != NULL;
	assert_in_range(paired, 14, 16);
	close_bench(b);
}

static void tell_rest(struct bench *b)
{
	calls_end(b->calls);
	clock_run_out(b->clock);
	calls_tell_rest(b->calls);
}

static void a_leg_is_named_long_after_it_was_told(void **state)
{
	struct bench *b = open_bench(1 << 20, 7);

	(void)state;
	for (const struct line *l = kinds[0]; l->method != SIP_BYE; l++)
		tell_line(b, 0, l);
	SAY(b, 0, SIP_BYE, 'A', HOST, "0-0", "u", "v", 2);
	at_ms(b, 500000);
	assert_int_equal(b->n, 1);
	SAY(b, 0, SIP_BYE, 'B', HOST, "0-1", "u", "v", 9);
	at_ms(b, 502000);
	assert_int_equal(b->n, 2);
	assert_non_null(strstr(b->lines[1], "0-1 answered 200 bye "
			       "destination - peer=0-0 digits"));
	close_bench(b);
}

static void the_end_names_a_leg_that_was_told(void **state)
{
	struct bench *b = open_bench(1 << 20, 7);

	(void)state;
	for (const struct line *l = kinds[0]; l->method != SIP_BYE; l++)
		tell_line(b, 0, l);
	SAY(b, 0, SIP_BYE, 'A', HOST, "0-0", "u", "v", 2);
	tell_rest(b);
	assert_int_equal(b->n, 2);
	assert_non_null(strstr(b->lines[1], "0-1 answered 200 - unknown - "
			       "peer=0-0 digits"));
	close_bench(b);
}

/* What had to leave to make room might have been found. */
static void who_can_not_be_found_any_more_is_in_doubt(void **state)
{
	struct bench *b = open_bench(256 << 10, 7);
	char call[32], to[32];

	(void)state;
	INVITE(b, 0, 'A', HOST, "first", "u", "v");
	INVITE(b, 183, HOST, 'A', "first", "u", "v");
	for (int i = 0; i < 1000; i++) {
		snprintf(call, sizeof call, "c%d", i);
		snprintf(to, sizeof to, "%d", 1000000 + i);
		INVITE(b, 0, 'A', HOST, call, "u", to);
	}
	INVITE(b, 500, HOST, 'A', "first", "u", "v");
	INVITE(b, 500, HOST, 'A', call, "u", to);
	assert_int_equal(b->n, 2);
	assert_non_null(strstr(b->lines[0], "first failed 500 gateway-failure "
			       "unknown - peer="));
	assert_non_null(strstr(b->lines[1], "c999 failed 500 gateway-failure "
			       "system local peer="));
	close_bench(b);
}

static void a_flood_of_calls_alike_is_not_searched_through(void **state)
{
	enum { FLOOD = 100000 };
	struct bench *b = open_bench(64 << 20, 7);
	char call[32];

	(void)state;
	for (int i = 0; i < FLOOD; i++) {
		snprintf(call, sizeof call, "in%d", i);
		INVITE(b, 0, 'A', HOST, call, "u", "v");
		snprintf(call, sizeof call, "out%d", i);
		INVITE(b, 0, HOST, 'B', call, "u", "v");
		if (i % 3 == 0) {
			snprintf(call, sizeof call, "more%d", i);
			INVITE(b, 0, 'A', HOST, call, "u", "v");
		}
		if (i % 1000 == 0)
			at_ms(b, i / 100);
	}
	assert_int_equal(calls_running(b->calls) +
			 *counter(b->counters, "evicted", "calls"),
			 2 * FLOOD + (FLOOD + 2) / 3);
	close_bench(b);
}

/* Few calls, and messages of them in any order. */
static void play_storm(struct bench *b, uint32_t seed)
{
	static const enum sip_method methods[] = {
		SIP_INVITE, SIP_INVITE, SIP_INVITE, SIP_BYE, SIP_CANCEL };
	static const int codes[] = { 0, 0, 0, 0, 0, 0, 0, 180, 200, 407, 486,
				     503 };
	char call[16], to[16];

	b->settings.idle = span_s(20);
	for (int i = 0; i < 300000; i++) {
		char end = "ABC"[chance(&seed) % 3];
		bool out = chance(&seed) % 2;
		unsigned n = chance(&seed) % 40;

		snprintf(call, sizeof call, "%u%s", n,
			 out && chance(&seed) % 2 ? "-on" : "");
		snprintf(to, sizeof to, "%u", 1000000 + n / 2);
		SAY(b, codes[chance(&seed) % 12], methods[chance(&seed) % 5],
		    out ? HOST : end, out ? end : HOST, call, "u", to,
		    chance(&seed) % 4 + 1);
		if (chance(&seed) % 16 == 0)
			at_ms(b, i * INT64_C(5));
	}
}

static void whatever_comes_the_legs_hold_together(void **state)
{
	struct bench *narrow = open_bench(24 << 10, 7);
	struct bench *wide = open_bench(256 << 10, 7);

	(void)state;
	play_storm(narrow, 7);
	assert_in_range(*counter(narrow->counters, "evicted", "calls"), 1000,
			300000);
	tell_rest(narrow);
	assert_int_equal(calls_running(narrow->calls), 0);
	close_bench(narrow);

	play_storm(wide, 7);
	assert_in_range(wide->by[PAIRING_CALL_ID], 50, 300000);
	assert_in_range(wide->by[PAIRING_DIGITS], 50, 300000);
	assert_in_range(wide->generated[GENERATED_LOCAL], 50, 300000);
	tell_rest(wide);
	assert_int_equal(calls_running(wide->calls), 0);
	close_bench(wide);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(shuffled_independent_calls_change_no_record),
		cmocka_unit_test(each_kind_of_call_is_told_by_both_legs),
		cmocka_unit_test(the_last_digits_are_compared),
		cmocka_unit_test(what_is_shorter_is_compared_as_a_whole),
		cmocka_unit_test(a_call_has_sixteen_outbound_legs_at_most),
		cmocka_unit_test(a_leg_is_named_long_after_it_was_told),
		cmocka_unit_test(the_end_names_a_leg_that_was_told),
		cmocka_unit_test(who_can_not_be_found_any_more_is_in_doubt),
		cmocka_unit_test(
			a_flood_of_calls_alike_is_not_searched_through),
		cmocka_unit_test(whatever_comes_the_legs_hold_together),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
