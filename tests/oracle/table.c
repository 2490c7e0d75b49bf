/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads a table of tshark's: one row for each message that it saw. */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "oracle.h"

enum { C_FRAME, C_TIME, C_IDX, C_TRANSPORT, C_SRC, C_DST, C_SPORT, C_DPORT,
       C_KIND, C_METHOD_OR_CODE, C_REASON_OR_RURI, C_CALL_ID, C_CSEQ,
       C_CSEQ_METHOD, C_FROM, C_TO, C_FROM_TAG, C_TO_TAG, C_BRANCH,
       C_IN_ICMP = 25, C_PROTOCOLS, COLUMNS };

/* In place: backslash, tab and line ends are escaped. */
static void unescape(char *s)
{
	static const char plain[] = "\t\n\r", letters[] = "tnr";
	char *to = s;

	for (; *s; s++) {
		const char *at = NULL;

		if (s[0] == '\\' && s[1]) {
			s++;
			at = strchr(letters, *s);
		}
		*to++ = at ? plain[at - letters] : *s;
	}
	*to = '\0';
}

/* Records tell no more than microseconds. */
static char *cut_time(char *epoch)
{
	char *dot = strchr(epoch, '.');

	if (!dot || strlen(dot) < 7)
		errx(2, "a row has this time: %s", epoch);
	dot[7] = '\0';
	return epoch;
}

static void fill(struct message *m, char *const columns[COLUMNS])
{
	bool response = strcmp(columns[C_KIND], "response") == 0;
	const char *fields[FIELDS] = {
		[TIME] = cut_time(columns[C_TIME]),
		[TRANSPORT] = columns[C_TRANSPORT],
		[SRC] = columns[C_SRC], [SRC_PORT] = columns[C_SPORT],
		[DST] = columns[C_DST], [DST_PORT] = columns[C_DPORT],
		[KIND] = columns[C_KIND],
		[METHOD] = columns[response ? C_CSEQ_METHOD :
					      C_METHOD_OR_CODE],
		[CODE] = response ? columns[C_METHOD_OR_CODE] : "",
		[REASON] = response ? columns[C_REASON_OR_RURI] : "",
		[RURI] = response ? "" : columns[C_REASON_OR_RURI],
		[CSEQ] = columns[C_CSEQ], [CALL_ID] = columns[C_CALL_ID],
		[BRANCH] = columns[C_BRANCH],
		[FROM] = columns[C_FROM], [FROM_TAG] = columns[C_FROM_TAG],
		[TO] = columns[C_TO], [TO_TAG] = columns[C_TO_TAG],
	};

	memcpy(m->fields, fields, sizeof fields);
	m->frame = strtoul(columns[C_FRAME], NULL, 10);
	m->quoted = strcmp(columns[C_IN_ICMP], "0") != 0;
}

static void add_row(struct messages *table, char *line)
{
	char *columns[COLUMNS], *rest = line;

	line[strcspn(line, "\n")] = '\0';
	for (int i = 0; i < COLUMNS; i++) {
		columns[i] = strsep(&rest, "\t");
		if (!columns[i])
			errx(2, "a row has %d columns of %d", i, COLUMNS);
		unescape(columns[i]);
	}
	if (strcmp(columns[C_KIND], "other") == 0)	/* not SIP */
		free(line);
	else
		fill(messages_add(table, line), columns);
}

struct messages table_read(const char *path)
{
	struct messages table = { NULL, 0 };
	FILE *f = fopen(path, "r");
	bool header = true;

	if (!f)
		err(2, "%s", path);
	for (;;) {
		char *line = NULL;
		size_t room = 0;

		if (getline(&line, &room, f) < 0 || header)
			free(line);
		else
			add_row(&table, line);
		header = false;
		if (feof(f) || ferror(f))
			break;
	}
	fclose(f);
	return table;
}
