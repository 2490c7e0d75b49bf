/* SPDX-License-Identifier: BSD-2-Clause */
/* A histogram tells shares of what was added, within its bound. */
#include "base/histogram.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

static struct histogram a, b, both;

static int set_up(void **state)
{
	(void)state;
	a = b = both = (struct histogram){ 0 };
	return 0;
}

static struct span us(int64_t n)
{
	return (struct span){ n * NS_PER_US };
}

static double seconds(struct span s)
{
	return (double)s.ns / NS_PER_S;
}

static void an_empty_one_says_nothing(void **state)
{
	(void)state;
	assert_int_equal(histogram_share(&a, 50).ns, 0);
	assert_int_equal(a.count, 0);
}

static void a_single_value_is_told_exactly(void **state)
{
	static const int64_t values[] = { 0, 1, 63, 64, 65, 12345, 1000001,
					  86400LL * 1000000 * 365 };

	(void)state;
	for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
		a = (struct histogram){ 0 };
		histogram_add(&a, us(values[i]));
		assert_int_equal(histogram_share(&a, 1).ns,
				 us(values[i]).ns);
		assert_int_equal(histogram_share(&a, 50).ns,
				 us(values[i]).ns);
		assert_int_equal(histogram_share(&a, 100).ns,
				 us(values[i]).ns);
	}
}

static void shares_are_by_rank(void **state)
{
	(void)state;
	for (int i = 1; i <= 60; i++)
		histogram_add(&a, us(i));
	assert_int_equal(histogram_share(&a, 50).ns, us(30).ns);
	assert_int_equal(histogram_share(&a, 51).ns, us(31).ns);
	assert_int_equal(histogram_share(&a, 99).ns, us(60).ns);
	assert_int_equal(histogram_share(&a, 100).ns, us(60).ns);
	assert_int_equal(histogram_share(&a, 1).ns, us(1).ns);
}

/* Every value up to 12 days, in steps of a thousandth of itself. */
static void no_value_is_off_by_more_than_a_64th(void **state)
{
	double worst = 0;

	(void)state;
	for (double v = 1; v < 1LL << HISTOGRAM_POWERS; v *= 1.001) {
		int64_t exact = (int64_t)v;
		double off;

		a = (struct histogram){ 0 };
		/* with these, no bound of the values there were helps */
		histogram_add(&a, us(0));
		histogram_add(&a, us(exact));
		histogram_add(&a, us(INT64_C(1) << 45));
		off = fabs(seconds(histogram_share(&a, 50)) /
			   seconds(us(exact)) - 1);
		if (off > worst)
			worst = off;
	}
	assert_true(worst <= 1.0 / 64);
	assert_true(worst > 1.0 / 100);
}

static void the_edges_of_buckets_are_in_order(void **state)
{
	int64_t last = -1;

	(void)state;
	for (int power = 0; power < HISTOGRAM_POWERS; power++)
		for (int i = -1; i <= 1; i++) {
			int64_t v = (INT64_C(1) << power) + i, told;

			a = (struct histogram){ 0 };
			histogram_add(&a, us(0));
			histogram_add(&a, us(v));
			histogram_add(&a, us(INT64_C(1) << 45));
			told = histogram_share(&a, 50).ns;
			assert_true(told >= last || v <= 1);
			last = told;
		}
}

static void what_is_out_of_bounds_counts_all_the_same(void **state)
{
	(void)state;
	histogram_add(&a, us(-5));
	assert_int_equal(histogram_share(&a, 100).ns, 0);
	histogram_add(&a, (struct span){ INT64_MAX });
	histogram_add(&a, (struct span){ INT64_MAX });
	assert_int_equal(a.count, 3);
	assert_int_equal(histogram_share(&a, 99).ns, INT64_MAX);
	assert_int_equal(histogram_share(&a, 1).ns, 0);
}

static void merged_is_as_if_added_one_by_one(void **state)
{
	uint64_t x = 7;

	(void)state;
	for (int i = 0; i < 10000; i++) {
		struct span value;

		x = x * 6364136223846793005u + 1442695040888963407u;
		value = (struct span){ (int64_t)(x >> (20 + x % 40)) };
		histogram_add(i % 3 ? &a : &b, value);
		histogram_add(&both, value);
	}
	histogram_merge(&a, &b);
	assert_memory_equal(&a, &both, sizeof a);
}

static void merging_with_an_empty_one_changes_nothing(void **state)
{
	(void)state;
	histogram_add(&a, us(77));
	both = a;
	histogram_merge(&a, &b);
	assert_memory_equal(&a, &both, sizeof a);
	histogram_merge(&b, &a);
	assert_memory_equal(&b, &both, sizeof b);
}

static void a_full_bucket_takes_no_more(void **state)
{
	(void)state;
	histogram_add(&a, us(3));
	for (int i = 0; i < 40; i++) {
		both = a;
		histogram_merge(&a, &both);
	}
	assert_int_equal(a.buckets[3], UINT32_MAX);
	assert_int_equal(a.count, UINT32_MAX);
	histogram_add(&a, us(3));
	assert_int_equal(a.count, UINT32_MAX);
	histogram_add(&a, us(4));
	assert_int_equal(histogram_share(&a, 100).ns, us(4).ns);
	assert_int_equal(histogram_share(&a, 99).ns, us(3).ns);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(an_empty_one_says_nothing, set_up),
		cmocka_unit_test_setup(a_single_value_is_told_exactly,
				       set_up),
		cmocka_unit_test_setup(shares_are_by_rank, set_up),
		cmocka_unit_test_setup(no_value_is_off_by_more_than_a_64th,
				       set_up),
		cmocka_unit_test_setup(the_edges_of_buckets_are_in_order,
				       set_up),
		cmocka_unit_test_setup(
			what_is_out_of_bounds_counts_all_the_same, set_up),
		cmocka_unit_test_setup(merged_is_as_if_added_one_by_one,
				       set_up),
		cmocka_unit_test_setup(
			merging_with_an_empty_one_changes_nothing, set_up),
		cmocka_unit_test_setup(a_full_bucket_takes_no_more, set_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
