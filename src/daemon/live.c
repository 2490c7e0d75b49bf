/* SPDX-License-Identifier: BSD-2-Clause */
/* Captures live; an idle tick moves the clock on when no packet comes. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#include "base/loop.h"
#include "capture/capture.h"
#include "daemon/daemon.h"
#include "daemon/pipeline.h"

#define TICK_S		1
#define HEALTH_TICKS	60	/* a health record each minute */

struct live {
	const struct options *o;
	struct config *config;
	struct counters *counters;
	struct loop *loop;
	struct sink *sink;
	struct pipeline *pipeline;
	struct capture_live *capture;
	int address_fd;
	int stdout_failed;		/* as of the last look at it */
	struct health health;
	uint64_t ticks, told;		/* health, at that tick */
};

static void on_frame(const struct frame *f, void *arg)
{
	struct live *l = arg;

	pipeline_frame(l->pipeline, f);
}

static void on_quiet(struct moment until, void *arg)
{
	struct live *l = arg;

	pipeline_quiet(l->pipeline, until);
}

static void on_word(const char *word, void *arg)
{
	struct live *l = arg;

	log_line(l->o, LOG_SAYS_WARNING, "%s", word);
}

static void read_addresses(void *arg)
{
	struct live *l = arg;
	struct net *nets = NULL;
	size_t n = 0;
	int err;

	if (l->address_fd >= 0)
		capture_addresses_drain(l->address_fd);
	err = capture_addresses(&nets, &n);
	if (!err) {
		err = pipeline_local(l->pipeline, nets, n);
		free(nets);
	}
	if (err)
		log_line(l->o, LOG_SAYS_WARNING, "this host's addresses are "
			 "not known: %s; capture.local can give them",
			 strerror(-err));
}

/* Each minute, at the end, and at once when packets are lost. */
static void tell_health(struct live *l)
{
	char warning[HEALTH_TEXT];
	struct addr sender;
	const char *why;

	capture_live_count(l->capture);
	l->told = l->ticks;
	why = pipeline_bad_hep(l->pipeline, &sender);
	pipeline_health(l->pipeline, health_warning(&l->health, l->counters,
						    why, &sender, warning));
}

/* The figures of the windows with a loss in them are too low. */
static void look_for_loss(struct live *l)
{
	bool alarming;

	capture_live_count(l->capture);
	if (!health_lost_more(&l->health, l->counters, &alarming))
		return;
	pipeline_doubt(l->pipeline);
	if (alarming)
		tell_health(l);
}

/* Said when it is new: it is no use to say so in syslog. */
static void look_at_syslog(struct live *l)
{
	char word[SINK_WORD];

	if (sink_word(l->sink, word))
		log_line(l->o, LOG_SAYS_WARNING, "%s", word);
}

/* Said when it is new: alerts are still wanted in syslog. */
static void look_at_stdout(struct live *l)
{
	int failure = sink_failure(l->sink);

	if (failure && !l->stdout_failed)
		log_line(l->o, LOG_SAYS_ERROR, "standard output: %s: nothing "
			 "more is printed, alerts still go to syslog",
			 failure == EPIPE ? "its reader is gone" :
			 strerror(failure));
	l->stdout_failed = failure;
}

/* Feeds systemd's watchdog: it lives as long as the loop turns. */
static void on_tick(void *arg)
{
	struct live *l = arg;

	sd_notify(0, "WATCHDOG=1");
	sink_flush(l->sink);
	look_at_syslog(l);
	look_at_stdout(l);
	l->ticks++;
	look_for_loss(l);
	if (l->ticks - l->told >= HEALTH_TICKS)
		tell_health(l);
}

static void on_stop(void *arg)
{
	struct live *l = arg;

	loop_stop(l->loop);
}

static int open_capture(struct live *l, const struct settings *s,
			struct capture_live **capture)
{
	char why[CAPTURE_WHY];
	int err;

	err = capture_live_open(capture, &(struct capture_live_spec){
		.settings = &s->capture, .hep = &s->hep.listen,
		.demand = l->o->interfaces.n > 0,
		.before = l->capture,
		.loop = l->loop, .counters = l->counters,
		.frame = on_frame, .quiet = on_quiet, .word = on_word,
		.arg = l }, why);
	if (!err)
		return STATUS_FINE;
	log_line(l->o, LOG_SAYS_ERROR, "%s", why);
	switch (err) {
	case -ENODEV:
		return STATUS_UNAVAILABLE;
	case -EPERM:
	case -EACCES:
		return STATUS_NO_PERMISSION;
	case -EINVAL:	/* the filter */
		return l->o->filter ? STATUS_USAGE : STATUS_CONFIG;
	default:
		return STATUS_SYSTEM;
	}
}

static bool ports_equal(const struct port_range *a, size_t n,
			const struct port_range *b, size_t m)
{
	return n == m && (n == 0 || memcmp(a, b, n * sizeof *a) == 0);
}

static bool words_equal(char *const a[], size_t n, char *const b[], size_t m)
{
	if (n != m)
		return false;
	for (size_t i = 0; i < n; i++)
		if (strcmp(a[i], b[i]) != 0)
			return false;
	return true;
}

static bool texts_equal(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

/* Does what is captured stay as it is? Then the capture stays open. */
static bool capture_same(const struct capture_settings *a,
			 const struct capture_settings *b)
{
	return words_equal(a->interfaces, a->n_interfaces, b->interfaces,
			   b->n_interfaces) &&
	       ports_equal(a->ports, a->n_ports, b->ports, b->n_ports) &&
	       ports_equal(a->vxlan_ports, a->n_vxlan_ports,
			   b->vxlan_ports, b->n_vxlan_ports) &&
	       a->buffer == b->buffer && texts_equal(a->filter, b->filter);
}

/*
 * All of it, or nothing: the new capture is open before the old one ends, and
 * both before the rules change.
 */
static int adopt(struct live *l, const struct settings *s)
{
	const struct settings *old = config_settings(l->config);
	struct capture_live *capture = NULL;

	if (!(capture_same(&old->capture, &s->capture) &&
	      endpoint_same(&old->hep.listen, &s->hep.listen)) &&
	    open_capture(l, s, &capture) != STATUS_FINE)
		return -EIO;
	if (pipeline_reload(l->pipeline, s) < 0) {
		log_line(l->o, LOG_SAYS_ERROR, "out of memory");
		capture_live_close(capture);
		return -ENOMEM;
	}
	if (capture) {
		capture_live_close(l->capture);
		l->capture = capture;
	}
	if (old->memory != s->memory)
		log_line(l->o, LOG_SAYS_WARNING, "limits.memory changes at a "
			 "restart: tables keep their size till then");
	return 0;
}

static void on_reload(void *arg)
{
	struct live *l = arg;
	struct config *config = NULL;

	if (load_config(l->o, &config) < 0 ||
	    adopt(l, config_settings(config)) < 0) {
		log_line(l->o, LOG_SAYS_ERROR, "reload: the configuration "
			 "in force stays as it was");
		config_free(config);
		return;
	}
	config_free(l->config);
	l->config = config;
	log_line(l->o, LOG_SAYS_NOTICE, "reload: done");
}

static int open_sinks(struct live *l)
{
	const struct settings *s = config_settings(l->config);
	int err;

	err = sink_create(&l->sink, &(struct sink_spec){
		.print = l->o->print, .json = l->o->json,
		.fd = STDOUT_FILENO, .syslog = true, .settings = s,
		.loop = l->loop, .counters = l->counters });
	if (!err)
		err = pipeline_create(&l->pipeline, &(struct pipeline_spec){
			.settings = s, .counters = l->counters,
			.sink = l->sink });
	if (!err)
		return STATUS_FINE;
	log_line(l->o, LOG_SAYS_ERROR, "cannot start: %s%s", strerror(-err),
		 err == -ENOMEM ? "; limits.memory may be too large" : "");
	return STATUS_SYSTEM;
}

/* First of all: one that comes meanwhile is acted on once all stands. */
static int watch_signals(struct live *l)
{
	if (!loop_signal(l->loop, SIGHUP, on_reload, l) ||
	    !loop_signal(l->loop, SIGTERM, on_stop, l) ||
	    !loop_signal(l->loop, SIGINT, on_stop, l))
		return -ENOMEM;
	return 0;
}

static int watch(struct live *l)
{
	int err = capture_addresses_watch(&l->address_fd);

	if (err)
		log_line(l->o, LOG_SAYS_WARNING, "new addresses of this host "
			 "will not be seen: %s", strerror(-err));
	else if (!loop_readable(l->loop, l->address_fd, read_addresses, l))
		return STATUS_SYSTEM;
	read_addresses(l);
	if (!loop_every(l->loop, span_s(TICK_S), on_tick, l))
		return STATUS_SYSTEM;
	return STATUS_FINE;
}

/* One may fail and the other not: both are worth it. */
static void confine(const struct options *o)
{
	if (privs_drop(true) < 0)
		log_line(o, LOG_SAYS_WARNING, "it runs with more privileges "
			 "than it needs: dropping them failed");
	if (privs_confine() < 0)
		log_line(o, LOG_SAYS_WARNING, "it runs with more system "
			 "calls than it needs: a seccomp filter failed");
}

static int start(struct live *l)
{
	int status;

	if (loop_create(&l->loop) < 0 || watch_signals(l) < 0 ||
	    counters_create(&l->counters) < 0) {
		log_line(l->o, LOG_SAYS_ERROR, "cannot start: out of memory");
		return STATUS_SYSTEM;
	}
	status = open_sinks(l);
	if (!status)
		status = open_capture(l, config_settings(l->config),
				      &l->capture);
	if (!status)
		status = watch(l);
	return status;
}

/* Who has started it by hand wonders whether it does anything. */
static void tell_start(const struct live *l)
{
	const struct settings *s = config_settings(l->config);
	char names[256] = "";
	size_t n = 0;

	for (size_t i = 0; i < s->capture.n_interfaces && n < sizeof names;
	     i++)
		n += snprintf(names + n, sizeof names - n, "%s%s",
			      i ? ", " : "", s->capture.interfaces[i]);
	if (s->hep.listen.port && n < sizeof names)
		snprintf(names + n, sizeof names - n, "%shep", n ? ", " : "");
	log_line(l->o, isatty(STDERR_FILENO) ? LOG_SAYS_NOTICE :
		 LOG_SAYS_INFO, "capturing on %s with %zu rule%s; alerts go "
		 "to %s (%s)%s", names, s->n_rules,
		 s->n_rules == 1 ? "" : "s",
		 syslog_reader_name(s->syslog.format), s->syslog.socket,
		 l->o->print & PRINT_ALERTS ? " and here" :
		 ", here with -p alerts");
}

static int live(struct live *l)
{
	int status = start(l);

	if (status)
		return status;
	confine(l->o);
	sd_notify(0, "READY=1");
	look_at_syslog(l);
	tell_start(l);
	loop_run(l->loop);
	sd_notify(0, "STOPPING=1");
	outputs_tell_syslog(l->o, l->sink);
	tell_health(l);
	pipeline_summary(l->pipeline);
	outputs_tell_stdout(l->o, l->sink);
	look_at_stdout(l);
	return l->stdout_failed && l->stdout_failed != EPIPE ?
	       STATUS_SYSTEM : STATUS_FINE;
}

int live_run(const struct options *o, struct config *config)
{
	struct live l = { .o = o, .config = config, .address_fd = -1 };
	int status = live(&l);

	capture_live_close(l.capture);
	pipeline_destroy(l.pipeline);
	sink_destroy(l.sink);
	loop_destroy(l.loop);
	counters_destroy(l.counters);
	if (l.address_fd >= 0)
		close(l.address_fd);
	config_free(l.config);
	return status;
}
