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
