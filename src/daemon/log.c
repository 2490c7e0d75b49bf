/* SPDX-License-Identifier: BSD-2-Clause */
/* The program's own log, on standard error. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "daemon/daemon.h"

/*
 * The bytes of the UTF-8 character at P that may be shown, or 0: what is no
 * UTF-8 may be anything to a terminal, and so may U+0080 to U+009F (C1).
 */
static size_t shown(const unsigned char *p)
{
	size_t n = p[0] < 0x80 ? 1 : p[0] >= 0xf0 && p[0] < 0xf5 ? 4 :
		   p[0] >= 0xe0 && p[0] < 0xf0 ? 3 :
		   p[0] >= 0xc2 && p[0] < 0xe0 ? 2 : 0;

	if (n == 1)
		return p[0] >= ' ' && p[0] != 0x7f;
	for (size_t i = 1; i < n; i++)
		if ((p[i] & 0xc0) != 0x80)
			return 0;
	if (n == 2 && p[0] == 0xc2 && p[1] < 0xa0)
		return 0;
	if ((p[0] == 0xe0 && p[1] < 0xa0) || (p[0] == 0xf0 && p[1] < 0x90) ||
	    (p[0] == 0xed && p[1] >= 0xa0) || (p[0] == 0xf4 && p[1] >= 0x90))
		return 0;
	return n;
}

char *log_clean(char *text)
{
	size_t n;

	for (char *p = text; *p; p += n) {
		n = shown((const unsigned char *)p);
		if (n)
			continue;
		*p = '?';
		n = 1;
	}
	return text;
}

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
	fprintf(stderr, "%s%s\n", prefix(level), log_clean(line));
}
