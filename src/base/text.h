/* SPDX-License-Identifier: BSD-2-Clause */
/* Builds text in a caller's buffer; what no longer fits is cut, and told. */
#ifndef SIPWARD_BASE_TEXT_H
#define SIPWARD_BASE_TEXT_H

#include "base/slice.h"
#include "base/vtime.h"

struct text {
	char *p;
	size_t n;	/* bytes so far */
	size_t room;	/* bytes that fit */
	bool cut;	/* something didn't fit */
};

struct text text_in(char *buffer, size_t room);
struct slice text_slice(const struct text *t);

void text_byte(struct text *t, char c);
void text_add(struct text *t, struct slice s);
void text_add_lower(struct text *t, struct slice s);	/* ASCII letters */
void text_number(struct text *t, uint64_t value);
void text_printf(struct text *t, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* 2026-11-21T02:58:03.120544Z (RFC 3339, UTC, microseconds). */
void text_moment(struct text *t, struct moment when);

/* S in seconds with as many decimals as it needs, at most six: 60, 0.25. */
void text_span(struct text *t, struct span s);

/* PPM millionths with at most four decimals: 0.7125. */
void text_ratio(struct text *t, uint32_t ppm);

#endif
