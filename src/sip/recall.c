/* SPDX-License-Identifier: BSD-2-Clause */
/* Remembers outlines of what stands behind the first port of a description. */
#include "scan.h"

#define REMEMBERED 1024	/* bytes at most */
#define MEMORIES (sizeof ((struct sdp_memory *)0)->of / \
		  sizeof *((struct sdp_memory *)0)->of)

struct slice scan_behind_port(const char *p, const char *lf, const char *end)
{
	const struct slice none = { NULL, 0 };
	struct cursor c = { p + 2, lf, .odd = false };
	const char *behind;
	unsigned number;

	if (lf - p < 2 || p[0] != 'm' || p[1] != '=')
		return none;
	cursor_until(&c, CHAR_BLANK);
	cursor_pass(&c, CHAR_BLANK);
	number = scan_digits(c.p, lf, 65535, &behind);
	if (number == 0 || number > 65535 || behind == lf || *behind != ' ' ||
	    end - behind > REMEMBERED)
		return none;
	return slice_between(behind, end);
}

static size_t place_of(uint64_t key)
{
	return key >> 32 & (MEMORIES - 1);
}

bool scan_recall(const struct sdp_memory *memory, struct slice rest,
		 struct sdp_outline *o, uint64_t *key)
{
	*key = hash_long(memory->seed, rest.p, rest.n) | 1;
	if (memory->of[place_of(*key)].key != *key)
		return false;
	*o = memory->of[place_of(*key)].o;
	return true;
}

void scan_remember(struct sdp_memory *memory, uint64_t key,
		   const struct sdp_outline *o)
{
	memory->of[place_of(key)].key = key;
	memory->of[place_of(key)].o = *o;
}
