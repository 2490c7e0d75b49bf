/* SPDX-License-Identifier: BSD-2-Clause */
/* Blocks are whole and apart, and the roof is reached but not passed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/store.h"

#define MANY 4000

static struct store *store_of(size_t roof)
{
	struct store *s;

	assert_int_equal(store_create(&s, roof), 0);
	return s;
}

static void every_length_up_to_the_longest_is_kept(void **state)
{
	struct store *s = store_of(8 << 20);
	size_t n;

	(void)state;
	for (n = 0; n <= STORE_LONGEST; n++) {
		char *p = store_take(s, n), *q = store_take(s, n);

		assert_non_null(p);
		assert_non_null(q);
		assert_int_equal((uintptr_t)p % 8, 0);
		memset(p, 'p', n);
		memset(q, 'q', n);
		assert_true(n == 0 || (p[0] == 'p' && p[n - 1] == 'p'));
		store_drop(s, p);
		store_drop(s, q);
	}
	assert_null(store_take(s, STORE_LONGEST + 1));
	assert_null(store_take(s, SIZE_MAX));
	assert_int_equal(store_used(s), 0);
	store_drop(s, NULL);
	store_destroy(s);
	store_destroy(NULL);
}

static void a_block_wastes_at_most_half(void **state)
{
	struct store *s = store_of(8 << 20);
	size_t n;

	(void)state;
	for (n = 16; n <= STORE_LONGEST; n++) {
		void *p = store_take(s, n);

		assert_in_range(store_used(s), n, n * 3 / 2);
		store_drop(s, p);
	}
	store_destroy(s);
}

static void what_is_dropped_is_taken_again(void **state)
{
	struct store *s = store_of(1 << 20);
	void *p = store_take(s, 40), *q = store_take(s, 40);

	(void)state;
	assert_ptr_not_equal(p, q);
	store_drop(s, p);
	assert_ptr_equal(store_take(s, 33), p);
	store_destroy(s);
}

static unsigned fill(struct store *s, size_t n, void **blocks, unsigned max)
{
	unsigned i;

	for (i = 0; i < max; i++) {
		blocks[i] = store_take(s, n);
		if (!blocks[i])
			break;
	}
	return i;
}

static void the_roof_holds(void **state)
{
	static const size_t roofs[] = { 0, 4095, 4096, 100000, 1 << 20 };
	static void *blocks[(1 << 20) / 256 + 1];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof roofs / sizeof *roofs; i++) {
		struct store *s = store_of(roofs[i]);
		unsigned n = fill(s, 256, blocks,
				  sizeof blocks / sizeof *blocks);

		assert_true(store_held(s) <= roofs[i]);
		assert_true(store_held(s) + 16384 > roofs[i]);
		assert_int_equal(n, store_held(s) / 256);
		assert_int_equal(store_used(s), n * 256);
		store_destroy(s);
	}
}

static void room_of_one_length_becomes_room_of_another(void **state)
{
	static void *blocks[(1 << 20) / 64 + 1];
	struct store *s = store_of(1 << 20);
	size_t n;

	(void)state;
	for (n = 64; n <= STORE_LONGEST; n *= 2) {
		unsigned i, taken = fill(s, n, blocks,
					 sizeof blocks / sizeof *blocks);

		assert_int_equal(taken, (1 << 20) / n);
		for (i = 0; i < taken; i++)
			store_drop(s, blocks[i]);
		assert_int_equal(store_used(s), 0);
	}
	store_destroy(s);
}

static void at_the_roof_a_larger_block_will_do(void **state)
{
	static void *blocks[(1 << 20) / 1024 + 1];
	struct store *s = store_of(1 << 20);
	unsigned taken = fill(s, 1024, blocks,
			      sizeof blocks / sizeof *blocks);
	void *p;

	(void)state;
	assert_null(store_take(s, 20));
	store_drop(s, blocks[taken / 2]);
	p = store_take(s, 20);
	assert_ptr_equal(p, blocks[taken / 2]);
	assert_null(store_take(s, 20));
	store_drop(s, p);
	assert_ptr_equal(store_take(s, 1000), p);
	store_destroy(s);
}

struct piece { unsigned char *p; size_t n; unsigned char mark; };

static void check(const struct piece *piece)
{
	size_t i;

	for (i = 0; i < piece->n; i++)
		assert_int_equal(piece->p[i], piece->mark);
}

/* Random lengths come and go; no block ever touches another's bytes. */
static void no_block_touches_another(void **state)
{
	static struct piece pieces[MANY];
	struct store *s = store_of(1 << 20);
	uint64_t random = 88172645463325252u;
	unsigned i, refused = 0;

	(void)state;
	for (i = 0; i < 200000; i++) {
		struct piece *piece;

		random ^= random << 13;
		random ^= random >> 7;
		random ^= random << 17;
		piece = &pieces[(random >> 11) % MANY];
		if (piece->p) {
			check(piece);
			store_drop(s, piece->p);
			piece->p = NULL;
			continue;
		}
		piece->n = (random >> 30) % STORE_LONGEST >>
			   (random >> 50) % 10;
		piece->mark = (unsigned char)i;
		piece->p = store_take(s, piece->n);
		if (piece->p)
			memset(piece->p, piece->mark, piece->n);
		else
			refused++;
		assert_true(store_used(s) <= store_held(s));
	}
	assert_true(refused > 0);
	for (i = 0; i < MANY; i++) {
		if (!pieces[i].p)
			continue;
		check(&pieces[i]);
		store_drop(s, pieces[i].p);
	}
	assert_int_equal(store_used(s), 0);
	store_destroy(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_length_up_to_the_longest_is_kept),
		cmocka_unit_test(a_block_wastes_at_most_half),
		cmocka_unit_test(what_is_dropped_is_taken_again),
		cmocka_unit_test(the_roof_holds),
		cmocka_unit_test(room_of_one_length_becomes_room_of_another),
		cmocka_unit_test(at_the_roof_a_larger_block_will_do),
		cmocka_unit_test(no_block_touches_another),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
