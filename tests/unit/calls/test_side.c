/* SPDX-License-Identifier: BSD-2-Clause */
/* Who ended a call, or refused it, is told only where the legs show it. */
#include "bench.h"

#define HOST BENCH_HOST

/* The INVITE of a leg, a response to it, and a BYE of its caller or callee. */
#define INVITE(b, id, by, at, f, t)					\
	SAY(b, .method = SIP_INVITE, .call = id, .src = by, .dst = at,	\
	    .from = f, .to = t, .from_tag = "f")
#define RESPOND(b, number, id, by, at)					\
	SAY(b, .code = number, .method = SIP_INVITE, .call = id,	\
	    .src = by, .dst = at, .from_tag = "f", .to_tag = "t")
#define BYE(b, id, by, at)						\
	SAY(b, .method = SIP_BYE, .call = id, .src = by, .dst = at,	\
	    .from_tag = "f", .to_tag = "t", .cseq = 2)
#define BYE_BACK(b, id, by, at)						\
	SAY(b, .method = SIP_BYE, .call = id, .src = by, .dst = at,	\
	    .from_tag = "t", .to_tag = "f", .cseq = 2)

/* A calls this host on "in", which calls B on "out", by the number CALLED. */
static struct bench *open_legs(const char *called)
{
	struct bench *b = bench_open(1 << 20, 7);

	INVITE(b, "in", 'A', HOST, "u", "5551234");
	INVITE(b, "out", HOST, 'B', "u", called);
	return b;
}

static struct bench *open_answered(const char *called)
{
	struct bench *b = open_legs(called);

	RESPOND(b, 200, "out", 'B', HOST);
	RESPOND(b, 200, "in", HOST, 'A');
	return b;
}

static const char *line_of(const struct bench *b, const char *id)
{
	for (size_t i = 0; i < b->n; i++)
		if (slice_begins(slice_of(b->lines[i]), slice_of(id)) &&
		    b->lines[i][strlen(id)] == ' ')
			return b->lines[i];
	fail_msg("nothing is told of %s", id);
	return NULL;
}

/* Both are told, as ended by these. */
static void assert_ended(struct bench *b, const char *in, const char *out)
{
	char text[60];

	bench_end(b);
	assert_int_equal(b->told, 2);
	snprintf(text, sizeof text, "in answered 200 bye %s ", in);
	assert_non_null(strstr(line_of(b, "in"), text));
	snprintf(text, sizeof text, "out answered 200 bye %s ", out);
	assert_non_null(strstr(line_of(b, "out"), text));
	bench_close(b);
}

static void what_is_handed_on_late_is_its_senders_all_the_same(void **state)
{
	struct bench *b = open_answered("5551234");

	(void)state;
	BYE_BACK(b, "out", 'B', HOST);
	bench_at(b, 9000);
	BYE_BACK(b, "in", HOST, 'A');
	assert_ended(b, "destination", "destination");

	b = open_answered("5551234");
	BYE(b, "in", 'A', HOST);
	bench_at(b, 9000);
	BYE(b, "out", HOST, 'B');
	assert_ended(b, "origination", "origination");
}

static void byes_of_the_host_far_apart_are_nobodys(void **state)
{
	struct bench *b = open_answered("5551234");

	(void)state;
	BYE_BACK(b, "in", HOST, 'A');
	bench_at(b, 1500);
	BYE(b, "out", HOST, 'B');
	assert_ended(b, "unknown", "unknown");
}

static void a_leg_that_is_left_alone_ends_by_itself(void **state)
{
	struct bench *b = open_answered("5551234");

	(void)state;
	BYE_BACK(b, "in", HOST, 'A');
	bench_at(b, 60000);
	BYE_BACK(b, "out", 'B', HOST);
	assert_ended(b, "unknown", "destination");
}

static void the_far_ends_bye_may_cross_the_hosts(void **state)
{
	struct bench *b = open_answered("5551234");

	(void)state;
	BYE(b, "out", HOST, 'B');
	bench_at(b, 5);
	BYE(b, "in", 'A', HOST);
	assert_ended(b, "origination", "origination");
}

/* The host refuses the caller, and so has ended what B had answered. */
static void what_the_host_refuses_it_has_ended(void **state)
{
	struct bench *b = open_legs("5551234");

	(void)state;
	RESPOND(b, 200, "out", 'B', HOST);
	RESPOND(b, 488, "in", HOST, 'A');
	BYE(b, "out", HOST, 'B');
	bench_end(b);
	assert_non_null(strstr(line_of(b, "in"), " system local "));
	assert_non_null(strstr(line_of(b, "out"), " bye system "));
	bench_close(b);
}

/* Other digits: nobody knows that they are one call. */
static void legs_without_peer_may_be_hung_up_by_the_host(void **state)
{
	struct bench *b = open_answered("1001");

	(void)state;
	BYE_BACK(b, "in", HOST, 'A');
	bench_at(b, 1000);
	BYE(b, "out", HOST, 'B');
	assert_ended(b, "unknown", "unknown");
}

static void alone_the_host_stands_for_who_is_behind_it(void **state)
{
	struct bench *b = open_answered("1001");

	(void)state;
	BYE_BACK(b, "in", HOST, 'A');
	bench_at(b, 1001);
	BYE(b, "out", HOST, 'B');
	assert_ended(b, "destination", "origination");

	b = open_answered("1001");
	BYE(b, "in", 'A', HOST);
	BYE(b, "out", HOST, 'B');
	assert_ended(b, "origination", "origination");
}

/* "in", and "out" to B; a fork of it to C. */
static struct bench *open_forks(void)
{
	struct bench *b = open_legs("5551234");

	INVITE(b, "out2", HOST, 'C', "u", "5551234");
	return b;
}

/* All is told, "in" with this peer, and in these words of the other leg. */
static void assert_kept(struct bench *b, const char *peer, const char *other,
			const char *words)
{
	char text[40];

	bench_end(b);
	snprintf(text, sizeof text, " peer=%s ", peer);
	assert_non_null(strstr(line_of(b, "in"), text));
	assert_non_null(strstr(line_of(b, other), words));
	bench_close(b);
}

static void a_fork_that_is_not_needed_is_hung_up_by_the_host(void **state)
{
	struct bench *b = open_forks();

	(void)state;
	RESPOND(b, 200, "out", 'B', HOST);
	RESPOND(b, 200, "out2", 'C', HOST);
	BYE(b, "out2", HOST, 'C');
	RESPOND(b, 200, "in", HOST, 'A');
	assert_kept(b, "out", "out2", " completed-elsewhere system ");

	/* the other one is kept */
	b = open_forks();
	RESPOND(b, 200, "out", 'B', HOST);
	RESPOND(b, 200, "out2", 'C', HOST);
	bench_at(b, 30);
	RESPOND(b, 200, "in", HOST, 'A');
	BYE(b, "out", HOST, 'B');
	bench_at(b, 500000);
	BYE_BACK(b, "out2", 'C', HOST);
	BYE_BACK(b, "in", HOST, 'A');
	assert_kept(b, "out2", "out", " completed-elsewhere system ");
}

static void what_is_hung_up_later_was_needed(void **state)
{
	struct bench *b = open_forks();

	(void)state;
	RESPOND(b, 200, "out", 'B', HOST);
	RESPOND(b, 200, "out2", 'C', HOST);
	RESPOND(b, 200, "in", HOST, 'A');
	bench_at(b, 1001);
	BYE(b, "out2", HOST, 'C');
	assert_kept(b, "out", "out2", " bye unknown ");

	/* its own far end has hung up */
	b = open_forks();
	RESPOND(b, 200, "out", 'B', HOST);
	RESPOND(b, 200, "out2", 'C', HOST);
	RESPOND(b, 200, "in", HOST, 'A');
	BYE_BACK(b, "out2", 'C', HOST);
	assert_kept(b, "out", "out2", " bye destination ");
}

/* By BYE of what is over, not of the fork that was over before. */
static void a_needless_fork_does_not_end_the_call(void **state)
{
	struct bench *b = open_forks();

	(void)state;
	RESPOND(b, 200, "out", 'B', HOST);
	RESPOND(b, 200, "out2", 'C', HOST);
	RESPOND(b, 200, "in", HOST, 'A');
	BYE(b, "out2", HOST, 'C');
	bench_at(b, 300);
	BYE(b, "in", 'A', HOST);
	BYE(b, "out", HOST, 'B');
	assert_kept(b, "out", "in", " bye origination ");

	b = open_forks();
	RESPOND(b, 200, "out", 'B', HOST);
	RESPOND(b, 200, "out2", 'C', HOST);
	RESPOND(b, 200, "in", HOST, 'A');
	BYE(b, "out2", HOST, 'C');
	bench_at(b, 300);
	BYE_BACK(b, "out", 'B', HOST);
	BYE_BACK(b, "in", HOST, 'A');
	assert_kept(b, "out", "in", " bye destination ");
}

/* B's answer crosses the CANCEL, and A's 487 comes last. */
static void what_was_given_up_is_hung_up_for_the_caller(void **state)
{
	struct bench *b = open_legs("5551234");

	(void)state;
	SAY(b, .method = SIP_CANCEL, .src = 'A', .dst = HOST, .call = "in",
	    .from_tag = "f");
	RESPOND(b, 200, "out", 'B', HOST);
	BYE(b, "out", HOST, 'B');
	RESPOND(b, 487, "in", HOST, 'A');
	assert_kept(b, "out", "out", " bye origination ");
}

/* -- refusals ------------------------------------------------------------- */

/* What the record of "in" says of its refusal. */
static void assert_refused(struct bench *b, const char *how)
{
	RESPOND(b, 486, "in", HOST, 'A');
	assert_non_null(strstr(line_of(b, "in"), how));
	bench_close(b);
}

static void a_call_to_the_same_number_may_be_the_cause(void **state)
{
	struct bench *b = bench_open(1 << 20, 7);

	(void)state;
	INVITE(b, "in", 'A', HOST, "u", "+445551234");
	INVITE(b, "out", HOST, 'B', "anonymous", "5551234");
	RESPOND(b, 486, "out", 'B', HOST);
	assert_refused(b, " busy unknown - ");

	b = bench_open(1 << 20, 7);
	INVITE(b, "in", 'A', HOST, "u", "5551234");
	bench_at(b, 1100);		/* too late to be sure */
	INVITE(b, "out", HOST, 'B', "u", "5551234");
	assert_refused(b, " busy unknown - ");
}

/* B refuses "in"'s leg, and C one to that number that belongs to nobody. */
static struct bench *open_rivals(int code, const char *called)
{
	struct bench *b = open_legs("5551234");

	RESPOND(b, code, "out", 'B', HOST);
	bench_at(b, 10);
	INVITE(b, "rival", HOST, 'C', "anonymous", called);
	RESPOND(b, 486, "rival", 'C', HOST);
	bench_at(b, 20);
	return b;
}

static void a_leg_tried_after_the_refused_one_may_be_the_cause(void **state)
{
	(void)state;
	assert_refused(open_rivals(503, "5551234"), " unknown - peer=out ");
	assert_refused(open_rivals(486, "5551234"), " unknown - peer=out ");
	assert_refused(open_rivals(503, "5551235"), " destination relayed ");
}

static void a_leg_begun_before_is_not_if_the_codes_are_the_same(void **state)
{
	(void)state;
	for (int i = 0; i < 2; i++) {
		struct bench *b = open_legs("5551234");

		INVITE(b, "rival", HOST, 'C', "anonymous", "5551234");
		bench_at(b, 10);
		RESPOND(b, i ? 486 : 404, "out", 'B', HOST);
		assert_refused(b, i ? " destination relayed " :
				      " unknown - peer=out ");
	}
}

static void a_call_to_another_number_is_not_the_cause(void **state)
{
	struct bench *b = open_legs("5551235");

	(void)state;
	RESPOND(b, 486, "out", 'B', HOST);
	assert_refused(b, " busy system local ");
}

static void a_call_begun_before_is_not_the_cause(void **state)
{
	struct bench *b = bench_open(1 << 20, 7);

	(void)state;
	INVITE(b, "out", HOST, 'B', "anonymous", "5551234");
	bench_at(b, 10);
	INVITE(b, "in", 'A', HOST, "u", "5551234");
	assert_refused(b, " busy system local ");
}

static void the_leg_of_another_call_is_not_the_cause(void **state)
{
	struct bench *b = bench_open(1 << 20, 7);

	(void)state;
	INVITE(b, "in", 'A', HOST, "u", "5551234");
	INVITE(b, "in2", 'C', HOST, "v", "5551234");
	INVITE(b, "out2", HOST, 'B', "v", "5551234");
	RESPOND(b, 486, "out2", 'B', HOST);
	assert_refused(b, " busy system local ");
}

/* More numbers than are remembered: none is said not to have been called. */
static void what_is_forgotten_makes_nothing_sure(void **state)
{
	struct bench *b = bench_open(8 << 20, 7);
	char call[20], to[20];

	(void)state;
	INVITE(b, "in", 'A', HOST, "u", "5551234");
	INVITE(b, "out", HOST, 'B', "anonymous", "5551234");
	for (int i = 0; i < 100000; i++) {
		snprintf(call, sizeof call, "%d", i);
		snprintf(to, sizeof to, "6%06d", i);
		INVITE(b, call, HOST, 'B', "w", to);
		RESPOND(b, 404, call, 'B', HOST);
		bench_at(b, i * 2);
	}
	RESPOND(b, 486, "in", HOST, 'A');
	assert_int_equal(b->told, 100001);
	assert_int_equal(b->last.direction, INBOUND);
	assert_int_equal(b->last.initiator, SIDE_UNKNOWN);
	assert_int_equal(b->last.generated, GENERATED_UNKNOWN);
	bench_close(b);
}

/* B is refused or redirected by CODE, and so is the caller by OTHER. */
static struct call hand_on(int code, int other)
{
	struct bench *b = open_legs("5551234");
	struct call in;

	RESPOND(b, code, "out", 'B', HOST);
	RESPOND(b, other, "in", HOST, 'A');
	in = b->last;
	assert_int_equal(in.direction, INBOUND);
	bench_close(b);
	return in;
}

static void only_a_redirection_is_handed_on_as_one(void **state)
{
	(void)state;
	assert_int_equal(hand_on(302, 302).initiator, SIDE_DESTINATION);
	assert_int_equal(hand_on(302, 300).initiator, SIDE_DESTINATION);
	assert_int_equal(hand_on(302, 300).generated, GENERATED_RELAYED);
	assert_int_equal(hand_on(503, 302).initiator, SIDE_SYSTEM);
	assert_int_equal(hand_on(503, 302).generated, GENERATED_LOCAL);
	assert_int_equal(hand_on(302, 503).initiator, SIDE_SYSTEM);
	assert_int_equal(hand_on(404, 503).initiator, SIDE_DESTINATION);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			what_is_handed_on_late_is_its_senders_all_the_same),
		cmocka_unit_test(byes_of_the_host_far_apart_are_nobodys),
		cmocka_unit_test(a_leg_that_is_left_alone_ends_by_itself),
		cmocka_unit_test(the_far_ends_bye_may_cross_the_hosts),
		cmocka_unit_test(what_the_host_refuses_it_has_ended),
		cmocka_unit_test(legs_without_peer_may_be_hung_up_by_the_host),
		cmocka_unit_test(alone_the_host_stands_for_who_is_behind_it),
		cmocka_unit_test(
			a_fork_that_is_not_needed_is_hung_up_by_the_host),
		cmocka_unit_test(what_is_hung_up_later_was_needed),
		cmocka_unit_test(a_needless_fork_does_not_end_the_call),
		cmocka_unit_test(what_was_given_up_is_hung_up_for_the_caller),
		cmocka_unit_test(a_call_to_the_same_number_may_be_the_cause),
		cmocka_unit_test(
			a_leg_tried_after_the_refused_one_may_be_the_cause),
		cmocka_unit_test(
			a_leg_begun_before_is_not_if_the_codes_are_the_same),
		cmocka_unit_test(a_call_to_another_number_is_not_the_cause),
		cmocka_unit_test(a_call_begun_before_is_not_the_cause),
		cmocka_unit_test(the_leg_of_another_call_is_not_the_cause),
		cmocka_unit_test(what_is_forgotten_makes_nothing_sure),
		cmocka_unit_test(only_a_redirection_is_handed_on_as_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
