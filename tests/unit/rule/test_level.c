/* SPDX-License-Identifier: BSD-2-Clause */
/* A level holds at its thresholds, and is under strictly below clear. */
#include "making.h"

#include "rule/parts.h"

static struct rule_settings with(uint64_t count, uint32_t ratio_ppm,
				 uint64_t rate_milli)
{
	struct rule_settings s = a_rule(WORD("r"), 503, count);

	s.levels[0].ratio_ppm = ratio_ppm;
	s.levels[0].rate_milli = rate_milli;
	return s;
}

struct standing { unsigned holds, under; uint32_t ratio_ppm; };

static struct standing stand(const struct rule_settings *s, uint64_t count,
			     uint64_t rated, uint64_t total)
{
	const struct window w = { .count = count, .rated = rated };
	const struct measure m = level_measure(s, &w, total);

	return (struct standing){ level_holds(s, &m), level_under(s, &m),
				  level_ratio_ppm(&m) };
}

static void expect(const struct rule_settings *s, uint64_t count,
		   uint64_t rated, uint64_t total, bool holds, bool under)
{
	struct standing st = stand(s, count, rated, total);

	assert_int_equal(st.holds, holds);
	assert_int_equal(st.under, under);
}

static void a_count_holds_at_its_threshold(void **state)
{
	const struct rule_settings s = with(20, 0, 0);

	(void)state;
	expect(&s, 20, 20, 20, true, false);
	expect(&s, 19, 19, 19, false, false);
	expect(&s, 16, 16, 16, false, false);	/* 80 % of it */
	expect(&s, 15, 15, 15, false, true);
	expect(&s, 0, 0, 0, false, true);
}

static void below_the_least_count_no_level_holds(void **state)
{
	struct rule_settings s = with(20, 0, 0);

	(void)state;
	assert_int_equal(level_least(&s), 20);
	s.levels[s.n_levels++] = (struct level_settings){
		.severity = SEVERITY_ERROR, .count = 5, .ratio_ppm = 300000 };
	assert_int_equal(level_least(&s), 5);
	s = with(0, 1, 0);
	assert_int_equal(level_least(&s), 1);
	expect(&s, 0, 0, 1, false, true);
	s = with(0, 0, 1);
	assert_int_equal(level_least(&s), 1);
	expect(&s, 0, 0, 1, false, true);
}

static void a_ratio_is_exact(void **state)
{
	const struct rule_settings s = with(0, 100000, 0);

	(void)state;
	expect(&s, 10, 10, 100, true, false);
	expect(&s, 10, 10, 101, false, false);
	expect(&s, 8, 8, 100, false, false);
	expect(&s, 8, 8, 101, false, true);
	assert_int_equal(stand(&s, 1, 1, 3).ratio_ppm, 333333);
	assert_int_equal(stand(&s, 3, 3, 3).ratio_ppm, 1000000);
}

static void with_fewer_than_min_total_the_ratio_is_0(void **state)
{
	struct rule_settings s = with(0, 100000, 0);

	(void)state;
	s.min_total = 10;
	expect(&s, 9, 9, 9, false, true);
	assert_int_equal(stand(&s, 9, 9, 9).ratio_ppm, 0);
	expect(&s, 9, 9, 10, true, false);
	assert_int_equal(stand(&s, 9, 9, 10).ratio_ppm, 900000);
	s.min_total = 0;
	expect(&s, 0, 0, 0, false, true);
}

static void a_ratio_is_never_above_1(void **state)
{
	const struct rule_settings s = with(0, 1000000, 0);

	(void)state;
	assert_int_equal(stand(&s, 9, 9, 8).ratio_ppm, 1000000);
	expect(&s, 9, 9, 8, true, false);
}

static void what_is_in_no_ratio_counts_all_the_same(void **state)
{
	const struct rule_settings s = with(5, 500000, 0);

	(void)state;
	expect(&s, 5, 0, 10, false, true);
	expect(&s, 5, 5, 10, true, false);
}

static void a_delay_holds_of_as_many_calls_as_min_total(void **state)
{
	struct rule_settings s = with(0, 0, 0);
	struct measure m = { .total = 1, .delays = 10, .p95 = span_s(3) };

	(void)state;
	s.min_total = 10;
	s.levels[0].delay_p95 = span_s(3);
	assert_int_equal(level_least(&s), 0);
	assert_int_equal(level_holds(&s, &m), 1);
	assert_int_equal(level_under(&s, &m), 0);
	m.p95 = span_ms(2900);
	assert_int_equal(level_holds(&s, &m), 0);
	m.p95 = span_ms(2400);		/* 80 % of it */
	assert_int_equal(level_under(&s, &m), 0);
	m.p95 = span_ms(2300);
	assert_int_equal(level_under(&s, &m), 1);
	m = (struct measure){ .total = 1, .delays = 9, .p95 = span_s(9) };
	assert_int_equal(level_holds(&s, &m), 0);
	assert_int_equal(level_under(&s, &m), 1);
	/* with another condition, both must hold */
	s.levels[0].count = 2;
	assert_int_equal(level_least(&s), 2);
	m.delays = 10;
	m.count = 1;
	assert_int_equal(level_holds(&s, &m), 0);
	m.count = 2;
	assert_int_equal(level_holds(&s, &m), 1);
	s.levels[0].count = 0;
	s.levels[0].ratio_ppm = 1;
	assert_int_equal(level_least(&s), 1);
}

static void a_rate_is_per_second_of_the_window(void **state)
{
	const struct rule_settings s = with(0, 0, 1500);	/* of 60 s */

	(void)state;
	expect(&s, 90, 90, 90, true, false);
	expect(&s, 89, 89, 89, false, false);
	expect(&s, 72, 72, 72, false, false);
	expect(&s, 71, 71, 71, false, true);
}

static void all_conditions_must_hold_and_one_is_enough_under(void **state)
{
	const struct rule_settings s = with(20, 500000, 1000);

	(void)state;
	expect(&s, 60, 60, 100, true, false);
	expect(&s, 60, 45, 100, false, false);
	expect(&s, 60, 39, 100, false, true);
	expect(&s, 59, 59, 100, false, false);
	expect(&s, 47, 47, 94, false, true);
}

static void a_level_without_conditions_never_holds(void **state)
{
	const struct rule_settings s = with(0, 0, 0);

	(void)state;
	expect(&s, 60, 60, 100, false, false);
}

static void each_level_has_its_bit(void **state)
{
	struct rule_settings s = with(10, 0, 0);
	struct standing st;

	(void)state;
	s.n_levels = 3;
	s.levels[1].count = 100;
	s.levels[2].ratio_ppm = 500000;
	st = stand(&s, 50, 50, 60);
	assert_int_equal(st.holds, 5);
	assert_int_equal(st.under, 2);
}

static void large_figures_do_not_wrap(void **state)
{
	struct rule_settings s = with(0, 333333, 0);
	const uint64_t total = UINT64_C(3000000000000);

	(void)state;
	expect(&s, 0, total / 1000000 * 333333, total, true, false);
	expect(&s, 0, total / 1000000 * 333333 - 1, total, false, false);
	s = with(UINT64_MAX, 0, 0);
	expect(&s, UINT64_MAX, 0, 0, true, false);
	expect(&s, UINT64_MAX - 1, 0, 0, false, false);
	s = with(0, 0, 1000);
	s.window = span_s(30 * 86400);
	expect(&s, 2592000, 0, 0, true, false);
	expect(&s, 2073600, 0, 0, false, false);
	expect(&s, 2073599, 0, 0, false, true);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_count_holds_at_its_threshold),
		cmocka_unit_test(below_the_least_count_no_level_holds),
		cmocka_unit_test(a_ratio_is_exact),
		cmocka_unit_test(with_fewer_than_min_total_the_ratio_is_0),
		cmocka_unit_test(a_ratio_is_never_above_1),
		cmocka_unit_test(what_is_in_no_ratio_counts_all_the_same),
		cmocka_unit_test(a_delay_holds_of_as_many_calls_as_min_total),
		cmocka_unit_test(a_rate_is_per_second_of_the_window),
		cmocka_unit_test(
			all_conditions_must_hold_and_one_is_enough_under),
		cmocka_unit_test(a_level_without_conditions_never_holds),
		cmocka_unit_test(each_level_has_its_bit),
		cmocka_unit_test(large_figures_do_not_wrap),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
