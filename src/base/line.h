/* SPDX-License-Identifier: BSD-2-Clause */
/* Cache lines: what lies in one is fetched together. */
#ifndef SIPWARD_BASE_LINE_H
#define SIPWARD_BASE_LINE_H

#include <stdint.h>

#define CACHE_LINE 64		/* bytes; nearly everywhere */

/* Where the first whole line in MEMORY begins: at most CACHE_LINE bytes on. */
static inline void *line_first(void *memory)
{
	return (void *)(((uintptr_t)memory + CACHE_LINE - 1) / CACHE_LINE *
			CACHE_LINE);
}

#endif
