/* SPDX-License-Identifier: BSD-2-Clause */
/* Holds the catalogue that is built in, as its files had it at build time. */
#include "config/reading.h"
#include "guidance.h"

/* The structs have no const in them: what is read from files is changed. */
#define TEXT(s) ((char *)(s))
#define TEXTS(...) ((char **)(const char *const []){ __VA_ARGS__ })
#define NUMBERS(...) ((uint32_t *)(const uint32_t []){ __VA_ARGS__ })
#define TAG(name) (UINT32_C(1) << TAG_##name)

#include "config/catalog_data.inc"

const struct catalog catalog_builtin = {
	(struct catalog_entry *)entries, sizeof entries / sizeof *entries,
	(struct catalog_profile *)profiles,
	sizeof profiles / sizeof *profiles,
};
