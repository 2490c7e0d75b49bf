/* SPDX-License-Identifier: BSD-2-Clause */
/* A peer is up when it answers, and down when it did not for so many times. */
#include "bench.h"

#define MEMORY (1 << 20)

/* A asks DST; CODE is what it says to that, 0: nothing. */
static void ask(struct bench *b, char dst, unsigned n, int code)
{
	char name[20];

	snprintf(name, sizeof name, "%c%u", dst, n);
	bench_say(b, 0, "OPTIONS", 'A', dst, name, 1, "");
	if (code)
		bench_say(b, code, "OPTIONS", dst, 'A', name, 1, "");
}

static void three_in_a_row_take_it_down(void **state)
{
	struct bench *b = bench_open(MEMORY);

	(void)state;
	ask(b, 'B', 0, 200);
	assert_log(b, "B up 0;");
	assert_int_equal(b->change.since.ns, 0);
	for (unsigned i = 1; i < 6; i++) {
		bench_at(b, i * 10);
		ask(b, 'B', i, 0);
	}
	bench_at(b, 62);
	assert_int_equal(b->downs, 0);
	bench_at(b, 62.5);
	assert_log(b, "B up 0;B down 3;");
	assert_int_equal(b->change.when.ns, (START + 62) * NS_PER_S);
	assert_int_equal(b->change.since.ns, (START + 10) * NS_PER_S);
	assert_int_equal(b->peer_down, 1);
	/* each further one is told to the rules alone */
	bench_at(b, 83);
	assert_int_equal(b->peer_down, 3);
	ask(b, 'B', 9, 500);
	assert_log(b, "B up 0;B down 3;B up 5;");
	assert_int_equal(b->change.since.ns, (START + 10) * NS_PER_S);
	assert_int_equal(b->change.code, 500);
	bench_close(b);
}

/* That one has no answer is known when others were answered already. */
static void one_that_was_answered_later_ends_the_row(void **state)
{
	struct bench *b = bench_open(MEMORY);

	(void)state;
	for (unsigned i = 0; i < 3; i++) {
		bench_at(b, i);
		ask(b, 'B', i, 0);
	}
	bench_at(b, 5);
	ask(b, 'B', 3, 200);
	for (unsigned i = 4; i < 6; i++) {
		bench_at(b, i + 2);
		ask(b, 'B', i, 0);
	}
	bench_at(b, 60);
	assert_log(b, "B up 0;");
	ask(b, 'B', 6, 0);
	bench_at(b, 100);
	assert_log(b, "B up 0;B down 3;");
	assert_int_equal(b->change.since.ns, (START + 6) * NS_PER_S);
	bench_close(b);
}

static void some_responses_are_no_answer(void **state)
{
	struct bench *b = bench_open(MEMORY);

	(void)state;
	ask(b, 'B', 0, 483);
	ask(b, 'B', 1, 503);
	ask(b, 'B', 2, 408);
	ask(b, 'B', 3, 503);
	assert_log(b, "B up 0;B down 3;");
	assert_int_equal(b->change.code, 503);
	ask(b, 'B', 4, 401);
	assert_log(b, "B up 0;B down 3;B up 3;");
	assert_int_equal(b->change.code, 401);
	bench_close(b);
}

static void a_provisional_response_alone_is_none(void **state)
{
	struct bench *b = bench_open(MEMORY);

	(void)state;
	for (unsigned i = 0; i < 3; i++)
		ask(b, 'B', i, 100);
	bench_at(b, 40);
	assert_log(b, "B down 3;");
	assert_int_equal(b->change.code, 0);
	bench_close(b);
}

static void each_leg_is_a_peer(void **state)
{
	struct bench *b = bench_open(MEMORY);
	struct summary sum = { .n_peers = 0 };

	(void)state;
	ask(b, 'B', 0, 200);
	bench_say(b, 0, "OPTIONS", 'B', 'A', "back", 1, "");
	bench_say(b, 200, "OPTIONS", 'A', 'B', "back", 1, "");
	ask(b, 'C', 0, 503);
	assert_log(b, "B up 0;A up 0;");
	reach_tell(b->reach, &sum);
	assert_int_equal(sum.peers_up, 2);
	assert_int_equal(sum.peers_down, 0);
	assert_int_equal(sum.peers_not_known, 1);
	assert_int_equal(sum.n_peers, 1);
	assert_int_equal(sum.peers[0].missed, 1);
	assert_int_equal(sum.peers[0].asked, 1);
	bench_close(b);
}

/* RFC 3261 section 11: within a dialog it asks for something else. */
static void in_a_dialog_nobody_asks_whether_he_is_there(void **state)
{
	static const char text[] =
		"OPTIONS sip:b SIP/2.0\r\n"
		"Via: SIP/2.0/UDP a;branch=z9hG4bK%u\r\n"
		"From: <sip:a@a>;tag=1\r\nTo: <sip:b@b>;tag=2\r\n"
		"Call-ID: in\r\nCSeq: %u OPTIONS\r\n\r\n";
	struct bench *b = bench_open(MEMORY);
	char message[400];

	(void)state;
	for (unsigned i = 0; i < 5; i++) {
		int n = snprintf(message, sizeof message, text, i, i);

		bench_send(b, 'A', 'B', message, (size_t)n);
	}
	bench_at(b, 50);
	assert_log(b, "");
	assert_int_equal(b->peer_down, 0);
	bench_close(b);
}

static void the_settings_say_how_many(void **state)
{
	struct bench *b = bench_open(MEMORY);
	struct peer_settings other = { .down_after = 1 };

	(void)state;
	ask(b, 'B', 0, 408);
	assert_log(b, "");
	code_set_add(&other.not_alive, 200);
	reach_reload(b->reach, &other);
	ask(b, 'B', 1, 200);
	assert_log(b, "B down 2;");
	ask(b, 'B', 2, 408);
	assert_log(b, "B down 2;B up 2;");
	bench_close(b);
}

static void the_worst_come_first(void **state)
{
	struct bench *b = bench_open(MEMORY);
	struct summary sum = { .n_peers = 0 };

	(void)state;
	for (char dst = 'B'; dst < 'O'; dst++)
		for (unsigned i = 0; i < (unsigned)(dst - 'B'); i++)
			ask(b, dst, i, i == 0 ? 200 : 503);
	for (unsigned i = 100; i < 120; i++)
		ask(b, 'C', i, i == 119 ? 200 : 503);
	reach_tell(b->reach, &sum);
	reach_tell(b->reach, &sum);
	assert_int_equal(sum.n_peers, SUMMARY_WORST);
	assert_int_equal(sum.peers_up, 3);
	assert_int_equal(sum.peers_down, 9);
	for (int i = 0; i < 9; i++) {
		assert_int_equal(sum.peers[i].dst.b[15], 'N' - i);
		assert_true(sum.peers[i].down);
		assert_int_equal(sum.peers[i].downs, 1);
	}
	assert_int_equal(sum.peers[9].dst.b[15], 'C');
	assert_false(sum.peers[9].down);
	assert_int_equal(sum.peers[9].missed, 19);
	bench_close(b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(three_in_a_row_take_it_down),
		cmocka_unit_test(one_that_was_answered_later_ends_the_row),
		cmocka_unit_test(some_responses_are_no_answer),
		cmocka_unit_test(a_provisional_response_alone_is_none),
		cmocka_unit_test(each_leg_is_a_peer),
		cmocka_unit_test(in_a_dialog_nobody_asks_whether_he_is_there),
		cmocka_unit_test(the_settings_say_how_many),
		cmocka_unit_test(the_worst_come_first),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
