/* SPDX-License-Identifier: BSD-2-Clause */
/* Finds the codes that a tag of the catalogue stands for in rules. */
#include "config/keys.h"
#include "guidance.h"

/*
 * The code by which E counts as what became of an attempt; 0: none. Only
 * what enters the total does, so that no attempt counts twice; and of
 * challenges none, as most are answered.
 */
static int counted_code(const struct catalog_entry *e)
{
	int code;

	switch (e->kind) {
	case ENTRY_RESPONSE:
		return e->code >= 200 && !outcome_is_challenge(e->code) ?
		       e->code : 0;
	case ENTRY_OUTCOME:
		code = outcome_of(slice_of(e->title));
		return code < OUTCOME_OWN && code != OUTCOME_NO_ACK ? code : 0;
	default:
		return 0;
	}
}

struct code_set tags_codes(const struct catalog *c, uint32_t tags)
{
	struct code_set set = { { 0 } };

	if (tags & UINT32_C(1) << TAG_CHALLENGE) {
		code_set_add(&set, 401);
		code_set_add(&set, 407);
		tags &= ~(UINT32_C(1) << TAG_CHALLENGE);
	}
	for (size_t i = 0; c && i < c->n_entries; i++) {
		const struct catalog_entry *e = &c->entries[i];
		int code = e->says.tags & tags ? counted_code(e) : 0;

		if (code)
			code_set_add(&set, code);
	}
	return set;
}
