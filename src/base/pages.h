/* SPDX-License-Identifier: BSD-2-Clause */
/* Asks for large pages where memory is big and read at random. */
#ifndef SIPWARD_BASE_PAGES_H
#define SIPWARD_BASE_PAGES_H

#include <stddef.h>

/* N bytes at MEMORY that nobody has touched yet: a hint, for speed alone. */
void pages_large(void *memory, size_t n);

#endif
