/* SPDX-License-Identifier: BSD-2-Clause */
/* An id that was seen a moment ago is known, however many there are. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/hash.h"
#include "base/recent.h"

static uint64_t evicted;

static int set_up(void **state)
{
	evicted = 0;
	return recent_create((struct recent **)state, span_ms(50), 9 << 20,
			     &evicted);
}

static int tear_down(void **state)
{
	recent_destroy(*state);
	return 0;
}

static bool saw(void **state, uint64_t id, int64_t ms)
{
	return recent_saw(*state, id, (struct moment){ ms * 1000000 });
}

static uint64_t id_of(uint32_t i)
{
	return hash_short((struct hash_seed){ 1 }, &i, sizeof i);
}

static void an_id_is_known_for_a_while(void **state)
{
	assert_false(saw(state, 7, 1000));
	assert_true(saw(state, 7, 1050));
	assert_true(saw(state, 7, 1100));	/* since it was seen last */
	assert_false(saw(state, 7, 1151));
	assert_false(saw(state, 8, 1151));
}

static void time_may_run_backwards(void **state)
{
	assert_false(saw(state, 7, 1000));
	assert_true(saw(state, 7, 960));
	assert_false(saw(state, 7, 900));
	assert_false(saw(state, 7, -1000));
	assert_true(saw(state, 7, -1001));
}

static void an_id_of_zero_is_one_too(void **state)
{
	assert_false(saw(state, 0, 0));
	assert_true(saw(state, 0, 1));
}

static void many_at_once_are_all_known(void **state)
{
	for (uint32_t i = 0; i < 20000; i++)
		assert_false(saw(state, id_of(i), 0));
	for (uint32_t i = 0; i < 20000; i++)
		assert_true(saw(state, id_of(i), 50));
	assert_int_equal(evicted, 0);
}

/* Ids that share all the bits that can choose a bucket. */
static void who_has_no_room_takes_that_of_the_oldest(void **state)
{
	for (uint64_t i = 1; i <= 9; i++)
		assert_false(saw(state, i << 32, (int64_t)i));
	assert_int_equal(evicted, 1);
	assert_true(saw(state, UINT64_C(2) << 32, 10));
	assert_false(saw(state, UINT64_C(1) << 32, 10));
	assert_int_equal(evicted, 2);
	assert_false(saw(state, UINT64_C(3) << 32, 10));
}

static void old_ones_make_room_without_a_count(void **state)
{
	for (uint32_t i = 0; i < 1000000; i++)
		assert_false(saw(state, id_of(i), i / 100));
	assert_int_equal(evicted, 0);
}

/* The least is 16 buckets with 8 ids each; memory doubles them. */
static void more_than_there_is_memory_for_make_room(void **state)
{
	static const struct { size_t memory; uint64_t ids; } rows[] = {
		{ 0, 128 }, { 16 * 128, 128 }, { 32 * 128, 256 },
		{ 64 * 128 - 1, 256 }, { 1024 * 128, 8192 },
	};

	for (size_t row = 0; row < sizeof rows / sizeof rows[0]; row++) {
		struct recent *r;

		evicted = 0;
		assert_int_equal(recent_create(&r, span_ms(50),
					       rows[row].memory, &evicted), 0);
		for (uint32_t i = 0; i < 100000; i++)
			assert_false(recent_saw(r, id_of(i),
						(struct moment){ 0 }));
		assert_int_equal(evicted, 100000 - rows[row].ids);
		recent_destroy(r);
	}
	(void)state;
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(an_id_is_known_for_a_while),
		TEST(time_may_run_backwards),
		TEST(an_id_of_zero_is_one_too),
		TEST(many_at_once_are_all_known),
		TEST(who_has_no_room_takes_that_of_the_oldest),
		TEST(old_ones_make_room_without_a_count),
		TEST(more_than_there_is_memory_for_make_room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
