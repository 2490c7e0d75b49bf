/* SPDX-License-Identifier: BSD-2-Clause */
/* Timers leave the wheel in order, whatever way they were put there. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "base/wheel.h"

#define MANY 5000

static struct wheel *wheel(void)
{
	struct wheel *w;

	assert_int_equal(wheel_create(&w), 0);
	return w;
}

static uint64_t draw(uint64_t *random)
{
	*random ^= *random << 13;
	*random ^= *random >> 7;
	*random ^= *random << 17;
	return *random;
}

static void an_empty_wheel_has_nothing_to_give(void **state)
{
	struct wheel *w = wheel();

	(void)state;
	assert_true(wheel_wake(w) == WHEEL_NEVER);
	assert_null(wheel_next(w, WHEEL_FAR + 1));
	wheel_destroy(w);
	wheel_destroy(NULL);
}

/* At one instant, in one tick, over all of time. */
static void many_leave_in_order(void **state)
{
	static struct timer timers[MANY];
	static const unsigned bits[] = { 0, 4, 18, 40, 62 };
	uint64_t random = 88172645463325252u;
	unsigned i, j;

	(void)state;
	for (j = 0; j < sizeof bits / sizeof *bits; j++) {
		struct wheel *w = wheel();
		struct timer *t, *last = NULL;

		for (i = 0; i < MANY; i++) {
			t = &timers[i];
			t->due.ns = (int64_t)(draw(&random) &
				    ((UINT64_C(1) << bits[j]) - 1));
			t->kind = 0;
			t->order = i;
			assert_true(wheel_put(w, t) <= t->due.ns);
		}
		for (i = 0; i < MANY; i++) {
			t = wheel_next(w, WHEEL_FAR + 1);
			assert_non_null(t);
			assert_true(!last || last->due.ns < t->due.ns ||
				    (last->due.ns == t->due.ns &&
				     last->order < t->order));
			last = t;
		}
		assert_null(wheel_next(w, WHEEL_FAR + 1));
		wheel_destroy(w);
	}
}

static void the_limit_itself_is_not_reached(void **state)
{
	static const int64_t dues[] = {
		1, (1 << 18) - 1, 1 << 18, (1 << 18) + 1, 1 << 30,
		INT64_C(1) << 42, INT64_C(1) << 54, WHEEL_FAR,
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof dues / sizeof *dues; i++) {
		struct wheel *w = wheel();
		struct timer t = { .due = { dues[i] } };

		wheel_put(w, &t);
		assert_true(wheel_wake(w) <= dues[i]);
		assert_null(wheel_next(w, dues[i]));
		assert_true(wheel_wake(w) == dues[i]);
		assert_ptr_equal(wheel_next(w, dues[i] + 1), &t);
		assert_true(wheel_wake(w) == WHEEL_NEVER);
		wheel_destroy(w);
	}
}

/* Else the later of two that come to lie at two levels would be first. */
static void a_slot_that_begins_at_the_limit_is_emptied(void **state)
{
	struct wheel *w = wheel();
	struct moment turn = { INT64_C(1) << 30 };
	struct timer a = { .due = { turn.ns + 5 * NS_PER_MS } };
	struct timer b = { .due = { turn.ns + 9 * NS_PER_MS } };

	(void)state;
	wheel_put(w, &a);
	assert_null(wheel_next(w, turn.ns));
	wheel_turn(w, turn);
	wheel_put(w, &b);
	assert_ptr_equal(wheel_next(w, WHEEL_FAR + 1), &a);
	assert_ptr_equal(wheel_next(w, WHEEL_FAR + 1), &b);
	wheel_destroy(w);
}

static void the_order_of_setting_may_wrap(void **state)
{
	struct wheel *w = wheel();
	struct timer a = { .due = { 9 }, .order = UINT32_MAX };
	struct timer b = { .due = { 9 }, .order = 0 };

	(void)state;
	wheel_put(w, &b);
	wheel_put(w, &a);
	assert_ptr_equal(wheel_next(w, 10), &a);
	assert_ptr_equal(wheel_next(w, 10), &b);
	wheel_destroy(w);
}

static void a_timer_may_stay_for_a_later_due_alone(void **state)
{
	struct wheel *w = wheel();
	struct timer t = { .due = { 40 * NS_PER_S } };

	(void)state;
	wheel_put(w, &t);
	assert_true(wheel_may_stay(w, &t, (struct moment){ 40 * NS_PER_S }));
	assert_true(wheel_may_stay(w, &t, (struct moment){ 90 * NS_PER_S }));
	assert_false(wheel_may_stay(w, &t, (struct moment){ 9 * NS_PER_S }));
	t.due.ns = 90 * NS_PER_S;
	assert_null(wheel_next(w, 41 * NS_PER_S));
	assert_ptr_equal(wheel_next(w, 91 * NS_PER_S), &t);
	wheel_destroy(w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_empty_wheel_has_nothing_to_give),
		cmocka_unit_test(many_leave_in_order),
		cmocka_unit_test(the_limit_itself_is_not_reached),
		cmocka_unit_test(a_slot_that_begins_at_the_limit_is_emptied),
		cmocka_unit_test(the_order_of_setting_may_wrap),
		cmocka_unit_test(a_timer_may_stay_for_a_later_due_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
