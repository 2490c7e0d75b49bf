/* SPDX-License-Identifier: BSD-2-Clause */
/* The summary tells the same to programs, as JSON, and to people. */
#include "lines.h"

static char buffer[RECORD_ROOM];

struct bench {
	struct counters *counters;
	struct trunk_settings trunks[1];
	struct settings settings;
	struct rule_summary rules[1];
	struct summary sum;
	char text[RECORD_ROOM];
	size_t n;
	size_t longest;
};

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
	struct bench *b = calloc(1, sizeof *b);

	if (!b || counters_create(&b->counters))
		return -1;
	b->trunks[0].name = trunk;
	b->settings.trunks = b->trunks;
	b->settings.n_trunks = 1;
	b->rules[0] = (struct rule_summary){
		.rule = "timeouts-to-destination", .raised = 4 };
	b->sum = (struct summary){
		.first = A_MOMENT,
		.last = moment_add(A_MOMENT, span_s(728)),
		.period = span_s(728),
		.packets = 120345, .messages = 100231, .requests = 50120,
		.responses = 50111, .retransmissions = 1203,
		.undecided = 3, .rules = b->rules, .n_rules = 1,
		.counters = b->counters };
	fill_methods(&b->sum);
	fill_worst(&b->sum);
	*counter(b->counters, "not_sip", "rtp") = 1200;
	*counter(b->counters, "not_sip", "keepalive") = 34;
	*counter(b->counters, "not_sip", "stun") = 0;
	*counter(b->counters, "truncated", NULL) = 5;
	*counter(b->counters, "copies", NULL) = 6;
	*state = b;
	return 0;
}

static int tear_down(void **state)
{
	struct bench *b = *state;

	counters_destroy(b->counters);
	free(b);
	return 0;
}

static struct slice written(const struct bench *b)
{
	struct record r;

	record_begin(&r, &record_json, buffer, sizeof buffer);
	record_summary(&r, &b->sum, &b->settings);
	return record_end(&r);
}

#define ZEROS ",\"no-final\":0,\"no-ack\":0,\"cancelled\":0,\"auth-failed\":0}"

static void the_record_has_everything(void **state)
{
	assert_line(written(*state),
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
	struct bench *b = *state;
	struct slice line;

	for (int i = 0; i < SIP_METHODS; i++)
		memset(&b->sum.methods[i], 0x7f, sizeof b->sum.methods[i]);
	for (int code = 1; code < 700; code++)
		b->sum.codes[code] = UINT64_MAX;
	line = written(b);
	assert_true(line_sound(line));
	assert_true(json_sound(line));
	assert_non_null(memmem(line.p, line.n, "not_understood", 14));
}

static void put_line(struct slice line, void *arg)
{
	struct bench *b = arg;

	assert_true(line_sound(line));
	memcpy(b->text + b->n, line.p, line.n);
	b->n += line.n;
	b->text[b->n] = '\0';
	if (line.n - 1 > b->longest)
		b->longest = line.n - 1;
}

static void the_table_is_for_people(void **state)
{
	struct bench *b = *state;

	summary_each_line(&b->sum, &b->settings, false, put_line, b);
	assert_true(b->longest < 80);
	assert_string_equal(b->text,
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
	struct bench *b = *state;
	static const char *const labels[] = {
		"content-length", "bad-code", "no-via", "no-call-id",
		"no-cseq", "bad-cseq", "cseq-method", "oversized",
	};

	for (size_t i = 0; i < sizeof labels / sizeof labels[0]; i++)
		*counter(b->counters, "malformed", labels[i]) = 1000;
	summary_each_line(&b->sum, &b->settings, false, put_line, b);
	assert_true(b->longest < 80);
	assert_non_null(strstr(b->text,
"malformed SIP                    8,000  "
	"content-length 1,000, bad-code 1,000,\n"
"                                        no-via 1,000, no-call-id 1,000,\n"
"                                        no-cseq 1,000, bad-cseq 1,000,\n"
"                                        cseq-method 1,000, oversized 1,000\n"
));
}

static void decades_stay_on_the_page(void **state)
{
	struct bench *b = *state;

	b->sum.period = span_s(86400LL * 36500 + 7205);
	b->sum.last = moment_add(b->sum.first, b->sum.period);
	summary_each_line(&b->sum, &b->settings, false, put_line, b);
	assert_true(b->longest < 80);
	assert_non_null(strstr(b->text, " UTC, 36500 d 2 h\n"));
}

static void steps_of_the_clock_are_no_part_of_the_period(void **state)
{
	struct bench *b = *state;

	b->sum.steps = 1;
	b->sum.last = moment_add(b->sum.first, span_s(-60));
	summary_each_line(&b->sum, &b->settings, false, put_line, b);
	assert_true(b->longest < 80);
	assert_non_null(strstr(b->text,
"Period           2026-11-21 02:58:03 to 2026-11-21 02:57:03 UTC "
"by the stamps,\n"
"                 12 min 8 s without 1 step of the clock\n"
"Packets"));
}

static void an_empty_summary_says_little(void **state)
{
	struct bench *b = *state;
	struct counters *none;

	assert_int_equal(counters_create(&none), 0);
	b->sum = (struct summary){ .counters = none };
	summary_each_line(&b->sum, &b->settings, false, put_line, b);
	counters_destroy(none);
	assert_string_equal(b->text,
			    "Packets          0\n"
			    "SIP messages     0: 0 requests, 0 responses\n"
			    "Retransmissions  0\n"
			    "\n"
			    "Alerts raised\n"
			    "none\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(the_record_has_everything,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			the_largest_summary_is_a_sound_record,
			set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_table_is_for_people,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			many_reasons_go_on_in_the_next_line,
			set_up, tear_down),
		cmocka_unit_test_setup_teardown(decades_stay_on_the_page,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			steps_of_the_clock_are_no_part_of_the_period,
			set_up, tear_down),
		cmocka_unit_test_setup_teardown(an_empty_summary_says_little,
						set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
