/* SPDX-License-Identifier: BSD-2-Clause */
/* Likens values that tshark and sipward each write in their own way. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "oracle.h"

/* Bytes that are not UTF-8 are shown as U+FFFD: for one, or for several. */
static const char *past_unknown(const char *s)
{
	while (strncmp(s, "\xef\xbf\xbd", 3) == 0)
		s += 3;
	return s;
}

/* Control characters are escaped, and numbers have one digit or two. */
static int take_escape(const char **s)
{
	static const char letters[] = "abfnrtv", codes[] = "\a\b\f\n\r\t\v";
	const char *p = *s, *letter = p[1] ? strchr(letters, p[1]) : NULL;
	char digits[3], *end;
	int code;

	if (letter) {
		*s += 2;
		return codes[letter - letters];
	}
	if (p[1] != 'x') {
		++*s;
		return '\\';
	}
	snprintf(digits, sizeof digits, "%.2s", p + 2);
	code = (int)strtoul(digits, &end, 16);
	*s += 2 + (end - digits);
	return code;
}

static int take(const char **s)
{
	if (**s == '\\')
		return take_escape(s);
	return (unsigned char)*(*s)++;
}

/* A line end within a value is a blank to tshark. */
static int take_ours(const char **s)
{
	static const char fold[] = "\\r\\n ";

	if (strncmp(*s, fold, strlen(fold)) != 0)
		return take(s);
	*s += strlen(fold) - 1;
	return ' ';
}

/* Tshark keeps blanks behind some values, and ends them at a NUL byte. */
bool is_same(const char *theirs, const char *ours)
{
	for (;;) {
		const char *past_theirs = past_unknown(theirs);
		const char *past_ours = past_unknown(ours);
		int c;

		if ((past_theirs == theirs) != (past_ours == ours))
			return false;
		theirs = past_theirs;
		ours = past_ours;
		if (!*ours)
			return theirs[strspn(theirs, " ")] == '\0';
		c = take_ours(&ours);
		if (!*theirs)
			return c == '\0';
		if (c != take(&theirs))
			return false;
	}
}
