/* SPDX-License-Identifier: BSD-2-Clause */
/* Puts single settings, "limits.memory=64M", over those of the file. */
#include "config/keys.h"

/* A set, as far as it has been read: the part that its key is in. */
struct set {
	struct reading *r;
	struct place place;
	struct section *part;
	struct slice key, value;
	struct slice given;		/* the whole key */
};

static const struct token *add_word(struct set *s, struct slice word)
{
	return lex_add(s->r, TOKEN_WORD, s->place, word);
}

/* Takes off S's key what is before its first dot. */
static struct slice next_word(struct set *s)
{
	size_t dot = slice_find(s->key, '.');
	struct slice word = slice_head(s->key, dot);

	s->key = slice_from(s->key, dot + 1);
	return word;
}

static void tell_title(struct set *s, const struct part *p,
		       const struct token *t)
{
	const char *near = section_nearest(s->part, p->path, t->text);

	if (near)
		mistake(s->r, t, "there is no %s '%s', '%s' would be right",
			part_leaf(p), t->text.p, near);
	else
		mistake(s->r, t, "there is no %s '%s', the name of one would "
			"be right", part_leaf(p), t->text.p);
}

/* Goes down into the part that WORD names, with a title if it needs one. */
static bool enter(struct set *s, struct slice word)
{
	const struct part *p = part_within(s->r->grammar, s->part->path, word);
	struct section *part;
	const struct token *t;

	if (!p) {
		t = add_word(s, word);
		if (t)
			blame_name(s->r, s->part->path, t);
		return false;
	}
	word = p->many ? next_word(s) : word;
	part = p->many ? section_titled(s->part, p->path, word) :
	       section_find(s->part, p->path, NULL);
	t = part ? NULL : add_word(s, word);
	if (t)
		tell_title(s, p, t);
	if (part)
		s->part = part;
	return part != NULL;
}

/* The words of "{5060, 5070}", which the lexer has put from FROM on. */
static bool take_list(struct set *s, struct entry *e, size_t from)
{
	struct token **t = s->r->tokens + from;
	size_t n = s->r->n_tokens - from;

	e->words = arena_take(&s->r->arena, n * sizeof *e->words);
	if (!e->words || t[n - 1]->kind != '}')
		return false;
	for (size_t i = 1; i < n - 1; i++) {
		bool word = t[i]->kind == TOKEN_WORD ||
			    t[i]->kind == TOKEN_QUOTED;

		if (word != (i & 1) || (!word && t[i]->kind != ','))
			return false;
		if (word)
			e->words[e->n++] = t[i];
	}
	e->braces = true;
	return true;
}

static bool is_text(struct slice s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < ' ' || s.p[i] == 0x7f)
			return false;
	return true;
}

/* A value in braces or quotes is read as in a file, any other as it is. */
static bool take_value(struct set *s, struct entry *e)
{
	struct reading *r = s->r;
	size_t from = r->n_tokens;
	char c = s->value.n ? s->value.p[0] : '\0';

	if (!is_text(s->value))
		return false;
	if (c == '{' || c == '"' || c == '\'')
		lex_text(r, s->value, s->place, NULL, NULL);
	else
		lex_add(r, TOKEN_QUOTED, s->place, s->value);
	if (r->n_tokens == from)
		return false;
	if (r->tokens[from]->kind == '{')
		return take_list(s, e, from);
	e->words = arena_take(&r->arena, sizeof *e->words);
	if (!e->words || r->n_tokens != from + 1)
		return false;
	e->words[e->n++] = r->tokens[from];
	return true;
}

static void replace_entry(struct section *part, struct entry *new)
{
	struct entry *old = entry_find(part, new->key->name);

	if (old) {
		new->next = old->next;
		*old = *new;
	} else {
		new->next = part->entries;
		part->entries = new;
	}
}

static void put_value(struct set *s, struct slice name)
{
	struct entry *e = arena_take(&s->r->arena, sizeof *e);
	const struct token *at = add_word(s, name);
	const struct part *p;

	if (!e || !at)
		return;
	e->at = at;
	e->key = key_find(s->r->grammar, s->part->path, name);
	p = part_within(s->r->grammar, s->part->path, name);
	if (!name.n && s->part != s->r->root)
		mistake(s->r, at, "'%.*s' is no key, %.*s.KEY=VALUE would be "
			"right", (int)s->given.n, s->given.p,
			(int)s->given.n, s->given.p);
	else if (p)
		mistake(s->r, at, "'%s' is no key, %s%s.KEY=VALUE would be "
			"right", at->text.p, p->path,
			p->many ? ".NAME" : "");
	else if (!e->key)
		blame_name(s->r, s->part->path, at);
	else if (!take_value(s, e))
		mistake(s->r, at, "%.*s is no value, %s would be right",
			(int)s->value.n, s->value.p,
			e->key->fallback ? e->key->fallback : "one or {one, "
			"another}");
	else
		replace_entry(s->part, e);
}

static void apply(struct reading *r, const char *text)
{
	struct slice whole = slice_of(text), word;
	size_t equals = slice_find(whole, '=');
	struct set s = {
		.r = r, .part = r->root, .key = slice_head(whole, equals),
		.value = slice_from(whole, equals + 1),
		.given = slice_head(whole, equals),
		.place = { arena_printf(&r->arena, "-o %s", text), 0 },
	};

	if (!s.place.file)
		return;
	if (equals == whole.n) {
		mistake_in(r, s.place, r->order, "no value, KEY=VALUE such "
			   "as limits.memory=64M would be right");
		return;
	}
	for (word = next_word(&s); s.key.n; word = next_word(&s))
		if (!enter(&s, word))
			return;
	put_value(&s, word);
}

void sets_apply(struct reading *r, const struct config_spec *spec)
{
	for (size_t i = 0; i < spec->n_sets; i++)
		apply(r, spec->sets[i]);
}
