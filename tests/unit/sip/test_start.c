/* SPDX-License-Identifier: BSD-2-Clause */
/* The start line tells SIP from all else. */
#include "reads.h"

static enum scan_end start(const char *text, bool partial, struct sip_msg *m)
{
	struct slice s = flush(slice_of(text));
	size_t used;
	enum scan_end how;

	memset(m, 0, sizeof *m);
	how = scan_start(s, partial, m, &used);
	if (how == SCAN_COMPLETE)
		assert_true(used <= s.n);
	discard(s);
	return how;
}

static void requests_are_known_by_method_uri_and_version(void **state)
{
	static const char *const texts[] = {
		"INVITE sip:a@b SIP/2.0\r\n",
		"INVITE sip:a@b SIP/2.0\n",
		"INVITE sip:a@b SIP/2.0",
		"\r\n\r\nINVITE sip:a@b SIP/2.0\r\n",
		"INVITE   sip:a@b\tSIP/2.0\r\n",
		"INVITE sip:a@b SIP/2.0  \r\n",
		"INVITE sip:a@b sip/2.0\r\n",
		"INVITE <sip:a@b> SIP/2.0\r\n",
		"INVITE sip:a@b; lr SIP/2.0\r\n",
		"INVITE SIPS:a@b SIP/2.0\r\n",
		"INVITE tel:+441632960123 SIP/2.0\r\n",
		"INVITE urn:service:sos SIP/2.0\r\n",
		"INVITE nobodyKnowsThis:opaque SIP/2.0\r\n",
		"INVITE 100 SIP/2.0\r\n",
	};
	struct sip_msg m;

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		if (start(texts[i], false, &m) != SCAN_COMPLETE)
			fail_msg("refused: %s", texts[i]);
		assert_false(m.response);
		assert_int_equal(m.method, SIP_INVITE);
	}
	assert_int_equal(start("!odd-1.%*_+`'~ sip:b SIP/2.0\r\n", false, &m),
			 SCAN_COMPLETE);
	assert_int_equal(m.method, SIP_OTHER);
	assert_int_equal(start("invite sip:b SIP/2.0\r\n", false, &m),
			 SCAN_COMPLETE);
	assert_int_equal(m.method, SIP_OTHER);
}

static void responses_have_their_code_and_reason(void **state)
{
	static const struct {
		const char *text;
		int code;
		const char *reason;
	} rows[] = {
		{ "SIP/2.0 200 OK\r\n", 200, "OK" },
		{ "sip/2.0 486 Busy Here\n", 486, "Busy Here" },
		{ "SIP/2.0 100 \r\n", 100, NULL },
		{ "SIP/2.0 100\r\n", 100, NULL },
		{ "SIP/2.0   404\tNot  Found \r\n", 404, "Not  Found" },
		{ "SIP/2.0 200 \xd0\xbf\xd1\x80\r\n", 200,
		  "\xd0\xbf\xd1\x80" },
		{ "SIP/2.0 99 Low\r\n", 99, "Low" },
		{ "SIP/2.0 700 High\r\n", 700, "High" },
		{ "SIP/2.0 4294967301 wraps\r\n", 429496, "wraps" },
		{ "SIP/2.0 0503 No\r\n", 0, "No" },
		{ "SIP/2.0 503x No\r\n", 0, "x No" },
	};
	struct sip_msg m;

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct slice s = flush(slice_of(rows[i].text));
		size_t used;

		memset(&m, 0, sizeof m);
		assert_int_equal(scan_start(s, false, &m, &used),
				 SCAN_COMPLETE);
		assert_true(m.response);
		assert_int_equal(m.code, rows[i].code);
		assert_slice(m.reason, rows[i].reason);
		discard(s);
	}
}

static void all_else_is_not_sip(void **state)
{
	static const char *const texts[] = {
		"", "\r\n\r\n", "INVITE", "INVITE ", "INVITE sip:a@b\r\n",
		"INVITE sip:a@b SIP/2.1\r\n", "INVITE sip:a@b SIP/7.0\r\n",
		"INVITE sip:a@b SIP/2.0/UDP\r\n", "INVITE SIP/2.0\r\n",
		"INVITE sip:a@bSIP/2.0\r\n", "INVITE <> SIP/2.0\r\n",
		"INVITE\r\nsip:a@b SIP/2.0\r\n",
		"GET / HTTP/1.1\r\n", "HTTP/1.1 200 OK\r\n",
		"SIP/2.0\r\n", "SIP/2.0 \r\n", "SIP/2.0 OK\r\n",
		"SIP/2.0200 OK\r\n", "SIP/3.0 200 OK\r\n", "SIP/", "S",
		"RTSP/1.0 200 OK\r\n", "\x80\x08 sip:a SIP/2.0\r\n",
		" INVITE sip:a@b SIP/2.0\r\n",
	};
	struct sip_msg m;

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		if (start(texts[i], false, &m) != SCAN_NOT_SIP)
			fail_msg("taken for SIP: %s", texts[i]);
}

static void a_cut_start_line_is_used_as_far_as_it_is_sure(void **state)
{
	struct sip_msg m;

	(void)state;
	assert_int_equal(start("INV", true, &m), SCAN_CUT);
	assert_int_equal(start("INVITE sip:a@exam", true, &m), SCAN_CUT);
	assert_int_equal(start("INVITE sip:a@b SIP/2.0", true, &m),
			 SCAN_COMPLETE);
	assert_int_equal(start("INVITE sip:SIP/2.0", true, &m), SCAN_CUT);
	assert_int_equal(start("INVITE <> SIP/2.0", true, &m), SCAN_CUT);
	assert_int_equal(start("SIP/", true, &m), SCAN_CUT);
	assert_int_equal(start("SIP/2", true, &m), SCAN_CUT);
	assert_int_equal(start("SIP/3", true, &m), SCAN_NOT_SIP);
	assert_int_equal(start("SIP/2.0", true, &m), SCAN_CUT);
	assert_int_equal(start("SIP/2.0 40", true, &m), SCAN_CUT);
	assert_int_equal(start("SIP/2.0 404", true, &m), SCAN_CUT);
	assert_int_equal(start("SIP/2.0 404 Not F", true, &m),
			 SCAN_COMPLETE);
	assert_int_equal(m.code, 404);
	assert_slice(m.reason, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(requests_are_known_by_method_uri_and_version),
		cmocka_unit_test(responses_have_their_code_and_reason),
		cmocka_unit_test(all_else_is_not_sip),
		cmocka_unit_test(
			a_cut_start_line_is_used_as_far_as_it_is_sure),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
