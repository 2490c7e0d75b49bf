/* SPDX-License-Identifier: BSD-2-Clause */
/* Notices for the system's log: syslog, by either RFC, or the journal. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "sink/record.h"

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

/* E as a line, without the LF. */
static struct slice syslog_line(char line[LOG_LINE], const struct syslog *s,
				const struct log_entry *e)
{
	const struct syslog_settings *set = &s->settings->syslog;
	struct text head = text_in(line, LOG_LINE);
	struct record r;

	text_printf(&head, "<%d>", set->facility * 8 + (int)e->severity);
	if (set->format == SYSLOG_RFC5424)
		rfc5424_head(&head, s, e->when, e->kind);
	else
		classic_head(&head, e->when);
	record_begin(&r, &record_logfmt, line + head.n, LOG_LINE - head.n);
	e->write(&r, e->arg);
	return (struct slice){ line, head.n + record_end(&r).n - 1 };
}

static bool is_for_journal(const struct settings *s)
{
	return s->syslog.format == SYSLOG_JOURNAL;
}

static void post_entry(struct syslog *s, const struct log_entry *e)
{
	char buffer[JOURNAL_ROOM];

	if (is_for_journal(s->settings))
		post_line(s->post, journal_entry(buffer,
			  s->settings->syslog.facility, e));
	else
		post_line(s->post, syslog_line(buffer, s, e));
}

static void write_notice(struct record *r, const void *arg)
{
	record_notice(r, arg, false);
}

static void syslog_notice(void *self, const struct notice *n)
{
	post_entry(self, &(struct log_entry){
		.severity = n->severity, .when = n->when, .kind = "alert",
		.family = n->event == NOTICE_SUPPRESSED ? FAMILY_SUPPRESSED :
			  family_of(n->rule),
		.write = write_notice, .arg = n });
}

struct health {
	struct moment when;
	const char *warning;
	const struct addr *bad_hep;
	const struct counters *counters;
};

static void write_health(struct record *r, const void *arg)
{
	const struct health *h = arg;

	record_health(r, h->when, h->warning, h->bad_hep, h->counters, false);
}

static void syslog_health(void *self, struct moment when, const char *warning,
			  const struct addr *bad_hep)
{
	struct syslog *s = self;
	const struct health h = { when, warning, bad_hep, s->counters };

	if (!warning)
		return;
	post_entry(s, &(struct log_entry){
		.severity = SEVERITY_WARNING, .when = when, .kind = "health",
		.family = FAMILY_HEALTH, .write = write_health, .arg = &h });
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
	err = post_create(&s->post, &spec->settings->syslog, spec->loop,
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

	/* Who read the one understands nothing of the other. */
	if (is_for_journal(settings) != is_for_journal(s->settings))
		post_empty(s->post);
	s->settings = settings;
	post_move(s->post, &settings->syslog);
}

static const char *reader_name(const struct syslog *s)
{
	return syslog_reader_name(s->settings->syslog.format);
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

	snprintf(why, SINK_WORD, "%s at %s: %s", reader_name(s),
		 s->settings->syslog.socket, post_trouble(s->post));
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
		snprintf(word, SINK_WORD, "%s: %s: works again",
			 reader_name(s), path);
	else
		snprintf(word, SINK_WORD, "%s: %s: %s: %s", reader_name(s),
			 path, post_trouble(s->post), words[state]);
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
