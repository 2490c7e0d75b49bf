/* SPDX-License-Identifier: BSD-2-Clause */
/* The names that figures of calls have, and the settings they go by. */
#include "summary.h"

const char *delay_name(enum delay d)
{
	static const char *const names[DELAYS] = {
		[DELAY_RRD] = "rrd", [DELAY_SRD] = "srd",
		[DELAY_SRD_FAILED] = "srd-failed", [DELAY_PDD] = "pdd",
		[DELAY_SDD] = "sdd", [DELAY_SDT] = "sdt",
	};
	return names[d];
}

const char *ratio_name(enum ratio r)
{
	static const char *const names[RATIOS] = {
		[RATIO_SER] = "ser", [RATIO_SEER] = "seer",
		[RATIO_ISA] = "isa", [RATIO_SCR] = "scr",
		[RATIO_IRA] = "ira", [RATIO_ASR] = "asr",
		[RATIO_NER] = "ner",
	};
	return names[r];
}

const struct code_set *ratio_codes(enum ratio r, const struct settings *s)
{
	const struct code_set *sets[RATIOS] = {
		[RATIO_SER] = &s->ratios.ser, [RATIO_SEER] = &s->ratios.seer,
		[RATIO_ISA] = &s->ratios.isa, [RATIO_SCR] = &s->ratios.scr,
		[RATIO_IRA] = &s->ratios.ira, [RATIO_ASR] = &s->ratios.asr,
		[RATIO_NER] = &s->ratios.ner,
	};
	return sets[r];
}
