/* SPDX-License-Identifier: BSD-2-Clause */
/* Keeps several short texts in one block of a store; inline for a known N. */
#ifndef SIPWARD_BASE_BUNDLE_H
#define SIPWARD_BASE_BUNDLE_H

#include "base/store.h"

#define BUNDLE_LONGEST 255	/* bytes of a text; the rest is left out */

/* N bytes of lengths, and the texts; given back by store_drop(). */
struct bundle;

/* Copies of N texts; NULL when S has no room. */
static inline struct bundle *bundle_keep(struct store *s,
					 const struct slice *texts, int n)
{
	size_t size = (size_t)n;
	uint8_t *lengths;
	char *at;

	for (int i = 0; i < n; i++)
		size += slice_head(texts[i], BUNDLE_LONGEST).n;
	lengths = store_take(s, size);
	if (!lengths)
		return NULL;
	at = (char *)lengths + n;
	for (int i = 0; i < n; i++) {
		lengths[i] = (uint8_t)slice_head(texts[i], BUNDLE_LONGEST).n;
		if (lengths[i])
			memcpy(at, texts[i].p, lengths[i]);
		at += lengths[i];
	}
	return (void *)lengths;
}

/* Where each of the N texts of B is; what is for an empty one stays. */
static inline void bundle_tell(const struct bundle *b,
			       struct slice *const *told, int n)
{
	const uint8_t *lengths = (const void *)b;
	const char *at = (const char *)lengths + n;

	for (int i = 0; i < n; i++) {
		if (lengths[i])
			*told[i] = (struct slice){ at, lengths[i] };
		at += lengths[i];
	}
}

/* Is the text I of B not an empty one? */
static inline bool bundle_has(const struct bundle *b, int i)
{
	return ((const uint8_t *)(const void *)b)[i] != 0;
}

/* Takes the text I of N out of B, which stays as big as it is. */
static inline void bundle_cut(struct bundle *b, int i, int n)
{
	uint8_t *lengths = (void *)b, length = lengths[i];
	char *at = (char *)lengths + n;
	size_t rest = 0;

	for (int j = 0; j < n; j++) {
		at += j < i ? lengths[j] : 0;
		rest += j > i ? lengths[j] : 0;
	}
	memmove(at, at + length, rest);
	lengths[i] = 0;
}

/* The first of them. */
static inline struct slice bundle_first(const struct bundle *b, int n)
{
	const uint8_t *lengths = (const void *)b;

	return (struct slice){ (const char *)lengths + n, lengths[0] };
}

#endif
