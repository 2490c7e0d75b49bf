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

static void what_is_told_is_xxh3(void **state)
{
	(void)state;
	/* XXH3's published value of no bytes under seed 0. */
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
	static const struct hash_seed other = { 2 };
	static const size_t lengths[] = { 0, 1, 16, 33, 240, 470, 1500 };

	(void)state;
	for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
		size_t n = lengths[i];
		char *key = calloc(1, n ? n : 1);
		uint64_t id = hash_long(seed, key, n);

		assert_true(hash_long(seed, key, n) == id);
		assert_true(hash_long(other, key, n) != id);
		for (size_t bit = 0; bit < n * 8; bit++) {
			key[bit / 8] ^= (char)(1 << bit % 8);
			assert_true(hash_long(seed, key, n) != id);
			key[bit / 8] ^= (char)(1 << bit % 8);
		}
		free(key);
	}
}

static struct hash_id hash_two(const char *a, const char *b)
{
	struct hash_id id = hash_bytes(seed, a, strlen(a));

	return hash_on(id, seed, b, strlen(b));
}

static void values_of_a_key_have_their_ends_and_their_order(void **state)
{
	(void)state;
	assert_true(hash_equal(hash_two("ab", "c"), hash_two("ab", "c")));
	assert_false(hash_equal(hash_two("ab", "c"), hash_two("a", "bc")));
	assert_false(hash_equal(hash_two("ab", "c"), hash_two("abc", "")));
	assert_false(hash_equal(hash_two("a", "b"), hash_two("b", "a")));
	assert_false(hash_equal(hash_two("", "a"), hash_two("a", "")));
}

static struct hash_id hash_lower(const char *text)
{
	return hash_on_lower((struct hash_id){ 0 }, seed, text, strlen(text));
}

static void capitals_are_small_letters_where_wanted(void **state)
{
	static const char *const same[][2] = {
		{ "A", "a" }, { "Sbc.Example", "sBC.eXAMPLE" },
		{ "a-rather-long-name.EXAMPLE.net:5060",
		  "A-RATHER-LONG-NAME.example.NET:5060" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof same / sizeof *same; i++)
		assert_true(hash_equal(hash_lower(same[i][0]),
				       hash_lower(same[i][1])));
	assert_false(hash_equal(hash_lower("sbc1.example"),
				hash_lower("sbc2.example")));
	assert_false(hash_equal(hash_bytes(seed, "A", 1),
				hash_bytes(seed, "a", 1)));
}

/* A table's buckets are told apart by the lowest bits. */
static void low_bits_are_as_often_set_as_not(void **state)
{
	int set[16] = { 0 };

	(void)state;
	for (uint32_t i = 0; i < 4096; i++) {
		uint64_t lo = hash_bytes(seed, &i, sizeof i).lo;

		for (int bit = 0; bit < 16; bit++)
			set[bit] += lo >> bit & 1;
	}
	for (int bit = 0; bit < 16; bit++)
		assert_in_range(set[bit], 2048 - 256, 2048 + 256);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_told_is_xxh3),
		cmocka_unit_test(the_same_key_has_the_same_hash),
		cmocka_unit_test(another_seed_gives_another_hash),
		cmocka_unit_test(every_bit_of_a_key_counts),
		cmocka_unit_test(lengths_of_zeros_differ),
		cmocka_unit_test(each_seed_is_another),
		cmocka_unit_test(long_hashes_depend_on_seed_and_bytes_alone),
		cmocka_unit_test(
			values_of_a_key_have_their_ends_and_their_order),
		cmocka_unit_test(capitals_are_small_letters_where_wanted),
		cmocka_unit_test(low_bits_are_as_often_set_as_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
