/* SPDX-License-Identifier: BSD-2-Clause */
/* Gathers the mistakes of a reading and tells them in the file's order. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "config/reading.h"

struct mistake {
	struct mistake *older;
	unsigned order;
	size_t number;
	char *text;
};

int reading_memory(const struct reading *r)
{
	return r->arena.failed || r->keep->failed ? -ENOMEM : 0;
}

static void add(struct reading *r, struct place p, unsigned order,
		const char *format, va_list ap)
	__attribute__((format(printf, 4, 0)));

static void add(struct reading *r, struct place p, unsigned order,
		const char *format, va_list ap)
{
	struct mistake *m = arena_take(&r->arena, sizeof *m);
	char *what;

	if (!m)
		return;
	if (vasprintf(&what, format, ap) < 0) {
		r->arena.failed = true;
		return;
	}
	if (p.line)
		m->text = arena_printf(&r->arena, "%s:%u: %s", p.file, p.line,
				       what);
	else
		m->text = arena_printf(&r->arena, "%s: %s", p.file, what);
	free(what);
	m->order = order;
	m->number = r->n_mistakes++;
	m->older = r->mistakes;
	r->mistakes = m;
}

void mistake_in(struct reading *r, struct place p, unsigned order,
		const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	add(r, p, order, format, ap);
	va_end(ap);
}

void mistake(struct reading *r, const struct token *at,
	     const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	add(r, at->place, at->order, format, ap);
	va_end(ap);
}

void tell_repeated(struct reading *r, const struct section *s,
		   const char *file, unsigned line)
{
	if (file && strcmp(file, s->title->place.file) == 0)
		mistake(r, s->title, "%s %s was given in %s:%u, once would "
			"be right", s->path, s->title->text.p, file, line);
}

bool mistakes_within(const struct reading *r, unsigned from, unsigned to)
{
	const struct mistake *m;

	for (m = r->mistakes; m; m = m->older)
		if (m->order >= from && m->order <= to)
			return true;
	return false;
}

static int compare(const void *a, const void *b)
{
	const struct mistake *m = *(struct mistake *const *)a;
	const struct mistake *n = *(struct mistake *const *)b;

	if (m->order != n->order)
		return m->order < n->order ? -1 : 1;
	return m->number < n->number ? -1 : m->number > n->number;
}

static void tell_all(const struct reading *r, config_complaint_handler *told,
		     void *arg)
{
	struct mistake **all = calloc(r->n_mistakes + 1, sizeof *all);
	const struct mistake *m;
	size_t i = 0;

	if (!all)
		return;
	for (m = r->mistakes; m; m = m->older)
		all[i++] = (struct mistake *)m;
	qsort(all, r->n_mistakes, sizeof *all, compare);
	for (i = 0; i < r->n_mistakes && i < MISTAKES_MAX; i++)
		if (all[i]->text && told)
			told(all[i]->text, arg);
	if (i < r->n_mistakes && told)
		told("more mistakes are not shown, correct these first", arg);
	free(all);
}

int reading_end(struct reading *r, int err, config_complaint_handler *complain,
		void *arg)
{
	if (!err)
		err = reading_memory(r);
	if (!err && r->n_mistakes) {
		tell_all(r, complain, arg);
		err = -EINVAL;
	} else if (!err && !r->root) {
		err = -ENOMEM;
	}
	arena_free(&r->arena);
	return err;
}
