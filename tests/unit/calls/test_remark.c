/* SPDX-License-Identifier: BSD-2-Clause */
/* What the message that ends a call says beside its cause is told with it. */
#include "bench.h"

#define TRUNK 3

static void over_trunk(const struct addr *src, const struct addr *dst,
		       enum direction *direction, int *trunk, void *arg)
{
	bench_leg(src, dst, direction, trunk, arg);
	*trunk = TRUNK;
}

/* A profile by which the code is said of a response, and 1000 of a BYE. */
static int say_code(const struct sip_msg *m, enum direction direction,
		    int trunk, void *arg)
{
	(void)arg;
	assert_int_equal(trunk, TRUNK);
	assert_int_equal(direction, TRANSIT);
	return m->response ? m->code : 1000;
}

static struct bench *over(calls_leg_handler *leg)
{
	struct bench *b = bench_open(1 << 20, 0);

	b->calls->leg = leg;
	b->calls->said = say_code;
	ASK(b, .method = SIP_INVITE);
	return b;
}

static void assert_told(struct bench *b, int said, int64_t retry_after)
{
	bench_at(b, 40000);
	assert_int_equal(b->told, 1);
	assert_int_equal(b->last.said, said);
	assert_int_equal(b->last.retry_after, retry_after);
	bench_close(b);
}

static void a_refusal_is_asked_about_over_a_trunk(void **state)
{
	struct bench *b = over(over_trunk);

	(void)state;
	ANSWER(b, 503);
	assert_told(b, 503, -1);
	b = over(bench_leg);
	ANSWER(b, 503);
	assert_told(b, 0, -1);
}

static void retry_after_is_in_seconds(void **state)
{
	static const struct { const char *headers; int64_t told; } of[] = {
		{ "Retry-After: 30\r\n", 30 },
		{ "retry-after : 18000;duration=3600\r\n", 18000 },
		{ "Retry-After: 120 (I'm in a meeting)\r\n", 120 },
		{ "Retry-After: 0\r\n", 0 },
		{ "Retry-After: soon\r\n", -1 },
		{ "Retry-Afterwards: 5\r\n", -1 },
		{ "Retry-After:\r\n", -1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof of / sizeof *of; i++) {
		struct bench *b = over(bench_leg);

		ANSWER(b, 503, .headers = of[i].headers);
		assert_told(b, 0, of[i].told);
		/* with what is said of it */
		b = over(over_trunk);
		ANSWER(b, 486, .headers = of[i].headers);
		assert_told(b, 486, of[i].told);
	}
}

static void a_challenge_is_asked_about_if_nobody_tries_again(void **state)
{
	struct bench *b = over(over_trunk);

	(void)state;
	ANSWER(b, 407);
	assert_told(b, 407, -1);
	b = over(over_trunk);
	ANSWER(b, 407, .headers = "Retry-After: 5\r\n");
	ASK(b, .method = SIP_INVITE, .cseq = 2, .branch = "2");
	ANSWER(b, 200, .cseq = 2);
	HANG_UP(b);
	assert_told(b, 0, -1);
	b = over(over_trunk);
	ANSWER(b, 407);
	ASK(b, .method = SIP_INVITE, .cseq = 2, .branch = "2");
	ANSWER(b, 403, .cseq = 2);
	assert_told(b, 403, -1);
}

static void a_bye_is_asked_about_with_a_reason(void **state)
{
	struct bench *b = over(over_trunk);

	(void)state;
	ANSWER(b, 200);
	HANG_UP(b);
	assert_told(b, 0, -1);
	b = over(over_trunk);
	ANSWER(b, 200);
	HANG_UP(b, .headers = "Reason: SIP;cause=200;text=\"x\"\r\n");
	assert_told(b, 1000, -1);
	/* the first one has ended it */
	b = over(over_trunk);
	ANSWER(b, 200);
	HANG_UP(b);
	SAY(b, .method = SIP_BYE, .src = 'B', .dst = 'A', .from_tag = "t",
	    .to_tag = "f", .headers = "Reason: SIP;cause=200;text=\"x\"\r\n");
	assert_told(b, 0, -1);
}

/* One that waits until it is told when the catalogue changes. */
static void a_reload_gives_it_another_number(void **state)
{
	uint16_t heirs[1001] = { 0 };
	struct bench *b = over(over_trunk);

	(void)state;
	ANSWER(b, 200);
	HANG_UP(b, .headers = "Reason: Q.850;cause=16;text=\"x\"\r\n");
	calls_reload(b->calls, &b->settings, NULL);
	assert_int_equal(b->told, 0);
	heirs[1000] = 8;
	calls_reload(b->calls, &b->settings, heirs);
	assert_told(b, 8, -1);
	b = over(over_trunk);
	ANSWER(b, 200);
	HANG_UP(b, .headers = "Reason: Q.850;cause=16;text=\"x\"\r\n");
	heirs[1000] = 0;
	calls_reload(b->calls, &b->settings, heirs);
	assert_told(b, 0, -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_refusal_is_asked_about_over_a_trunk),
		cmocka_unit_test(retry_after_is_in_seconds),
		cmocka_unit_test(
			a_challenge_is_asked_about_if_nobody_tries_again),
		cmocka_unit_test(a_bye_is_asked_about_with_a_reason),
		cmocka_unit_test(a_reload_gives_it_another_number),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
