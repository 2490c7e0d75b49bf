/* SPDX-License-Identifier: BSD-2-Clause */
/* Writes numbers, times and text into a buffer, and never past its end. */
#include <stdarg.h>
#include <stdio.h>

#include "base/text.h"

struct text text_in(char *buffer, size_t room)
{
	return (struct text){ .p = buffer, .room = room };
}

struct slice text_slice(const struct text *t)
{
	return (struct slice){ t->p, t->n };
}

void text_byte(struct text *t, char c)
{
	if (t->cut || t->n == t->room)
		t->cut = true;
	else
		t->p[t->n++] = c;
}

void text_add(struct text *t, struct slice s)
{
	size_t left = t->room - t->n;

	if (t->cut)
		return;
	if (s.n > left) {
		s.n = left;
		t->cut = true;
	}
	if (s.n)
		memcpy(t->p + t->n, s.p, s.n);
	t->n += s.n;
}

void text_add_lower(struct text *t, struct slice s)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		text_byte(t, c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c);
	}
}

void text_number(struct text *t, uint64_t value)
{
	char digits[20];
	char *p = digits + sizeof digits;

	do
		*--p = '0' + value % 10;
	while (value /= 10);
	text_add(t, (struct slice){ p, digits + sizeof digits - p });
}

/* Cuts one byte early: vsnprintf() wants room for a NUL. */
void text_printf(struct text *t, const char *format, ...)
{
	size_t left = t->room - t->n;
	va_list ap;
	int n;

	if (t->cut)
		return;
	va_start(ap, format);
	n = vsnprintf(left ? t->p + t->n : NULL, left, format, ap);
	va_end(ap);
	if (n < 0 || (n > 0 && (size_t)n >= left)) {
		t->cut = true;
		n = n < 0 || !left ? 0 : left - 1;
	}
	t->n += n;
}

/* VALUE with exactly WIDTH digits, into P. */
static void put_digits(char *p, uint64_t value, int width)
{
	while (width) {
		p[--width] = '0' + value % 10;
		value /= 10;
	}
}

struct date { int64_t year, month, day; };

/*
 * The proleptic Gregorian calendar, in years that begin in March, so that
 * the leap day is the last; DAYS since 1970-01-01.
 */
static struct date date_of(int64_t days)
{
	int64_t shifted = days + 719468;	/* since 0000-03-01 */
	int64_t era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
	int64_t doe = shifted - era * 146097;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int64_t month = (5 * doy + 2) / 153;	/* 0 is March */
	struct date d;

	d.day = doy - (153 * month + 2) / 5 + 1;
	d.month = month < 10 ? month + 3 : month - 9;
	d.year = yoe + era * 400 + (d.month <= 2);
	return d;
}

void text_moment(struct text *t, struct moment when)
{
	char s[] = "0000-00-00T00:00:00.000000Z";
	int64_t us = when.ns / NS_PER_US - (when.ns % NS_PER_US < 0);
	int64_t second = us / 1000000 - (us % 1000000 < 0);
	int64_t days = second / 86400 - (second % 86400 < 0);
	int64_t of_day = second - days * 86400;
	struct date d = date_of(days);

	put_digits(s, d.year, 4);
	put_digits(s + 5, d.month, 2);
	put_digits(s + 8, d.day, 2);
	put_digits(s + 11, of_day / 3600, 2);
	put_digits(s + 14, of_day / 60 % 60, 2);
	put_digits(s + 17, of_day % 60, 2);
	put_digits(s + 20, us - second * 1000000, 6);
	text_add(t, (struct slice){ s, sizeof s - 1 });
}

/* WHOLE, and PART as DIGITS decimals without the zeros at their end. */
static void add_decimal(struct text *t, uint64_t whole, uint64_t part,
			int digits)
{
	char s[8];

	text_number(t, whole);
	if (!part)
		return;
	put_digits(s, part, digits);
	while (s[digits - 1] == '0')
		digits--;
	text_byte(t, '.');
	text_add(t, (struct slice){ s, digits });
}

void text_span(struct text *t, struct span s)
{
	uint64_t ns = s.ns < 0 ? -(uint64_t)s.ns : (uint64_t)s.ns;
	uint64_t us = (ns + NS_PER_US / 2) / NS_PER_US;

	if (s.ns < 0 && us)
		text_byte(t, '-');
	add_decimal(t, us / 1000000, us % 1000000, 6);
}

void text_ratio(struct text *t, uint32_t ppm)
{
	uint64_t parts = ((uint64_t)ppm + 50) / 100;	/* ten-thousandths */

	add_decimal(t, parts / 10000, parts % 10000, 4);
}
