/* SPDX-License-Identifier: BSD-2-Clause */
/* Tells whether two rules ask for the same, or look at the same. */
#include "settings.h"

static bool same_text(const char *a, const char *b)
{
	return slice_equal(slice_of(a), slice_of(b));
}

static bool same_texts(char *const *a, size_t n_a, char *const *b, size_t n_b)
{
	if (n_a != n_b)
		return false;
	for (size_t i = 0; i < n_a; i++)
		if (!same_text(a[i], b[i]))
			return false;
	return true;
}

static bool same_nets(const struct net *a, size_t n_a,
		      const struct net *b, size_t n_b)
{
	if (n_a != n_b)
		return false;
	for (size_t i = 0; i < n_a; i++)
		if (!addr_equal(&a[i].addr, &b[i].addr) ||
		    a[i].len != b[i].len)
			return false;
	return true;
}

/* Which outcomes they look at, whatever counts of them. */
static bool same_filters(const struct rule_settings *a,
			 const struct rule_settings *b)
{
	return a->methods == b->methods && a->directions == b->directions &&
	       a->initial == b->initial &&
	       same_texts(a->trunks, a->n_trunks, b->trunks, b->n_trunks) &&
	       same_nets(a->src, a->n_src, b->src, b->n_src) &&
	       same_nets(a->dst, a->n_dst, b->dst, b->n_dst) &&
	       same_texts(a->to, a->n_to, b->to, b->n_to) &&
	       same_texts(a->from, a->n_from, b->from, b->n_from);
}

static bool same_groups(const struct rule_settings *a,
			const struct rule_settings *b)
{
	if (a->n_group_by != b->n_group_by)
		return false;
	for (size_t i = 0; i < a->n_group_by; i++)
		if (a->group_by[i] != b->group_by[i])
			return false;
	return true;
}

static bool same_levels(const struct rule_settings *a,
			const struct rule_settings *b)
{
	if (a->n_levels != b->n_levels)
		return false;
	for (size_t i = 0; i < a->n_levels; i++) {
		const struct level_settings *l = &a->levels[i];
		const struct level_settings *m = &b->levels[i];

		if (l->severity != m->severity || l->count != m->count ||
		    l->ratio_ppm != m->ratio_ppm ||
		    l->rate_milli != m->rate_milli ||
		    l->delay_p95.ns != m->delay_p95.ns)
			return false;
	}
	return true;
}

/* The next field from I on that isn't code, or GROUP_FIELDS. */
static enum group_field next_field(const struct rule_settings *s, size_t *i)
{
	while (*i < s->n_group_by && s->group_by[*i] == GROUP_CODE)
		++*i;
	return *i < s->n_group_by ? s->group_by[(*i)++] : GROUP_FIELDS;
}

bool rule_settings_alike(const struct rule_settings *a,
			 const struct rule_settings *b)
{
	enum group_field field;
	size_t i = 0, j = 0;

	do {
		field = next_field(a, &i);
		if (next_field(b, &j) != field)
			return false;
	} while (field != GROUP_FIELDS);
	return a->window.ns == b->window.ns && same_filters(a, b);
}

bool rule_settings_same(const struct rule_settings *a,
			const struct rule_settings *b)
{
	return same_text(a->name, b->name) && a->enabled == b->enabled &&
	       memcmp(&a->codes, &b->codes, sizeof a->codes) == 0 &&
	       memcmp(&a->named, &b->named, sizeof a->named) == 0 &&
	       memcmp(&a->excepted, &b->excepted, sizeof a->excepted) == 0 &&
	       a->tags == b->tags && a->except_tags == b->except_tags &&
	       a->window.ns == b->window.ns && a->hold.ns == b->hold.ns &&
	       a->repeat.ns == b->repeat.ns && a->min_total == b->min_total &&
	       a->clear_ppm == b->clear_ppm && same_filters(a, b) &&
	       same_groups(a, b) && same_levels(a, b);
}
