/* SPDX-License-Identifier: BSD-2-Clause */
/* What the tests of the configuration share: loading, and complaints. */
#ifndef TESTS_CONFIG_LOADING_H
#define TESTS_CONFIG_LOADING_H

#include <errno.h>
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

/*
 * Loads TEXT, or where it is NULL what SPEC says, which has to bring about
 * just these COMPLAINTS; NULL when there are any.
 */
static inline struct config *load(struct config_spec spec, const char *text,
				  const char *complaints)
{
	struct config *c = NULL;
	struct told told;
	int err;

	spec.complain = on_complaint;
	spec.arg = &told;
	told_open(&told);
	err = text ? config_load_text(&c, &spec, slice_of(text)) :
	      config_load(&c, &spec);
	assert_string_equal(told_text(&told), complaints);
	told_close(&told);
	assert_int_equal(err, *complaints ? -EINVAL : 0);
	if (err)
		assert_null(c);
	return c;
}

static inline struct config *load_text(const char *text)
{
	return load((struct config_spec){ .file = NULL }, text, "");
}

static inline void assert_complaints(const char *text,
				     const char *complaints)
{
	config_free(load((struct config_spec){ .file = NULL }, text,
			 complaints));
}

/* What the settings hold. */

static inline const struct rule_settings *find_rule(const struct config *c,
						    const char *name)
{
	const struct settings *s = config_settings(c);

	for (size_t i = 0; i < s->n_rules; i++)
		if (strcmp(s->rules[i].name, name) == 0)
			return &s->rules[i];
	return NULL;
}

static inline void assert_net(const struct net *n, const char *expected)
{
	char text[ADDR_TEXT + 4];

	assert_string_equal(net_format(n, text), expected);
}

#endif
