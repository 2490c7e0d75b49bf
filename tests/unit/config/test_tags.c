/* SPDX-License-Identifier: BSD-2-Clause */
/* A tag stands for the codes of attempts, and profiles go by their names. */
#include "config/keys.h"
#include "guidance.h"
#include "loading.h"

#define RULE(text) "rule x { " text " raise error { count = 5 } }"
#define BIT(tag) (UINT32_C(1) << (tag))

/* Does rule x of TEXT count CODE? */
static bool counts(const char *text, int code)
{
	struct config *c = load_text(text);
	bool has = code_set_has(&find_rule(c, "x")->codes, code);

	config_free(c);
	return has;
}

static void a_tag_stands_for_what_enters_the_total(void **state)
{
	struct config *c = load_text(RULE("codes = {@escalate-if-repeated}"));
	const struct settings *s = config_settings(c);
	const struct code_set *codes = &find_rule(c, "x")->codes;
	struct code_set expected = { { 0 } };
	size_t beside = 0;

	(void)state;
	for (size_t i = 0; i < s->catalog->n_entries; i++) {
		const struct catalog_entry *e = &s->catalog->entries[i];
		bool response = e->kind == ENTRY_RESPONSE &&
				e->code >= 200 && e->code != 401 &&
				e->code != 407;
		int own = outcome_of(slice_of(e->title));

		if (!(e->says.tags & BIT(TAG_ESCALATE_IF_REPEATED)))
			continue;
		if (response)
			code_set_add(&expected, e->code);
		else if (e->kind == ENTRY_OUTCOME &&
			 (own == OUTCOME_NO_RESPONSE ||
			  own == OUTCOME_NO_FINAL ||
			  own == OUTCOME_CANCELLED ||
			  own == OUTCOME_AUTH_FAILED))
			code_set_add(&expected, own);
		else
			beside++;
	}
	assert_memory_equal(codes, &expected, sizeof expected);
	assert_true(code_set_has(codes, 503));
	assert_true(code_set_has(codes, OUTCOME_NO_RESPONSE));
	assert_true(beside > 0);
	assert_false(code_set_has_calls(codes));
	assert_int_equal(find_rule(c, "x")->tags,
			 BIT(TAG_ESCALATE_IF_REPEATED));
	assert_int_equal(find_rule(c, "x")->except_tags, 0);
	config_free(c);
}

static void challenges_are_counted_by_their_own_tag_alone(void **state)
{
	(void)state;
	assert_true(counts(RULE("codes = {@challenge}"), 401));
	assert_true(counts(RULE("codes = {@challenge}"), 407));
	assert_false(counts(RULE("codes = {@challenge}"),
			    OUTCOME_AUTH_FAILED));
	assert_false(counts(RULE("codes = {@check-config}"), 401));
	assert_false(counts(RULE("codes = {@check-config}"), 407));
	assert_true(counts(RULE("codes = {@check-config}"),
			   OUTCOME_AUTH_FAILED));
}

static void what_is_excepted_by_tag_or_code_is_off(void **state)
{
	static const char by_code[] =
		RULE("codes = {@escalate-if-repeated} except = {503}");
	static const char by_tag[] =
		RULE("codes = {5xx} except = {@escalate-if-repeated}");
	struct config *c;

	(void)state;
	assert_false(counts(by_code, 503));
	assert_true(counts(by_code, 408));
	assert_false(counts(by_tag, 503));
	assert_true(counts(by_tag, 599));
	c = load_text(by_tag);
	assert_int_equal(find_rule(c, "x")->tags, 0);
	assert_int_equal(find_rule(c, "x")->except_tags,
			 BIT(TAG_ESCALATE_IF_REPEATED));
	config_free(c);
}

/* A profile may tag any response: its code is off all the same. */
static void no_tag_brings_back_what_is_excepted(void **state)
{
	struct config *c = load_text(RULE(
		"codes = {@retry-later} except = {580, @normal}"));
	const struct rule_settings *r = find_rule(c, "x");
	char *dump = config_dump(c);

	(void)state;
	assert_true(code_set_has(&r->excepted, 580));
	assert_false(code_set_has(&r->excepted, 486));
	assert_false(code_set_has(&r->codes, 486));
	assert_true(code_set_has(&r->codes, 480));
	assert_false(code_set_has(&r->named, 480));
	assert_non_null(strstr(dump, "except = {580, @normal}"));
	free(dump);
	config_free(c);
}

/* Of a response that a profile tags, what is named without tags counts. */
static void what_is_named_is_kept_apart_from_what_tags_name(void **state)
{
	struct config *c = load_text(RULE("codes = {501, @escalate} "
					  "except = {@check-config}"));
	const struct rule_settings *r = find_rule(c, "x");
	char *dump = config_dump(c);

	(void)state;
	assert_false(code_set_has(&r->codes, 501));
	assert_true(code_set_has(&r->named, 501));
	assert_false(code_set_has(&r->named, 425));
	assert_true(code_set_has(&r->codes, 425));
	assert_non_null(strstr(dump, "codes = {501, @escalate}"));
	assert_non_null(strstr(dump, "except = {@check-config}"));
	free(dump);
	config_free(c);
}

/* 402 of a carrier may mean it where the catalogue's means nothing so. */
static void a_tag_that_only_profiles_have_is_enough(void **state)
{
	struct config *c = load_text(RULE("codes = {@top-up}"));

	(void)state;
	assert_int_equal(find_rule(c, "x")->tags, BIT(TAG_TOP_UP));
	config_free(c);
	assert_complaints(RULE("codes = {@top-up} except = {@top-up}"),
			  "text:1: rule x has no codes left, others in codes "
			  "or fewer in except would be right\n");
}

static void an_unknown_tag_is_told_with_the_nearest(void **state)
{
	(void)state;
	assert_complaints(RULE("codes = {404,\n@escalat}"),
			  "text:2: codes: there is no tag '@escalat', "
			  "@escalate would be right\n");
	assert_complaints(RULE("codes = {404}\nexcept = {@nrmal, @nrmal}"),
			  "text:2: except: there is no tag '@nrmal', @normal "
			  "would be right\n"
			  "text:2: except: '@nrmal' is given twice, once "
			  "would be right\n");
	assert_complaints("peers { not-alive = {@escalate} }",
			  "text:1: not-alive: '@escalate' is for codes of "
			  "rules, its codes themselves would be right\n");
}

#define TRUNK(text) "trunk a { peers = 192.0.2.1 \n profile = " text " }"

/* The name of trunk a's profile, or "". */
static void assert_profile(const char *text, const char *expected)
{
	struct config *c = load_text(text);
	const struct settings *s = config_settings(c);
	int i = s->trunks[0].profile;

	assert_string_equal(i < 0 ? "" : s->catalog->profiles[i].name,
			    expected);
	config_free(c);
}

static void a_profile_goes_by_its_name_in_any_case(void **state)
{
	(void)state;
	assert_profile(TRUNK("a1routes"), "a1routes");
	assert_profile(TRUNK("DIDWW"), "didww");
	assert_profile(TRUNK("\"\""), "");
	assert_profile("trunk a { peers = 192.0.2.1 }", "");
}

static void an_unknown_profile_is_told_with_the_nearest(void **state)
{
	(void)state;
	assert_complaints(TRUNK("a1rutes"),
			  "text:2: profile: there is no profile 'a1rutes', "
			  "a1routes would be right\n");
	assert_complaints(TRUNK("somebody"),
			  "text:2: profile: there is no profile 'somebody', "
			  "the name of one such as didww would be right\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_tag_stands_for_what_enters_the_total),
		cmocka_unit_test(
			challenges_are_counted_by_their_own_tag_alone),
		cmocka_unit_test(what_is_excepted_by_tag_or_code_is_off),
		cmocka_unit_test(no_tag_brings_back_what_is_excepted),
		cmocka_unit_test(
			what_is_named_is_kept_apart_from_what_tags_name),
		cmocka_unit_test(a_tag_that_only_profiles_have_is_enough),
		cmocka_unit_test(an_unknown_tag_is_told_with_the_nearest),
		cmocka_unit_test(a_profile_goes_by_its_name_in_any_case),
		cmocka_unit_test(an_unknown_profile_is_told_with_the_nearest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
