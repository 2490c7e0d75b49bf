/* SPDX-License-Identifier: BSD-2-Clause */
/* Parts are joined by their numbers in any order, under a roof and in time. */
#include "bench.h"
#include "decode/packet.h"

struct box {
	struct counters *counters;
	struct parts *parts;
	struct moment now;
	struct slice whole;
};

static struct box *open_box(size_t memory)
{
	struct box *b = calloc(1, sizeof *b);

	assert_non_null(b);
	assert_int_equal(counters_create(&b->counters), 0);
	assert_int_equal(parts_create(&b->parts, memory,
				      (struct hash_seed){ 1 }, b->counters),
			 0);
	return b;
}

static void close_box(struct box *b)
{
	parts_destroy(b->parts);
	counters_destroy(b->counters);
	free(b);
}

/* Part NUMBER of N, which are numbered from BASE on: one letter each. */
static bool put(struct box *b, uint64_t message, uint32_t base, uint32_t i,
		uint32_t n)
{
	char letter = (char)('a' + i % 26);
	struct part part = {
		.message = message, .number = base + i, .first = i == 0,
		.last = i == n - 1, .bytes = { &letter, 1 },
	};

	return parts_add(b->parts, &part, b->now, &b->whole);
}

static bool is_whole(const struct box *b, const char *text)
{
	return slice_equal(b->whole, slice_of(text));
}

#define count(b, label) \
	(*counter((b)->counters, "fragments", "sctp-" label))

static void parts_come_in_any_order(void **state)
{
	static const uint8_t orders[][4] = {
		{ 0, 1, 2, 3 }, { 3, 2, 1, 0 }, { 1, 3, 0, 2 }, { 2, 0, 3, 1 },
		{ 0, 3, 1, 2 }, { 1, 2, 3, 0 }, { 3, 0, 2, 1 }, { 2, 1, 0, 3 },
	};
	struct box *b = open_box(1 << 20);

	(void)state;
	for (size_t i = 0; i < sizeof orders / sizeof *orders; i++) {
		/* the second time the numbers wrap */
		for (int again = 0; again < 2; again++) {
			uint32_t base = again ? -2u : 7;

			for (int k = 0; k < 3; k++)
				assert_false(put(b, 1, base, orders[i][k],
						 4));
			assert_true(put(b, 1, base, orders[i][3], 4));
			assert_true(is_whole(b, "abcd"));
		}
	}
	assert_int_equal(count(b, "conflict"), 0);
	parts_end(b->parts);
	assert_int_equal(count(b, "unfinished"), 0);
	close_box(b);
}

static void messages_side_by_side_stay_apart(void **state)
{
	struct box *b = open_box(1 << 20);

	(void)state;
	assert_false(put(b, 1, 5, 1, 2));	/* 6 */
	assert_false(put(b, 1, 7, 0, 2));	/* 7 */
	assert_false(put(b, 2, 5, 0, 2));
	assert_true(put(b, 1, 7, 1, 2));
	assert_true(is_whole(b, "ab"));
	assert_true(put(b, 1, 5, 0, 2));
	assert_true(put(b, 2, 5, 1, 2));
	close_box(b);
}

static void what_is_there_stays(void **state)
{
	struct part other = { .message = 1, .number = 5, .first = true,
			      .bytes = SLICE("x") };
	struct box *b = open_box(1 << 20);

	(void)state;
	assert_false(put(b, 1, 5, 0, 2));
	assert_false(parts_add(b->parts, &other, b->now, &b->whole));
	assert_int_equal(count(b, "conflict"), 1);
	assert_true(put(b, 1, 5, 1, 2));
	assert_true(is_whole(b, "ab"));
	close_box(b);
}

static void half_a_minute_is_waited_for_the_rest(void **state)
{
	struct box *b = open_box(1 << 20);

	(void)state;
	b->now.ns = NS_PER_S;
	assert_false(put(b, 1, 5, 0, 3));
	b->now = moment_add(b->now, span_ms(29999));
	assert_false(put(b, 1, 5, 1, 3));
	assert_int_equal(count(b, "timeout"), 0);
	b->now = moment_add(b->now, span_ms(1));
	assert_false(put(b, 1, 5, 2, 3));
	assert_int_equal(count(b, "timeout"), 1);
	parts_sweep(b->parts, moment_add(b->now, span_s(30)));
	assert_int_equal(count(b, "timeout"), 3);
	assert_false(put(b, 1, 5, 1, 3));
	parts_end(b->parts);
	assert_int_equal(count(b, "unfinished"), 1);
	close_box(b);
}

/* What is missing of a row by then must not be waited for, nor read. */
static void the_oldest_leave_under_the_roof(void **state)
{
	struct box *b = open_box(100000);
	uint64_t *evicted = counter(b->counters, "evicted", "sctp");

	(void)state;
	for (uint32_t i = 1; i < 6000; i++)
		assert_false(put(b, 1, 0, i, 6000));
	assert_true(*evicted > 5000);
	assert_false(put(b, 1, 0, 0, 6000));
	for (uint32_t i = 0; i < 1000; i++)
		put(b, 1, 0, i, 6000);
	assert_true(*evicted > 6000);
	assert_false(put(b, 2, 5, 0, 2));
	assert_true(put(b, 2, 5, 1, 2));
	close_box(b);
}

static void big_parts_are_under_the_roof_too(void **state)
{
	static char bytes[50000];
	struct part part = { .first = true, .bytes = { bytes, 50000 } };
	struct box *b = open_box(200000);

	(void)state;
	for (uint64_t i = 0; i < 10; i++) {
		part.message = i;
		assert_false(parts_add(b->parts, &part, b->now, &b->whole));
	}
	assert_int_equal(*counter(b->counters, "evicted", "sctp"), 8);
	close_box(b);
}

static void no_message_is_longer_than_64_kb(void **state)
{
	static char bytes[65536];
	struct part first = { .first = true, .bytes = { bytes, 65534 } };
	struct part second = { .number = 1, .last = true,
			       .bytes = { bytes, 2 } };
	struct box *b = open_box(1 << 20);

	(void)state;
	assert_false(parts_add(b->parts, &first, b->now, &b->whole));
	assert_false(parts_add(b->parts, &second, b->now, &b->whole));
	assert_int_equal(count(b, "too-long"), 1);
	second.bytes.n = 1;
	assert_true(parts_add(b->parts, &second, b->now, &b->whole));
	assert_int_equal(b->whole.n, 65535);
	close_box(b);
}

/* As many parts as there can be, each one with a look at few others. */
static void very_many_parts_are_joined(void **state)
{
	struct box *b = open_box(64 << 20);
	uint32_t n = 65535;

	(void)state;
	for (uint32_t i = n - 1; i > 0; i--)
		assert_false(put(b, 1, -9u, i, n));
	assert_true(put(b, 1, -9u, 0, n));
	assert_int_equal(b->whole.n, n);
	assert_int_equal(b->whole.p[n - 1], 'a' + (n - 1) % 26);
	close_box(b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parts_come_in_any_order),
		cmocka_unit_test(messages_side_by_side_stay_apart),
		cmocka_unit_test(what_is_there_stays),
		cmocka_unit_test(half_a_minute_is_waited_for_the_rest),
		cmocka_unit_test(the_oldest_leave_under_the_roof),
		cmocka_unit_test(big_parts_are_under_the_roof_too),
		cmocka_unit_test(no_message_is_longer_than_64_kb),
		cmocka_unit_test(very_many_parts_are_joined),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
