/* SPDX-License-Identifier: BSD-2-Clause */
/* What the tests of the reader share: bytes in a block of their very size. */
#ifndef SIPWARD_TEST_READS_H
#define SIPWARD_TEST_READS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "sip/scan.h"

/* A copy of S, so that a sanitizer sees the first byte read beyond it. */
static inline struct slice flush(struct slice s)
{
	char *p = malloc(s.n ? s.n : 1);

	assert_non_null(p);
	memcpy(p, s.p, s.n);
	return (struct slice){ p, s.n };
}

static inline void discard(struct slice s)
{
	free((char *)s.p);
}

/* The message that BYTES are. CUT: more of it was not captured. */
static inline struct sip_msg message_of(struct slice bytes, bool cut)
{
	struct sip_msg m;
	size_t used;
	enum scan_end how = scan_message(bytes, cut, NULL, &m, &used);

	assert_int_not_equal(how, SCAN_NOT_SIP);
	m.cut = how == SCAN_CUT && cut;
	return m;
}

static inline struct sip_party party_of(struct slice value)
{
	struct sip_party who;

	sip_read_party(value, &who);
	return who;
}

/* The next of a row of numbers that look random; the same row each time. */
static inline unsigned next_number(uint64_t *seed)
{
	*seed = *seed * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(*seed >> 33);
}

/* A copy of TEXT with some bytes changed, taken out, or put in. */
static inline struct slice mutated(const char *text, uint64_t *seed)
{
	static const char bytes[] = "\r\n \t\"(),/:;<=>?@[]\\!aZ0.\0\xff";
	char copy[256];
	struct slice s = { copy, strlen(text) };

	memcpy(copy, text, s.n);
	for (unsigned k = next_number(seed) % 5; k > 0 && s.n > 1; k--) {
		size_t at = next_number(seed) % s.n;
		char c = bytes[next_number(seed) % (sizeof bytes - 1)];

		switch (next_number(seed) % 3) {
		case 0:
			copy[at] = c;
			break;
		case 1:
			memmove(copy + at, copy + at + 1, --s.n - at);
			break;
		case 2:
			memmove(copy + at + 1, copy + at, s.n++ - at);
			copy[at] = c;
			break;
		}
	}
	return flush(s);
}

#define assert_slice(s, wanted) \
	check_slice((s), (wanted), #s, __FILE__, __LINE__)

/* NULL wants an absent value. */
static inline void check_slice(struct slice s, const char *wanted,
			       const char *what, const char *file, int line)
{
	if (slice_equal(s, slice_of(wanted)))
		return;
	print_error("%s is \"%.*s\", not \"%s\"\n", what, (int)s.n,
		    s.n ? s.p : "", wanted ? wanted : "");
	_fail(file, line);
}

#endif
