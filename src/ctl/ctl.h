/* SPDX-License-Identifier: BSD-2-Clause */
/* What sipwardctl's own files share: what is asked, and a row of answers. */
#ifndef SIPWARD_CTL_H
#define SIPWARD_CTL_H

#include "catalog/catalog.h"
#include "config/catalog.h"
#include "status.h"

enum verb { VERB_EXPLAIN, VERB_CODES, VERB_HELP, VERB_VERSION };

/* Texts are NULL, and words 0, where none was given. */
struct request {
	enum verb verb;
	const char *what;		/* to explain */
	const char *profile, *phrase, *search;
	const char *kind;		/* of row_kind() */
	struct call_cause reason;
	bool has_direction, json, html, has_tag;
	enum direction direction;
	enum retry retry;
	enum trouble type;
	enum tag tag;
	int class;			/* 4 is 4xx */
	char **files;			/* of the catalogue; the usual first */
	size_t n_files;
	bool built_in;			/* without the usual ones */
};

/* 0, or -EINVAL after it was said what is wrong. */
int request_read(struct request *q, int argc, char *argv[]);
void request_help(void);

/* "sipwardctl: WHAT", on standard error, safe for a terminal. */
void ctl_tell(const char *format, ...)
	__attribute__((format(printf, 1, 2)));

/* An entry, a match of a profile, or both, the match over the entry. */
struct row {
	const struct catalog_entry *entry;
	const struct catalog_match *match;
	const char *profile;		/* of the match */
	int code;			/* of the response; 0: none */
	int cause;			/* of Q.850, of an entry by class */
	bool by_class;			/* the entry is its class's */
	bool worded;			/* its profile has it in other words */
	struct guidance says;
};

#define ROW_TEXT 80
#define TAGS_TEXT 200
#define CAUSE_TEXT 24
#define DIRECTIONS_TEXT 40
#define ROW_JSON 32768
#define Q850_LAST 127

struct row row_of(const struct catalog_entry *e);

/* What stands first: "503", "Q.850;17", "didww 480"; in TEXT. */
const char *row_title(const struct row *row, char text[ROW_TEXT]);
const char *row_name(const struct row *row);
const char *row_kind(const struct row *row);		/* "match" */
void row_tags(const struct row *row, char *text, size_t room);
void match_directions(const struct catalog_match *m, char *text, size_t room);
const char *cause_text(const struct call_cause *c, char text[CAUSE_TEXT]);

/* The words of row_kind(), up to that of ENTRY_KINDS, which is a match. */
const char *kind_name(int kind);

/* Rows: entries, then matches, each laid over the entry of its code. */
typedef void row_handler(const struct row *row, void *arg);
bool row_is_wanted(const struct request *q, const struct row *row);
size_t each_row(const struct request *q, const struct catalog *c,
		const struct catalog_index *index, row_handler *h, void *arg);

/* "Causes" and one of them; fields of one label follow each other. */
struct field {
	const char *label, *text;
	bool column;			/* a table of rows has it as one */
	const struct catalog_entry *of;	/* which TEXT names, or NULL */
};
typedef void field_handler(const struct field *f, void *arg);
void row_each_field(const struct row *row, const struct catalog_index *index,
		    field_handler *h, void *arg);

/* A JSON object on a line, in BUFFER or on standard output. */
struct slice row_record(const struct row *row, char buffer[ROW_JSON]);
void row_json(const struct row *row);

/* A page of those rows that Q asks for, with the means to choose further. */
void write_page(const struct request *q, const struct catalog *catalog,
		const struct catalog_index *index);

/* Exit statuses. */
int explain(const struct request *q, const struct catalog *catalog,
	    const struct catalog_index *index);

/* What is known of the response that is asked about. */
struct catalog_query query_of(const struct request *q, const struct row *row);

/*
 * The matches for ROW's code, or with the phrase, that other conditions than Q
 * names would choose instead; of all profiles where Q has none. Their number.
 */
typedef void wording_handler(const struct catalog_profile *p,
			     const struct catalog_match *m, void *arg);
size_t each_wording(const struct request *q, const struct row *row,
		    const struct catalog *catalog,
		    const struct catalog_index *index, wording_handler *h,
		    void *arg);
int list_codes(const struct request *q, const struct catalog *catalog,
	       const struct catalog_index *index);

#endif
