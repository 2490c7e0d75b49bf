/* SPDX-License-Identifier: BSD-2-Clause */
/* Whoever misses the cache should not look for the page's address, too. */
#include "base/pages.h"

#include <stdint.h>
#include <sys/mman.h>

#define LARGE ((uintptr_t)1 << 21)	/* bytes; nearly everywhere */

void pages_large(void *memory, size_t n)
{
	uintptr_t from = ((uintptr_t)memory + LARGE - 1) / LARGE * LARGE,
		  to = ((uintptr_t)memory + n) / LARGE * LARGE;

	if (from < to)
		(void)madvise((void *)from, to - from, MADV_HUGEPAGE);
}
