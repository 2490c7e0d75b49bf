/* SPDX-License-Identifier: BSD-2-Clause */
/* A record is one sound line, whatever bytes its values hold. */
#include "lines.h"

static char buffer[RECORD_ROOM], back[RECORD_ROOM];

static struct slice one(const struct record_format *f, struct slice value)
{
	struct record r;

	record_begin(&r, f, buffer, sizeof buffer);
	record_text(&r, "k", value);
	return record_end(&r);
}

#define TEXT_OF(literal) one(&record_logfmt, SLICE(literal))
#define JSON_OF(literal) one(&record_json, SLICE(literal))

static void text_is_quoted_only_where_needed(void **state)
{
	(void)state;
	assert_line(TEXT_OF("sip:a@b;lr"), "k=sip:a@b;lr\n");
	assert_line(TEXT_OF("2001:db8::1"), "k=2001:db8::1\n");
	assert_line(TEXT_OF("a b"), "k=\"a b\"\n");
	assert_line(TEXT_OF("a=b"), "k=\"a=b\"\n");
	assert_line(TEXT_OF("a,b"), "k=\"a,b\"\n");
	assert_line(TEXT_OF("a\"b"), "k=\"a\\\"b\"\n");
	assert_line(TEXT_OF("a\\b"), "k=\"a\\\\b\"\n");
	assert_line(TEXT_OF("J\xc3\xbcrg"), "k=\"J\xc3\xbcrg\"\n");
}

static void control_and_broken_bytes_are_hex_in_text(void **state)
{
	(void)state;
	assert_line(TEXT_OF("a\r\nk2=v"), "k=\"a\\x0d\\x0ak2=v\"\n");
	assert_line(TEXT_OF("\x1b[31m"), "k=\"\\x1b[31m\"\n");
	assert_line(TEXT_OF("\x7f"), "k=\"\\x7f\"\n");
	assert_line(TEXT_OF("\xc2\x85"), "k=\"\\xc2\\x85\"\n");
	assert_line(TEXT_OF("\xe2\x80\xa8"), "k=\"\\xe2\\x80\\xa8\"\n");
	assert_line(TEXT_OF("\xe2\x80\xae"), "k=\"\\xe2\\x80\\xae\"\n");
	assert_line(TEXT_OF("\xff\xc3"), "k=\"\\xff\\xc3\"\n");
	assert_line(TEXT_OF("\xed\xa0\x80"), "k=\"\\xed\\xa0\\x80\"\n");
	assert_line(one(&record_logfmt, (struct slice){ "a\0b", 3 }),
		    "k=\"a\\x00b\"\n");
}

static void control_characters_are_escaped_in_json(void **state)
{
	(void)state;
	assert_line(JSON_OF("a\r\n\"\\"),
		    "{\"k\":\"a\\u000d\\u000a\\\"\\\\\"}\n");
	assert_line(JSON_OF("\x7f\xc2\x9b"), "{\"k\":\"\\u007f\\u009b\"}\n");
	assert_line(JSON_OF("\xe2\x80\xa9"), "{\"k\":\"\\u2029\"}\n");
	assert_line(JSON_OF("J\xc3\xbcrg \xf0\x9f\x93\x9e"),
		    "{\"k\":\"J\xc3\xbcrg \xf0\x9f\x93\x9e\"}\n");
}

/* The Unicode Standard's own example, table 3-8 of section 3.9. */
static void broken_utf8_is_replaced_part_by_part_in_json(void **state)
{
	(void)state;
#define R "\xef\xbf\xbd"
	assert_line(JSON_OF("a\xf1\x80\x80\xe1\x80\xc2" "b\x80" "c\x80\xbf"
			    "d"),
		    "{\"k\":\"a" R R R "b" R "c" R R "d\"}\n");
	assert_line(JSON_OF("\xc0\xaf\xf4\x90"), "{\"k\":\"" R R R R "\"}\n");
	assert_line(JSON_OF("x\xe2\x80"), "{\"k\":\"x" R "\"}\n");
#undef R
}

static void nested(struct record *r, const struct record_format *f)
{
	record_begin(r, f, buffer, sizeof buffer);
	record_number(r, "n", 1);
	record_open(r, "group", RECORD_FLAT);
	record_word(r, "dst", "x y");
	record_word(r, "trunk", "none");
	record_close(r);
	record_open(r, "codes", RECORD_OBJECT);
	record_number(r, "408", 49);
	record_ratio(r, "ratio", 712500);
	record_close(r);
	record_open(r, "calls", RECORD_LIST);
	record_word(r, NULL, "a@b");
	record_word(r, NULL, "c@d");
	record_close(r);
	record_flag(r, "last", true);
}

static void objects_stand_side_by_side_or_nested(void **state)
{
	struct record r;

	(void)state;
	nested(&r, &record_logfmt);
	assert_line(record_end(&r), "n=1 dst=\"x y\" trunk=none "
		    "codes=408:49,ratio:0.7125 calls=a@b,c@d last=true\n");
	nested(&r, &record_json);
	assert_line(record_end(&r), "{\"n\":1,\"group\":{\"dst\":\"x y\","
		    "\"trunk\":\"none\"},\"codes\":{\"408\":49,"
		    "\"ratio\":0.7125},\"calls\":[\"a@b\",\"c@d\"],"
		    "\"last\":true}\n");
}

static void a_comma_in_an_item_parts_nothing(void **state)
{
	struct record r;
	struct slice line;
	size_t n;

	(void)state;
	record_begin(&r, &record_logfmt, buffer, sizeof buffer);
	record_open(&r, "calls", RECORD_LIST);
	record_word(&r, NULL, "a,b");
	record_word(&r, NULL, "c\\d");
	record_word(&r, NULL, "e f");
	record_close(&r);
	line = record_end(&r);
	assert_line(line, "calls=\"a\\\\x2cb,c\\\\x5cd,e f\"\n");
	assert_true(logfmt_get(line, "calls", back, &n));
	assert_bytes(back, n, "a\\x2cb,c\\x5cd,e f");
}

static void what_is_empty_is_absent(void **state)
{
	const struct record_format *const formats[] = { &record_json,
							&record_logfmt };
	const char *const expected[] = { "{\"n\":1}\n", "n=1\n" };
	struct record r;

	(void)state;
	for (int i = 0; i < 2; i++) {
		record_begin(&r, formats[i], buffer, sizeof buffer);
		record_text(&r, "a", (struct slice){ NULL, 0 });
		record_word(&r, "b", NULL);
		record_open(&r, "o", RECORD_OBJECT);
		record_word(&r, "c", "");
		record_close(&r);
		record_number(&r, "n", 1);
		record_open(&r, "l", RECORD_LIST);
		record_close(&r);
		assert_line(record_end(&r), expected[i]);
	}
}

static void times_and_addresses_are_strings_in_json(void **state)
{
	struct addr a = address("198.51.100.7");
	struct record r;

	(void)state;
	record_begin(&r, &record_json, buffer, sizeof buffer);
	record_moment(&r, "time", A_MOMENT);
	record_address(&r, "src", &a);
	record_span(&r, "window", span_s(60));
	record_milli(&r, "rate", 2500);
	assert_line(record_end(&r), "{\"time\":\"2026-11-21T02:58:03.120544Z\""
		    ",\"src\":\"198.51.100.7\",\"window\":60,"
		    "\"rate\":2.5}\n");
}

static void a_long_value_is_cut_with_a_mark(void **state)
{
	static char value[3 * RECORD_ROOM];
	struct record r;
	struct slice line;
	size_t n;

	(void)state;
	memset(value, 'x', sizeof value);
	record_begin(&r, &record_logfmt, buffer, sizeof buffer);
	record_text(&r, "long", (struct slice){ value, sizeof value });
	record_number(&r, "next", 7);
	line = record_end(&r);
	assert_true(line_sound(line));
	assert_true(logfmt_get(line, "long", back, &n));
	assert_in_range(n, RECORD_ROOM / 5, RECORD_ROOM / 4);
	assert_memory_equal(back + n - 4, "x\xe2\x80\xa6", 4);
	assert_true(logfmt_get(line, "next", back, &n));
}

static void a_value_is_cut_between_characters(void **state)
{
	static char value[RECORD_ROOM];
	struct slice line;
	size_t n;

	(void)state;
	for (size_t shift = 0; shift < 4; shift++) {
		memset(value, 'x', shift);
		for (size_t i = shift; i + 4 <= sizeof value; i += 4)
			memcpy(value + i, "\xf0\x9f\x93\x9e", 4);
		line = one(&record_json, (struct slice){ value, 4000 * 4 });
		assert_true(line_sound(line));
		assert_true(json_get(line, "k", back, &n));
		assert_null(memmem(back, n, "\xef\xbf\xbd", 3));
	}
}

static void colours_never_reach_a_value(void **state)
{
	struct record r;

	(void)state;
	record_begin(&r, &record_logfmt, buffer, sizeof buffer);
	r.colour = true;
	r.paint = PAINT_GREEN;
	record_word(&r, "event", "cleared");
	record_word(&r, "note", "a \x1b[1m");
	assert_line(record_end(&r), "\033[2mevent=\033[0m\033[32mcleared"
		    "\033[0m \033[2mnote=\033[0m\"a \\x1b[1m\"\n");
}

/* Random numbers of a fixed seed (xorshift64). */
static uint64_t next(uint64_t *x)
{
	*x ^= *x << 13;
	*x ^= *x >> 7;
	*x ^= *x << 17;
	return *x;
}

/* Bytes as they come, ASCII, or bytes that often make up UTF-8. */
static size_t random_value(uint64_t *x, char *value, size_t most)
{
	static const uint8_t heads[] = { 0xc2, 0xe0, 0xe2, 0xed, 0xef, 0xf0,
					 0xf4, 0x80, 0xa8, 0xbf, '"', '\\',
					 ',', '=', ' ', '\n' };
	size_t n = 1 + next(x) % most;
	uint64_t kind = next(x) % 3;

	for (size_t i = 0; i < n; i++) {
		uint64_t v = next(x) >> 20;

		value[i] = (char)(kind == 0 ? v : kind == 1 ? v % 128 :
				  heads[v % sizeof heads]);
	}
	return n;
}

static void fill(struct record *r, struct slice a, struct slice b)
{
	record_text(r, "a", a);
	record_open(r, "flat", RECORD_FLAT);
	record_text(r, "b", b);
	record_close(r);
	record_open(r, "list", RECORD_LIST);
	record_text(r, NULL, b);
	record_text(r, NULL, a);
	record_close(r);
	record_open(r, "object", RECORD_OBJECT);
	record_number(r, "x,y", 5);
	record_close(r);
	record_number(r, "end", 123456789);
}

/* TEXT keeps every byte; JSON every character of valid UTF-8. */
static void check_value(const struct record_format *f, struct slice line,
			struct slice value)
{
	size_t n;

	if (f == &record_logfmt) {
		assert_true(logfmt_get(line, "a", back, &n));
	} else {
		assert_true(json_get(line, "a", back, &n));
		if (!utf8_valid(value))
			return;
	}
	assert_int_equal(n, value.n);
	assert_memory_equal(back, value.p, n);
}

static void random_bytes_make_sound_lines(void **state)
{
	const struct record_format *const formats[] = { &record_json,
							&record_logfmt };
	uint64_t x = 0x51b0a7d5eed;
	char a[200], b[200];
	struct record r;

	(void)state;
	for (int i = 0; i < 20000; i++) {
		const struct record_format *f = formats[i % 2];
		struct slice va = { a, random_value(&x, a, sizeof a) };
		struct slice vb = { b, random_value(&x, b, sizeof b) };
		struct slice line;
		size_t n = 0;

		record_begin(&r, f, buffer, sizeof buffer);
		fill(&r, va, vb);
		line = record_end(&r);
		assert_true(line_sound(line));
		if (f == &record_json)
			assert_true(json_sound(line));
		else
			assert_true(logfmt_get(line, "end", back, &n));
		check_value(f, line, va);
	}
}

/* The buffer ends where its block ends. */
static void little_room_makes_sound_lines_too(void **state)
{
	uint64_t x = 0x5eed;
	char a[600], b[600];
	struct record r;

	(void)state;
	for (size_t room = 40; room < 3000; room += 1 + room / 200) {
		struct slice va = { a, random_value(&x, a, sizeof a) };
		struct slice vb = { b, random_value(&x, b, sizeof b) };
		char *p = malloc(room);
		struct slice line;
		size_t n = 0;

		record_begin(&r, &record_json, p, room);
		fill(&r, va, vb);
		line = record_end(&r);
		assert_true(line.n <= room);
		assert_true(line_sound(line));
		assert_true(json_sound(line));
		record_begin(&r, &record_logfmt, p, room);
		fill(&r, va, vb);
		line = record_end(&r);
		assert_true(line.n <= room);
		assert_true(line_sound(line));
		logfmt_get(line, "no such key", back, &n);
		free(p);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_is_quoted_only_where_needed),
		cmocka_unit_test(control_and_broken_bytes_are_hex_in_text),
		cmocka_unit_test(control_characters_are_escaped_in_json),
		cmocka_unit_test(broken_utf8_is_replaced_part_by_part_in_json),
		cmocka_unit_test(objects_stand_side_by_side_or_nested),
		cmocka_unit_test(a_comma_in_an_item_parts_nothing),
		cmocka_unit_test(what_is_empty_is_absent),
		cmocka_unit_test(times_and_addresses_are_strings_in_json),
		cmocka_unit_test(a_long_value_is_cut_with_a_mark),
		cmocka_unit_test(a_value_is_cut_between_characters),
		cmocka_unit_test(colours_never_reach_a_value),
		cmocka_unit_test(random_bytes_make_sound_lines),
		cmocka_unit_test(little_room_makes_sound_lines_too),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
