/* SPDX-License-Identifier: BSD-2-Clause */
/* Each way of a connection is what its own bytes are, once they tell. */
#include "decode/stream.h"
#include "talk.h"

#define INVITE "INVITE sip:b SIP/2.0;"

/* A frame of FIRST with TEXT; its length. */
static size_t put_frame(char *to, unsigned first, bool masked,
			const char *text)
{
	static const char key[4] = { '\x11', '\xfe', '\x81', '\x2d' };
	size_t n = strlen(text), at = 2;

	assert_true(n < 126);
	to[0] = (char)first;
	to[1] = (char)(n | (masked ? 0x80 : 0));
	if (masked) {
		memcpy(to + at, key, 4);
		at += 4;
	}
	for (size_t i = 0; i < n; i++)
		to[at + i] = (char)(text[i] ^ (masked ? key[i % 4] : 0));
	return at + n;
}

static void say_bytes(struct talk *t, uint32_t seq, const char *b, size_t n)
{
	send_bytes(t, true, PSH, seq, 0, b, n, 0);
}

static void the_other_way_of_tls_may_be_clear(void **state)
{
	struct talk *t = *state;

	sign(t, SYN, 99);
	say(t, 100, "\x16\x03\x01 something");
	send_bytes(t, false, PSH, 500, 0, "a good day;", 11, 0);
	expect(t, "~a good day;");
	assert_int_equal(count_of(t, "unread", "tls"), 1);
}

static void the_other_way_of_http_may_be_sip(void **state)
{
	struct talk *t = *state;

	sign(t, SYN, 99);
	say(t, 100, "GET / HTTP/1.1\r\n\r\n");
	send_bytes(t, false, PSH, 500, 0, INVITE, strlen(INVITE), 0);
	expect(t, "~" INVITE);
}

static void what_was_ignored_is_read_from_a_start_line_on(void **state)
{
	struct talk *t = *state;

	sign(t, SYN, 99);
	say(t, 100, "?;");
	say(t, 102, "nothing;");
	say(t, 110, "INVITES sep:;");
	expect(t, "?;");
	say(t, 123, INVITE "a");
	say(t, 145, ";");
	say(t, 102, INVITE);		/* that came before */
	expect(t, "?;" INVITE "a;");
	sign(t, SYN, 999);
	say(t, 1000, "\x16\x03\x01;");
	say(t, 0x80000000, INVITE);
	expect(t, "?;" INVITE "a;" INVITE);
}

static void a_frame_that_fits_begins_websocket(void **state)
{
	struct talk *t = *state;
	char b[200];
	size_t n;

	for (int i = 0; i < 3; i++) {
		t->n = 0;
		note(t, "", 0);
		t->port++;
		t->lost = i == 0;
		say(t, 100, i == 2 ? "?;\x91\x80" : "\x91\x80;b;");
		n = put_frame(b, 0x89, true, "ping");
		n += put_frame(b + n, 0x81, true, INVITE);
		say_bytes(t, i == 2 ? 104 : 105, b, n);
		expect(t, i == 0 ? "<" INVITE ">" :
		       i == 1 ? "~\x91\x80;b;<" INVITE ">" :
		       "~?;<" INVITE ">");
	}
}

static void a_message_in_frames_begins_websocket(void **state)
{
	struct talk *t = *state;
	char b[200];
	size_t n;

	t->lost = true;
	say(t, 100, "\x91\x80;b;");
	n = put_frame(b, 0x01, true, "INVITE sip:b SIP");
	say_bytes(t, 105, b, n);
	expect(t, "");
	say_bytes(t, 105 + (uint32_t)n, b, put_frame(b, 0x80, true, "/2.0;"));
	expect(t, "<" INVITE ">");
	t->port++;
	n = put_frame(b, 0x01, false, "INVITE sip:b SIP");
	n += put_frame(b + n, 0x80, false, "/2.0;");
	say_bytes(t, 100, b, n);
	expect(t, "<" INVITE "><" INVITE ">");
}

static void a_message_in_progress_is_no_place_for_another(void **state)
{
	struct talk *t = *state;
	char b[200];
	size_t n = put_frame(b, 0x81, false, INVITE);

	sign(t, SYN, 99);
	say(t, 100, "ab");
	say_bytes(t, 102, b, n);
	say(t, 102 + (uint32_t)n, INVITE);
	t->log[t->n] = '\0';
	expect(t, "ab\x81\x15" INVITE INVITE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TALK_TEST(the_other_way_of_tls_may_be_clear),
		TALK_TEST(the_other_way_of_http_may_be_sip),
		TALK_TEST(what_was_ignored_is_read_from_a_start_line_on),
		TALK_TEST(a_frame_that_fits_begins_websocket),
		TALK_TEST(a_message_in_frames_begins_websocket),
		TALK_TEST(a_message_in_progress_is_no_place_for_another),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
