/* SPDX-License-Identifier: BSD-2-Clause */
/* Captures from interfaces and HEP, by their stamps; waits for absent ones. */
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <unistd.h>

#include "capture/source.h"

#define TICK	   span_ms(100)
#define HOLD	   span_ms(250)	/* a block's timeout, and a margin */
#define LAG	   span_ms(500)	/* of the quiet clock; more than HOLD */
#define RETRY_MIN  span_s(1)
#define RETRY_MAX  span_s(30)
#define QUEUE_ROOM (4 << 20)

struct capture_live;

/* An interface and its place in the loop. */
struct port {
	struct capture_live *live;
	size_t index;
	struct interface *interface;
	struct loop_watch *watch;
	struct span retry_at, retry;	/* by loop_uptime() */
	int told;			/* the error that was told; 0: none */
};

struct capture_live {
	struct capture_live_spec spec;
	char *filter[2];		/* with VLAN tags, without */
	struct loop_watch *tick;
	struct names *names;
	int links_fd;			/* tells of changes; -1: unwatched */
	struct loop_watch *links;
	struct merge *merge;		/* NULL: one source, in order */
	struct listener *listener;	/* NULL: no HEP is taken */
	struct loop_watch *listening;
	size_t n;
	struct port *ports;
};

static void on_frame(const struct frame *f, void *arg)
{
	struct port *p = arg;
	struct capture_live *c = p->live;

	if (c->merge)
		merge_put(c->merge, p->index, f);
	else
		c->spec.frame(f, c->spec.arg);
}

/* HEP's place among the queues is behind the interfaces'. */
static void on_hep(const struct frame *f, void *arg)
{
	struct capture_live *c = arg;

	if (c->merge)
		merge_put(c->merge, c->n, f);
	else
		c->spec.frame(f, c->spec.arg);
}

static void say(struct capture_live *c, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void say(struct capture_live *c, const char *format, ...)
{
	char word[CAPTURE_WHY + 64];
	va_list ap;

	if (!c->spec.word)
		return;
	va_start(ap, format);
	vsnprintf(word, sizeof word, format, ap);
	va_end(ap);
	c->spec.word(word, c->spec.arg);
}

static struct moment before(struct moment m, struct span s)
{
	return (struct moment){ m.ns - s.ns };
}

static void wait_for(struct port *p)
{
	p->retry = p->retry.ns ? (struct span){ p->retry.ns * 2 } : RETRY_MIN;
	if (p->retry.ns > RETRY_MAX.ns)
		p->retry = RETRY_MAX;
	p->retry_at = (struct span){ loop_uptime().ns + p->retry.ns };
}

static void lose(struct port *p, const char *why)
{
	say(p->live, "%s went away: %s (waiting for it)",
	    interface_name(p->interface), why);
	p->told = -ENODEV;
	loop_end(p->live->spec.loop, p->watch);
	p->watch = NULL;
	interface_close(p->interface);
	wait_for(p);
}

/* Is nothing left to be read? */
static bool read_port(struct port *p)
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

static void give(struct capture_live *c)
{
	if (c->merge)
		merge_give(c->merge, before(loop_wall_clock(), HOLD));
}

static void on_readable(void *arg)
{
	struct port *p = arg;

	read_port(p);
	give(p->live);
}

/* Is nothing left to be read? */
static bool read_listener(struct capture_live *c)
{
	return !c->listener || listener_read(c->listener) < LISTENER_BATCH;
}

static void on_message(void *arg)
{
	struct capture_live *c = arg;

	read_listener(c);
	give(c);
}

/* 0 or an error, with WHY. */
static int open_port(struct port *p, char why[CAPTURE_WHY])
{
	int err = interface_open(p->interface, why);

	if (err)
		return err;
	p->watch = loop_readable(p->live->spec.loop,
				 interface_fd(p->interface), on_readable, p);
	if (!p->watch) {
		interface_close(p->interface);
		return no_memory(why);
	}
	p->retry = (struct span){ 0 };
	return 0;
}

static void retry(struct port *p)
{
	char why[CAPTURE_WHY];
	int err;

	if (loop_uptime().ns < p->retry_at.ns)
		return;
	err = open_port(p, why);
	if (!err) {
		say(p->live, "%s is captured from now on",
		    interface_name(p->interface));
	} else {
		if (err != p->told)
			say(p->live, "%s (waiting for it)", why);
		wait_for(p);
	}
	p->told = err;
}

/*
 * Frames may still be in a block that the kernel has not handed over: the
 * quiet clock stays behind by more than a block waits, and stands still as
 * long as any source has more than a batch to read.
 */
static void on_tick(void *arg)
{
	struct capture_live *c = arg;
	struct moment now = loop_wall_clock();
	bool drained = read_listener(c);
	size_t i;

	for (i = 0; i < c->n; i++) {
		if (!interface_is_open(c->ports[i].interface))
			retry(&c->ports[i]);
		drained = read_port(&c->ports[i]) && drained;
	}
	if (c->merge)
		merge_give(c->merge, before(now, HOLD));
	if (drained && c->spec.quiet)
		c->spec.quiet(before(now, LAG), c->spec.arg);
}

/* Nothing of the settings is kept: they may go while the capture stays. */
static int create_ports(struct capture_live *c,
			const struct capture_settings *s)
{
	struct counters *counters = c->spec.counters;
	struct interface_spec spec = {
		.names = c->names,
		.filter = { c->filter[0], c->filter[1] },
		.buffer = s->buffer,
		.captured = counter(counters, "captured", NULL),
		.dropped_kernel = counter(counters, "dropped", "kernel"),
		.dropped_interface = counter(counters, "dropped",
					     "interface"),
		.frame = on_frame,
	};
	size_t i;
	int err;

	c->ports = calloc(s->n_interfaces, sizeof *c->ports);
	if (!c->ports && s->n_interfaces)
		return -ENOMEM;
	for (i = 0; i < s->n_interfaces; i++) {
		struct port *p = &c->ports[i];

		p->live = c;
		p->index = i;
		spec.name = s->interfaces[i];
		spec.arg = p;
		err = interface_create(&p->interface, &spec);
		if (err)
			return err;
		c->n++;
	}
	return 0;
}

/* A BEFORE that has the endpoint shares it. */
static int open_listener(struct capture_live *c,
			 const struct capture_live_spec *s,
			 char why[CAPTURE_WHY])
{
	struct counters *counters = s->counters;
	int err;

	if (!s->hep || !s->hep->port)
		return 0;
	err = listener_open(&c->listener, &(struct listener_spec){
		.endpoint = *s->hep, .names = c->names,
		.buffer = s->settings->buffer,
		.captured = counter(counters, "captured", NULL),
		.dropped = counter(counters, "dropped", "hep"),
		.restamped = counter(counters, "hep_restamped", NULL),
		.frame = on_hep, .arg = c },
		s->before ? s->before->listener : NULL, why);
	if (err)
		return err;
	c->listening = loop_readable(c->spec.loop, listener_fd(c->listener),
				     on_message, c);
	return c->listening ? 0 : no_memory(why);
}

static int create_merge(struct capture_live *c)
{
	size_t sources = c->n + (c->listener != NULL);

	return sources < 2 ? 0 : merge_create(&c->merge, sources, QUEUE_ROOM,
					      c->spec.frame, c->spec.arg);
}

static void on_links(void *arg)
{
	struct capture_live *c = arg;

	capture_addresses_drain(c->links_fd);
	names_forget_indexes(c->names);
}

/* Without it, an interface that is renamed goes by its old name. */
static int watch_links(struct capture_live *c)
{
	if (interfaces_watch(&c->links_fd) < 0)
		return 0;
	c->links = loop_readable(c->spec.loop, c->links_fd, on_links, c);
	return c->links ? 0 : -ENOMEM;
}

/* Does ERR mean that it may come right by itself? */
static bool may_come(const struct capture_live *c, int err)
{
	return err == -ENETDOWN ||
	       ((err == -ENODEV || err == -EIO) && !c->spec.demand);
}

static int open_ports(struct capture_live *c, char why[CAPTURE_WHY])
{
	size_t i;
	int err;

	for (i = 0; i < c->n; i++) {
		struct port *p = &c->ports[i];

		err = open_port(p, why);
		if (err && !may_come(c, err))
			return err;
		if (err) {
			say(c, "%s (waiting for it)", why);
			wait_for(p);
		}
		p->told = err;
	}
	return 0;
}

static int open_all(struct capture_live *c,
		    const struct capture_live_spec *spec,
		    char why[CAPTURE_WHY])
{
	const struct capture_settings *s = spec->settings;
	int err = s->filter ? capture_filter_check(s->filter, why) : 0;

	if (!err)
		err = open_listener(c, spec, why);
	if (err)
		return err;
	c->filter[0] = filter_text(s, true);
	c->filter[1] = filter_text(s, false);
	err = c->filter[0] && c->filter[1] ? create_ports(c, s) : -ENOMEM;
	if (!err)
		err = create_merge(c);
	if (!err)
		err = watch_links(c);
	if (!err)
		c->tick = loop_every(c->spec.loop, TICK, on_tick, c);
	if (err || !c->tick)
		return no_memory(why);
	return open_ports(c, why);
}

int capture_live_open(struct capture_live **cp,
		      const struct capture_live_spec *spec,
		      char why[CAPTURE_WHY])
{
	struct capture_live *c = calloc(1, sizeof *c);
	int err;

	if (!c)
		return no_memory(why);
	c->spec = *spec;
	c->spec.settings = NULL;
	c->spec.before = NULL;
	c->spec.hep = NULL;
	c->links_fd = -1;
	if (spec->before)
		c->names = names_share(spec->before->names);
	else if (names_create(&c->names) < 0)
		c->names = NULL;
	err = c->names ? open_all(c, spec, why) : no_memory(why);
	if (err) {
		capture_live_close(c);
		return err;
	}
	*cp = c;
	return 0;
}

void capture_live_close(struct capture_live *c)
{
	size_t i;

	if (!c)
		return;
	loop_end(c->spec.loop, c->tick);
	if (c->merge)
		merge_give(c->merge, (struct moment){ INT64_MAX });
	for (i = 0; i < c->n; i++) {
		loop_end(c->spec.loop, c->ports[i].watch);
		interface_destroy(c->ports[i].interface);
	}
	loop_end(c->spec.loop, c->listening);
	listener_close(c->listener);
	merge_destroy(c->merge);
	loop_end(c->spec.loop, c->links);
	if (c->links_fd >= 0)
		close(c->links_fd);
	names_release(c->names);
	free(c->filter[0]);
	free(c->filter[1]);
	free(c->ports);
	free(c);
}

void capture_live_count(struct capture_live *c)
{
	size_t i;

	for (i = 0; i < c->n; i++)
		interface_count(c->ports[i].interface);
	if (c->listener)
		listener_count(c->listener);
}
