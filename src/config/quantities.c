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

static void tell_unit(struct reading *r, const struct key *k,
		      const struct token *t, const char *const units[3])
{
	const char *s = t->text.p;

	mistake(r, t, "%s: '%s' has no unit, %s%s, %s%s or %s%s would be "
		"right", key_leaf(k), s, s, units[0], s, units[1], s,
		units[2]);
}

/* duration */

static void read_duration(struct reading *r, const struct key *k,
			  const struct entry *e, char *base)
{
	static const char *const units[] = { "s", "min", "h" };
	char least[UNIT_TEXT], most[UNIT_TEXT];
	const struct token *t = entry_word(r, e);
	struct span d;
	int err;

	if (!t)
		return;
	err = unit_duration(t->text, &d);
	if (err == -EINVAL)
		tell_form(r, k, t, "a whole number with ms, s, min, h or d "
			  "such as 90s");
	else if (err == -ENODATA)
		tell_unit(r, k, t, units);
	else if (err || !within(k, d.ns))
		tell_bounds(r, k, t,
			    unit_duration_text((struct span){ k->least },
					       least),
			    unit_duration_text((struct span){ k->most },
					       most));
	else
		*KEY_AT(struct span, base, k) = d;
}

static void write_duration(FILE *out, const struct key *k, const char *base)
{
	char text[UNIT_TEXT];

	fputs(unit_duration_text(*KEY_HAS(struct span, base, k), text), out);
}

const struct type type_duration = { "duration", false, read_duration,
				    write_duration };

/* size */

static void read_size(struct reading *r, const struct key *k,
		      const struct entry *e, char *base)
{
	static const char *const units[] = { "K", "M", "G" };
	char least[UNIT_TEXT], most[UNIT_TEXT];
	const struct token *t = entry_word(r, e);
	uint64_t bytes;
	int err;

	if (!t)
		return;
	err = unit_size(t->text, &bytes);
	if (err == -EINVAL)
		tell_form(r, k, t, "a whole number with K, M or G such as "
			  "32M");
	else if (err == -ENODATA)
		tell_unit(r, k, t, units);
	else if (err || !within(k, (int64_t)bytes))
		tell_bounds(r, k, t, unit_size_text(k->least, least),
			    unit_size_text(k->most, most));
	else
		*KEY_AT(uint64_t, base, k) = bytes;
}

static void write_size(FILE *out, const struct key *k, const char *base)
{
	char text[UNIT_TEXT];

	fputs(unit_size_text(*KEY_HAS(uint64_t, base, k), text), out);
}

const struct type type_size = { "size", false, read_size, write_size };

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
				      write_percentage };

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

const struct type type_number = { "number", false, read_number,
				  write_number };

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
				    write_number32 };

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

const struct type type_rate = { "rate", false, read_rate, write_rate };
