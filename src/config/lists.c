/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads and writes the values of keys that are lists of texts. */
#include <stdlib.h>

#include "config/keys.h"

bool entry_fits(struct reading *r, const struct entry *e)
{
	int64_t least = e->key->least, most = e->key->most;

	if ((int64_t)e->n >= least && (int64_t)e->n <= most)
		return true;
	mistake(r, e->at, "%s has %zu values, %d to %d would be right",
		key_leaf(e->key), e->n, (int)least, (int)most);
	return false;
}

void tell_twice(struct reading *r, const struct key *k,
		const struct token *t)
{
	mistake(r, t, "%s: '%s' is given twice, once would be right",
		key_leaf(k), t->text.p);
}

void *list_make(struct reading *r, const struct entry *e, char *base,
		size_t size)
{
	void *list;

	if (!entry_fits(r, e))
		return NULL;
	*KEY_COUNT(base, e->key) = 0;
	list = e->n ? arena_take(r->keep, e->n * size) : NULL;
	memcpy(base + e->key->at, &list, sizeof list);
	return list;
}

static void write_texts(FILE *out, const struct key *k, const char *base)
{
	char *const *list = *KEY_HAS(char **, base, k);

	fputc('{', out);
	for (size_t i = 0; i < KEY_COUNTS(base, k); i++) {
		fputs(i ? ", " : "", out);
		write_word(out, list[i]);
	}
	fputc('}', out);
}

bool texts_have(char *const *list, size_t n, struct slice text)
{
	for (size_t i = 0; i < n; i++)
		if (slice_equal(slice_of(list[i]), text))
			return true;
	return false;
}

/* Adds S to the list at BASE, once. */
static void add_text(struct reading *r, const struct key *k, char *base,
		     struct slice s)
{
	char **list = *KEY_AT(char **, base, k);
	size_t *n = KEY_COUNT(base, k);

	if (texts_have(list, *n, s))
		return;
	list[*n] = arena_text(r->keep, s);
	*n += list[*n] != NULL;
}

/* names: of trunks */

static void add_name(struct reading *r, const struct key *k, char *base,
		     const struct token *t)
{
	if (t->text.n >= 1 && t->text.n <= 127)
		add_text(r, k, base, t->text);
	else
		mistake(r, t, "%s: a name of %zu bytes, 1 to 127 would be "
			"right", key_leaf(k), t->text.n);
}

static void read_names(struct reading *r, const struct key *k,
		       const struct entry *e, char *base)
{
	if (!list_make(r, e, base, sizeof(char *)))
		return;
	for (size_t i = 0; i < e->n; i++)
		add_name(r, k, base, e->words[i]);
}

const struct type type_names = { "names", true, read_names, write_texts,
				 NULL };

/* interfaces: what is captured twice costs twice */

static void read_interfaces(struct reading *r, const struct key *k,
			    const struct entry *e, char *base)
{
	char *const *list = list_make(r, e, base, sizeof(char *));
	size_t *n = KEY_COUNT(base, k);

	for (size_t i = 0; list && i < e->n; i++) {
		const struct token *t = e->words[i];

		if (texts_have(list, *n, t->text))
			tell_twice(r, k, t);
		else
			add_name(r, k, base, t);
	}
	if (list && *n > 1 && texts_have(list, *n, SLICE("any")))
		mistake(r, e->at, "%s: any stands for the others too, any "
			"alone or the others alone would be right",
			key_leaf(k));
}

const struct type type_interfaces = { "interfaces", true, read_interfaces,
				      write_texts, NULL };

/* number prefixes: digits, "+" before them may be left out */

static bool is_digits(struct slice s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	return s.n > 0 && s.n <= 32;
}

static void read_prefixes(struct reading *r, const struct key *k,
			  const struct entry *e, char *base)
{
	if (!list_make(r, e, base, sizeof(char *)))
		return;
	for (size_t i = 0; i < e->n; i++) {
		const struct token *t = e->words[i];
		struct slice s = t->text;

		if (s.n && s.p[0] == '+')
			s = slice_from(s, 1);
		if (is_digits(s))
			add_text(r, k, base, s);
		else
			mistake(r, t, "%s: '%s' is no number prefix, digits "
				"such as 4420 would be right", key_leaf(k),
				t->text.p);
	}
}

const struct type type_prefixes = { "number prefixes", true, read_prefixes,
				    write_texts, NULL };

/* dialled: what a number may begin with */

static void read_dialled(struct reading *r, const struct key *k,
			 const struct entry *e, char *base)
{
	if (!list_make(r, e, base, sizeof(char *)))
		return;
	for (size_t i = 0; i < e->n; i++) {
		const struct token *t = e->words[i];

		if (slice_equal(t->text, SLICE("+")) || is_digits(t->text))
			add_text(r, k, base, t->text);
		else
			mistake(r, t, "%s: '%s' begins no number, \"+\" or "
				"digits such as 00 would be right",
				key_leaf(k), t->text.p);
	}
}

/* In quotes, all of them: 00 is no number to be counted with. */
static void write_dialled(FILE *out, const struct key *k, const char *base)
{
	char *const *list = *KEY_HAS(char **, base, k);

	fputc('{', out);
	for (size_t i = 0; i < KEY_COUNTS(base, k); i++)
		fprintf(out, "%s\"%s\"", i ? ", " : "", list[i]);
	fputc('}', out);
}

const struct type type_dialled = { "dialled prefixes", true, read_dialled,
				   write_dialled, NULL };

/* header names: they are looked for in any case */

static bool is_token(struct slice s)
{
	static const char others[] = "-.!%*_+`'~";

	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i], small = c | 0x20;

		if (!(small >= 'a' && small <= 'z') &&
		    !(c >= '0' && c <= '9') && (!c || !strchr(others, c)))
			return false;
	}
	return s.n > 0 && s.n <= 127;
}

static void read_headers(struct reading *r, const struct key *k,
			 const struct entry *e, char *base)
{
	if (!list_make(r, e, base, sizeof(char *)))
		return;
	for (size_t i = 0; i < e->n; i++) {
		const struct token *t = e->words[i];

		if (is_token(t->text))
			add_text(r, k, base, t->text);
		else
			mistake(r, t, "%s: '%s' is no header's name, one such "
				"as X-Call-ID would be right", key_leaf(k),
				t->text.p);
	}
}

const struct type type_headers = { "header names", true, read_headers,
				   write_texts, NULL };

/* files: patterns too; a relative one is beside the file that names it */

/* PATH from the root on, where it can be told. */
static const char *from_root(struct reading *r, const char *path)
{
	char *here = path && path[0] != '/' ? realpath(".", NULL) : NULL;

	if (here)
		path = arena_printf(&r->arena, "%s/%s", here, path);
	free(here);
	return path;
}

static void read_files(struct reading *r, const struct key *k,
		       const struct entry *e, char *base)
{
	char **list = list_make(r, e, base, sizeof *list);
	size_t *n = KEY_COUNT(base, k);

	for (size_t i = 0; list && i < e->n; i++) {
		const struct token *t = e->words[i];
		const char *path = t->place.line ?
			files_beside(&r->arena, t->place.file, t->text.p) :
			t->text.p;

		if (!r->alone)
			path = from_root(r, path);
		if (!t->text.n)
			mistake(r, t, "%s: an empty name, {} would be right "
				"for none", key_leaf(k));
		else if (path)
			list[(*n)++] = arena_text(r->keep, slice_of(path));
	}
}

const struct type type_files = { "files", true, read_files, write_texts,
				 NULL };
