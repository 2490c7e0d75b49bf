/* SPDX-License-Identifier: BSD-2-Clause */
/* Text that others wrote, as a terminal may be shown it. */
#ifndef SIPWARD_BASE_TERMINAL_H
#define SIPWARD_BASE_TERMINAL_H

#include <stddef.h>

/* TEXT, with '?' for each byte that could move a terminal's cursor. */
char *terminal_clean(char *text);

#endif
