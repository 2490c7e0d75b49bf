/* SPDX-License-Identifier: BSD-2-Clause */
/* What the tests of the configuration share: loading, and complaints. */
#ifndef TESTS_CONFIG_LOADING_H
#define TESTS_CONFIG_LOADING_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/reading.h"

#include <cmocka.h>

/* Complaints, a line each, without the directory of the tests' files. */
struct told { char *text; size_t n; FILE *out; };

static inline const char *data_path(const char *name)
{
	static char path[4096];
	const char *top = getenv("srcdir");

	snprintf(path, sizeof path, "%s/tests/unit/config/%s",
		 top ? top : ".", name);
	return path;
}

static inline void told_open(struct told *t)
{
	*t = (struct told){ 0 };
	t->out = open_memstream(&t->text, &t->n);
	assert_non_null(t->out);
}

static inline const char *told_text(struct told *t)
{
	fflush(t->out);
	return t->text;
}

static inline void told_close(struct told *t)
{
	fclose(t->out);
	free(t->text);
}

static inline void on_complaint(const char *text, void *arg)
{
	struct told *t = arg;
	char dir[4096];
	const char *at;

	snprintf(dir, sizeof dir, "%s", data_path(""));
	for (; (at = strstr(text, dir)); text = at + strlen(dir))
		fprintf(t->out, "%.*s", (int)(at - text), text);
	fprintf(t->out, "%s\n", text);
}

/* Loads TEXT, which has to be right, and no other file. */
static inline struct config *load_text(const char *text)
{
	struct told told;
	struct config_spec spec = { .complain = on_complaint, .arg = &told };
	struct config *c = NULL;
	int err;

	told_open(&told);
	err = config_load_text(&c, &spec, slice_of(text));
	assert_string_equal(told_text(&told), "");
	told_close(&told);
	assert_int_equal(err, 0);
	return c;
}

/* Loads TEXT, which has to bring about just these COMPLAINTS. */
static inline void assert_complaints(const char *text,
				     const char *complaints)
{
	struct told told;
	struct config_spec spec = { .complain = on_complaint, .arg = &told };
	struct config *c = NULL;
	int err;

	told_open(&told);
	err = config_load_text(&c, &spec, slice_of(text));
	assert_string_equal(told_text(&told), complaints);
	told_close(&told);
	assert_int_equal(err, *complaints ? -22 : 0);
	config_free(c);
}

#endif
