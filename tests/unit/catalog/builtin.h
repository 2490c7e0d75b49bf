/* SPDX-License-Identifier: BSD-2-Clause */
/* The built-in catalogue, for the tests that look into it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "catalog/catalog.h"
#include "config/catalog.h"

struct builtin {
	struct config_catalog *owner;
	const struct catalog *catalog;
	struct catalog_index *index;
};

static void on_builtin_complaint(const char *text, void *arg)
{
	(void)arg;
	fprintf(stderr, "# %s\n", text);
}

static int builtin_open(void **state)
{
	struct catalog_spec spec = { .complain = on_builtin_complaint };
	struct builtin *b = calloc(1, sizeof *b);

	assert_non_null(b);
	assert_int_equal(config_catalog_load(&b->owner, &spec), 0);
	b->catalog = config_catalog(b->owner);
	assert_int_equal(catalog_open(&b->index, b->catalog), 0);
	*state = b;
	return 0;
}

static int builtin_close(void **state)
{
	struct builtin *b = *state;

	catalog_close(b->index);
	config_catalog_free(b->owner);
	free(b);
	return 0;
}
