/* SPDX-License-Identifier: BSD-2-Clause */
/* What a summary says of calls, for programs and for people. */
#include "totals.h"

static void fill(struct call_summary *c)
{
	c->calls = 1234;
	c->partial = 2;
	c->status[CALL_ANSWERED] = 1200;
	c->status[CALL_FAILED] = 33;
	c->status[CALL_UNDECIDED] = 1;
	c->initiator[SIDE_ORIGINATION] = 1233;
	c->disconnect[DISCONNECT_BYE] = 1200;
	c->disconnect[DISCONNECT_BUSY] = 33;
	c->ratios[RATIO_SER] = (struct ratio_summary){ 1200, 1233 };
	c->ratios[RATIO_SCR] = (struct ratio_summary){ 1199, 1233 };
	c->ratios[RATIO_IRA] = (struct ratio_summary){ 1, 3 };
	histogram_add(&c->delays[DELAY_RRD], span_ms(60));
	histogram_add(&c->delays[DELAY_SDT], span_s(86400));
}

static int set_up(void **state)
{
	struct totals *t = totals_open();

	if (!t)
		return -1;
	t->sum.all = &t->all;
	fill(&t->all);
	for (int code = 200; code < 300; code++)
		code_set_add(&t->settings.ratios.ser, code);
	t->settings.ratios.scr = t->settings.ratios.ser;
	*state = t;
	return 0;
}

static void the_record_has_what_there_was(void **state)
{
	assert_line(totals_record(*state, record_calls),
		    "{\"calls\":{\"total\":1234,\"partial\":2,"
		    "\"status\":{\"answered\":1200,\"failed\":33,"
		    "\"undecided\":1},\"initiator\":{\"origination\":1233},"
		    "\"disconnect\":{\"bye\":1200,\"busy\":33}},"
		    "\"ratios\":{\"ser\":{\"counted\":1200,\"total\":1233,"
		    "\"ratio\":0.9732,\"codes\":[\"2xx\"]},"
		    "\"scr\":{\"counted\":1199,\"total\":1233,"
		    "\"ratio\":0.9724,\"codes\":[\"2xx\"]},"
		    "\"ira\":{\"counted\":1,\"total\":3,"
		    "\"ratio\":0.3333}},"
		    "\"delays\":{\"rrd\":{\"count\":1,\"p50\":0.06,"
		    "\"p95\":0.06,\"p99\":0.06},\"sdt\":{\"count\":1,"
		    "\"p50\":86400,\"p95\":86400,\"p99\":86400}}}\n");
}

static void the_table_has_the_same(void **state)
{
	assert_non_null(strstr(totals_page(*state),
"\n"
"Calls\n"
"by status                        1,234  answered 1,200, failed 33, "
"undecided 1\n"
"by initiator                     1,233  origination 1,233\n"
"by disconnect                    1,233  bye 1,200, busy 33\n"
"cut by the capture's ends            2\n"
"\n"
"Ratios      counted        of   ratio   of the codes\n"
"SER           1,200     1,233   97.3%   2xx (of all but 3xx)\n"
"SCR           1,199     1,233   97.2%   2xx (with ACK and BYE)\n"
"IRA               1         3   33.3%\n"
"\n"
"Delays in seconds                   count       p50       p95       p99\n"
"RRD  REGISTER to 2xx                    1    0.0600    0.0600    0.0600\n"
"SDT  answer to BYE                      1     86400     86400     86400\n"));
}

static void without_calls_both_say_nothing(void **state)
{
	struct totals *t = *state;
	const char *text;

	t->sum.all = NULL;
	assert_line(totals_record(t, record_calls), "{}\n");
	text = totals_page(t);
	assert_null(strstr(text, "Calls"));
	assert_null(strstr(text, "Ratios"));
	assert_null(strstr(text, "Delays"));
}

static void registrations_alone_make_no_calls(void **state)
{
	struct totals *t = *state;
	const char *text;

	t->all.calls = 0;
	text = totals_page(t);
	assert_null(strstr(text, "Calls"));
	assert_non_null(strstr(text, "IRA "));
}

static void long_lists_of_codes_stay_on_the_page(void **state)
{
	struct totals *t = *state;
	const char *text;

	for (int code = 300; code < 700; code += 7)
		code_set_add(&t->settings.ratios.ser, code);
	text = totals_page(t);
	assert_non_null(strstr(text, " 699\n") ?: strstr(text, " 699 "));
}

/* Names of trunks may be long, and in any letters. */
static void trunks_are_told_up_to_a_bound(void **state)
{
	static const char name[] = "Fernv\xc3\xa4rkehrsb\xc3\xbcndel"
				   "-nach-S\xc3\xbc" "den";
	struct totals *t = *state;
	const char *text;
	struct slice line;

	for (int i = 0; i < LEGS; i++) {
		fill(&t->legs[i]);
		t->legs[i].trunk = i == 1 ? NULL : name;
		t->legs[i].direction = INBOUND;
		t->sum.legs[t->sum.n_legs++] = &t->legs[i];
	}
	text = totals_text(t);
	assert_non_null(strstr(text,
"By trunk          direction     calls   SER  SEER   ISA   SCR   IRA   ASR"
"   NER\n"
"Fernv\xc3\xa4rkehrsb\xc3\xbcnde inbound       1,234  97.3     -     -  97.2"
"  33.3     -     -\n"
"none              inbound       1,234  97.3     -     -  97.2"
"  33.3     -     -\n"));
	assert_non_null(strstr(text, "\nand 4 more with fewer calls\n"));
	assert_non_null(strstr(text,
"Delays by trunk   direction delay          count       p50       p95"
"       p99\n"
"Fernv\xc3\xa4rkehrsb\xc3\xbcnde inbound   rrd                1    0.0600"
"    0.0600    0.0600\n"));
	line = totals_record(t, record_calls);
	assert_true(json_sound(line));
	assert_non_null(memmem(line.p, line.n, ",{\"trunk\":\"none\","
			       "\"direction\":\"inbound\",\"calls\":1234,"
			       "\"ratios\":{\"ser\":0.9732,\"scr\":0.9724,"
			       "\"ira\":0.3333},\"delays\":{\"rrd\":{", 117));
}

/* The bound of what is told leaves room for all of it. */
static void the_most_there_can_be_is_told_whole(void **state)
{
	struct totals *t = *state;
	struct slice line;

	for (int i = 0; i < LEGS; i++) {
		fill(&t->legs[i]);
		t->legs[i].calls = UINT64_MAX;
		for (int r = 0; r < RATIOS; r++)
			t->legs[i].ratios[r] = (struct ratio_summary){
				UINT64_MAX / 3, UINT64_MAX };
		for (int d = 0; d < DELAYS; d++)
			histogram_add(&t->legs[i].delays[d],
				      (struct span){ INT64_MAX / 3 });
		t->legs[i].trunk = "another-trunk-with-quite-a-long-name";
		t->legs[i].direction = TRANSIT;
		t->sum.legs[t->sum.n_legs++] = &t->legs[i];
	}
	for (int code = 200; code < 700; code += 2)
		code_set_add(&t->settings.ratios.ser, code);
	line = totals_record(t, record_calls);
	assert_true(json_sound(line));
	assert_memory_equal(line.p + line.n - 6, "}}}]}\n", 6);
	assert_non_null(strstr(totals_text(t), "another-trunk"));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, totals_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_record_has_what_there_was),
		TEST(the_table_has_the_same),
		TEST(without_calls_both_say_nothing),
		TEST(registrations_alone_make_no_calls),
		TEST(long_lists_of_codes_stay_on_the_page),
		TEST(trunks_are_told_up_to_a_bound),
		TEST(the_most_there_can_be_is_told_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
