/* SPDX-License-Identifier: BSD-2-Clause */
/* Calls are told once, bounded in number, whatever comes. */
#include "bench.h"

/* Tags of From and To, the latter NULL where it has none. */
#define TELL(b, number, name, id, f, t, n, by, to)			\
	SAY(b, .code = number, .method = name, .call = id,		\
	    .from_tag = f, .to_tag = t, .cseq = n, .src = by, .dst = to)

/* Nothing is told but these lines, in this order. */
static void assert_told(const struct bench *b, const char *lines)
{
	char all[1024] = "";

	assert_true(b->n < 5);
	for (size_t i = 0; i < b->n; i++)
		snprintf(all + strlen(all), sizeof all - strlen(all), "%s\n",
			 b->lines[i]);
	assert_string_equal(all, lines);
}

static void set_up_call(struct bench *b, const char *call)
{
	TELL(b, 0, SIP_INVITE, call, "f", NULL, 1, 'A', 'B');
	TELL(b, 180, SIP_INVITE, call, "f", "t", 1, 'B', 'A');
	TELL(b, 200, SIP_INVITE, call, "f", "t", 1, 'B', 'A');
}

static void a_call_id_of_any_length_is_one_calls(void **state)
{
	static char id[60000];
	struct bench *b = bench_open(1 << 20, 0);

	(void)state;
	memset(id, 'i', sizeof id);
	id[sizeof id - 1] = '\0';
	TELL(b, 0, SIP_INVITE, id, "f", NULL, 1, 'A', 'B');
	TELL(b, 486, SIP_INVITE, id, "f", "t", 1, 'B', 'A');
	assert_int_equal(b->told, 1);
	assert_int_equal(b->partial, 0);
	assert_int_equal(b->last.disconnect, DISCONNECT_BUSY);
	bench_close(b);
}

/* RFC 3261 section 13.2.2.4: the caller takes leave of surplus answers. */
static void another_branch_of_a_fork_ends_by_itself(void **state)
{
	struct bench *b = bench_open(1 << 20, 0);

	(void)state;
	set_up_call(b, "c");
	TELL(b, 200, SIP_INVITE, "c", "f", "other", 1, 'B', 'A');
	TELL(b, 0, SIP_BYE, "c", "f", "other", 2, 'A', 'B');
	bench_at(b, 2000);
	assert_int_equal(b->told, 0);
	TELL(b, 0, SIP_BYE, "c", "t", "f", 9, 'B', 'A');
	bench_at(b, 4000);
	assert_told(b, "c answered 200 bye destination - peer= - 2000\n");
	bench_close(b);
}

static void a_bye_with_other_tags_is_counted_not_believed(void **state)
{
	struct bench *b = bench_open(1 << 20, 0);

	(void)state;
	set_up_call(b, "c");
	TELL(b, 0, SIP_BYE, "c", "f2", "t", 2, 'A', 'B');
	bench_at(b, 2000);
	assert_int_equal(b->told, 0);
	assert_int_equal(*counter(b->counters, "mismatched", "bye"), 1);
	bench_close(b);
}

static void a_bye_of_an_unknown_call_is_of_one_begun_before(void **state)
{
	struct bench *b = bench_open(1 << 20, 0);

	(void)state;
	TELL(b, 0, SIP_BYE, "c", "f", "t", 2, 'A', 'B');
	bench_at(b, 7000);
	assert_told(b, "");
	TELL(b, 200, SIP_BYE, "c", "f", "t", 2, 'B', 'A');
	bench_at(b, 9000);
	assert_told(b, "c answered 0 bye unknown - peer= - 0 partial\n");
	bench_close(b);
}

/* What is cut off may have been answered. */
static void one_message_of_one_side_is_no_call(void **state)
{
	struct bench *b = bench_open(1 << 20, 0);

	(void)state;
	TELL(b, 0, SIP_BYE, "c", "f", "t", 2, 'A', 'B');
	bench_at(b, 31000);
	SAY(b, .method = SIP_BYE, .call = "c", .from_tag = "f",
	    .to_tag = "t", .cseq = 2, .src = 'A', .dst = 'B',
	    .seen = SEEN_AGAIN);
	bench_at(b, 34000);
	assert_int_equal(calls_running(b->calls), 0);
	TELL(b, 0, SIP_BYE, "d", "f", "t", 2, 'A', 'B');
	calls_end(b->calls);
	bench_at(b, 36000);
	assert_told(b, "d answered 0 bye unknown - peer= - 0 partial\n");
	bench_close(b);
}

/* RFC 3261 section 12.2.2: 481 says that there is no such dialog. */
static void what_is_refused_by_481_was_no_call(void **state)
{
	struct bench *b = bench_open(1 << 20, 0);

	(void)state;
	TELL(b, 0, SIP_BYE, "bye", "f", "t", 2, 'A', 'B');
	TELL(b, 481, SIP_BYE, "bye", "f", "t", 2, 'B', 'A');
	TELL(b, 0, SIP_INVITE, "re-invite", "f", "t", 2, 'A', 'B');
	TELL(b, 481, SIP_INVITE, "re-invite", "f", "t", 2, 'B', 'A');
	assert_int_equal(calls_running(b->calls), 0);
	bench_at(b, 2000);
	bench_end(b);
	assert_int_equal(b->told, 0);
	bench_close(b);
}

static void what_481_ends_was_a_call(void **state)
{
	struct bench *b = bench_open(1 << 20, 0);

	(void)state;
	set_up_call(b, "c");
	TELL(b, 0, SIP_INVITE, "d", "f", "t", 2, 'A', 'B');
	TELL(b, 200, SIP_INVITE, "d", "f", "t", 2, 'B', 'A');
	TELL(b, 0, SIP_BYE, "c", "f", "t", 2, 'A', 'B');
	TELL(b, 481, SIP_BYE, "c", "f", "t", 2, 'B', 'A');
	TELL(b, 0, SIP_BYE, "d", "f", "t", 3, 'A', 'B');
	TELL(b, 481, SIP_BYE, "d", "f", "t", 3, 'B', 'A');
	bench_at(b, 2000);
	assert_told(b, "c answered 200 bye origination - peer= - 0\n"
		    "d answered 0 bye unknown - peer= - 0 partial\n");
	bench_close(b);
}

static void a_bye_from_elsewhere_is_counted_not_believed(void **state)
{
	struct bench *b = bench_open(1 << 20, 0);

	(void)state;
	set_up_call(b, "c");
	TELL(b, 0, SIP_BYE, "c", "f", "t", 2, 'X', 'B');
	bench_at(b, 5000);
	assert_int_equal(b->told, 0);
	assert_int_equal(*counter(b->counters, "mismatched", "bye"), 1);
	bench_close(b);
}

static void cseq_may_jump_but_what_is_older_is_late(void **state)
{
	struct bench *b = bench_open(1 << 20, 0);

	(void)state;
	TELL(b, 0, SIP_INVITE, "c", "f", NULL, 7, 'A', 'B');
	TELL(b, 407, SIP_INVITE, "c", "f", "t", 7, 'B', 'A');
	TELL(b, 0, SIP_INVITE, "c", "f", NULL, 2147483647, 'A', 'B');
	TELL(b, 503, SIP_INVITE, "c", "f", "t", 7, 'B', 'A');
	assert_int_equal(b->told, 0);
	TELL(b, 486, SIP_INVITE, "c", "f", "t", 2147483647, 'B', 'A');
	assert_told(b, "c failed 486 busy destination - peer= - 0\n");
	bench_close(b);
}

static void a_response_gone_astray_makes_no_call(void **state)
{
	struct bench *b = bench_open(1 << 20, 0);

	(void)state;
	SAY(b, .code = 486, .method = SIP_INVITE, .from_tag = "f",
	    .to_tag = "t", .src = 'X', .dst = 'A', .seen = SEEN_ASTRAY);
	assert_int_equal(calls_running(b->calls), 0);
	TELL(b, 486, SIP_INVITE, "c", "f", "t", 1, 'B', 'A');
	assert_told(b, "c failed 486 busy destination - peer= - 0 partial\n");
	bench_close(b);
}

static void silence_is_told_by_tracking(void **state)
{
	struct outcome o = {
		.code = OUTCOME_NO_RESPONSE, .method = SIP_INVITE,
		.initial = true, .src = bench_addr('A'),
		.dst = bench_addr('B'), .call_id = SLICE("c"),
		.retransmissions = 6,
	};
	struct bench *b = bench_open(1 << 20, 0);

	(void)state;
	TELL(b, 0, SIP_INVITE, "c", "f", NULL, 1, 'A', 'B');
	bench_at(b, 32000);
	calls_outcome(b->calls, &o);
	assert_told(b, "c no-response 0 transaction-timeout unknown - "
		    "peer= - 32000\n");
	bench_close(b);
}

static void the_end_tells_what_goes_on_as_it_stands(void **state)
{
	struct bench *b = bench_open(1 << 20, 0);

	(void)state;
	set_up_call(b, "talks");
	TELL(b, 0, SIP_INVITE, "tries", "f", NULL, 1, 'A', 'B');
	set_up_call(b, "leaves");
	TELL(b, 0, SIP_BYE, "leaves", "f", "t", 2, 'A', 'B');
	bench_end(b);
	assert_told(b, "leaves answered 200 bye origination - peer= - 0\n"
		    "talks answered 200 - unknown - peer= - -1 partial\n"
		    "tries - 0 - unknown - peer= - -1 partial\n");
	bench_close(b);
}

static void what_is_over_leaves_after_late_messages(void **state)
{
	struct bench *b = bench_open(1 << 20, 0);

	(void)state;
	for (int i = 0; i < 3; i++) {
		bench_at(b, i * 100000);
		TELL(b, 0, SIP_INVITE, "c", "f", NULL, 1, 'A', 'B');
		TELL(b, 404, SIP_INVITE, "c", "f", "t", 1, 'B', 'A');
		TELL(b, 200, SIP_INVITE, "c", "f", "t", 1, 'B', 'A');
		assert_int_equal(b->told, i + 1);
		assert_int_equal(calls_running(b->calls), 0);
	}
	bench_close(b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_call_id_of_any_length_is_one_calls),
		cmocka_unit_test(another_branch_of_a_fork_ends_by_itself),
		cmocka_unit_test(
			a_bye_with_other_tags_is_counted_not_believed),
		cmocka_unit_test(
			a_bye_of_an_unknown_call_is_of_one_begun_before),
		cmocka_unit_test(one_message_of_one_side_is_no_call),
		cmocka_unit_test(what_is_refused_by_481_was_no_call),
		cmocka_unit_test(what_481_ends_was_a_call),
		cmocka_unit_test(a_bye_from_elsewhere_is_counted_not_believed),
		cmocka_unit_test(cseq_may_jump_but_what_is_older_is_late),
		cmocka_unit_test(a_response_gone_astray_makes_no_call),
		cmocka_unit_test(silence_is_told_by_tracking),
		cmocka_unit_test(the_end_tells_what_goes_on_as_it_stands),
		cmocka_unit_test(what_is_over_leaves_after_late_messages),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
