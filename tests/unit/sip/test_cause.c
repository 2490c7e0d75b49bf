/* SPDX-License-Identifier: BSD-2-Clause */
/* Reason and Warning are read as carriers write them, and as none should. */
#include "reads.h"

#define NONE (-2)	/* there is no such value */

static void assert_cause(const struct sip_cause *c, int code,
			 const char *text)
{
	assert_int_equal(c->there ? c->code : NONE, code);
	assert_slice(c->text, text);
}

/* VALUE says Q850 of Q.850, and of SIP what SIP is. */
static void assert_reason(const char *value, int q850, const char *q850_text,
			  int sip, const char *sip_text)
{
	struct slice s = flush(slice_of(value));
	struct sip_reason r = { .other = { .there = false } };

	print_message("%s\n", value);
	sip_add_reason(s, &r);
	assert_cause(&r.q850, q850, q850_text);
	assert_cause(&r.sip, sip, sip_text);
	discard(s);
}

static void reasons_are_read_as_they_are_met(void **state)
{
	(void)state;
	assert_reason("Q.850;cause=16;text=\"NORMAL_CLEARING\"", 16,
		      "NORMAL_CLEARING", NONE, NULL);
	assert_reason("Q.850 ;cause=16 ;text=\"3\"", 16, "3", NONE, NULL);
	assert_reason("Q.850; cause=16", 16, NULL, NONE, NULL);
	assert_reason("q.850;cause=21", 21, NULL, NONE, NULL);
	assert_reason("SIP;cause=200;text=\"Call completed elsewhere\"", NONE,
		      NULL, 200, "Call completed elsewhere");
	assert_reason("sip ; text = \"a, b; \\\"c\\\"\" ; cause = \"600\"",
		      NONE, NULL, 600, "a, b; \\\"c\\\"");
	assert_reason("SIP ;cause=580 ;text=\"x\", Q.850 ;cause=127",
		      127, NULL, 580, "x");
	/* of one kind the first counts */
	assert_reason("Q.850;cause=1, Q.850;cause=2;text=no, SIP;cause=3",
		      1, NULL, 3, NULL);
	assert_reason("Q.850;cause=31;text=Normal, unspecified", 31, "Normal",
		      NONE, NULL);
	assert_reason("Q.850;text=Normal call clearing ;cause=16", 16,
		      "Normal call clearing", NONE, NULL);
	assert_reason("Q.850\r\n ;cause=16\r\n\t;text=\"a\r\n b\"", 16,
		      "a\r\n b", NONE, NULL);
}

static void bad_reasons_say_only_what_is_sure(void **state)
{
	(void)state;
	assert_reason("", NONE, NULL, NONE, NULL);
	assert_reason(",;,", NONE, NULL, NONE, NULL);
	assert_reason(";cause=16", NONE, NULL, NONE, NULL);
	assert_reason("Q.850", -1, NULL, NONE, NULL);
	assert_reason("Q.850;cause", -1, NULL, NONE, NULL);
	assert_reason("Q.850;cause=;text=", -1, NULL, NONE, NULL);
	assert_reason("Q.850;cause=16x", -1, NULL, NONE, NULL);
	assert_reason("Q.850;cause=-16", -1, NULL, NONE, NULL);
	assert_reason("Q.850;cause=9999", 9999, NULL, NONE, NULL);
	assert_reason("Q.850;cause=10000", -1, NULL, NONE, NULL);
	assert_reason("SIP;cause=18446744073709551816", NONE, NULL, -1, NULL);
	assert_reason("Q.850;text=\"open;cause=16, SIP", -1,
		      "open;cause=16, SIP", NONE, NULL);
	assert_reason("Q.850;text=\"\\", -1, "\\", NONE, NULL);
	assert_reason("Q.850cause=16", NONE, NULL, NONE, NULL);
}

static void another_protocol_is_kept_by_name(void **state)
{
	struct sip_reason r = { .other = { .there = false } };

	(void)state;
	sip_add_reason(SLICE("X.int;reasoncode=0x1;text=\"t\", Y;cause=2"),
		       &r);
	assert_true(r.other.there);
	assert_slice(r.other.protocol, "X.int");
	assert_cause(&r.other, -1, "t");
	assert_false(r.sip.there || r.q850.there);
}

static void all_headers_of_a_message_count(void **state)
{
	struct slice s = flush(SLICE("BYE sip:b@b SIP/2.0\r\nReason: SIP\r\n"
				     "Call-ID: 1\r\nreason : Q.850;cause=17"
				     ",\r\n SIP;cause=486\r\n"
				     "Reason: Q.850;cause=16\r\n\r\n"));
	struct sip_msg m = message_of(s, false);
	struct sip_reason r;

	(void)state;
	assert_true(sip_read_reason(&m, &r));
	assert_cause(&r.sip, -1, NULL);
	assert_cause(&r.q850, 17, NULL);
	assert_false(r.other.there);
	discard(s);

	s = flush(SLICE("BYE sip:b@b SIP/2.0\r\nReason:\r\n\r\n"));
	m = message_of(s, false);
	assert_false(sip_read_reason(&m, &r));
	assert_false(r.q850.there);
	discard(s);
}

static void assert_warning(struct slice *list, int code, const char *agent,
			   const char *text)
{
	struct sip_warning w;

	assert_true(sip_next_warning(list, &w));
	assert_int_equal(w.code, code);
	assert_slice(w.agent, agent);
	assert_slice(w.text, text);
}

static void warnings_are_read_one_by_one(void **state)
{
	struct slice s = flush(SLICE(
		"307 isi.example \"Session parameter 'foo, bar'\", rubbish, "
		"399 192.0.2.1:5060 \"a \\\"b\\\", c\",, 1812 x \"no\", "
		"99 x \"no\", 0399 x \"no\", "
		"370 \"Insufficient bandwidth (ISDN)\" ,\r\n"
		" 305  [2001:db8::1] Incompatible media format"));
	struct slice list = s;
	struct sip_warning w;

	(void)state;
	assert_warning(&list, 307, "isi.example",
		       "Session parameter 'foo, bar'");
	assert_warning(&list, 399, "192.0.2.1:5060", "a \\\"b\\\", c");
	assert_warning(&list, 370, NULL, "Insufficient bandwidth (ISDN)");
	assert_warning(&list, 305, "[2001:db8::1]",
		       "Incompatible media format");
	assert_false(sip_next_warning(&list, &w));
	discard(s);

	s = list = flush(SLICE("399"));
	assert_warning(&list, 399, NULL, NULL);
	discard(s);
	s = list = flush(SLICE("399 a \""));
	assert_warning(&list, 399, "a", NULL);
	assert_false(sip_next_warning(&list, &w));
	discard(s);
	s = list = flush(SLICE("wrong-content-length"));
	assert_false(sip_next_warning(&list, &w));
	discard(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reasons_are_read_as_they_are_met),
		cmocka_unit_test(bad_reasons_say_only_what_is_sure),
		cmocka_unit_test(another_protocol_is_kept_by_name),
		cmocka_unit_test(all_headers_of_a_message_count),
		cmocka_unit_test(warnings_are_read_one_by_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
