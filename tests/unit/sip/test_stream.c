/* SPDX-License-Identifier: BSD-2-Clause */
/* A stream gives the same messages however it is cut into pieces. */
#include "feed.h"
#include "reads.h"

#define HEAD(start, id, more) start "\r\n" \
	"Via: SIP/2.0/TCP a;branch=z9hG4bK1\r\nCall-ID: " id "\r\n" \
	"CSeq: 7 INVITE\r\n" more "\r\n"
#define INVITE(id, more) HEAD("INVITE sip:b SIP/2.0", id, more)
#define RINGING(id, more) HEAD("SIP/2.0 180 Ringing", id, more)
#define LENGTH(n) "Content-Length: " #n "\r\n"

/* Pieces of PIECE bytes, the first of FIRST. */
static struct feed *fed(struct slice all, bool begins, size_t first,
			size_t piece)
{
	struct feed *f = feed_open(all.n, begins);

	for (size_t n = first; all.n; n = piece) {
		feed_piece(f, slice_head(all, n));
		all = slice_from(all, n);
	}
	feed_gap(f);
	assert_true(f->stretch.foreign || f->n == 0);
	return f;
}

static void check_fed(struct slice all, bool begins, const char *wanted,
		      size_t first, size_t piece)
{
	struct feed *f = fed(all, begins, first, piece);

	if (strcmp(f->heard, wanted) != 0) {
		print_error("%zu bytes, then %zu each:\n%s, not\n%s\n", first,
			    piece, f->heard, wanted);
		fail();
	}
	feed_close(f);
}

/* At once, cut at each place, in pieces of a few, and byte by byte. */
static void check_all_ways(struct slice all, bool begins, const char *wanted)
{
	for (size_t cut = 0; cut <= all.n; cut++)
		check_fed(all, begins, wanted, cut, all.n);
	for (size_t piece = 1; piece < 16; piece++)
		check_fed(all, begins, wanted, piece, piece);
}

#define assert_hears(text, wanted) \
	check_all_ways(SLICE(text), true, (wanted))
#define assert_hears_amid(text, wanted) \
	check_all_ways(SLICE(text), false, (wanted))

static void a_dialogue_is_the_same_however_it_is_cut(void **state)
{
	(void)state;
	assert_hears(INVITE("c1", LENGTH(5)) "v=0\r\n"
		     RINGING("c1", LENGTH(0))
		     HEAD("SIP/2.0 200 OK", "c1", "l: 4\r\n") "body"
		     HEAD("BYE sip:b SIP/2.0", "c2", "l :\r\n  0\r\n"),
		     "INVITE c1 5|180 c1 0|200 c1 4|BYE c2 0 bad|");
}

static void keepalives_may_stand_anywhere_between(void **state)
{
	(void)state;
	assert_hears("\r\n\r\n" "\r\n" INVITE("c1", LENGTH(3)) "abc"
		     "\r\n\r\n" RINGING("c1", LENGTH(0)) "\r\n"
		     "\0\0\0\0" RINGING("c2", LENGTH(0)) "\n\r\n\r\n",
		     "INVITE c1 3|180 c1 0|180 c2 0|");
	assert_hears("\r\n\r\n\r\n\r\n", "");
}

static void a_message_comes_with_its_last_byte(void **state)
{
	struct slice s = SLICE(INVITE("c1", LENGTH(3)) "abc");
	struct feed *f = feed_open(s.n, true);

	(void)state;
	for (size_t i = 0; i < s.n; i++) {
		assert_int_equal(f->messages, 0);
		feed_piece(f, slice_head(slice_from(s, i), 1));
	}
	assert_string_equal(f->heard, "INVITE c1 3|");
	assert_int_equal(f->n, 0);
	feed_close(f);
}

static void more_is_asked_for_than_a_part_of_a_body(void **state)
{
	struct slice s = SLICE(INVITE("c1", "c: message/sip\r\n"
				      LENGTH(1000)) "abc");
	struct feed *f = feed_open(s.n, true);

	(void)state;
	feed_piece(f, s);
	assert_int_equal(f->stretch.taken, 0);
	assert_int_equal(f->stretch.wanted, s.n - 3 + 1000);
	feed_close(f);
}

/* What is behind the body's end, as told, is no message. */
static void a_length_too_short_costs_the_rest_of_the_body(void **state)
{
	(void)state;
	assert_hears(INVITE("c1", LENGTH(5)) "v=0\r\no=more\r\n"
		     RINGING("c1", LENGTH(0)) RINGING("c2", LENGTH(0)),
		     "INVITE c1 5|stumbled|180 c1 0|180 c2 0|");
}

static void check_length(size_t told, const char *next, const char *wanted)
{
	char text[1024];

	snprintf(text, sizeof text, HEAD("INVITE sip:b SIP/2.0", "c1",
		 "Content-Length: %zu\r\n") "v=0\r\n%s%s", told, next,
		 RINGING("c3", LENGTH(0)));
	check_all_ways(slice_of(text), true, wanted);
}

/* It ends where another begins, however few bytes of that it claims. */
static void a_length_too_long_ends_with_the_body(void **state)
{
	(void)state;
	check_length(5, RINGING("c2", LENGTH(0)),
		     "INVITE c1 5|180 c2 0|180 c3 0|");
	for (size_t n = 1; n <= 64; n++) {
		check_length(5 + n, RINGING("c2", LENGTH(0)),
			     "bad length|INVITE c1 5|180 c2 0|180 c3 0|");
		check_length(5 + n, INVITE("c2", LENGTH(0)),
			     "bad length|INVITE c1 5|INVITE c2 0|180 c3 0|");
	}
}

/* A length that has line ends behind the body in it is right at last. */
static void a_length_may_reach_over_keepalives(void **state)
{
	(void)state;
	check_length(7, "\r\n", "INVITE c1 7|180 c3 0|");
	check_length(7, "\r\n\r\n", "INVITE c1 7|180 c3 0|");
}

/* All at once: what is quoted is not whole where the quote is. */
static void a_quoted_message_is_believed_where_another_follows(void **state)
{
	struct slice s = SLICE(INVITE("c1", LENGTH(117))
			       INVITE("c2", LENGTH(000)) "1234567"
			       INVITE("c3", LENGTH(0)));

	(void)state;
	check_fed(s, true, "INVITE c1 117|INVITE c3 0|", s.n, s.n);
}

static void a_length_that_reaches_over_messages_is_not_believed(void **state)
{
	(void)state;
	assert_hears(INVITE("c1", LENGTH(300)) "v=0\r\n"
		     RINGING("c1", LENGTH(0)) RINGING("c2", LENGTH(0))
		     INVITE("c3", LENGTH(9999)) "a\n"
		     INVITE("c4", LENGTH(0)) INVITE("c5", LENGTH(0)),
		     "bad length|INVITE c1 5|180 c1 0|180 c2 0|"
		     "bad length|INVITE c3 2|INVITE c4 0|INVITE c5 0|");
	assert_hears(INVITE("c1", LENGTH(100))
		     RINGING("c2", LENGTH(0))
		     RINGING("c3", LENGTH(0)),
		     "bad length|INVITE c1 0|180 c2 0|180 c3 0|");
}

static void a_body_may_have_what_begins_like_a_message(void **state)
{
	(void)state;
	assert_hears(INVITE("c1", LENGTH(82))
		     "SIP/2.0 200 OK\r\nno header\n"
		     "INVITE sip:b SIP/2.0\r\n\r\na: b"
		     "is SIP/2.0 as\r\nVia: SIP/2.0\n"
		     RINGING("c2", LENGTH(0)),
		     "INVITE c1 82|180 c2 0|");
	assert_hears(INVITE("c1", LENGTH(19)) "SIP/2.0 200 OK\r\nVia"
		     RINGING("c2", LENGTH(0)),
		     "INVITE c1 19|180 c2 0|");
}

#define HELD(type) INVITE("c1", type LENGTH(117)) \
	INVITE("c2", LENGTH(000)) "1234567"

static void messages_that_hold_others_are_believed(void **state)
{
	(void)state;
	assert_hears(HELD("Content-Type: message/sip\r\n"), "INVITE c1 117|");
	assert_hears(HELD("c: message/sipfrag;version=2.0\r\n"),
		     "INVITE c1 117|");
	assert_hears(HELD("c : Multipart/mixed; boundary=a\r\n"),
		     "INVITE c1 117|");
	assert_hears(HELD("Content-Type: text/plain\r\n"),
		     "bad length|INVITE c1 0|INVITE c2 0|cut start|");
}

static void a_length_beyond_the_end_is_a_cut_message(void **state)
{
	(void)state;
	assert_hears(INVITE("c1", LENGTH(50)) "v=0\r\n", "INVITE c1 5 cut|");
}

static void a_message_without_a_length_has_no_body(void **state)
{
	(void)state;
	assert_hears(INVITE("c1", "") RINGING("c1", "") "v=0\r\n"
		     RINGING("c2", "l: 0\r\n"),
		     "INVITE c1 0|180 c1 0|stumbled|180 c2 0|");
}

static void after_a_length_that_is_none_the_next_start_counts(void **state)
{
	(void)state;
	assert_hears(INVITE("c1", "Content-Length: 5x\r\n") "v=0\r\n"
		     RINGING("c1", "l: -1\r\n") "v=0\r\n"
		     RINGING("c2", "l: 0\r\n"),
		     "bad length|INVITE c1 0|bad length|180 c1 0|180 c2 0|");
}

/* No one keeps 64 kB and more of a message. */
static void nobody_waits_for_a_very_long_body(void **state)
{
	(void)state;
	assert_hears(INVITE("c1", LENGTH(65535)) "v=0\r\n"
		     RINGING("c1", LENGTH(18446744073709551615)) "v=0\r\n"
		     RINGING("c2", LENGTH(99999999999999999999999))
		     RINGING("c3", LENGTH(0)),
		     "INVITE c1 0 bad|180 c1 0 bad|180 c2 0 bad|180 c3 0|");
}

static void a_start_may_stand_right_behind_a_body(void **state)
{
	(void)state;
	assert_hears(INVITE("c1", LENGTH(2)) "<a/>"
		     RINGING("c1", LENGTH(0)) "<a/>"
		     INVITE("c2", LENGTH(0)) "<a>INVITE x SIP/2.0 </a>"
		     HEAD("PRACK sip:b SIP/2.0", "c3", LENGTH(0)),
		     "INVITE c1 2|stumbled|180 c1 0|stumbled|INVITE c2 0|"
		     "stumbled|PRACK c3 0 bad|");
}

static void a_stream_may_be_picked_up_anywhere(void **state)
{
	static const char all[] = INVITE("c1", LENGTH(5)) "v=0\r\n"
				  RINGING("c1", LENGTH(0));
	struct slice s = { all, sizeof all - 1 };
	size_t body = sizeof INVITE("c1", LENGTH(5)) - 1;

	(void)state;
	check_all_ways(s, false, "INVITE c1 5|180 c1 0|");
	for (size_t from = 20; from <= body + 5; from++) {
		struct slice rest = slice_from(s, from);

		check_fed(rest, false, "180 c1 0|", rest.n, 1);
		check_fed(rest, false, "180 c1 0|", 1, 1);
	}
	assert_hears_amid("\0\r\n\r\n" RINGING("c1", LENGTH(0)),
			  "180 c1 0|");
	assert_hears_amid("\0\0" HEAD("INVITE sip:b SIP/2.0", "c", LENGTH(0)),
			  "INVITE c 0|");
	assert_hears_amid("\0\0" HEAD("ODD sip:b SIP/2.0", "c", LENGTH(0)),
			  "ODD c 0 bad|");
}

static void what_is_there_at_the_end_counts_as_cut(void **state)
{
	(void)state;
	assert_hears(INVITE("c1", LENGTH(0)) "SIP/2.0 180 Ringing\r\n"
		     "Call-ID: c2\r\nVia: SIP/2",
		     "INVITE c1 0|180 c2 44 cut|");
	assert_hears("SIP/2.0 180 Ring", "180  16 cut|");
	assert_hears_amid("SIP/2.0 180 Ring", "180  16 cut|");
	assert_hears(INVITE("c1", LENGTH(0)) "INVITE sip:b",
		     "INVITE c1 0|cut start|");
	assert_hears(INVITE("c1", LENGTH(0)) "SIP/2",
		     "INVITE c1 0|cut start|");
}

/* Whoever keeps the stream shows what comes behind the gap as well. */
static void behind_a_gap_the_next_start_counts(void **state)
{
	struct slice before = SLICE(INVITE("c1", LENGTH(9)) "v=0\r\n");
	struct slice after = SLICE("a=b\r\n" RINGING("c2", LENGTH(0)));
	struct feed *f = feed_open(before.n + after.n, true);

	(void)state;
	feed_piece(f, before);
	feed_gap(f);
	assert_false(f->stretch.in_step);
	feed_piece(f, after);
	assert_true(f->stretch.in_step);
	assert_string_equal(f->heard, "INVITE c1 5 cut|180 c2 0|");
	feed_close(f);
}

#define assert_foreign(text, within) \
	check_foreign(SLICE(text), (within), __FILE__, __LINE__)

static void check_foreign(struct slice s, size_t within, const char *file,
			  int line)
{
	struct feed *f = feed_open(s.n, true);

	for (size_t i = 0; i < s.n && i < within; i++)
		feed_piece(f, slice_head(slice_from(s, i), 1));
	if (!f->stretch.foreign || f->messages)
		_fail(file, line);
	feed_close(f);
}

static void what_begins_otherwise_is_foreign(void **state)
{
	(void)state;
	assert_foreign("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 1);
	assert_foreign("GET / HTTP/1.1\r\nHost: a\r\n\r\n", 16);
	assert_foreign("HTTP/1.1 200 OK\r\n\r\n", 5);
	assert_foreign("220 mail.example ESMTP\r\n", 24);
	assert_foreign("{\"a\": 1}", 1);
	assert_foreign("\x80\0\0\0", 1);
	assert_foreign("SIP/3.0 200 OK\r\n", 5);
	assert_foreign("\r\n\r\nno SIP\r\n", 12);
}

static void after_sip_nothing_is_foreign(void **state)
{
	(void)state;
	assert_hears(INVITE("c1", LENGTH(0)) "\x16\x03\x01\n"
		     "GET / HTTP/1.1\r\n\r\n" RINGING("c2", LENGTH(0)),
		     "INVITE c1 0|stumbled|180 c2 0|");
}

static char *times(const char *text, size_t n, struct slice *all)
{
	size_t one = strlen(text);
	char *p = malloc(n * one + 1024);

	assert_non_null(p);
	for (size_t i = 0; i < n; i++)
		memcpy(p + i * one, text, one);
	*all = (struct slice){ p, n * one };
	return p;
}

static void append(struct slice *s, const char *text)
{
	memcpy((char *)s->p + s->n, text, strlen(text));
	s->n += strlen(text);
}

/* In pieces of all kinds of sizes, of which there are fewer. */
static void check_many_ways(struct slice all, bool begins, const char *wanted)
{
	static const size_t pieces[] = { 7, 536, 1460, 8191, 8192, 8193,
					 65534, 65535, 65536, 1 << 20 };

	for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++)
		check_fed(all, begins, wanted, pieces[i], pieces[i]);
}

static void without_its_beginning_patience_ends_at_64_kb(void **state)
{
	struct slice all;
	char *p = times("no SIP at all\r\n", 5000, &all);
	struct feed *f;

	(void)state;
	append(&all, INVITE("c1", LENGTH(0)));
	check_many_ways(all, false, "");
	all = slice_from(all, 10000);
	check_many_ways(all, false, "INVITE c1 0|");
	f = fed(slice_head(all, 60000), false, 1, 1);
	assert_false(f->stretch.foreign);
	assert_true(f->most <= 16);
	feed_close(f);
	free(p);
	p = times("\x80no line ends", 8000, &all);
	f = fed(all, false, 1000, 1000);
	assert_true(f->stretch.foreign);
	assert_true(f->most <= 8192);
	feed_close(f);
	free(p);
}

static void keepalives_never_try_the_patience(void **state)
{
	struct slice all;
	char *p = times("\r\n\r\n", 20000, &all);

	(void)state;
	append(&all, INVITE("c1", LENGTH(0)));
	check_many_ways(all, false, "INVITE c1 0|");
	check_many_ways(all, true, "INVITE c1 0|");
	free(p);
}

static void a_head_beyond_64_kb_is_handed_on_as_far(void **state)
{
	char *p;
	struct slice all;
	char *lines = times("X-Pad: 0123456789012345678901234567890123456789"
			    "012345678901234567890123456789\r\n", 900, &all);

	(void)state;
	p = malloc(all.n + 1024);
	assert_non_null(p);
	strcpy(p, "SIP/2.0 180 Ringing\r\nCall-ID: c1\r\n");
	strncat(p, all.p, all.n);
	strcat(p, "\r\n" RINGING("c2", LENGTH(0)));
	check_many_ways(slice_of(p), true, "180 c1 65535 bad cut|180 c2 0|");
	free(lines);
	free(p);
}

static void a_start_line_beyond_8_kb_is_none(void **state)
{
	char *p = malloc(20000);

	(void)state;
	assert_non_null(p);
	strcpy(p, INVITE("c1", LENGTH(0)) "INVITE sip:");
	memset(p + strlen(p), 'b', 9000);
	strcpy(p + sizeof INVITE("c1", LENGTH(0)) + 9009,
	       HEAD(" SIP/2.0", "c2", LENGTH(0)) RINGING("c3", LENGTH(0)));
	check_many_ways(slice_of(p), true, "INVITE c1 0|stumbled|180 c3 0|");
	check_fed(slice_of(p), true, "INVITE c1 0|stumbled|180 c3 0|", 1, 1);
	free(p);
}

/* These would take minutes if bytes were looked at again and again. */
static void long_waits_are_not_dear(void **state)
{
	static const char *const fillers[] = {
		"X: y\r\n", "\r", "SIP/2.0 ", "SIP/2.0 SIP/2.0\n", "x", " ",
		"INVITE sip:b SIP/2.0x\n", "\n ",
	};

	(void)state;
	for (size_t i = 0; i < sizeof fillers / sizeof *fillers; i++) {
		struct slice all;
		char *p = times(fillers[i], 60000 / strlen(fillers[i]), &all);
		struct feed *once, *each;

		memcpy(p, "INVITE sip:b SIP/2.0\r\nVia: SIP/2.0/TCP a;b\r\n",
		       45);
		for (int begins = 0; begins < 3; begins++) {
			if (begins == 2)	/* in a body, too */
				memcpy(p + 45, "l:65000\r\n\r\n", 11);
			once = fed(all, begins, all.n, 1);
			each = fed(all, begins, 1, 1);
			assert_string_equal(once->heard, each->heard);
			assert_true(once->sum == each->sum);
			feed_close(once);
			feed_close(each);
		}
		free(p);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_dialogue_is_the_same_however_it_is_cut),
		cmocka_unit_test(keepalives_may_stand_anywhere_between),
		cmocka_unit_test(a_message_comes_with_its_last_byte),
		cmocka_unit_test(more_is_asked_for_than_a_part_of_a_body),
		cmocka_unit_test(
			a_length_too_short_costs_the_rest_of_the_body),
		cmocka_unit_test(a_length_too_long_ends_with_the_body),
		cmocka_unit_test(a_length_may_reach_over_keepalives),
		cmocka_unit_test(
			a_quoted_message_is_believed_where_another_follows),
		cmocka_unit_test(
			a_length_that_reaches_over_messages_is_not_believed),
		cmocka_unit_test(a_body_may_have_what_begins_like_a_message),
		cmocka_unit_test(messages_that_hold_others_are_believed),
		cmocka_unit_test(a_length_beyond_the_end_is_a_cut_message),
		cmocka_unit_test(a_message_without_a_length_has_no_body),
		cmocka_unit_test(
			after_a_length_that_is_none_the_next_start_counts),
		cmocka_unit_test(nobody_waits_for_a_very_long_body),
		cmocka_unit_test(a_start_may_stand_right_behind_a_body),
		cmocka_unit_test(a_stream_may_be_picked_up_anywhere),
		cmocka_unit_test(what_is_there_at_the_end_counts_as_cut),
		cmocka_unit_test(behind_a_gap_the_next_start_counts),
		cmocka_unit_test(what_begins_otherwise_is_foreign),
		cmocka_unit_test(after_sip_nothing_is_foreign),
		cmocka_unit_test(without_its_beginning_patience_ends_at_64_kb),
		cmocka_unit_test(keepalives_never_try_the_patience),
		cmocka_unit_test(a_head_beyond_64_kb_is_handed_on_as_far),
		cmocka_unit_test(a_start_line_beyond_8_kb_is_none),
		cmocka_unit_test(long_waits_are_not_dear),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
