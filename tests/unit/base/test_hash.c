/* SPDX-License-Identifier: BSD-2-Clause */
/* Hashes depend on the seed and on every byte of the key. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/hash.h"

static const struct hash_seed seed = { 1 };

static void an_id_has_all_128_bits_of_xxh3(void **state)
{
	/* XXH3's published values of no bytes under seed 0. */
	struct hash_id id = hash_bytes((struct hash_seed){ 0 }, "", 0);

	(void)state;
	assert_true(id.lo == UINT64_C(0x6001c324468d497f));
	assert_true(id.hi == UINT64_C(0x99aa06d3014798d8));
	assert_true(hash_short((struct hash_seed){ 0 }, "", 0) ==
		    UINT64_C(0x2d06800538d394c2));
}

static void the_same_key_has_the_same_hash(void **state)
{
	char a[] = "z9hG4bK776asdhds", b[] = "z9hG4bK776asdhds";

	(void)state;
	assert_true(hash_equal(hash_bytes(seed, a, strlen(a)),
			       hash_bytes(seed, b, strlen(b))));
	assert_true(hash_short(seed, a, strlen(a)) ==
		    hash_short(seed, b, strlen(b)));
}

static void another_seed_gives_another_hash(void **state)
{
	static const struct hash_seed other = { 2 };

	(void)state;
	assert_false(hash_equal(hash_bytes(seed, "key", 3),
				hash_bytes(other, "key", 3)));
	assert_true(hash_short(seed, "key", 3) != hash_short(other, "key", 3));
}

static void every_bit_of_a_key_counts(void **state)
{
	static const size_t lengths[] = { 1, 3, 8, 16, 17, 128, 129, 240,
					  241, 1500 };
	size_t i, bit;

	(void)state;
	for (i = 0; i < sizeof lengths / sizeof *lengths; i++) {
		size_t n = lengths[i];
		char *key = calloc(1, n);	/* ends where its block does */
		struct hash_id id;
		uint64_t short_one;

		assert_non_null(key);
		id = hash_bytes(seed, key, n);
		short_one = hash_short(seed, key, n);
		for (bit = 0; bit < n * 8; bit++) {
			key[bit / 8] ^= (char)(1 << bit % 8);
			assert_false(hash_equal(hash_bytes(seed, key, n),
						id));
			assert_true(hash_short(seed, key, n) != short_one);
			key[bit / 8] ^= (char)(1 << bit % 8);
		}
		free(key);
	}
}

static void lengths_of_zeros_differ(void **state)
{
	static const char zeros[300];
	size_t n;

	(void)state;
	for (n = 1; n <= sizeof zeros; n++)
		assert_false(hash_equal(hash_bytes(seed, zeros, n),
					hash_bytes(seed, zeros, n - 1)));
}

static void each_seed_is_another(void **state)
{
	struct hash_seed a = hash_seed_random(), b = hash_seed_random();

	(void)state;
	assert_true(a.value != b.value);
	assert_true(a.value != 0);
}

static void long_hashes_depend_on_seed_and_bytes_alone(void **state)
{
	struct hash_secret a = hash_secret_of(seed);
	struct hash_secret b = hash_secret_of((struct hash_seed){ 2 });
	struct hash_secret again = hash_secret_of(seed);
	static const size_t lengths[] = { 0, 1, 16, 240, 241, 470, 1500 };

	(void)state;
	for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
		size_t n = lengths[i];
		char *key = calloc(1, n ? n : 1);
		uint64_t id = hash_long(&a, key, n);

		assert_true(hash_long(&again, key, n) == id);
		assert_true(hash_long(&b, key, n) != id);
		for (size_t at = 0; at < n; at++) {
			key[at] = 1;
			assert_true(hash_long(&a, key, n) != id);
			key[at] = 0;
		}
		free(key);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_id_has_all_128_bits_of_xxh3),
		cmocka_unit_test(the_same_key_has_the_same_hash),
		cmocka_unit_test(another_seed_gives_another_hash),
		cmocka_unit_test(every_bit_of_a_key_counts),
		cmocka_unit_test(lengths_of_zeros_differ),
		cmocka_unit_test(each_seed_is_another),
		cmocka_unit_test(long_hashes_depend_on_seed_and_bytes_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
