/* SPDX-License-Identifier: BSD-2-Clause */
/* A profile's match is found by what is known of the response. */
#include "builtin.h"

#define TEXT(text) ((char[]){ text })

static struct catalog_match matches[] = {
	{ .code = 480, .phrase = TEXT("Trunk Full"),
	  .directions = 1u << INBOUND },
	{ .code = 480, .phrase = TEXT("Trunk Full") },
	{ .code = 480, .prefix = TEXT("Trunk") },
	{ .code = 480, .reason = { CAUSE_Q850, 34 } },
	{ .phrase = TEXT("Trunk Full") },
	{ .code = 480 },
	{ .reason = { CAUSE_SIP, 34 } },
};

static struct catalog_profile profiles[] = {
	{ .name = TEXT("empty") },
	{ .name = TEXT("trunk"), .matches = matches,
	  .n_matches = sizeof matches / sizeof *matches },
};

/* Its own wording of 480 is one that the profile knows. */
static struct catalog_entry entries[] = {
	{ .kind = ENTRY_RESPONSE, .title = TEXT("480"), .code = 480,
	  .says.name = TEXT("Trunk Full") },
};

static const struct catalog small = { .profiles = profiles,
				      .n_profiles = 2 };
static const struct catalog usual = { .entries = entries, .n_entries = 1,
				      .profiles = profiles,
				      .n_profiles = 2 };

/* The number of the match that Q has in CATALOG, -1: none. */
static int matched_in(const struct catalog *catalog,
		      const struct catalog_query *q)
{
	struct catalog_index *index;
	const struct catalog_match *m;

	assert_int_equal(catalog_open(&index, catalog), 0);
	m = catalog_match(index, 1, q);
	catalog_close(index);
	return m ? (int)(m - matches) : -1;
}

#define MATCHED_IN(catalog, ...) \
	matched_in(catalog, &(struct catalog_query){ __VA_ARGS__ })
#define MATCHED(...) MATCHED_IN(&small, __VA_ARGS__)

static void the_first_that_fits_is_taken(void **state)
{
	(void)state;
	assert_int_equal(MATCHED(.code = 480), 5);
	assert_int_equal(MATCHED(.code = 480, .phrase = SLICE("other")), 5);
	assert_int_equal(MATCHED(.code = 480, .phrase = SLICE("trunk full")),
			 1);
	assert_int_equal(MATCHED(.code = 480, .phrase = SLICE("TRUNK FULL"),
				 .has_direction = true,
				 .direction = INBOUND), 0);
	assert_int_equal(MATCHED(.code = 480, .phrase = SLICE("TRUNK FULL"),
				 .has_direction = true,
				 .direction = OUTBOUND), 1);
	assert_int_equal(MATCHED(.code = 480, .phrase = SLICE("trunk ful")),
			 2);
	assert_int_equal(MATCHED(.code = 480, .phrase = SLICE("trun")), 5);
	assert_int_equal(MATCHED(.code = 480, .reason = { CAUSE_Q850, 34 }),
			 3);
	assert_int_equal(MATCHED(.code = 503, .phrase = SLICE("Trunk Full")),
			 4);
	assert_int_equal(MATCHED(.reason = { CAUSE_SIP, 34 }), 6);
}

static void what_fits_nowhere_has_no_match(void **state)
{
	(void)state;
	assert_int_equal(MATCHED(.code = 503), -1);
	assert_int_equal(MATCHED(.code = 503, .reason = { CAUSE_Q850, 34 }),
			 -1);
	assert_int_equal(MATCHED(.phrase = SLICE("")), -1);
}

static void a_reason_that_says_more_is_met_by_what_says_more(void **state)
{
	(void)state;
	assert_int_equal(MATCHED(.code = 480, .told = true), -1);
	assert_int_equal(MATCHED(.code = 480, .told = true,
				 .reason = { CAUSE_Q850, 34 }), 3);
	assert_int_equal(MATCHED(.code = 480, .told = true,
				 .phrase = SLICE("Trunk Full")), 1);
	/* of the phrase that the code has by itself nothing is left */
	assert_int_equal(MATCHED_IN(&usual, .code = 480,
				    .phrase = SLICE("trunk full")), 1);
	assert_int_equal(MATCHED_IN(&usual, .code = 480, .told = true,
				    .phrase = SLICE("trunk full")), -1);
	assert_int_equal(MATCHED_IN(&usual, .code = 480, .told = true,
				    .phrase = SLICE("trunk full"),
				    .reason = { CAUSE_Q850, 34 }), 3);
	assert_int_equal(MATCHED_IN(&usual, .code = 480, .told = true,
				    .phrase = SLICE("trunk")), 2);
	assert_int_equal(MATCHED_IN(&usual, .code = 503, .told = true,
				    .phrase = SLICE("trunk full")), 4);
}

static void a_reason_says_more_if_its_cause_is_another(void **state)
{
	static const struct { struct call_cause reason; int code; } more[] = {
		{ { CAUSE_Q850, 34 }, 480 }, { { CAUSE_Q850, 17 }, 500 },
		{ { CAUSE_Q850, 21 }, 480 }, { { CAUSE_SIP, 486 }, 480 },
		{ { CAUSE_Q850, 34 }, 200 }, { { CAUSE_Q850, 1 }, 499 },
	}, no_more[] = {
		{ { CAUSE_NONE, 0 }, 480 }, { { CAUSE_Q850, 20 }, 480 },
		{ { CAUSE_Q850, 16 }, 480 }, { { CAUSE_Q850, 31 }, 480 },
		{ { CAUSE_SIP, 480 }, 480 }, { { CAUSE_SIP, 200 }, 487 },
		{ { CAUSE_SIP, 200 }, 200 }, { { CAUSE_Q850, 17 }, 486 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof more / sizeof *more; i++)
		assert_true(catalog_says_more(more[i].reason, more[i].code));
	for (size_t i = 0; i < sizeof no_more / sizeof *no_more; i++)
		assert_false(catalog_says_more(no_more[i].reason,
					       no_more[i].code));
}

static void a_profile_is_found_by_its_name(void **state)
{
	struct catalog_query q = { .code = 480 };
	struct catalog_index *index;

	(void)state;
	assert_int_equal(catalog_open(&index, &small), 0);
	assert_int_equal(catalog_profile(index, SLICE("Trunk")), 1);
	assert_int_equal(catalog_profile(index, SLICE("trunks")), -1);
	assert_null(catalog_match(index, 0, &q));
	assert_null(catalog_match(index, -1, &q));
	assert_null(catalog_match(index, 2, &q));
	catalog_close(index);
}

static void what_lies_over_changes_what_it_says_alone(void **state)
{
	struct guidance says = {
		.name = TEXT("name"), .meaning = TEXT("old"),
		.local = TEXT("local"), .retry = RETRY_LATER,
		.type = TROUBLE_DATA, .tags = 1 << TAG_ESCALATE,
	};
	struct guidance over = {
		.next_step = TEXT("new"), .retry = RETRY_NEVER,
		.tags = 1 << TAG_TOP_UP, .retry_after = true,
	};

	(void)state;
	guidance_lay(&says, &over);
	assert_string_equal(says.name, "name");
	assert_string_equal(says.meaning, "old");
	assert_string_equal(says.next_step, "new");
	assert_string_equal(says.local, "local");
	assert_int_equal(says.retry, RETRY_NEVER);
	assert_int_equal(says.type, TROUBLE_DATA);
	assert_true(says.retry_after);
	assert_int_equal(says.tags, 1 << TAG_TOP_UP);
}

static void tags_are_added_where_that_is_asked_for(void **state)
{
	const struct guidance none = { .meaning = TEXT("new") };
	struct guidance over = { .tags = 1 << TAG_TOP_UP };

	(void)state;
	assert_int_equal(guidance_tags(1 << TAG_POLICY, &none),
			 1 << TAG_POLICY);
	assert_int_equal(guidance_tags(1 << TAG_POLICY, &over),
			 1 << TAG_TOP_UP);
	over.tags_added = true;
	assert_int_equal(guidance_tags(1 << TAG_POLICY, &over),
			 1 << TAG_POLICY | 1 << TAG_TOP_UP);
}

static void what_explains_a_meaning_goes_with_it(void **state)
{
	char *causes[] = { TEXT("c") };
	const struct guidance entry = {
		.meaning = TEXT("old"), .causes = causes, .n_causes = 1,
		.local = TEXT("l"), .found_by = TEXT("f"), .needs = TEXT("n"),
	}, overs[] = {
		{ .meaning = TEXT("new") },
		{ .meaning = TEXT("new"), .causes = causes, .n_causes = 1,
		  .local = TEXT("new") },
		{ .next_step = TEXT("new") },
	};

	(void)state;
	for (size_t i = 0; i < sizeof overs / sizeof *overs; i++) {
		struct guidance says = entry;

		guidance_lay(&says, &overs[i]);
		assert_int_equal(says.n_causes, i > 0);
		assert_ptr_equal(says.causes, i > 0 ? causes : NULL);
		assert_ptr_equal(says.local, i == 2 ? entry.local :
					     overs[i].local);
		assert_int_equal(says.found_by != NULL, i == 2);
		assert_int_equal(says.needs != NULL, i == 2);
	}
}

static void a_direction_may_be_one_of_several(void **state)
{
	const struct builtin *b = *state;
	int a1routes = catalog_profile(b->index, SLICE("a1routes"));
	struct catalog_query q = { .code = 503, .has_direction = true };

	q.direction = OUTBOUND;
	assert_non_null(catalog_match(b->index, a1routes, &q));
	q.direction = TRANSIT;
	assert_non_null(catalog_match(b->index, a1routes, &q));
	q.direction = INBOUND;
	assert_null(catalog_match(b->index, a1routes, &q));
}

static void a_carriers_wording_is_its_own(void **state)
{
	const struct builtin *b = *state;
	int didww = catalog_profile(b->index, SLICE("didww"));
	struct catalog_query q = { .code = 480, .phrase =
		SLICE("capacity limit for TRUNK exceeded") };
	const struct catalog_match *m = catalog_match(b->index, didww, &q);

	assert_non_null(m);
	assert_int_equal(m->initiator, SIDE_SYSTEM);
	assert_int_equal(m->disconnect, DISCONNECT_CAPACITY);
	assert_int_equal(m->says.type, TROUBLE_POLICY);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_that_fits_is_taken),
		cmocka_unit_test(what_fits_nowhere_has_no_match),
		cmocka_unit_test(
			a_reason_that_says_more_is_met_by_what_says_more),
		cmocka_unit_test(a_reason_says_more_if_its_cause_is_another),
		cmocka_unit_test(a_profile_is_found_by_its_name),
		cmocka_unit_test(what_lies_over_changes_what_it_says_alone),
		cmocka_unit_test(tags_are_added_where_that_is_asked_for),
		cmocka_unit_test(what_explains_a_meaning_goes_with_it),
		cmocka_unit_test(a_direction_may_be_one_of_several),
		cmocka_unit_test(a_carriers_wording_is_its_own),
	};

	return cmocka_run_group_tests(tests, builtin_open, builtin_close);
}
