/* SPDX-License-Identifier: BSD-2-Clause */
/* Figures of calls and registrations, by trunk and direction. */
#ifndef SIPWARD_REPORT_FIGURES_H
#define SIPWARD_REPORT_FIGURES_H

#include "base/hash.h"
#include "summary.h"

struct figures;

int figures_create(struct figures **fp, struct hash_seed seed,
		   const struct settings *settings,
		   struct counters *counters);	/* 0 or -ENOMEM */
void figures_destroy(struct figures *f);	/* NULL is fine */

void figures_call(struct figures *f, const struct call *c);
void figures_outcome(struct figures *f, const struct outcome *o);

/* Trunks are told by name: what was counted stays with it. 0 or -ENOMEM. */
int figures_reload(struct figures *f, const struct settings *settings);

/* Sets what SUM says of calls, as it is now. */
void figures_tell(struct figures *f, struct summary *sum);

/* -- challenged.c: when registrations that were challenged began --------- */

struct challenged;

int challenged_create(struct challenged **cp, struct hash_seed seed,
		      struct counters *counters);	/* 0 or -ENOMEM */
void challenged_destroy(struct challenged *c);		/* NULL is fine */

/* O is a challenge to a REGISTER: there will be another. */
void challenged_keep(struct challenged *c, const struct outcome *o);

/* When the attempt began that O ends; 0: nobody has seen it. */
struct moment challenged_start(struct challenged *c, const struct outcome *o);

#endif
