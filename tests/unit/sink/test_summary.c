/* SPDX-License-Identifier: BSD-2-Clause */
/* The summary tells the same to programs, as JSON, and to people. */
#include "totals.h"

static void fill_methods(struct summary *sum)
{
	sum->methods[SIP_INVITE] = (struct method_summary){
		.transactions = 1234567, .success = 1000000, .challenge = 67,
		.client = 234000, .server = 492,
		.own = { [OUTCOME_NO_RESPONSE] = 8, [OUTCOME_NO_ACK] = 2 } };
	sum->methods[SIP_OPTIONS] = (struct method_summary){
		.transactions = 3, .success = 3 };
	sum->codes[200] = 1000003;
	sum->codes[404] = 234000;
	sum->codes[503] = 492;
	sum->codes[401] = 67;
	sum->codes[OUTCOME_NO_RESPONSE] = 8;
	sum->codes[OUTCOME_NO_ACK] = 2;
}

static void fill_worst(struct summary *sum)
{
	sum->worst[0] = (struct worst_group){
		.dst = address("198.51.100.7"), .trunk = 0, .failed = 57,
		.total = 80, .code = 408 };
	sum->worst[1] = (struct worst_group){
		.dst = address("2001:db8::5"), .trunk = -1, .failed = 8,
		.total = 8, .code = OUTCOME_NO_RESPONSE };
	sum->n_worst = 2;
}

static int set_up(void **state)
{
	static char trunk[] = "carrier-a";
	struct totals *t = totals_open();

	if (!t)
		return -1;
	t->trunks[0].name = trunk;
	t->settings.trunks = t->trunks;
	t->settings.n_trunks = 1;
	t->rules[0] = (struct rule_summary){
		.rule = "timeouts-to-destination", .raised = 4 };
	t->sum = (struct summary){
		.first = A_MOMENT,
		.last = moment_add(A_MOMENT, span_s(728)),
		.period = span_s(728),
		.packets = 120345, .messages = 100231, .requests = 50120,
		.responses = 50111, .retransmissions = 1203,
		.undecided = 3, .rules = t->rules, .n_rules = 1,
		.counters = t->counters };
	fill_methods(&t->sum);
	fill_worst(&t->sum);
	*counter(t->counters, "not_sip", "rtp") = 1200;
	*counter(t->counters, "not_sip", "keepalive") = 34;
	*counter(t->counters, "not_sip", "stun") = 0;
	*counter(t->counters, "truncated", NULL) = 5;
	*counter(t->counters, "copies", NULL) = 6;
	*state = t;
	return 0;
}

#define ZEROS ",\"no-final\":0,\"no-ack\":0,\"cancelled\":0,\"auth-failed\":0}"

static void the_record_has_everything(void **state)
{
	assert_line(totals_record(*state, record_summary),
		    "{\"type\":\"summary\","
		    "\"first\":\"2026-11-21T02:58:03.120544Z\","
		    "\"last\":\"2026-11-21T03:10:11.120544Z\","
		    "\"period\":728,"
		    "\"packets\":120345,\"messages\":100231,"
		    "\"requests\":50120,\"responses\":50111,"
		    "\"retransmissions\":1203,\"transactions\":{"
		    "\"INVITE\":{\"total\":1234567,\"2xx\":1000000,\"3xx\":0,"
		    "\"challenged\":67,\"4xx\":234000,\"5xx\":492,\"6xx\":0,"
		    "\"no-response\":8,\"no-final\":0,\"no-ack\":2,"
		    "\"cancelled\":0,\"auth-failed\":0},"
		    "\"OPTIONS\":{\"total\":3,\"2xx\":3,\"3xx\":0,"
		    "\"challenged\":0,\"4xx\":0,\"5xx\":0,\"6xx\":0,"
		    "\"no-response\":0" ZEROS "},\"undecided\":3,"
		    "\"codes\":{\"no-response\":8,\"no-ack\":2,"
		    "\"200\":1000003,\"401\":67,\"404\":234000,"
		    "\"503\":492},\"worst\":["
		    "{\"dst\":\"198.51.100.7\",\"trunk\":\"carrier-a\","
		    "\"failed\":57,\"total\":80,\"ratio\":0.7125,"
		    "\"code\":\"408\"},{\"dst\":\"2001:db8::5\","
		    "\"failed\":8,\"total\":8,\"ratio\":1,"
		    "\"code\":\"no-response\"}],"
		    "\"alerts\":{\"timeouts-to-destination\":4},"
		    "\"copies\":6,\"not_understood\":{\"truncated\":5,"
		    "\"not_sip\":{\"rtp\":1200,\"keepalive\":34}}}\n");
}

static void the_largest_summary_is_a_sound_record(void **state)
{
	struct totals *t = *state;
	struct slice line;

	for (int i = 0; i < SIP_METHODS; i++)
		memset(&t->sum.methods[i], 0x7f, sizeof t->sum.methods[i]);
	for (int code = 1; code < 700; code++)
		t->sum.codes[code] = UINT64_MAX;
	line = totals_record(t, record_summary);
	assert_true(line_sound(line));
	assert_true(json_sound(line));
	assert_non_null(memmem(line.p, line.n, "not_understood", 14));
}

static void the_table_is_for_people(void **state)
{
	struct totals *t = *state;

	assert_string_equal(totals_page(t),
"Period           2026-11-21 02:58:03 to 2026-11-21 03:10:11 UTC, 12 min 8 s\n"
"Packets          120,345\n"
"SIP messages     100,231: 50,120 requests, 50,111 responses\n"
"Retransmissions  1,203\n"
"Undecided        3, still open where the capture ends\n"
"\n"
"Outcomes      total       2xx       3xx   401/407       4xx       5xx"
"       6xx\n"
"INVITE    1,234,567 1,000,000         -        67   234,000       492"
"         -\n"
"OPTIONS           3         3         -         -         -         -"
"         -\n"
"\n"
"Without a final response  no-response  no-final  cancelled  auth-failed"
"  no-ack\n"
"INVITE                              8         -          -            -"
"       2\n"
"\n"
"Codes\n"
"200         1,000,003    404           234,000    503               492\n"
"401                67    no-response         8    no-ack              2\n"
"\n"
"Worst destinations   failed    total  ratio  mostly       trunk\n"
"198.51.100.7             57       80  71.2%  408          carrier-a\n"
"2001:db8::5               8        8 100.0%  no-response\n"
"\n"
"Alerts raised\n"
"timeouts-to-destination                      4\n"
"\n"
"Not read or not understood\n"
"cut by snap length                   5\n"
"not SIP                          1,234  rtp 1,200, keepalive 34\n"
"\n"
"Seen beside\n"
"the same packet twice                6\n");
}

static void many_reasons_go_on_in_the_next_line(void **state)
{
	struct totals *t = *state;
	static const char *const labels[] = {
		"content-length", "bad-code", "no-via", "no-call-id",
		"no-cseq", "bad-cseq", "cseq-method", "oversized",
	};

	for (size_t i = 0; i < sizeof labels / sizeof labels[0]; i++)
		*counter(t->counters, "malformed", labels[i]) = 1000;
	assert_non_null(strstr(totals_page(t),
"malformed SIP                    8,000  "
	"content-length 1,000, bad-code 1,000,\n"
"                                        no-via 1,000, no-call-id 1,000,\n"
"                                        no-cseq 1,000, bad-cseq 1,000,\n"
"                                        cseq-method 1,000, oversized 1,000\n"
));
}

static void decades_stay_on_the_page(void **state)
{
	struct totals *t = *state;

	t->sum.period = span_s(86400LL * 36500 + 7205);
	t->sum.last = moment_add(t->sum.first, t->sum.period);
	assert_non_null(strstr(totals_page(t), " UTC, 36500 d 2 h\n"));
}

static void steps_of_the_clock_are_no_part_of_the_period(void **state)
{
	struct totals *t = *state;

	t->sum.steps = 1;
	t->sum.last = moment_add(t->sum.first, span_s(-60));
	assert_non_null(strstr(totals_page(t),
"Period           2026-11-21 02:58:03 to 2026-11-21 02:57:03 UTC "
"by the stamps,\n"
"                 12 min 8 s without 1 step of the clock\n"
"Packets"));
}

static void an_empty_summary_says_little(void **state)
{
	struct totals *t = *state;
	struct counters *none;

	assert_int_equal(counters_create(&none), 0);
	t->sum = (struct summary){ .counters = none };
	assert_string_equal(totals_page(t),
			    "Packets          0\n"
			    "SIP messages     0: 0 requests, 0 responses\n"
			    "Retransmissions  0\n"
			    "\n"
			    "Alerts raised\n"
			    "none\n");
	counters_destroy(none);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(the_record_has_everything,
						set_up, totals_close),
		cmocka_unit_test_setup_teardown(
			the_largest_summary_is_a_sound_record,
			set_up, totals_close),
		cmocka_unit_test_setup_teardown(the_table_is_for_people,
						set_up, totals_close),
		cmocka_unit_test_setup_teardown(
			many_reasons_go_on_in_the_next_line,
			set_up, totals_close),
		cmocka_unit_test_setup_teardown(decades_stay_on_the_page,
						set_up, totals_close),
		cmocka_unit_test_setup_teardown(
			steps_of_the_clock_are_no_part_of_the_period,
			set_up, totals_close),
		cmocka_unit_test_setup_teardown(an_empty_summary_says_little,
						set_up, totals_close),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
