/* SPDX-License-Identifier: BSD-2-Clause */
/* From and To are read behind any display name. */
#include "reads.h"

static const struct {
	const char *value, *uri, *user, *tag;
	bool plain;
} rows[] = {
	{ "<sip:bob@b>;tag=1", "sip:bob@b", "bob", "1", true },
	{ "sip:bob@b;tag=1", "sip:bob@b", "bob", "1", true },
	{ "sip:bob@b ; TAG = 1 ;x=y", "sip:bob@b", "bob", "1", true },
	{ "<sip:bob@b;tag=no>", "sip:bob@b;tag=no", "bob", NULL, true },
	{ "<sip:bob@b>;x=\"a;tag=no\";tag=1", "sip:bob@b", "bob", "1",
	  true },
	{ "<sip:bob@b>;tag", "sip:bob@b", "bob", NULL, true },
	{ "<sip:bob@b>;;tag=1;tag=2", "sip:bob@b", "bob", "1", true },
	{ "Bob <sip:bob@b>;tag=1", "sip:bob@b", "bob", "1", true },
	{ "Bob B. Bob<sip:bob@b>", "sip:bob@b", "bob", NULL, true },
	{ "\"Bob\" <sip:bob@b>;tag=1", "sip:bob@b", "bob", "1", true },
	{ "\"Bob\"<sip:bob@b>;tag=1", "sip:bob@b", "bob", "1", true },
	{ "\"<sip:x@y>\" <sip:bob@b>", "sip:bob@b", "bob", NULL, true },
	{ "\"B \\\" <sip:x@y> \\\\\" <sip:bob@b>;tag=1", "sip:bob@b", "bob",
	  "1", false },
	{ "\xd0\x91\xd0\xbe\xd0\xb1 <sip:bob@b>", "sip:bob@b", "bob", NULL,
	  true },
	{ "Bell, Alexander <sip:bob@b>;tag=43", "sip:bob@b", "bob", "43",
	  true },
	{ "\"Watson\" < sip:bob@b >", "sip:bob@b", "bob", NULL, true },
	{ "\"Mr. B <sip:bob@b>", "sip:bob@b", "bob", NULL, false },
	{ "\"Mr. B\r\n <x>\"\r\n <sip:bob@b>\r\n ;tag=1", "sip:bob@b", "bob",
	  "1", true },
	{ "<sip:bob@b", "sip:bob@b", "bob", NULL, false },
	{ "tel:+44163;ext=2;tag=1", "tel:+44163", "+44163", "1", true },
	{ "<tel:+44163;ext=2>;tag=1", "tel:+44163;ext=2", "+44163", "1",
	  true },
	{ "isbn:2983792873", "isbn:2983792873", NULL, NULL, false },
	{ "bear@example.com", "bear@example.com", "bear", NULL, false },
	{ "sip:bob@b>", "sip:bob@b>", "bob", NULL, true },
	{ "<>;tag=1", NULL, NULL, "1", false },
	{ "\"", "\"", NULL, NULL, false },
	{ "<", NULL, NULL, NULL, false },
	{ ";tag=1", NULL, NULL, "1", false },
};

static void uri_and_tag_are_found(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct slice s = flush(slice_of(rows[i].value));
		struct sip_party who = { .tag = { NULL, 0 } };
		bool plain = scan_name(s, &who);

		print_message("%s\n", rows[i].value);
		assert_slice(who.uri.text, rows[i].uri);
		assert_slice(who.uri.user, rows[i].user);
		assert_slice(who.tag, rows[i].tag);
		assert_int_equal(plain, rows[i].plain);
		discard(s);
	}
}

static void the_short_way_gives_the_same_answer(void **state)
{
	uint64_t seed = 1;

	(void)state;
	for (int i = 0; i < 200000; i++) {
		const size_t n = sizeof rows / sizeof *rows;
		struct slice s = mutated(rows[next_number(&seed) % n].value,
					 &seed);
		struct sip_party short_way = { .tag = { NULL, 0 } };
		struct sip_party any_way = short_way;

		assert_int_equal(scan_name(s, &short_way),
				 scan_any_name(s, &any_way));
		assert_memory_equal(&short_way, &any_way, sizeof any_way);
		discard(s);
	}
}

/* The scanner takes the host of this URI to be empty. */
static void libosip2_is_asked_about_what_is_not_plain(void **state)
{
	struct slice s = flush(SLICE("\"\\\"\" <sip:bob@@b>;tag=1"));
	struct sip_party who = party_of(s);

	(void)state;
	assert_slice(who.uri.text, "sip:bob@@b");
	assert_slice(who.uri.user, "bob");
	assert_slice(who.uri.host, "@b");
	assert_slice(who.tag, "1");
	discard(s);
}

static void of_an_absent_value_all_is_absent(void **state)
{
	struct sip_party who = party_of((struct slice){ NULL, 0 });

	(void)state;
	assert_slice(who.uri.text, NULL);
	assert_slice(who.uri.user, NULL);
	assert_slice(who.uri.host, NULL);
	assert_slice(who.tag, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(uri_and_tag_are_found),
		cmocka_unit_test(the_short_way_gives_the_same_answer),
		cmocka_unit_test(libosip2_is_asked_about_what_is_not_plain),
		cmocka_unit_test(of_an_absent_value_all_is_absent),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
