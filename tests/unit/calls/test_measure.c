/* SPDX-License-Identifier: BSD-2-Clause */
/* What a call took is told where it is known, and never as less than none. */
#include "bench.h"

/* A stamp so many ms after the beginning, though it may be a step. */
static void stamp(struct bench *b, int64_t ms)
{
	clock_advance(b->clock,
		      (struct moment){ BENCH_START + ms * NS_PER_MS });
}

static struct call close_call(struct bench *b)
{
	struct call c = b->last;

	assert_int_equal(b->told, 1);
	bench_close(b);
	return c;
}

/* Rings at 1 s, is answered at 3 s, hung up at 60 s, after some other message
 * each; the stamps step by so many ms before each of those. */
static struct call step(const int64_t steps[3])
{
	struct bench *b = bench_open(1 << 20, 0);
	int64_t off = steps[0];

	ASK(b, .method = SIP_INVITE);
	stamp(b, 10);
	stamp(b, 1000 + off);
	ANSWER(b, 180);
	stamp(b, 1010 + off);
	off += steps[1];
	stamp(b, 3000 + off);
	ANSWER(b, 200);
	stamp(b, 3010 + off);
	off += steps[2];
	stamp(b, 60000 + off);
	HANG_UP(b);
	stamp(b, 62000 + off);
	return close_call(b);
}

#define STEP(...) step((const int64_t[3]){ __VA_ARGS__ })

static void each_step_of_a_call_has_its_time(void **state)
{
	struct call c = STEP(0, 0, 0);

	(void)state;
	assert_int_equal(c.pdd.ns, 1 * NS_PER_S);
	assert_int_equal(c.srd.ns, 1 * NS_PER_S);
	assert_int_equal(c.setup.ns, 3 * NS_PER_S);
	assert_int_equal(c.duration.ns, 57 * NS_PER_S);
	assert_int_equal(c.situations, 0);
}

/* An hour back, and two days on. */
static void what_a_step_lies_in_is_not_known(void **state)
{
	const int64_t steps[] = { -3600000, 2 * 86400000 };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct call c = STEP(0, 0, steps[i]);

		assert_int_equal(c.setup.ns, 3 * NS_PER_S);
		assert_true(c.duration.ns < 0);
		assert_int_equal(c.situations, 0);
		assert_int_equal(c.end.ns - c.answer.ns,
				 57 * NS_PER_S + steps[i] * NS_PER_MS);
		c = STEP(0, steps[i], 0);
		assert_int_equal(c.pdd.ns, 1 * NS_PER_S);
		assert_true(c.setup.ns < 0);
		c = STEP(steps[i], 0, 0);
		assert_true(c.pdd.ns < 0 && c.srd.ns < 0 && c.setup.ns < 0);
		assert_int_equal(c.duration.ns, 57 * NS_PER_S);
	}
}

/* It may have been before the step, or after. */
static void nor_from_its_very_moment_on(void **state)
{
	struct bench *b = bench_open(1 << 20, 0);
	struct call c;

	(void)state;
	ASK(b, .method = SIP_INVITE);
	stamp(b, 1000);
	ANSWER(b, 200);
	stamp(b, -600000);
	HANG_UP(b);
	stamp(b, -590000);
	c = close_call(b);
	assert_true(c.duration.ns < 0);
	assert_int_equal(c.situations, 0);
}

/* What is late has the time of the latest stamp: that tells little. */
static void nor_is_what_late_stamps_lie_in(void **state)
{
	struct call c = STEP(0, -30000, 30000);
	struct bench *b = bench_open(1 << 20, 0);

	(void)state;
	assert_int_equal(c.pdd.ns, 1 * NS_PER_S);
	assert_true(c.setup.ns < 0 && c.duration.ns < 0);
	assert_int_equal(c.situations, 0);
	ASK(b, .method = SIP_INVITE);
	stamp(b, 3000);
	ANSWER(b, 200);
	stamp(b, 5000);
	stamp(b, 1000);
	HANG_UP(b);
	stamp(b, 7000);
	c = close_call(b);
	assert_int_equal(c.setup.ns, 3 * NS_PER_S);
	assert_true(c.duration.ns < 0);
	assert_int_equal(c.situations, 0);
}

/* As interfaces are that have clocks of their own. */
static void stamps_a_little_late_do_no_harm(void **state)
{
	struct call c = STEP(0, -2500, 2500);

	(void)state;
	assert_int_equal(c.setup.ns, 1010 * NS_PER_MS);
	assert_int_equal(c.duration.ns, 58990 * NS_PER_MS);
}

static void of_who_began_unseen_only_the_talk_is_known(void **state)
{
	struct bench *b = bench_open(1 << 20, 0);
	struct call c;

	(void)state;
	ANSWER(b, 180);
	bench_at(b, 2000);
	ANSWER(b, 200);
	bench_at(b, 9000);
	HANG_UP(b);
	bench_at(b, 11000);
	c = close_call(b);
	assert_true(c.pdd.ns < 0 && c.srd.ns < 0 && c.setup.ns < 0);
	assert_int_equal(c.duration.ns, 7 * NS_PER_S);
}

/* What comes at 1 s, 4 s and at last at 9 s; the sum of pdd and 1000 srd. */
static int64_t heard(int first, int second, int last)
{
	struct bench *b = bench_open(1 << 20, 0);
	struct call c;

	ASK(b, .method = SIP_INVITE);
	bench_at(b, 1000);
	ANSWER(b, first);
	bench_at(b, 4000);
	ANSWER(b, second);
	bench_at(b, 9000);
	ANSWER(b, last);
	if (last < 300)
		HANG_UP(b);
	bench_at(b, 20000);
	c = close_call(b);
	return c.srd.ns / NS_PER_S * 1000 +
	       (c.pdd.ns < 0 ? 0 : c.pdd.ns / NS_PER_S);
}

/* RFC 6076 section 4.3.1: any provisional response but 100. */
static void the_first_sign_need_not_be_ringing(void **state)
{
	(void)state;
	assert_int_equal(heard(181, 180, 200), 1004);
	assert_int_equal(heard(182, 181, 200), 1000);
	assert_int_equal(heard(100, 183, 200), 4004);
	assert_int_equal(heard(100, 199, 200), 4000);
	assert_int_equal(heard(180, 181, 200), 1001);
	assert_int_equal(heard(181, 183, 486), 1004);
	assert_int_equal(heard(100, 182, 486), 4000);
}

/* Unless its session timer told both sides when it was over. */
static void nobody_knows_when_an_idle_call_was_over(void **state)
{
	struct bench *b = bench_open(1 << 20, 0);
	struct call c;

	(void)state;
	b->settings.idle = span_s(600);
	ASK(b, .method = SIP_INVITE);
	ANSWER(b, 200);
	bench_at(b, 700000);
	c = close_call(b);
	assert_int_equal(c.disconnect, DISCONNECT_UNKNOWN);
	assert_int_equal(c.end.ns, 0);
	assert_true(c.duration.ns < 0);

	b = bench_open(1 << 20, 0);
	ASK(b, .method = SIP_INVITE);
	ANSWER(b, 200, .headers = "Session-Expires: 90\r\n");
	bench_at(b, 700000);
	c = close_call(b);
	assert_int_equal(c.disconnect, DISCONNECT_SESSION_TIMER);
	assert_int_equal(c.duration.ns, 90 * NS_PER_S);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_step_of_a_call_has_its_time),
		cmocka_unit_test(what_a_step_lies_in_is_not_known),
		cmocka_unit_test(nor_from_its_very_moment_on),
		cmocka_unit_test(nor_is_what_late_stamps_lie_in),
		cmocka_unit_test(stamps_a_little_late_do_no_harm),
		cmocka_unit_test(of_who_began_unseen_only_the_talk_is_known),
		cmocka_unit_test(the_first_sign_need_not_be_ringing),
		cmocka_unit_test(nobody_knows_when_an_idle_call_was_over),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
