/* SPDX-License-Identifier: BSD-2-Clause */
/* Numbers have the prefixes that an operator's table or E.164 gives them. */
#include "making.h"

#include "rule/parts.h"

static char *both[] = { WORD("+"), WORD("00") };

static char *prefix_of(const struct number_settings *s, const char *user)
{
	static char text[80];
	struct number_plan *plan;
	struct number n;
	struct slice p;

	assert_int_equal(number_plan_create(&plan, s), 0);
	number_read(plan, slice_of(user), &n);
	p = number_prefix(plan, &n);
	assert_true(p.n < sizeof text);
	memcpy(text, p.p, p.n);
	text[p.n] = 0;
	number_plan_destroy(plan);
	return text;
}

static void without_a_table_it_is_the_country_code(void **state)
{
	static const char *const cases[][2] = {
		{ "+12125550100", "1" }, { "+79161234567", "7" },
		{ "+442071838750", "44" }, { "0049301234567", "49" },
		{ "+351211234567", "351" }, { "+8613800138000", "86" },
		{ "+85221234567", "852" }, { "+37256123456", "372" },
		{ "+20212345678", "20" }, { "+21261234567", "212" },
		{ "+9821123", "98" }, { "+971501234567", "971" },
		{ "442071838750", "44" }, { "+42", "none" },
		{ "+", "none" }, { "00", "none" }, { "0301234", "none" },
		{ "112", "none" }, { "2001", "none" },
		{ "4420718", "none" }, { "44207183", "44" },
		{ "+112", "1" }, { "002001", "20" },
	};
	const struct number_settings s = { .international = both,
					   .n_international = 2 };

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		assert_string_equal(prefix_of(&s, cases[i][0]), cases[i][1]);
}

static void what_is_no_number_has_no_prefix(void **state)
{
	const struct number_settings s = { .international = both,
					   .n_international = 2 };

	(void)state;
	assert_string_equal(prefix_of(&s, ""), "none");
	assert_string_equal(prefix_of(&s, "alice"), "none");
	assert_string_equal(prefix_of(&s, "+49alice"), "none");
	assert_string_equal(prefix_of(&s, "*21#"), "none");
	assert_string_equal(prefix_of(&s, "49+30"), "none");
	assert_string_equal(prefix_of(&s, "()-."), "none");
	assert_string_equal(prefix_of(&s, "123456789012345678901234567890123"),
			    "none");
}

static void visual_separators_are_passed_over(void **state)
{
	const struct number_settings s = { .international = both,
					   .n_international = 2 };

	(void)state;
	assert_string_equal(prefix_of(&s, "+44-20.(7183)-8750"), "44");
	assert_string_equal(prefix_of(&s, "(00)4-4-2071838750"), "44");
	assert_string_equal(prefix_of(&s, "%2b442071838750"), "44");
	assert_string_equal(prefix_of(&s, "%2"), "none");
}

static void a_plus_that_nobody_configured_is_no_digit(void **state)
{
	const struct number_settings s = { .international = NULL };

	(void)state;
	assert_string_equal(prefix_of(&s, "+442071838750"), "none");
	assert_string_equal(prefix_of(&s, "442071838750"), "44");
}

static void the_country_is_put_before_numbers_without_one(void **state)
{
	const struct number_settings s = { .international = both,
					   .n_international = 2,
					   .country = WORD("49") };

	(void)state;
	assert_string_equal(prefix_of(&s, "301234567"), "49");
	assert_string_equal(prefix_of(&s, "112"), "49");
	assert_string_equal(prefix_of(&s, "+33123456789"), "33");
	assert_string_equal(prefix_of(&s, "0033123456789"), "33");
}

static void the_longest_prefix_of_the_table_counts(void **state)
{
	struct number_prefix table[] = {
		{ WORD("44"), WORD("uk") }, { WORD("4420"), WORD("london") },
		{ WORD("+44207"), NULL }, { WORD("1"), WORD("nanp") },
		{ WORD("not a number"), WORD("never") },
		{ WORD("112"), WORD("emergency") }, { WORD("0033"), NULL },
	};
	const struct number_settings s = {
		.international = both, .n_international = 2,
		.prefixes = table, .n_prefixes = 7,
	};

	(void)state;
	assert_string_equal(prefix_of(&s, "+441612345678"), "uk");
	assert_string_equal(prefix_of(&s, "+442081838750"), "london");
	assert_string_equal(prefix_of(&s, "+442071838750"), "44207");
	assert_string_equal(prefix_of(&s, "+4420"), "london");
	assert_string_equal(prefix_of(&s, "+442"), "uk");
	assert_string_equal(prefix_of(&s, "+4"), "none");
	assert_string_equal(prefix_of(&s, "+39123456789"), "none");
	assert_string_equal(prefix_of(&s, "112"), "emergency");
	assert_string_equal(prefix_of(&s, "+33123456789"), "33");
	assert_string_equal(prefix_of(&s, "0033123456789"), "33");
}

static void an_empty_table_leaves_every_number_without(void **state)
{
	const struct number_settings s = { .file = WORD("prefixes.csv"),
					   .international = both,
					   .n_international = 2 };

	(void)state;
	assert_string_equal(prefix_of(&s, "+442071838750"), "none");
}

static void prefixes_are_found_as_in_a_list(void **state)
{
	char digits[300][6];
	struct prefixes *p;
	unsigned random = 1;

	(void)state;
	assert_int_equal(prefixes_create(&p), 0);
	for (uint32_t i = 0; i < 300; i++) {
		size_t n;

		random = random * 1103515245 + 12345;
		n = 1 + (random >> 16) % 5;
		for (size_t j = 0; j < n; j++) {
			random = random * 1103515245 + 12345;
			digits[i][j] = (char)('0' + (random >> 16) % 10);
		}
		digits[i][n] = 0;
		assert_int_equal(prefixes_add(p, slice_of(digits[i]), i), 0);
	}
	for (int i = 0; i < 5000; i++) {
		char s[9] = "";
		uint32_t value = UINT32_MAX, best = UINT32_MAX;
		size_t longest = 0, found;

		for (int j = 0; j < 8; j++) {
			random = random * 1103515245 + 12345;
			s[j] = (char)('0' + (random >> 16) % 10);
		}
		for (uint32_t j = 0; j < 300; j++) {
			size_t n = strlen(digits[j]);

			if (strncmp(s, digits[j], n) == 0 && n >= longest) {
				longest = n;
				best = j;
			}
		}
		found = prefixes_find(p, slice_of(s), &value);
		assert_int_equal(found, longest);
		if (found)
			assert_int_equal(value, best);
	}
	assert_int_equal(prefixes_add(p, SLICE("1x"), 0), -22);
	prefixes_destroy(p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_a_table_it_is_the_country_code),
		cmocka_unit_test(what_is_no_number_has_no_prefix),
		cmocka_unit_test(visual_separators_are_passed_over),
		cmocka_unit_test(a_plus_that_nobody_configured_is_no_digit),
		cmocka_unit_test(
			the_country_is_put_before_numbers_without_one),
		cmocka_unit_test(the_longest_prefix_of_the_table_counts),
		cmocka_unit_test(an_empty_table_leaves_every_number_without),
		cmocka_unit_test(prefixes_are_found_as_in_a_list),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
