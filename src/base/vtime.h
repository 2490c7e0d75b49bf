/* SPDX-License-Identifier: BSD-2-Clause */
/* Moments and spans are different types, so that they can't be mixed up. */
#ifndef SIPWARD_BASE_VTIME_H
#define SIPWARD_BASE_VTIME_H

#include <stdbool.h>
#include <stdint.h>

#define NS_PER_US 1000LL
#define NS_PER_MS 1000000LL
#define NS_PER_S  1000000000LL

/* Nanoseconds since 1970-01-01T00:00:00Z, on the packets' clock. */
struct moment { int64_t ns; };

/* Nanoseconds from one moment to another; may be negative. */
struct span { int64_t ns; };

static inline struct span span_s(int64_t s)
{
	return (struct span){ s * NS_PER_S };
}

static inline struct span span_ms(int64_t ms)
{
	return (struct span){ ms * NS_PER_MS };
}

static inline struct moment moment_add(struct moment m, struct span s)
{
	return (struct moment){ m.ns + s.ns };
}

static inline struct span moment_since(struct moment later,
				       struct moment earlier)
{
	return (struct span){ later.ns - earlier.ns };
}

/* M in whole microseconds, without what is left of it. */
static inline struct moment moment_us(struct moment m)
{
	return (struct moment){ m.ns - m.ns % NS_PER_US };
}

static inline bool moment_before(struct moment a, struct moment b)
{
	return a.ns < b.ns;
}

#endif
