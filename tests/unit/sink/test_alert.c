/* SPDX-License-Identifier: BSD-2-Clause */
/* An alert record tells rule, group, figures and life of an alert. */
#include "example.h"

#include "call.h"

static char buffer[RECORD_ROOM];

static struct slice written(const struct notice *n,
			    const struct record_format *f, bool headed)
{
	struct record r;

	record_begin(&r, f, buffer, sizeof buffer);
	record_notice(&r, n, headed);
	return record_end(&r);
}

static void the_text_without_head_is_the_syslog_line(void **state)
{
	struct notice_example e;

	(void)state;
	make_notice(&e);
	assert_line(written(&e.notice, &record_logfmt, false),
		    NOTICE_TEXT "\n");
}

static void delays_are_told_of_rules_that_ask_for_them(void **state)
{
	struct notice_example e;

	(void)state;
	make_notice(&e);
	e.rule.levels[0] = (struct level_settings){
		.severity = SEVERITY_CRITICAL, .delay_p95 = span_s(3) };
	e.figures.delays = 31;
	e.figures.delay_p95 = span_ms(3400);
	e.figures.codes[1].code = OUTCOME_DISCONNECT + DISCONNECT_NO_ACK;
	assert_line(written(&e.notice, &record_logfmt, false),
		    "event=raised id=5e0c21 severity=critical "
		    "rule=timeouts-to-destination dst=198.51.100.7 count=57 "
		    "total=80 ratio=0.7125 delays=31 delay_p95=3.4 window=60 "
		    "threshold=delay_p95:3 "
		    "codes=408:49,disconnect:no-ack:8 "
		    "since=2026-11-21T02:58:03.120544Z retransmissions=112 "
		    "peak=57 duration=0 calls=a1b2@sbc,c3d4@sbc "
		    "confidence=high\n");
}

static void the_head_is_type_and_time(void **state)
{
	struct notice_example e;

	(void)state;
	make_notice(&e);
	assert_line(written(&e.notice, &record_logfmt, true),
		    "type=alert time=2026-11-21T02:58:33.120544Z "
		    NOTICE_TEXT "\n");
}

static void json_has_objects_for_group_threshold_and_codes(void **state)
{
	static char note[] = "Ask the \"carrier\"";
	struct notice_example e;

	(void)state;
	make_notice(&e);
	e.rule.note = note;
	e.rule.levels[0].rate_milli = 500;
	e.notice.doubtful = true;
	assert_line(written(&e.notice, &record_json, true),
		    "{\"type\":\"alert\","
		    "\"time\":\"2026-11-21T02:58:33.120544Z\","
		    "\"event\":\"raised\",\"id\":\"5e0c21\","
		    "\"severity\":\"critical\","
		    "\"rule\":\"timeouts-to-destination\","
		    "\"group\":{\"dst\":\"198.51.100.7\"},\"count\":57,"
		    "\"total\":80,\"ratio\":0.7125,\"window\":60,"
		    "\"threshold\":{\"count\":20,\"ratio\":0.1,"
		    "\"rate\":0.5},\"codes\":{\"408\":49,"
		    "\"no-response\":8},"
		    "\"since\":\"2026-11-21T02:58:03.120544Z\","
		    "\"retransmissions\":112,\"peak\":57,\"duration\":0,"
		    "\"calls\":[\"a1b2@sbc\",\"c3d4@sbc\"],"
		    "\"confidence\":\"low\","
		    "\"note\":\"Ask the \\\"carrier\\\"\"}\n");
}

static void a_cleared_alert_tells_its_peak_and_duration(void **state)
{
	struct notice_example e;

	(void)state;
	make_notice(&e);
	e.notice.event = NOTICE_CLEARED;
	e.notice.peak = 90;
	e.notice.duration = (struct span){ 150250 * NS_PER_MS };
	e.figures = (struct figures){ .count = 0 };
	e.notice.id = 0xff00000a;
	assert_line(written(&e.notice, &record_logfmt, false),
		    "event=cleared id=00000a severity=critical "
		    "rule=timeouts-to-destination dst=198.51.100.7 count=0 "
		    "total=0 window=60 threshold=count:20,ratio:0.1 "
		    "since=2026-11-21T02:58:03.120544Z retransmissions=0 "
		    "peak=90 duration=150.25 confidence=high\n");
}

static void what_was_cleared_by_a_reload_says_so(void **state)
{
	struct notice_example e;
	struct slice line;
	char back[1024];	/* any field, on the way there */
	size_t n;

	(void)state;
	make_notice(&e);
	e.notice.event = NOTICE_CLEARED;
	e.notice.why = "reload";
	line = written(&e.notice, &record_logfmt, false);
	assert_true(logfmt_get(line, "why", back, &n));
	assert_bytes(back, n, "reload");
}

static void a_group_of_nobody_leaves_no_trace(void **state)
{
	struct notice_example e;
	struct slice line;

	(void)state;
	make_notice(&e);
	e.group[0].text.n = 0;
	line = written(&e.notice, &record_json, true);
	assert_true(json_sound(line));
	assert_null(memmem(line.p, line.n, "group", 5));
}

static void a_hostile_group_and_call_id_stay_in_their_place(void **state)
{
	struct notice_example e;
	struct slice line;
	char back[256];
	size_t n;

	(void)state;
	make_notice(&e);
	e.group[0] = (struct group_value){ GROUP_USER_AGENT,
					   SLICE("x\nevent=cleared id=1") };
	e.figures.calls[0] = SLICE("a,b c=\"d\"\x9b");
	line = written(&e.notice, &record_logfmt, false);
	assert_true(line_sound(line));
	assert_true(logfmt_get(line, "event", back, &n));
	assert_bytes(back, n, "raised");
	assert_true(logfmt_get(line, "user-agent", back, &n));
	assert_bytes(back, n, "x\nevent=cleared id=1");
	assert_true(logfmt_get(line, "calls", back, &n));
	assert_bytes(back, n, "a\\x2cb c=\"d\"\x9b,c3d4@sbc");
}

static void held_back_alerts_are_counted_by_rule(void **state)
{
	const struct suppressed rules[] = { { "scan", 40 }, { "auth", 2 } };
	const struct notice n = {
		.event = NOTICE_SUPPRESSED, .when = A_MOMENT,
		.severity = SEVERITY_WARNING, .suppressed = rules,
		.n_suppressed = 2,
	};

	(void)state;
	assert_line(written(&n, &record_logfmt, false),
		    "event=suppressed severity=warning count=42 "
		    "suppressed=scan:40,auth:2\n");
	assert_line(written(&n, &record_json, true),
		    "{\"type\":\"alert\","
		    "\"time\":\"2026-11-21T02:58:03.120544Z\","
		    "\"event\":\"suppressed\",\"severity\":\"warning\","
		    "\"count\":42,\"suppressed\":{\"scan\":40,\"auth\":2}}"
		    "\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_text_without_head_is_the_syslog_line),
		cmocka_unit_test(delays_are_told_of_rules_that_ask_for_them),
		cmocka_unit_test(the_head_is_type_and_time),
		cmocka_unit_test(
			json_has_objects_for_group_threshold_and_codes),
		cmocka_unit_test(a_cleared_alert_tells_its_peak_and_duration),
		cmocka_unit_test(what_was_cleared_by_a_reload_says_so),
		cmocka_unit_test(a_group_of_nobody_leaves_no_trace),
		cmocka_unit_test(
			a_hostile_group_and_call_id_stay_in_their_place),
		cmocka_unit_test(held_back_alerts_are_counted_by_rule),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
