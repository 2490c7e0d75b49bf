/* SPDX-License-Identifier: BSD-2-Clause */
/* Each attempt to register is told once, whatever is sent for it. */
#include "bench.h"

#define MEMORY (1 << 20)

static void a_challenged_attempt_is_one(void **state)
{
	struct bench *b = bench_open(MEMORY);

	(void)state;
	bench_register(b, "alice", 1, BENCH_CONTACT("alice@a"));
	bench_at(b, 0.5);
	bench_register(b, "alice", 1, BENCH_CONTACT("alice@a"));
	bench_respond(b, 401, "alice", 1, BENCH_ASK);
	bench_at(b, 1);
	bench_register(b, "alice", 2, BENCH_CONTACT("alice@a") BENCH_DIGEST);
	bench_respond(b, 100, "alice", 2, "");
	assert_log(b, "");
	bench_respond(b, 200, "alice", 2, BENCH_GRANT("alice@a", "300"));
	bench_respond(b, 200, "alice", 2, BENCH_GRANT("alice@a", "300"));
	assert_log(b, "alice registered 1/300;");
	assert_int_equal(b->last.attempts, 2);
	assert_int_equal(b->last.retransmissions, 1);
	assert_int_equal(b->last.code, 200);
	assert_int_equal(b->last.start.ns, START * NS_PER_S);
	assert_int_equal(b->last.when.ns, (START + 1) * NS_PER_S);
	assert_int_equal(b->last.duration.ns, NS_PER_S);
	assert_int_equal(b->last.trunk, -1);
	assert_int_equal(b->last.direction, TRANSIT);
	bench_close(b);
}

static void each_end_has_its_status(void **state)
{
	struct bench *b = bench_open(MEMORY);

	(void)state;
	bench_register(b, "a", 1, BENCH_CONTACT("a@a") "Expires: 0\r\n");
	bench_respond(b, 200, "a", 1, "");
	bench_register(b, "b", 1, "");
	bench_respond(b, 200, "b", 1, BENCH_GRANT("x@a", "7"));
	bench_register(b, "c", 1, BENCH_CONTACT("c@a"));
	bench_respond(b, 305, "c", 1, "");
	bench_register(b, "d", 1, BENCH_CONTACT("d@a"));
	bench_respond(b, 423, "d", 1, "Min-Expires: 60\r\n");
	assert_true(b->last.min_expires.there);
	assert_int_equal(b->last.min_expires.value, 60);
	bench_register(b, "e", 1, BENCH_CONTACT("e@a"));
	bench_register(b, "f", 1, BENCH_CONTACT("f@a"));
	bench_respond(b, 100, "f", 1, "");
	bench_at(b, 40);
	assert_log(b, "a unregistered 0;b fetched 1;c redirected;d failed;"
		   "e no-response;f no-final;");
	bench_close(b);
}

static void credentials_in_vain_are_told_once(void **state)
{
	struct bench *b = bench_open(MEMORY);

	(void)state;
	bench_register(b, "a", 1, BENCH_CONTACT("a@a"));
	bench_respond(b, 401, "a", 1, BENCH_ASK);
	for (unsigned i = 2; i < 6; i++) {
		bench_at(b, i);
		bench_register(b, "a", i, BENCH_CONTACT("a@a") BENCH_DIGEST);
		bench_respond(b, 401, "a", i, BENCH_ASK);
	}
	assert_log(b, "a auth-failed;");
	assert_int_equal(b->last.attempts, 2);
	assert_int_equal(b->last.code, 401);
	/* the right ones at last */
	bench_at(b, 7);
	bench_register(b, "a", 6, BENCH_CONTACT("a@a") BENCH_DIGEST);
	bench_respond(b, 200, "a", 6, BENCH_GRANT("a@a", "60"));
	assert_log(b, "a auth-failed;a registered 1/60;");
	assert_int_equal(b->last.attempts, 1);
	bench_at(b, 60);
	assert_int_equal(b->statuses[REGISTRATION_AUTH_FAILED], 1);
	bench_close(b);
}

static void a_challenge_that_nobody_answers_fails_in_32_s(void **state)
{
	struct bench *b = bench_open(MEMORY);

	(void)state;
	bench_register(b, "a", 1, BENCH_CONTACT("a@a"));
	bench_respond(b, 407, "a", 1, BENCH_ASK);
	bench_at(b, 32);
	assert_log(b, "");
	bench_at(b, 32.001);
	assert_log(b, "a auth-failed;");
	assert_int_equal(b->last.when.ns, (START + 32) * NS_PER_S);
	assert_int_equal(b->last.code, 407);
	bench_at(b, 100);
	assert_log(b, "a auth-failed;");
	bench_close(b);
}

/* A proxy hands on Call-ID and tags: to tracking that is one chain. */
static void both_legs_of_a_proxy_are_told(void **state)
{
	struct bench *b = bench_open(MEMORY);

	(void)state;
	for (unsigned i = 1; i < 3; i++) {
		const char *more = i == 1 ? "" : BENCH_DIGEST;

		bench_at(b, i);
		bench_say(b, 0, "REGISTER", 'A', 'P', "a", i, more);
		bench_say(b, 0, "REGISTER", 'P', 'R', "a", i, more);
		bench_say(b, 401, "REGISTER", 'R', 'P', "a", i, BENCH_ASK);
		bench_say(b, 401, "REGISTER", 'P', 'A', "a", i, BENCH_ASK);
	}
	assert_log(b, "a auth-failed;");
	assert_true(b->last.src.b[15] == 'P');
	bench_at(b, 35);
	assert_log(b, "a auth-failed;a auth-failed;");
	assert_true(b->last.src.b[15] == 'A');
	assert_int_equal(b->last.attempts, 2);
	bench_close(b);
}

static void without_credentials_another_begins_behind_a_refusal(void **state)
{
	struct bench *b = bench_open(MEMORY);

	(void)state;
	for (unsigned i = 1; i < 6; i += 2) {
		bench_at(b, i);
		bench_register(b, "a", i, "");
		bench_respond(b, 401, "a", i, BENCH_ASK);
		bench_register(b, "a", i + 1, BENCH_DIGEST);
		bench_respond(b, 401, "a", i + 1, BENCH_ASK);
	}
	assert_log(b, "a auth-failed;a auth-failed;a auth-failed;");
	bench_at(b, 100);
	assert_int_equal(b->statuses[REGISTRATION_AUTH_FAILED], 3);
	bench_close(b);
}

static void a_cseq_that_goes_back_begins_another(void **state)
{
	struct bench *b = bench_open(MEMORY);

	(void)state;
	bench_register(b, "a", 7, BENCH_CONTACT("a@a"));
	bench_respond(b, 401, "a", 7, BENCH_ASK);
	bench_register(b, "a", 3, BENCH_CONTACT("a@a") BENCH_DIGEST);
	bench_respond(b, 200, "a", 3, BENCH_GRANT("a@a", "60"));
	assert_log(b, "a registered 1/60;");
	assert_int_equal(b->last.attempts, 1);
	bench_at(b, 40);
	assert_log(b, "a registered 1/60;a auth-failed;");
	bench_close(b);
}

static void who_was_not_asked_is_not_believed(void **state)
{
	struct bench *b = bench_open(MEMORY);

	(void)state;
	bench_register(b, "a", 1, BENCH_CONTACT("a@a"));
	bench_say(b, 200, "REGISTER", 'X', 'A', "a", 1,
		  BENCH_GRANT("a@a", "5"));
	assert_log(b, "");
	bench_respond(b, 403, "a", 1, "");
	bench_respond(b, 200, "a", 1, BENCH_GRANT("a@a", "5"));
	bench_at(b, 20);
	assert_log(b, "a failed;");
	bench_close(b);
}

static void of_responses_alone_no_more_is_told_than_they_say(void **state)
{
	struct bench *b = bench_open(MEMORY);

	(void)state;
	bench_respond(b, 401, "a", 1, BENCH_ASK);
	bench_respond(b, 200, "a", 2, BENCH_GRANT("a@a", "300"));
	bench_respond(b, 200, "b", 1, "");
	assert_log(b, "a registered 1/300;b unregistered 0;");
	assert_int_equal(b->last.start.ns, 0);
	assert_true(b->last.duration.ns < 0);
	assert_int_equal(b->last.attempts, 0);
	bench_close(b);
}

static void nothing_is_guessed_behind_the_end(void **state)
{
	struct bench *b = bench_open(MEMORY);

	(void)state;
	bench_register(b, "a", 1, BENCH_CONTACT("a@a"));
	bench_register(b, "b", 1, BENCH_CONTACT("b@a"));
	bench_respond(b, 401, "b", 1, BENCH_ASK);
	bench_say(b, 0, "REGISTER", 'A', 'P', "c", 1, "");
	bench_say(b, 0, "REGISTER", 'P', 'R', "c", 1, "");
	bench_say(b, 401, "REGISTER", 'R', 'P', "c", 1, BENCH_ASK);
	bench_say(b, 401, "REGISTER", 'P', 'A', "c", 1, BENCH_ASK);
	bench_at(b, 10);
	bench_end(b);
	assert_log(b, "");
	bench_close(b);
}

static void a_step_of_the_clock_is_no_duration(void **state)
{
	struct bench *b = bench_open(MEMORY);

	(void)state;
	bench_register(b, "a", 1, BENCH_CONTACT("a@a"));
	bench_at(b, -3600);
	bench_respond(b, 200, "a", 1, BENCH_GRANT("a@a", "60"));
	assert_log(b, "a registered 1/60;");
	assert_true(b->last.duration.ns < 0);
	bench_at(b, -3600 + 60 + LATE);
	assert_int_equal(b->expired, 0);
	bench_at(b, -3600 + 61 + LATE);
	assert_int_equal(b->expired, 1);
	assert_int_equal(b->last.when.ns,
			 (START - 3600 + 60 + LATE) * NS_PER_S);
	bench_close(b);
}

/* 60 kB of a name are not kept. */
static void a_long_address_of_record_is_cut(void **state)
{
	enum { NAME = 60000 };
	struct bench *b = bench_open(MEMORY);
	char *text = malloc(NAME + 1000);
	int n, k = 0;

	(void)state;
	assert_non_null(text);
	for (int code = 0; code <= 200; code += 200) {
		n = code ? sprintf(text, "SIP/2.0 200 OK\r\n") :
		    sprintf(text, "REGISTER sip:r SIP/2.0\r\n");
		n += sprintf(text + n, "Via: SIP/2.0/UDP a;branch=z9hG4bKl\r\n"
			     "From: <sip:a@a>;tag=f\r\nCall-ID: long\r\n"
			     "CSeq: 1 REGISTER\r\nTo: <sip:");
		memset(text + n, 'u', NAME);
		n += NAME;
		n += sprintf(text + n, "@a>\r\nContact: <sip:u@a>;expires=9"
			     "\r\n\r\n");
		bench_send(b, k ? 'R' : 'A', k ? 'A' : 'R', text, (size_t)n);
		k++;
	}
	free(text);
	assert_int_equal(b->statuses[REGISTRATION_REGISTERED], 1);
	assert_int_equal(b->last.user.n, 255);
	assert_int_equal(b->last.expires.value, 9);
	bench_at(b, 20);
	assert_int_equal(b->statuses[REGISTRATION_EXPIRED], 1);
	assert_int_equal(b->last.user.n, 255);
	bench_close(b);
}

/* Else to look for one of them would take longer and longer. */
static void attempts_of_one_call_id_are_bounded(void **state)
{
	struct bench *b = bench_open(MEMORY);

	(void)state;
	for (unsigned i = 1; i <= 1000; i++)
		bench_register(b, "a", i, BENCH_CONTACT("a@a"));
	assert_int_equal(*counter(b->counters, "evicted", "registrations"),
			 1000 - 64);
	bench_respond(b, 200, "a", 1000, BENCH_GRANT("a@a", "60"));
	bench_respond(b, 200, "a", 1, BENCH_GRANT("a@a", "60"));
	assert_log(b, "a registered 1/60;a registered 1/60;");
	bench_close(b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_challenged_attempt_is_one),
		cmocka_unit_test(each_end_has_its_status),
		cmocka_unit_test(credentials_in_vain_are_told_once),
		cmocka_unit_test(
			a_challenge_that_nobody_answers_fails_in_32_s),
		cmocka_unit_test(both_legs_of_a_proxy_are_told),
		cmocka_unit_test(
			without_credentials_another_begins_behind_a_refusal),
		cmocka_unit_test(a_cseq_that_goes_back_begins_another),
		cmocka_unit_test(who_was_not_asked_is_not_believed),
		cmocka_unit_test(
			of_responses_alone_no_more_is_told_than_they_say),
		cmocka_unit_test(nothing_is_guessed_behind_the_end),
		cmocka_unit_test(a_step_of_the_clock_is_no_duration),
		cmocka_unit_test(a_long_address_of_record_is_cut),
		cmocka_unit_test(attempts_of_one_call_id_are_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
