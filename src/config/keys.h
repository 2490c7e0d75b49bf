/* SPDX-License-Identifier: BSD-2-Clause */
/* Grammars: keys, and how a value of each type is read and written. */
#ifndef SIPWARD_CONFIG_KEYS_H
#define SIPWARD_CONFIG_KEYS_H

#include <stdio.h>

#include "config/reading.h"

/* How a type reads an entry's words into, and writes them from, BASE. */
struct type {
	const char *name;		/* "duration" */
	bool list;
	void (*read)(struct reading *r, const struct key *k,
		     const struct entry *e, char *base);
	void (*write)(FILE *out, const struct key *k, const char *base);
	/* instead, where only the catalogue has the words for it */
	void (*write_by)(FILE *out, const struct key *k, const char *base,
			 const struct catalog *catalog);
};

#define NOWHERE ((size_t)-1)

/* Where the system's log is, by its format. */
#define SYSLOG_SOCKET "/dev/log"
#define JOURNAL_SOCKET "/run/systemd/journal/socket"

/* The field of the key K in the part's struct at BASE. */
#define KEY_AT(type, base, k) ((type *)(void *)((base) + (k)->at))
#define KEY_HAS(type, base, k) \
	((type const *)(const void *)((base) + (k)->at))
#define KEY_COUNT(base, k) ((size_t *)(void *)((base) + (k)->count_at))
#define KEY_COUNTS(base, k) \
	(*(const size_t *)(const void *)((base) + (k)->count_at))

/*
 * A key of a grammar. The bounds are in the field's own unit; of a
 * list they count its values, of a text its bytes.
 */
struct key {
	const char *name;		/* "rule.window" */
	const struct type *type;
	size_t at, count_at;		/* offsets in the part's struct */
	int64_t least, most;
	const char *fallback;		/* as in a file; NULL: none */
	const char *help;
};

/* The parts that keys are in: "" (the file itself), "rule", "rule.raise". */
struct part {
	const char *path;
	enum { PART_TITLED = 1,		/* many, each with a name */
	       PART_MANY } many;	/* many without */
};

/* A word of the plan, with its part, that a later release will know. */
struct later { const char *path, *name; };

/* All that a file may hold. */
struct grammar {
	const struct key *keys;
	size_t n_keys;
	const struct part *parts;
	size_t n_parts;
	const struct later *later;
	size_t n_later;
	bool shown;	/* its texts are, to people: UTF-8 alone */
};

#define COUNT(array) (sizeof(array) / sizeof *(array))

extern const struct grammar config_grammar;	/* keys.c */
extern const struct grammar catalog_grammar;	/* vocabulary.c */

/* schema.c */
const struct key *key_find(const struct grammar *g, const char *path,
			   struct slice name);
bool key_in_part(const struct key *k, const char *path);
bool part_in_part(const struct part *p, const char *path);
const struct part *part_find(const struct grammar *g, const char *path);
const struct part *part_within(const struct grammar *g, const char *path,
			       struct slice name);

/* "window" of "rule.window" */
static inline const char *path_leaf(const char *path)
{
	const char *dot = strrchr(path, '.');

	return dot ? dot + 1 : path;
}

static inline const char *key_leaf(const struct key *k)
{
	return path_leaf(k->name);
}

static inline const char *part_leaf(const struct part *p)
{
	return path_leaf(p->path);
}

/* Is NAME, in the part PATH, a word of the plan that isn't built yet? */
bool key_is_refused(const struct grammar *g, const char *path,
		    struct slice name);

/* quantities.c, types.c, lists.c, nets.c, choices.c, counted.c */
extern const struct type type_duration, type_size, type_percentage,
	type_number, type_number32, type_rate;
extern const struct type type_yes_no, type_text, type_country, type_file,
	type_path, type_facility, type_format,
	type_endpoint, type_profile;
extern const struct type type_names, type_interfaces, type_networks,
	type_ports, type_codes, type_call_codes, type_except, type_methods,
	type_directions, type_fields, type_prefixes, type_dialled,
	type_headers, type_files;

/* guidance.c: what only the catalogue has; nothing writes it */
extern const struct type type_points_to, type_retry, type_trouble, type_side,
	type_disconnect, type_tags, type_sentences, type_causes, type_reason;

/* The one word of E, or NULL after a complaint. */
const struct token *entry_word(struct reading *r, const struct entry *e);

/* Is the number of E's words within bounds? Complains if not. */
bool entry_fits(struct reading *r, const struct entry *e);
void tell_twice(struct reading *r, const struct key *k,
		const struct token *t);

/* T, given for K, is not of its type; RIGHT would be right. */
void tell_form(struct reading *r, const struct key *k, const struct token *t,
	       const char *right);

/* lists.c: room for E's values of SIZE bytes, which becomes the list at BASE;
 * is TEXT one of the LIST? */
void *list_make(struct reading *r, const struct entry *e, char *base,
		size_t size);
bool texts_have(char *const *list, size_t n, struct slice text);

/* nets.c */
bool nets_have(const struct net *list, size_t n, const struct net *net);

/* WORD as the lexer reads it back: in quotes where it needs them. */
void write_word(FILE *out, const char *word);

/* units.c: 0, -EINVAL (not such a value), -ERANGE, or -ENODATA (no unit). */
int unit_duration(struct slice s, struct span *d);
int unit_size(struct slice s, uint64_t *bytes);
int unit_percentage(struct slice s, uint32_t *ppm);
int unit_rate(struct slice s, uint64_t *milli);

#define UNIT_TEXT 32
const char *unit_duration_text(struct span d, char text[UNIT_TEXT]);
const char *unit_size_text(uint64_t bytes, char text[UNIT_TEXT]);
const char *unit_percentage_text(uint32_t ppm, char text[UNIT_TEXT]);
const char *unit_rate_text(uint64_t milli, char text[UNIT_TEXT]);

/*
 * codes.c: adds to *SET what WORD names. 0, -EINVAL, -ERANGE (a number that
 * is no outcome's), -ENOSYS (a set of the catalogue).
 */
int codes_add(struct code_set *set, struct slice word);
void codes_join(struct code_set *set, struct code_set more);
void codes_take(struct code_set *set, struct code_set off);
void codes_write(FILE *out, const struct code_set *set, uint32_t tags);

/* tags.c: the codes of attempts that have one of TAGS (1 << enum tag) in C;
 * NULL: no entry has. */
struct code_set tags_codes(const struct catalog *c, uint32_t tags);

/* suggest.c */
struct suggestion {
	struct slice word;
	const char *best;	/* of the names offered; NULL: none is near */
	unsigned distance;
};

void suggest_start(struct suggestion *s, struct slice word);
void suggest_offer(struct suggestion *s, const char *name);

#endif
