/* SPDX-License-Identifier: BSD-2-Clause */
/* A message is read as it stands: odd forms, bad forms, cut short. */
#include "reads.h"

#define START "INVITE sip:bob@b.example SIP/2.0\r\n"
#define VIA "Via: SIP/2.0/UDP a.example:5060;branch=z9hG4bK1;rport\r\n"
#define NEEDED VIA "Call-ID: c1@a\r\nCSeq: 7 INVITE\r\n"

struct read {
	struct slice bytes;
	struct sip_msg m;
	enum scan_end how;
	size_t used;
};

static struct read scan_n(const char *text, size_t n, bool partial)
{
	struct read r = { .bytes = flush((struct slice){ text, n }) };

	r.how = scan_message(r.bytes, partial, NULL, &r.m, &r.used);
	return r;
}

static struct read scan(const char *text)
{
	return scan_n(text, strlen(text), false);
}

static void a_plain_request_gives_all_its_fields(void **state)
{
	struct read r = scan(
		"INVITE sip:+4420;npdi@b.example:5060;user=phone SIP/2.0\r\n"
		VIA
		"Via: SIP/2.0/UDP other;branch=z9hG4bKother\r\n"
		"Max-Forwards: 70\r\n"
		"From: \"Alice\" <sip:alice:pw@a.example>;tag=ft\r\n"
		"To: <tel:+44201234;ext=5>\r\n"
		"Call-ID: 1-2-3@a.example\r\n"
		"CSeq: 0042 INVITE\r\n"
		"User-Agent: Example SBC  7.2 \r\n"
		"Proxy-Authorization: Digest realm=\"r\", nonce=\"n\"\r\n"
		"Content-Length: 4\r\n"
		"\r\n"
		"bodyINVITE");

	(void)state;
	assert_int_equal(r.how, SCAN_COMPLETE);
	assert_int_equal(r.used, r.bytes.n - 6);
	assert_int_equal(r.m.bytes.n, r.used);
	assert_ptr_equal(r.m.bytes.p, r.bytes.p);
	assert_int_equal(r.m.defect, SIP_SOUND);
	assert_false(r.m.response);
	assert_int_equal(r.m.method, SIP_INVITE);
	assert_slice(r.m.method_name, "INVITE");
	assert_slice(r.m.ruri.text,
		     "sip:+4420;npdi@b.example:5060;user=phone");
	assert_slice(r.m.ruri.user, "+4420");
	assert_slice(r.m.ruri.host, "b.example");
	assert_slice(r.m.sent_by, "a.example:5060");
	assert_slice(r.m.branch, "z9hG4bK1");
	assert_slice(r.m.from, "\"Alice\" <sip:alice:pw@a.example>;tag=ft");
	assert_slice(r.m.to, "<tel:+44201234;ext=5>");
	assert_slice(r.m.call_id, "1-2-3@a.example");
	assert_true(r.m.has_cseq);
	assert_int_equal(r.m.cseq, 42);
	assert_slice(r.m.user_agent, "Example SBC  7.2");
	assert_int_equal(r.m.challenges, 0);
	assert_int_equal(r.m.credentials, 1);
	assert_slice(r.m.credential[0], "r");
	discard(r.bytes);
}

static void a_response_takes_its_method_from_cseq(void **state)
{
	struct read r = scan("SIP/2.0 401 Unauthorized\r\n" VIA
		"Call-ID: c\r\nCSeq: 7 REGISTER\r\n"
		"WWW-Authenticate: Digest realm=\"a\"\r\n"
		"WWW-Authenticate: Digest realm=\"b\", stale=true\r\n\r\n");

	(void)state;
	assert_int_equal(r.how, SCAN_COMPLETE);
	assert_int_equal(r.m.defect, SIP_SOUND);
	assert_int_equal(r.m.code, 401);
	assert_slice(r.m.reason, "Unauthorized");
	assert_int_equal(r.m.method, SIP_REGISTER);
	assert_slice(r.m.method_name, "REGISTER");
	assert_int_equal(r.m.challenges, 2);
	assert_slice(r.m.challenge[1], "b");
	assert_true(r.m.stale);
	discard(r.bytes);

	r = scan("SIP/2.0 200 OK\r\n" VIA
		 "Call-ID: c\r\nCSeq: 7 oDd!\r\n\r\n");
	assert_int_equal(r.m.defect, SIP_SOUND);
	assert_int_equal(r.m.method, SIP_OTHER);
	assert_slice(r.m.method_name, "oDd!");
	discard(r.bytes);
}

/* The same message in one form and another gives the same fields. */
static void odd_forms_read_the_same(void **state)
{
	static const char *const forms[] = {
		START NEEDED
		"From: <sip:a@a>;tag=1\r\nUser-Agent: u v\r\n\r\n",
		/* compact, any case */
		START "v:SIP/2.0/UDP a.example:5060;branch=z9hG4bK1\r\n"
		"I:c1@a\r\ncseq:7 INVITE\r\nF:sip:a@a;tag=1\r\n"
		"uSER-aGENT:u v\r\nL:0\r\n\r\n",
		/* bare line feeds, and both kinds mixed */
		"INVITE sip:bob@b.example SIP/2.0\n"
		"Via: SIP/2.0/UDP a.example:5060;branch=z9hG4bK1\n"
		"Call-ID: c1@a\r\nCSeq: 7 INVITE\nFrom: <sip:a@a>;tag=1\n"
		"User-Agent: u v\n\r\n",
		/* folded (RFC 4475 section 3.1.1.1) */
		START "Via  : SIP  /   2.0\r\n /UDP\r\n\ta.example:5060;\r\n"
		"   branch=\r\n z9hG4bK1\r\n"
		"Call-ID:\r\n c1@a\r\nCSeq:\r\n  0007\r\n  INVITE\r\n"
		"From\t:\r\n \"A\r\n a\"\r\n <sip:a@a>\r\n ;\r\n tag\r\n"
		" =1\r\n"
		"User-Agent:\r\n u v\r\n\r\n",
		/* empty lines ahead, no blank line behind */
		"\r\n\r\n" START NEEDED
		"From: <sip:a@a>;tag=1\r\nUser-Agent: u v",
		/* what may be there once is taken once */
		START NEEDED "From: <sip:a@a>;tag=1\r\nUser-Agent: u v\r\n"
		"From: <sip:x@x>;tag=2\r\nCall-ID: no\r\nCSeq: 8 ACK\r\n"
		"User-Agent: no\r\nVia: SIP/2.0/UDP no;branch=no\r\n\r\n",
		/* headers that are none of ours, and rubbish */
		START "no colon\r\n:\r\nX: y\r\nTo\r\n" NEEDED
		"\xff\xfe: x\r\nFrom: <sip:a@a>;tag=1\r\n"
		"User-Agent: u v\r\n\r\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
		struct read r = scan(forms[i]);

		print_message("form %zu\n", i);
		assert_int_equal(r.how, SCAN_COMPLETE);
		assert_int_equal(r.m.defect, SIP_SOUND);
		assert_slice(r.m.sent_by, "a.example:5060");
		assert_slice(r.m.branch, "z9hG4bK1");
		assert_slice(r.m.call_id, "c1@a");
		assert_int_equal(r.m.cseq, 7);
		assert_slice(party_of(r.m.from).uri.text, "sip:a@a");
		assert_slice(party_of(r.m.from).tag, "1");
		assert_slice(r.m.user_agent, "u v");
		discard(r.bytes);
	}
}

static void content_length_says_where_the_body_ends(void **state)
{
	static const struct {
		const char *tail;
		enum scan_end how;
		size_t left;	/* unused; of what is cut, none is */
	} rows[] = {
		{ "\r\nrest", SCAN_COMPLETE, 0 },
		{ "Content-Length: 0\r\n\r\nrest", SCAN_COMPLETE, 4 },
		{ "l : 3\r\n\r\nrest", SCAN_COMPLETE, 1 },
		{ "l: 4\r\n\r\nrest", SCAN_COMPLETE, 0 },
		{ "l: 5\r\n\r\nrest", SCAN_CUT, 0 },
		{ "l: 0\r\nl: 5\r\n\r\nrest", SCAN_COMPLETE, 4 },
		{ "l: -1\r\n\r\nrest", SCAN_CUT, 0 },
		{ "l: 3 4\r\n\r\nrest", SCAN_CUT, 0 },
		{ "l: 18446744073709551617\r\n\r\nrest", SCAN_CUT, 0 },
		{ "l: 99999999999999999999999999999\r\n\r\n", SCAN_CUT, 0 },
	};
	char text[512];

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct read r;

		snprintf(text, sizeof text, "%s%s", START NEEDED,
			 rows[i].tail);
		r = scan(text);
		print_message("%s\n", rows[i].tail);
		assert_int_equal(r.how, rows[i].how);
		if (r.how == SCAN_CUT)
			assert_true(r.used > r.bytes.n);
		else
			assert_int_equal(r.bytes.n - r.used, rows[i].left);
		assert_int_equal(r.m.defect, SIP_SOUND);
		discard(r.bytes);
	}
}

static void a_body_may_begin_with_a_blank(void **state)
{
	struct read r = scan(START NEEDED "l: 13\r\n\r\n v\r\nTo: <x:y>"
			     "INVITE");

	(void)state;
	assert_int_equal(r.how, SCAN_COMPLETE);
	assert_int_equal(r.used, r.bytes.n - 6);
	assert_slice(r.m.to, NULL);
	discard(r.bytes);
}

static void each_defect_is_told(void **state)
{
	static const struct {
		const char *text;
		enum sip_defect defect;
	} rows[] = {
		{ "SIP/2.0 99 x\r\n" NEEDED "\r\n", SIP_BAD_CODE },
		{ "SIP/2.0 100 x\r\n" NEEDED "\r\n", SIP_SOUND },
		{ "SIP/2.0 699 x\r\n" NEEDED "\r\n", SIP_SOUND },
		{ "SIP/2.0 700 x\r\n" NEEDED "\r\n", SIP_BAD_CODE },
		{ "SIP/2.0 4294967496 x\r\n" NEEDED "\r\n", SIP_BAD_CODE },
		{ START "\r\n", SIP_NO_VIA },
		{ START "Via:\r\nCall-ID: c\r\nCSeq: 7 INVITE\r\n\r\n",
		  SIP_NO_VIA },
		{ START VIA "CSeq: 7 INVITE\r\n\r\n", SIP_NO_CALL_ID },
		{ START VIA "i: \r\nCSeq: 7 INVITE\r\n\r\n",
		  SIP_NO_CALL_ID },
		{ START VIA "Call-ID: c\r\n\r\n", SIP_NO_CSEQ },
		{ START VIA "Call-ID: c\r\nCSeq: INVITE\r\n\r\n",
		  SIP_BAD_CSEQ },
		{ START VIA "Call-ID: c\r\nCSeq: 7\r\n\r\n", SIP_BAD_CSEQ },
		{ START VIA "Call-ID: c\r\nCSeq: 7INVITE\r\n\r\n",
		  SIP_BAD_CSEQ },
		{ START VIA "Call-ID: c\r\nCSeq: -7 INVITE\r\n\r\n",
		  SIP_BAD_CSEQ },
		{ START VIA "Call-ID: c\r\nCSeq: 2147483647 INVITE\r\n\r\n",
		  SIP_SOUND },
		{ START VIA "Call-ID: c\r\nCSeq: 2147483648 INVITE\r\n\r\n",
		  SIP_BAD_CSEQ },
		{ START VIA "Call-ID: c\r\n"
		  "CSeq: 36893488147419103232 INVITE\r\n\r\n",
		  SIP_BAD_CSEQ },
		{ START VIA "Call-ID: c\r\nCSeq: 7 ACK\r\n\r\n",
		  SIP_CSEQ_METHOD },
		{ START VIA "Call-ID: c\r\nCSeq: 7 invite\r\n\r\n",
		  SIP_CSEQ_METHOD },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct read r = scan(rows[i].text);

		print_message("%s\n", rows[i].text);
		assert_int_equal(r.how, SCAN_COMPLETE);
		assert_int_equal(r.m.defect, rows[i].defect);
		discard(r.bytes);
	}
}

static void what_a_cut_message_lacks_is_no_defect(void **state)
{
	static const char text[] = START VIA "Call-ID: c1@a\r\n"
		"CSeq: 7 INVITE\r\n\r\nbody";
	size_t n = strlen(text);

	(void)state;
	for (size_t i = 1; i <= n; i++) {
		struct read r = scan_n(text, i, true);

		assert_int_equal(r.how, SCAN_CUT);
		assert_int_equal(r.m.defect, SIP_SOUND);
		/* all or nothing of each */
		if (r.m.branch.n)
			assert_slice(r.m.branch, "z9hG4bK1");
		if (r.m.sent_by.n)
			assert_slice(r.m.sent_by, "a.example:5060");
		if (r.m.call_id.n)
			assert_slice(r.m.call_id, "c1@a");
		if (r.m.has_cseq)
			assert_int_equal(r.m.cseq, 7);
		discard(r.bytes);
	}
}

static void a_line_cut_in_its_middle_gives_what_ends_before(void **state)
{
	static const struct {
		const char *line, *branch, *sent_by, *user, *tag;
	} rows[] = {
		{ "Via: SIP/2.0/UDP a.example;branch=z9", NULL, "a.example",
		  NULL, NULL },
		{ "Via: SIP/2.0/UDP a.example;branch=z9;", "z9", "a.example",
		  NULL, NULL },
		{ "Via: SIP/2.0/UDP a.example ", NULL, NULL, NULL, NULL },
		{ "Via: SIP/2.0/UDP a.exa", NULL, NULL, NULL, NULL },
		{ "From: <sip:bob@b.exa", NULL, NULL, NULL, NULL },
		{ "From: <sip:bob@b.exa>", NULL, NULL, "bob", NULL },
		{ "From: <sip:bob@b.exa>;tag=12", NULL, NULL, "bob", NULL },
		{ "From: <sip:bob@b.exa>;tag=12;", NULL, NULL, "bob", "12" },
		{ "From: <sip:bob@b.exa>;x;tag = \"12\" ", NULL, NULL, "bob",
		  "12" },
		{ "From: <sip:bob@b.exa>;x;tag = 12 ", NULL, NULL, "bob",
		  NULL },
		{ "From: <sip:bob@b.exa>;x;tag=\"12", NULL, NULL, NULL, NULL },
		{ "From: sip:bob@b.exa;tag=12;", NULL, NULL, NULL, NULL },
		{ "From: sip:bob@b.exa;x=\">\";tag=12", NULL, NULL, "bob",
		  NULL },
		{ "From: Bob B", NULL, NULL, NULL, NULL },
		{ "From: \"<sip:bob@b>;tag=1;", NULL, NULL, NULL, NULL },
		{ "Call-ID: c1", NULL, NULL, NULL, NULL },
		{ "CSeq: 7 INVI", NULL, NULL, NULL, NULL },
		{ "From", NULL, NULL, NULL, NULL },
		{ "F\r", NULL, NULL, NULL, NULL },
		{ "Via:", NULL, NULL, NULL, NULL },
	};
	char text[256];

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct read r;

		snprintf(text, sizeof text, START "%s", rows[i].line);
		r = scan_n(text, strlen(text), true);
		print_message("%s\n", rows[i].line);
		assert_int_equal(r.how, SCAN_CUT);
		assert_slice(r.m.branch, rows[i].branch);
		assert_slice(r.m.sent_by, rows[i].sent_by);
		assert_slice(party_of(r.m.from).uri.user, rows[i].user);
		assert_slice(party_of(r.m.from).tag, rows[i].tag);
		assert_slice(r.m.call_id, NULL);
		assert_false(r.m.has_cseq);
		discard(r.bytes);
	}
}

/* N times PIECE behind HEAD. */
static struct slice repeat(const char *head, const char *piece, size_t n)
{
	size_t h = strlen(head), p = strlen(piece);
	char *all = malloc(h + p * n);

	assert_non_null(all);
	memcpy(all, head, h);
	for (size_t i = 0; i < n; i++)
		memcpy(all + h + i * p, piece, p);
	return (struct slice){ all, h + p * n };
}

static void headers_and_bytes_have_a_roof(void **state)
{
	struct sip_msg m;
	struct slice s;
	size_t used;

	(void)state;
	s = repeat(START NEEDED, "X: y\r\n", SCAN_HEADERS - 3);
	assert_int_equal(scan_message(s, false, NULL, &m, &used),
			 SCAN_COMPLETE);
	assert_int_equal(m.defect, SIP_SOUND);
	discard(s);

	s = repeat(START NEEDED "l: 9\r\n", "X: y\r\n", SCAN_HEADERS - 3);
	assert_int_equal(scan_message(s, false, NULL, &m, &used),
			 SCAN_COMPLETE);
	assert_int_equal(m.defect, SIP_OVERSIZED);
	assert_int_equal(used, s.n);
	discard(s);

	s = repeat(START NEEDED "\r\n", "x", SCAN_BYTES);
	assert_int_equal(scan_message(s, false, NULL, &m, &used),
			 SCAN_COMPLETE);
	assert_int_equal(m.defect, SIP_OVERSIZED);
	s.n = SCAN_BYTES;
	assert_int_equal(scan_message(s, false, NULL, &m, &used),
			 SCAN_COMPLETE);
	assert_int_equal(m.defect, SIP_SOUND);
	discard(s);
}

static enum sip_defect defect_of(const char *head, const char *piece, size_t n)
{
	struct slice s = repeat(head, piece, n);
	struct sip_msg m;
	size_t used;

	assert_int_equal(scan_message(s, false, NULL, &m, &used),
			 SCAN_COMPLETE);
	discard(s);
	return m.defect;
}

static void folds_count_as_lines_only_where_nobody_reads_them(void **state)
{
	const char *read = START NEEDED "From: x\r\n";
	const char *unread = START NEEDED "X: y\r\n";

	(void)state;
	assert_int_equal(defect_of(read, " z\r\n", SCAN_HEADERS), SIP_SOUND);
	assert_int_equal(defect_of(unread, " z\r\n", SCAN_HEADERS - 4),
			 SIP_SOUND);
	assert_int_equal(defect_of(unread, " z\r\n", SCAN_HEADERS - 3),
			 SIP_OVERSIZED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_plain_request_gives_all_its_fields),
		cmocka_unit_test(a_response_takes_its_method_from_cseq),
		cmocka_unit_test(odd_forms_read_the_same),
		cmocka_unit_test(content_length_says_where_the_body_ends),
		cmocka_unit_test(a_body_may_begin_with_a_blank),
		cmocka_unit_test(each_defect_is_told),
		cmocka_unit_test(what_a_cut_message_lacks_is_no_defect),
		cmocka_unit_test(
			a_line_cut_in_its_middle_gives_what_ends_before),
		cmocka_unit_test(headers_and_bytes_have_a_roof),
		cmocka_unit_test(
			folds_count_as_lines_only_where_nobody_reads_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
