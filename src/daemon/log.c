/* SPDX-License-Identifier: BSD-2-Clause */
/* The program's own log, on standard error. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/terminal.h"
#include "daemon/daemon.h"

/* Under systemd a line's severity stands before it (sd-daemon(3)). */
static const char *prefix(enum log_level level)
{
	if (getenv("JOURNAL_STREAM"))
		return level == LOG_SAYS_WARNING ? "<4>" :
		       level == LOG_SAYS_NOTICE ? "<5>" :
		       level == LOG_SAYS_INFO ? "<6>" : "<3>";
	return level == LOG_SAYS_MISTAKE ? "" : "sipward: ";
}

static bool is_wanted(const struct options *o, enum log_level level)
{
	if (level == LOG_SAYS_INFO)
		return o->verbose;
	if (level == LOG_SAYS_WARNING || level == LOG_SAYS_NOTICE)
		return !o->quiet;
	return true;
}

void log_line(const struct options *o, enum log_level level,
	      const char *format, ...)
{
	char line[2048];
	va_list ap;

	if (!is_wanted(o, level))
		return;
	va_start(ap, format);
	vsnprintf(line, sizeof line, format, ap);
	va_end(ap);
	fprintf(stderr, "%s%s\n", prefix(level), terminal_clean(line));
}
