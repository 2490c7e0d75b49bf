/* SPDX-License-Identifier: BSD-2-Clause */
/* The journal gets each key as a field, and no value can forge another. */
#include <unistd.h>

#include "example.h"

static char buffer[JOURNAL_ROOM + 1];

static void write_notice(struct record *r, const void *arg)
{
	record_notice(r, arg, false);
}

/* N as a datagram, terminated, and how long it is. */
static size_t entry(const struct notice *n, enum family family)
{
	struct slice s = journal_entry(buffer, 3, &(struct log_entry){
		.severity = n->severity, .when = n->when, .kind = "alert",
		.family = family, .write = write_notice, .arg = n });

	assert_ptr_equal(s.p, buffer);
	buffer[s.n] = '\0';
	return s.n;
}

static void a_notice_is_a_datagram_of_fields(void **state)
{
	char expected[4096];
	struct notice_example e;

	(void)state;
	make_notice(&e);
	entry(&e.notice, FAMILY_TIMEOUTS);
	snprintf(expected, sizeof expected,
		 "PRIORITY=2\nSYSLOG_FACILITY=3\nSYSLOG_IDENTIFIER=sipward\n"
		 "SYSLOG_PID=%d\nMESSAGE_ID=%s\nMESSAGE=" NOTICE_TEXT "\n"
		 "SIPWARD_TIME=2026-11-21T02:58:33.120544Z\n"
		 "SIPWARD_FAMILY=timeouts\nSIPWARD_EVENT=raised\n"
		 "SIPWARD_ID=5e0c21\nSIPWARD_SEVERITY=critical\n"
		 "SIPWARD_RULE=timeouts-to-destination\n"
		 "SIPWARD_DST=198.51.100.7\nSIPWARD_COUNT=57\n"
		 "SIPWARD_TOTAL=80\nSIPWARD_RATIO=0.7125\nSIPWARD_WINDOW=60\n"
		 "SIPWARD_THRESHOLD=count:20,ratio:0.1\n"
		 "SIPWARD_CODES=408:49,no-response:8\n"
		 "SIPWARD_SINCE=2026-11-21T02:58:03.120544Z\n"
		 "SIPWARD_RETRANSMISSIONS=112\nSIPWARD_PEAK=57\n"
		 "SIPWARD_DURATION=0\nSIPWARD_CALLS=a1b2@sbc\n"
		 "SIPWARD_CALLS=c3d4@sbc\nSIPWARD_CONFIDENCE=high\n",
		 (int)getpid(), family_message_id(FAMILY_TIMEOUTS));
	assert_string_equal(buffer, expected);
}

static void a_name_has_capitals_and_no_dash(void **state)
{
	struct notice_example e;

	(void)state;
	make_notice(&e);
	e.group[0] = (struct group_value){ GROUP_TO_PREFIX, SLICE("44 20") };
	entry(&e.notice, FAMILY_TIMEOUTS);
	assert_non_null(strstr(buffer, "\nSIPWARD_TO_PREFIX=44 20\n"));
}

static void what_was_held_back_is_told_by_rule(void **state)
{
	struct suppressed rules[] = { { "a", 3 }, { "b,c", 4 } };
	struct notice n = { .event = NOTICE_SUPPRESSED, .when = A_MOMENT,
			    .severity = SEVERITY_WARNING,
			    .suppressed = rules, .n_suppressed = 2 };

	(void)state;
	entry(&n, FAMILY_SUPPRESSED);
	assert_memory_equal(buffer, "PRIORITY=4\n", 11);
	assert_non_null(strstr(buffer, "\nSIPWARD_COUNT=7\n"
			       "SIPWARD_SUPPRESSED=a:3,b\\x2cc:4\n"));
}

/* Each line of it a field of a name that the journal takes. */
static void assert_fields(size_t n)
{
	const char *p = buffer, *end = buffer + n;

	assert_true(n <= JOURNAL_ROOM);
	while (p < end) {
		const char *lf = memchr(p, '\n', (size_t)(end - p));
		size_t name = strspn(p, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "0123456789_");

		assert_non_null(lf);
		assert_true(name > 0 && name <= 64 && p[name] == '=');
		assert_true(*p >= 'A' && *p <= 'Z');
		assert_true(line_sound((struct slice){
			p, (size_t)(lf + 1 - p) }));
		p = lf + 1;
	}
}

static void a_value_forges_no_field(void **state)
{
	struct notice_example e;

	(void)state;
	make_notice(&e);
	e.figures.calls[0] = SLICE("a\nPRIORITY=0\r\n\nMESSAGE=b\x1b[2J");
	e.figures.calls[1] = SLICE("\xff\xe2\x80\xa8\\x0a,\"\xc3\xa4");
	assert_fields(entry(&e.notice, FAMILY_MIXED));
	assert_non_null(strstr(buffer, "\nSIPWARD_CALLS=a\\x0aPRIORITY=0"
			       "\\x0d\\x0a\\x0aMESSAGE=b\\x1b[2J\n"));
	assert_non_null(strstr(buffer, "\nSIPWARD_CALLS=\\xff"
			       "\\xe2\\x80\\xa8\\\\x0a,\"\xc3\xa4\n"));
	assert_null(strstr(buffer, "\nPRIORITY=0"));
}

static void the_longest_values_leave_a_whole_entry(void **state)
{
	static char value[60000];
	struct notice_example e;

	(void)state;
	for (int byte = 1; byte < 256; byte++) {
		make_notice(&e);
		memset(value, byte, sizeof value);
		e.figures.calls[0] = e.figures.calls[1] = e.group[0].text =
			(struct slice){ value, sizeof value };
		e.rule.note = (char[]){ "the last one" };
		assert_fields(entry(&e.notice, FAMILY_MIXED));
		assert_non_null(strstr(buffer, "…\n"));
		assert_non_null(strstr(buffer, "\nSIPWARD_CONFIDENCE=high\n"
				       "SIPWARD_NOTE=the last one\n"));
	}
}

/* A call's hundred items, of which some have no room. */
static void put_many(struct record *r, const void *arg)
{
	const struct slice *value = arg;

	record_open(r, "empty", RECORD_LIST);
	record_close(r);
	for (int i = 0; i < 100; i++) {
		record_open(r, i & 1 ? "list" : "object",
			    i & 1 ? RECORD_LIST : RECORD_OBJECT);
		record_text(r, i & 1 ? NULL : "name", *value);
		record_close(r);
	}
}

static void what_has_no_room_is_left_out_whole(void **state)
{
	static char text[4000];
	const struct slice value = { text, sizeof text };
	const struct log_entry e = {
		.severity = SEVERITY_NOTICE, .when = A_MOMENT,
		.kind = "alert", .family = FAMILY_MIXED,
		.write = put_many, .arg = &value };
	struct slice s;

	(void)state;
	memset(text, 'x', sizeof text);
	s = journal_entry(buffer, 3, &e);
	buffer[s.n] = '\0';
	assert_fields(s.n);
	assert_true(s.n > JOURNAL_ROOM / 2);
	assert_null(strstr(buffer, "SIPWARD_EMPTY"));
	assert_non_null(strstr(buffer, "\nSIPWARD_OBJECT=name:xxx"));
	assert_non_null(strstr(buffer, "\nSIPWARD_LIST=xxx"));
}

/* Every counter there may be. */
static void write_health(struct record *r, const void *arg)
{
	record_health(r, A_MOMENT, "3 % of the packets were lost", NULL, arg,
		      false);
}

static void each_counter_is_a_field(void **state)
{
	struct counters *counters;
	struct slice s;

	(void)state;
	assert_int_equal(counters_create(&counters), 0);
	*counter(counters, "packets", NULL) = 7;
	*counter(counters, "dropped", "kernel") = 2;
	*counter(counters, "dropped", "interface") = 1;
	s = journal_entry(buffer, 16, &(struct log_entry){
		.severity = SEVERITY_WARNING, .when = A_MOMENT,
		.kind = "health", .family = FAMILY_HEALTH,
		.write = write_health, .arg = counters });
	buffer[s.n] = '\0';
	assert_fields(s.n);
	assert_non_null(strstr(buffer, "\nSYSLOG_FACILITY=16\n"));
	assert_non_null(strstr(buffer, "\nSIPWARD_FAMILY=health\n"
			       "SIPWARD_EVENT=health\n"
			       "SIPWARD_SEVERITY=warning\n"
			       "SIPWARD_WARNING=3 % of the packets were lost\n"
			       "SIPWARD_PACKETS=7\nSIPWARD_DROPPED=3\n"
			       "SIPWARD_DROPPED_BY=kernel:2,interface:1\n"));
	counters_destroy(counters);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_notice_is_a_datagram_of_fields),
		cmocka_unit_test(a_name_has_capitals_and_no_dash),
		cmocka_unit_test(what_was_held_back_is_told_by_rule),
		cmocka_unit_test(a_value_forges_no_field),
		cmocka_unit_test(the_longest_values_leave_a_whole_entry),
		cmocka_unit_test(what_has_no_room_is_left_out_whole),
		cmocka_unit_test(each_counter_is_a_field),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
