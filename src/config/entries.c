/* SPDX-License-Identifier: BSD-2-Clause */
/* Lays a tree over a catalogue: what is said again holds, the rest stays. */
#include <stdio.h>

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

static struct catalog_entry *find_entry(const struct catalog *c,
					enum entry_kind kind,
					struct slice title)
{
	for (size_t i = 0; i < c->n_entries; i++)
		if (c->entries[i].kind == kind &&
		    slice_equal(slice_of(c->entries[i].title), title))
			return &c->entries[i];
	return NULL;
}

/* Outcomes and causes of a call's end are those that sipward finds. */
static bool is_known(enum entry_kind kind, const char *title)
{
	char name[OUTCOME_TEXT];
	int n;

	if (kind != ENTRY_OUTCOME && kind != ENTRY_DISCONNECT)
		return true;
	n = snprintf(name, sizeof name, "%s%s",
		     kind == ENTRY_DISCONNECT ? "disconnect:" : "", title);
	return n < OUTCOME_TEXT && outcome_of(slice_of(name));
}

static void tell_unknown(struct reading *r, const struct section *s,
			 enum entry_kind kind, const struct catalog *c)
{
	struct suggestion near;

	suggest_start(&near, s->title->text);
	for (size_t i = 0; i < c->n_entries; i++)
		if (c->entries[i].kind == kind)
			suggest_offer(&near, c->entries[i].title);
	mistake(r, s->title, "there is no %s '%s', %s would be right",
		s->path, s->title->text.p,
		near.best ? near.best : "one of sipward-calls(7)");
}

/* A new one behind those of its KIND. */
static struct catalog_entry *add_entry(struct catalog *c,
				       enum entry_kind kind)
{
	size_t i = c->n_entries++;

	for (; i > 0 && c->entries[i - 1].kind > kind; i--)
		c->entries[i] = c->entries[i - 1];
	c->entries[i] = (struct catalog_entry){ .kind = kind };
	return &c->entries[i];
}

static void read_entry(struct reading *r, const struct section *s,
		       enum entry_kind kind, struct catalog *c)
{
	struct catalog_entry *e = find_entry(c, kind, s->title->text);
	bool is_new = !e;

	if (e) {
		tell_repeated(r, s, e->file, e->line);
	} else {
		if (!is_known(kind, s->title->text.p))
			tell_unknown(r, s, kind, c);
		e = add_entry(c, kind);
		e->code = read_number(r, kind, s->title);
		e->title = arena_text(r->keep, s->title->text);
	}
	e->file = arena_text(r->keep, slice_of(s->title->place.file));
	e->line = s->title->place.line;
	build_part(r, s, s->path, e);
	if (is_new)
		check_whole(r, s);
}

void build_catalog(struct reading *r, struct catalog *c)
{
	const struct section *part = NULL;
	size_t n = 0;

	for (enum entry_kind k = 0; k < ENTRY_KINDS; k++)
		n += section_count(r->root, entry_kind_name(k));
	c->entries = arena_grow(r->keep, c->entries, c->n_entries, n,
				sizeof *c->entries);
	if (!c->entries)
		return;
	for (enum entry_kind k = 0; k < ENTRY_KINDS; k++) {
		part = NULL;
		while ((part = section_find(r->root, entry_kind_name(k),
					    part)))
			read_entry(r, part, k, c);
	}
	build_profiles(r, c);
}
