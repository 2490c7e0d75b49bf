/* SPDX-License-Identifier: BSD-2-Clause */
/* Texts come back as they went in, cut where they are too long. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/bundle.h"

static struct store *store_of(size_t roof)
{
	struct store *s;

	assert_int_equal(store_create(&s, roof), 0);
	return s;
}

static void each_text_comes_back_and_an_empty_one_changes_nothing(
	void **state)
{
	struct store *s = store_of(1 << 16);
	struct slice a = SLICE("mine"), b = a, c = a;
	char text[] = "first";
	struct bundle *kept = bundle_keep(s, (struct slice[]){
		{ text, 5 }, { NULL, 0 }, SLICE("third") }, 3);

	(void)state;
	assert_non_null(kept);
	memset(text, 'x', sizeof text);		/* it was a copy */
	bundle_tell(kept, (struct slice *[]){ &a, &b, &c }, 3);
	assert_true(slice_equal(a, SLICE("first")));
	assert_true(slice_equal(b, SLICE("mine")));
	assert_true(slice_equal(c, SLICE("third")));
	assert_true(slice_equal(bundle_first(kept, 3), SLICE("first")));
	store_drop(s, kept);
	assert_int_equal(store_used(s), 0);
	store_destroy(s);
}

static void a_long_text_is_cut_and_those_behind_it_are_whole(void **state)
{
	struct store *s = store_of(1 << 16);
	struct slice texts[] = { { NULL, 0 }, SLICE("b") }, a, b;
	char longest[1000];

	(void)state;
	memset(longest, 'a', sizeof longest);
	for (size_t n = 254; n <= sizeof longest; n += n < 257 ? 1 : 743) {
		struct bundle *kept;

		texts[0] = (struct slice){ longest, n };
		kept = bundle_keep(s, texts, 2);
		assert_non_null(kept);
		bundle_tell(kept, (struct slice *[]){ &a, &b }, 2);
		assert_int_equal(a.n, n < 255 ? n : 255);
		assert_memory_equal(a.p, longest, a.n);
		assert_true(slice_equal(b, SLICE("b")));
		store_drop(s, kept);
	}
	store_destroy(s);
}

static void without_room_nothing_is_kept(void **state)
{
	struct store *s = store_of(1 << 16);
	struct slice text = SLICE("text");
	int n = 0;

	(void)state;
	while (bundle_keep(s, &text, 1))
		n++;
	assert_in_range(n, 1000, 1 << 16);
	store_destroy(s);
}

/* Its neighbours stay, whichever it is. */
static void a_text_that_is_taken_out_leaves_the_others(void **state)
{
	struct store *s = store_of(1 << 16);
	const struct slice texts[] = { SLICE("one"), SLICE("second"),
				       SLICE("3rd") };

	(void)state;
	for (int out = 0; out < 3; out++) {
		struct slice told[3] = { SLICE("-"), SLICE("-"), SLICE("-") };
		struct bundle *b = bundle_keep(s, texts, 3);

		bundle_cut(b, out, 3);
		bundle_cut(b, out, 3);		/* it is gone already */
		assert_false(bundle_has(b, out));
		bundle_tell(b, (struct slice *[]){ &told[0], &told[1],
						   &told[2] }, 3);
		for (int i = 0; i < 3; i++)
			assert_true(slice_equal(told[i], i == out ?
						SLICE("-") : texts[i]));
		store_drop(s, b);
	}
	store_destroy(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			each_text_comes_back_and_an_empty_one_changes_nothing),
		cmocka_unit_test(
			a_long_text_is_cut_and_those_behind_it_are_whole),
		cmocka_unit_test(without_room_nothing_is_kept),
		cmocka_unit_test(a_text_that_is_taken_out_leaves_the_others),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
