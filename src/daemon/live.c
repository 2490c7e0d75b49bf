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
#define LOSS_PPM	1000	/* doubt figures from 0.1 % of loss on */

struct live {
	const struct options *o;
	struct config *config;
	struct counters *counters;
	struct loop *loop;
	struct sink *sink;
	struct pipeline *pipeline;
	struct capture_live *capture;
	int address_fd;
	uint64_t ticks, packets, dropped;	/* as of the last minute */
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
	struct net *nets;
	size_t n;

	capture_addresses_drain(l->address_fd);
	if (capture_addresses(&nets, &n) < 0)
		return;
	if (pipeline_local(l->pipeline, nets, n) < 0)
		log_line(l->o, LOG_SAYS_WARNING,
			 "no memory for the interfaces' addresses");
	free(nets);
}

struct loss { uint64_t packets, dropped; };

static void add_loss(const char *name, const char *label, uint64_t value,
		     void *arg)
{
	struct loss *loss = arg;

	(void)label;
	if (strcmp(name, "packets") == 0)
		loss->packets += value;
	else if (strcmp(name, "dropped") == 0)
		loss->dropped += value;
}

/* Each minute and at the end; its warning says when loss makes the figures doubtful. */
static void tell_health(struct live *l)
{
	struct loss loss = { 0 };
	uint64_t lost, seen;
	char warning[160];
	bool doubtful;

	capture_live_count(l->capture);
	counter_each(l->counters, add_loss, &loss);
	seen = loss.packets - l->packets;
	lost = loss.dropped - l->dropped;
	l->packets = loss.packets;
	l->dropped = loss.dropped;
	doubtful = lost && lost * 1000000 >= (seen + lost) * LOSS_PPM;
	if (doubtful)
		snprintf(warning, sizeof warning, "capture lost %llu of %llu "
			 "packets in the last minute: figures are too low; "
			 "raise capture.buffer or narrow the filter",
			 (unsigned long long)lost,
			 (unsigned long long)(seen + lost));
	pipeline_health(l->pipeline, doubtful ? warning : NULL);
}

/* Feeds systemd's watchdog: it lives as long as the loop turns. */
static void on_tick(void *arg)
{
	struct live *l = arg;

	sd_notify(0, "WATCHDOG=1");
	sink_flush(l->sink);
	if (++l->ticks % HEALTH_TICKS == 0)
		tell_health(l);
}

static void on_stop(void *arg)
{
	struct live *l = arg;

	loop_stop(l->loop);
}

static int open_capture(struct live *l, const struct settings *s)
{
	char why[CAPTURE_WHY];
	int err;

	err = capture_live_open(&l->capture, &(struct capture_live_spec){
		.settings = &s->capture, .demand = l->o->interfaces.n > 0,
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
	case -EINVAL:
		return STATUS_CONFIG;
	default:
		return STATUS_SYSTEM;
	}
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
	       a->n_ports == b->n_ports &&
	       memcmp(a->ports, b->ports, a->n_ports * sizeof *a->ports)
			== 0 &&
	       a->buffer == b->buffer && texts_equal(a->filter, b->filter);
}

/* The new capture, or when that can't be opened the old one again. */
static void reopen_capture(struct live *l, const struct settings *new_one,
			   const struct settings *old)
{
	capture_live_close(l->capture);
	l->capture = NULL;
	if (open_capture(l, new_one) == STATUS_FINE)
		return;
	log_line(l->o, LOG_SAYS_ERROR, "reload: capture goes on as before");
	if (open_capture(l, old) != STATUS_FINE)
		loop_stop(l->loop);
}

static void on_reload(void *arg)
{
	struct live *l = arg;
	const struct settings *old = config_settings(l->config);
	struct config *config;

	if (load_config(l->o, &config) < 0) {
		log_line(l->o, LOG_SAYS_ERROR, "reload: the configuration "
			 "in force stays as it was");
		return;
	}
	if (pipeline_reload(l->pipeline, config_settings(config)) < 0) {
		log_line(l->o, LOG_SAYS_ERROR, "reload: out of memory; the "
			 "configuration in force stays as it was");
		config_free(config);
		return;
	}
	if (!capture_same(&old->capture,
			  &config_settings(config)->capture))
		reopen_capture(l, config_settings(config), old);
	config_free(l->config);
	l->config = config;
	log_line(l->o, LOG_SAYS_INFO, "reload: done");
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
	log_line(l->o, LOG_SAYS_ERROR, "cannot start: %s", strerror(-err));
	return STATUS_SYSTEM;
}

static int watch(struct live *l)
{
	if (capture_addresses_watch(&l->address_fd) == 0 &&
	    !loop_readable(l->loop, l->address_fd, read_addresses, l))
		return STATUS_SYSTEM;
	read_addresses(l);
	if (!loop_signal(l->loop, SIGHUP, on_reload, l) ||
	    !loop_signal(l->loop, SIGTERM, on_stop, l) ||
	    !loop_signal(l->loop, SIGINT, on_stop, l) ||
	    !loop_every(l->loop, span_s(TICK_S), on_tick, l))
		return STATUS_SYSTEM;
	return STATUS_FINE;
}

static int live(struct live *l)
{
	int status;

	if (loop_create(&l->loop) < 0 || counters_create(&l->counters) < 0)
		return STATUS_SYSTEM;
	status = open_sinks(l);
	if (!status)
		status = open_capture(l, config_settings(l->config));
	if (!status)
		status = watch(l);
	if (status)
		return status;
	if (privs_drop(true) < 0 || privs_confine() < 0)
		log_line(l->o, LOG_SAYS_WARNING, "it runs with more "
			 "privileges than it needs: dropping them failed");
	sd_notify(0, "READY=1");
	log_line(l->o, LOG_SAYS_INFO, "capturing");
	loop_run(l->loop);
	sd_notify(0, "STOPPING=1");
	tell_health(l);
	return STATUS_FINE;
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
