/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads and writes sets of outcomes: 408, 5xx, no-response, disconnect:bye. */
#include <errno.h>

#include "config/keys.h"
#include "guidance.h"

/* A transaction ends with a final response: those are outcomes. */
enum { FIRST = 200, LAST = 699 };

/* A class or range takes no challenge with it: those are named or not. */
static void add_range(struct code_set *set, int from, int to)
{
	for (int code = from; code <= to; code++)
		if (!outcome_is_challenge(code))
			code_set_add(set, code);
}

static int read_code(struct slice s, int *code)
{
	uint64_t n;

	if (s.n != 3 || slice_number(s, 999, &n))
		return -EINVAL;
	if (n < FIRST || n > LAST)
		return -ERANGE;
	*code = n;
	return 0;
}

static bool is_class(struct slice s)
{
	return s.n == 3 && s.p[0] >= '0' && s.p[0] <= '9' &&
	       slice_same(slice_from(s, 1), SLICE("xx"));
}

static int add_class(struct code_set *set, int digit)
{
	if (digit < FIRST / 100 || digit > LAST / 100)
		return -ERANGE;
	add_range(set, digit * 100, digit * 100 + 99);
	return 0;
}

static int add_codes(struct code_set *set, struct slice s)
{
	size_t dash = slice_find(s, '-');
	int from, to;
	int err = read_code(slice_head(s, dash), &from);

	if (err)
		return err;
	if (dash == s.n) {
		code_set_add(set, from);
		return 0;
	}
	err = read_code(slice_from(s, dash + 1), &to);
	if (err)
		return err;
	if (to < from)
		return -EINVAL;
	add_range(set, from, to);
	return 0;
}

int codes_add(struct code_set *set, struct slice word)
{
	int own = outcome_of(word);

	if (own) {
		code_set_add(set, own);
		return 0;
	}
	if (slice_equal(word, SLICE("@challenge"))) {
		code_set_add(set, 401);
		code_set_add(set, 407);
		return 0;
	}
	if (word.n && word.p[0] == '@')
		return -ENOSYS;
	if (is_class(word))
		return add_class(set, word.p[0] - '0');
	return add_codes(set, word);
}

void codes_join(struct code_set *set, struct code_set more)
{
	for (size_t i = 0; i < COUNT(set->bits); i++)
		set->bits[i] |= more.bits[i];
}

void codes_take(struct code_set *set, struct code_set off)
{
	for (size_t i = 0; i < COUNT(set->bits); i++)
		set->bits[i] &= ~off.bits[i];
}

void codes_write(FILE *out, const struct code_set *set, uint32_t tags)
{
	const char *comma = "";
	char word[OUTCOME_TEXT];

	fputc('{', out);
	for (int at = 0; code_set_next(set, &at, word); comma = ", ")
		fprintf(out, "%s%s", comma, word);
	for (enum tag t = 0; t < TAGS; t++) {
		if (!(tags >> t & 1))
			continue;
		fprintf(out, "%s@%s", comma, tag_name(t));
		comma = ", ";
	}
	fputc('}', out);
}
