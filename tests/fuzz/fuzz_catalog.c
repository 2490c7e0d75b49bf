/* SPDX-License-Identifier: BSD-2-Clause */
/* Feeds the catalogue: a text is refused with reasons, or can be looked up. */
#include <errno.h>
#include <stdlib.h>

#include "catalog/catalog.h"
#include "config/catalog.h"
#include "config/reading.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void on_complaint(const char *text, void *arg)
{
	unsigned *told = arg;

	if (!*text)
		abort();
	++*told;
}

static void check(bool holds)
{
	if (!holds)
		abort();
}

static void check_says(const struct guidance *g)
{
	check(!g->meaning || strlen(g->meaning) <= SENTENCE_LONGEST);
	check(!g->next_step || strlen(g->next_step) <= SENTENCE_LONGEST);
	check(!(g->tags >> TAGS));
	check(g->points_to < POINTS && g->retry < RETRIES &&
	      g->type < TROUBLES);
	for (size_t i = 0; i < g->n_causes; i++)
		check(*g->causes[i]);
}

/* Who reads an entry relies on what each has. */
static void check_entry(const struct catalog *c,
			const struct catalog_index *index, size_t i)
{
	const struct catalog_entry *e = &c->entries[i];
	bool by_class;

	check(e->title && e->file && e->line);
	check(e->says.name && e->says.meaning && e->says.next_step &&
	      e->says.points_to && e->says.retry && e->says.type);
	check(i == 0 || c->entries[i - 1].kind <= e->kind);
	check_says(&e->says);
	if (e->kind == ENTRY_RESPONSE)
		check(catalog_outcome(index, e->code, &by_class) && !by_class);
	else if (e->kind == ENTRY_CAUSE)
		check(catalog_cause(index, e->code) != NULL);
	else
		catalog_find(index, slice_of(e->title), &by_class);
}

/* The response that M is about finds it, or one that is more specific. */
static void check_match(const struct catalog_index *index, int profile,
			const struct catalog_match *m)
{
	struct catalog_query q = {
		.code = m->code ? (int)m->code : 480,
		.phrase = slice_of(m->phrase ? m->phrase : m->prefix),
		.reason = m->reason,
		.has_direction = m->directions != 0,
		.direction = m->directions ? __builtin_ctz(m->directions) :
					     OUTBOUND,
	};
	const struct catalog_match *found = catalog_match(index, profile, &q);

	check_says(&m->says);
	check(m->weight > 0 && found && found->weight >= m->weight);
	check(found == m || found->weight > m->weight);
}

static void check_catalog(const struct catalog *c)
{
	struct catalog_index *index;
	unsigned number = 0;

	check(catalog_open(&index, c) == 0);
	for (size_t i = 0; i < c->n_entries; i++)
		check_entry(c, index, i);
	for (size_t i = 0; i < c->n_profiles; i++) {
		const struct catalog_profile *p = &c->profiles[i];

		for (size_t k = 0; k < p->n_matches; k++) {
			check(p->matches[k].number == ++number);
			check_match(index, (int)i, &p->matches[k]);
		}
	}
	catalog_close(index);
}

/* A text that ends in NUL is read over what is built in. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	bool over = size && data[size - 1] == '\0';
	struct slice text = { (const char *)data, size - over };
	struct config_catalog *c = NULL;
	unsigned told = 0;
	struct catalog_spec spec = { .only = !over, .arg = &told,
				     .complain = on_complaint };
	int err = config_catalog_load_text(&c, &spec, text);

	check(err == (told ? -EINVAL : 0));
	if (!err)
		check_catalog(config_catalog(c));
	config_catalog_free(c);
	return 0;
}
