/* SPDX-License-Identifier: BSD-2-Clause */
/* Says what is wrong with a token, and mends the rest so it can be read. */
#include "config/keys.h"

static void remove_tokens(struct reading *r, size_t from, size_t to)
{
	memmove(r->tokens + from, r->tokens + to,
		(r->n_tokens - to) * sizeof *r->tokens);
	r->n_tokens -= to - from;
}

/* Puts the missing mark KIND before token K. */
static void insert_mark(struct reading *r, size_t k, int kind)
{
	const struct token *near = r->tokens[k < r->n_tokens ? k : k - 1];
	char c = kind;
	struct token *t = lex_add(r, kind, near->place,
				  (struct slice){ &c, 1 });

	if (!t)
		return;
	t->order = near->order;
	memmove(r->tokens + k + 1, r->tokens + k,
		(r->n_tokens - 1 - k) * sizeof *r->tokens);
	r->tokens[k] = t;
}

bool brace_is_missing(const struct reading *r)
{
	long depth = 0;

	for (size_t i = 0; i < r->n_tokens; i++)
		depth += (r->tokens[i]->kind == '{') -
			 (r->tokens[i]->kind == '}');
	return depth > 0;
}

/* "rule", "raise", or "the file". */
static const char *part_name(const struct grammar *g, const char *path)
{
	return *path ? part_leaf(part_find(g, path)) : "the file";
}

/* Another part that has a key or part called NAME, or NULL. */
static const char *home_of(const struct grammar *g, struct slice name,
			   const char *but)
{
	for (size_t i = 0; i < g->n_parts; i++) {
		const char *path = g->parts[i].path;

		if (strcmp(path, but) != 0 && (key_find(g, path, name) ||
					       part_within(g, path, name)))
			return path;
	}
	return NULL;
}

static bool is_around(const char *outer, const char *inner)
{
	size_t n = strlen(outer);

	return !n || (strncmp(outer, inner, n) == 0 && inner[n] == '.');
}

static const char *nearest(const struct grammar *g, const char *path,
			   struct slice name)
{
	struct suggestion s;

	suggest_start(&s, name);
	for (size_t i = 0; i < g->n_keys; i++)
		if (key_in_part(&g->keys[i], path))
			suggest_offer(&s, key_leaf(&g->keys[i]));
	for (size_t i = 0; i < g->n_parts; i++)
		if (part_in_part(&g->parts[i], path))
			suggest_offer(&s, part_leaf(&g->parts[i]));
	return s.best;
}

/* "interfaces, ports, local": all that the part PATH can hold. */
static const char *list_names(struct reading *r, const char *path)
{
	const struct grammar *g = r->grammar;
	struct arena *a = &r->arena;
	const char *list = "", *comma = "";

	for (size_t i = 0; list && i < g->n_keys; i++) {
		if (!key_in_part(&g->keys[i], path))
			continue;
		list = arena_printf(a, "%s%s%s", list, comma,
				    key_leaf(&g->keys[i]));
		comma = ", ";
	}
	for (size_t i = 0; list && i < g->n_parts; i++) {
		if (!part_in_part(&g->parts[i], path))
			continue;
		list = arena_printf(a, "%s%s%s", list, comma,
				    part_leaf(&g->parts[i]));
		comma = ", ";
	}
	return list ? list : "";
}

static void tell_unknown(struct reading *r, const char *path,
			 const struct token *t)
{
	const char *near = nearest(r->grammar, path, t->text);

	if (near)
		mistake(r, t, "%s has no key '%s', '%s' would be right",
			part_name(r->grammar, path), t->text.p, near);
	else
		mistake(r, t, "%s has no key '%s', one of %s would be right",
			part_name(r->grammar, path), t->text.p,
			list_names(r, path));
}

void blame_name(struct reading *r, const char *path, const struct token *t)
{
	const char *home = home_of(r->grammar, t->text, path);

	if (key_is_refused(r->grammar, path, t->text))
		mistake(r, t, "'%s' is not in this release, leave it out",
			t->text.p);
	else if (slice_equal(t->text, SLICE("include")))
		mistake(r, t, "include takes one file or pattern, "
			"include(\"conf.d/*.conf\") would be right");
	else if (home)
		mistake(r, t, "'%s' is no key of %s but of %s, there it "
			"would be right", t->text.p,
			part_name(r->grammar, path),
			part_name(r->grammar, home));
	else
		tell_unknown(r, path, t);
}

/* A name that this part doesn't know: its statement goes, or a brace came
 * too late. */
static void mend_name(struct reading *r, const char *path, size_t k)
{
	const struct token *t = r->tokens[k];
	const char *home = home_of(r->grammar, t->text, path);

	if (home && *path && is_around(home, path) && brace_is_missing(r)) {
		mistake(r, t, "'%s' is no key of %s but of %s, a '}' before "
			"it would be right", t->text.p,
			part_name(r->grammar, path),
			part_name(r->grammar, home));
		insert_mark(r, k, '}');
		return;
	}
	blame_name(r, path, t);
	remove_tokens(r, k, roles_statement_end(r, k));
}

/* What should have come after T, which the part PATH holds. */
static const char *wanted_after(const struct grammar *g, const char *path,
				const struct token *t)
{
	const struct part *p = part_within(g, path, t->text);

	if (t->role == ROLE_NAME && p)
		return p->many == PART_TITLED ? "a name" : "'{'";
	if (t->role == ROLE_NAME)
		return "'='";
	if (t->role == ROLE_TITLE)
		return "'{'";
	if (t->role == ROLE_VALUE)
		return "',' or '}'";
	return "a value";
}

static const char *shown(const struct reading *r, size_t k)
{
	return k < r->n_tokens ? r->tokens[k]->text.p : "end of the file";
}

/* The name of the statement that token K is in. */
static size_t statement_of(const struct reading *r, size_t k)
{
	while (k > 0 && r->tokens[k - 1]->role != ROLE_NAME)
		k--;
	return k ? k - 1 : 0;
}

/* Is "capture" or "rule NAME" before token K, so that a '{' is due? */
static bool opens_part(const struct reading *r, const char *path, size_t k)
{
	bool titled = r->tokens[k - 1]->role == ROLE_TITLE;
	const struct part *p;

	if (k < 1u + titled)
		return false;
	p = part_within(r->grammar, path,
			r->tokens[k - 1 - titled]->text);
	return p && (p->many == PART_TITLED) == titled;
}

/* A token that can't stand there. Its statement goes, or it alone. */
static void mend_mark(struct reading *r, const char *path, size_t k)
{
	size_t from = k ? statement_of(r, k) : 0;
	size_t to = k ? roles_statement_end(r, from) : 0;
	const struct token *prev = k ? r->tokens[k - 1] : NULL;

	if (k < r->n_tokens && r->tokens[k]->fresh) {
		mistake(r, r->tokens[k], "unexpected '%s', leave it out",
			shown(r, k));
		remove_tokens(r, k, k + 1);
		return;
	}
	mistake(r, k < r->n_tokens ? r->tokens[k] : prev,
		"unexpected '%s' after '%s', %s would be right", shown(r, k),
		prev->text.p, wanted_after(r->grammar, path, prev));
	if (k < r->n_tokens && r->tokens[k]->role == ROLE_NAME &&
	    opens_part(r, path, k)) {
		insert_mark(r, k, '{');
		return;
	}
	if (to < k || from >= to) {
		from = k < r->n_tokens ? k : k - 1;
		to = from + 1;
	}
	remove_tokens(r, from, to);
}

/* libConfuse takes the end of the file for that of all open parts. */
void blame_open(struct reading *r)
{
	size_t open = r->n_tokens;
	unsigned depth = 0;

	while (open-- > 0) {
		if (r->tokens[open]->kind == '}')
			depth++;
		else if (r->tokens[open]->kind == '{' && depth-- == 0)
			break;
	}
	if (open < r->n_tokens)
		mistake(r, r->tokens[open], "this '{' is not closed, a '}' "
			"at its end would be right");
}

bool blame_token(struct reading *r, const char *path, size_t k)
{
	bool complete = roles_assign(r);

	if (k > r->n_tokens || !r->n_tokens || (k == r->n_tokens && complete))
		return false;
	if (k < r->n_tokens && r->tokens[k]->role == ROLE_NAME &&
	    r->tokens[k]->fresh)
		mend_name(r, path, k);
	else
		mend_mark(r, path, k);
	return !reading_memory(r);
}
