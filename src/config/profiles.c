/* SPDX-License-Identifier: BSD-2-Clause */
/* Lays a tree's profiles over those there are: matches are added. */
#include "guidance.h"
#include "config/keys.h"

static void read_match(struct reading *r, const struct section *s,
		       struct catalog_match *m)
{
	build_part(r, s, s->path, m);
	m->file = arena_text(r->keep, slice_of(s->at->place.file));
	m->line = s->at->place.line;
	if (m->phrase && m->prefix)
		mistake(r, s->at, "both phrase and phrase-prefix, one of "
			"them would be right");
	m->weight = match_weight(m);
	if (!m->weight && !mistakes_within(r, s->at->order, s->end))
		mistake(r, s->at, "this match has no condition, code = 503 "
			"would be right");
}

static struct catalog_profile *find_profile(const struct catalog *c,
					    struct slice name)
{
	for (size_t i = 0; i < c->n_profiles; i++)
		if (slice_same(slice_of(c->profiles[i].name), name))
			return &c->profiles[i];
	return NULL;
}

/* Those of the first *N that ask for what M does give way to it. */
static void put_match(struct catalog_profile *p, size_t *n,
		      const struct catalog_match *m)
{
	size_t kept = 0;

	for (size_t i = 0; i < p->n_matches; i++)
		if (i >= *n || !match_replaces(m, &p->matches[i]))
			p->matches[kept++] = p->matches[i];
	*n -= p->n_matches - kept;
	p->n_matches = kept;
	p->matches[p->n_matches++] = *m;
}

/* NUMBER is that of the last match so far. */
static void read_matches(struct reading *r, const struct section *s,
			 struct catalog_profile *p, uint16_t *number)
{
	size_t before = p->n_matches;
	uint16_t first = *number + 1;
	const struct section *part = NULL;

	p->matches = arena_grow(r->keep, p->matches, before,
				section_count(s, "profile.match"),
				sizeof *p->matches);
	if (!p->matches)
		return;
	while ((part = section_find(s, "profile.match", part))) {
		struct catalog_match m = { .number = ++*number };

		read_match(r, part, &m);
		put_match(p, &before, &m);
	}
	profile_order(p);
	if (!mistakes_within(r, s->title->order, s->end))
		profile_ties(r, s->title, p, first);
}

static void read_profile(struct reading *r, const struct section *s,
			 struct catalog *c, uint16_t *number)
{
	struct catalog_profile *p = find_profile(c, s->title->text);

	if (p) {
		tell_repeated(r, s, p->file, p->line);
	} else {
		p = &c->profiles[c->n_profiles++];
		p->name = arena_text(r->keep, s->title->text);
	}
	p->file = arena_text(r->keep, slice_of(s->title->place.file));
	p->line = s->title->place.line;
	build_part(r, s, s->path, p);
	read_matches(r, s, p, number);
}

/* Matches that were read at build time, with what is told of them here. */
static void take_matches(struct reading *r, struct catalog_profile *p,
			 uint16_t *number)
{
	p->matches = arena_grow(r->keep, p->matches, p->n_matches, 0,
				sizeof *p->matches);
	for (size_t i = 0; p->matches && i < p->n_matches; i++) {
		p->matches[i].weight = match_weight(&p->matches[i]);
		p->matches[i].number = ++*number;
	}
	if (p->matches)
		profile_order(p);
}

/* From 1 on, over all profiles, without gaps. */
static void number_matches(struct catalog *c)
{
	uint16_t n = 0;

	for (size_t i = 0; i < c->n_profiles; i++)
		for (size_t k = 0; k < c->profiles[i].n_matches; k++)
			c->profiles[i].matches[k].number = ++n;
}

void build_profiles(struct reading *r, struct catalog *c)
{
	const struct section *part = NULL;
	uint16_t number = 0;

	c->profiles = arena_grow(r->keep, c->profiles, c->n_profiles,
				 section_count(r->root, "profile"),
				 sizeof *c->profiles);
	for (size_t i = 0; c->profiles && i < c->n_profiles; i++)
		take_matches(r, &c->profiles[i], &number);
	if (reading_memory(r))
		return;
	while ((part = section_find(r->root, "profile", part)))
		read_profile(r, part, c, &number);
	if (!reading_memory(r))
		number_matches(c);
}
