/* SPDX-License-Identifier: BSD-2-Clause */
/* A cursor over hostile bytes: it never leaves them, remembers its error. */
#ifndef SIPWARD_BASE_WIRE_H
#define SIPWARD_BASE_WIRE_H

#include "base/slice.h"

/*
 * After a read beyond the end FAILED is set and every further read gives
 * zeros: read a whole header, then check once.
 */
struct wire {
	const uint8_t *p, *end;
	bool failed;
};

static inline struct wire wire_over(const void *bytes, size_t n)
{
	const uint8_t *p = bytes;

	return (struct wire){ p, p + n, false };
}

static inline size_t wire_left(const struct wire *w)
{
	return (size_t)(w->end - w->p);
}

/* The next N bytes, passed over; NULL when there are fewer. */
static inline const uint8_t *wire_take(struct wire *w, size_t n)
{
	const uint8_t *at = w->p;

	if (n > wire_left(w)) {
		w->failed = true;
		w->p = w->end;
		return NULL;
	}
	w->p += n;
	return at;
}

static inline uint8_t wire_u8(struct wire *w)
{
	const uint8_t *p = wire_take(w, 1);

	return p ? p[0] : 0;
}

/* Big-endian, as the network has it. */
static inline uint16_t wire_u16(struct wire *w)
{
	const uint8_t *p = wire_take(w, 2);

	return p ? (uint16_t)(p[0] << 8 | p[1]) : 0;
}

static inline uint32_t wire_u32(struct wire *w)
{
	const uint8_t *p = wire_take(w, 4);

	return p ? (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
		   (uint32_t)p[2] << 8 | p[3] : 0;
}

/* Ends W after its next N bytes, if it doesn't end before. */
static inline void wire_limit(struct wire *w, size_t n)
{
	if (n < wire_left(w))
		w->end = w->p + n;
}

#endif
