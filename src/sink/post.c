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
#define GOODBYE_STEP_MS 100

struct queued {
	size_t n;
	char bytes[];
};

struct post {
	struct slice path;
	struct loop *loop;		/* NULL in a replay */
	uint64_t *dropped;
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

	return err == -EPROTOTYPE ? dial(p, SOCK_STREAM) : err;
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
		++*p->dropped;
		drop_first(p);
		return 0;
	}
	if (done < 0)
		return errno == ENOBUFS || errno == EINTR ? -EAGAIN : -errno;
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

/* What no longer fits is the latest: what came first tells the cause. */
void post_line(struct post *p, struct slice line)
{
	struct queued *q = NULL;

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

int post_create(struct post **pp, const char *path, struct loop *loop,
		uint64_t *dropped)
{
	struct post *p = calloc(1, sizeof *p);

	if (!p)
		return -ENOMEM;
	p->path = slice_of(path);
	p->loop = loop;
	p->dropped = dropped;
	p->fd = -1;
	connect_to(p);
	*pp = p;
	return 0;
}

void post_move(struct post *p, const char *path)
{
	p->path = slice_of(path);
	hang_up(p);
	drain(p);
}

void post_flush(struct post *p)
{
	if (!p->loop)
		drain(p);
}

/* A reader that is slow is waited for, one that isn't there is not. */
void post_destroy(struct post *p)
{
	if (!p)
		return;
	for (int ms = 0; send_all(p) && p->fd >= 0 && ms < GOODBYE_MS;
	     ms += GOODBYE_STEP_MS) {
		struct pollfd fd = { .fd = p->fd, .events = POLLOUT };

		poll(&fd, 1, GOODBYE_STEP_MS);
	}
	*p->dropped += p->n;
	while (p->n > 0)
		drop_first(p);
	hang_up(p);
	loop_end(p->loop, p->tick);
	free(p);
}
