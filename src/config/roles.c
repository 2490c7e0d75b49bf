/* SPDX-License-Identifier: BSD-2-Clause */
/* Tells for each token what it is there for: name, title, value or mark. */
#include "config/reading.h"

static bool is_word(const struct token *t)
{
	return t->kind == TOKEN_WORD || t->kind == TOKEN_QUOTED;
}

static bool is_assignment(const struct token *t)
{
	return t && (t->kind == '=' || t->kind == TOKEN_APPEND);
}

/* PREV and NEXT are its neighbours, NULL where the text begins and ends. */
static enum role role_of(const struct token *prev, const struct token *t,
			 const struct token *next, bool in_list)
{
	if (!is_word(t))
		return ROLE_MARK;
	if (is_assignment(next))
		return ROLE_NAME;
	if (in_list || is_assignment(prev))
		return ROLE_VALUE;
	if (prev && (prev->kind == ',' || prev->kind == '('))
		return ROLE_VALUE;
	if (prev && prev->role == ROLE_NAME)
		return ROLE_TITLE;
	return ROLE_NAME;
}

/* Is what ends with PREV complete, so that a new statement may begin? */
static bool completes(const struct token *prev, bool in_list)
{
	if (!prev)
		return true;
	if (in_list)
		return false;
	return prev->kind == '{' || prev->kind == '}' || prev->kind == ')' ||
	       prev->role == ROLE_VALUE;
}

bool roles_assign(const struct reading *r)
{
	struct token *prev = NULL;
	bool in_list = false;

	for (size_t i = 0; i < r->n_tokens; i++) {
		struct token *t = r->tokens[i];
		const struct token *next =
			i + 1 < r->n_tokens ? r->tokens[i + 1] : NULL;

		t->fresh = completes(prev, in_list);
		t->role = role_of(prev, t, next, in_list);
		if (t->kind == '{')
			in_list = is_assignment(prev);
		else if (t->kind == '}' || t->role == ROLE_NAME)
			in_list = false;
		prev = t;
	}
	return completes(prev, in_list);
}

/* Where the statement whose name is token FROM ends: one past its last. */
size_t roles_statement_end(const struct reading *r, size_t from)
{
	bool in_list = false;
	unsigned depth = 0;
	size_t i;

	for (i = from + 1; i < r->n_tokens; i++) {
		const struct token *t = r->tokens[i];

		if (t->role == ROLE_NAME) {
			in_list = false;
			if (!depth)
				break;
		} else if (t->kind == '{') {
			in_list = is_assignment(r->tokens[i - 1]);
			depth += !in_list;
		} else if (t->kind == '}' && in_list) {
			in_list = false;
		} else if (t->kind == '}') {
			if (!depth)
				break;
			if (!--depth)
				return i + 1;
		}
	}
	return i;
}
