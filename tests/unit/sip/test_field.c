/* SPDX-License-Identifier: BSD-2-Clause */
/* A header is known by its name, long or compact, in any case. */
#include "reads.h"

static enum field field(const char *line, const char *wanted)
{
	struct slice s = flush(slice_of(line)), value = { NULL, 0 };
	enum field f = scan_field(s, &value);

	if (f != FIELD_NONE)
		assert_slice(value, wanted);
	discard(s);
	return f;
}

static void long_and_compact_names_are_one(void **state)
{
	static const struct {
		const char *line;
		enum field field;
	} rows[] = {
		{ "Via: x", FIELD_VIA }, { "v: x", FIELD_VIA },
		{ "From: x", FIELD_FROM }, { "f: x", FIELD_FROM },
		{ "To: x", FIELD_TO }, { "t: x", FIELD_TO },
		{ "Call-ID: x", FIELD_CALL_ID }, { "i: x", FIELD_CALL_ID },
		{ "CSeq: x", FIELD_CSEQ },
		{ "Content-Length: x", FIELD_LENGTH },
		{ "l: x", FIELD_LENGTH },
		{ "User-Agent: x", FIELD_AGENT },
		{ "WWW-Authenticate: x", FIELD_CHALLENGE },
		{ "Proxy-Authenticate: x", FIELD_CHALLENGE },
		{ "Authorization: x", FIELD_CREDENTIAL },
		{ "Proxy-Authorization: x", FIELD_CREDENTIAL },
	};
	char other[32];

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		size_t n = strlen(rows[i].line);

		assert_int_equal(field(rows[i].line, "x"), rows[i].field);
		for (size_t k = 0; k <= n; k++)
			other[k] = rows[i].line[k];
		for (size_t k = 0; k < n - 1; k++)
			if ((other[k] | 0x20) >= 'a' &&
			    (other[k] | 0x20) <= 'z')
				other[k] ^= 0x20;
		assert_int_equal(field(other, "x"), rows[i].field);
	}
}

static void blanks_around_colon_and_value_do_not_count(void **state)
{
	(void)state;
	assert_int_equal(field("TO :x", "x"), FIELD_TO);
	assert_int_equal(field("To\t:\t x \t", "x"), FIELD_TO);
	assert_int_equal(field("To  :\r\n x y\r\n ", "x y"), FIELD_TO);
	assert_int_equal(field("To:", NULL), FIELD_TO);
	assert_int_equal(field("Call-ID: a : b", "a : b"), FIELD_CALL_ID);
}

static void other_names_are_passed_over(void **state)
{
	static const char *const lines[] = {
		"Contact: x", "Content-Type: x", "Max-Forwards: 70", "To",
		"T", "To x", "To x:", "Tos: x", "Vi: x", "Call\rID: x", ": x",
		" To: x", "\xd4o: x", "c: x", "Proxy-Authentication-Info: x",
		"{o: x", "Subject: x",
	};

	(void)state;
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
		if (field(lines[i], "x") != FIELD_NONE)
			fail_msg("taken for a known header: %s", lines[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(long_and_compact_names_are_one),
		cmocka_unit_test(blanks_around_colon_and_value_do_not_count),
		cmocka_unit_test(other_names_are_passed_over),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
