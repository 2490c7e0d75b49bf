/* SPDX-License-Identifier: BSD-2-Clause */
/* Notices as lines of syslog, classic or as RFC 5424 has them. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "sink/record.h"

#define LINE 8000	/* rsyslog cuts at 8192 bytes unless told otherwise */

struct syslog {
	const struct settings *settings;
	const struct counters *counters;
	struct post *post;
	enum post_state told;
	char host[256];
};

/* Mmm dd hh:mm:ss in local time (RFC 3164 section 4.1.2). */
static void classic_head(struct text *t, struct moment when)
{
	static const char months[12][4] = {
		"Jan", "Feb", "Mar", "Apr", "May", "Jun",
		"Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
	};
	time_t second = (time_t)(when.ns / NS_PER_S);
	struct tm tm = { .tm_mon = 0 };

	localtime_r(&second, &tm);
	text_printf(t, "%s %2d %02d:%02d:%02d sipward[%d]: ",
		    months[tm.tm_mon], tm.tm_mday, tm.tm_hour, tm.tm_min,
		    tm.tm_sec, (int)getpid());
}

static void rfc5424_head(struct text *t, const struct syslog *s,
			 struct moment when, const char *kind)
{
	text_byte(t, '1');
	text_byte(t, ' ');
	text_moment(t, when);
	text_printf(t, " %s sipward %d %s - ", s->host, (int)getpid(), kind);
}

static struct text begin_line(const struct syslog *s, char line[LINE],
			      enum severity severity, struct moment when,
			      const char *kind)
{
	const struct syslog_settings *set = &s->settings->syslog;
	struct text t = text_in(line, LINE);

	text_printf(&t, "<%d>", set->facility * 8 + (int)severity);
	if (set->format == SYSLOG_RFC5424)
		rfc5424_head(&t, s, when, kind);
	else
		classic_head(&t, when);
	return t;
}

static void end_line(struct syslog *s, const struct text *head,
		     struct record *r)
{
	size_t n = head->n + record_end(r).n - 1;	/* without the LF */

	post_line(s->post, (struct slice){ head->p, n });
}

static void syslog_notice(void *self, const struct notice *n)
{
	struct syslog *s = self;
	char line[LINE];
	struct text head = begin_line(s, line, n->severity, n->when, "alert");
	struct record r;

	record_begin(&r, &record_logfmt, line + head.n, LINE - head.n);
	record_notice(&r, n, false);
	end_line(s, &head, &r);
}

static void syslog_health(void *self, struct moment when, const char *warning,
			  const struct addr *bad_hep)
{
	struct syslog *s = self;
	char line[LINE];
	struct text head;
	struct record r;

	if (!warning)
		return;
	head = begin_line(s, line, SEVERITY_WARNING, when, "health");
	record_begin(&r, &record_logfmt, line + head.n, LINE - head.n);
	record_health(&r, when, warning, bad_hep, s->counters, false);
	end_line(s, &head, &r);
}

/* A name that syslog can bear, without domain; "-" is none (RFC 5424). */
static void find_host(struct syslog *s)
{
	size_t n = 0;

	if (gethostname(s->host, sizeof s->host) < 0)
		s->host[0] = '\0';
	s->host[sizeof s->host - 1] = '\0';
	while (s->host[n] > ' ' && s->host[n] < 0x7f)
		n++;
	if (n == 0)
		s->host[n++] = '-';
	s->host[n] = '\0';
}

static int syslog_create(void **self, const struct sink_spec *spec)
{
	struct syslog *s;
	int err;

	if (!spec->syslog)
		return 0;
	s = calloc(1, sizeof *s);
	if (!s)
		return -ENOMEM;
	err = post_create(&s->post, spec->settings->syslog.socket, spec->loop,
			  spec->patient && !spec->loop,
			  counter(spec->counters, "syslog_dropped", NULL));
	if (err) {
		free(s);
		return err;
	}
	s->settings = spec->settings;
	s->counters = spec->counters;
	find_host(s);
	/* Reads the time zone now, while files can still be opened. */
	tzset();
	*self = s;
	return 0;
}

static void syslog_reload(void *self, const struct settings *settings)
{
	struct syslog *s = self;

	s->settings = settings;
	post_move(s->post, settings->syslog.socket);
}

static void syslog_flush(void *self)
{
	struct syslog *s = self;

	post_flush(s->post);
}

static uint64_t syslog_lost(void *self, char why[SINK_WORD])
{
	struct syslog *s = self;
	uint64_t lost = post_lost(s->post);

	snprintf(why, SINK_WORD, "%s: %s", s->settings->syslog.socket,
		 post_trouble(s->post));
	return lost;
}

static bool syslog_word(void *self, char word[SINK_WORD])
{
	static const char *const words[] = {
		[POST_WAITS] = "alerts wait in a queue, sipward goes on",
		[POST_DROPS] = "the queue is full and alerts are lost, "
			       "sipward goes on",
	};
	struct syslog *s = self;
	const char *path = s->settings->syslog.socket;
	enum post_state state = post_look(s->post);
	bool new = state == POST_FINE ? s->told != POST_FINE :
		   state > s->told;

	if (!new)
		return false;
	s->told = state;
	if (state == POST_FINE)
		snprintf(word, SINK_WORD, "syslog: %s: works again", path);
	else
		snprintf(word, SINK_WORD, "syslog: %s: %s: %s", path,
			 post_trouble(s->post), words[state]);
	return true;
}

static void syslog_destroy(void *self)
{
	struct syslog *s = self;

	post_destroy(s->post);
	free(s);
}

const struct sink_kind sink_syslog = {
	.create = syslog_create, .destroy = syslog_destroy,
	.notice = syslog_notice, .health = syslog_health,
	.reload = syslog_reload, .flush = syslog_flush,
	.lost = syslog_lost, .word = syslog_word,
};
