/* SPDX-License-Identifier: BSD-2-Clause */
/* What a record says of the meaning, and what to do about it. */
#include "sink/record.h"

static const char *escalate_word(uint32_t tags)
{
	if (tags >> TAG_ESCALATE & 1)
		return "yes";
	return tags >> TAG_ESCALATE_IF_REPEATED & 1 ? "if-repeated" : "no";
}

void record_guidance(struct record *r, const struct guidance *g)
{
	if (!g)
		return;
	record_word(r, "meaning", g->meaning);
	if (g->explained_as)
		record_number(r, "explained_as", (uint64_t)g->explained_as);
	record_word(r, "next_step", g->next_step);
	record_word(r, "retry", retry_name(g->retry));
	record_word(r, "escalate", escalate_word(g->tags));
}
