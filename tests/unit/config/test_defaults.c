/* SPDX-License-Identifier: BSD-2-Clause */
/* The default rules: when they hold, and that they follow the catalogue. */
#include "config/keys.h"
#include "guidance.h"
#include "loading.h"

#define ONE_RULE "rule one { codes = 408 raise notice { count = 3 } }\n"
#define BIT(tag) (UINT32_C(1) << (tag))

static void default_rules_are_added_where_they_are_wanted(void **state)
{
	struct config *c = load_text("limits { memory = 64M }");
	size_t n = config_settings(c)->n_rules;

	(void)state;
	assert_true(n >= 11);
	config_free(c);
	c = load_text("default-rules = no");
	assert_int_equal(config_settings(c)->n_rules, 0);
	config_free(c);
	c = load_text(ONE_RULE "default-rules = yes");
	assert_int_equal(config_settings(c)->n_rules, n + 1);
	assert_string_equal(config_settings(c)->rules[0].name, "one");
	config_free(c);
}

static void a_rule_takes_the_place_of_the_default_one(void **state)
{
	struct config *c = load_text("default-rules = yes rule loops { codes "
				     "= 482 raise alert { count = 7 } }");
	struct config *all = load_text("");

	(void)state;
	assert_int_equal(config_settings(c)->n_rules,
			 config_settings(all)->n_rules);
	assert_int_equal(find_rule(c, "loops")->n_levels, 1);
	assert_int_equal(find_rule(c, "loops")->levels[0].count, 7);
	assert_non_null(find_rule(c, "declines"));
	config_free(c);
	config_free(all);
}

static void a_default_rule_bears_a_note_of_one_short_line(void **state)
{
	struct config *c = load_text("");
	const struct settings *s = config_settings(c);

	(void)state;
	for (size_t i = 0; i < s->n_rules; i++) {
		const struct rule_settings *r = &s->rules[i];

		assert_non_null(r->note);
		assert_in_range(strlen(r->note), 60, 160);
		for (size_t j = 0; j < r->n_levels; j++)
			assert_true(r->levels[j].ratio_ppm &&
				    r->levels[j].count >= 3);
		assert_true(r->min_total > 1);
	}
	config_free(c);
}

/* Is R one of those that also look at what changes a call? */
static bool is_of_running_calls(const struct rule_settings *r)
{
	static const char *const names[] = { "loops", "repeated-failures",
					     "still-unavailable" };

	for (size_t i = 0; i < COUNT(names); i++)
		if (strcmp(r->name, names[i]) == 0)
			return true;
	return false;
}

static void a_default_rule_about_destinations_counts_a_call_once(void **state)
{
	struct config *c = load_text("");
	const struct settings *s = config_settings(c);

	(void)state;
	for (size_t i = 0; i < s->n_rules; i++) {
		const struct rule_settings *r = &s->rules[i];

		if (r->group_by[0] != GROUP_DST ||
		    strcmp(r->name, "loops") == 0)
			continue;
		assert_false(r->directions & 1u << INBOUND);
		assert_true(r->initial || r->methods == 1u << SIP_OPTIONS ||
			    is_of_running_calls(r));
	}
	config_free(c);
}

/* Does R count what bears TAG, and say so to the reader? */
static bool follows(const struct rule_settings *r, enum tag tag)
{
	char word[32];

	snprintf(word, sizeof word, "@%s", tag_name(tag));
	return (r->tags >> tag & 1) && r->enabled && strstr(r->note, word);
}

/* What is normal, and a challenge, calls for nothing. */
static void each_tag_that_asks_for_something_has_a_default_rule(void **state)
{
	struct config *c = load_text("");
	const struct settings *s = config_settings(c);

	(void)state;
	for (enum tag tag = 0; tag < TAGS; tag++) {
		size_t n = 0;

		for (size_t i = 0; i < s->n_rules; i++)
			n += follows(&s->rules[i], tag);
		assert_int_equal(n, tag != TAG_CHALLENGE && tag != TAG_NORMAL);
	}
	config_free(c);
}

/* A tag that R counts is named to its reader, once. */
static void a_default_rule_names_the_tags_that_it_counts(void **state)
{
	struct config *c = load_text("");
	const struct settings *s = config_settings(c);

	(void)state;
	for (size_t i = 0; i < s->n_rules; i++)
		for (enum tag tag = 0; tag < TAGS; tag++)
			if (s->rules[i].tags >> tag & 1)
				assert_true(follows(&s->rules[i], tag));
	config_free(c);
}

/* 422 is answered at once by a longer interval. */
static bool asks_for_something(const struct catalog *c, int code)
{
	for (size_t i = 0; i < c->n_entries; i++) {
		const struct catalog_entry *e = &c->entries[i];

		if (e->kind == ENTRY_RESPONSE && e->code == code)
			return code != 422 && e->says.tags &&
			       !(e->says.tags & (BIT(TAG_NORMAL) |
						 BIT(TAG_CHALLENGE)));
	}
	return false;
}

/*
 * A response of a new call to a carrier that asks for something is told by
 * one rule of five minutes at most, or a fault would raise several alerts.
 */
static void a_response_is_told_by_one_default_rule_at_once(void **state)
{
	struct config *c = load_text("");
	const struct settings *s = config_settings(c);

	(void)state;
	for (int code = 300; code <= 699; code++) {
		size_t soon = 0, ever = 0;

		for (size_t i = 0; i < s->n_rules; i++) {
			const struct rule_settings *r = &s->rules[i];
			bool counts = code_set_has(&r->codes, code) &&
				      r->methods >> SIP_INVITE & 1 &&
				      r->directions >> OUTBOUND & 1;

			ever += counts;
			soon += counts && r->group_by[0] == GROUP_DST &&
				r->n_group_by == 1 &&
				r->window.ns <= 300 * NS_PER_S;
		}
		assert_true(soon <= 1);
		if (asks_for_something(s->catalog, code))
			assert_true(ever > 0);
	}
	config_free(c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			default_rules_are_added_where_they_are_wanted),
		cmocka_unit_test(a_rule_takes_the_place_of_the_default_one),
		cmocka_unit_test(
			a_default_rule_bears_a_note_of_one_short_line),
		cmocka_unit_test(
			a_default_rule_about_destinations_counts_a_call_once),
		cmocka_unit_test(
			each_tag_that_asks_for_something_has_a_default_rule),
		cmocka_unit_test(a_default_rule_names_the_tags_that_it_counts),
		cmocka_unit_test(
			a_response_is_told_by_one_default_rule_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
