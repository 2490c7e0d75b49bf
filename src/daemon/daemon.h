/* SPDX-License-Identifier: BSD-2-Clause */
/* What the daemon's own files share: options, exit statuses, the log. */
#ifndef SIPWARD_DAEMON_H
#define SIPWARD_DAEMON_H

#include "base/counter.h"
#include "config/config.h"
#include "status.h"

/* A list of arguments, each of them argv's. */
struct words {
	char **at;
	size_t n;
};

enum task { TASK_LIVE, TASK_REPLAY, TASK_CHECK, TASK_DUMP, TASK_HELP,
	    TASK_VERSION };

struct options {
	enum task task;
	const char *config;		/* NULL: where it usually is */
	struct words interfaces, files, local, sets;
	const char *filter;		/* NULL: none */
	unsigned print;			/* PRINT_ bits */
	const char *call;		/* whose ladder; NULL: nobody's */
	bool json, syslog, alert_exit, verbose, quiet;
	double speed;			/* 0: as fast as it goes */
};

/* Reads the command line. 0, or -EINVAL after saying on standard error what
 * is wrong. options_free() in both cases. */
int options_read(struct options *o, int argc, char *argv[]);
void options_free(struct options *o);
void options_help(void);

/* The program's own log: lines on standard error, with a severity for the
 * journal when it is what reads them. A mistake in the configuration begins
 * with its file and line; any other line begins with the program's name. */
enum log_level { LOG_SAYS_ERROR, LOG_SAYS_MISTAKE, LOG_SAYS_WARNING,
		 LOG_SAYS_NOTICE, LOG_SAYS_INFO };

/* O decides on warnings, notices and information; errors need none. */
void log_line(const struct options *o, enum log_level level,
	      const char *format, ...) __attribute__((format(printf, 3, 4)));

/* The configuration that O asks for; 0, -EINVAL after complaints about it, or
 * -E2BIG after a complaint about the command line. */
int load_config(const struct options *o, struct config **cp);

/* What stands for it in a message. */
const char *load_source(const struct options *o);

/* What was told of the counters so far; all 0 at first. */
struct health {
	uint64_t packets, dropped;	/* as of the last warning or record */
	uint64_t dropped_hep;		/* of those */
	uint64_t known;			/* drops that were looked at */
	uint64_t bad_hep;		/* HEP messages that were refused */
	uint64_t alerts;		/* that had no room */
	unsigned unread;		/* kinds of traffic not read */
	bool warned;			/* the last record warned of loss */
};

#define HEALTH_TEXT 512

/* What the next health record should warn of, in WARNING; NULL: nothing. The
 * last HEP that was refused came from SENDER, and WHY (NULL: none was). */
const char *health_warning(struct health *h, const struct counters *counters,
			   const char *why, const struct addr *sender,
			   char warning[HEALTH_TEXT]);

/* Were packets lost since it was last asked? ALARMING: so many that a record
 * should say so now, and the last one did not. */
bool health_lost_more(struct health *h, const struct counters *counters,
		      bool *alarming);

struct sink;

/* At the end, before the last figures, which count it: what did not reach
 * syslog, if any. */
void outputs_tell_syslog(const struct options *o, struct sink *s);

/* And what did not reach the reader of standard output, after all is
 * written. */
void outputs_tell_stdout(const struct options *o, struct sink *s);

/* Each runs to its end and returns the exit status. */
int replay_run(const struct options *o, struct config *config);
int live_run(const struct options *o, struct config *config);

/* Gives up every privilege but CAP_NET_RAW, or that too. 0 or -errno. */
int privs_drop(bool keep_net_raw);

/* From here on only the system calls that a running monitor needs. */
int privs_confine(void);

#endif
