/* SPDX-License-Identifier: BSD-2-Clause */
/* Takes bytes of anybody's as characters of UTF-8, where they are some. */
#ifndef SIPWARD_BASE_RUNE_H
#define SIPWARD_BASE_RUNE_H

#include "base/slice.h"

struct rune {
	size_t n;	/* bytes, at least 1 */
	uint32_t code;
	bool valid;	/* else N bytes stand for nothing in UTF-8 */
	bool control;	/* it moves a cursor, a line or a direction */
};

/* The character at the start of S, which is not empty. */
struct rune rune_first(struct slice s);

/* BYTES, each as \xNN, into OUT, and how long that is. */
size_t rune_escape(struct slice bytes, char *out);

#endif
