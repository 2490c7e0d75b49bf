/* SPDX-License-Identifier: BSD-2-Clause */
/* Syslog gets every line it can take, and is never waited for. */
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "example.h"

#define QUEUE 1024	/* lines that wait for a reader */

struct bench {
	char dir[64], path[80];
	struct settings settings;
	struct counters *counters;
	struct loop *loop;
	struct sink *sink;
	uint64_t *dropped;
	bool patient;
	char word[SINK_WORD];
	int reader;		/* a socket like /dev/log, or -1 */
	char line[9000];
	size_t n;
	unsigned heard;
};

static void open_reader(struct bench *b, int type)
{
	struct sockaddr_un sun = { .sun_family = AF_UNIX };

	memcpy(sun.sun_path, b->path, strlen(b->path));
	b->reader = socket(AF_UNIX, type | SOCK_NONBLOCK, 0);
	assert_true(b->reader >= 0);
	assert_int_equal(bind(b->reader, (struct sockaddr *)&sun, sizeof sun),
			 0);
	if (type == SOCK_STREAM)
		assert_int_equal(listen(b->reader, 5), 0);
}

static void close_reader(struct bench *b)
{
	close(b->reader);
	unlink(b->path);
	b->reader = -1;
}

static int set_up(void **state)
{
	const char *tmp = getenv("TMPDIR");
	struct bench *b = calloc(1, sizeof *b);

	setenv("TZ", "UTC", 1);
	snprintf(b->dir, sizeof b->dir, "%.40s/sipwardXXXXXX",
		 tmp ? tmp : "/tmp");
	if (!mkdtemp(b->dir) || counters_create(&b->counters))
		return -1;
	snprintf(b->path, sizeof b->path, "%s/log", b->dir);
	b->settings.syslog = (struct syslog_settings){
		.facility = 3, .format = SYSLOG_CLASSIC, .socket = b->path };
	b->dropped = counter(b->counters, "syslog_dropped", NULL);
	b->reader = -1;
	*state = b;
	return 0;
}

static int tear_down(void **state)
{
	struct bench *b = *state;

	sink_destroy(b->sink);
	loop_destroy(b->loop);
	counters_destroy(b->counters);
	if (b->reader >= 0)
		close_reader(b);
	unlink(b->path);
	rmdir(b->dir);
	free(b);
	return 0;
}

static void start(struct bench *b)
{
	const struct sink_spec spec = {
		.syslog = true, .settings = &b->settings, .fd = -1,
		.loop = b->loop, .counters = b->counters,
		.patient = b->patient,
	};

	assert_int_equal(sink_create(&b->sink, &spec), 0);
}

static void say(struct bench *b, unsigned id)
{
	struct notice_example e;

	make_notice(&e);
	e.notice.id = id;
	sink_notice(b->sink, &e.notice);
}

/* The next datagram into b->line; false: there is none now. */
static bool hear(struct bench *b)
{
	ssize_t n = recv(b->reader, b->line, sizeof b->line - 1, MSG_DONTWAIT);

	if (n < 0)
		return false;
	b->n = (size_t)n;
	b->line[n] = '\0';
	return true;
}

static unsigned heard_id(const struct bench *b)
{
	const char *id = strstr(b->line, " id=");

	assert_non_null(id);
	return (unsigned)strtoul(id + 4, NULL, 16);
}

static void a_notice_is_a_classic_line(void **state)
{
	struct bench *b = *state;
	char expected[1024];

	open_reader(b, SOCK_DGRAM);
	start(b);
	say(b, 0x5e0c21);
	assert_true(hear(b));
	snprintf(expected, sizeof expected,
		 "<26>Nov 21 02:58:33 sipward[%d]: " NOTICE_TEXT,
		 (int)getpid());
	assert_string_equal(b->line, expected);
	assert_false(hear(b));
}

static void a_day_below_ten_has_a_blank(void **state)
{
	struct bench *b = *state;
	struct notice_example e;

	open_reader(b, SOCK_DGRAM);
	start(b);
	make_notice(&e);
	e.notice.when = (struct moment){ 1770000000 * NS_PER_S };
	e.notice.severity = SEVERITY_NOTICE;
	sink_notice(b->sink, &e.notice);
	assert_true(hear(b));
	b->line[20] = '\0';
	assert_string_equal(b->line, "<29>Feb  2 02:40:00 ");
}

static void a_notice_is_an_rfc5424_line(void **state)
{
	struct bench *b = *state;
	char host[256], expected[1024];

	gethostname(host, sizeof host);
	b->settings.syslog.format = SYSLOG_RFC5424;
	b->settings.syslog.facility = 16;
	open_reader(b, SOCK_DGRAM);
	start(b);
	say(b, 0x5e0c21);
	assert_true(hear(b));
	snprintf(expected, sizeof expected,
		 "<130>1 2026-11-21T02:58:33.120544Z %s sipward %d alert - "
		 NOTICE_TEXT, host, (int)getpid());
	assert_string_equal(b->line, expected);
}

static void only_health_with_a_warning_is_told(void **state)
{
	struct bench *b = *state;

	open_reader(b, SOCK_DGRAM);
	start(b);
	sink_health(b->sink, A_MOMENT, NULL, NULL);
	assert_false(hear(b));
	sink_health(b->sink, A_MOMENT, "3 % of the packets were lost", NULL);
	assert_true(hear(b));
	assert_memory_equal(b->line, "<28>Nov 21 02:58:03 ", 20);
	assert_non_null(strstr(b->line, "event=health severity=warning "
			       "warning=\"3 % of the packets were lost\""));
}

/* Reads all that comes, and lets the sink send what waits. */
static unsigned hear_all(struct bench *b, unsigned first)
{
	unsigned id = first;
	bool any = true;

	while (any) {
		for (any = false; hear(b); any = true)
			assert_int_equal(heard_id(b), id++);
		sink_flush(b->sink);
	}
	return id - first;
}

static void lines_wait_for_a_reader_in_order(void **state)
{
	struct bench *b = *state;

	start(b);
	for (unsigned i = 0; i < QUEUE + 10; i++)
		say(b, i);
	assert_int_equal(*b->dropped, 10);
	open_reader(b, SOCK_DGRAM);
	sink_flush(b->sink);
	assert_int_equal(hear_all(b, 0), QUEUE);
	say(b, 5000);
	assert_int_equal(hear_all(b, 5000), 1);
	assert_int_equal(*b->dropped, 10);
}

static void a_stalled_reader_is_not_waited_for(void **state)
{
	struct bench *b = *state;
	unsigned heard;

	open_reader(b, SOCK_DGRAM);
	start(b);
	for (unsigned i = 0; i < 3 * QUEUE; i++)
		say(b, i);
	assert_true(*b->dropped > 0);
	heard = hear_all(b, 0);
	assert_true(heard > QUEUE);
	assert_int_equal(heard + *b->dropped, 3 * QUEUE);
}

static void a_reader_that_was_started_anew_gets_the_next_line(void **state)
{
	struct bench *b = *state;

	open_reader(b, SOCK_DGRAM);
	start(b);
	say(b, 1);
	assert_true(hear(b));
	close_reader(b);
	say(b, 2);
	say(b, 3);
	open_reader(b, SOCK_DGRAM);
	say(b, 4);
	assert_int_equal(hear_all(b, 2), 3);
	close_reader(b);
	open_reader(b, SOCK_DGRAM);
	say(b, 5);
	assert_int_equal(hear_all(b, 5), 1);
	assert_int_equal(*b->dropped, 0);
}

static void what_nobody_reads_is_dropped_at_the_end(void **state)
{
	struct bench *b = *state;

	start(b);
	say(b, 1);
	say(b, 2);
	sink_destroy(b->sink);
	b->sink = NULL;
	assert_int_equal(*b->dropped, 2);
}

static void a_stream_has_a_nul_after_each_line(void **state)
{
	struct bench *b = *state;
	char all[4096];
	ssize_t n;
	int fd;

	open_reader(b, SOCK_STREAM);
	start(b);
	say(b, 1);
	say(b, 2);
	fd = accept(b->reader, NULL, NULL);
	assert_true(fd >= 0);
	n = recv(fd, all, sizeof all, 0);
	close(fd);
	assert_true(n > 0);
	assert_int_equal((size_t)n, 2 * (strlen(all) + 1));
	assert_non_null(strstr(all, "id=000001"));
	assert_non_null(strstr(all + strlen(all) + 1, "id=000002"));
}

static void a_stream_is_nothing_for_the_journal(void **state)
{
	struct bench *b = *state;
	char why[SINK_WORD];

	b->settings.syslog.format = SYSLOG_JOURNAL;
	open_reader(b, SOCK_STREAM);
	start(b);
	say(b, 1);
	assert_int_equal(sink_lost(b->sink, why), 1);
	assert_non_null(strstr(why, "Protocol wrong type for socket"));
}

static void new_settings_name_another_socket(void **state)
{
	struct bench *b = *state;
	struct settings other = b->settings;
	char path[90];
	int old;

	open_reader(b, SOCK_DGRAM);
	start(b);
	say(b, 1);
	assert_true(hear(b));
	old = b->reader;
	snprintf(path, sizeof path, "%s2", b->path);
	assert_int_equal(rename(b->path, path), 0);
	open_reader(b, SOCK_DGRAM);
	sink_reload(b->sink, &other);
	say(b, 2);
	assert_true(hear(b));
	assert_int_equal(heard_id(b), 2);
	close(old);
	unlink(path);
}

static void the_journal_gets_an_entry(void **state)
{
	struct bench *b = *state;

	b->settings.syslog.format = SYSLOG_JOURNAL;
	open_reader(b, SOCK_DGRAM);
	start(b);
	say(b, 0x5e0c21);
	assert_true(hear(b));
	assert_memory_equal(b->line, "PRIORITY=2\nSYSLOG_FACILITY=3\n", 29);
	assert_non_null(strstr(b->line, "\nMESSAGE=" NOTICE_TEXT "\n"));
	assert_non_null(strstr(b->line, "\nSIPWARD_ID=5e0c21\n"));
	assert_false(hear(b));
}

/* Lines are nothing to the journal, and entries nothing to syslog. */
static void what_waits_is_not_for_a_reader_of_another_kind(void **state)
{
	struct bench *b = *state;
	struct settings other = b->settings;

	other.syslog.format = SYSLOG_JOURNAL;
	start(b);
	say(b, 1);
	say(b, 2);
	sink_reload(b->sink, &other);
	assert_int_equal(*b->dropped, 2);
	open_reader(b, SOCK_DGRAM);
	say(b, 3);
	assert_true(hear(b));
	assert_non_null(strstr(b->line, "\nSIPWARD_ID=000003\n"));
	sink_reload(b->sink, &b->settings);
	say(b, 4);
	assert_int_equal(hear_all(b, 4), 1);
	assert_int_equal(*b->dropped, 2);
}

static void on_readable(void *arg)
{
	struct bench *b = arg;

	while (hear(b))
		assert_int_equal(heard_id(b), b->heard++);
	if (b->heard == QUEUE)
		loop_stop(b->loop);
}

static void a_loop_sends_on_when_the_reader_goes_on(void **state)
{
	struct bench *b = *state;

	assert_int_equal(loop_create(&b->loop), 0);
	open_reader(b, SOCK_DGRAM);
	start(b);
	for (unsigned i = 0; i < QUEUE; i++)
		say(b, i);
	assert_int_equal(*b->dropped, 0);
	loop_readable(b->loop, b->reader, on_readable, b);
	loop_run(b->loop);
	assert_int_equal(b->heard, QUEUE);
}

/* The first attempt to connect anew comes after a second. */
static void a_loop_finds_a_reader_that_came_late(void **state)
{
	struct bench *b = *state;

	assert_int_equal(loop_create(&b->loop), 0);
	start(b);
	for (unsigned i = 0; i < QUEUE; i++)
		say(b, i);
	open_reader(b, SOCK_DGRAM);
	loop_readable(b->loop, b->reader, on_readable, b);
	loop_run(b->loop);
	assert_int_equal(b->heard, QUEUE);
	assert_int_equal(*b->dropped, 0);
}

static void a_long_line_fits_the_reader(void **state)
{
	struct bench *b = *state;
	static char value[60000];
	struct notice_example e;

	open_reader(b, SOCK_DGRAM);
	start(b);
	make_notice(&e);
	memset(value, '\n', sizeof value);
	e.figures.calls[0] = e.figures.calls[1] = e.group[0].text =
		(struct slice){ value, sizeof value };
	sink_notice(b->sink, &e.notice);
	assert_true(hear(b));
	assert_true(b->n <= 8192);
	b->line[b->n] = '\n';
	assert_true(line_sound((struct slice){ b->line, b->n + 1 }));
	assert_non_null(strstr(b->line, "calls="));
}

/* Another process that reads N lines, and rests before each thousandth. */
static pid_t read_slowly(struct bench *b, unsigned n)
{
	pid_t pid = fork();
	char line[9000];

	if (pid)
		return pid;
	for (unsigned i = 0; i < n; i++) {
		struct pollfd fd = { .fd = b->reader, .events = POLLIN };

		if (i % 1000 == 0)
			poll(NULL, 0, 20);
		if (poll(&fd, 1, 10000) != 1 ||
		    recv(b->reader, line, sizeof line, 0) < 0)
			_exit(1);
	}
	_exit(0);
}

static void a_patient_sink_waits_for_a_slow_reader(void **state)
{
	struct bench *b = *state;
	unsigned n = 5 * QUEUE;
	char why[SINK_WORD];
	int status;
	pid_t pid;

	b->patient = true;
	open_reader(b, SOCK_DGRAM);
	start(b);
	pid = read_slowly(b, n);
	assert_true(pid > 0);
	for (unsigned i = 0; i < n; i++)
		say(b, i);
	assert_int_equal(sink_lost(b->sink, why), 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

static void a_patient_sink_says_what_was_lost(void **state)
{
	struct bench *b = *state;
	char why[SINK_WORD], expected[SINK_WORD];

	b->patient = true;
	start(b);
	for (unsigned i = 0; i < QUEUE + 3; i++)
		say(b, i);
	assert_int_equal(sink_lost(b->sink, why), QUEUE + 3);
	snprintf(expected, sizeof expected, "syslog at %s: No such file or "
		 "directory", b->path);
	assert_string_equal(why, expected);
}

static void a_live_sink_says_what_was_lost(void **state)
{
	struct bench *b = *state;
	char why[SINK_WORD], expected[SINK_WORD];

	assert_int_equal(loop_create(&b->loop), 0);
	start(b);
	for (unsigned i = 0; i < 3; i++)
		say(b, i);
	assert_int_equal(*b->dropped, 0);
	assert_int_equal(sink_lost(b->sink, why), 3);
	assert_int_equal(*b->dropped, 3);
	snprintf(expected, sizeof expected, "syslog at %s: No such file or "
		 "directory", b->path);
	assert_string_equal(why, expected);
}

static void what_waits_at_the_end_is_sent_to_a_reader_that_came(void **state)
{
	struct bench *b = *state;
	char why[SINK_WORD];

	assert_int_equal(loop_create(&b->loop), 0);
	start(b);
	say(b, 1);
	open_reader(b, SOCK_DGRAM);
	assert_int_equal(sink_lost(b->sink, why), 0);
	assert_true(hear(b));
}

static void patience_ends_with_a_reader_that_takes_nothing(void **state)
{
	struct bench *b = *state;
	char why[SINK_WORD];
	unsigned heard;

	b->patient = true;
	open_reader(b, SOCK_DGRAM);
	start(b);
	for (unsigned i = 0; i < 2 * QUEUE; i++)
		say(b, i);
	heard = 2 * QUEUE - (unsigned)sink_lost(b->sink, why);
	assert_true(heard > 0 && heard < QUEUE);
	assert_non_null(strstr(why, "its reader takes nothing"));
	assert_int_equal(hear_all(b, 0), heard);
}

static void trouble_and_its_end_are_said_once(void **state)
{
	struct bench *b = *state;

	assert_int_equal(loop_create(&b->loop), 0);
	start(b);
	assert_true(sink_word(b->sink, b->word));
	assert_non_null(strstr(b->word, b->path));
	assert_non_null(strstr(b->word, "No such file or directory: "
			       "alerts wait"));
	assert_false(sink_word(b->sink, b->word));
	for (unsigned i = 0; i < QUEUE + 1; i++)
		say(b, i);
	assert_true(sink_word(b->sink, b->word));
	assert_non_null(strstr(b->word, "alerts are lost"));
	say(b, 1);
	assert_false(sink_word(b->sink, b->word));
}

static void a_reader_that_comes_is_said(void **state)
{
	struct bench *b = *state;

	assert_int_equal(loop_create(&b->loop), 0);
	start(b);
	assert_true(sink_word(b->sink, b->word));
	open_reader(b, SOCK_DGRAM);
	assert_true(sink_word(b->sink, b->word));
	assert_non_null(strstr(b->word, "works again"));
	assert_false(sink_word(b->sink, b->word));
}

static void it_is_said_of_the_journal_by_name(void **state)
{
	struct bench *b = *state;
	char why[SINK_WORD], expected[SINK_WORD];

	assert_int_equal(loop_create(&b->loop), 0);
	b->settings.syslog.format = SYSLOG_JOURNAL;
	start(b);
	assert_true(sink_word(b->sink, b->word));
	assert_memory_equal(b->word, "the journal: /", 14);
	say(b, 1);
	assert_int_equal(sink_lost(b->sink, why), 1);
	snprintf(expected, sizeof expected, "the journal at %s: No such file "
		 "or directory", b->path);
	assert_string_equal(why, expected);
}

static void without_trouble_nothing_is_said(void **state)
{
	struct bench *b = *state;

	assert_int_equal(loop_create(&b->loop), 0);
	open_reader(b, SOCK_DGRAM);
	start(b);
	say(b, 1);
	assert_false(sink_word(b->sink, b->word));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_notice_is_a_classic_line),
		TEST(a_day_below_ten_has_a_blank),
		TEST(a_notice_is_an_rfc5424_line),
		TEST(only_health_with_a_warning_is_told),
		TEST(lines_wait_for_a_reader_in_order),
		TEST(a_stalled_reader_is_not_waited_for),
		TEST(a_reader_that_was_started_anew_gets_the_next_line),
		TEST(what_nobody_reads_is_dropped_at_the_end),
		TEST(a_stream_has_a_nul_after_each_line),
		TEST(a_stream_is_nothing_for_the_journal),
		TEST(new_settings_name_another_socket),
		TEST(the_journal_gets_an_entry),
		TEST(what_waits_is_not_for_a_reader_of_another_kind),
		TEST(a_loop_sends_on_when_the_reader_goes_on),
		TEST(a_loop_finds_a_reader_that_came_late),
		TEST(a_long_line_fits_the_reader),
		TEST(a_patient_sink_waits_for_a_slow_reader),
		TEST(a_patient_sink_says_what_was_lost),
		TEST(a_live_sink_says_what_was_lost),
		TEST(what_waits_at_the_end_is_sent_to_a_reader_that_came),
		TEST(patience_ends_with_a_reader_that_takes_nothing),
		TEST(trouble_and_its_end_are_said_once),
		TEST(a_reader_that_comes_is_said),
		TEST(it_is_said_of_the_journal_by_name),
		TEST(without_trouble_nothing_is_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
