/* SPDX-License-Identifier: BSD-2-Clause */
/* Lets the address sanitizer see who uses what a pool has taken back. */
#ifndef SIPWARD_BASE_POISON_H
#define SIPWARD_BASE_POISON_H

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define POISON_SEEN 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__)
#define POISON_SEEN 1
#endif

#if defined(POISON_SEEN)
#include <sanitizer/asan_interface.h>
#define poison(p, n)   __asan_poison_memory_region((p), (n))
#define unpoison(p, n) __asan_unpoison_memory_region((p), (n))
#else
#define poison(p, n)   ((void)(p), (void)(n))
#define unpoison(p, n) ((void)(p), (void)(n))
#endif

#endif
