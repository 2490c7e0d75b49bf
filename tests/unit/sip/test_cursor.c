/* SPDX-License-Identifier: BSD-2-Clause */
/* A glance sees what each byte is, however many, and reads none beyond. */
#include "reads.h"

#define SIGNS "\t\n\r \"(,/:;<=>?@\\"

static const char words[] = "abcdefghijklmnopqrstuvwxyz"
	"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.%*_+`'~[]{}|#$&)^";

static void each_byte_that_parts_words_is_a_sign(void **state)
{
	(void)state;
	for (int i = 0; i < 256; i++) {
		char c = (char)i, text[20];
		bool sign;

		memset(text, c, sizeof text);
		sign = glance_signs(&c, 1);
		if (strchr(SIGNS, c) || scan_is(c, ~CHAR_TOKEN))
			assert_true(sign);
		if (c && strchr(words, c))
			assert_false(sign);
		assert_int_equal(glance_signs(text, sizeof text),
				 sign ? 0xfffff : 0);
		assert_int_equal(glance_line_feeds(text, sizeof text),
				 c == '\n' ? 0xfffff : 0);
	}
}

static void each_place_has_its_bit_at_any_length(void **state)
{
	char text[GLANCE_BYTES];

	(void)state;
	memset(text, 'a', sizeof text);
	for (size_t n = 0; n <= GLANCE_BYTES; n++)
		for (size_t i = 0; i < n; i++) {
			struct slice s;

			text[i] = '\n';
			s = flush((struct slice){ text, n });
			assert_int_equal(glance_signs(s.p, n),
					 UINT64_C(1) << i);
			assert_int_equal(glance_line_feeds(s.p, n),
					 UINT64_C(1) << i);
			discard(s);
			text[i] = 'a';
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_byte_that_parts_words_is_a_sign),
		cmocka_unit_test(each_place_has_its_bit_at_any_length),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
