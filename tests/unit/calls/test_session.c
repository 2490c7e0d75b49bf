/* SPDX-License-Identifier: BSD-2-Clause */
/* A session lasts as long as its last 2xx says (RFC 4028), and no longer. */
#include "bench.h"

#define EXPIRES(seconds) .headers = "Session-Expires: " seconds "\r\n"

/* What only its session timer ended, so many ms after the beginning. */
#define OVER_AT(ms) \
	"c answered 200 session-timer unknown - peer= - " #ms

/* A call that was answered at once; HEADERS of its 200. */
static struct bench *open_call(const char *headers)
{
	struct bench *b = bench_open(1 << 20, 0);

	ASK(b, .method = SIP_INVITE);
	ANSWER(b, 200, .headers = headers);
	return b;
}

static void close_as(struct bench *b, const char *line)
{
	assert_int_equal(b->told, 1);
	assert_string_equal(b->lines[0], line);
	bench_close(b);
}

static enum disconnect cause_at(const char *headers, int64_t ms)
{
	return over_at(open_call(headers), ms);
}

/* RFC 4028 section 10: BYE is due a third, or 32 s, before the end. */
static void a_bye_shortly_before_the_end_is_the_timers(void **state)
{
	const char *brief = "Session-Expires: 90;refresher=uac\r\n",
		   *usual = "Session-Expires: 1800;refresher=uas\r\n";

	(void)state;
	assert_int_equal(cause_at(brief, 59990), DISCONNECT_BYE);
	assert_int_equal(cause_at(brief, 60000), DISCONNECT_SESSION_TIMER);
	assert_int_equal(cause_at(brief, 121990), DISCONNECT_SESSION_TIMER);
	assert_int_equal(cause_at(usual, 1767990), DISCONNECT_BYE);
	assert_int_equal(cause_at(usual, 1768000), DISCONNECT_SESSION_TIMER);
}

static void the_header_is_read_in_each_form(void **state)
{
	(void)state;
	assert_int_equal(cause_at("x: 90\r\n", 70000),
			 DISCONNECT_SESSION_TIMER);
	assert_int_equal(cause_at("SESSION-EXPIRES:\r\n\t90 ; refresher=uac"
				  "\r\n", 70000), DISCONNECT_SESSION_TIMER);
	assert_int_equal(cause_at("Session-Expires: soon\r\n", 70000),
			 DISCONNECT_BYE);
	assert_int_equal(cause_at("Session-Expires: 0\r\n", 70000),
			 DISCONNECT_BYE);
	assert_int_equal(cause_at("Min-SE: 90\r\n", 70000), DISCONNECT_BYE);
}

static void without_a_refresh_it_is_over_without_a_bye(void **state)
{
	struct bench *b = open_call("Session-Expires: 90\r\n");

	(void)state;
	bench_at(b, 122000);		/* a BYE may be 32 s late */
	assert_int_equal(b->told, 0);
	bench_at(b, 122010);
	close_as(b, OVER_AT(90000));
}

/* RFC 4028 section 10: at half of it, by whomever, INVITE or UPDATE. */
static void each_accepted_refresh_begins_it_anew(void **state)
{
	struct bench *b = open_call("Session-Expires: 90;refresher=uac\r\n");

	(void)state;
	bench_at(b, 45000);
	ASK_AGAIN(b, .method = SIP_INVITE, .cseq = 2);
	ANSWER(b, 200, .cseq = 2, EXPIRES("90;refresher=uas"));
	bench_at(b, 90000);
	SAY(b, .method = SIP_UPDATE, .src = 'B', .dst = 'A', .from_tag = "t",
	    .to_tag = "f", .cseq = 7);
	SAY(b, .code = 200, .method = SIP_UPDATE, .src = 'A', .dst = 'B',
	    .from_tag = "t", .to_tag = "f", .cseq = 7, EXPIRES("120"));
	bench_at(b, 242000);
	assert_int_equal(b->told, 0);
	bench_at(b, 243000);
	close_as(b, OVER_AT(210000));
}

static void a_refused_refresh_is_none(void **state)
{
	struct bench *b = open_call("Session-Expires: 90\r\n");

	(void)state;
	bench_at(b, 45000);
	ASK_AGAIN(b, .method = SIP_INVITE, .cseq = 2, EXPIRES("90"));
	ANSWER(b, 422, .cseq = 2, .headers = "Min-SE: 120\r\n");
	bench_at(b, 50000);
	ASK_AGAIN(b, .method = SIP_UPDATE, .cseq = 3, EXPIRES("120"));
	SAY(b, .code = 500, .method = SIP_UPDATE, .src = 'B', .dst = 'A',
	    .from_tag = "f", .to_tag = "t", .cseq = 3, EXPIRES("120"));
	bench_at(b, 123000);
	close_as(b, OVER_AT(90000));
}

/* A sign of life keeps a call, but refreshes no session. */
static void other_requests_refresh_nothing(void **state)
{
	struct bench *b = open_call("Session-Expires: 90\r\n");

	(void)state;
	bench_at(b, 80000);
	ASK_AGAIN(b, .method = SIP_OPTIONS, .cseq = 2, EXPIRES("90"));
	ASK_AGAIN(b, .method = SIP_INFO, .cseq = 3);
	bench_at(b, 123000);
	close_as(b, OVER_AT(90000));
}

/* RFC 4028 section 7.2. */
static void a_refresh_without_the_header_ends_the_timer(void **state)
{
	struct bench *b = open_call("Session-Expires: 90\r\n");

	(void)state;
	bench_at(b, 45000);
	ASK_AGAIN(b, .method = SIP_INVITE, .cseq = 2);
	ANSWER(b, 200, .cseq = 2);
	bench_at(b, 3000000);
	assert_int_equal(b->told, 0);
	HANG_UP(b);
	bench_at(b, 3005000);
	close_as(b, "c answered 200 bye origination - peer= - 3000000");
}

/* HEADERS of its 200; nobody says more than INFO at 50 s. */
static void fall_silent(const char *headers)
{
	struct bench *b = bench_open(1 << 20, 0);

	b->settings.idle = span_s(60);
	ASK(b, .method = SIP_INVITE);
	ANSWER(b, 200, .headers = headers);
	bench_at(b, 50000);
	ASK_AGAIN(b, .method = SIP_INFO, .cseq = 2);
	bench_at(b, 110000);
	assert_int_equal(b->told, 0);
	bench_at(b, 110010);
	close_as(b, "c answered 200 unknown unknown - peer= - -1");
}

static void a_call_without_signs_of_life_does_not_wait_for_it(void **state)
{
	(void)state;
	fall_silent("Session-Expires: 1800\r\n");
	fall_silent(NULL);
}

/* No sum of so many seconds may wrap around. */
static void no_interval_is_too_long(void **state)
{
	(void)state;
	assert_int_equal(cause_at("Session-Expires: 4294967295\r\n", 70000),
			 DISCONNECT_BYE);
	assert_int_equal(cause_at("Session-Expires: 4294967296\r\n", 70000),
			 DISCONNECT_BYE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_bye_shortly_before_the_end_is_the_timers),
		cmocka_unit_test(the_header_is_read_in_each_form),
		cmocka_unit_test(without_a_refresh_it_is_over_without_a_bye),
		cmocka_unit_test(each_accepted_refresh_begins_it_anew),
		cmocka_unit_test(a_refused_refresh_is_none),
		cmocka_unit_test(other_requests_refresh_nothing),
		cmocka_unit_test(a_refresh_without_the_header_ends_the_timer),
		cmocka_unit_test(
			a_call_without_signs_of_life_does_not_wait_for_it),
		cmocka_unit_test(no_interval_is_too_long),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
