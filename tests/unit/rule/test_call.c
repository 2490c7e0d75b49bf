/* SPDX-License-Identifier: BSD-2-Clause */
/* A tally keeps the latest Call-IDs, as far as the store has room. */
#include "making.h"

#include <stdio.h>

#include "rule/parts.h"

#define SHORT_STORE 4096	/* one chunk: blocks of one size at a time */

#define LONG_ID \
	"an-id-that-needs-a-block-of-another-size-than-short-ones-do"

static struct store *a_store(void)
{
	struct store *s;

	assert_int_equal(store_create(&s, SHORT_STORE), 0);
	return s;
}

static void expect(const struct tally *t, const char *ids)
{
	struct figures f = { .n_calls = 0 };
	char text[1024] = "";
	int n = 0;

	call_figures(t, &f);
	for (size_t i = 0; i < f.n_calls; i++)
		n += snprintf(text + n, sizeof text - (size_t)n, "%s%.*s",
			      i ? "," : "", (int)f.calls[i].n, f.calls[i].p);
	assert_string_equal(text, ids);
}

static bool note(struct tally *t, struct store *s, const char *id)
{
	return call_note(t, s, slice_of(id));
}

static void the_latest_comes_first_and_none_twice(void **state)
{
	struct store *s = a_store();
	struct tally t = { .n_calls = 0 };

	(void)state;
	assert_true(note(&t, s, "a@x"));
	assert_true(note(&t, s, "b@x"));
	assert_true(note(&t, s, "a@x"));
	expect(&t, "a@x,b@x");
	assert_true(note(&t, s, "c@x"));
	assert_true(note(&t, s, "d@x"));
	expect(&t, "d@x,c@x,a@x");
	assert_true(note(&t, s, ""));
	expect(&t, "d@x,c@x,a@x");
	store_destroy(s);
}

static void without_room_those_that_are_there_stay(void **state)
{
	struct store *s = a_store();
	struct tally t = { .n_calls = 0 };

	(void)state;
	note(&t, s, "a@x");
	note(&t, s, "b@x");
	assert_false(note(&t, s, LONG_ID));
	expect(&t, "b@x,a@x");
	note(&t, s, "c@x");
	assert_false(note(&t, s, LONG_ID));
	expect(&t, "c@x,b@x");
	store_destroy(s);
}

static void what_is_dropped_goes_back_to_the_store(void **state)
{
	struct store *s = a_store();
	struct tally t = { .n_calls = 0 };

	(void)state;
	note(&t, s, "a@x");
	note(&t, s, "b@x");
	call_drop_all(&t, s);
	expect(&t, "");
	assert_int_equal(store_used(s), 0);
	assert_true(note(&t, s, LONG_ID));
	expect(&t, LONG_ID);
	store_destroy(s);
}

static void a_call_id_of_any_length_is_cut_to_255(void **state)
{
	struct store *s = a_store();
	struct tally t = { .n_calls = 0 };
	struct figures f = { .n_calls = 0 };
	char id[301];

	(void)state;
	memset(id, 'i', sizeof id - 1);
	id[sizeof id - 1] = 0;
	assert_true(note(&t, s, id));
	call_figures(&t, &f);
	assert_int_equal(f.n_calls, 1);
	assert_int_equal(f.calls[0].n, 255);
	store_destroy(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_latest_comes_first_and_none_twice),
		cmocka_unit_test(without_room_those_that_are_there_stay),
		cmocka_unit_test(what_is_dropped_goes_back_to_the_store),
		cmocka_unit_test(a_call_id_of_any_length_is_cut_to_255),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
