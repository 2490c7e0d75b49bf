/* SPDX-License-Identifier: BSD-2-Clause */
/* Replays captures through the pipeline; the clock is the packets' own. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/loop.h"
#include "capture/capture.h"
#include "daemon/daemon.h"
#include "daemon/pipeline.h"
#include "decode/decode.h"

/* One at an outbound leg finds the inbound one, that finds all the others,
 * and then they are shown. */
#define LOOKS 3

#define LATEST_NS 1e18		/* 31 years: what is due later waits so long */

struct replay {
	const struct options *o;
	struct config *config;
	struct counters *counters;
	struct capture_files *files;
	struct capture_files *more[LOOKS - 1];	/* opened for later looks */
	struct sink *sink;
	struct pipeline *pipeline;
	bool shows_progress, progress_shown;
	struct span started;		/* by loop_uptime() */
	struct moment first;		/* stamp of the first frame */
	uint64_t frames;
};

static volatile sig_atomic_t interrupted;

/* What was about to wait when the signal came, the alarm ends. */
static void on_interrupt(int signum)
{
	(void)signum;
	interrupted = 1;
	alarm(1);
}

/*
 * Once: end, and say what there was. Twice: as usual. A read or a write that
 * waits does not begin again. What nohup(1) or a shell ignores stays ignored.
 */
static void catch_signals(void)
{
	static const int ends[] = { SIGHUP, SIGINT, SIGTERM };
	const struct sigaction end = { .sa_handler = on_interrupt,
				       .sa_flags = SA_RESETHAND };
	const struct sigaction again = { .sa_handler = on_interrupt };
	struct sigaction old;

	sigaction(SIGALRM, &again, NULL);
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
		if (sigaction(ends[i], NULL, &old) == 0 &&
		    old.sa_handler != SIG_IGN)
			sigaction(ends[i], &end, NULL);
}

/* A colour helps only who looks at it (https://no-color.org). */
static bool wants_colour(void)
{
	const char *no = getenv("NO_COLOR");

	return isatty(STDOUT_FILENO) && !(no && *no);
}

static int open_failed(const struct options *o, int err, const char *why)
{
	log_line(o, LOG_SAYS_ERROR, "%s", why);
	switch (err) {
	case -EBADMSG:
		return STATUS_DATA;
	case -EINVAL:
		return STATUS_USAGE;
	case -ENOMEM:
		return STATUS_SYSTEM;
	default:
		return STATUS_NO_INPUT;
	}
}

static int check_links(const struct replay *r)
{
	for (size_t i = 0; i < r->o->files.n; i++) {
		const char *name;
		int link = capture_files_link(r->files, i, &name);

		if (decode_knows_link(link))
			continue;
		log_line(r->o, LOG_SAYS_ERROR, "%s: link type %d (%s) is not "
			 "one that is read; sipward(8) lists those",
			 r->o->files.at[i], link, name ? name : "unknown");
		return STATUS_DATA;
	}
	return STATUS_FINE;
}

/* What comes by standard input or a pipe comes once. */
static bool is_read_once(const struct options *o)
{
	struct stat st;

	for (size_t i = 0; i < o->files.n; i++)
		if (strcmp(o->files.at[i], "-") == 0 ||
		    stat(o->files.at[i], &st) < 0 || !S_ISREG(st.st_mode))
			return true;
	return false;
}

static int open_files(struct replay *r)
{
	const struct options *o = r->o;
	char why[CAPTURE_WHY];
	int err;

	err = capture_files_open(&r->files, o->files.at, o->files.n,
				 o->filter, why);
	for (int i = 0; i < LOOKS - 1 && o->call && !err; i++)
		if (!is_read_once(o))
			err = capture_files_open(&r->more[i], o->files.at,
						 o->files.n, o->filter, why);
	if (err)
		return open_failed(o, err, why);
	return check_links(r);
}

static void show_progress(struct replay *r)
{
	uint64_t done, all;

	capture_files_progress(r->files, &done, &all);
	if (!all)
		return;
	fprintf(stderr, "\r%3u %%  %llu packets ",
		(unsigned)(done * 100 / all), (unsigned long long)r->frames);
	r->progress_shown = true;
}

/* Before a record goes to what may be the same terminal. */
static void clear_progress(void *arg)
{
	struct replay *r = arg;

	if (r->progress_shown)
		fputs("\r\033[K", stderr);
	r->progress_shown = false;
}

static int create_pipeline(struct replay *r)
{
	return pipeline_create(&r->pipeline, &(struct pipeline_spec){
		.settings = config_settings(r->config),
		.counters = r->counters, .sink = r->sink });
}

static int cannot_start(const struct replay *r, int err)
{
	log_line(r->o, LOG_SAYS_ERROR, "cannot start: %s", strerror(-err));
	return STATUS_SYSTEM;
}

static int open_pipeline(struct replay *r)
{
	const struct settings *s = config_settings(r->config);
	int err;

	err = sink_create(&r->sink, &(struct sink_spec){
		.print = r->o->print, .call_id = r->o->call,
		.json = r->o->json,
		.colour = wants_colour(), .fd = STDOUT_FILENO,
		.patient = true, .syslog = r->o->syslog, .settings = s,
		.counters = r->counters, .before_write = clear_progress,
		.arg = r });
	if (!err)
		err = create_pipeline(r);
	return err ? cannot_start(r, err) : STATUS_FINE;
}

/* Waits until F is due at --speed; what is said so far is seen meanwhile. */
static void keep_pace(struct replay *r, const struct frame *f)
{
	double after = (double)moment_since(f->stamp, r->first).ns /
		       r->o->speed;
	struct span due = { r->started.ns + (int64_t)(after < LATEST_NS ?
						      after : LATEST_NS) };
	struct span now = loop_uptime();

	if (due.ns <= now.ns)
		return;
	sink_flush(r->sink);
	while (now.ns < due.ns && !interrupted) {
		loop_sleep((struct span){ due.ns - now.ns });
		now = loop_uptime();
	}
}

/* Nobody reads standard output any more: is there another use for it all? */
static bool is_useless(const struct replay *r)
{
	int failure = sink_failure(r->sink);

	if (failure == EPIPE)
		return !r->o->alert_exit && !r->o->syslog;
	return failure != 0;
}

static void read_all(struct replay *r)
{
	const struct frame *f;

	r->started = loop_uptime();
	while (!interrupted && !is_useless(r) &&
	       (f = capture_files_next(r->files))) {
		if (r->frames++ == 0)
			r->first = f->stamp;
		if (r->o->speed > 0)
			keep_pace(r, f);
		if (r->shows_progress && r->frames % 65536 == 0)
			show_progress(r);
		pipeline_frame(r->pipeline, f);
	}
	clear_progress(r);
	pipeline_end(r->pipeline);
}

/* From the beginning, with what was learnt of the call's legs. */
static int look_again(struct replay *r, struct capture_files **files)
{
	int err;

	pipeline_destroy(r->pipeline);
	r->pipeline = NULL;
	capture_files_close(r->files);
	r->files = *files;
	*files = NULL;
	r->frames = 0;
	err = create_pipeline(r);
	if (err)
		return cannot_start(r, err);
	read_all(r);
	return STATUS_FINE;
}

static int look(struct replay *r)
{
	int status = STATUS_FINE;

	read_all(r);
	for (int i = 0; i < LOOKS - 1 && r->more[i] && !status; i++) {
		if (interrupted || !sink_again(r->sink))
			break;
		status = look_again(r, &r->more[i]);
	}
	return status;
}

/* Says which captures were damaged, if any. */
static bool tell_damage(const struct replay *r)
{
	bool damaged = false;

	for (size_t i = 0; i < r->o->files.n; i++) {
		const char *damage = capture_files_damage(r->files, i);

		if (!damage)
			continue;
		log_line(r->o, LOG_SAYS_ERROR, "%s", damage);
		damaged = true;
	}
	return damaged;
}

/* Says what went wrong; how it all went. */
static int conclude(const struct replay *r)
{
	bool damaged;
	int failure;

	outputs_tell_stdout(r->o, r->sink);
	failure = sink_failure(r->sink);
	if (failure == EPIPE)	/* its reader has seen enough */
		failure = 0;
	damaged = tell_damage(r);
	if (failure)
		log_line(r->o, LOG_SAYS_ERROR, "standard output: %s",
			 strerror(failure));
	if (damaged)
		return STATUS_DATA;
	if (failure)
		return STATUS_SYSTEM;
	if (r->o->alert_exit && pipeline_raised(r->pipeline))
		return STATUS_ALERTS;
	return STATUS_FINE;
}

static int replay(struct replay *r)
{
	int status = open_files(r);

	if (status)
		return status;
	if (privs_drop(false) < 0)
		log_line(r->o, LOG_SAYS_WARNING, "privileges not dropped");
	status = open_pipeline(r);
	if (status)
		return status;
	catch_signals();
	r->shows_progress = isatty(STDERR_FILENO) && !r->o->quiet &&
			    r->o->speed == 0;
	status = look(r);
	if (status)
		return status;
	outputs_tell_syslog(r->o, r->sink);
	if (r->o->print & PRINT_HEALTH)
		pipeline_health(r->pipeline, NULL);
	pipeline_summary(r->pipeline);
	if (sink_missing(r->sink))
		log_line(r->o, LOG_SAYS_ERROR, "no message of call %s is in "
			 "the capture", r->o->call);
	return conclude(r);
}

int replay_run(const struct options *o, struct config *config)
{
	struct replay r = { .o = o, .config = config };
	int status = STATUS_SYSTEM;

	if (counters_create(&r.counters) == 0)
		status = replay(&r);
	pipeline_destroy(r.pipeline);
	sink_destroy(r.sink);
	capture_files_close(r.files);
	for (int i = 0; i < LOOKS - 1; i++)
		capture_files_close(r.more[i]);
	counters_destroy(r.counters);
	config_free(config);
	return status;
}
