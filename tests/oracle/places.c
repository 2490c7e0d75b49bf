/* SPDX-License-Identifier: BSD-2-Clause */
/* Knows where sipward and tshark differ: places, a line each, by reason. */
#include <err.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "oracle.h"

/* exceptions.txt says what its columns are. */
struct place {
	char *line;		/* the others lie in it */
	size_t number;		/* of the line in its file */
	const char *capture;	/* a pattern */
	const char *frames, *whats;
};

static struct place *add_place(struct places *places)
{
	places->at = realloc(places->at,
			     (places->n + 1) * sizeof *places->at);
	if (!places->at)
		err(2, "memory");
	return &places->at[places->n++];
}

/* Behind the tab that LINE begins with. */
static bool split(struct place *p, char *line, size_t number)
{
	char *rest = line + 1;

	line[strcspn(line, "\n")] = '\0';
	*p = (struct place){ .line = line, .number = number };
	p->capture = strsep(&rest, "\t");
	p->frames = strsep(&rest, "\t");
	p->whats = strsep(&rest, "\t");
	return p->whats && !rest;
}

struct places places_read(const char *path)
{
	struct places places = { .path = path };
	FILE *f = fopen(path, "r");
	size_t number = 0, room = 0;
	char *line = NULL;

	if (!f)
		err(2, "%s", path);
	while (getline(&line, &room, f) >= 0) {
		number++;
		if (*line != '\t')	/* a reason, for who reads it */
			continue;
		if (!split(add_place(&places), line, number))
			errx(2, "%s:%zu: not three columns", path, number);
		line = NULL;
		room = 0;
	}
	free(line);
	fclose(f);
	return places;
}

void places_free(struct places *places)
{
	while (places->n > 0)
		free(places->at[--places->n].line);
	free(places->at);
}

/* WORD, or "*" if the list is that; NULL: neither. */
static const char *find(const char *word, const char *list)
{
	size_t n = strlen(word);

	if (strcmp(list, "*") == 0)
		return list;
	for (; list; list = strchr(list, ',')) {
		list += *list == ',';
		if (strncmp(list, word, n) == 0 &&
		    (list[n] == ',' || list[n] == '\0'))
			return word;
	}
	return NULL;
}

bool places_have(const struct places *places, const char *capture,
		 unsigned long frame, const char *what, FILE *tally)
{
	char number[24];

	snprintf(number, sizeof number, "%lu", frame);
	for (size_t i = 0; i < places->n; i++) {
		const struct place *p = &places->at[i];
		const char *by_frame = find(number, p->frames);

		if (by_frame && find(what, p->whats) &&
		    fnmatch(p->capture, capture, 0) == 0) {
			fprintf(tally, "known\t%s\t%zu\t%s\t%s\n",
				places->path, p->number, by_frame, what);
			return true;
		}
	}
	return false;
}
