/* SPDX-License-Identifier: BSD-2-Clause */
/* A header is known by its name, long or compact, in any case. */
#include "reads.h"

/* What M and R have of header F, or nothing. */
static struct slice told(const struct sip_msg *m, const struct reading *r,
			 enum field f)
{
	switch (f) {
	case FIELD_VIA:
		return m->sent_by;
	case FIELD_FROM:
		return m->from;
	case FIELD_TO:
		return m->to;
	case FIELD_CALL_ID:
		return m->call_id;
	case FIELD_CSEQ:
		return m->method_name;
	case FIELD_LENGTH:
		return r->length == 7 ? SLICE("x") : SLICE("?");
	case FIELD_AGENT:
		return m->user_agent;
	case FIELD_CHALLENGE:
		return m->challenge[0];
	case FIELD_CREDENTIAL:
		return m->credential[0];
	case FIELD_NONE:
		break;
	}
	return (struct slice){ NULL, 0 };
}

/* Which header TEXT, a line, is; the message then has WANTED of it. */
static enum field field_of(const char *text, const char *wanted)
{
	struct slice s = flush(slice_of(text));
	struct sip_msg m = { .response = true };
	struct reading r = { .m = &m };
	enum field f = FIELD_NONE;

	scan_headers(&r, s.p, s.p + s.n, false);
	if (r.seen) {
		f = (enum field)__builtin_ctz(r.seen);
		assert_int_equal(r.seen, 1u << f);
		assert_slice(told(&m, &r, f), wanted);
	}
	discard(s);
	return f;
}

/* The same with other lines behind it as at the end of all bytes. */
static enum field field(const char *line, const char *wanted)
{
	static const char *const more[] = {
		"\n", "\r\n", "\r\n\r\n", "\nSubject: other\n\n",
		"\r\nSubject: one that is long enough\r\n\r\n",
	};
	enum field f = field_of(line, wanted);
	char text[128];

	for (size_t i = 0; i < sizeof more / sizeof *more; i++) {
		snprintf(text, sizeof text, "%s%s", line, more[i]);
		if (field_of(text, wanted) != f)
			fail_msg("more lines change what this is: %s", line);
	}
	return f;
}

static void long_and_compact_names_are_one(void **state)
{
	static const struct {
		const char *name, *value;
		enum field field;
	} rows[] = {
		{ "Via", "SIP/2.0/UDP x", FIELD_VIA },
		{ "v", "SIP/2.0/UDP x", FIELD_VIA },
		{ "From", "x", FIELD_FROM }, { "f", "x", FIELD_FROM },
		{ "To", "x", FIELD_TO }, { "t", "x", FIELD_TO },
		{ "Call-ID", "x", FIELD_CALL_ID }, { "i", "x", FIELD_CALL_ID },
		{ "CSeq", "1 x", FIELD_CSEQ },
		{ "Content-Length", "7", FIELD_LENGTH },
		{ "l", "7", FIELD_LENGTH },
		{ "User-Agent", "x", FIELD_AGENT },
		{ "WWW-Authenticate", "A realm=x", FIELD_CHALLENGE },
		{ "Proxy-Authenticate", "A realm=x", FIELD_CHALLENGE },
		{ "Authorization", "A realm=x", FIELD_CREDENTIAL },
		{ "Proxy-Authorization", "A realm=x", FIELD_CREDENTIAL },
	};
	char line[64];

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		snprintf(line, sizeof line, "%s: %s", rows[i].name,
			 rows[i].value);
		assert_int_equal(field(line, "x"), rows[i].field);
		for (char *p = line; *p != ':'; p++)
			if ((*p | 0x20) >= 'a' && (*p | 0x20) <= 'z')
				*p ^= 0x20;
		assert_int_equal(field(line, "x"), rows[i].field);
	}
}

static void blanks_around_colon_and_value_do_not_count(void **state)
{
	(void)state;
	assert_int_equal(field("TO :x", "x"), FIELD_TO);
	assert_int_equal(field("To\t:\t x \t", "x"), FIELD_TO);
	assert_int_equal(field("To  :\r\n x y\r\n ", "x y"), FIELD_TO);
	assert_int_equal(field("Call-ID: a : b", "a : b"), FIELD_CALL_ID);
}

static void a_fold_is_no_header(void **state)
{
	(void)state;
	assert_int_equal(field("Subject: x\r\n To: y", ""), FIELD_NONE);
	assert_int_equal(field("Subject: x\r\n y\r\n\tTo: z", ""),
			 FIELD_NONE);
	assert_int_equal(field("To: x\r\n From: y", "x\r\n From: y"),
			 FIELD_TO);
}

/* Nothing is no To: if there is another, that one counts. */
static void an_empty_value_is_none(void **state)
{
	(void)state;
	assert_int_equal(field("To:", NULL), FIELD_NONE);
	assert_int_equal(field("To: \r\nTo: x", "x"), FIELD_TO);
}

static void other_names_are_passed_over(void **state)
{
	static const char *const lines[] = {
		"Contact: x", "Content-Type: x", "Max-Forwards: 70", "To",
		"T", "To x", "To x:", "Tos: x", "Vi: x", "Call\rID: x", ": x",
		" To: x", "\xd4o: x", "c: x", "Proxy-Authentication-Info: x",
		"{o: x", "Subject: x", "Viable: x", "Via", "Call-IDs: x",
		"Content-Lengths: 7", "Content-Type-Length: 7", "Author: x",
		"WWW-Authenticated: x", "vv: x", "C\rll-ID: x", "Call\rID: 7",
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
		cmocka_unit_test(a_fold_is_no_header),
		cmocka_unit_test(an_empty_value_is_none),
		cmocka_unit_test(other_names_are_passed_over),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
