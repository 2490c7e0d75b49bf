/* SPDX-License-Identifier: BSD-2-Clause */
/* Holds the built-in configuration, and adds its rules where wanted. */
#include "config/keys.h"

#define PLACE ((struct place){ "built-in configuration", 1 })

static const char default_text[] = {
#include "config/default_text.inc"
	'\0'
};

static bool is_yes(struct slice s)
{
	return slice_same(s, SLICE("yes")) || slice_same(s, SLICE("true")) ||
	       slice_same(s, SLICE("on"));
}

/* As said on the command line, in the file, or: where it has no rule. */
bool defaults_wanted(const struct reading *r, const struct config_spec *spec)
{
	static const struct slice key = SLICE("default-rules=");
	const struct entry *e = entry_find(r->root, "default-rules");

	for (size_t i = spec->n_sets; i-- > 0; )
		if (strncmp(spec->sets[i], key.p, key.n) == 0)
			return is_yes(slice_of(spec->sets[i] + key.n));
	if (e && e->n)
		return is_yes(e->words[0]->text);
	return !section_find(r->root, "rule", NULL);
}

void defaults_read(struct reading *r)
{
	lex_text(r, slice_of(default_text), PLACE, NULL, NULL);
}

/* A rule of the file takes the place of the default one of its name. */
static bool is_wanted(const struct reading *r, size_t i)
{
	return slice_equal(r->tokens[i]->text, SLICE("rule")) &&
	       !section_titled(r->root, "rule", r->tokens[i + 1]->text);
}

void defaults_add(struct reading *r)
{
	size_t kept = r->n_tokens, i = kept, end;

	defaults_read(r);
	if (reading_memory(r))
		return;
	roles_assign(r);
	for (; i < r->n_tokens; i = end) {
		end = roles_statement_end(r, i);
		if (!is_wanted(r, i))
			continue;
		memmove(r->tokens + kept, r->tokens + i,
			(end - i) * sizeof *r->tokens);
		kept += end - i;
	}
	r->n_tokens = kept;
}
