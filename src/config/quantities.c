/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads and writes the values of keys that say how much or how long. */
#include <errno.h>
#include <inttypes.h>

#include "config/keys.h"

static bool within(const struct key *k, int64_t value)
{
	return value >= k->least && value <= k->most;
}

static void tell_bounds(struct reading *r, const struct key *k,
			const struct token *t, const char *least,
			const char *most)
{
	mistake(r, t, "%s: '%s' is out of bounds, %s to %s would be right",
		key_leaf(k), t->text.p, least, most);
}

/* Numbers with units, and the units that are proposed. */
struct measure {
	int (*read)(struct slice s, int64_t *value);
	const char *(*write)(int64_t value, char text[UNIT_TEXT]);
	const char *units[3];
	const char *right;
};

/* "60s or 60min": the NUMBER with the units that K's bounds allow. */
static const char *with_units(struct reading *r, const struct key *k,
			      const struct measure *m, const char *number)
{
	const char *list = NULL, *comma = " or ";
	int64_t value;

	for (size_t i = 3; i-- > 0; ) {
		const char *one = arena_printf(&r->arena, "%s%s", number,
					       m->units[i]);

		if (!one || m->read(slice_of(one), &value) ||
		    !within(k, value))
			continue;
		if (list) {
			one = arena_printf(&r->arena, "%s%s%s", one, comma,
					   list);
			comma = ", ";
		}
		list = one;
	}
	return list;
}

/* False after a complaint. */
static bool read_measure(struct reading *r, const struct entry *e,
			 const struct measure *m, int64_t *value)
{
	const struct token *t = entry_word(r, e);
	char least[UNIT_TEXT], most[UNIT_TEXT];
	const struct key *k = e->key;
	const char *proposed;
	int err;

	if (!t)
		return false;
	err = m->read(t->text, value);
	if (!err && within(k, *value))
		return true;
	proposed = err == -ENODATA ? with_units(r, k, m, t->text.p) : NULL;
	if (err == -EINVAL)
		tell_form(r, k, t, m->right);
	else if (proposed)
		mistake(r, t, "%s: '%s' has no unit, %s would be right",
			key_leaf(k), t->text.p, proposed);
	else
		tell_bounds(r, k, t, m->write(k->least, least),
			    m->write(k->most, most));
	return false;
}

/* duration */

static int duration_value(struct slice s, int64_t *ns)
{
	struct span d;
	int err = unit_duration(s, &d);

	if (!err)
		*ns = d.ns;
	return err;
}

static const char *duration_text(int64_t ns, char text[UNIT_TEXT])
{
	return unit_duration_text((struct span){ ns }, text);
}

static void read_duration(struct reading *r, const struct key *k,
			  const struct entry *e, char *base)
{
	static const struct measure durations = {
		duration_value, duration_text, { "s", "min", "h" },
		"a whole number with ms, s, min, h or d such as 90s"
	};
	int64_t ns;

	if (read_measure(r, e, &durations, &ns))
		KEY_AT(struct span, base, k)->ns = ns;
}

static void write_duration(FILE *out, const struct key *k, const char *base)
{
	char text[UNIT_TEXT];

	fputs(unit_duration_text(*KEY_HAS(struct span, base, k), text), out);
}

const struct type type_duration = { "duration", false, read_duration,
				    write_duration, NULL };

/* size */

static int size_value(struct slice s, int64_t *bytes)
{
	uint64_t value;
	int err = unit_size(s, &value);

	if (!err)
		*bytes = (int64_t)value;
	return err;
}

static const char *size_text(int64_t bytes, char text[UNIT_TEXT])
{
	return unit_size_text(bytes, text);
}

static void read_size(struct reading *r, const struct key *k,
		      const struct entry *e, char *base)
{
	static const struct measure sizes = {
		size_value, size_text, { "K", "M", "G" },
		"a whole number with K, M or G such as 32M"
	};
	int64_t bytes;

	if (read_measure(r, e, &sizes, &bytes))
		*KEY_AT(uint64_t, base, k) = bytes;
}

static void write_size(FILE *out, const struct key *k, const char *base)
{
	char text[UNIT_TEXT];

	fputs(unit_size_text(*KEY_HAS(uint64_t, base, k), text), out);
}

const struct type type_size = { "size", false, read_size, write_size, NULL };

/* percentage */

static void read_percentage(struct reading *r, const struct key *k,
			    const struct entry *e, char *base)
{
	char least[UNIT_TEXT], most[UNIT_TEXT];
	const struct token *t = entry_word(r, e);
	uint32_t ppm;
	int err;

	if (!t)
		return;
	err = unit_percentage(t->text, &ppm);
	if (err == -EINVAL)
		tell_form(r, k, t, "a number with % such as 20%");
	else if (err == -ENODATA)
		mistake(r, t, "%s: '%s' has no unit, %s%% would be right",
			key_leaf(k), t->text.p,
			slice_find(t->text, '.') < t->text.n ? "20" :
			t->text.p);
	else if (err || !within(k, ppm))
		tell_bounds(r, k, t, unit_percentage_text(k->least, least),
			    unit_percentage_text(k->most, most));
	else
		*KEY_AT(uint32_t, base, k) = ppm;
}

static void write_percentage(FILE *out, const struct key *k, const char *base)
{
	char text[UNIT_TEXT];

	fputs(unit_percentage_text(*KEY_HAS(uint32_t, base, k), text), out);
}

const struct type type_percentage = { "percentage", false, read_percentage,
				      write_percentage, NULL };

/* number */

static bool read_whole(struct reading *r, const struct key *k,
		       const struct entry *e, uint64_t *value)
{
	const struct token *t = entry_word(r, e);
	char least[UNIT_TEXT], most[UNIT_TEXT];
	int err;

	if (!t)
		return false;
	err = slice_number(t->text, INT64_MAX, value);
	if (err == -EINVAL) {
		tell_form(r, k, t, "digits such as 20");
		return false;
	}
	if (err || !within(k, (int64_t)*value)) {
		snprintf(least, sizeof least, "%" PRId64, k->least);
		snprintf(most, sizeof most, "%" PRId64, k->most);
		tell_bounds(r, k, t, least, most);
		return false;
	}
	return true;
}

static void read_number(struct reading *r, const struct key *k,
			const struct entry *e, char *base)
{
	uint64_t value;

	if (read_whole(r, k, e, &value))
		*KEY_AT(uint64_t, base, k) = value;
}

static void write_number(FILE *out, const struct key *k, const char *base)
{
	fprintf(out, "%" PRIu64, *KEY_HAS(uint64_t, base, k));
}

const struct type type_number = { "number", false, read_number, write_number,
				  NULL };

static void read_number32(struct reading *r, const struct key *k,
			  const struct entry *e, char *base)
{
	uint64_t value;

	if (read_whole(r, k, e, &value))
		*KEY_AT(uint32_t, base, k) = value;
}

static void write_number32(FILE *out, const struct key *k, const char *base)
{
	fprintf(out, "%" PRIu32, *KEY_HAS(uint32_t, base, k));
}

const struct type type_number32 = { "number", false, read_number32,
				    write_number32, NULL };

/* rate */

static void read_rate(struct reading *r, const struct key *k,
		      const struct entry *e, char *base)
{
	char least[UNIT_TEXT], most[UNIT_TEXT];
	const struct token *t = entry_word(r, e);
	uint64_t milli;
	int err;

	if (!t)
		return;
	err = unit_rate(t->text, &milli);
	if (err == -EINVAL)
		tell_form(r, k, t, "a number a second such as 5 or 0.25");
	else if (err || !within(k, (int64_t)milli))
		tell_bounds(r, k, t, unit_rate_text(k->least, least),
			    unit_rate_text(k->most, most));
	else
		*KEY_AT(uint64_t, base, k) = milli;
}

static void write_rate(FILE *out, const struct key *k, const char *base)
{
	char text[UNIT_TEXT];

	fputs(unit_rate_text(*KEY_HAS(uint64_t, base, k), text), out);
}

const struct type type_rate = { "rate", false, read_rate, write_rate, NULL };
