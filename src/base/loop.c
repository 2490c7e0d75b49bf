/* SPDX-License-Identifier: BSD-2-Clause */
/* The event loop, on libev: watches that call a handler until they end. */
#define EV_COMPAT3 0
#include <ev.h>

#include <errno.h>
#include <stdlib.h>
#include <time.h>

#include "base/loop.h"

enum kind { DESCRIPTOR, TIMER, SIGNAL };

struct loop_watch {
	struct loop_watch *next, *prev;	/* all of the loop's */
	loop_handler *handler;
	void *arg;
	enum kind kind;
	union {
		ev_io io;
		ev_timer timer;
		ev_signal signal;
	} ev;
};

struct loop {
	struct ev_loop *ev;
	struct loop_watch all;		/* a ring; this one watches nothing */
};

int loop_create(struct loop **lp)
{
	struct loop *l = calloc(1, sizeof *l);

	if (!l)
		return -ENOMEM;
	l->ev = ev_loop_new(EVFLAG_NOENV);
	if (!l->ev) {
		free(l);
		return -ENOMEM;
	}
	l->all.next = l->all.prev = &l->all;
	*lp = l;
	return 0;
}

void loop_destroy(struct loop *l)
{
	if (!l)
		return;
	while (l->all.next != &l->all)
		loop_end(l, l->all.next);
	ev_loop_destroy(l->ev);
	free(l);
}

/* The handler may end its watch: nothing of W is touched after it. */
static void call(struct loop_watch *w)
{
	w->handler(w->arg);
}

static void on_io(struct ev_loop *ev, ev_io *io, int events)
{
	(void)ev;
	(void)events;
	call(io->data);
}

static void on_timer(struct ev_loop *ev, ev_timer *timer, int events)
{
	(void)ev;
	(void)events;
	call(timer->data);
}

static void on_signal(struct ev_loop *ev, ev_signal *signal, int events)
{
	(void)ev;
	(void)events;
	call(signal->data);
}

static struct loop_watch *new_watch(struct loop *l, enum kind kind,
				    loop_handler *h, void *arg)
{
	struct loop_watch *w = calloc(1, sizeof *w);

	if (!w)
		return NULL;
	w->kind = kind;
	w->handler = h;
	w->arg = arg;
	w->next = &l->all;
	w->prev = l->all.prev;
	w->prev->next = w->next->prev = w;
	return w;
}

static struct loop_watch *watch_descriptor(struct loop *l, int fd, int events,
					   loop_handler *h, void *arg)
{
	struct loop_watch *w = new_watch(l, DESCRIPTOR, h, arg);

	if (!w)
		return NULL;
	ev_io_init(&w->ev.io, on_io, fd, events);
	w->ev.io.data = w;
	ev_io_start(l->ev, &w->ev.io);
	return w;
}

struct loop_watch *loop_readable(struct loop *l, int fd, loop_handler *h,
				 void *arg)
{
	return watch_descriptor(l, fd, EV_READ, h, arg);
}

struct loop_watch *loop_writable(struct loop *l, int fd, loop_handler *h,
				 void *arg)
{
	return watch_descriptor(l, fd, EV_WRITE, h, arg);
}

struct loop_watch *loop_every(struct loop *l, struct span period,
			      loop_handler *h, void *arg)
{
	struct loop_watch *w = new_watch(l, TIMER, h, arg);
	double seconds = (double)period.ns / NS_PER_S;

	if (!w)
		return NULL;
	ev_timer_init(&w->ev.timer, on_timer, seconds, seconds);
	w->ev.timer.data = w;
	ev_now_update(l->ev);	/* the period begins now */
	ev_timer_start(l->ev, &w->ev.timer);
	return w;
}

struct loop_watch *loop_signal(struct loop *l, int signum, loop_handler *h,
			       void *arg)
{
	struct loop_watch *w = new_watch(l, SIGNAL, h, arg);

	if (!w)
		return NULL;
	ev_signal_init(&w->ev.signal, on_signal, signum);
	w->ev.signal.data = w;
	ev_signal_start(l->ev, &w->ev.signal);
	return w;
}

void loop_end(struct loop *l, struct loop_watch *w)
{
	if (!w)
		return;
	switch (w->kind) {
	case DESCRIPTOR:
		ev_io_stop(l->ev, &w->ev.io);
		break;
	case TIMER:
		ev_timer_stop(l->ev, &w->ev.timer);
		break;
	case SIGNAL:
		ev_signal_stop(l->ev, &w->ev.signal);
		break;
	}
	w->prev->next = w->next;
	w->next->prev = w->prev;
	free(w);
}

struct moment loop_wall_clock(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (struct moment){ now.tv_sec * NS_PER_S + now.tv_nsec };
}

struct span loop_uptime(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (struct span){ now.tv_sec * NS_PER_S + now.tv_nsec };
}

void loop_sleep(struct span s)
{
	struct timespec left = { s.ns / NS_PER_S, s.ns % NS_PER_S };

	if (s.ns > 0)
		nanosleep(&left, NULL);
}

void loop_run(struct loop *l)
{
	ev_run(l->ev, 0);
}

void loop_stop(struct loop *l)
{
	ev_break(l->ev, EVBREAK_ALL);
}
