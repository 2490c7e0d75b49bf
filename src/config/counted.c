/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads and writes the keys that say which codes and outcomes count. */
#include <errno.h>

#include "config/keys.h"
#include "guidance.h"

/* A cause is named with this before it, a situation or code without. */
#define CAUSE "disconnect:"

static struct slice without_cause(struct slice word)
{
	return slice_begins(word, SLICE(CAUSE)) ?
	       slice_from(word, sizeof CAUSE - 1) : word;
}

/* Is WORD what a call's record tells, but nothing that went wrong? */
static bool is_fact(struct slice word)
{
	for (enum situation s = 0; s < SITUATIONS; s++)
		if (slice_equal(word, slice_of(situation_name(s))))
			return outcome_of(word) == 0;
	return false;
}

/* NAME, an outcome's, as it is written where WORD stands. */
static const char *written_for(struct reading *r, struct slice word,
			       const char *name)
{
	const char *cause = arena_printf(&r->arena, CAUSE "%s", name);
	bool is_one = cause && outcome_of(slice_of(cause));

	if (is_one && (slice_begins(word, SLICE(CAUSE)) ||
		       !outcome_of(slice_of(name))))
		return cause;
	return name;
}

/* The name nearest to WORD; NULL: none is, or there is no memory. */
static const char *nearest_outcome(struct reading *r, struct slice word)
{
	struct slice bare = without_cause(word);
	char buffer[OUTCOME_TEXT];
	struct code_set set = { { 0 } };
	struct suggestion s;

	if (bare.n < word.n && codes_add(&set, bare) == 0)
		return bare.p;
	suggest_start(&s, bare);
	for (int code = outcome_next(0); code; code = outcome_next(code)) {
		const char *name = arena_printf(&r->arena, "%s",
			without_cause(slice_of(outcome_text(code, buffer))).p);

		if (name && slice_equal(bare, slice_of(name)))
			return written_for(r, word, name);
		if (name)
			suggest_offer(&s, name);
	}
	return s.best ? written_for(r, word, s.best) : NULL;
}

static void tell_code(struct reading *r, const struct key *k,
		      const struct token *t, int err)
{
	static const char right[] = "408, 5xx, 480-489 or no-response";
	const char *near;

	if (err == -ENOSYS) {
		mistake(r, t, "%s: '%s' is for codes of rules, its codes "
			"themselves would be right", key_leaf(k), t->text.p);
		return;
	}
	if (err == -ERANGE) {
		mistake(r, t, "%s: '%s' ends no transaction, codes of 200 to "
			"699 would be right", key_leaf(k), t->text.p);
		return;
	}
	if (is_fact(without_cause(t->text))) {
		mistake(r, t, "%s: '%s' is a fact and no outcome, "
			"one-way-sdp or short-call would be right",
			key_leaf(k), t->text.p);
		return;
	}
	near = nearest_outcome(r, t->text);
	mistake(r, t, "%s: '%s' is no code or outcome, %s would be right",
		key_leaf(k), t->text.p, near ? near : right);
}

/* Is word I of E one of those before it? */
static bool was_given(const struct entry *e, size_t i)
{
	for (size_t j = 0; j < i; j++)
		if (slice_equal(e->words[j]->text, e->words[i]->text))
			return true;
	return false;
}

static void read_code(struct reading *r, const struct key *k,
		      const struct token *t, struct code_set *set)
{
	int err = codes_add(set, t->text);

	if (err)
		tell_code(r, k, t, err);
}

/* The bit of the tag that T names, or none after a complaint. */
static uint32_t read_tag(struct reading *r, const struct key *k,
			 const struct token *t)
{
	struct slice name = slice_from(t->text, 1);
	struct suggestion s;

	suggest_start(&s, name);
	for (enum tag tag = 0; tag < TAGS; tag++) {
		if (slice_equal(name, slice_of(tag_name(tag))))
			return UINT32_C(1) << tag;
		suggest_offer(&s, tag_name(tag));
	}
	mistake(r, t, "%s: there is no tag '%s', @%s would be right",
		key_leaf(k), t->text.p, s.best ? s.best : "escalate");
	return 0;
}

/* E's codes; its tags go to TAGS. NULL: it may have none. */
static struct code_set read_set(struct reading *r, const struct entry *e,
				uint32_t *tags)
{
	struct code_set set = { { 0 } };

	for (size_t i = 0; i < e->n; i++) {
		const struct token *t = e->words[i];

		if (was_given(e, i))
			tell_twice(r, e->key, t);
		else if (tags && slice_begins(t->text, SLICE("@")))
			*tags |= read_tag(r, e->key, t);
		else
			read_code(r, e->key, t, &set);
	}
	return set;
}

/* A rule's: what is tagged so counts as if it were named. */
static void read_codes(struct reading *r, const struct key *k,
		       const struct entry *e, char *base)
{
	struct rule_settings *s = (void *)base;

	(void)k;
	if (!entry_fits(r, e))
		return;
	s->tags = 0;
	s->codes = s->named = read_set(r, e, &s->tags);
	codes_join(&s->codes, tags_codes(r->catalog, s->tags));
}

static void write_codes(FILE *out, const struct key *k, const char *base,
			const struct catalog *catalog)
{
	const struct rule_settings *s = (const void *)base;

	(void)k;
	(void)catalog;
	codes_write(out, &s->named, s->tags);
}

const struct type type_codes = { "codes", true, read_codes, NULL,
				 write_codes };

static void read_except(struct reading *r, const struct key *k,
			const struct entry *e, char *base)
{
	struct rule_settings *s = (void *)base;
	struct code_set off;

	(void)k;
	if (!entry_fits(r, e))
		return;
	s->except_tags = 0;
	off = s->excepted = read_set(r, e, &s->except_tags);
	codes_join(&off, tags_codes(r->catalog, s->except_tags));
	codes_take(&s->codes, off);
}

static void write_except(FILE *out, const struct key *k, const char *base,
			 const struct catalog *catalog)
{
	const struct rule_settings *s = (const void *)base;

	(void)k;
	(void)catalog;
	codes_write(out, &s->excepted, s->except_tags);
}

const struct type type_except = { "codes", true, read_except, NULL,
				  write_except };

/* What calls come to, without why they ended: they end for reasons too. */
static void read_call_codes(struct reading *r, const struct key *k,
			    const struct entry *e, char *base)
{
	for (size_t i = 0; i < e->n; i++)
		if (outcome_is_beside(outcome_of(e->words[i]->text)))
			mistake(r, e->words[i], "%s: '%s' is no code of a "
				"request, 486 or no-response would be right",
				key_leaf(k), e->words[i]->text.p);
	if (entry_fits(r, e))
		*KEY_AT(struct code_set, base, k) = read_set(r, e, NULL);
}

static void write_call_codes(FILE *out, const struct key *k,
			     const char *base)
{
	codes_write(out, KEY_HAS(struct code_set, base, k), 0);
}

const struct type type_call_codes = { "codes", true, read_call_codes,
				      write_call_codes, NULL };
