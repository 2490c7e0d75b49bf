/* SPDX-License-Identifier: BSD-2-Clause */
/* Records on standard output: whole lines, whatever its reader does. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sink/page.h"

#define BUFFER (4 * RECORD_ROOM)
#define GOODBYE span_s(1)
#define PRINT_LADDER 256	/* beside what may be asked for */

struct output {
	struct sink_spec spec;
	struct ladder *ladder;	/* NULL: not asked for */
	int fd;			/* the spec's, or another to the same end */
	bool waits_not;		/* fd is non-blocking */
	int failure;		/* the errno of a write, for good */
	uint64_t *dropped;
	size_t n;
	char bytes[BUFFER];
};

/*
 * O_NONBLOCK belongs to what is open, not to our descriptor: the shell that
 * started us would have it on its terminal too. So a pipe or terminal is
 * opened once more, unless it can't be written to: that must be told. Where
 * it fails, poll() is asked before each write.
 */
static void open_without_waiting(struct output *o)
{
	int flags = fcntl(o->fd, F_GETFL), fd;
	char path[32];
	struct stat st;

	if (flags & O_NONBLOCK) {
		o->waits_not = true;
		return;
	}
	if ((flags & O_ACCMODE) == O_RDONLY || fstat(o->fd, &st) < 0 ||
	    !(S_ISFIFO(st.st_mode) || S_ISCHR(st.st_mode)))
		return;
	snprintf(path, sizeof path, "/proc/self/fd/%d", o->fd);
	fd = open(path, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (fd < 0)
		return;
	o->fd = fd;
	o->waits_not = true;
}

static int stdout_create(void **self, const struct sink_spec *spec)
{
	struct output *o;

	if (!spec->print && !spec->call_id)
		return 0;
	o = malloc(sizeof *o);
	if (!o)
		return -ENOMEM;
	o->spec = *spec;
	o->ladder = NULL;
	if (spec->call_id && ladder_create(&o->ladder, spec->call_id)) {
		free(o);
		return -ENOMEM;
	}
	if (o->ladder)
		o->spec.print = PRINT_LADDER;
	o->fd = spec->fd;
	o->waits_not = false;
	o->failure = 0;
	o->dropped = counter(spec->counters, "stdout_dropped", NULL);
	o->n = 0;
	if (!spec->patient)
		open_without_waiting(o);
	*self = o;
	return 0;
}

static bool wait_for_reader(const struct output *o, int ms)
{
	struct pollfd p = { .fd = o->fd, .events = POLLOUT };

	return poll(&p, 1, ms) > 0;
}

/* A writable pipe takes PIPE_BUF bytes at once (POSIX, poll and write). */
static ssize_t write_some(const struct output *o, const char *p, size_t n)
{
	if (!o->spec.patient && !o->waits_not) {
		if (!wait_for_reader(o, 0)) {
			errno = EAGAIN;
			return -1;
		}
		n = n < PIPE_BUF ? n : PIPE_BUF;
	}
	return write(o->fd, p, n);
}

/* Writes what the reader takes; what is left begins where it stopped. A signal
 * is the end of patience. */
static void write_out(struct output *o)
{
	size_t done = 0;

	if (o->n && o->spec.before_write)
		o->spec.before_write(o->spec.arg);
	while (done < o->n && !o->failure) {
		ssize_t n = write_some(o, o->bytes + done, o->n - done);

		if (n >= 0)
			done += (size_t)n;
		else if (errno == EAGAIN && o->spec.patient)
			o->spec.patient = wait_for_reader(o, -1);
		else if (errno == EAGAIN)
			break;
		else if (errno == EINTR)
			o->spec.patient = false;
		else
			o->failure = errno;
	}
	if (o->failure)
		done = o->n;
	memmove(o->bytes, o->bytes + done, o->n - done);
	o->n -= done;
}

/* At the end: for a second at most, as long as the reader takes some. */
static void write_rest(struct output *o)
{
	int64_t end = loop_uptime().ns + GOODBYE.ns, left = GOODBYE.ns;

	write_out(o);
	while (o->n > 0 && left > 0 &&
	       wait_for_reader(o, (int)(left / NS_PER_MS) + 1)) {
		write_out(o);
		left = end - loop_uptime().ns;
	}
}

static void stdout_flush(void *self)
{
	write_out(self);
}

/* Is there room for N bytes? If not, a record is dropped. */
static bool make_room(struct output *o, size_t n)
{
	if (BUFFER - o->n < n)
		write_out(o);
	if (!o->failure && BUFFER - o->n >= n)
		return true;
	++*o->dropped;
	return false;
}

static bool begin(struct output *o, unsigned kind, struct record *r)
{
	if (!(o->spec.print & kind) || !make_room(o, RECORD_ROOM))
		return false;
	record_begin(r, o->spec.json ? &record_json : &record_logfmt,
		     o->bytes + o->n, RECORD_ROOM);
	r->colour = o->spec.colour && !o->spec.json;
	return true;
}

static __attribute__((noinline)) void
print_message(struct output *o, const struct sip_msg *m, bool retransmission)
{
	struct record r;

	if (o->ladder)
		ladder_message(o->ladder, m, retransmission);
	if (!begin(o, PRINT_MESSAGES, &r))
		return;
	record_message(&r, m, retransmission);
	o->n += record_end(&r).n;
}

/* Mostly messages aren't asked for: that takes one look. */
static void stdout_message(void *self, const struct sip_msg *m,
			   bool retransmission)
{
	struct output *o = self;

	if (o->spec.print & (PRINT_MESSAGES | PRINT_LADDER))
		print_message(o, m, retransmission);
}

static void stdout_call(void *self, const struct call *c)
{
	struct output *o = self;
	struct record r;

	if (o->ladder)
		ladder_call(o->ladder, c);
	if (!begin(o, PRINT_CALLS, &r))
		return;
	record_call(&r, c, o->spec.settings);
	o->n += record_end(&r).n;
}

static void stdout_registration(void *self, const struct registration *reg)
{
	struct output *o = self;
	struct record r;

	if (!begin(o, PRINT_REGISTRATIONS, &r))
		return;
	record_registration(&r, reg, o->spec.settings);
	o->n += record_end(&r).n;
}

static void stdout_peer(void *self, const struct peer_change *p)
{
	struct output *o = self;
	struct record r;

	if (!begin(o, PRINT_PEERS, &r))
		return;
	record_peer(&r, p, o->spec.settings);
	o->n += record_end(&r).n;
}

static void stdout_notice(void *self, const struct notice *n)
{
	struct output *o = self;
	struct record r;

	if (!begin(o, PRINT_ALERTS, &r))
		return;
	record_notice(&r, n, true);
	o->n += record_end(&r).n;
	write_out(o);	/* they are few, and somebody waits for them */
}

static void stdout_health(void *self, struct moment when, const char *warning,
			  const struct addr *bad_hep)
{
	struct output *o = self;
	struct record r;

	if (!begin(o, PRINT_HEALTH, &r))
		return;
	record_health(&r, when, warning, bad_hep, o->spec.counters, true);
	o->n += record_end(&r).n;
}

static void put_line(struct slice line, void *arg)
{
	struct output *o = arg;

	if (!make_room(o, line.n))
		return;
	memcpy(o->bytes + o->n, line.p, line.n);
	o->n += line.n;
}

static void stdout_summary(void *self, const struct summary *sum)
{
	struct output *o = self;
	struct record r;

	if (o->ladder)
		ladder_each_line(o->ladder, put_line, o);
	if (!(o->spec.print & PRINT_SUMMARY))
		return;
	write_rest(o);	/* the last chance of the reader: there is more */
	if (!o->spec.json) {
		summary_each_line(sum, o->spec.settings, o->spec.colour,
				  put_line, o);
	} else if (begin(o, PRINT_SUMMARY, &r)) {
		record_summary(&r, sum, o->spec.settings);
		o->n += record_end(&r).n;
	}
}

static bool stdout_again(void *self)
{
	const struct output *o = self;

	return o->ladder && ladder_again(o->ladder);
}

static bool stdout_missing(const void *self)
{
	const struct output *o = self;

	return o->ladder && !ladder_found(o->ladder);
}

static void stdout_reload(void *self, const struct settings *settings)
{
	struct output *o = self;

	o->spec.settings = settings;
}

static int stdout_failure(const void *self)
{
	const struct output *o = self;

	return o->failure;
}

static uint64_t stdout_missed(void *self)
{
	struct output *o = self;

	write_rest(o);
	for (size_t i = 0; i < o->n; i++)
		*o->dropped += o->bytes[i] == '\n';
	o->n = 0;
	return o->failure ? 0 : *o->dropped;
}

static void stdout_destroy(void *self)
{
	struct output *o = self;

	write_rest(o);
	if (o->fd != o->spec.fd)
		close(o->fd);
	ladder_destroy(o->ladder);
	free(o);
}

const struct sink_kind sink_stdout = {
	.create = stdout_create, .destroy = stdout_destroy,
	.message = stdout_message, .call = stdout_call,
	.registration = stdout_registration, .peer = stdout_peer,
	.notice = stdout_notice,
	.health = stdout_health, .summary = stdout_summary,
	.reload = stdout_reload, .flush = stdout_flush,
	.again = stdout_again, .missing = stdout_missing,
	.failure = stdout_failure, .missed = stdout_missed,
};
