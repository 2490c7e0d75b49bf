/* SPDX-License-Identifier: BSD-2-Clause */
/* Another message in a body is found where its header can be seen. */
#include "reads.h"

#define HEAD "INVITE sip:b SIP/2.0\r\n\r\n"
#define BODY (sizeof HEAD - 1)

/* In one go, and however what is there grows: in TEXT's body, or -1. */
static int find_in(const char *text)
{
	struct slice s = slice_of(text);
	size_t searched = 0, at = SIZE_MAX, once;

	once = scan_find_within(s, BODY, s.n + 1, &searched);
	searched = 0;
	for (size_t n = BODY; n <= s.n; n++) {
		at = scan_find_within(slice_head(s, n), BODY, s.n + 1,
				      &searched);
		assert_true(searched <= n);
		if (at != SIZE_MAX)
			break;
	}
	assert_true(at == once);
	return at == SIZE_MAX ? -1 : (int)(at - BODY);
}

static void it_begins_at_the_beginning_of_a_line(void **state)
{
	(void)state;
	assert_int_equal(find_in(HEAD "SIP/2.0 200 OK\r\nv: b"), 0);
	assert_int_equal(find_in(HEAD "BYE sip:c SIP/2.0\nVia :b"), 0);
	assert_int_equal(find_in(HEAD "a\nb\r\nACK sip:c SIP/2.0 \r\nX-\t:"),
			 5);
	assert_int_equal(find_in(HEAD "aBYE sip:c SIP/2.0\r\nVia: b"), -1);
	assert_int_equal(find_in(HEAD " SIP/2.0 200 OK\r\nVia: b"), -1);
}

static void a_header_must_follow(void **state)
{
	(void)state;
	assert_int_equal(find_in(HEAD "SIP/2.0 200 OK\r\nVia"), -1);
	assert_int_equal(find_in(HEAD "SIP/2.0 200 OK\r\n: b"), -1);
	assert_int_equal(find_in(HEAD "SIP/2.0 200 OK\r\nno header"), -1);
	assert_int_equal(find_in(HEAD "SIP/2.0 200 OK\r\n\r\nVia: b"), -1);
	assert_int_equal(find_in(HEAD "SIP/2.0 200 OK\r\nVia\n:"), -1);
	assert_int_equal(find_in(HEAD "SIP/2.0 200 OK\nBYE sip:b SIP/2.0\nv:"),
			 15);
}

static void a_version_makes_no_start_line(void **state)
{
	(void)state;
	assert_int_equal(find_in(HEAD "that is SIP/2.0\r\nVia: b"), -1);
	assert_int_equal(find_in(HEAD "SIP/2.0\r\nVia: b"), -1);
	assert_int_equal(find_in(HEAD "BYE SIP/2.0\r\nVia: b"), -1);
	assert_int_equal(find_in(HEAD "SIP/2.0 OK\r\nVia: b"), -1);
}

static void a_line_beyond_8_kb_is_none(void **state)
{
	static char text[BODY + 20000];
	const int lengths[] = { 8100, 8190, 8191, 8192, 8193, 9000, 16384 };

	(void)state;
	for (int i = 0; i < 7; i++) {
		int n = lengths[i];

		strcpy(text, HEAD "BYE sip:");
		memset(text + BODY + 8, 'b', (size_t)n - 16);
		strcpy(text + BODY + n - 8, " SIP/2.0\nVia: b");
		assert_int_equal(find_in(text), n < 8192 ? 0 : -1);
	}
}

/* Where one is found that begins before the body's END, with TEXT there. */
static int find_before(const char *text, size_t end, bool *more)
{
	size_t searched = 0, at;

	at = scan_find_within(slice_of(text), BODY, BODY + end, &searched);
	*more = at == SIZE_MAX && searched < BODY + end;
	return at == SIZE_MAX ? -1 : (int)(at - BODY);
}

static void it_begins_before_the_end_and_goes_on_behind(void **state)
{
	bool more;

	(void)state;
	for (size_t end = 4; end < 40; end++)
		assert_int_equal(find_before(HEAD "a\r\nBYE sip:c SIP/2.0\r\n"
					     "Via: b", end, &more), 3);
	assert_int_equal(find_before(HEAD "a\r\nBYE sip:c SIP/2.0\r\nVia: b",
				     3, &more), -1);
	assert_false(more);
}

static void a_line_that_may_become_one_is_waited_for(void **state)
{
	bool more;

	(void)state;
	assert_int_equal(find_before(HEAD "a\r\nBY", 5, &more), -1);
	assert_true(more);
	assert_int_equal(find_before(HEAD "BYE sip:b", 3, &more), -1);
	assert_true(more);
	assert_int_equal(find_before(HEAD "SIP/2.0 2", 1, &more), -1);
	assert_true(more);
	assert_int_equal(find_before(HEAD "BYE sip:b SIP/2.0\r\nVi", 2, &more),
			 -1);
	assert_true(more);
	assert_int_equal(find_before(HEAD "hello", 5, &more), -1);
	assert_false(more);
	assert_int_equal(find_before(HEAD "a=sendrecv", 10, &more), -1);
	assert_false(more);
	assert_int_equal(find_before(HEAD "BYE sip:b SIP/2.0\r\n\r\n", 2,
				     &more), -1);
	assert_false(more);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_begins_at_the_beginning_of_a_line),
		cmocka_unit_test(a_header_must_follow),
		cmocka_unit_test(a_version_makes_no_start_line),
		cmocka_unit_test(a_line_beyond_8_kb_is_none),
		cmocka_unit_test(it_begins_before_the_end_and_goes_on_behind),
		cmocka_unit_test(a_line_that_may_become_one_is_waited_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
