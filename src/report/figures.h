/* SPDX-License-Identifier: BSD-2-Clause */
/* Figures of calls and registrations, by trunk and direction. */
#ifndef SIPWARD_REPORT_FIGURES_H
#define SIPWARD_REPORT_FIGURES_H

#include "summary.h"

struct figures;

int figures_create(struct figures **fp,
		   const struct settings *settings);	/* 0 or -ENOMEM */
void figures_destroy(struct figures *f);	/* NULL is fine */

void figures_call(struct figures *f, const struct call *c);
void figures_registration(struct figures *f, const struct registration *r);
void figures_outcome(struct figures *f, const struct outcome *o);

/* Trunks are told by name: what was counted stays with it. 0 or -ENOMEM. */
int figures_reload(struct figures *f, const struct settings *settings);

/* Sets what SUM says of calls, as it is now. */
void figures_tell(struct figures *f, struct summary *sum);

#endif
