/* SPDX-License-Identifier: BSD-2-Clause */
/* Floods keep the roof, and what was there before them is spared if it can. */
#include "bench.h"

enum { MEMORY = 256 << 10, FLOOD = 20000 };

static uint64_t evicted(struct bench *b, const char *what)
{
	return *counter(b->counters, "evicted", what);
}

static void a_flood_of_registrations_keeps_the_roof(void **state)
{
	struct bench *b = bench_open(MEMORY);
	char user[20], grant[80];
	uint32_t most = 0;

	(void)state;
	for (unsigned i = 0; i < FLOOD; i++) {
		bench_at(b, i * 0.001);
		snprintf(user, sizeof user, "u%u", i);
		snprintf(grant, sizeof grant,
			 "Contact: <sip:%s@a>;expires=3600\r\n", user);
		bench_register(b, user, 1, BENCH_CONTACT("a@a"));
		bench_respond(b, 200, user, 1, grant);
		b->log[0] = '\0';
		if (reach_bindings(b->reach) > most)
			most = reach_bindings(b->reach);
	}
	assert_int_equal(b->statuses[REGISTRATION_REGISTERED], FLOOD);
	assert_true(most > 200);
	assert_true(most * 128 < MEMORY);
	assert_int_equal(evicted(b, "registrations"), FLOOD - most);
	assert_int_equal(reach_bindings(b->reach), most);
	bench_close(b);
}

/* None of them is answered: each is still told, when its time has come. */
static void unanswered_ones_are_told_though_given_up(void **state)
{
	struct bench *b = bench_open(MEMORY);
	char user[20];

	(void)state;
	for (unsigned i = 0; i < FLOOD; i++) {
		snprintf(user, sizeof user, "u%u", i);
		bench_register(b, user, 1, BENCH_CONTACT("a@a"));
	}
	assert_true(evicted(b, "registrations") > FLOOD / 2);
	bench_at(b, 33);
	assert_int_equal(b->statuses[REGISTRATION_NO_RESPONSE], FLOOD);
	assert_int_equal(b->last.attempts, 1);
	assert_int_equal(b->last.start.ns, START * NS_PER_S);
	bench_close(b);
}

static void ask(struct bench *b, struct addr src, unsigned n)
{
	struct outcome o = {
		.when = clock_now(b->clock), .first = clock_now(b->clock),
		.code = 503, .method = SIP_OPTIONS, .initial = true,
		.src = src, .dst = bench_host('B'), .trunk = -1,
	};

	o.src.b[12] = (uint8_t)(n >> 16);
	o.src.b[13] = (uint8_t)(n >> 8);
	o.src.b[14] = (uint8_t)n;
	reach_outcome(b->reach, &o);
}

static void a_flood_of_peers_spares_who_is_asked_again(void **state)
{
	struct bench *b = bench_open(MEMORY);
	struct addr known = bench_host('K');

	(void)state;
	b->settings.peers.down_after = 20;
	for (unsigned i = 0; i < FLOOD; i++) {
		bench_at(b, i * 0.001);
		if (i % 100 == 0)
			ask(b, known, 0);
		ask(b, bench_host('X'), i + 1);
	}
	assert_true(evicted(b, "peers") > FLOOD / 2);
	assert_int_equal(b->downs, 1);
	assert_int_equal(b->change.unanswered, 20);
	assert_true(b->change.src.b[15] == 'K');
	bench_close(b);
}

static void what_is_of_another_method_says_nothing(void **state)
{
	struct bench *b = bench_open(MEMORY);

	(void)state;
	assert_true(reach_concerns(SIP_REGISTER));
	assert_true(reach_concerns(SIP_OPTIONS));
	assert_false(reach_concerns(SIP_INVITE));
	assert_false(reach_concerns(SIP_UNKNOWN));
	bench_say(b, 0, "MESSAGE", 'A', 'B', "a", 1, BENCH_CONTACT("a@a"));
	bench_say(b, 200, "MESSAGE", 'B', 'A', "a", 1,
		  BENCH_GRANT("a@a", "5"));
	bench_at(b, 10);
	assert_log(b, "");
	bench_close(b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_flood_of_registrations_keeps_the_roof),
		cmocka_unit_test(unanswered_ones_are_told_though_given_up),
		cmocka_unit_test(a_flood_of_peers_spares_who_is_asked_again),
		cmocka_unit_test(what_is_of_another_method_says_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
