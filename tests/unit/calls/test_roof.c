/* SPDX-License-Identifier: BSD-2-Clause */
/* Calls survive a flood, whatever it is answered, and come again after it. */
#include "bench.h"

enum { CALLS = 100, FLOOD = 20000 };	/* of which 3000 have room */

/* What each packet of a flood is. */
enum flood { SILENT, HEARD, RINGING, REINVITES, STRAY_ANSWERS };

#define CALL(b, id, ...)						\
	SAY(b, .method = SIP_INVITE, .call = id, .src = 'A', .dst = 'B', \
	    .from_tag = "f", __VA_ARGS__)
#define BACK(b, id, number)						\
	SAY(b, .code = number, .method = SIP_INVITE, .call = id,	\
	    .src = 'B', .dst = 'A', .from_tag = "f", .to_tag = "t")

static void flood_once(struct bench *b, enum flood how, const char *id)
{
	static const int codes[] = { [HEARD] = 100, [RINGING] = 180,
				     [STRAY_ANSWERS] = 200 };

	if (how != STRAY_ANSWERS)
		CALL(b, id, .to_tag = how == REINVITES ? "x" : NULL);
	if (how != SILENT && how != REINVITES)
		BACK(b, id, codes[how]);
}

static void flood(struct bench *b, enum flood how, int from, int to)
{
	char id[32];

	for (int i = from; i < to; i++) {
		bench_at(b, i / 10);
		snprintf(id, sizeof id, "flood-%d", i);
		flood_once(b, how, id);
	}
}

/* A third is answered, a third rings, a third has heard nothing. */
static void begin_calls(struct bench *b)
{
	char id[32];

	for (int i = 0; i < CALLS; i++) {
		snprintf(id, sizeof id, "call-%d", i);
		CALL(b, id);
		if (i % 3)
			BACK(b, id, i % 3 == 1 ? 180 : 200);
	}
}

static void end_calls(struct bench *b, int64_t ms)
{
	char id[32];

	for (int i = 0; i < CALLS; i++) {
		snprintf(id, sizeof id, "call-%d", i);
		if (i % 3 != 2)
			BACK(b, id, 200);
	}
	bench_at(b, ms);
	for (int i = 0; i < CALLS; i++) {
		snprintf(id, sizeof id, "call-%d", i);
		SAY(b, .method = SIP_BYE, .call = id, .src = 'A', .dst = 'B',
		    .from_tag = "f", .to_tag = "t", .cseq = 2);
	}
}

/* A call that begins now, rings for 2 s and is hung up: is it told whole? */
static void assert_call_goes_well(struct bench *b, int64_t ms, const char *id)
{
	unsigned told = b->told;

	bench_at(b, ms);
	CALL(b, id);
	BACK(b, id, 180);
	bench_at(b, ms + 2000);
	BACK(b, id, 200);
	bench_at(b, ms + 9000);
	SAY(b, .method = SIP_BYE, .call = id, .src = 'A', .dst = 'B',
	    .from_tag = "f", .to_tag = "t", .cseq = 2);
	bench_at(b, ms + 10500);
	assert_int_equal(b->told, told + 1);
	assert_int_equal(b->last.disconnect, DISCONNECT_BYE);
	assert_false(b->last.partial);
	assert_int_equal(b->last.duration.ns, span_s(7).ns);
}

static void survive(enum flood how)
{
	struct bench *b = bench_open(1 << 20, 0);

	begin_calls(b);
	flood(b, how, 0, FLOOD);
	assert_true(*counter(b->counters, "evicted", "calls") > FLOOD / 2);
	assert_true(calls_running(b->calls) > 1000);
	end_calls(b, 6000);
	bench_at(b, 8000);
	assert_int_equal(b->told, CALLS);
	assert_int_equal(b->partial, 0);
	for (size_t i = 0; i < b->n; i++)
		assert_non_null(strstr(b->lines[i],
				       " answered 200 bye origination "));
	assert_call_goes_well(b, 9000, "n1");
	assert_call_goes_well(b, 29000, "n2");
	bench_close(b);
}

static void a_silent_flood_spares_the_calls(void **state)
{
	(void)state;
	survive(SILENT);
}

static void one_that_is_answered_does_too(void **state)
{
	(void)state;
	survive(HEARD);
	survive(RINGING);
}

static void one_of_what_began_before_does_too(void **state)
{
	(void)state;
	survive(REINVITES);
	survive(STRAY_ANSWERS);
}

/* What an answer and its ACK tell, or a BYE and its answer, is a call. */
static void one_met_in_its_middle_stays_by_both_sides(void **state)
{
	struct bench *b = bench_open(1 << 20, 0);

	(void)state;
	flood(b, SILENT, 0, FLOOD / 2);
	BACK(b, "met", 200);
	SAY(b, .method = SIP_ACK, .call = "met", .src = 'A', .dst = 'B',
	    .from_tag = "f", .to_tag = "t");
	BACK(b, "alone", 200);
	SAY(b, .method = SIP_BYE, .call = "left", .src = 'A', .dst = 'B',
	    .from_tag = "f", .to_tag = "t", .cseq = 2);
	SAY(b, .code = 200, .method = SIP_BYE, .call = "left", .src = 'B',
	    .dst = 'A', .from_tag = "f", .to_tag = "t", .cseq = 2);
	flood(b, SILENT, FLOOD / 2, FLOOD);
	bench_at(b, 6000);
	assert_int_equal(b->told, 1);
	assert_non_null(strstr(b->lines[0], "left answered 0 bye "));
	SAY(b, .method = SIP_BYE, .call = "met", .src = 'A', .dst = 'B',
	    .from_tag = "f", .to_tag = "t", .cseq = 2);
	bench_at(b, 8000);
	assert_int_equal(b->told, 2);
	assert_non_null(strstr(b->lines[1], "met answered 200 bye "));
	bench_close(b);
}

/* Those whose transactions had to leave are never told what became of them. */
static void who_waits_in_vain_leaves(void **state)
{
	struct bench *b = bench_open(1 << 20, 0);

	(void)state;
	CALL(b, "unheard");
	CALL(b, "ringing");
	BACK(b, "ringing", 180);
	bench_at(b, 200000);
	SAY(b, .code = 180, .method = SIP_INVITE, .call = "ringing",
	    .src = 'B', .dst = 'A', .from_tag = "f", .to_tag = "t",
	    .seen = SEEN_AGAIN);
	bench_at(b, 300000);
	assert_int_equal(b->told, 1);
	assert_int_equal(calls_running(b->calls), 1);
	assert_true(b->last.partial);
	bench_at(b, 500000);
	assert_int_equal(calls_running(b->calls), 0);
	bench_close(b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_silent_flood_spares_the_calls),
		cmocka_unit_test(one_that_is_answered_does_too),
		cmocka_unit_test(one_of_what_began_before_does_too),
		cmocka_unit_test(one_met_in_its_middle_stays_by_both_sides),
		cmocka_unit_test(who_waits_in_vain_leaves),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
