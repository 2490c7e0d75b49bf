/* SPDX-License-Identifier: BSD-2-Clause */
/* Captures from interfaces and HEP at once: frames in order, and quiet. */
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "capture/source.h"

#define TICK	   span_ms(100)
#define HOLD	   span_ms(250)	/* a block's timeout, and a margin */
#define LAG	   span_ms(500)	/* of the quiet clock; more than HOLD */
#define QUEUE_ROOM (4 << 20)

struct capture_live;

/* Where frames come from: an interface, or HEP. */
struct source {
	struct capture_live *live;
	size_t index;			/* of its queue */
	struct port *port;		/* NULL: HEP */
};

struct capture_live {
	struct capture_live_spec spec;
	struct filter *filter;
	struct loop_watch *tick;
	struct names *names;
	int links_fd;			/* tells of changes; -1: unwatched */
	struct loop_watch *links;
	struct merge *merge;		/* NULL: one source, in order */
	struct listener *listener;	/* NULL: no HEP is taken */
	struct loop_watch *listening;
	struct source hep;
	size_t n;
	struct source *sources;		/* interfaces */
};

static void on_frame(const struct frame *f, void *arg)
{
	struct source *s = arg;
	struct capture_live *c = s->live;

	if (c->merge)
		merge_put(c->merge, s->index, f);
	else
		c->spec.frame(f, c->spec.arg);
}

static void on_word(const char *word, void *arg)
{
	struct capture_live *c = arg;

	if (c->spec.word)
		c->spec.word(word, c->spec.arg);
}

static struct moment before(struct moment m, struct span s)
{
	return (struct moment){ m.ns - s.ns };
}

static void give(void *arg)
{
	struct capture_live *c = arg;

	if (c->merge)
		merge_give(c->merge, before(loop_wall_clock(), HOLD));
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
		port_retry(c->sources[i].port);
		drained = port_read(c->sources[i].port) && drained;
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
	struct port_spec spec = {
		.interface = {
			.names = c->names,
			.filter = c->filter,
			.buffer = s->buffer,
			.captured = counter(counters, "captured", NULL),
			.dropped_kernel = counter(counters, "dropped",
						  "kernel"),
			.dropped_interface = counter(counters, "dropped",
						     "interface"),
			.frame = on_frame },
		.loop = c->spec.loop, .was_read = give, .word = on_word,
		.arg = c,
	};
	int err;

	c->sources = calloc(s->n_interfaces, sizeof *c->sources);
	if (!c->sources && s->n_interfaces)
		return -ENOMEM;
	for (; c->n < s->n_interfaces; c->n++) {
		struct source *source = &c->sources[c->n];

		source->live = c;
		source->index = c->n;
		spec.interface.name = s->interfaces[c->n];
		spec.interface.arg = source;
		err = port_create(&source->port, &spec);
		if (err)
			return err;
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
	c->hep = (struct source){ c, s->settings->n_interfaces, NULL };
	err = listener_open(&c->listener, &(struct listener_spec){
		.endpoint = *s->hep, .names = c->names,
		.buffer = s->settings->buffer,
		.captured = counter(counters, "captured", NULL),
		.dropped = counter(counters, "dropped", "hep"),
		.restamped = counter(counters, "hep_restamped", NULL),
		.counters = counters,
		.frame = on_frame, .arg = &c->hep },
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

static int open_ports(struct capture_live *c, char why[CAPTURE_WHY])
{
	int err = 0;

	for (size_t i = 0; !err && i < c->n; i++)
		err = port_open(c->sources[i].port, c->spec.demand, why);
	return err;
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
	err = filter_create(&c->filter, s);
	if (!err)
		err = create_ports(c, s);
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
	for (i = 0; i < c->n; i++)
		port_destroy(c->sources[i].port);
	loop_end(c->spec.loop, c->listening);
	listener_close(c->listener);
	merge_destroy(c->merge);
	loop_end(c->spec.loop, c->links);
	if (c->links_fd >= 0)
		close(c->links_fd);
	names_release(c->names);
	filter_destroy(c->filter);
	free(c->sources);
	free(c);
}

void capture_live_count(struct capture_live *c)
{
	size_t i;

	for (i = 0; i < c->n; i++)
		port_count(c->sources[i].port);
	if (c->listener)
		listener_count(c->listener);
}
