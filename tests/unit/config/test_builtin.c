/* SPDX-License-Identifier: BSD-2-Clause */
/* What is built in is what the files say that it was made of. */
#include <glob.h>

#include "config/catalog.h"
#include "loading.h"

static struct config_catalog *load_catalog(char *const *files, size_t n)
{
	struct told told;
	struct catalog_spec spec = { .files = files, .n_files = n,
				     .only = n > 0, .arg = &told,
				     .complain = on_complaint };
	struct config_catalog *c = NULL;

	told_open(&told);
	assert_int_equal(config_catalog_load(&c, &spec), 0);
	assert_string_equal(told_text(&told), "");
	told_close(&told);
	return c;
}

/* By the files of the source, in the order in which they are built in. */
static struct config_catalog *load_source(void)
{
	struct config_catalog *c;
	char pattern[4096];
	glob_t found;

	snprintf(pattern, sizeof pattern, "%s",
		 data_path("../../../catalog/*.conf"));
	assert_int_equal(glob(pattern, 0, NULL, &found), 0);
	snprintf(pattern, sizeof pattern, "%s",
		 data_path("../../../catalog/profiles/*.conf"));
	assert_int_equal(glob(pattern, GLOB_APPEND, NULL, &found), 0);
	c = load_catalog(found.gl_pathv, found.gl_pathc);
	globfree(&found);
	return c;
}

static void assert_text(const char *a, const char *b)
{
	assert_true(!a == !b);
	if (a)
		assert_string_equal(a, b);
}

static void assert_place(const char *built_in, unsigned line,
			 const char *file, unsigned read_line)
{
	const char *name = strrchr(built_in, '/');

	assert_string_equal(name, strrchr(file, '/'));
	assert_memory_equal(built_in, "built-in catalog/", 17);
	assert_int_equal(line, read_line);
}

static void assert_numbers(const uint32_t *a, size_t n, const uint32_t *b,
			   size_t m)
{
	assert_int_equal(n, m);
	for (size_t i = 0; i < n; i++)
		assert_int_equal(a[i], b[i]);
}

static void assert_says(const struct guidance *a, const struct guidance *b)
{
	assert_text(a->name, b->name);
	assert_text(a->rfc, b->rfc);
	assert_text(a->meaning, b->meaning);
	assert_text(a->next_step, b->next_step);
	assert_text(a->local, b->local);
	assert_text(a->source, b->source);
	assert_text(a->found_by, b->found_by);
	assert_text(a->needs, b->needs);
	assert_text(a->location, b->location);
	assert_int_equal(a->n_causes, b->n_causes);
	for (size_t i = 0; i < a->n_causes; i++)
		assert_text(a->causes[i], b->causes[i]);
	assert_numbers(a->q850, a->n_q850, b->q850, b->n_q850);
	assert_int_equal(a->points_to, b->points_to);
	assert_int_equal(a->retry, b->retry);
	assert_int_equal(a->type, b->type);
	assert_int_equal(a->retry_after, b->retry_after);
	assert_int_equal(a->deprecated, b->deprecated);
	assert_int_equal(a->tags, b->tags);
	assert_int_equal(a->tags_added, b->tags_added);
}

static void each_entry_is_as_its_file_has_it(void **state)
{
	struct config_catalog *c = load_catalog(NULL, 0), *d = load_source();
	const struct catalog *a = config_catalog(c), *b = config_catalog(d);

	(void)state;
	assert_true(a->n_entries > 150);
	assert_int_equal(a->n_entries, b->n_entries);
	for (size_t i = 0; i < a->n_entries; i++) {
		const struct catalog_entry *e = &a->entries[i];
		const struct catalog_entry *f = &b->entries[i];

		assert_int_equal(e->kind, f->kind);
		assert_text(e->title, f->title);
		assert_int_equal(e->code, f->code);
		assert_says(&e->says, &f->says);
		assert_int_equal(e->to_sip, f->to_sip);
		assert_numbers(e->from_sip, e->n_from_sip, f->from_sip,
			       f->n_from_sip);
		assert_place(e->file, e->line, f->file, f->line);
	}
	config_catalog_free(c);
	config_catalog_free(d);
}

static void assert_match(const struct catalog_match *a,
			 const struct catalog_match *b)
{
	assert_int_equal(a->code, b->code);
	assert_text(a->phrase, b->phrase);
	assert_text(a->prefix, b->prefix);
	assert_int_equal(a->reason.of, b->reason.of);
	assert_int_equal(a->reason.code, b->reason.code);
	assert_int_equal(a->directions, b->directions);
	assert_int_equal(a->initiator, b->initiator);
	assert_int_equal(a->disconnect, b->disconnect);
	assert_says(&a->says, &b->says);
	assert_int_equal(a->number, b->number);
	assert_int_equal(a->weight, b->weight);
	assert_place(a->file, a->line, b->file, b->line);
}

static void each_profile_is_as_its_file_has_it(void **state)
{
	struct config_catalog *c = load_catalog(NULL, 0), *d = load_source();
	const struct catalog *a = config_catalog(c), *b = config_catalog(d);

	(void)state;
	assert_true(a->n_profiles > 5);
	assert_int_equal(a->n_profiles, b->n_profiles);
	for (size_t i = 0; i < a->n_profiles; i++) {
		const struct catalog_profile *p = &a->profiles[i];
		const struct catalog_profile *q = &b->profiles[i];

		assert_text(p->name, q->name);
		assert_text(p->title, q->title);
		assert_place(p->file, p->line, q->file, q->line);
		assert_int_equal(p->n_matches, q->n_matches);
		for (size_t k = 0; k < p->n_matches; k++)
			assert_match(&p->matches[k], &q->matches[k]);
	}
	config_catalog_free(c);
	config_catalog_free(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_entry_is_as_its_file_has_it),
		cmocka_unit_test(each_profile_is_as_its_file_has_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
