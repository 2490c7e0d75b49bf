/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads and writes the values of keys that choose from closed lists. */
#include <errno.h>

#include "call.h"
#include "config/keys.h"

/* codes, and those that are taken off them */

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
		mistake(r, t, "%s: the set '%s' is not in this release, its "
			"codes themselves would be right", key_leaf(k),
			t->text.p);
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

static struct code_set read_set(struct reading *r, const struct entry *e)
{
	struct code_set set = { { 0 } };

	for (size_t i = 0; i < e->n; i++) {
		int err = codes_add(&set, e->words[i]->text);

		if (was_given(e, i))
			tell_twice(r, e->key, e->words[i]);
		else if (err)
			tell_code(r, e->key, e->words[i], err);
	}
	return set;
}

static void read_codes(struct reading *r, const struct key *k,
		       const struct entry *e, char *base)
{
	if (entry_fits(r, e))
		*KEY_AT(struct code_set, base, k) = read_set(r, e);
}

static void write_codes(FILE *out, const struct key *k, const char *base)
{
	codes_write(out, KEY_HAS(struct code_set, base, k));
}

const struct type type_codes = { "codes", true, read_codes, write_codes };

/* What calls come to, without why they ended: they end for reasons too. */
static void read_call_codes(struct reading *r, const struct key *k,
			    const struct entry *e, char *base)
{
	for (size_t i = 0; i < e->n; i++)
		if (outcome_is_beside(outcome_of(e->words[i]->text)))
			mistake(r, e->words[i], "%s: '%s' is no code of a "
				"request, 486 or no-response would be right",
				key_leaf(k), e->words[i]->text.p);
	read_codes(r, k, e, base);
}

const struct type type_call_codes = { "codes", true, read_call_codes,
				      write_codes };

static void read_except(struct reading *r, const struct key *k,
			const struct entry *e, char *base)
{
	struct code_set *codes = KEY_AT(struct code_set, base, k);
	struct code_set set;

	if (!entry_fits(r, e))
		return;
	set = read_set(r, e);
	for (size_t i = 0; i < sizeof set.bits / sizeof *set.bits; i++)
		codes->bits[i] &= ~set.bits[i];
}

/* They are off the codes already. */
static void write_except(FILE *out, const struct key *k, const char *base)
{
	(void)k;
	(void)base;
	fputs("{}", out);
}

const struct type type_except = { "codes", true, read_except, write_except };

/* sets of words of which each is a bit */

typedef const char *name_handler(unsigned value);

/* NULL: an ACK can't be chosen. */
static const char *method_name(unsigned value)
{
	return value == SIP_ACK ? NULL : sip_method_name(value);
}

static const char *way_name(unsigned value)
{
	return direction_name(value);
}

static const char *field_name(unsigned value)
{
	return group_field_name(value);
}

/* The value from FROM to below TO that T names, or TO after a complaint. */
static unsigned choose(struct reading *r, const struct key *k,
		       const struct token *t, name_handler *name,
		       unsigned from, unsigned to)
{
	const char *list = "", *comma = "";
	struct suggestion s;
	unsigned i;

	suggest_start(&s, t->text);
	for (i = from; i < to; i++) {
		if (!name(i))
			continue;
		if (slice_equal(t->text, slice_of(name(i))))
			return i;
		suggest_offer(&s, name(i));
	}
	for (i = from; i < to && !s.best && list; i++) {
		if (!name(i))
			continue;
		list = arena_printf(&r->arena, "%s%s%s", list, comma, name(i));
		comma = i + 2 < to ? ", " : " or ";
	}
	if (name == method_name && slice_equal(t->text, SLICE("ACK")))
		mistake(r, t, "%s: an ACK has no outcome to count, other "
			"methods would be right", key_leaf(k));
	else
		mistake(r, t, "%s: '%s' is not known, %s would be right",
			key_leaf(k), t->text.p,
			s.best ? s.best : list ? list : "");
	return to;
}

static void read_bits(struct reading *r, const struct entry *e, char *base,
		      name_handler *name, unsigned from, unsigned to)
{
	uint32_t bits = 0;

	if (!entry_fits(r, e))
		return;
	for (size_t i = 0; i < e->n; i++) {
		unsigned value = choose(r, e->key, e->words[i], name, from,
					to);

		if (value < to && (bits >> value & 1))
			tell_twice(r, e->key, e->words[i]);
		else if (value < to)
			bits |= UINT32_C(1) << value;
	}
	*KEY_AT(uint32_t, base, e->key) = bits;
}

static void write_bits(FILE *out, uint32_t bits, name_handler *name)
{
	const char *comma = "{";

	for (unsigned i = 0; i < 32; i++) {
		const char *word = bits >> i & 1 ? name(i) : NULL;

		if (!word)
			continue;
		fprintf(out, "%s%s", comma, word);
		comma = ", ";
	}
	fputc('}', out);
}

static void read_methods(struct reading *r, const struct key *k,
			 const struct entry *e, char *base)
{
	(void)k;
	read_bits(r, e, base, method_name, SIP_INVITE, SIP_METHODS);
}

static void write_methods(FILE *out, const struct key *k, const char *base)
{
	write_bits(out, *KEY_HAS(uint32_t, base, k), method_name);
}

const struct type type_methods = { "methods", true, read_methods,
				   write_methods };

static void read_directions(struct reading *r, const struct key *k,
			    const struct entry *e, char *base)
{
	(void)k;
	read_bits(r, e, base, way_name, OUTBOUND, TRANSIT + 1);
}

static void write_directions(FILE *out, const struct key *k,
			     const char *base)
{
	write_bits(out, *KEY_HAS(uint32_t, base, k), way_name);
}

const struct type type_directions = { "directions", true, read_directions,
				      write_directions };

/* fields: in the order in which they are given */

static bool has_field(const enum group_field *list, size_t n,
		      enum group_field f)
{
	while (n)
		if (list[--n] == f)
			return true;
	return false;
}

static void read_fields(struct reading *r, const struct key *k,
			const struct entry *e, char *base)
{
	enum group_field *list = KEY_AT(enum group_field, base, k);
	size_t *n = KEY_COUNT(base, k);

	*n = 0;
	if (!entry_fits(r, e))
		return;
	for (size_t i = 0; i < e->n; i++) {
		unsigned f = choose(r, k, e->words[i], field_name, 0,
				    GROUP_FIELDS);

		if (f < GROUP_FIELDS && has_field(list, *n, f))
			tell_twice(r, k, e->words[i]);
		else if (f < GROUP_FIELDS)
			list[(*n)++] = f;
	}
}

static void write_fields(FILE *out, const struct key *k, const char *base)
{
	const enum group_field *list = KEY_HAS(enum group_field, base, k);

	fputc('{', out);
	for (size_t i = 0; i < KEY_COUNTS(base, k); i++)
		fprintf(out, "%s%s", i ? ", " : "",
			group_field_name(list[i]));
	fputc('}', out);
}

const struct type type_fields = { "fields", true, read_fields,
				  write_fields };
