/* SPDX-License-Identifier: BSD-2-Clause */
/* A header is found on demand, in whatever form, and only when it is whole. */
#include "reads.h"

#define HEAD "BYE sip:bob@b.example SIP/2.0\r\n" \
	"Via: SIP/2.0/UDP a.example:5060;branch=z9hG4bK1\r\n" \
	"From: <sip:alice@a.example>;tag=f1\r\nTo: <sip:bob@b.example>\r\n" \
	"Call-ID: c1@a.example\r\nCSeq: 7 BYE\r\n"
#define REASON "Reason: Q.850;cause=16"

/* The first header WHICH of a message that ends in TAIL is WANTED. */
static void assert_header(const char *tail, enum sip_header which,
			  const char *wanted)
{
	char text[1024];
	struct slice s, value = SLICE("untouched");
	struct sip_msg m;
	bool there;

	snprintf(text, sizeof text, "%s%s", HEAD, tail);
	s = flush(slice_of(text));
	m = message_of(s, false);
	there = sip_header(&m, which, &value);
	assert_int_equal(there, wanted != NULL);
	assert_slice(value, wanted ? wanted : "untouched");
	if (there && SIP_HINTS & 1u << which)
		assert_true(sip_hint(&m, which));
	discard(s);
}

/* In plain messages, which most are, there is a hint only of what is there. */
static void hints_are_of_what_is_there(void **state)
{
	static const struct { const char *line; unsigned hints; } rows[] = {
		{ "Reason: Q.850;cause=16\r\n", 1u << SIP_REASON },
		{ "replaces: c1;to-tag=a;from-tag=b\r\n",
		  1u << SIP_REPLACES },
		{ "RSEQ: 170000 plus some\r\n", 1u << SIP_RSEQ },
		{ "Session-Expires: 1800\r\n", 1u << SIP_SESSION_EXPIRES },
		{ "session-id: 0123456789abcdef0123456789abcdef\r\n",
		  1u << SIP_SESSION_ID },
		{ "x: 1800;refresher=uac\r\n", 1u << SIP_SESSION_EXPIRES },
		{ "Warning: 399 host \"no\"\r\n", 1u << SIP_WARNING },
		{ "Record-Route: <sip:a>\r\nSupported: timer\r\n", 0 },
		{ "Reason:\r\n Q.850;cause=16\r\n", SIP_HINTS },
	};
	char text[1024];

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct slice s;
		struct sip_msg m;

		snprintf(text, sizeof text, HEAD "%sMax-Forwards: 70000\r\n"
			 "Content-Length: 2\r\n\r\nhi", rows[i].line);
		s = flush(slice_of(text));
		m = message_of(s, false);
		assert_int_equal(m.hints, rows[i].hints);
		assert_int_equal(m.body, strlen(text) - 2);
		discard(s);
	}
}

static void every_name_is_known(void **state)
{
	static const struct {
		const char *line;
		enum sip_header which;
	} rows[] = {
		{ "Contact: v", SIP_CONTACT }, { "m: v", SIP_CONTACT },
		{ "Content-Type: v", SIP_CONTENT_TYPE },
		{ "c: v", SIP_CONTENT_TYPE }, { "Expires: v", SIP_EXPIRES },
		{ "Min-SE: v", SIP_MIN_SE },
		{ "P-Asserted-Identity: v", SIP_P_ASSERTED_IDENTITY },
		{ "RAck: v", SIP_RACK }, { "Reason: v", SIP_REASON },
		{ "Refer-To: v", SIP_REFER_TO }, { "r: v", SIP_REFER_TO },
		{ "Replaces: v", SIP_REPLACES }, { "Require: v", SIP_REQUIRE },
		{ "Retry-After: v", SIP_RETRY_AFTER },
		{ "RSeq: v", SIP_RSEQ }, { "Server: v", SIP_SERVER },
		{ "Session-Expires: v", SIP_SESSION_EXPIRES },
		{ "x: v", SIP_SESSION_EXPIRES },
		{ "Session-ID: v", SIP_SESSION_ID },
		{ "Supported: v", SIP_SUPPORTED },
		{ "k: v", SIP_SUPPORTED }, { "Warning: v", SIP_WARNING },
	};
	char line[64];

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		snprintf(line, sizeof line, "%s\r\n\r\n", rows[i].line);
		for (int k = 0; k < SIP_HEADERS; k++)
			assert_header(line, (enum sip_header)k,
				      k == (int)rows[i].which ? "v" : NULL);
	}
}

static void odd_forms_are_the_same(void **state)
{
	static const char *const forms[] = {
		"Reason:a b\r\n\r\n", "REASON \t:\t a b \t\r\n\r\n",
		"reason: a b\n\n", "reAson:\r\n  a b\r\n\r\n",
		"Reason: a b", "Reason: a b\r\n\r\nReason: body\r\n",
		"Reasons: no\r\nX-Reason: no\r\nReason; no\r\nReason\r\n"
		"Reason-: no\r\n Reason: no\r\nReason: a b\r\nReason: 2\r\n",
		": no\r\n\r \r\nReason : a b\r\n",
		"Reason\r\n no\r\n no\r\n no\r\nX: no\r\nReason: a b\r\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
		print_message("form %zu\n", i);
		assert_header(forms[i], SIP_REASON, "a b");
	}
	assert_header("Reason: a\r\n b\r\n\tc\r\n\r\n", SIP_REASON,
		      "a\r\n b\r\n\tc");
	assert_header("Supported:\r\n\r\n", SIP_SUPPORTED, "");
	assert_header("\r\nReason: body\r\n", SIP_REASON, NULL);
	assert_header("R", SIP_REASON, NULL);
	assert_header("Reason\r\n no\r\n no\r\nR", SIP_REASON, NULL);
	assert_header("", SIP_REASON, NULL);
}

static void any_name_can_be_asked_for(void **state)
{
	struct slice s = flush(SLICE(HEAD "X-Call-ID-2: no\r\n"
				     "x-call-id : c9@a\r\nt: no\r\n\r\n"));
	struct sip_msg m = message_of(s, false);
	struct slice v = { NULL, 0 };

	(void)state;
	assert_true(sip_header_named(&m, SLICE("X-Call-ID"), &v));
	assert_slice(v, "c9@a");
	assert_true(sip_header_named(&m, SLICE("TO"), &v));
	assert_slice(v, "<sip:bob@b.example>");
	assert_false(sip_header_named(&m, SLICE("X-Call"), &v));
	assert_false(sip_header_named(&m, SLICE(""), &v));
	assert_slice(v, "<sip:bob@b.example>");
	discard(s);
}

static void repeated_ones_come_in_their_order(void **state)
{
	struct slice s = flush(SLICE(HEAD "m: <sip:1>\r\nReason: a\r\n"
				     "Contact:\r\n <sip:2>\r\nX-Y: 1\r\n"
				     "CONTACT: <sip:3>\r\nx-y:\r\nX-Y: 3\r\n"
				     "\r\nm: <sip:4>\r\nX-Y: 4\r\n"));
	struct sip_msg m = message_of(s, false);
	struct sip_headers h = sip_headers_of(&m);
	struct slice v;

	(void)state;
	assert_true(sip_next_header(&h, SIP_CONTACT, &v));
	assert_slice(v, "<sip:1>");
	assert_true(sip_next_header(&h, SIP_CONTACT, &v));
	assert_slice(v, "<sip:2>");
	assert_true(sip_next_header(&h, SIP_CONTACT, &v));
	assert_slice(v, "<sip:3>");
	for (int i = 0; i < 3; i++)
		assert_false(sip_next_header(&h, SIP_CONTACT, &v));

	h = sip_headers_of(&m);
	assert_true(sip_next_named(&h, SLICE("X-Y"), &v));
	assert_slice(v, "1");
	assert_true(sip_next_named(&h, SLICE("X-Y"), &v));
	assert_slice(v, "");
	assert_true(sip_next_named(&h, SLICE("X-Y"), &v));
	assert_slice(v, "3");
	assert_false(sip_next_named(&h, SLICE("X-Y"), &v));
	assert_false(sip_next_named(&h, SLICE("X-Y"), &v));
	discard(s);
}

static void two_kinds_come_in_one_walk(void **state)
{
	static const enum sip_header two[] = { SIP_CONTACT, SIP_EXPIRES };
	static const struct { enum sip_header which; const char *value; }
	wanted[] = {
		{ SIP_EXPIRES, "60" }, { SIP_CONTACT, "<sip:1>" },
		{ SIP_CONTACT, "<sip:2>" }, { SIP_EXPIRES, "" },
	};
	struct slice s = flush(SLICE(HEAD "expires: 60\r\nEvent: a\r\n"
				     "m: <sip:1>\r\nMin-Expires: 1\r\n"
				     "Contact:\r\n <sip:2>\r\nExpires:\r\n"
				     "Contact: <sip:3"));
	struct sip_msg m = message_of(s, true);
	struct sip_headers h = sip_headers_of(&m);
	enum sip_header which = SIP_HEADERS;
	struct slice v = SLICE("as it was");

	(void)state;
	for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
		assert_true(sip_next_either(&h, two, &which, &v));
		assert_int_equal(which, wanted[i].which);
		assert_slice(v, wanted[i].value);
	}
	assert_false(sip_next_either(&h, two, &which, &v));
	assert_int_equal(which, SIP_EXPIRES);
	discard(s);
}

static void a_token_is_found_in_any_list(void **state)
{
	struct slice s = flush(SLICE(HEAD "Require: a,,100REL , b\r\n"
				     "Supported: timer\r\n"
				     "k: gruu,\r\n replaces\r\n\r\n"));
	struct sip_msg m = message_of(s, false);

	(void)state;
	assert_true(sip_header_lists(&m, SIP_REQUIRE, SLICE("100rel")));
	assert_true(sip_header_lists(&m, SIP_REQUIRE, SLICE("b")));
	assert_false(sip_header_lists(&m, SIP_REQUIRE, SLICE("timer")));
	assert_true(sip_header_lists(&m, SIP_SUPPORTED, SLICE("timer")));
	assert_true(sip_header_lists(&m, SIP_SUPPORTED, SLICE("replaces")));
	assert_false(sip_header_lists(&m, SIP_SUPPORTED, SLICE("100rel")));
	discard(s);
}

/* All or nothing, wherever the capture was cut. */
static void a_line_that_was_cut_is_not_there(void **state)
{
	static const char text[] = HEAD REASON ";text=\"x\"\r\n"
		"X-Y: 1\r\n 2\r\n\r\n" REASON;
	size_t whole = strlen(HEAD REASON ";text=\"x\"\r\n");
	size_t start = strlen("BYE sip:bob@b.example SIP/2.0\r\n");

	(void)state;
	for (size_t n = start; n <= strlen(text); n++) {
		struct slice s = flush((struct slice){ text, n });
		struct slice v = { NULL, 0 };
		struct sip_msg m = message_of(s, true);

		assert_int_equal(sip_header(&m, SIP_REASON, &v), n >= whole);
		if (n >= whole)
			assert_slice(v, "Q.850;cause=16;text=\"x\"");
		if (sip_header_named(&m, SLICE("x-y"), &v) &&
		    n > whole + strlen("X-Y: 1\r\n"))
			assert_slice(v, "1\r\n 2");
		discard(s);
	}
}

static void a_start_line_alone_has_no_headers(void **state)
{
	struct slice s = flush(SLICE("SIP/2.0 200 Reason: x")), v;
	struct sip_msg m = message_of(s, false);

	(void)state;
	assert_false(sip_header(&m, SIP_REASON, &v));
	discard(s);
}

/* Each of a lot of lines is looked at once, a huge one as well. */
static void large_messages_end(void **state)
{
	size_t n = SIP_HEADER_BYTES, head = strlen(HEAD);
	char *text = malloc(n);
	struct sip_headers h;
	struct sip_msg m;
	struct slice v;
	size_t found = 0;

	(void)state;
	assert_non_null(text);
	memcpy(text, HEAD, head);
	for (size_t i = head; i + 3 <= n; i += 3)
		memcpy(text + i, "m:\n", 3);
	m = (struct sip_msg){ .bytes = { text, n } };
	h = sip_headers_of(&m);
	while (sip_next_header(&h, SIP_CONTACT, &v))
		found++;
	assert_int_equal(found, (n - head) / 3);
	for (size_t i = head + 2; i + 2 <= n; i += 2)
		memcpy(text + i, "\n ", 2);
	h = sip_headers_of(&m);
	assert_true(sip_next_header(&h, SIP_CONTACT, &v));
	assert_slice(v, "");
	assert_false(sip_next_header(&h, SIP_CONTACT, &v));
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_name_is_known),
		cmocka_unit_test(hints_are_of_what_is_there),
		cmocka_unit_test(odd_forms_are_the_same),
		cmocka_unit_test(any_name_can_be_asked_for),
		cmocka_unit_test(repeated_ones_come_in_their_order),
		cmocka_unit_test(two_kinds_come_in_one_walk),
		cmocka_unit_test(a_token_is_found_in_any_list),
		cmocka_unit_test(a_line_that_was_cut_is_not_there),
		cmocka_unit_test(a_start_line_alone_has_no_headers),
		cmocka_unit_test(large_messages_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
