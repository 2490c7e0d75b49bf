/* SPDX-License-Identifier: BSD-2-Clause */
/* Frames of several interfaces go on in order, and none is lost. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include "capture/source.h"

#include <cmocka.h>

#define ROOM 1024

struct scene {
	struct merge *merge;
	char order[512];
	size_t n;
	int64_t last;
	uint64_t frames;
};

/* A frame is its name many times over; its stamp is in seconds here. */
static void on_frame(const struct frame *f, void *arg)
{
	struct scene *s = arg;
	uint32_t i;

	for (i = 1; i < f->captured; i++)
		assert_int_equal(f->bytes[i], f->bytes[0]);
	if (s->n + 8 < sizeof s->order)
		s->n += snprintf(s->order + s->n, sizeof s->order - s->n,
				 "%c%d ", f->bytes[0],
				 (int)(f->stamp.ns / NS_PER_S));
	if (f->stamp.ns < s->last)
		fail_msg("a frame came too late");
	s->last = f->stamp.ns;
	s->frames++;
}

static int set_up(void **state)
{
	struct scene *s = calloc(1, sizeof *s);

	assert_non_null(s);
	assert_int_equal(merge_create(&s->merge, 3, ROOM, on_frame, s), 0);
	*state = s;
	return 0;
}

static int tear_down(void **state)
{
	struct scene *s = *state;

	merge_destroy(s->merge);
	free(s);
	return 0;
}

static struct moment at(int64_t second)
{
	return (struct moment){ second * NS_PER_S };
}

/* The bytes go away at once: the queue must have its own. */
static void put_frame(struct scene *s, size_t i, int64_t second,
		      uint32_t size)
{
	uint8_t *bytes = malloc(size);
	struct frame f = { .bytes = bytes, .captured = size, .length = size,
			   .stamp = at(second) };

	assert_non_null(bytes);
	memset(bytes, 'a' + (int)i, size);
	merge_put(s->merge, i, &f);
	free(bytes);
}

static void assert_order(struct scene *s, const char *expected)
{
	assert_string_equal(s->order, expected);
	s->order[s->n = 0] = '\0';
}

static void frames_wait_for_the_other_interfaces(void **state)
{
	struct scene *s = *state;

	put_frame(s, 0, 10, 5);
	put_frame(s, 1, 12, 5);
	merge_give(s->merge, at(0));
	assert_order(s, "");
	put_frame(s, 2, 11, 5);
	merge_give(s->merge, at(0));
	assert_order(s, "a10 ");
	put_frame(s, 0, 20, 5);
	merge_give(s->merge, at(0));
	assert_order(s, "c11 ");
}

static void they_wait_no_longer_than_until(void **state)
{
	struct scene *s = *state;

	put_frame(s, 0, 10, 5);
	put_frame(s, 0, 20, 5);
	put_frame(s, 1, 15, 5);
	put_frame(s, 1, 16, 5);
	merge_give(s->merge, at(15));
	assert_order(s, "a10 b15 ");
	merge_give(s->merge, at(100));
	assert_order(s, "b16 a20 ");
	merge_give(s->merge, at(100));
	assert_order(s, "");
}

static void a_full_queue_hands_on_the_earliest_of_all(void **state)
{
	struct scene *s = *state;
	int i;

	put_frame(s, 1, 1, 5);
	put_frame(s, 1, 3, 5);
	put_frame(s, 1, 99, 5);
	for (i = 2; !s->frames; i += 2)
		put_frame(s, 0, i, 200);
	assert_order(s, "b1 a2 ");
}

static void a_frame_larger_than_a_queue_goes_through(void **state)
{
	struct scene *s = *state;

	put_frame(s, 0, 10, 5);
	put_frame(s, 1, 11, 5);
	put_frame(s, 0, 12, ROOM * 2);
	assert_order(s, "a10 a12 ");
}

static uint32_t next_random(uint32_t *x)
{
	*x ^= *x << 13;
	*x ^= *x >> 17;
	*x ^= *x << 5;
	return *x;
}

/* All sizes and fillings of the rings; put in the order of stamps, so that
 * they come out in it whatever is full. */
static void no_frame_is_lost_or_changed(void **state)
{
	struct scene *s = *state;
	uint32_t x = 2463534242u;
	int i;

	for (i = 1; i <= 20000; i++) {
		uint32_t r = next_random(&x);

		put_frame(s, r % 3, i, 1 + r / 3 % 300);
		if (r % 17 == 0)
			merge_give(s->merge, at(i - r / 17 % 8));
	}
	merge_give(s->merge, at(i));
	assert_int_equal(s->frames, 20000);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(frames_wait_for_the_other_interfaces),
		TEST(they_wait_no_longer_than_until),
		TEST(a_full_queue_hands_on_the_earliest_of_all),
		TEST(a_frame_larger_than_a_queue_goes_through),
		TEST(no_frame_is_lost_or_changed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
