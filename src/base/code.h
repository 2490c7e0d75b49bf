/* SPDX-License-Identifier: BSD-2-Clause */
/* Says of functions where their code belongs, for its cache's sake. */
#ifndef SIPWARD_BASE_CODE_H
#define SIPWARD_BASE_CODE_H

/* What few messages need stays out of the way of what all need. */
#define RARELY __attribute__((noinline, cold))

#endif
