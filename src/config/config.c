/* SPDX-License-Identifier: BSD-2-Clause */
/* Loads a configuration, and adds to it what the command line says. */
#include <errno.h>
#include <stdlib.h>

#include "config/catalog.h"
#include "config/keys.h"

#define NAME_LONGEST 127	/* of an interface, by any of its names */

struct config {
	struct arena keep;
	struct settings settings;
	struct config_catalog *catalog;
};

/* Only who knows pcap filters can tell. */
static void check_filter(struct reading *r, const struct config_spec *spec,
			 const struct settings *s)
{
	const struct section *part = section_find(r->root, "capture", NULL);
	const struct entry *e =
		part ? entry_find(part, "capture.filter") : NULL;
	char why[512];

	if (!e || !s->capture.filter || !spec->is_filter_wrong)
		return;
	if (spec->is_filter_wrong(s->capture.filter, why, sizeof why))
		mistake(r, e->at, "filter: %s", why);
}

/* Where the files of the catalogue are told to be. */
struct told_files { struct reading *r; const struct entry *e; };

static int on_unread(const struct catalog_unread *u, void *arg)
{
	const struct told_files *t = arg;

	if (t->e && u->file < t->e->n)
		mistake(t->r, t->e->words[u->file], "files: cannot read %s: "
			"%s, readable files or a pattern such as "
			"catalog.d/*.conf would be right", u->path, u->why);
	else
		mistake_in(t->r, (struct place){ "catalog.files", 0 },
			   t->r->order, "cannot read %s: %s, {} would be "
			   "right for none", u->path, u->why);
	return u->err;
}

/* A text has none but what is built in, and a mistaken list none either. */
static size_t count_files(const struct told_files *t,
			  const struct settings *s)
{
	bool whole = !t->e || t->e->n == s->n_catalog_files;

	return whole && !t->r->alone ? s->n_catalog_files : 0;
}

static int read_catalog(struct reading *r, const struct config_spec *spec,
			struct config *c)
{
	const struct settings *s = &c->settings;
	struct told_files told = { r, entry_find(
			section_find(r->root, "catalog", NULL),
			"catalog.files") };
	int err = config_catalog_load(&c->catalog, &(struct catalog_spec){
			.files = s->catalog_files,
			.n_files = count_files(&told, s),
			.complain = spec->complain, .arg = spec->arg,
			.unread = on_unread, .unread_arg = &told });

	if (!err)
		r->catalog = c->settings.catalog = config_catalog(c->catalog);
	return err;
}

/* The tokens are R's; what they mean goes to C. */
static int read_tokens(struct reading *r, const struct config_spec *spec,
		       struct config *c)
{
	struct settings *s = &c->settings;
	bool whole;
	int err;

	grammar_read(r);
	whole = !brace_is_missing(r);	/* else what follows is in a part */
	if (r->root && whole && defaults_wanted(r, spec)) {
		defaults_add(r);
		r->root = NULL;
		grammar_read(r);
	}
	if (!r->root || reading_memory(r))
		return 0;
	if (whole)
		sets_apply(r, spec);
	build_settings(r, s);
	err = read_catalog(r, spec, c);
	if (err == -ENOMEM)
		return err;
	build_titled(r, s);
	if (!reading_memory(r))
		check_settings(r, s);
	check_filter(r, spec, s);
	return err;
}

/* From TEXT if there is one, else from the file or the built-in default. */
static int load(struct config *c, const struct config_spec *spec,
		const struct slice *text)
{
	struct reading r = { .grammar = &config_grammar, .keep = &c->keep,
			     .alone = text != NULL };
	int err = 0, told = 0;

	if (text)
		lex_text(&r, *text, (struct place){ "text", 1 }, NULL, NULL);
	else if (spec->file)
		err = files_read(&r, spec->file, false);
	else
		defaults_read(&r);
	if (!err)
		told = read_tokens(&r, spec, c);
	err = reading_end(&r, err, spec->complain, spec->arg);
	return err ? err : told;
}

static int create(struct config **cp, const struct config_spec *spec,
		  const struct slice *text)
{
	struct config *c = calloc(1, sizeof *c);
	int err;

	if (!c)
		return -ENOMEM;
	err = load(c, spec, text);
	if (err)
		config_free(c);
	else
		*cp = c;
	return err;
}

int config_load(struct config **cp, const struct config_spec *spec)
{
	return create(cp, spec, NULL);
}

int config_load_text(struct config **cp, const struct config_spec *spec,
		     struct slice text)
{
	return create(cp, spec, &text);
}

void config_free(struct config *c)
{
	if (!c)
		return;
	config_catalog_free(c->catalog);
	arena_free(&c->keep);
	free(c);
}

const struct settings *config_settings(const struct config *c)
{
	return &c->settings;
}

static size_t most_of(const char *name)
{
	return key_find(&config_grammar, "capture", slice_of(name))->most;
}

int config_set_interfaces(struct config *c, char *const names[], size_t n)
{
	char **list = arena_take(&c->keep, n * sizeof *list);
	size_t kept = 0;

	if (!list)
		return -ENOMEM;
	for (size_t i = 0; i < n; i++) {
		struct slice name = slice_of(names[i]);

		if (name.n == 0 || name.n > NAME_LONGEST)
			return -EINVAL;
		if (texts_have(list, kept, name))
			continue;
		list[kept] = arena_text(&c->keep, name);
		if (!list[kept++])
			return -ENOMEM;
	}
	if (kept > most_of("interfaces"))
		return -E2BIG;
	c->settings.capture.interfaces = list;
	c->settings.capture.n_interfaces = kept;
	return 0;
}

int config_add_local(struct config *c, const char *net)
{
	struct capture_settings *s = &c->settings.capture;
	struct net new, *list;

	if (net_parse(slice_of(net), &new) < 0)
		return -EINVAL;
	if (nets_have(s->local, s->n_local, &new))
		return 0;
	if (s->n_local >= most_of("local"))
		return -E2BIG;
	list = arena_take(&c->keep, (s->n_local + 1) * sizeof *list);
	if (!list)
		return -ENOMEM;
	if (s->n_local)
		memcpy(list, s->local, s->n_local * sizeof *list);
	list[s->n_local++] = new;
	s->local = list;
	return 0;
}

int config_add_filter(struct config *c, const char *filter)
{
	struct capture_settings *s = &c->settings.capture;
	char *both;

	if (!*filter)
		return 0;
	both = s->filter ? arena_printf(&c->keep, "(%s) and (%s)", s->filter,
					filter) :
	       arena_text(&c->keep, slice_of(filter));
	if (!both)
		return -ENOMEM;
	s->filter = both;
	return 0;
}
