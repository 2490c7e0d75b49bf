/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads sipward's message records: flat JSON objects, one a line. */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "oracle.h"

const char *const field_names[FIELDS] = {
	[TIME] = "time", [TRANSPORT] = "transport", [SRC] = "src",
	[SRC_PORT] = "src_port", [DST] = "dst", [DST_PORT] = "dst_port",
	[KIND] = "kind", [METHOD] = "method", [CODE] = "code",
	[REASON] = "reason", [RURI] = "ruri", [CSEQ] = "cseq",
	[CALL_ID] = "call_id", [BRANCH] = "branch", [FROM] = "from",
	[FROM_TAG] = "from_tag", [TO] = "to", [TO_TAG] = "to_tag",
};

static char *put_utf8(char *to, unsigned code)
{
	if (code < 0x80) {
		*to++ = (char)code;
	} else if (code < 0x800) {
		*to++ = (char)(0xc0 | code >> 6);
		*to++ = (char)(0x80 | (code & 0x3f));
	} else {
		*to++ = (char)(0xe0 | code >> 12);
		*to++ = (char)(0x80 | (code >> 6 & 0x3f));
		*to++ = (char)(0x80 | (code & 0x3f));
	}
	return to;
}

/* Control characters become what tshark writes for them. */
static char *put_control(char *to, unsigned code)
{
	static const char codes[] = "\a\b\f\n\r\t\v", letters[] = "abfnrtv";
	const char *at = code ? strchr(codes, (int)code) : NULL;

	return to + (at ? sprintf(to, "\\%c", letters[at - codes]) :
			  sprintf(to, "\\x%02x", code));
}

/* P is behind a backslash; what is written is never longer than it. */
static char *unescape(char **p, char *to)
{
	unsigned code;
	char digits[5];

	if (**p != 'u') {
		*to++ = *(*p)++;
		return to;
	}
	snprintf(digits, sizeof digits, "%.4s", *p + 1);
	if (strlen(digits) != 4)
		errx(2, "a record ends in an escape");
	code = (unsigned)strtoul(digits, NULL, 16);
	*p += 5;
	return code < 0x20 || code == 0x7f ? put_control(to, code)
					   : put_utf8(to, code);
}

/* The string that begins at *P, ended in place; *P goes behind it. */
static char *take_string(char **p)
{
	char *s = ++*p, *to = s;

	while (**p && **p != '"') {
		if (**p == '\\' && (*p)[1]) {
			++*p;
			to = unescape(p, to);
		} else {
			*to++ = *(*p)++;
		}
	}
	if (!**p)
		errx(2, "a record ends in a string");
	++*p;
	*to = '\0';
	return s;
}

/* A number or a word; the sign that ends it is overwritten and returned. */
static char *take_bare(char **p, char *end)
{
	char *s = *p;

	*p += strcspn(s, ",}");
	*end = **p;
	if (!*end)
		errx(2, "a record ends in a value");
	*(*p)++ = '\0';
	return s;
}

/* In place: seconds since the epoch, as tables have it. */
static void count_seconds(char *time)
{
	struct tm tm = { .tm_year = 0 };
	const char *rest = strptime(time, "%Y-%m-%dT%H:%M:%S", &tm);
	char micro[8];

	if (!rest || strlen(rest) != 8 || rest[0] != '.' || rest[7] != 'Z')
		errx(2, "a record has this time: %s", time);
	snprintf(micro, sizeof micro, "%.7s", rest);
	snprintf(time, 28, "%lld%s", (long long)timegm(&tm), micro);
}

static void take_field(struct message *m, const char *key, char *value)
{
	if (strcmp(key, "frame") == 0)
		m->frame = strtoul(value, NULL, 10);
	if (strcmp(key, "time") == 0)
		count_seconds(value);
	for (int i = 0; i < FIELDS; i++)
		if (strcmp(key, field_names[i]) == 0)
			m->fields[i] = value;
}

static void add_record(struct messages *records, char *line)
{
	struct message *m = messages_add(records, line);
	char *p = line, end = *p++, *key;

	while (end == '{' || end == ',') {
		if (*p != '"')
			errx(2, "a record has no key at: %s", p);
		key = take_string(&p);
		if (*p++ != ':')
			errx(2, "a record has no value for %s", key);
		if (*p != '"') {
			take_field(m, key, take_bare(&p, &end));
		} else {
			take_field(m, key, take_string(&p));
			end = *p++;
		}
	}
	if (end != '}' || strcmp(p, "\n") != 0)
		errx(2, "a record does not end where its line does");
}

/*
 * What a hole in a stream held up is told when that is given up: in the
 * order of frames nearly all are already.
 */
static void sort(struct messages *m)
{
	for (size_t i = 1; i < m->n; i++) {
		struct message late = m->at[i];
		size_t to = i;

		for (; to > 0 && m->at[to - 1].frame > late.frame; to--)
			m->at[to] = m->at[to - 1];
		m->at[to] = late;
	}
}

struct messages records_read(const char *path)
{
	struct messages records = { NULL, 0 };
	FILE *f = fopen(path, "r");

	if (!f)
		err(2, "%s", path);
	for (;;) {
		char *line = NULL;
		size_t room = 0;

		if (getline(&line, &room, f) < 0) {
			free(line);
			break;
		}
		add_record(&records, line);
	}
	fclose(f);
	sort(&records);
	return records;
}

struct message *messages_add(struct messages *m, char *line)
{
	struct message *new;

	/* the room doubles whenever it is full */
	if ((m->n & (m->n - 1)) == 0) {
		size_t room = m->n ? 2 * m->n : 1;

		m->at = realloc(m->at, room * sizeof *m->at);
		if (!m->at)
			err(2, "memory");
	}
	new = &m->at[m->n++];
	*new = (struct message){ .line = line };
	for (int i = 0; i < FIELDS; i++)
		new->fields[i] = "";
	return new;
}

void messages_free(struct messages *m)
{
	for (size_t i = 0; i < m->n; i++)
		free(m->at[i].line);
	free(m->at);
}
