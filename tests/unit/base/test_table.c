/* SPDX-License-Identifier: BSD-2-Clause */
/* Entries are found, kept and given up just as in a list searched whole. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/table.h"

struct thing {
	struct table_entry head;
	uint32_t key;
	char rest[21];		/* an odd size */
};

static struct table *table_of(uint32_t roof)
{
	const struct table_spec spec = {
		.entry_size = sizeof(struct thing), .roof = roof,
	};
	struct table *t;

	assert_int_equal(table_create(&t, &spec), 0);
	return t;
}

static struct thing *add(struct table *t, uint32_t key)
{
	struct thing *thing = table_add(t, key * 7);

	assert_non_null(thing);
	thing->key = key;
	memset(thing->rest, 'x', sizeof thing->rest);
	return thing;
}

static void entries_are_found_by_hash(void **state)
{
	struct table *t = table_of(10);
	struct thing *a = table_add(t, 5), *b = table_add(t, 5 + 16);
	struct thing *c = table_add(t, 5), *one, *other;

	(void)state;
	assert_ptr_equal(table_next_of(t, 5 + 16, NULL), b);
	assert_null(table_next_of(t, 5 + 16, b));
	one = table_next_of(t, 5, NULL);
	other = table_next_of(t, 5, one);
	assert_true((one == a && other == c) || (one == c && other == a));
	assert_null(table_next_of(t, 5, other));
	assert_null(table_next_of(t, 5 + 32, NULL));
	assert_null(table_next_of(t, 6, NULL));
	assert_int_equal(table_count(t), 3);
	table_destroy(t);
	table_destroy(NULL);
}

/* Few hashes in few buckets: none is missed, nor another's met. */
static void entries_of_one_hash_are_found_together(void **state)
{
	enum { HASHES = 7, DEEDS = 20000, MOST = 200 };
	uint32_t random = 1, left[HASHES] = { 0 };
	struct table *t = table_of(MOST);
	struct thing *all[MOST];
	unsigned n = 0;

	(void)state;
	for (int deed = 0; deed < DEEDS; deed++) {
		random = random * 1664525 + 1013904223;
		if (n == MOST || (n && random >> 31)) {
			unsigned i = (random >> 8) % n;

			left[all[i]->key]--;
			table_remove(t, all[i]);
			all[i] = all[--n];
		} else {
			uint32_t key = (random >> 8) % HASHES;

			left[key]++;
			all[n] = table_add(t, key * 64);
			all[n++]->key = key;
		}
		for (uint32_t key = 0; key < HASHES; key++) {
			struct thing *e = NULL;
			uint32_t found = 0;

			for (; (e = table_next_of(t, key * 64, e)); found++)
				assert_int_equal(e->key, key);
			assert_int_equal(found, left[key]);
		}
	}
	table_destroy(t);
}

static void a_reused_entry_is_zeroed(void **state)
{
	static const char zeros[sizeof(struct thing)];
	struct table *t = table_of(3);
	struct thing *a = add(t, 1), *b;

	(void)state;
	table_remove(t, a);
	b = table_add(t, 2);
	assert_ptr_equal(a, b);
	assert_memory_equal(&b->key, zeros, sizeof *b -
			    offsetof(struct thing, key));
	table_destroy(t);
}

static void entries_are_aligned(void **state)
{
	struct table *t = table_of(3);
	int i;

	(void)state;
	for (i = 0; i < 3; i++)
		assert_int_equal((uintptr_t)table_add(t, 1) % 8, 0);
	table_destroy(t);
}

struct leaving { unsigned n; uint32_t keys[8]; struct table *table; };

static void note_leaving(void *entry, void *arg)
{
	struct thing *thing = entry;
	struct leaving *l = arg;

	assert_true(l->n < 8);
	l->keys[l->n++] = thing->key;
}

static void a_full_table_gives_up_the_oldest_idle_one(void **state)
{
	struct leaving l = { 0 };
	uint64_t evicted = 0;
	const struct table_spec spec = {
		sizeof(struct thing), 3, note_leaving, &l, &evicted,
	};
	struct table *t;
	struct thing *first, *second;

	(void)state;
	assert_int_equal(table_create(&t, &spec), 0);
	assert_null(table_oldest(t));
	table_fetch(t, 1 * 7, sizeof *first);
	first = add(t, 1);
	assert_ptr_equal(table_oldest(t), first);
	assert_null(table_newer(t, first));
	second = add(t, 2);
	assert_ptr_equal(table_newer(t, first), second);
	table_expect(t, 2 * 7);
	table_fetch(t, 2 * 7, sizeof *first);
	add(t, 3);
	assert_int_equal(l.n, 0);
	table_touch(t, first);
	add(t, 4);
	add(t, 5);
	assert_int_equal(evicted, 2);
	assert_int_equal(l.n, 2);
	assert_int_equal(l.keys[0], 2);
	assert_int_equal(l.keys[1], 3);
	assert_ptr_equal(table_oldest(t), first);
	assert_null(table_next_of(t, 2 * 7, NULL));
	assert_int_equal(table_count(t), 3);
	table_destroy(t);
	assert_int_equal(l.n, 2);
}

static void held_entries_stay(void **state)
{
	struct table *t = table_of(2);
	struct thing *a = add(t, 1), *b = add(t, 2), *c;

	(void)state;
	table_hold(t, a);
	table_hold(t, a);
	c = add(t, 3);
	assert_ptr_equal(c, b);
	table_hold(t, c);
	assert_null(table_oldest(t));
	assert_null(table_add(t, 4));
	assert_int_equal(table_count(t), 2);
	assert_ptr_equal(table_next_of(t, 1 * 7, NULL), a);
	table_touch(t, a);
	assert_null(table_oldest(t));
	table_let_go(t, c);
	table_let_go(t, a);
	table_let_go(t, a);
	assert_ptr_equal(table_oldest(t), c);
	add(t, 5);
	assert_ptr_equal(table_oldest(t), a);
	table_destroy(t);
}

static void a_held_entry_may_be_removed(void **state)
{
	struct table *t = table_of(1);
	struct thing *a = add(t, 1);

	(void)state;
	table_hold(t, a);
	table_remove(t, a);
	assert_int_equal(table_count(t), 0);
	a = add(t, 2);
	assert_ptr_equal(table_oldest(t), a);
	table_destroy(t);
}

static void remove_even(void *entry, void *arg)
{
	struct thing *thing = entry;
	struct leaving *l = arg;

	l->n++;
	if (thing->key % 2 == 0)
		table_remove(l->table, thing);
}

static void a_walk_may_remove_what_it_is_given(void **state)
{
	struct table *t = table_of(100);
	struct leaving l = { .table = t };
	uint32_t key;

	(void)state;
	for (key = 0; key < 100; key++) {
		struct thing *thing = add(t, key);

		if (key % 3 == 0)
			table_hold(t, thing);
	}
	table_each(t, remove_even, &l);
	assert_int_equal(l.n, 100);
	assert_int_equal(table_count(t), 50);
	table_each(t, remove_even, &l);
	assert_int_equal(l.n, 150);
	for (key = 0; key < 100; key++)
		assert_int_equal(!!table_next_of(t, key * 7, NULL), key % 2);
	table_destroy(t);
}

static void a_roof_too_high_is_refused(void **state)
{
	const struct table_spec spec = {
		.entry_size = SIZE_MAX / 2, .roof = UINT32_MAX / 2,
	};
	struct table *t = NULL;

	(void)state;
	assert_true(table_create(&t, &spec) < 0);
	assert_null(t);
}

/* The model: keys from old to new, and the held ones beside them. */
#define ROOF 37
#define KEYS 64

struct model {
	uint32_t idle[ROOF], held[ROOF];
	unsigned n_idle, n_held;
	unsigned evicted;
};

static bool strike(uint32_t *keys, unsigned *n, uint32_t key)
{
	unsigned i;

	for (i = 0; i < *n && keys[i] != key; i++)
		;
	if (i == *n)
		return false;
	memmove(keys + i, keys + i + 1, (*n - i - 1) * sizeof *keys);
	--*n;
	return true;
}

static bool model_has(const struct model *m, uint32_t key)
{
	unsigned i;

	for (i = 0; i < m->n_idle; i++)
		if (m->idle[i] == key)
			return true;
	for (i = 0; i < m->n_held; i++)
		if (m->held[i] == key)
			return true;
	return false;
}

static struct thing *find(const struct table *t, uint32_t key)
{
	struct thing *thing = NULL;

	/* Eight keys share a hash. */
	while ((thing = table_next_of(t, key % 8, thing)))
		if (thing->key == key)
			return thing;
	return NULL;
}

static void both_add(struct table *t, struct model *m, uint32_t key)
{
	struct thing *thing = table_add(t, key % 8);

	if (m->n_held == ROOF) {
		assert_null(thing);
		return;
	}
	assert_non_null(thing);
	assert_int_equal(thing->key, 0);
	thing->key = key;
	if (m->n_idle + m->n_held == ROOF) {
		strike(m->idle, &m->n_idle, m->idle[0]);
		m->evicted++;
	}
	m->idle[m->n_idle++] = key;
}

static void both_do(struct table *t, struct model *m, struct thing *thing,
		    unsigned what)
{
	uint32_t key = thing->key;

	switch (what) {
	case 0:
		table_remove(t, thing);
		if (!strike(m->idle, &m->n_idle, key))
			strike(m->held, &m->n_held, key);
		break;
	case 1:
		table_hold(t, thing);
		if (strike(m->idle, &m->n_idle, key))
			m->held[m->n_held++] = key;
		break;
	case 2:
		table_let_go(t, thing);
		if (strike(m->held, &m->n_held, key))
			m->idle[m->n_idle++] = key;
		break;
	default:
		table_touch(t, thing);
		if (strike(m->idle, &m->n_idle, key))
			m->idle[m->n_idle++] = key;
	}
}

static void any_deeds_end_as_in_a_list(void **state)
{
	uint64_t evicted = 0, random = 88172645463325252u;
	const struct table_spec spec = {
		sizeof(struct thing), ROOF, NULL, NULL, &evicted,
	};
	struct model m = { 0 };
	struct table *t;
	uint32_t key, i;

	(void)state;
	assert_int_equal(table_create(&t, &spec), 0);
	for (i = 0; i < 100000; i++) {
		struct thing *thing;
		unsigned what;

		random ^= random << 13;
		random ^= random >> 7;
		random ^= random << 17;
		key = 1 + (uint32_t)(random >> 20) % KEYS;
		/* Now and then many are held, now and then few. */
		what = (unsigned)(random >> 40) % (i / 10000 % 2 ? 9 : 3);
		thing = find(t, key);
		assert_int_equal(!!thing, model_has(&m, key));
		if (thing)
			both_do(t, &m, thing, what);
		else
			both_add(t, &m, key);
		assert_int_equal(table_count(t), m.n_idle + m.n_held);
		assert_int_equal(evicted, m.evicted);
		thing = table_oldest(t);
		assert_int_equal(thing ? thing->key : 0,
				 m.n_idle ? m.idle[0] : 0);
	}
	assert_true(m.evicted > 1000);
	table_destroy(t);
}

/* A bucket takes 4 bytes, and there may be nearly twice as many. */
static void a_roof_is_what_memory_has_room_for(void **state)
{
	(void)state;
	assert_int_equal(table_roof(1000 * (56 + 8), 56), 1000);
	assert_int_equal(table_roof(1000 * (56 + 8) - 1, 56), 999);
	assert_int_equal(table_roof(0, 56), 1);
	assert_int_equal(table_roof(UINT64_MAX, 56), UINT32_MAX / 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(entries_are_found_by_hash),
		cmocka_unit_test(entries_of_one_hash_are_found_together),
		cmocka_unit_test(a_reused_entry_is_zeroed),
		cmocka_unit_test(entries_are_aligned),
		cmocka_unit_test(a_full_table_gives_up_the_oldest_idle_one),
		cmocka_unit_test(held_entries_stay),
		cmocka_unit_test(a_held_entry_may_be_removed),
		cmocka_unit_test(a_walk_may_remove_what_it_is_given),
		cmocka_unit_test(a_roof_too_high_is_refused),
		cmocka_unit_test(a_roof_is_what_memory_has_room_for),
		cmocka_unit_test(any_deeds_end_as_in_a_list),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
