/* SPDX-License-Identifier: BSD-2-Clause */
/* An attempt is found by its leg, also where both ends have one address. */
#include "bench.h"

/* Both sides are at H: the caller asks, is answered, and is asked. */
#define HERE_ASK(b, ...) \
	SAY(b, .src = 'H', .dst = 'H', .from_tag = "f", __VA_ARGS__)
#define HERE_SAYS(b, number, ...)					\
	SAY(b, .code = number, .method = SIP_INVITE, .src = 'H',	\
	    .dst = 'H', .from_tag = "f", .to_tag = "t", __VA_ARGS__)
#define CALLEE_ASKS(b, ...)						\
	SAY(b, .src = 'H', .dst = 'H', .from_tag = "t", .to_tag = "f",	\
	    __VA_ARGS__)

static void assert_only(struct bench *b, const char *line)
{
	bench_end(b);
	assert_int_equal(b->told, 1);
	assert_string_equal(b->lines[0], line);
	bench_close(b);
}

static void a_call_within_one_address_is_one(void **state)
{
	struct bench *b = bench_open(1 << 20, 0);

	(void)state;
	HERE_ASK(b, .method = SIP_INVITE);
	bench_at(b, 500);
	HERE_SAYS(b, 180);
	bench_at(b, 2000);
	HERE_SAYS(b, 200);
	HERE_ASK(b, .method = SIP_ACK, .to_tag = "t", .branch = "2");
	bench_at(b, 9000);
	HERE_ASK(b, .method = SIP_BYE, .to_tag = "t", .cseq = 2);
	SAY(b, .code = 200, .method = SIP_BYE, .src = 'H', .dst = 'H',
	    .from_tag = "f", .to_tag = "t", .cseq = 2);
	bench_at(b, 12000);
	assert_int_equal(b->last.pdd.ns, 500 * NS_PER_MS);
	assert_int_equal(b->last.setup.ns, 2000 * NS_PER_MS);
	assert_only(b, "c answered 200 bye origination - peer= - 9000");
}

/* RFC 3261 section 12.2.1.1: its From tag says who asks within a dialog. */
static void tags_tell_who_hung_up_there(void **state)
{
	struct bench *b = bench_open(1 << 20, 0);

	(void)state;
	HERE_ASK(b, .method = SIP_INVITE);
	HERE_SAYS(b, 200);
	bench_at(b, 4000);
	CALLEE_ASKS(b, .method = SIP_INVITE, .cseq = 7);
	SAY(b, .code = 200, .method = SIP_INVITE, .src = 'H', .dst = 'H',
	    .from_tag = "t", .to_tag = "f", .cseq = 7);
	bench_at(b, 8000);
	CALLEE_ASKS(b, .method = SIP_BYE, .cseq = 8);
	bench_at(b, 12000);
	assert_only(b, "c answered 200 bye destination - peer= - 8000");
}

/* What has other tags is of none there, as on any leg. */
static void strangers_there_end_nothing(void **state)
{
	struct bench *b = bench_open(1 << 20, 0);

	(void)state;
	HERE_ASK(b, .method = SIP_INVITE);
	HERE_SAYS(b, 200);
	SAY(b, .method = SIP_BYE, .src = 'H', .dst = 'H', .from_tag = "x",
	    .to_tag = "t", .cseq = 2);
	bench_at(b, 5000);
	assert_int_equal(b->told, 0);
	assert_int_equal(*counter(b->counters, "mismatched", "bye"), 1);
	HERE_ASK(b, .method = SIP_BYE, .to_tag = "t", .cseq = 2);
	bench_at(b, 8000);
	assert_only(b, "c answered 200 bye origination - peer= - 5000");
}

/* A proxy at the address: what it sends on is a branch of the same call. */
static void a_proxy_within_one_address_makes_no_other_call(void **state)
{
	struct bench *b = bench_open(1 << 20, 0);

	(void)state;
	HERE_ASK(b, .method = SIP_INVITE, .branch = "1");
	HERE_SAYS(b, 100, .branch = "1");
	HERE_ASK(b, .method = SIP_INVITE, .branch = "1.1");
	HERE_SAYS(b, 503, .branch = "1.1");
	HERE_ASK(b, .method = SIP_INVITE, .branch = "1.2");
	bench_at(b, 2000);
	HERE_SAYS(b, 486, .branch = "1.2");
	assert_int_equal(b->told, 0);
	HERE_SAYS(b, 486, .branch = "1");
	assert_only(b, "c failed 486 busy destination - peer= - 2000");
}

/* But a leg to or from elsewhere is one of its own. */
static void what_leaves_the_address_is_another_leg(void **state)
{
	struct bench *b = bench_open(1 << 20, 0);

	(void)state;
	HERE_ASK(b, .method = SIP_INVITE, .branch = "1");
	SAY(b, .method = SIP_INVITE, .src = 'H', .dst = 'B',
	    .from_tag = "f", .branch = "1.1");
	SAY(b, .code = 404, .method = SIP_INVITE, .src = 'B', .dst = 'H',
	    .from_tag = "f", .to_tag = "t", .branch = "1.1");
	HERE_SAYS(b, 480, .branch = "1");
	bench_end(b);
	assert_int_equal(b->told, 2);
	assert_string_equal(b->lines[0],
			    "c failed 404 not-found destination - peer= - 0");
	assert_string_equal(b->lines[1], "c failed 480 unavailable "
			    "destination - peer= - 0");
	bench_close(b);
}

static const char challenge[] = "WWW-Authenticate: Digest realm=\"x\"\r\n",
		  credentials[] = "Authorization: Digest realm=\"x\"\r\n";

/* As some phones have it, though RFC 3261 section 8.1.3.5 says otherwise. */
static void credentials_go_with_their_challenge_whatever_the_tag(void **state)
{
	struct bench *b = bench_open(1 << 20, 0);

	(void)state;
	ASK(b, .method = SIP_INVITE);
	ANSWER(b, 401, .headers = challenge);
	bench_at(b, 31000);
	SAY(b, .method = SIP_INVITE, .src = 'A', .dst = 'B', .cseq = 2,
	    .from_tag = "g", .headers = credentials);
	SAY(b, .code = 200, .method = SIP_INVITE, .src = 'B', .dst = 'A',
	    .cseq = 2, .from_tag = "g", .to_tag = "t");
	bench_at(b, 60000);
	SAY(b, .method = SIP_BYE, .src = 'B', .dst = 'A', .cseq = 5,
	    .from_tag = "t", .to_tag = "g");
	bench_at(b, 62000);
	assert_int_equal(b->last.attempts, 2);
	assert_only(b, "c answered 200 bye destination - peer= - 60000");
}

/* One that was not asked for them, or asked others, is another call. */
static void others_are_calls_of_their_own(void **state)
{
	static const struct say others[] = {
		{ .method = SIP_INVITE, .src = 'A', .dst = 'B', .cseq = 2,
		  .from_tag = "g" },
		{ .method = SIP_INVITE, .src = 'A', .dst = 'C', .cseq = 2,
		  .from_tag = "g", .headers = credentials },
		{ .method = SIP_INVITE, .src = 'A', .dst = 'B', .cseq = 1,
		  .from_tag = "g", .headers = credentials },
	};

	(void)state;
	for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
		struct bench *b = bench_open(1 << 20, 0);

		ASK(b, .method = SIP_INVITE);
		ANSWER(b, 401, .headers = challenge);
		bench_say(b, &others[i]);
		bench_end(b);
		assert_int_equal(b->told, 2);
		bench_close(b);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_call_within_one_address_is_one),
		cmocka_unit_test(tags_tell_who_hung_up_there),
		cmocka_unit_test(strangers_there_end_nothing),
		cmocka_unit_test(
			a_proxy_within_one_address_makes_no_other_call),
		cmocka_unit_test(what_leaves_the_address_is_another_leg),
		cmocka_unit_test(
			credentials_go_with_their_challenge_whatever_the_tag),
		cmocka_unit_test(others_are_calls_of_their_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
