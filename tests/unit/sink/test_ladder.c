/* SPDX-License-Identifier: BSD-2-Clause */
/* A ladder shows one call's messages, in bounds, whatever they hold. */
#include "sink/page.h"

#include "lines.h"

struct bench {
	struct ladder *ladder;
	struct frame frame;
	struct payload payload;
	struct sip_msg msg;
	struct sheet sheet;
};

static int set_up(void **state)
{
	struct bench *b = calloc(1, sizeof *b);

	if (!b || ladder_create(&b->ladder, "a@b"))
		return -1;
	b->frame.stamp = A_MOMENT;
	b->payload.frame = &b->frame;
	b->msg.payload = &b->payload;
	b->msg.call_id = SLICE("a@b");
	b->msg.bytes = SLICE("OPTIONS sip:x SIP/2.0\r\n\r\n");
	*state = b;
	return 0;
}

static int tear_down(void **state)
{
	struct bench *b = *state;

	ladder_destroy(b->ladder);
	free(b);
	return 0;
}

static void between(struct bench *b, const char *src, const char *dst)
{
	b->payload.src = address(src);
	b->payload.dst = address(dst);
	b->payload.src_port = b->payload.dst_port = 5060;
}

static void request(struct bench *b, enum sip_method method,
		    const char *name, bool again)
{
	b->msg.response = false;
	b->msg.method = method;
	b->msg.method_name = slice_of(name);
	ladder_message(b->ladder, &b->msg, again);
	b->frame.stamp = moment_add(b->frame.stamp, span_ms(1500));
}

static void response(struct bench *b, int code, struct slice reason)
{
	b->msg.response = true;
	b->msg.code = code;
	b->msg.reason = reason;
	ladder_message(b->ladder, &b->msg, false);
	b->frame.stamp = moment_add(b->frame.stamp, span_ms(1500));
}

static const char *shown(struct bench *b)
{
	ladder_each_line(b->ladder, sheet_put, &b->sheet);
	return b->sheet.text;
}

static void arrows_go_between_the_hosts(void **state)
{
	static const char invite[] = "INVITE sip:x SIP/2.0\r\n"
		"Content-Type: application/sdp\r\n\r\nv=0\r\n";
	struct bench *b = *state;

	b->msg.bytes = (struct slice){ invite, sizeof invite - 1 };
	between(b, "192.0.2.1", "203.0.113.10");
	request(b, SIP_INVITE, "INVITE", false);
	request(b, SIP_INVITE, "INVITE", true);
	b->msg.bytes = SLICE("SIP/2.0 200 OK\r\n\r\n");
	between(b, "203.0.113.10", "192.0.2.1");
	response(b, 200, SLICE("OK"));
	request(b, SIP_BYE, "BYE", false);
	between(b, "192.0.2.1", "203.0.113.10");
	response(b, 200, SLICE("OK"));
	assert_string_equal(shown(b),
"Call a@b, 2026-11-21 02:58:03.120544 UTC\n"
"\n"
"                    192.0.2.1           203.0.113.10\n"
"    0.000000            |---- INVITE SDP ---->|\n"
"    1.500000            |- INVITE SDP, again >|\n"
"    3.000000            |<----- 200 OK -------|\n"
"    4.500000            |<------- BYE --------|\n"
"    6.000000            |--- 200 OK (BYE) --->|\n");
}

/* Whether the label's length is even or odd, and the column's width. */
static void the_longest_label_leaves_the_arrow_its_head(void **state)
{
	struct bench *b = *state;
	static const char reason[] = "Session Progresses so";

	for (size_t n = 15; n < sizeof reason; n++) {
		ladder_destroy(b->ladder);
		assert_int_equal(ladder_create(&b->ladder, "a@b"), 0);
		b->msg.method = SIP_INVITE;
		between(b, "192.0.2.1", "203.0.113.10");
		response(b, 183, (struct slice){ reason, n });
		between(b, "203.0.113.10", "192.0.2.1");
		response(b, 183, (struct slice){ reason, n });
		sheet_clear(&b->sheet);
		assert_non_null(strstr(shown(b), "|- 183 Session"));
		assert_non_null(strstr(b->sheet.text, " >|"));
		assert_non_null(strstr(b->sheet.text, "|< 183 Session"));
		assert_non_null(strstr(b->sheet.text, " -|"));
	}
}

static void an_arrow_passes_the_hosts_between(void **state)
{
	struct bench *b = *state;

	between(b, "192.0.2.1", "192.0.2.2");
	request(b, SIP_INVITE, "INVITE", false);
	between(b, "192.0.2.2", "192.0.2.3");
	request(b, SIP_INVITE, "INVITE", false);
	between(b, "192.0.2.3", "192.0.2.1");
	request(b, SIP_ACK, "ACK", false);
	assert_non_null(strstr(shown(b),
"    0.000000           |----- INVITE ----->|                   |\n"
"    1.500000           |                   |----- INVITE ----->|\n"
"    3.000000           |<---------------- ACK -----------------|\n"));
}

static void who_talks_to_itself_has_its_ports(void **state)
{
	struct bench *b = *state;

	between(b, "127.0.0.1", "127.0.0.1");
	b->payload.dst_port = 5061;
	request(b, SIP_INVITE, "INVITE", false);
	between(b, "::1", "::1");
	request(b, SIP_INVITE, "INVITE", false);
	assert_non_null(strstr(shown(b), " 127.0.0.1:5060 "));
	assert_non_null(strstr(b->sheet.text, " 127.0.0.1:5061 "));
	assert_non_null(strstr(b->sheet.text, " [::1]:5060\n"));
	/* from a port to itself: an arrow all the same */
	assert_non_null(strstr(b->sheet.text, "|<---- INVITE ------\n"));
}

static void other_calls_are_not_shown(void **state)
{
	struct bench *b = *state;

	between(b, "192.0.2.1", "192.0.2.2");
	b->msg.call_id = SLICE("a@bc");
	request(b, SIP_INVITE, "INVITE", false);
	b->msg.call_id = SLICE("");
	request(b, SIP_INVITE, "INVITE", false);
	assert_string_equal(shown(b), "");
	assert_false(ladder_found(b->ladder));
	b->msg.call_id = SLICE("a@b");
	request(b, SIP_INVITE, "INVITE", false);
	assert_true(ladder_found(b->ladder));
}

/* sheet_put() looks at each byte of it. */
static void hostile_bytes_are_escaped(void **state)
{
	static const char evil[] = "\x1b[2J\n\0\xe2\x80\xae\xff|>---";
	struct bench *b = *state;

	between(b, "192.0.2.1", "192.0.2.2");
	response(b, 503, (struct slice){ evil, sizeof evil - 1 });
	b->msg.response = false;
	b->msg.method = SIP_OTHER;
	b->msg.method_name = (struct slice){ evil, sizeof evil - 1 };
	ladder_message(b->ladder, &b->msg, true);
	assert_non_null(strstr(shown(b), " 503 \\x1b[2J\\x0a\\x00 ("));
	assert_null(strchr(b->sheet.text, 0x1b));
	ladder_destroy(b->ladder);
	assert_int_equal(ladder_create(&b->ladder, evil), 0);
	b->msg.call_id = slice_of(evil);
	request(b, SIP_INVITE, "INVITE", false);
	sheet_clear(&b->sheet);
	assert_non_null(strstr(shown(b), "Call \\x1b[2J\\x0a, "));
}

static void a_long_reason_is_cut_before_what_is_said_of_it(void **state)
{
	struct bench *b = *state;
	char reason[300];

	memset(reason, 'x', sizeof reason);
	between(b, "192.0.2.1", "192.0.2.2");
	b->msg.method = SIP_SUBSCRIBE;
	b->msg.response = true;
	b->msg.code = 699;
	b->msg.reason = (struct slice){ reason, sizeof reason };
	b->msg.bytes = SLICE("SIP/2.0 699 x\r\n"
			     "Content-Type: application/sdp\r\n\r\nv=0\r\n");
	ladder_message(b->ladder, &b->msg, true);
	assert_non_null(strstr(shown(b), "xx (SUBSCRIBE) SDP, again "));
	assert_true(b->sheet.longest < 130);
}

static void many_messages_are_counted(void **state)
{
	struct bench *b = *state;

	between(b, "192.0.2.1", "192.0.2.2");
	for (int i = 0; i < 1001; i++)
		request(b, SIP_OPTIONS, "OPTIONS", false);
	assert_non_null(strstr(shown(b), "\nand 601 more messages\n"));
	assert_int_equal(b->sheet.lines, 404);
}

static void so_are_those_of_many_hosts(void **state)
{
	char host[] = "2001:db8:1234:5678:9abc:def0:1234:5a00";
	struct bench *b = *state;

	for (int i = 0; i < 12; i++) {
		host[sizeof host - 2] = (char)('a' + i % 6);
		host[sizeof host - 3] = (char)('a' + i / 6);
		between(b, host, "2001:db8:1234:5678:9abc:def0:1234:5678");
		request(b, SIP_OPTIONS, "OPTIONS", false);
	}
	assert_non_null(strstr(shown(b), "\nand 5 more messages\n"));
}

static void the_widest_ladder_fits(void **state)
{
	char host[] = "2001:db8:1234:5678:9abc:def0:1234:5a00";
	struct bench *b = *state;

	for (int i = 0; i < 12; i++) {
		host[sizeof host - 2] = (char)('0' + i % 10);
		between(b, host, host);
		b->payload.src_port = b->payload.dst_port =
			(uint16_t)(50000 + i);
		request(b, SIP_OPTIONS, "OPTIONS", true);
	}
	assert_non_null(strstr(shown(b), "\nand 4 more messages\n"));
	assert_true(b->sheet.longest > 400);
}

static void a_clock_that_went_back_is_seen(void **state)
{
	struct bench *b = *state;

	between(b, "192.0.2.1", "192.0.2.2");
	request(b, SIP_INVITE, "INVITE", false);
	b->frame.stamp = moment_add(A_MOMENT, span_ms(-90250));
	request(b, SIP_INVITE, "INVITE", false);
	b->frame.stamp = (struct moment){ 0 };
	request(b, SIP_INVITE, "INVITE", false);
	assert_non_null(strstr(shown(b), "\n  -90.250000  "));
}

static void finds(struct bench *b, const char *leg, const char *peer)
{
	ladder_call(b->ladder, &(struct call){
		.call_id = slice_of(leg), .peer_call_id = slice_of(peer) });
}

static void send_both(struct bench *b)
{
	b->frame.stamp = A_MOMENT;
	b->msg.call_id = SLICE("a@b");
	between(b, "192.0.2.1", "192.0.2.2");
	request(b, SIP_INVITE, "INVITE", false);
	b->msg.call_id = SLICE("c@d");
	between(b, "192.0.2.2", "192.0.2.3");
	request(b, SIP_INVITE, "INVITE", false);
}

/* Which they are is known when the call is over. */
static void other_legs_are_shown_the_second_time(void **state)
{
	struct bench *b = *state;

	send_both(b);
	assert_false(ladder_again(b->ladder));
	finds(b, "x@y", "z@y");
	finds(b, "a@b", "");
	finds(b, "a@b", "a@b");
	assert_false(ladder_again(b->ladder));
	finds(b, "c@d", "a@b");
	finds(b, "a@b", "c@d");
	assert_null(strstr(shown(b), "c@d"));
	assert_true(ladder_again(b->ladder));
	assert_false(ladder_again(b->ladder));
	send_both(b);
	sheet_clear(&b->sheet);
	assert_string_equal(shown(b),
"Call a@b, 2026-11-21 02:58:03.120544 UTC\n"
" (2) c@d\n"
"\n"
"                   192.0.2.1           192.0.2.2           192.0.2.3\n"
"    0.000000           |----- INVITE ----->|                   |\n"
"    1.500000           |                   |----- INVITE ----->|  (2)\n");
}

/* CALL_ID is over, and LEG its other leg: why that was, if it was odd. */
static void ends(struct bench *b, const char *call_id, const char *leg,
		 enum disconnect why, const struct guidance *says)
{
	ladder_call(b->ladder, &(struct call){
		.call_id = slice_of(call_id), .peer_call_id = slice_of(leg),
		.disconnect = why, .says = says });
}

static void what_went_wrong_stands_below(void **state)
{
	struct guidance busy = { .meaning = (char[]){ "In use" } },
		lost = { .next_step = (char[]){ "Look elsewhere" } };
	struct bench *b = *state;

	send_both(b);
	ends(b, "a@b", "", DISCONNECT_BYE, NULL);
	assert_null(strstr(shown(b), "bye"));
	sheet_clear(&b->sheet);
	ends(b, "a@b", "c@d", DISCONNECT_UNKNOWN, &lost);
	ends(b, "other", "", DISCONNECT_BUSY, &busy);
	assert_null(strstr(shown(b), "In use"));
	assert_true(ladder_again(b->ladder));
	send_both(b);
	ends(b, "c@d", "a@b", DISCONNECT_BUSY, &busy);
	ends(b, "a@b", "c@d", DISCONNECT_REJECTED, &busy);
	sheet_clear(&b->sheet);
	assert_non_null(strstr(shown(b), "|  (2)\n\nrejected: In use\n"
			       " (2) busy: In use\n"));
}

static void no_more_than_eight_legs_are_followed(void **state)
{
	struct bench *b = *state;
	char leg[] = "a";

	for (int i = 0; i < 12; i++, leg[0]++)
		finds(b, leg, "a@b");
	assert_true(ladder_again(b->ladder));
	send_both(b);
	assert_non_null(strstr(shown(b), " (8) g\n"));
	assert_null(strstr(b->sheet.text, "(9)"));
}

#define LONG 300

/* Is a Call-ID of that length found by its first N bytes? */
static bool is_found_by(struct bench *b, size_t n)
{
	char id[LONG + 1] = { 0 };

	memset(id, 'i', n);
	ladder_destroy(b->ladder);
	assert_int_equal(ladder_create(&b->ladder, id), 0);
	memset(id, 'i', LONG);
	b->msg.call_id = (struct slice){ id, LONG };
	request(b, SIP_INVITE, "INVITE", false);
	return ladder_found(b->ladder);
}

static void as_much_of_a_call_id_as_records_tell_is_enough(void **state)
{
	struct bench *b = *state;

	between(b, "192.0.2.1", "192.0.2.2");
	assert_true(is_found_by(b, LONG));
	assert_true(is_found_by(b, CALL_ID_KEPT));
	assert_false(is_found_by(b, CALL_ID_KEPT - 1));
	assert_false(is_found_by(b, CALL_ID_KEPT + 1));
}

/* Asked for by all of it, while records tell its beginning. */
static void a_long_call_id_has_other_legs_too(void **state)
{
	struct bench *b = *state;
	char id[LONG + 1] = { 0 };

	memset(id, 'i', LONG);
	ladder_destroy(b->ladder);
	assert_int_equal(ladder_create(&b->ladder, id), 0);
	ladder_call(b->ladder, &(struct call){
		.call_id = { id, CALL_ID_KEPT },
		.peer_call_id = SLICE("c@d") });
	assert_true(ladder_again(b->ladder));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(arrows_go_between_the_hosts),
		TEST(the_longest_label_leaves_the_arrow_its_head),
		TEST(an_arrow_passes_the_hosts_between),
		TEST(who_talks_to_itself_has_its_ports),
		TEST(other_calls_are_not_shown),
		TEST(hostile_bytes_are_escaped),
		TEST(a_long_reason_is_cut_before_what_is_said_of_it),
		TEST(many_messages_are_counted),
		TEST(so_are_those_of_many_hosts),
		TEST(the_widest_ladder_fits),
		TEST(a_clock_that_went_back_is_seen),
		TEST(other_legs_are_shown_the_second_time),
		TEST(what_went_wrong_stands_below),
		TEST(no_more_than_eight_legs_are_followed),
		TEST(as_much_of_a_call_id_as_records_tell_is_enough),
		TEST(a_long_call_id_has_other_legs_too),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
