/* SPDX-License-Identifier: BSD-2-Clause */
/* Standard output gets whole lines, and a live capture never waits for it. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "example.h"

#define MANY 5000

struct bench {
	struct counters *counters;
	struct settings settings;
	struct sink *sink;
	int out, in;		/* what the sink writes to, and the reader's */
	uint64_t *dropped;
};

static void start(struct bench *b, struct sink_spec spec, bool socket)
{
	int fds[2];

	*b = (struct bench){ .sink = NULL };
	if (socket)
		assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	else
		assert_int_equal(pipe(fds), 0);
	b->in = fds[0];
	b->out = fds[1];
	assert_int_equal(counters_create(&b->counters), 0);
	spec.fd = b->out;
	spec.counters = b->counters;
	spec.settings = &b->settings;
	assert_int_equal(sink_create(&b->sink, &spec), 0);
	b->dropped = counter(b->counters, "stdout_dropped", NULL);
}

static void stop(struct bench *b)
{
	sink_destroy(b->sink);
	counters_destroy(b->counters);
	if (b->out >= 0)
		close(b->out);
	if (b->in >= 0)
		close(b->in);
}

struct reader {
	char bytes[1 << 21];
	size_t n;
};

/* Reads what is there to be read without waiting. */
static void read_more(struct reader *r, int fd)
{
	ssize_t n;

	fcntl(fd, F_SETFL, O_NONBLOCK);
	while ((n = read(fd, r->bytes + r->n, sizeof r->bytes - r->n)) > 0)
		r->n += (size_t)n;
}

/* How many lines were read; each must be sound, the last one too. */
static uint64_t count_lines(const struct reader *r)
{
	struct slice all = { r->bytes, r->n };
	uint64_t lines = 0;

	for (; all.n > 0; lines++) {
		struct slice line = slice_head(all, slice_find(all, '\n') + 1);

		assert_true(json_sound(line));
		all = slice_from(all, line.n);
	}
	return lines;
}

static void send_many(struct bench *b)
{
	struct notice_example e;

	make_notice(&e);
	for (unsigned i = 0; i < MANY; i++) {
		e.notice.id = i;
		sink_notice(b->sink, &e.notice);
	}
}

static const struct sink_spec live = { .print = PRINT_ALERTS, .json = true };
static const struct sink_spec replay = { .print = PRINT_ALERTS, .json = true,
					 .patient = true };

/* The pipe fills amid a line: the rest of it comes when it can. */
static void check_live(bool socket)
{
	struct reader *r = calloc(1, sizeof *r);
	struct bench b;
	size_t before;

	start(&b, live, socket);
	send_many(&b);
	assert_true(*b.dropped > 0 && *b.dropped < MANY);
	assert_int_equal(sink_failure(b.sink), 0);
	do {
		before = r->n;
		read_more(r, b.in);
		sink_flush(b.sink);
	} while (r->n > before);
	assert_int_equal(count_lines(r), MANY - *b.dropped);
	stop(&b);
	free(r);
}

static void a_full_pipe_costs_whole_records_and_no_time(void **state)
{
	(void)state;
	check_live(false);
}

/* A socket can't be opened anew: it is asked before each write. */
static void a_full_socket_costs_whole_records_and_no_time(void **state)
{
	(void)state;
	check_live(true);
}

static void the_pipe_of_others_stays_blocking(void **state)
{
	struct bench b;

	(void)state;
	start(&b, live, false);
	send_many(&b);
	assert_int_equal(fcntl(b.out, F_GETFL) & O_NONBLOCK, 0);
	stop(&b);
}

static void a_replay_waits_for_its_reader(void **state)
{
	struct bench b;
	int status;
	pid_t child;

	(void)state;
	start(&b, replay, false);
	fflush(NULL);
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		uint64_t lines = 0;
		char piece[4096];
		ssize_t n;

		close(b.out);
		while ((n = read(b.in, piece, sizeof piece)) > 0)
			for (ssize_t i = 0; i < n; i++)
				lines += piece[i] == '\n';
		_exit(lines == MANY ? 0 : 1);
	}
	send_many(&b);
	sink_flush(b.sink);
	assert_int_equal(*b.dropped, 0);
	close(b.out);
	b.out = -1;
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	stop(&b);
}

static void a_reader_that_left_breaks_the_sink(void **state)
{
	struct notice_example e;
	struct bench b;

	(void)state;
	signal(SIGPIPE, SIG_IGN);
	make_notice(&e);
	start(&b, replay, false);
	sink_notice(b.sink, &e.notice);
	assert_int_equal(sink_failure(b.sink), 0);
	close(b.in);
	b.in = -1;
	sink_notice(b.sink, &e.notice);
	assert_int_equal(sink_failure(b.sink), EPIPE);
	sink_notice(b.sink, &e.notice);
	assert_int_equal(*b.dropped, 1);
	stop(&b);
}

/* The pipe and the buffer are full; so much as the reader lets is sent. */
static void what_a_slow_reader_missed_is_known_at_the_end(void **state)
{
	struct reader *r = calloc(1, sizeof *r);
	struct bench b;
	uint64_t missed, dropped;

	(void)state;
	start(&b, live, false);
	send_many(&b);
	read_more(r, b.in);
	dropped = *b.dropped;
	missed = sink_missed(b.sink);
	assert_true(missed > dropped);
	assert_int_equal(*b.dropped, missed);
	read_more(r, b.in);
	while (r->n > 0 && r->bytes[r->n - 1] != '\n')
		r->n--;	/* the last line is cut */
	assert_int_equal(count_lines(r), MANY - missed);
	stop(&b);
	free(r);
}

static void only_what_was_asked_for_is_printed(void **state)
{
	struct reader *r = calloc(1, sizeof *r);
	struct notice_example e;
	struct bench b;

	(void)state;
	make_notice(&e);
	start(&b, (struct sink_spec){ .print = PRINT_HEALTH, .json = true },
	      false);
	sink_notice(b.sink, &e.notice);
	sink_health(b.sink, A_MOMENT, NULL, NULL);
	sink_flush(b.sink);
	read_more(r, b.in);
	assert_int_equal(count_lines(r), 1);
	assert_non_null(memmem(r->bytes, r->n, "\"health\"", 8));
	stop(&b);
	free(r);
}

static void what_is_buffered_goes_out_at_the_end(void **state)
{
	struct reader *r = calloc(1, sizeof *r);
	struct bench b;

	(void)state;
	start(&b, (struct sink_spec){ .print = PRINT_HEALTH, .json = true },
	      false);
	sink_health(b.sink, A_MOMENT, NULL, NULL);
	read_more(r, b.in);
	assert_int_equal(r->n, 0);
	sink_destroy(b.sink);
	b.sink = NULL;
	read_more(r, b.in);
	assert_int_equal(count_lines(r), 1);
	stop(&b);
	free(r);
}

static void an_alert_is_written_at_once(void **state)
{
	struct reader *r = calloc(1, sizeof *r);
	struct notice_example e;
	struct bench b;

	(void)state;
	make_notice(&e);
	start(&b, live, false);
	sink_notice(b.sink, &e.notice);
	read_more(r, b.in);
	assert_int_equal(count_lines(r), 1);
	stop(&b);
	free(r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_full_pipe_costs_whole_records_and_no_time),
		cmocka_unit_test(
			a_full_socket_costs_whole_records_and_no_time),
		cmocka_unit_test(the_pipe_of_others_stays_blocking),
		cmocka_unit_test(a_replay_waits_for_its_reader),
		cmocka_unit_test(a_reader_that_left_breaks_the_sink),
		cmocka_unit_test(
			what_a_slow_reader_missed_is_known_at_the_end),
		cmocka_unit_test(only_what_was_asked_for_is_printed),
		cmocka_unit_test(what_is_buffered_goes_out_at_the_end),
		cmocka_unit_test(an_alert_is_written_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
