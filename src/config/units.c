/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads and writes values with units: 90s, 32M, 20%, and rates. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

#include "config/keys.h"

struct unit { const char *name; int64_t worth; };

/* The largest first, as they are tried when a value is written. */
static const struct unit times[] = {
	{ "d", 86400 * NS_PER_S }, { "h", 3600 * NS_PER_S },
	{ "min", 60 * NS_PER_S }, { "s", NS_PER_S }, { "ms", NS_PER_MS },
	{ NULL, 0 },
};

static const struct unit sizes[] = {
	{ "G", 1 << 30 }, { "M", 1 << 20 }, { "K", 1 << 10 }, { NULL, 0 },
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static int read_with_unit(struct slice s, const struct unit *units,
			  int64_t *value)
{
	size_t digits = 0;
	struct slice name;
	uint64_t n;
	int err;

	while (digits < s.n && is_digit(s.p[digits]))
		digits++;
	err = slice_number(slice_head(s, digits), INT64_MAX, &n);
	if (err)
		return err;
	name = slice_from(s, digits);
	if (!name.n)
		return -ENODATA;
	for (; units->name; units++) {
		if (!slice_equal(name, slice_of(units->name)))
			continue;
		if (n > (uint64_t)(INT64_MAX / units->worth))
			return -ERANGE;
		*value = (int64_t)n * units->worth;
		return 0;
	}
	return -EINVAL;
}

/* Zero is written in the smallest but one: 0s, 0K. */
static const char *write_with_unit(int64_t value, const struct unit *units,
				   const char *zero, char text[UNIT_TEXT])
{
	if (!value)
		return zero;
	while (units[1].name && value % units->worth)
		units++;
	snprintf(text, UNIT_TEXT, "%" PRId64 "%s", value / units->worth,
		 units->name);
	return text;
}

int unit_duration(struct slice s, struct span *d)
{
	return read_with_unit(s, times, &d->ns);
}

const char *unit_duration_text(struct span d, char text[UNIT_TEXT])
{
	return write_with_unit(d.ns, times, "0s", text);
}

int unit_size(struct slice s, uint64_t *bytes)
{
	int64_t value;
	int err = read_with_unit(s, sizes, &value);

	if (!err)
		*bytes = value;
	return err;
}

const char *unit_size_text(uint64_t bytes, char text[UNIT_TEXT])
{
	return write_with_unit(bytes, sizes, "0K", text);
}

/* Reads "12.34" with up to DECIMALS digits after its point, as 12340...0. */
static int read_decimal(struct slice s, int decimals, uint64_t *value)
{
	size_t point = slice_find(s, '.');
	struct slice part = slice_from(s, point + 1);
	uint64_t whole, fraction = 0, scale = 1;
	int err = slice_number(slice_head(s, point), UINT32_MAX, &whole);

	if (err)
		return err;
	if (point < s.n) {
		if (part.n > (size_t)decimals ||
		    slice_number(part, UINT32_MAX, &fraction))
			return -EINVAL;
	}
	for (int i = 0; i < decimals; i++) {
		scale *= 10;
		if ((size_t)i >= part.n)
			fraction *= 10;
	}
	*value = whole * scale + fraction;
	return 0;
}

static const char *write_decimal(uint64_t value, int decimals,
				 const char *unit, char text[UNIT_TEXT])
{
	uint64_t scale = 1;

	for (int i = 0; i < decimals; i++)
		scale *= 10;
	while (decimals && value % 10 == 0) {
		value /= 10;
		scale /= 10;
		decimals--;
	}
	if (decimals)
		snprintf(text, UNIT_TEXT, "%" PRIu64 ".%0*" PRIu64 "%s",
			 value / scale, decimals, value % scale, unit);
	else
		snprintf(text, UNIT_TEXT, "%" PRIu64 "%s", value, unit);
	return text;
}

int unit_percentage(struct slice s, uint32_t *ppm)
{
	uint64_t value;
	bool unit = s.n && s.p[s.n - 1] == '%';
	int err = read_decimal(slice_head(s, s.n - unit), 4, &value);

	if (err)
		return err;
	if (!unit)
		return -ENODATA;
	if (value > UINT32_MAX)
		return -ERANGE;
	*ppm = value;
	return 0;
}

const char *unit_percentage_text(uint32_t ppm, char text[UNIT_TEXT])
{
	return write_decimal(ppm, 4, "%", text);
}

int unit_rate(struct slice s, uint64_t *milli)
{
	return read_decimal(s, 3, milli);
}

const char *unit_rate_text(uint64_t milli, char text[UNIT_TEXT])
{
	return write_decimal(milli, 3, "", text);
}
