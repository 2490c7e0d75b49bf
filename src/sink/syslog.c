/* SPDX-License-Identifier: BSD-2-Clause */
/* Notices to the syslog socket: nothing here waits for its reader. */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "sink/record.h"

#define QUEUE 1024
#define LINE 8000	/* rsyslog cuts at 8192 bytes where it isn't told else */
#define PAUSE_MOST 8	/* ticks between two attempts to connect */
#define GOODBYE_MS 1000
#define GOODBYE_STEP_MS 100

struct queued {
	size_t n;
	char bytes[];
};

struct syslog {
	const struct settings *settings;
	const struct counters *counters;
	struct loop *loop;		/* NULL in a replay */
	uint64_t *dropped;
	char host[256];
	int fd;				/* -1: not connected */
	bool stream;
	struct queued *queue[QUEUE];	/* a ring */
	size_t first, n;
	size_t sent;			/* bytes of the first, on a stream */
	struct loop_watch *writable, *tick;
	unsigned pause, ticks;		/* so many are to pass; still left */
};

static void hang_up(struct syslog *s)
{
	loop_end(s->loop, s->writable);
	s->writable = NULL;
	if (s->fd >= 0)
		close(s->fd);
	s->fd = -1;
	s->sent = 0;
}

static int dial(struct syslog *s, int type)
{
	struct sockaddr_un sun = { .sun_family = AF_UNIX };
	struct slice path = slice_of(s->settings->syslog.socket);
	int fd;

	if (path.n == 0 || path.n >= sizeof sun.sun_path)
		return -EINVAL;
	memcpy(sun.sun_path, path.p, path.n);
	fd = socket(AF_UNIX, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -errno;
	if (connect(fd, (struct sockaddr *)&sun, sizeof sun) < 0) {
		int err = -errno;

		close(fd);
		return err;
	}
	s->fd = fd;
	s->stream = type == SOCK_STREAM;
	return 0;
}

/* Most listen for datagrams, some for a stream with NUL after each line. */
static int connect_to(struct syslog *s)
{
	int err = dial(s, SOCK_DGRAM);

	return err == -EPROTOTYPE ? dial(s, SOCK_STREAM) : err;
}

static void drop_first(struct syslog *s)
{
	free(s->queue[s->first]);
	s->first = (s->first + 1) % QUEUE;
	s->n--;
	s->sent = 0;
}

/* 0: the first has left the queue. -EAGAIN: later. Else: connect anew. */
static int send_first(struct syslog *s)
{
	const struct queued *q = s->queue[s->first];
	/* The NUL behind the text is the mark of its end on a stream. */
	size_t n = s->stream ? q->n + 1 : q->n;
	ssize_t done = send(s->fd, q->bytes + s->sent, n - s->sent,
			    MSG_DONTWAIT | MSG_NOSIGNAL);

	if (done < 0 && errno == EMSGSIZE) {
		++*s->dropped;
		drop_first(s);
		return 0;
	}
	if (done < 0)
		return errno == ENOBUFS || errno == EINTR ? -EAGAIN : -errno;
	s->sent += (size_t)done;
	if (s->stream && s->sent < n)
		return -EAGAIN;
	drop_first(s);
	return 0;
}

/* A reader that was started anew has another socket of the same name. */
static int send_all(struct syslog *s)
{
	bool fresh = false;
	int err = 0;

	while (s->n > 0 && !err) {
		if (s->fd < 0) {
			err = connect_to(s);
			fresh = true;
			continue;
		}
		err = send_first(s);
		if (err && err != -EAGAIN) {
			hang_up(s);
			if (!fresh)
				err = 0;
		}
	}
	return err;
}

static void on_writable(void *arg);
static void on_tick(void *arg);

static void rest(struct syslog *s)
{
	loop_end(s->loop, s->tick);
	s->tick = NULL;
	s->pause = s->ticks = 0;
}

/* Sends what can be sent, and sees to it that the rest is tried again. */
static void drain(struct syslog *s)
{
	int err = send_all(s);

	if (!s->loop)
		return;
	if (err == -EAGAIN && s->fd >= 0) {
		rest(s);
		if (!s->writable)
			s->writable = loop_writable(s->loop, s->fd,
						    on_writable, s);
	} else if (err) {
		s->pause = s->pause == 0 ? 1 : s->pause * 2;
		if (s->pause > PAUSE_MOST)
			s->pause = PAUSE_MOST;
		s->ticks = s->pause;
		if (!s->tick)
			s->tick = loop_every(s->loop, span_s(1), on_tick, s);
	} else {
		rest(s);
		loop_end(s->loop, s->writable);
		s->writable = NULL;
	}
}

static void on_writable(void *arg)
{
	drain(arg);
}

static void on_tick(void *arg)
{
	struct syslog *s = arg;

	if (s->ticks > 0)
		s->ticks--;
	if (s->ticks == 0)
		drain(s);
}

/* What no longer fits is the latest: what came first tells the cause. */
static void enqueue(struct syslog *s, struct slice line)
{
	struct queued *q = NULL;

	if (s->n < QUEUE)
		q = malloc(sizeof *q + line.n + 1);
	if (!q) {
		++*s->dropped;
		return;
	}
	q->n = line.n;
	memcpy(q->bytes, line.p, line.n);
	q->bytes[line.n] = '\0';
	s->queue[(s->first + s->n++) % QUEUE] = q;
}

/* Mmm dd hh:mm:ss in local time (RFC 3164 section 4.1.2). */
static void classic_head(struct text *t, struct moment when)
{
	static const char months[12][4] = {
		"Jan", "Feb", "Mar", "Apr", "May", "Jun",
		"Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
	};
	time_t second = (time_t)(when.ns / NS_PER_S);
	struct tm tm = { .tm_mon = 0 };

	localtime_r(&second, &tm);
	text_printf(t, "%s %2d %02d:%02d:%02d sipward[%d]: ",
		    months[tm.tm_mon], tm.tm_mday, tm.tm_hour, tm.tm_min,
		    tm.tm_sec, (int)getpid());
}

static void rfc5424_head(struct text *t, const struct syslog *s,
			 struct moment when, const char *kind)
{
	text_byte(t, '1');
	text_byte(t, ' ');
	text_moment(t, when);
	text_printf(t, " %s sipward %d %s - ", s->host, (int)getpid(), kind);
}

static struct text begin_line(const struct syslog *s, char line[LINE],
			      enum severity severity, struct moment when,
			      const char *kind)
{
	const struct syslog_settings *set = &s->settings->syslog;
	struct text t = text_in(line, LINE);

	text_printf(&t, "<%d>", set->facility * 8 + (int)severity);
	if (set->format == SYSLOG_RFC5424)
		rfc5424_head(&t, s, when, kind);
	else
		classic_head(&t, when);
	return t;
}

static void end_line(struct syslog *s, const struct text *head,
		     struct record *r)
{
	size_t n = head->n + record_end(r).n - 1;	/* without the LF */

	enqueue(s, (struct slice){ head->p, n });
	if (s->ticks == 0)
		drain(s);
}

static void syslog_notice(void *self, const struct notice *n)
{
	struct syslog *s = self;
	char line[LINE];
	struct text head = begin_line(s, line, n->severity, n->when, "alert");
	struct record r;

	record_begin(&r, &record_logfmt, line + head.n, LINE - head.n);
	record_notice(&r, n, false);
	end_line(s, &head, &r);
}

static void syslog_health(void *self, struct moment when, const char *warning)
{
	struct syslog *s = self;
	char line[LINE];
	struct text head;
	struct record r;

	if (!warning)
		return;
	head = begin_line(s, line, SEVERITY_WARNING, when, "health");
	record_begin(&r, &record_logfmt, line + head.n, LINE - head.n);
	record_health(&r, when, warning, s->counters, false);
	end_line(s, &head, &r);
}

/* A name that syslog can bear, without domain; "-" is none (RFC 5424). */
static void find_host(struct syslog *s)
{
	size_t n = 0;

	if (gethostname(s->host, sizeof s->host) < 0)
		s->host[0] = '\0';
	s->host[sizeof s->host - 1] = '\0';
	while (s->host[n] > ' ' && s->host[n] < 0x7f)
		n++;
	if (n == 0)
		s->host[n++] = '-';
	s->host[n] = '\0';
}

static int syslog_create(void **self, const struct sink_spec *spec)
{
	struct syslog *s;

	if (!spec->syslog)
		return 0;
	s = calloc(1, sizeof *s);
	if (!s)
		return -ENOMEM;
	s->settings = spec->settings;
	s->counters = spec->counters;
	s->loop = spec->loop;
	s->dropped = counter(spec->counters, "syslog_dropped", NULL);
	s->fd = -1;
	find_host(s);
	/* Reads the time zone now, while files can still be opened. */
	tzset();
	connect_to(s);
	*self = s;
	return 0;
}

/* The new settings may name another socket. */
static void syslog_reload(void *self, const struct settings *settings)
{
	struct syslog *s = self;

	s->settings = settings;
	hang_up(s);
	drain(s);
}

static void syslog_flush(void *self)
{
	struct syslog *s = self;

	if (!s->loop)
		drain(s);
}

/* A reader that is slow is waited for, one that isn't there is not. */
static void syslog_destroy(void *self)
{
	struct syslog *s = self;

	for (int ms = 0; send_all(s) && s->fd >= 0 && ms < GOODBYE_MS;
	     ms += GOODBYE_STEP_MS) {
		struct pollfd p = { .fd = s->fd, .events = POLLOUT };

		poll(&p, 1, GOODBYE_STEP_MS);
	}
	*s->dropped += s->n;
	while (s->n > 0)
		drop_first(s);
	hang_up(s);
	loop_end(s->loop, s->tick);
	free(s);
}

const struct sink_kind sink_syslog = {
	.create = syslog_create, .destroy = syslog_destroy,
	.notice = syslog_notice, .health = syslog_health,
	.reload = syslog_reload, .flush = syslog_flush,
};
