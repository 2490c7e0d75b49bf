/* SPDX-License-Identifier: BSD-2-Clause */
/* Finds the entry of a code, a cause or a name. */
#include <errno.h>
#include <stdlib.h>

#include "catalog/index.h"

#define FIRST 100	/* of the codes that responses have */
#define LAST 699

/* As RFC 3261 section 8.1.3.2 has it: x00, but 183 for what is 1xx. */
static int class_of(int code)
{
	return code < 200 ? 183 : code / 100 * 100;
}

static bool is_response(int code)
{
	return code >= FIRST && code <= LAST;
}

const struct catalog_entry *catalog_outcome(const struct catalog_index *index,
					    int code, bool *by_class)
{
	const struct catalog_entry *e;

	*by_class = false;
	if (code <= 0 || code >= OUTCOME_CODES)
		return NULL;
	e = index->outcomes[code];
	if (e || !is_response(code))
		return e;
	*by_class = true;
	return index->outcomes[class_of(code)];
}

const struct catalog_entry *catalog_cause(const struct catalog_index *index,
					  int number)
{
	return number > 0 && number < CAUSES ? index->causes[number] : NULL;
}

/*
 * That which ends NUMBER's class: it stands for all of it that nobody knows.
 * Classes have 16 causes each (Q.850, coding of the cause value), but for the
 * first two, which are one: normal events.
 */
static const struct catalog_entry *
cause_by_class(const struct catalog_index *index, int number, bool *by_class)
{
	const struct catalog_entry *e = catalog_cause(index, number);

	if (e)
		return e;
	*by_class = number >= 0;
	return *by_class ? catalog_cause(index, number < 16 ? 31 :
						number | 15) : NULL;
}

static const struct catalog_entry *titled(const struct catalog *c,
					  enum entry_kind kind,
					  struct slice title)
{
	for (size_t i = 0; i < c->n_entries; i++)
		if (c->entries[i].kind == kind &&
		    slice_same(slice_of(c->entries[i].title), title))
			return &c->entries[i];
	return NULL;
}

/* What has no number: a name that two kinds have is the outcome's. */
static const struct catalog_entry *named(const struct catalog *c,
					 struct slice name)
{
	static const struct slice prefix = SLICE("disconnect:");
	const struct catalog_entry *e;

	if (slice_begins(name, prefix))
		return titled(c, ENTRY_DISCONNECT,
			      slice_from(name, prefix.n));
	e = titled(c, ENTRY_OUTCOME, name);
	if (!e)
		e = titled(c, ENTRY_SITUATION, name);
	return e ? e : titled(c, ENTRY_DISCONNECT, name);
}

const struct catalog_entry *catalog_find(const struct catalog_index *index,
					 struct slice name, bool *by_class)
{
	struct call_cause cause;
	uint64_t code;

	*by_class = false;
	if (call_cause_of(name, &cause)) {
		if (cause.of == CAUSE_Q850)
			return cause_by_class(index, cause.code, by_class);
		code = cause.code;
	} else if (slice_number(name, LAST, &code)) {
		return named(index->catalog, name);
	}
	return is_response(code) ? catalog_outcome(index, code, by_class) :
	       NULL;
}

int catalog_profile(const struct catalog_index *index, struct slice name)
{
	const struct catalog *c = index->catalog;

	for (size_t i = 0; i < c->n_profiles; i++)
		if (slice_same(slice_of(c->profiles[i].name), name))
			return (int)i;
	return -1;
}

static void put_entry(struct catalog_index *index,
		      const struct catalog_entry *e)
{
	if (e->kind == ENTRY_RESPONSE && is_response(e->code))
		index->outcomes[e->code] = e;
	else if (e->kind == ENTRY_CAUSE && e->code < CAUSES)
		index->causes[e->code] = e;
}

static struct condition condition_of(const struct catalog_match *m)
{
	const char *phrase = m->phrase ? m->phrase : m->prefix;

	return (struct condition){
		.reason = m->reason.code, .reason_of = m->reason.of,
		.directions = m->directions,
		.prefix = !m->phrase, .phrase = phrase,
		.n = phrase ? strlen(phrase) : 0,
	};
}

/* The last first: so each finds its next. */
static int put_profile(struct catalog_index *index, size_t i)
{
	const struct catalog_profile *p = &index->catalog->profiles[i];
	struct conditions *c = &index->profiles[i];

	c->at = calloc(p->n_matches + 1, sizeof *c->at);
	if (!c->at)
		return -ENOMEM;
	for (int code = 0; code < OUTCOME_CODES; code++)
		c->first[code] = NO_CONDITION;
	for (size_t k = p->n_matches; k-- > 0;) {
		uint32_t code = p->matches[k].code;

		if (code >= OUTCOME_CODES)
			continue;
		c->at[k] = condition_of(&p->matches[k]);
		c->at[k].next = c->first[code];
		c->first[code] = (uint16_t)k;
	}
	return 0;
}

const struct catalog_match *catalog_numbered(const struct catalog_index *index,
					     int number)
{
	return number > 0 && (size_t)number < index->n_matches ?
	       index->matches[number] : NULL;
}

static int put_matches(struct catalog_index *index)
{
	const struct catalog *c = index->catalog;

	index->n_matches = 1;
	for (size_t i = 0; i < c->n_profiles; i++)
		index->n_matches += c->profiles[i].n_matches;
	index->matches = calloc(index->n_matches, sizeof *index->matches);
	if (!index->matches)
		return -ENOMEM;
	for (size_t i = 0; i < c->n_profiles; i++) {
		const struct catalog_profile *p = &c->profiles[i];

		for (size_t k = 0; k < p->n_matches; k++)
			if (p->matches[k].number < index->n_matches)
				index->matches[p->matches[k].number] =
					&p->matches[k];
	}
	return 0;
}

int catalog_open(struct catalog_index **ip, const struct catalog *catalog)
{
	struct catalog_index *index = calloc(1, sizeof *index);
	char text[OUTCOME_TEXT];
	int err;

	if (!index)
		return -ENOMEM;
	index->catalog = catalog;
	index->profiles = calloc(catalog->n_profiles + 1,
				 sizeof *index->profiles);
	for (size_t i = 0; i < catalog->n_entries; i++)
		put_entry(index, &catalog->entries[i]);
	for (int code = outcome_next(0); code; code = outcome_next(code))
		index->outcomes[code] = named(catalog,
			slice_of(outcome_text(code, text)));
	err = index->profiles ? put_matches(index) : -ENOMEM;
	for (size_t i = 0; i < catalog->n_profiles && !err; i++)
		err = put_profile(index, i);
	if (err)
		catalog_close(index);
	else
		*ip = index;
	return err;
}

void catalog_close(struct catalog_index *index)
{
	if (!index)
		return;
	for (size_t i = 0; index->profiles && i < index->catalog->n_profiles;
	     i++)
		free(index->profiles[i].at);
	free(index->profiles);
	free(index->matches);
	free(index);
}
