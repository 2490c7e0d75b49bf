/* SPDX-License-Identifier: BSD-2-Clause */
/* Says of functions where their code belongs, for its cache's sake. */
#ifndef SIPWARD_BASE_CODE_H
#define SIPWARD_BASE_CODE_H

/*
 * Once, for all who call it: in each place of its own the code of a message
 * is more than the cache holds, and a call costs less than to wait for it.
 */
#define ONE_COPY __attribute__((noinline))

/* What few messages need stays out of the way of what all need. */
#define RARELY __attribute__((noinline, cold))

#endif
