/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads the catalogue that is built in, and files over it. */
#include <errno.h>
#include <stdlib.h>

#include "config/catalog.h"
#include "config/keys.h"

#define PARTS_MOST 4096	/* each is held against all before it */

struct config_catalog {
	struct arena keep;
	struct catalog catalog;
};

/* The files of one pattern, which are read on after one that failed. */
struct matched {
	struct reading *r;
	const struct catalog_spec *spec;
	size_t file;
	int err;
};

static void fail(struct matched *m, const char *path, int err)
{
	struct catalog_unread u = { m->file, path, files_error(err), err };

	if (err != -ENOMEM && m->spec->unread)
		err = m->spec->unread(&u, m->spec->unread_arg);
	if (err)
		m->err = err;
}

static void on_match(const char *path, void *arg)
{
	struct matched *m = arg;
	bool named = strcmp(path, m->spec->files[m->file]) == 0;
	int err = files_read(m->r, path, !named);

	if (err)
		fail(m, path, err);
}

static int read_all(struct reading *r, const struct catalog_spec *spec)
{
	struct matched m = { .r = r, .spec = spec };

	for (; m.file < spec->n_files; m.file++) {
		const char *pattern = spec->files[m.file];
		int err = files_match(pattern, on_match, &m);

		if (err)
			fail(&m, pattern, err);
	}
	return m.err;
}

/* Told before anybody tries to make a tree of more. */
static bool are_few(struct reading *r)
{
	size_t n = 0;

	for (size_t i = 1; i < r->n_tokens; i++) {
		int before = r->tokens[i - 1]->kind;

		if (r->tokens[i]->kind != '{' || before == '=' ||
		    before == TOKEN_APPEND || ++n <= PARTS_MOST)
			continue;
		mistake(r, r->tokens[i], "over %d entries, profiles and "
			"matches in all, fewer would be right", PARTS_MOST);
		return false;
	}
	return true;
}

/* By TEXT if there is one, else by the files. */
static int load(struct config_catalog *c, const struct catalog_spec *spec,
		const struct slice *text)
{
	struct reading r = { .grammar = &catalog_grammar, .keep = &c->keep,
			     .alone = text != NULL };
	int err = 0;

	if (!spec->only)
		c->catalog = catalog_builtin;
	if (text)
		lex_text(&r, *text, (struct place){ "text", 1 }, NULL, NULL);
	else
		err = read_all(&r, spec);
	if (!err && are_few(&r)) {
		grammar_read(&r);
		if (r.root && !reading_memory(&r))
			build_catalog(&r, &c->catalog);
	}
	return reading_end(&r, err, spec->complain, spec->arg);
}

static int create(struct config_catalog **cp, const struct catalog_spec *spec,
		  const struct slice *text)
{
	struct config_catalog *c = calloc(1, sizeof *c);
	int err;

	if (!c)
		return -ENOMEM;
	err = load(c, spec, text);
	if (err)
		config_catalog_free(c);
	else
		*cp = c;
	return err;
}

int config_catalog_load(struct config_catalog **cp,
			const struct catalog_spec *spec)
{
	return create(cp, spec, NULL);
}

int config_catalog_load_text(struct config_catalog **cp,
			     const struct catalog_spec *spec,
			     struct slice text)
{
	return create(cp, spec, &text);
}

const struct catalog *config_catalog(const struct config_catalog *c)
{
	return &c->catalog;
}

void config_catalog_free(struct config_catalog *c)
{
	if (!c)
		return;
	arena_free(&c->keep);
	free(c);
}
