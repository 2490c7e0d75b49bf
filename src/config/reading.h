/* SPDX-License-Identifier: BSD-2-Clause */
/* One reading of a configuration: its tokens, its tree, its mistakes. */
#ifndef SIPWARD_CONFIG_READING_H
#define SIPWARD_CONFIG_READING_H

#include "config/config.h"

/* Memory that goes all at once. What it gives is zeroed; NULL: none left. */
struct arena { struct arena_block *blocks; bool failed; };

void *arena_take(struct arena *a, size_t n);
/* LIST's HAD values of SIZE bytes anew, with room for MORE. */
void *arena_grow(struct arena *a, const void *list, size_t had, size_t more,
		 size_t size);
char *arena_text(struct arena *a, struct slice s);	/* terminated */
char *arena_printf(struct arena *a, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void arena_free(struct arena *a);

/* What names are made of. */
#define NAME_BYTES "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ" \
		   "0123456789_-"

/* Where something stands. Line 0: FILE says all, as in "-o KEY=VALUE". */
struct place { const char *file; unsigned line; };

/* WORD and QUOTED have text; any other kind is the mark itself. */
enum { TOKEN_WORD = 'w', TOKEN_QUOTED = 'q', TOKEN_APPEND = '+' };

/* What a word is there for, as its neighbours tell. */
enum role { ROLE_MARK, ROLE_NAME, ROLE_TITLE, ROLE_VALUE };

struct token {
	int kind;
	struct place place;
	struct slice text;	/* terminated */
	unsigned order;		/* of reading; mistakes are told in it */
	enum role role;
	bool fresh;		/* what was before it is complete */
};

/* A key with its words, as far as they are known: "ports = {5060}". */
struct entry {
	const struct key *key;
	const struct token *at;		/* the key's name */
	const struct token **words;
	size_t n;
	bool braces;			/* written as a list */
	bool adds;			/* its first sign is += */
	const struct token *again;	/* given once more, without += */
	struct entry *next;
};

/* A part in braces: "raise warning { }" has the path "rule.raise". */
struct section {
	const char *path;
	const struct token *at;		/* its name; NULL: not given */
	const struct token *title;	/* NULL where there is none */
	unsigned end;			/* order of its closing brace */
	struct entry *entries;
	struct section *parts, *next;	/* in the order of the file */
};

struct reading {
	const struct grammar *grammar;
	struct arena arena;		/* of what only the reading needs */
	struct arena *keep;		/* of what the settings need */
	const struct catalog *catalog;	/* of tags and profiles; NULL: none */
	struct token **tokens;
	size_t n_tokens, room;
	unsigned order;
	struct mistake *mistakes;	/* the latest first */
	size_t n_mistakes;
	bool alone;			/* touch no other file */
	struct section *root;
};

/* -ENOMEM once memory was out, else 0. */
int reading_memory(const struct reading *r);

/* R, which came to ERR so far, is done: tells its mistakes, and frees what
 * only it needed. 0, -EINVAL after mistakes, or another errno. */
int reading_end(struct reading *r, int err, config_complaint_handler *complain,
		void *arg);

#define MISTAKES_MAX 100	/* nobody reads more of them */

/* mistakes.c: "FILE:LINE: TEXT", for the token AT or any other place. */
void mistake(struct reading *r, const struct token *at,
	     const char *format, ...) __attribute__((format(printf, 3, 4)));
void mistake_in(struct reading *r, struct place p, unsigned order,
		const char *format, ...)
	__attribute__((format(printf, 4, 5)));
/* S says again what FILE:LINE said: a mistake, if that is the same file. */
void tell_repeated(struct reading *r, const struct section *s,
		   const char *file, unsigned line);
bool mistakes_within(const struct reading *r, unsigned from, unsigned to);

/* lex.c: the tokens of TEXT, added to R's. An include is left to TAKEN. */
typedef void token_handler(struct reading *r, void *arg);
void lex_text(struct reading *r, struct slice text, struct place start,
	      token_handler *taken, void *arg);
struct token *lex_add(struct reading *r, int kind, struct place p,
		      struct slice text);

/* files.c: the tokens of the file and of what it includes. It may be a pipe,
 * unless it has to be REGULAR. 0 or -errno. */
int files_read(struct reading *r, const char *path, bool regular);
/* Tells H of each file that PATTERN matches, in their order: a plain name is
 * told as it is. 0, or -errno where a directory can't be read. */
typedef void files_handler(const char *path, void *arg);
int files_match(const char *pattern, files_handler *h, void *arg);
/* FILES_LOAD takes regular files alone; FILES_ERROR says what was wrong. */
int files_load(struct arena *a, const char *path, struct slice *text);
const char *files_error(int err);
const char *files_beside(struct arena *a, const char *file, const char *name);

/* grammar.c: R's tokens as R's tree; mends what libConfuse refuses. */
void grammar_read(struct reading *r);

/* roles.c: what each token is there for, and where a statement ends. */
bool roles_assign(const struct reading *r);	/* false: cut in the middle */
size_t roles_statement_end(const struct reading *r, size_t from);

/*
 * blame.c: says what is wrong with token K, where libConfuse stopped in the
 * part PATH, and mends R's tokens. False: there is nothing to go on with.
 */
bool blame_token(struct reading *r, const char *path, size_t k);

/* More braces are opened than closed: one may be missing anywhere. */
bool brace_is_missing(const struct reading *r);

/* A brace that is opened and never closed, if there is one. */
void blame_open(struct reading *r);

/* T names nothing in the part PATH: says what would be right. */
void blame_name(struct reading *r, const char *path, const struct token *t);

/* tree.c */
struct entry *entry_find(const struct section *s, const char *key);
struct section *section_find(const struct section *s, const char *path,
			     const struct section *after);
size_t section_count(const struct section *s, const char *path);
struct section *section_titled(const struct section *s, const char *path,
			       struct slice title);

/* The title nearest to WORD among those of the same kind; NULL: none is. */
const char *section_nearest(const struct section *s, const char *path,
			    struct slice word);

/* sets.c: each KEY=VALUE over R's tree. */
void sets_apply(struct reading *r, const struct config_spec *spec);

/* defaults.c: the built-in text; its rules, where they are wanted. */
bool defaults_wanted(const struct reading *r, const struct config_spec *spec);
void defaults_add(struct reading *r);
void defaults_read(struct reading *r);

/* build.c: all keys of the part PATH, into the struct at BASE. */
void build_part(struct reading *r, const struct section *s,
		const char *path, void *base);

/* R's tree as settings: first what names the catalogue, then what the
 * catalogue has words for. */
void build_settings(struct reading *r, struct settings *s);
void build_titled(struct reading *r, struct settings *s);

/* builtin.c: nothing of it is to be written to. */
extern const struct catalog catalog_builtin;

/* entries.c: what R's tree says over C, which is built in or empty. */
struct catalog_match;
struct catalog_profile;
void build_catalog(struct reading *r, struct catalog *c);

/* profiles.c: what R's tree says of profiles over C's. */
void build_profiles(struct reading *r, struct catalog *c);

/* ties.c: how specific M is; do A and B ask for the same? */
unsigned match_weight(const struct catalog_match *m);
bool match_replaces(const struct catalog_match *m,
		    const struct catalog_match *old);

/* P's matches, the most specific first; in the order of their numbers where
 * they are alike. */
void profile_order(struct catalog_profile *p);

/* Tells, at AT, of each match from the number FIRST on that ties with one. */
void profile_ties(struct reading *r, const struct token *at,
		  const struct catalog_profile *p, unsigned first);

/* check.c: what no single value can tell. */
void check_settings(struct reading *r, const struct settings *s);

/* prefixes.c: the number prefixes of the file that AT names. */
void prefixes_read(struct reading *r, const struct token *at,
		   struct number_settings *n);

/* As config_load(), from TEXT, and no other file is touched. */
int config_load_text(struct config **cp, const struct config_spec *spec,
		     struct slice text);

/* As config_catalog_load(), by TEXT in place of the files. */
struct config_catalog;
struct catalog_spec;
int config_catalog_load_text(struct config_catalog **cp,
			     const struct catalog_spec *spec,
			     struct slice text);

#endif
