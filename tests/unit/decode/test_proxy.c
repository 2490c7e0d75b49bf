/* SPDX-License-Identifier: BSD-2-Clause */
/* What a load balancer puts before a stream is no part of it. */
#include "decode/stream.h"
#include "talk.h"

#define SIGNATURE "\r\n\r\n\0\r\nQUIT\n"
#define V2 SIGNATURE "\x21\x11\0\x0c\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a;;"
#define V1 "PROXY TCP4 192.0.2.1 192.0.2.2 40000 5060\r\n"

/* Cut at each place and not at all, BYTES begin what is read as WANTED. */
static void check(void **state, struct slice bytes, const char *wanted)
{
	struct talk *t = *state;

	for (size_t cut = 0; cut < bytes.n; cut++) {
		t->n = 0;
		note(t, "", 0);
		t->port++;
		sign(t, SYN, 99);
		if (cut)
			send_bytes(t, true, PSH, 100, 0, bytes.p, cut, 0);
		send_bytes(t, true, PSH, 100 + (uint32_t)cut, 0,
			   bytes.p + cut, bytes.n - cut, 0);
		decode_end(t->decode);
		if (strcmp(t->log, wanted) != 0)
			fail_msg("%zu: %s, not %s", cut, t->log, wanted);
	}
}

static void a_line_is_passed_over(void **state)
{
	check(state, SLICE(V1 "a;b;"), "a;b;");
	check(state, SLICE("PROXY UNKNOWN\r\na;"), "a;");
	check(state, SLICE("\r\n" V1 "\r\na;"), "a;");
}

static void a_binary_header_is_passed_over(void **state)
{
	check(state, SLICE(V2 "a;b;"), "a;b;");
	check(state, SLICE(SIGNATURE "\x20\0\0\0" "a;b;"), "a;b;");
}

static void line_ends_are_passed_over(void **state)
{
	check(state, SLICE("\r\n\r\na;b;"), "a;b;");
	check(state, SLICE("\r\n\r\n\0a;"), "\0a;");
}

static void what_only_begins_so_is_read(void **state)
{
	check(state, SLICE("PROXIES;"), "PROXIES;");
	check(state, SLICE("PROXY 1\n;"), "PROXY 1\n;");
	check(state, SLICE("\0\r\nQUIT\n\x11\x11\0\0;"),
	      "\0\r\nQUIT\n\x11\x11\0\0;");
}

static void tls_may_come_behind_it(void **state)
{
	struct talk *t = *state;

	sign(t, SYN, 99);
	say(t, 100, V1);
	say(t, 100 + sizeof V1 - 1, "\x16\x03\x01;");
	assert_int_equal(count_of(t, "unread", "tls"), 1);
	expect(t, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TALK_TEST(a_line_is_passed_over),
		TALK_TEST(a_binary_header_is_passed_over),
		TALK_TEST(line_ends_are_passed_over),
		TALK_TEST(what_only_begins_so_is_read),
		TALK_TEST(tls_may_come_behind_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
