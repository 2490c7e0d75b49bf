/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads the catalogue that is built in, and files over it. */
#include <errno.h>
#include <stdlib.h>

#include "config/catalog.h"
#include "config/keys.h"

struct config_catalog {
	struct arena keep;
	struct catalog catalog;
};

static void tell_file(struct reading *r, const struct catalog_spec *spec,
		      const char *file, int err)
{
	const char *text = arena_printf(&r->arena, "cannot read %s: %s", file,
					files_error(err));

	if (text && spec->complain)
		spec->complain(text, spec->arg);
}

static int read_all(struct reading *r, const struct catalog_spec *spec)
{
	int err = 0;

	for (size_t i = 0; i < spec->n_files && !err; i++) {
		err = files_read(r, spec->files[i]);
		if (err)
			tell_file(r, spec, spec->files[i], err);
	}
	return err;
}

static int load(struct config_catalog *c, const struct catalog_spec *spec)
{
	struct reading r = { .grammar = &catalog_grammar, .keep = &c->keep };
	int err = read_all(&r, spec);

	if (!spec->only)
		c->catalog = catalog_builtin;
	if (!err) {
		grammar_read(&r);
		if (r.root && !reading_memory(&r))
			build_catalog(&r, &c->catalog);
	}
	return reading_end(&r, err, spec->complain, spec->arg);
}

int config_catalog_load(struct config_catalog **cp,
			const struct catalog_spec *spec)
{
	struct config_catalog *c = calloc(1, sizeof *c);
	int err;

	if (!c)
		return -ENOMEM;
	err = load(c, spec);
	if (err)
		config_catalog_free(c);
	else
		*cp = c;
	return err;
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
