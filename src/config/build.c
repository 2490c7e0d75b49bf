/* SPDX-License-Identifier: BSD-2-Clause */
/* Makes settings of a tree; what it leaves out gets its default. */
#include "config/keys.h"

/* The words of K's default, as if they had been given. */
static bool read_fallback(struct reading *r, const struct key *k,
			  struct entry *e)
{
	size_t from = r->n_tokens;

	*e = (struct entry){ .key = k };
	lex_text(r, slice_of(k->fallback), (struct place){ "default", 0 },
		 NULL, NULL);
	e->words = arena_take(&r->arena,
			      (r->n_tokens - from) * sizeof *e->words);
	if (reading_memory(r))
		return false;
	for (size_t i = from; i < r->n_tokens; i++) {
		e->at = r->tokens[from];
		if (r->tokens[i]->kind == '{')
			e->braces = true;
		else if (r->tokens[i]->kind == TOKEN_WORD ||
			 r->tokens[i]->kind == TOKEN_QUOTED)
			e->words[e->n++] = r->tokens[i];
	}
	r->n_tokens = from;
	return true;
}

static void tell_again(struct reading *r, const struct entry *e)
{
	mistake(r, e->again, "%s was given in %s:%u, once%s would be right",
		key_leaf(e->key), e->at->place.file, e->at->place.line,
		e->key->type->list ? " or with +=" : "");
}

void build_part(struct reading *r, const struct section *s,
		const char *path, void *base)
{
	for (size_t i = 0; i < r->grammar->n_keys; i++) {
		const struct key *k = &r->grammar->keys[i];
		const struct entry *e = entry_find(s, k->name);
		struct entry fallback;

		if (!key_in_part(k, path))
			continue;
		if (e && e->again)
			tell_again(r, e);
		if (e)
			k->type->read(r, k, e, base);
		else if (k->fallback && read_fallback(r, k, &fallback))
			k->type->read(r, k, &fallback, base);
	}
}

/* The severity that T names, or 0 after a complaint. */
static unsigned read_severity(struct reading *r, const struct token *t)
{
	struct suggestion near;

	suggest_start(&near, t->text);
	for (unsigned s = SEVERITY_NOTICE; s >= SEVERITY_ALERT; s--) {
		if (slice_equal(t->text, slice_of(severity_name(s))))
			return s;
		suggest_offer(&near, severity_name(s));
	}
	mistake(r, t, "raise has no level '%s', %s would be right",
		t->text.p, near.best ? near.best :
		"notice, warning, error, critical or alert");
	return 0;
}

/* Makes room among S's levels, the least severe first. NULL: it is there. */
static struct level_settings *add_level(struct rule_settings *s,
					unsigned severity)
{
	struct level_settings *l = s->levels;
	size_t i = 0;

	while (i < s->n_levels && l[i].severity > severity)
		i++;
	if (i < s->n_levels && l[i].severity == severity)
		return NULL;
	memmove(l + i + 1, l + i, (s->n_levels - i) * sizeof *l);
	l[i] = (struct level_settings){ .severity = severity };
	s->n_levels++;
	return &l[i];
}

static void read_level(struct reading *r, const struct section *rule,
		       const struct section *part, struct rule_settings *s)
{
	unsigned severity = read_severity(r, part->title);
	const struct section *first;
	struct level_settings *l;

	if (!severity)
		return;
	l = add_level(s, severity);
	if (l) {
		build_part(r, part, part->path, l);
		return;
	}
	first = section_titled(rule, part->path, part->title->text);
	mistake(r, part->title, "raise %s was given in %s:%u, all its "
		"conditions in one place would be right", part->title->text.p,
		first->title->place.file, first->title->place.line);
}

static void read_rule(struct reading *r, const struct section *rule,
		      struct rule_settings *s)
{
	struct section *part = NULL;

	s->name = arena_text(r->keep, rule->title->text);
	build_part(r, rule, rule->path, s);
	while ((part = section_find(rule, "rule.raise", part)))
		read_level(r, rule, part, s);
}

static void read_trunk(struct reading *r, const struct section *trunk,
		       struct trunk_settings *s)
{
	s->name = arena_text(r->keep, trunk->title->text);
	s->profile = -1;
	build_part(r, trunk, trunk->path, s);
}

/* Their order is that of the file. */
void build_titled(struct reading *r, struct settings *s)
{
	const struct section *part = NULL;
	size_t rules = section_count(r->root, "rule");
	size_t trunks = section_count(r->root, "trunk");

	s->rules = arena_take(r->keep, rules * sizeof *s->rules);
	s->trunks = arena_take(r->keep, trunks * sizeof *s->trunks);
	if (!s->rules || !s->trunks)
		return;
	while ((part = section_find(r->root, "trunk", part)))
		read_trunk(r, part, &s->trunks[s->n_trunks++]);
	part = NULL;
	while ((part = section_find(r->root, "rule", part)))
		read_rule(r, part, &s->rules[s->n_rules++]);
}

/* Its default is that of the format. */
static void read_socket(struct reading *r, struct syslog_settings *s)
{
	const struct section *part = section_find(r->root, "syslog", NULL);

	if (s->format == SYSLOG_JOURNAL && !entry_find(part, "syslog.socket"))
		s->socket = arena_text(r->keep, SLICE(JOURNAL_SOCKET));
}

void build_settings(struct reading *r, struct settings *s)
{
	const struct entry *file;

	for (size_t i = 0; i < r->grammar->n_parts; i++) {
		const char *path = r->grammar->parts[i].path;

		if (!*path)
			build_part(r, r->root, path, s);
		else if (!r->grammar->parts[i].many)
			build_part(r, section_find(r->root, path, NULL), path,
				  s);
	}
	read_socket(r, &s->syslog);
	file = entry_find(section_find(r->root, "numbers", NULL),
			  "numbers.prefixes");
	if (s->numbers.file && file && file->n && !r->alone)
		prefixes_read(r, file->words[0], &s->numbers);
}
