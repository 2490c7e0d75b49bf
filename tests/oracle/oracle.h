/* SPDX-License-Identifier: BSD-2-Clause */
/* What tshark's tables and sipward's records have in common. */
#ifndef SIPWARD_TEST_ORACLE_H
#define SIPWARD_TEST_ORACLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum { TIME, TRANSPORT, SRC, SRC_PORT, DST, DST_PORT, KIND, METHOD, CODE,
       REASON, RURI, CSEQ, CALL_ID, BRANCH, FROM, FROM_TAG, TO, TO_TAG,
       FIELDS };

struct message {
	unsigned long frame;
	const char *fields[FIELDS];	/* "" where there is none */
	char *line;			/* they lie in it */
	bool quoted;	/* tshark's only: by an ICMP error */
	bool copy;	/* tshark's only: the same packet came before */
};

struct messages {
	struct message *at;	/* in the order of frames */
	size_t n;
};

/* Where differences are known, as a file of reasons tells. */
struct places {
	struct place *at;
	size_t n;
	const char *path;	/* of the file, by reference */
};

extern const char *const field_names[FIELDS];	/* as in records */

/* These complain and end the program when they can't. */
struct messages table_read(const char *path);
struct messages records_read(const char *path);
struct message *messages_add(struct messages *m, char *line);
void messages_free(struct messages *m);

/*
 * Is WHAT known to differ in this frame? Then TALLY is told which line of
 * the file knows it.
 */
bool places_have(const struct places *places, const char *capture,
		 unsigned long frame, const char *what, FILE *tally);
struct places places_read(const char *path);
void places_free(struct places *places);

/*
 * Tells which rows of TABLE are copies by their frames in the capture at
 * PATH; returns the exit status that this capture calls for.
 */
int frames_weigh(const char *path, struct messages *table);

/* Do both say the same, as tshark writes it and as records have it? */
bool is_same(const char *theirs, const char *ours);

#endif
