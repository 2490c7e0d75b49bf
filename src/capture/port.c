/* SPDX-License-Identifier: BSD-2-Clause */
/* An interface in the loop: read when it has frames, waited for when gone. */
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>

#include "capture/source.h"

#define RETRY_MIN span_s(1)
#define RETRY_MAX span_s(30)

struct port {
	struct port_spec spec;
	struct interface *interface;
	struct loop_watch *watch;
	struct span retry_at, retry;	/* by loop_uptime() */
	int told;			/* the error that was told; 0: none */
};

static void say(const struct port *p, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void say(const struct port *p, const char *format, ...)
{
	char word[CAPTURE_WHY + 64];
	va_list ap;

	if (!p->spec.word)
		return;
	va_start(ap, format);
	vsnprintf(word, sizeof word, format, ap);
	va_end(ap);
	p->spec.word(word, p->spec.arg);
}

int port_create(struct port **pp, const struct port_spec *s)
{
	struct port *p = calloc(1, sizeof *p);
	int err;

	if (!p)
		return -ENOMEM;
	p->spec = *s;
	err = interface_create(&p->interface, &s->interface);
	if (err) {
		free(p);
		return err;
	}
	*pp = p;
	return 0;
}

void port_destroy(struct port *p)
{
	if (!p)
		return;
	loop_end(p->spec.loop, p->watch);
	interface_destroy(p->interface);
	free(p);
}

/* -- reading ------------------------------------------------------------- */

static void wait_for(struct port *p)
{
	p->retry = p->retry.ns ? (struct span){ p->retry.ns * 2 } : RETRY_MIN;
	if (p->retry.ns > RETRY_MAX.ns)
		p->retry = RETRY_MAX;
	p->retry_at = (struct span){ loop_uptime().ns + p->retry.ns };
}

static void lose(struct port *p, const char *why)
{
	say(p, "%s went away: %s (waiting for it)",
	    interface_name(p->interface), why);
	p->told = -ENODEV;
	loop_end(p->spec.loop, p->watch);
	p->watch = NULL;
	interface_close(p->interface);
	wait_for(p);
}

bool port_read(struct port *p)
{
	char why[CAPTURE_WHY];
	int n;

	if (!interface_is_open(p->interface))
		return true;
	n = interface_read(p->interface, why);
	if (n < 0)
		lose(p, why);
	return n < INTERFACE_BATCH;
}

void port_count(struct port *p)
{
	interface_count(p->interface);
}

/* -- opening ------------------------------------------------------------- */

static void on_readable(void *arg)
{
	struct port *p = arg;

	port_read(p);
	p->spec.was_read(p->spec.arg);
}

/* 0, and what is to be known is said, or an error, with WHY. */
static int open_interface(struct port *p, char why[CAPTURE_WHY])
{
	int err = interface_open(p->interface, why);

	if (err)
		return err;
	p->watch = loop_readable(p->spec.loop, interface_fd(p->interface),
				 on_readable, p);
	if (!p->watch) {
		interface_close(p->interface);
		return no_memory(why);
	}
	p->retry = (struct span){ 0 };
	if (*why)
		say(p, "%s", why);
	return 0;
}

/* Does ERR mean that it may come right by itself? */
static bool may_come(int err, bool demand)
{
	return err == -ENETDOWN ||
	       ((err == -ENODEV || err == -EIO) && !demand);
}

int port_open(struct port *p, bool demand, char why[CAPTURE_WHY])
{
	int err = open_interface(p, why);

	if (err && !may_come(err, demand))
		return err;
	if (err) {
		say(p, "%s (waiting for it)", why);
		wait_for(p);
	}
	p->told = err;
	return 0;
}

void port_retry(struct port *p)
{
	char why[CAPTURE_WHY];
	int err;

	if (interface_is_open(p->interface) ||
	    loop_uptime().ns < p->retry_at.ns)
		return;
	err = open_interface(p, why);
	if (!err) {
		say(p, "%s is captured from now on",
		    interface_name(p->interface));
	} else {
		if (err != p->told)
			say(p, "%s (waiting for it)", why);
		wait_for(p);
	}
	p->told = err;
}
