/* SPDX-License-Identifier: BSD-2-Clause */
/* One decode for all inputs of a target: its tables are big to make anew. */
#ifndef SIPWARD_FUZZ_DECODE_H
#define SIPWARD_FUZZ_DECODE_H

#include <stdlib.h>

#include "decode/decode.h"

/* As SPEC has it, but for its seed and its counters. */
static inline struct decode *fuzz_decode(struct decode_spec spec)
{
	static struct counters *counters;	/* as long as the program */
	struct decode *d;

	if (counters_create(&counters))
		abort();
	spec.counters = counters;
	spec.seed = (struct hash_seed){ 1 };
	if (decode_create(&d, &spec))
		abort();
	return d;
}

#endif
