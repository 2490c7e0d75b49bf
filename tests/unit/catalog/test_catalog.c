/* SPDX-License-Identifier: BSD-2-Clause */
/* Each code, cause and name is found, and one that is unknown by its class. */
#include "builtin.h"

static const struct catalog_entry *find(void **state, const char *name,
					bool *by_class)
{
	const struct builtin *b = *state;

	return catalog_find(b->index, slice_of(name), by_class);
}

static void assert_found(void **state, const char *name, enum entry_kind kind,
			 const char *title)
{
	bool by_class = true;
	const struct catalog_entry *e = find(state, name, &by_class);

	assert_non_null(e);
	assert_int_equal(e->kind, kind);
	assert_string_equal(e->title, title);
	assert_false(by_class);
}

static void each_way_of_naming_finds_its_entry(void **state)
{
	assert_found(state, "503", ENTRY_RESPONSE, "503");
	assert_found(state, "Q.850;17", ENTRY_CAUSE, "17");
	assert_found(state, "Q.850;cause=16;text=\"x\"", ENTRY_CAUSE, "16");
	assert_found(state, "SIP;cause=486", ENTRY_RESPONSE, "486");
	assert_found(state, "no-ack", ENTRY_OUTCOME, "no-ack");
	assert_found(state, "disconnect:no-ack", ENTRY_DISCONNECT, "no-ack");
	assert_found(state, "no-ringback", ENTRY_SITUATION, "no-ringback");
	assert_found(state, "capacity", ENTRY_DISCONNECT, "capacity");
	assert_found(state, "peer-down", ENTRY_OUTCOME, "peer-down");
}

static void an_unknown_code_is_its_class(void **state)
{
	static const struct { const char *code; int as; } codes[] = {
		{ "499", 400 }, { "699", 600 }, { "299", 200 },
		{ "399", 300 }, { "599", 500 }, { "150", 183 },
		{ "Q.850;0", 31 }, { "Q.850;12", 31 }, { "Q.850;32", 47 },
		{ "Q.850;33", 47 }, { "Q.850;51", 63 }, { "Q.850;126", 127 },
	};

	for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
		bool by_class = false;
		const struct catalog_entry *e =
			find(state, codes[i].code, &by_class);

		assert_non_null(e);
		assert_int_equal(e->code, codes[i].as);
		assert_true(by_class);
	}
}

static void what_is_nothing_is_not_found(void **state)
{
	static const char *const names[] = {
		"", "99", "700", "0", "nonsense", "Q.850;128", "Q.850;999",
		"disconnect:", "disconnect:no-ringback", "5xx", "SIP;811",
	};
	const struct builtin *b = *state;
	bool by_class;

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (find(state, names[i], &by_class))
			fail_msg("'%s' was found", names[i]);
	assert_null(catalog_outcome(b->index, 0, &by_class));
	assert_null(catalog_outcome(b->index, -1, &by_class));
	assert_null(catalog_outcome(b->index, OUTCOME_CODES, &by_class));
	assert_null(catalog_cause(b->index, 0));
	assert_null(catalog_cause(b->index, 128));
}

static void each_outcome_that_sipward_tells_has_an_entry(void **state)
{
	const struct builtin *b = *state;
	char text[OUTCOME_TEXT];
	bool by_class;

	for (int code = outcome_next(0); code; code = outcome_next(code))
		if (!catalog_outcome(b->index, code, &by_class))
			fail_msg("%s has none", outcome_text(code, text));
	assert_string_equal(catalog_outcome(b->index, OUTCOME_DISCONNECT +
					    DISCONNECT_BUSY, &by_class)->title,
			    "busy");
	assert_string_equal(catalog_outcome(b->index, OUTCOME_NO_FINAL,
					    &by_class)->title, "no-final");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_way_of_naming_finds_its_entry),
		cmocka_unit_test(an_unknown_code_is_its_class),
		cmocka_unit_test(what_is_nothing_is_not_found),
		cmocka_unit_test(
			each_outcome_that_sipward_tells_has_an_entry),
	};

	return cmocka_run_group_tests(tests, builtin_open, builtin_close);
}
