/* SPDX-License-Identifier: BSD-2-Clause */
/* The program's own log, on standard error. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "daemon/daemon.h"

/* Under systemd a line's severity stands before it (sd-daemon(3)). */
static const char *prefix(enum log_level level)
{
	if (!getenv("JOURNAL_STREAM"))
		return "sipward: ";
	return level == LOG_SAYS_ERROR ? "<3>" :
	       level == LOG_SAYS_WARNING ? "<4>" : "<6>";
}

void log_line(const struct options *o, enum log_level level,
	      const char *format, ...)
{
	char line[1024];
	va_list ap;

	if (level == LOG_SAYS_INFO && !o->verbose)
		return;
	if (level == LOG_SAYS_WARNING && o->quiet)
		return;
	va_start(ap, format);
	vsnprintf(line, sizeof line, format, ap);
	va_end(ap);
	fprintf(stderr, "%s%s\n", prefix(level), line);
}
