/* SPDX-License-Identifier: BSD-2-Clause */
/* A slice borrows bytes that somebody else owns; it ends where they end. */
#ifndef SIPWARD_BASE_SLICE_H
#define SIPWARD_BASE_SLICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct slice {
	const char *p;	/* not terminated; may be NULL when n is 0 */
	size_t n;
};

#define SLICE(literal) ((struct slice){ (literal), sizeof(literal) - 1 })

static inline struct slice slice_of(const char *s)
{
	return (struct slice){ s, s ? strlen(s) : 0 };
}

static inline bool slice_equal(struct slice a, struct slice b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

/* ASCII letters in any case are the same. */
bool slice_same(struct slice a, struct slice b);

/* Does S begin with HEAD (letters in any case)? */
bool slice_begins(struct slice s, struct slice head);

/* Where C first stands in S, or S.n. */
static inline size_t slice_find(struct slice s, char c)
{
	const char *at = s.n ? memchr(s.p, c, s.n) : NULL;

	return at ? (size_t)(at - s.p) : s.n;
}

/* S from byte FROM on, empty when it is shorter. */
static inline struct slice slice_from(struct slice s, size_t from)
{
	if (from >= s.n)
		return (struct slice){ s.n ? s.p + s.n : s.p, 0 };
	return (struct slice){ s.p + from, s.n - from };
}

/* S's first N bytes, or all of it. */
static inline struct slice slice_head(struct slice s, size_t n)
{
	return (struct slice){ s.p, n < s.n ? n : s.n };
}

/* S without the blanks, tabs, CRs and LFs around it. */
struct slice slice_trim(struct slice s);

/*
 * Reads S, digits and nothing else, as a number of at most MAX into *VALUE.
 * 0, -EINVAL (no number) or -ERANGE.
 */
int slice_number(struct slice s, uint64_t max, uint64_t *value);

#endif
