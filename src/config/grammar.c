/* SPDX-License-Identifier: BSD-2-Clause */
/* Has libConfuse judge the tokens, and makes a tree of what it accepts. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include <confuse.h>

#include "config/keys.h"

#define ROUNDS 100	/* mistakes that are mended before it gives up */

/*
 * libConfuse reads a text with one token a line, so that its line number
 * names the token, and with the token's number in the place of each value
 * and title, so that each is found again with its file and line. A key is
 * always added to with "+=": what is given twice can be seen. The number of
 * a list's opening brace is its first value: an empty list can be seen too.
 */
static void write_token(FILE *out, const struct reading *r, size_t i)
{
	const struct token *t = r->tokens[i];
	bool plain = strspn(t->text.p, NAME_BYTES) == t->text.n;

	if (t->kind == '{' && i && (r->tokens[i - 1]->kind == '=' ||
				    r->tokens[i - 1]->kind == TOKEN_APPEND))
		fprintf(out, "{%zu,\n", i);
	else if (t->kind == '=' || t->kind == TOKEN_APPEND)
		fputs("+=\n", out);
	else if (t->role == ROLE_MARK)
		fprintf(out, "%c\n", t->kind);
	else if (t->role != ROLE_NAME)
		fprintf(out, "%zu\n", i);
	else if (!t->fresh)
		fputs(")\n", out);	/* fits nowhere: it stops here */
	else
		fprintf(out, "%s\n", plain && t->kind == TOKEN_WORD ?
			t->text.p : "?");
}

static char *write_tokens(const struct reading *r)
{
	char *text = NULL;
	size_t n;
	FILE *out = open_memstream(&text, &n);

	if (!out)
		return NULL;
	for (size_t i = 0; i < r->n_tokens; i++)
		write_token(out, r, i);
	if (fclose(out) != 0) {
		free(text);
		return NULL;
	}
	return text;
}

static const cfg_flag_t part_flags[] = {
	[0] = CFGF_NONE, [PART_TITLED] = CFGF_MULTI | CFGF_TITLE,
	[PART_MANY] = CFGF_MULTI,
};

/* The options of the part PATH: its keys and the parts within it. */
static cfg_opt_t *make_options(struct reading *r, const char *path)
{
	const struct grammar *g = r->grammar;
	size_t n = 0, room = g->n_keys + g->n_parts + 1;
	cfg_opt_t *opts = arena_take(&r->arena, room * sizeof *opts);

	if (!opts)
		return NULL;
	for (size_t i = 0; i < g->n_keys; i++)
		if (key_in_part(&g->keys[i], path))
			opts[n++] = (cfg_opt_t)CFG_STR_LIST(
				key_leaf(&g->keys[i]), NULL, CFGF_NONE);
	for (size_t i = 0; i < g->n_parts; i++) {
		const struct part *p = &g->parts[i];
		cfg_opt_t *within;

		if (!part_in_part(p, path))
			continue;
		within = make_options(r, p->path);
		if (!within)
			return NULL;
		opts[n++] = (cfg_opt_t)CFG_SEC(part_leaf(p), within,
			part_flags[p->many]);
	}
	opts[n] = (cfg_opt_t)CFG_END();
	return opts;
}

/* Says nothing: what is wrong is told by the token where it stopped. */
static void be_silent(cfg_t *cfg, const char *format, va_list ap)
{
	(void)cfg;
	(void)format;
	(void)ap;
}

/* Where libConfuse stopped is the line furthest down in its tree. */
struct stop { int line; const char *path; };

static void find_stop(const struct grammar *g, cfg_t *cfg, const char *path,
		      struct stop *stop)
{
	if (cfg->line > stop->line)
		*stop = (struct stop){ cfg->line, path };
	for (cfg_opt_t *o = cfg->opts; o->name; o++) {
		const struct part *p =
			o->type == CFGT_SEC ?
			part_within(g, path, slice_of(o->name)) : NULL;

		for (unsigned i = 0; p && i < cfg_opt_size(o); i++)
			find_stop(g, cfg_opt_getnsec(o, i), p->path, stop);
	}
}

static const struct token *token_of(const struct reading *r, const char *s,
				    size_t *i)
{
	*i = strtoul(s, NULL, 10);
	return r->tokens[*i];
}

/* Adds the word I to the entry E. The first of a statement has its sign. */
static void add_word(const struct reading *r, struct entry *e, size_t i)
{
	const struct token *t = r->tokens[i], *sign = r->tokens[i - 1];
	bool first = sign->kind == '=' || sign->kind == TOKEN_APPEND;

	if (first && !e->at) {
		e->at = r->tokens[i - 2];
		e->adds = sign->kind == TOKEN_APPEND;
	} else if (first && sign->kind == '=') {
		e->again = r->tokens[i - 2];
	}
	if (t->kind == '{')
		e->braces = true;
	else
		e->words[e->n++] = t;
}

static void take_entry(struct reading *r, struct section *s, cfg_opt_t *o)
{
	unsigned n = cfg_opt_size(o);
	struct entry *e = arena_take(&r->arena, sizeof *e);
	size_t i;

	if (!n || !e)
		return;
	e->words = arena_take(&r->arena, n * sizeof *e->words);
	e->key = key_find(r->grammar, s->path, slice_of(o->name));
	if (!e->words)
		return;
	for (unsigned j = 0; j < n; j++) {
		token_of(r, cfg_opt_getnstr(o, j), &i);
		add_word(r, e, i);
	}
	e->next = s->entries;
	s->entries = e;
}

static struct section *take_section(struct reading *r, cfg_t *cfg,
				    const char *path);

static void take_parts(struct reading *r, struct section *s, cfg_opt_t *o,
		       struct section ***end)
{
	const struct part *p = part_within(r->grammar, s->path,
					   slice_of(o->name));

	for (unsigned i = 0; i < cfg_opt_size(o); i++) {
		struct section *part =
			take_section(r, cfg_opt_getnsec(o, i), p->path);

		if (!part)
			return;
		**end = part;
		*end = &part->next;
	}
}

/* The name of the part that ends before token END. */
static const struct token *name_of(const struct reading *r, size_t end)
{
	size_t i = end < r->n_tokens ? end : r->n_tokens;
	unsigned depth = 0;

	while (i > 0) {
		i--;
		if (r->tokens[i]->kind == '}')
			depth++;
		else if (r->tokens[i]->kind == '{' && depth-- == 0)
			break;
	}
	while (i > 0 && r->tokens[i]->role != ROLE_NAME)
		i--;
	return r->tokens[i];
}

static struct section *take_section(struct reading *r, cfg_t *cfg,
				    const char *path)
{
	struct section *s = arena_take(&r->arena, sizeof *s);
	struct section **end;
	size_t i;

	if (!s)
		return NULL;
	s->path = path;
	if (cfg->title)
		s->title = token_of(r, cfg->title, &i);
	if (*path && cfg->line > 0 && (size_t)cfg->line <= r->n_tokens)
		s->end = r->tokens[cfg->line - 1]->order;
	if (*path && r->n_tokens)
		s->at = name_of(r, cfg->line > 0 ? cfg->line - 1 : 0);
	end = &s->parts;
	for (cfg_opt_t *o = cfg->opts; o->name; o++) {
		if (o->type == CFGT_SEC)
			take_parts(r, s, o, &end);
		else
			take_entry(r, s, o);
	}
	return s;
}

/* One round: true when there is a tree, or no memory for one. */
static bool parse(struct reading *r, cfg_opt_t *opts, struct stop *stop)
{
	char *text = write_tokens(r);
	cfg_t *cfg = text ? cfg_init(opts, CFGF_NONE) : NULL;
	bool done = true;

	if (!cfg) {
		r->arena.failed = true;
	} else {
		cfg_set_error_function(cfg, be_silent);
		done = cfg_parse_buf(cfg, text) == CFG_SUCCESS;
		if (done)
			r->root = take_section(r, cfg, "");
		else
			find_stop(r->grammar, cfg, "", stop);
		cfg_free(cfg);
	}
	free(text);
	return done;
}

void grammar_read(struct reading *r)
{
	cfg_opt_t *opts = make_options(r, "");

	for (int round = 0; opts && round < ROUNDS; round++) {
		struct stop stop = { 0, "" };

		roles_assign(r);
		if (parse(r, opts, &stop)) {
			blame_open(r);
			return;
		}
		if (!blame_token(r, stop.path, stop.line - 1))
			return;
	}
}
