/* SPDX-License-Identifier: BSD-2-Clause */
/* Descriptors, signals and ticks: the only file that knows libev. */
#ifndef SIPWARD_BASE_LOOP_H
#define SIPWARD_BASE_LOOP_H

#include "base/vtime.h"

struct loop;
struct loop_watch;

typedef void loop_handler(void *arg);

int loop_create(struct loop **lp);		/* 0 or -ENOMEM */
void loop_destroy(struct loop *l);		/* NULL is fine */

/* Each calls H until loop_end(). NULL when memory is out. */
struct loop_watch *loop_readable(struct loop *l, int fd, loop_handler *h,
				 void *arg);
struct loop_watch *loop_writable(struct loop *l, int fd, loop_handler *h,
				 void *arg);
struct loop_watch *loop_every(struct loop *l, struct span period,
			      loop_handler *h, void *arg);
struct loop_watch *loop_signal(struct loop *l, int signum, loop_handler *h,
			       void *arg);
void loop_end(struct loop *l, struct loop_watch *w);	/* NULL is fine */

/* The time of day, asked anew at each call. */
struct moment loop_wall_clock(void);

/* Time since some moment in the past: never set back (CLOCK_MONOTONIC). */
struct span loop_uptime(void);

/* Does nothing for so long, or until a signal comes. */
void loop_sleep(struct span s);

/* Runs until loop_stop(), which a handler calls. */
void loop_run(struct loop *l);
void loop_stop(struct loop *l);

#endif
