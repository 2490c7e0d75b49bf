/* SPDX-License-Identifier: BSD-2-Clause */
/* Makes a catalogue of a tree: what a later file says again holds. */
#include "guidance.h"
#include "config/keys.h"

/* What each entry must say. */
static void check_whole(struct reading *r, const struct section *s)
{
	static const char *const needed[] = {
		"name", "meaning", "points-to", "retry", "next-step", "type",
		"tags", "source",
	};

	for (size_t i = 0; i < COUNT(needed); i++) {
		const struct entry *e = s->entries;

		while (e && strcmp(key_leaf(e->key), needed[i]) != 0)
			e = e->next;
		if (!e && !mistakes_within(r, s->title->order, s->end))
			mistake(r, s->title, "%s %s has no %s, one would be "
				"right", s->path, s->title->text.p,
				needed[i]);
	}
}

/* The number that the title of a response or cause is, or 0. */
static int read_number(struct reading *r, enum entry_kind kind,
		       const struct token *t)
{
	bool is_cause = kind == ENTRY_CAUSE;
	uint64_t least = is_cause ? 1 : 100, most = is_cause ? 127 : 699;
	uint64_t value = 0;

	if (kind != ENTRY_RESPONSE && !is_cause)
		return 0;
	if (slice_number(t->text, most, &value) || value < least)
		mistake(r, t, "'%s' is no %s, a number of %d to %d would be "
			"right", t->text.p, entry_kind_name(kind),
			(int)least, (int)most);
	return (int)value;
}

/* The entry that has the place of KIND and TITLE, or the next free one. */
static struct catalog_entry *place_of(struct catalog *c,
				      enum entry_kind kind,
				      struct slice title)
{
	size_t i;

	for (i = 0; i < c->n_entries; i++)
		if (c->entries[i].kind == kind &&
		    slice_equal(slice_of(c->entries[i].title), title))
			break;
	return &c->entries[i];
}

/* What was said of the same in the same FILE. */
static void tell_again(struct reading *r, const struct section *s,
		       const char *file, unsigned line)
{
	if (file && strcmp(file, s->title->place.file) == 0)
		mistake(r, s->title, "%s %s was given in %s:%u, once would "
			"be right", s->path, s->title->text.p, file, line);
}

static void read_entry(struct reading *r, const struct section *s,
		       enum entry_kind kind, struct catalog *c)
{
	struct catalog_entry *e = place_of(c, kind, s->title->text);

	if (e == &c->entries[c->n_entries])
		c->n_entries++;
	else
		tell_again(r, s, e->file, e->line);
	*e = (struct catalog_entry){
		.kind = kind, .code = read_number(r, kind, s->title),
		.title = arena_text(r->keep, s->title->text),
		.file = arena_text(r->keep, slice_of(s->title->place.file)),
		.line = s->title->place.line,
	};
	build_part(r, s, s->path, e);
	check_whole(r, s);
}

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

static struct catalog_profile *profile_place(struct catalog *c,
					     struct slice name)
{
	size_t i;

	for (i = 0; i < c->n_profiles; i++)
		if (slice_equal(slice_of(c->profiles[i].name), name))
			break;
	return &c->profiles[i];
}

static void read_profile(struct reading *r, const struct section *s,
			 struct catalog *c)
{
	struct catalog_profile *p = profile_place(c, s->title->text);
	size_t n = section_count(s, "profile.match");
	const struct section *part = NULL;

	if (p == &c->profiles[c->n_profiles])
		c->n_profiles++;
	else
		tell_again(r, s, p->file, p->line);
	*p = (struct catalog_profile){
		.name = arena_text(r->keep, s->title->text),
		.matches = arena_take(r->keep, (n + 1) * sizeof *p->matches),
		.file = arena_text(r->keep, slice_of(s->title->place.file)),
		.line = s->title->place.line,
	};
	if (!p->matches)
		return;
	build_part(r, s, s->path, p);
	while ((part = section_find(s, "profile.match", part)))
		read_match(r, part, &p->matches[p->n_matches++]);
	if (!mistakes_within(r, s->title->order, s->end))
		profile_order(r, s->title, p);
}

/* Those beyond what a number holds have none, and are told. */
static void number_matches(struct reading *r, struct catalog *c)
{
	size_t n = 0;

	for (size_t i = 0; i < c->n_profiles; i++) {
		struct catalog_profile *p = &c->profiles[i];

		for (size_t k = 0; k < p->n_matches && n < UINT16_MAX; k++)
			p->matches[k].number = (uint16_t)++n;
		if (n == UINT16_MAX)
			mistake_in(r, (struct place){ p->file, p->line },
				   r->order, "too many matches in all, %d "
				   "would be right", UINT16_MAX - 1);
	}
}

void build_catalog(struct reading *r, struct catalog *c)
{
	const struct section *part = NULL;
	size_t n = 0;

	for (enum entry_kind k = 0; k < ENTRY_KINDS; k++)
		n += section_count(r->root, entry_kind_name(k));
	c->entries = arena_take(r->keep, (n + 1) * sizeof *c->entries);
	n = section_count(r->root, "profile");
	c->profiles = arena_take(r->keep, (n + 1) * sizeof *c->profiles);
	if (!c->entries || !c->profiles)
		return;
	for (enum entry_kind k = 0; k < ENTRY_KINDS; k++) {
		part = NULL;
		while ((part = section_find(r->root, entry_kind_name(k),
					    part)))
			read_entry(r, part, k, c);
	}
	part = NULL;
	while ((part = section_find(r->root, "profile", part)))
		read_profile(r, part, c);
	number_matches(r, c);
}
