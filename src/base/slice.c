/* SPDX-License-Identifier: BSD-2-Clause */
/* Compares, cuts and reads slices without leaving their bytes. */
#include <errno.h>

#include "base/slice.h"

/* A letter and its other case differ in this bit and in no other. */
#define CASE_BIT 0x20

static bool same_letter(unsigned char a, unsigned char b)
{
	unsigned char lower = a | CASE_BIT;

	return (a ^ b) == CASE_BIT && lower >= 'a' && lower <= 'z';
}

static bool same_bytes(const char *a, const char *b, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (a[i] != b[i] && !same_letter(a[i], b[i]))
			return false;
	return true;
}

bool slice_same(struct slice a, struct slice b)
{
	return a.n == b.n && same_bytes(a.p, b.p, a.n);
}

bool slice_begins(struct slice s, struct slice head)
{
	return s.n >= head.n && same_bytes(s.p, head.p, head.n);
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct slice slice_trim(struct slice s)
{
	while (s.n && is_space(s.p[0])) {
		s.p++;
		s.n--;
	}
	while (s.n && is_space(s.p[s.n - 1]))
		s.n--;
	return s;
}

int slice_number(struct slice s, uint64_t max, uint64_t *value)
{
	uint64_t sum = 0;
	bool over = false;
	size_t i;

	if (!s.n)
		return -EINVAL;
	for (i = 0; i < s.n; i++) {
		unsigned digit = (unsigned char)s.p[i] - '0';

		if (digit > 9)
			return -EINVAL;
		if (digit > max || sum > (max - digit) / 10)
			over = true;
		else
			sum = sum * 10 + digit;
	}
	if (over)
		return -ERANGE;
	*value = sum;
	return 0;
}
