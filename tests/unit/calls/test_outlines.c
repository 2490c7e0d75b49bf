/* SPDX-License-Identifier: BSD-2-Clause */
/* Calls that are set up alike share an outline, as long as one needs it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "calls/ends.h"

static struct sdp_outline outline(uint8_t codec)
{
	return (struct sdp_outline){ .there = true, .streams = 1, .open = 1,
				     .codecs = 1, .codec = { codec } };
}

static void begin(struct calls *c, uint64_t memory)
{
	memset(c, 0, sizeof *c);
	assert_int_equal(outlines_create(c, memory), 0);
}

static void equal_ones_are_kept_once(void **state)
{
	struct sdp_outline x = outline(8), y = outline(9);
	uint16_t a = 0, b = 0, other = 0;
	struct calls c;

	(void)state;
	begin(&c, 10000);
	assert_true(outlines_keep(&c, &x, &a));
	assert_true(outlines_keep(&c, &x, &b));
	assert_true(outlines_keep(&c, &y, &other));
	assert_true(a && a == b && a != other);
	assert_int_equal(table_count(c.outlines), 2);
	outlines_drop(&c, &a);
	assert_int_equal(a, 0);
	assert_memory_equal(outlines_at(&c, b), &x, sizeof x);
	outlines_drop(&c, &b);
	outlines_drop(&c, &b);
	assert_int_equal(table_count(c.outlines), 1);
	assert_memory_equal(outlines_at(&c, other), &y, sizeof y);
	table_destroy(c.outlines);
}

static void another_takes_the_place_of_the_first(void **state)
{
	struct sdp_outline x = outline(8), y = outline(9);
	struct calls c;
	uint16_t a = 0;

	(void)state;
	begin(&c, 10000);
	assert_false(outlines_at(&c, a)->there);
	assert_true(outlines_keep(&c, &x, &a));
	assert_true(outlines_keep(&c, &x, &a));
	assert_true(outlines_keep(&c, &y, &a));
	assert_memory_equal(outlines_at(&c, a), &y, sizeof y);
	assert_int_equal(table_count(c.outlines), 1);
	outlines_drop(&c, &a);
	assert_int_equal(table_count(c.outlines), 0);
	table_destroy(c.outlines);
}

static void what_has_no_room_is_not_kept(void **state)
{
	struct sdp_outline x = outline(8), y = outline(9);
	uint16_t a = 0, b = 0;
	struct calls c;

	(void)state;
	begin(&c, 1);
	assert_true(outlines_keep(&c, &x, &a));
	assert_false(outlines_keep(&c, &y, &b));
	assert_int_equal(b, 0);
	assert_true(outlines_keep(&c, &x, &b));
	assert_int_equal(a, b);
	assert_false(outlines_keep(&c, &y, &b));
	assert_int_equal(b, 0);
	table_destroy(c.outlines);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(equal_ones_are_kept_once),
		cmocka_unit_test(another_takes_the_place_of_the_first),
		cmocka_unit_test(what_has_no_room_is_not_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
