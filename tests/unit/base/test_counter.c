/* SPDX-License-Identifier: BSD-2-Clause */
/* A number has one place for life, found again by its words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "base/counter.h"

#define MANY 1000

static void a_number_begins_at_zero(void **state)
{
	struct counters *c;

	(void)state;
	assert_int_equal(counters_create(&c), 0);
	assert_int_equal(*counter(c, "packets", NULL), 0);
	counters_destroy(c);
	counters_destroy(NULL);
}

static void the_same_words_are_the_same_number(void **state)
{
	char name[] = "dropped", label[] = "kernel";
	struct counters *c;
	uint64_t *n;

	(void)state;
	assert_int_equal(counters_create(&c), 0);
	n = counter(c, "dropped", "kernel");
	assert_ptr_equal(counter(c, name, label), n);
	counters_destroy(c);
}

static void other_words_are_another_number(void **state)
{
	struct counters *c;
	uint64_t *n[4];
	int i, j;

	(void)state;
	assert_int_equal(counters_create(&c), 0);
	n[0] = counter(c, "dropped", "kernel");
	n[1] = counter(c, "dropped", "interface");
	n[2] = counter(c, "dropped", NULL);
	n[3] = counter(c, "evicted", "kernel");
	for (i = 0; i < 4; i++)
		for (j = 0; j < i; j++)
			assert_ptr_not_equal(n[i], n[j]);
	counters_destroy(c);
}

struct walk { unsigned n; char (*names)[8]; };

static void check_one(const char *name, const char *label, uint64_t value,
		      void *arg)
{
	struct walk *w = arg;

	assert_true(w->n < MANY);
	assert_string_equal(name, w->names[w->n]);
	if (w->n % 2)
		assert_string_equal(label, "odd");
	else
		assert_null(label);
	assert_int_equal(value, w->n * 3);
	w->n++;
}

static void many_stay_in_place_and_in_order(void **state)
{
	static char names[MANY][8];
	static uint64_t *places[MANY];
	struct walk w = { 0, names };
	struct counters *c;
	unsigned i;

	(void)state;
	assert_int_equal(counters_create(&c), 0);
	for (i = 0; i < MANY; i++) {
		snprintf(names[i], sizeof names[i], "n%u", i);
		places[i] = counter(c, names[i], i % 2 ? "odd" : NULL);
		*places[i] = i * 3;
	}
	for (i = 0; i < MANY; i++)
		assert_ptr_equal(counter(c, names[i], i % 2 ? "odd" : NULL),
				 places[i]);
	counter_each(c, check_one, &w);
	assert_int_equal(w.n, MANY);
	counters_destroy(c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_number_begins_at_zero),
		cmocka_unit_test(the_same_words_are_the_same_number),
		cmocka_unit_test(other_words_are_another_number),
		cmocka_unit_test(many_stay_in_place_and_in_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
