/* SPDX-License-Identifier: BSD-2-Clause */
/* A call is transferred if what was asked for has happened. */
#include "bench.h"

static struct bench *talk(void)
{
	struct bench *b = bench_open(1 << 20, 0);

	ASK(b, .method = SIP_INVITE);
	ANSWER(b, 200);
	return b;
}

/* It is hung up as its last record of all. */
static enum disconnect hang_up(struct bench *b)
{
	enum disconnect cause;

	HANG_UP(b);
	bench_at(b, 200000);
	cause = b->last.disconnect;
	assert_memory_equal(b->lines[b->n - 1], "c answered", 10);
	bench_close(b);
	return cause;
}

/* -- REFER (RFC 3515) ---------------------------------------------------- */

static void refer(struct bench *b, int code, uint32_t cseq)
{
	ASK_AGAIN(b, .method = SIP_REFER, .cseq = cseq);
	SAY(b, .code = code, .method = SIP_REFER, .src = 'B', .dst = 'A',
	    .from_tag = "f", .to_tag = "t", .cseq = cseq);
}

static void notify(struct bench *b, const char *body, uint32_t cseq)
{
	SAY(b, .method = SIP_NOTIFY, .src = 'B', .dst = 'A', .from_tag = "t",
	    .to_tag = "f", .cseq = cseq, .body = body,
	    .headers = "Event: refer\r\n"
		       "Content-Type: message/sipfrag\r\n");
}

static enum disconnect referred(int code, const char *first,
				const char *second)
{
	struct bench *b = talk();

	refer(b, code, 2);
	if (first)
		notify(b, first, 11);
	if (second)
		notify(b, second, 12);
	return hang_up(b);
}

static void a_refer_must_be_accepted_and_not_fail(void **state)
{
	const char *trying = "SIP/2.0 100 Trying\r\n",
		   *busy = "SIP/2.0 486 Busy Here\r\n",
		   *ok = "SIP/2.0 200 OK\r\n";

	(void)state;
	assert_int_equal(referred(202, NULL, NULL), DISCONNECT_TRANSFER);
	assert_int_equal(referred(202, trying, NULL), DISCONNECT_TRANSFER);
	assert_int_equal(referred(202, trying, ok), DISCONNECT_TRANSFER);
	assert_int_equal(referred(202, trying, busy), DISCONNECT_BYE);
	assert_int_equal(referred(202, "SIP/2.0 603 Decline", NULL),
			 DISCONNECT_BYE);
	assert_int_equal(referred(202, "SIP/2.0 302", NULL), DISCONNECT_BYE);
	assert_int_equal(referred(202, "SIP/2.0 ", NULL),
			 DISCONNECT_TRANSFER);
	assert_int_equal(referred(202, "Messages-Waiting: no\r\n", NULL),
			 DISCONNECT_TRANSFER);
	assert_int_equal(referred(603, NULL, NULL), DISCONNECT_BYE);
}

static void another_one_may_succeed(void **state)
{
	struct bench *b = talk();

	(void)state;
	refer(b, 202, 2);
	notify(b, "SIP/2.0 486 Busy Here\r\n", 11);
	refer(b, 202, 3);
	assert_int_equal(hang_up(b), DISCONNECT_TRANSFER);
}

/* -- Replaces (RFC 3891) ------------------------------------------------- */

/* Another call to replace it comes to CODE. */
static enum disconnect replaced(int code)
{
	struct bench *b = talk();

	SAY(b, .method = SIP_INVITE, .src = 'C', .dst = 'B', .call = "d",
	    .from_tag = "x",
	    .headers = "Replaces: c;to-tag=t;from-tag=f\r\n");
	SAY(b, .code = 180, .method = SIP_INVITE, .src = 'B', .dst = 'C',
	    .call = "d", .from_tag = "x", .to_tag = "y");
	if (code)
		SAY(b, .code = code, .method = SIP_INVITE, .src = 'B',
		    .dst = 'C', .call = "d", .from_tag = "x", .to_tag = "y");
	return hang_up(b);
}

static void who_takes_it_over_must_be_answered(void **state)
{
	(void)state;
	assert_int_equal(replaced(200), DISCONNECT_TRANSFER);
	assert_int_equal(replaced(488), DISCONNECT_BYE);
	assert_int_equal(replaced(0), DISCONNECT_BYE);
}

static void it_may_be_hung_up_a_moment_before(void **state)
{
	struct bench *b = talk();

	(void)state;
	SAY(b, .method = SIP_INVITE, .src = 'C', .dst = 'B', .call = "d",
	    .from_tag = "x",
	    .headers = "Replaces: c;from-tag=t;to-tag=f\r\n");
	bench_at(b, 10000);
	HANG_UP(b);
	bench_at(b, 10500);
	SAY(b, .code = 200, .method = SIP_INVITE, .src = 'B', .dst = 'C',
	    .call = "d", .from_tag = "x", .to_tag = "y");
	bench_at(b, 12000);
	assert_string_equal(b->lines[0], "c answered 200 transfer "
			    "origination - peer= - 10000");
	bench_close(b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_refer_must_be_accepted_and_not_fail),
		cmocka_unit_test(another_one_may_succeed),
		cmocka_unit_test(who_takes_it_over_must_be_answered),
		cmocka_unit_test(it_may_be_hung_up_a_moment_before),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
