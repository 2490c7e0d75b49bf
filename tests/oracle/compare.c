/* SPDX-License-Identifier: BSD-2-Clause */
/* Holds sipward's records of a capture to tshark's table of it. */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>

#include "oracle.h"

/*
 * What is compared: all that tshark takes for SIP, in any wrapping. Only for
 * quotations in ICMP errors sipward must have no record.
 */

struct known {
	struct places places;
	unsigned met;
};

struct comparison {
	const char *name;	/* of the capture */
	struct known exceptions, further;
	unsigned messages;	/* of the table, that are compared */
	unsigned unknown;	/* differences */
	FILE *tally;
};

/* What both must have alike; the other fields are looked at beside. */
static const bool is_asked[FIELDS] = {
	[TIME] = true, [TRANSPORT] = true, [SRC] = true, [SRC_PORT] = true,
	[DST] = true, [DST_PORT] = true, [KIND] = true, [METHOD] = true,
	[CODE] = true, [CSEQ] = true, [CALL_ID] = true,
};

static void differ(struct comparison *c, struct known *known,
		   const struct message *m, const char *what,
		   const char *theirs, const char *ours)
{
	if (places_have(&known->places, c->name, m->frame, what, c->tally)) {
		known->met++;
		return;
	}
	c->unknown++;
	printf("# %s frame %lu %s: tshark \"%s\", sipward \"%s\"\n",
	       c->name, m->frame, what, theirs, ours);
}

static const char *describe(const struct message *m)
{
	return *m->fields[CODE] ? m->fields[CODE] : m->fields[METHOD];
}

static void lacks_record(struct comparison *c, const struct message *row)
{
	c->messages++;
	differ(c, &c->exceptions, row, row->copy ? "copy" : "missing",
	       describe(row), "");
}

static void compare_fields(struct comparison *c, const struct message *row,
			   const struct message *record)
{
	c->messages++;
	if (row->copy)
		differ(c, &c->exceptions, row, "kept", "", describe(record));
	for (int i = 0; i < FIELDS; i++)
		if (!is_same(row->fields[i], record->fields[i]))
			differ(c, is_asked[i] ? &c->exceptions : &c->further,
			       row, field_names[i], row->fields[i],
			       record->fields[i]);
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
			differ(c, &c->exceptions, record, "extra", "",
			       describe(record));
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

	if (argc != 9)
		errx(2, "usage: compare NAME CAPTURE TABLE RECORDS STATUS "
			"EXCEPTIONS FURTHER TALLY");
	status = atoi(argv[5]);
	c.exceptions.places = places_read(argv[6]);
	c.further.places = places_read(argv[7]);
	c.tally = fopen(argv[8], "a");
	if (!c.tally)
		err(2, "%s", argv[8]);
	table = table_read(argv[3]);
	records = records_read(argv[4]);
	calls_for = frames_weigh(argv[2], &table);
	compare(&c, &table, &records);
	if (status != calls_for) {
		c.unknown++;
		printf("# %s exit status: %d, not %d\n", c.name, status,
		       calls_for);
	}
	fprintf(c.tally, "messages\t%u\t%u\n", c.messages, c.unknown);
	printf("%s - %s: %u messages, known differences: %u, and %u further\n",
	       c.unknown ? "not ok" : "ok", c.name, c.messages,
	       c.exceptions.met, c.further.met);
	fclose(c.tally);
	messages_free(&table);
	messages_free(&records);
	places_free(&c.exceptions.places);
	places_free(&c.further.places);
	return c.unknown > 0;
}
