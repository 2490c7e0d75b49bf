/* SPDX-License-Identifier: BSD-2-Clause */
/* Holds sipward's records of a capture to tshark's table of it. */
#include <err.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "oracle.h"

/*
 * What is compared: all that tshark takes for SIP, in any wrapping. Only for
 * quotations in ICMP errors sipward must have no record.
 */

/* A difference that is known, and why it is one. */
struct exception {
	char *capture;	/* a pattern */
	char *frames;	/* "*", or numbers with commas between */
	char *fields;	/* so too; or missing, extra, copy, kept, unread */
	char *line;	/* holds them all */
};

struct comparison {
	const char *name;	/* of the capture */
	struct exception *exceptions;
	size_t n_exceptions;
	unsigned messages;	/* of the table, that are compared */
	unsigned excepted, differ;
	FILE *tally;
};

static void read_exceptions(struct comparison *c, const char *path)
{
	FILE *f = fopen(path, "r");
	char *line = NULL, *rest;
	size_t room = 0;

	if (!f)
		err(2, "%s", path);
	while (getline(&line, &room, f) >= 0) {
		struct exception e = { .line = line };

		c->exceptions = realloc(c->exceptions,
					(c->n_exceptions + 1) * sizeof e);
		if (!c->exceptions)
			err(2, "memory");
		rest = line;
		if (*line != '#' && *line != '\n') {
			e.capture = strsep(&rest, "\t");
			e.frames = strsep(&rest, "\t");
			e.fields = strsep(&rest, "\t");
			if (!rest || !*rest)
				errx(2, "%s:%zu: no reason", path,
				     c->n_exceptions + 1);
		}
		c->exceptions[c->n_exceptions++] = e;
		line = NULL;
	}
	free(line);
	fclose(f);
}

static void free_exceptions(struct comparison *c)
{
	while (c->n_exceptions > 0)
		free(c->exceptions[--c->n_exceptions].line);
	free(c->exceptions);
}

static bool is_listed(const char *word, const char *list)
{
	size_t n = strlen(word);

	for (; list; list = strchr(list, ',')) {
		list += *list == ',';
		if (strncmp(list, word, n) == 0 &&
		    (list[n] == ',' || list[n] == '\0'))
			return true;
	}
	return false;
}

/* Tells the tally the number of the line that knows this difference. */
static bool is_excepted(struct comparison *c, unsigned long frame,
			const char *field)
{
	char number[24];

	snprintf(number, sizeof number, "%lu", frame);
	for (size_t i = 0; i < c->n_exceptions; i++) {
		const struct exception *e = &c->exceptions[i];

		if (e->capture && fnmatch(e->capture, c->name, 0) == 0 &&
		    (strcmp(e->frames, "*") == 0 ||
		     is_listed(number, e->frames)) &&
		    is_listed(field, e->fields)) {
			fprintf(c->tally, "exception %zu\n", i + 1);
			return true;
		}
	}
	return false;
}

static void differ(struct comparison *c, const struct message *m,
		   const char *field, const char *theirs, const char *ours)
{
	if (is_excepted(c, m->frame, field)) {
		c->excepted++;
		return;
	}
	c->differ++;
	printf("# %s frame %lu %s: tshark \"%s\", sipward \"%s\"\n",
	       c->name, m->frame, field, theirs, ours);
}

static const char *describe(const struct message *m)
{
	return *m->fields[CODE] ? m->fields[CODE] : m->fields[METHOD];
}

static void lacks_record(struct comparison *c, const struct message *row)
{
	c->messages++;
	differ(c, row, row->copy ? "copy" : "missing", describe(row), "");
}

/* Where tshark gives up on a header that sipward reads, it is "unread". */
static void differ_in(struct comparison *c, int field,
		      const struct message *row,
		      const struct message *record)
{
	const char *theirs = row->fields[field];

	differ(c, row, *theirs ? field_names[field] : "unread",
	       *theirs ? theirs : field_names[field], record->fields[field]);
}

static void compare_fields(struct comparison *c, const struct message *row,
			   const struct message *record)
{
	c->messages++;
	if (row->copy)
		differ(c, row, "kept", "", describe(record));
	for (int i = 0; i < FIELDS; i++)
		if (!is_same(row->fields[i], record->fields[i]))
			differ_in(c, i, row, record);
}

/* Both are in the order of frames, and in order within each frame. */
static void compare(struct comparison *c, const struct messages *table,
		    const struct messages *records)
{
	const struct message *row = table->at, *rows = row + table->n;
	const struct message *record = records->at;
	const struct message *end = record + records->n;

	while (row < rows || record < end) {
		if (row < rows && row->quoted) {
			row++;
		} else if (record == end ||
			   (row < rows && row->frame < record->frame)) {
			lacks_record(c, row++);
		} else if (row == rows || record->frame < row->frame) {
			differ(c, record, "extra", "", describe(record));
			record++;
		} else {
			compare_fields(c, row++, record++);
		}
	}
}

int main(int argc, char *argv[])
{
	struct comparison c = { .name = argv[1] };
	struct messages table, records;
	int status, calls_for;

	if (argc != 8)
		errx(2, "usage: compare NAME CAPTURE TABLE RECORDS STATUS "
			"EXCEPTIONS TALLY");
	status = atoi(argv[5]);
	c.tally = fopen(argv[7], "a");
	if (!c.tally)
		err(2, "%s", argv[7]);
	read_exceptions(&c, argv[6]);
	table = table_read(argv[3]);
	records = records_read(argv[4]);
	calls_for = frames_weigh(argv[2], &table);
	compare(&c, &table, &records);
	if (status != calls_for) {
		c.differ++;
		printf("# %s exit status: %d, not %d\n", c.name, status,
		       calls_for);
	}
	fprintf(c.tally, "messages %u\n", c.messages);
	printf("%s - %s: %u messages, %u known differences\n",
	       c.differ ? "not ok" : "ok", c.name, c.messages, c.excepted);
	fclose(c.tally);
	messages_free(&table);
	messages_free(&records);
	free_exceptions(&c);
	return c.differ > 0;
}
