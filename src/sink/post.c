/* SPDX-License-Identifier: BSD-2-Clause */
/* Lines for a local socket: they wait for its reader, and nobody else. */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "sink/record.h"

#define QUEUE 1024	/* lines that wait for the reader at most */
#define PAUSE_MOST 8	/* ticks of a second between attempts to connect */
#define GOODBYE_MS 1000
#define PATIENCE_MS 2000	/* of a replay, while nothing is taken */
#define STEP_MS 100

struct queued {
	size_t n;
	char bytes[];
};

struct post {
	struct slice path;
	struct loop *loop;		/* NULL in a replay */
	bool patient;			/* waits for a reader that is slow */
	bool datagrams;			/* a stream would not do */
	uint64_t *dropped, seen;	/* of those, when last looked at */
	enum post_state state;		/* as of that look */
	int trouble;			/* the last errno; 0: none so far */
	int fd;				/* -1: not connected */
	bool stream;
	struct queued *queue[QUEUE];	/* a ring */
	size_t first, n;
	size_t sent;			/* bytes of the first, on a stream */
	struct loop_watch *writable, *tick;
	unsigned pause, ticks;		/* so many are to pass; still left */
};

static void hang_up(struct post *p)
{
	loop_end(p->loop, p->writable);
	p->writable = NULL;
	if (p->fd >= 0)
		close(p->fd);
	p->fd = -1;
	p->sent = 0;
}

static int dial(struct post *p, int type)
{
	struct sockaddr_un sun = { .sun_family = AF_UNIX };
	struct slice path = p->path;
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
	p->fd = fd;
	p->stream = type == SOCK_STREAM;
	return 0;
}

/* Most listen for datagrams, some for a stream with NUL after each line. */
static int connect_to(struct post *p)
{
	int err = dial(p, SOCK_DGRAM);

	if (err == -EPROTOTYPE && !p->datagrams)
		err = dial(p, SOCK_STREAM);
	if (err)
		p->trouble = -err;
	return err;
}

static void drop_first(struct post *p)
{
	free(p->queue[p->first]);
	p->first = (p->first + 1) % QUEUE;
	p->n--;
	p->sent = 0;
}

/* 0: the first has left the queue. -EAGAIN: later. Else: connect anew. */
static int send_first(struct post *p)
{
	const struct queued *q = p->queue[p->first];
	/* The NUL behind the text is the mark of its end on a stream. */
	size_t n = p->stream ? q->n + 1 : q->n;
	ssize_t done = send(p->fd, q->bytes + p->sent, n - p->sent,
			    MSG_DONTWAIT | MSG_NOSIGNAL);

	if (done < 0 && errno == EMSGSIZE) {
		p->trouble = EMSGSIZE;
		++*p->dropped;
		drop_first(p);
		return 0;
	}
	if (done < 0) {
		p->trouble = errno;
		return errno == ENOBUFS || errno == EINTR ? -EAGAIN : -errno;
	}
	p->sent += (size_t)done;
	if (p->stream && p->sent < n)
		return -EAGAIN;
	drop_first(p);
	return 0;
}

/* A reader that was started anew has another socket of the same name. */
static int send_all(struct post *p)
{
	bool fresh = false;
	int err = 0;

	while (p->n > 0 && !err) {
		if (p->fd < 0) {
			err = connect_to(p);
			fresh = true;
			continue;
		}
		err = send_first(p);
		if (err && err != -EAGAIN) {
			hang_up(p);
			if (!fresh)
				err = 0;
		}
	}
	return err;
}

static void on_writable(void *arg);
static void on_tick(void *arg);

static void rest(struct post *p)
{
	loop_end(p->loop, p->tick);
	p->tick = NULL;
	p->pause = p->ticks = 0;
}

/* Sends what can be sent, and sees to it that the rest is tried again. */
static void drain(struct post *p)
{
	int err = send_all(p);

	if (!p->loop)
		return;
	if (err == -EAGAIN && p->fd >= 0) {
		rest(p);
		if (!p->writable)
			p->writable = loop_writable(p->loop, p->fd,
						    on_writable, p);
	} else if (err) {
		p->pause = p->pause == 0 ? 1 : p->pause * 2;
		if (p->pause > PAUSE_MOST)
			p->pause = PAUSE_MOST;
		p->ticks = p->pause;
		if (!p->tick)
			p->tick = loop_every(p->loop, span_s(1), on_tick, p);
		if (!p->tick)
			p->ticks = 0;	/* the next line tries again */
	} else {
		rest(p);
		loop_end(p->loop, p->writable);
		p->writable = NULL;
	}
}

static void on_writable(void *arg)
{
	drain(arg);
}

static void on_tick(void *arg)
{
	struct post *p = arg;

	if (p->ticks > 0)
		p->ticks--;
	if (p->ticks == 0)
		drain(p);
}

/*
 * Sends until no more than MOST wait, for MS at most without that the reader
 * takes anything. A reader that is slow is waited for, one that isn't there
 * is not.
 */
static void wait_for_reader(struct post *p, size_t most, int ms)
{
	for (int left = ms; p->n > most && left > 0; left -= STEP_MS) {
		size_t n = p->n, sent = p->sent;
		struct pollfd fd = { .events = POLLOUT };

		send_all(p);
		if (p->n <= most || p->fd < 0)
			return;
		if (p->n != n || p->sent != sent)
			left = ms + STEP_MS;
		fd.fd = p->fd;
		poll(&fd, 1, STEP_MS);
	}
}

/* Once it was in vain, no later line waits. */
static void wait_patiently(struct post *p, size_t most)
{
	if (p->patient)
		wait_for_reader(p, most, PATIENCE_MS);
	if (p->n > most && p->fd >= 0)
		p->patient = false;
}

/* What no longer fits is the latest: what came first tells the cause. */
void post_line(struct post *p, struct slice line)
{
	struct queued *q = NULL;

	if (p->n == QUEUE)
		wait_patiently(p, QUEUE - 1);
	if (p->n < QUEUE)
		q = malloc(sizeof *q + line.n + 1);
	if (!q) {
		++*p->dropped;
		return;
	}
	q->n = line.n;
	memcpy(q->bytes, line.p, line.n);
	q->bytes[line.n] = '\0';
	p->queue[(p->first + p->n++) % QUEUE] = q;
	if (p->ticks == 0)
		drain(p);
}

/* Lines can be told apart on a stream, entries of the journal can't. */
static void address(struct post *p, const struct syslog_settings *settings)
{
	p->path = slice_of(settings->socket);
	p->datagrams = settings->format == SYSLOG_JOURNAL;
}

int post_create(struct post **pp, const struct syslog_settings *settings,
		struct loop *loop, bool patient, uint64_t *dropped)
{
	struct post *p = calloc(1, sizeof *p);

	if (!p)
		return -ENOMEM;
	address(p, settings);
	p->loop = loop;
	p->patient = patient;
	p->dropped = dropped;
	p->fd = -1;
	connect_to(p);
	*pp = p;
	return 0;
}

void post_move(struct post *p, const struct syslog_settings *settings)
{
	address(p, settings);
	hang_up(p);
	drain(p);
}

void post_flush(struct post *p)
{
	if (!p->loop)
		drain(p);
}

const char *post_trouble(const struct post *p)
{
	return p->trouble == EAGAIN ? "its reader takes nothing" :
	       p->trouble ? strerror(p->trouble) : "out of memory";
}

static void give_up(struct post *p)
{
	*p->dropped += p->n;
	while (p->n > 0)
		drop_first(p);
}

void post_empty(struct post *p)
{
	send_all(p);
	give_up(p);
}

uint64_t post_lost(struct post *p)
{
	if (p->loop)
		wait_for_reader(p, 0, GOODBYE_MS);
	else
		wait_patiently(p, 0);
	give_up(p);
	return *p->dropped;
}

/* A reader that comes back is noticed even when nothing waits for it. */
enum post_state post_look(struct post *p)
{
	bool more = *p->dropped > p->seen;

	p->seen = *p->dropped;
	if (p->fd < 0 && p->n == 0)
		connect_to(p);
	if (more)
		p->state = POST_DROPS;
	else if (p->fd >= 0 && p->n == 0)
		p->state = POST_FINE;
	else if (p->fd < 0 && p->state == POST_FINE)
		p->state = POST_WAITS;
	return p->state;
}

void post_destroy(struct post *p)
{
	if (!p)
		return;
	wait_for_reader(p, 0, GOODBYE_MS);
	give_up(p);
	hang_up(p);
	loop_end(p->loop, p->tick);
	free(p);
}
