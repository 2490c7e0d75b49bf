/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads and writes the values of keys that choose from closed lists. */
#include "config/keys.h"

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
				   write_methods, NULL };

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
				      write_directions, NULL };

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
				  write_fields, NULL };
