/* SPDX-License-Identifier: BSD-2-Clause */
/* Takes a header line apart, whatever its form: folds, name, value. */
#include "scan.h"

const char *scan_line(const char *p, const char *end, struct slice *line,
		      int *folds)
{
	const char *lf, *next = p;

	*folds = -1;
	do {
		lf = memchr(next, '\n', (size_t)(end - next));
		if (!lf)
			lf = end;
		next = lf < end ? lf + 1 : end;
		++*folds;
	} while (scan_is_fold(next, end));
	*line = slice_between(p, lf);
	return next;
}

bool scan_split(struct slice line, struct slice *name, struct slice *value)
{
	struct cursor c = cursor_over(line);

	cursor_pass(&c, CHAR_TOKEN);
	*name = slice_between(line.p, c.p);
	*value = (struct slice){ NULL, 0 };
	/* HCOLON allows for blanks around the colon, LWS for folds */
	if (!cursor_sign(&c, ':'))
		return false;
	cursor_trim(&c);
	*value = cursor_rest(&c);
	return true;
}
