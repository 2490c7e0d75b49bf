/* SPDX-License-Identifier: BSD-2-Clause */
/* Lists part at their commas only; parameters and numbers keep to bounds. */
#include "reads.h"

/* The items of TEXT, each in a block of its own: a sanitizer watches. */
static void assert_items(const char *text, const char *const *wanted)
{
	struct slice s = flush(slice_of(text)), list = s, item;

	print_message("%s\n", text);
	for (; *wanted; wanted++) {
		assert_true(sip_next_item(&list, &item));
		assert_slice(item, *wanted);
	}
	assert_false(sip_next_item(&list, &item));
	assert_false(sip_next_item(&list, &item));
	discard(s);
}

#define ITEMS(text, ...) \
	assert_items(text, (const char *const[]){ __VA_ARGS__, NULL })

static void commas_part_where_nothing_holds_them(void **state)
{
	(void)state;
	ITEMS("a", "a");
	ITEMS(" a , b\r\n ,c", "a", "b", "c");
	ITEMS("a,,b,", "a", "b");
	ITEMS("\"a,b\" <sip:x>, c", "\"a,b\" <sip:x>", "c");
	ITEMS("<sip:a,b@c>,<sip:d>", "<sip:a,b@c>", "<sip:d>");
	ITEMS("\"\\\"a,b\\\\\", \"c", "\"\\\"a,b\\\\\"", "\"c");
	ITEMS("<a\",b>,c", "<a\",b>", "c");
	ITEMS("a>,<b,c", "a>", "<b,c");
	ITEMS("\"a\\", "\"a\\");
	ITEMS(",\",\",", "\",\"");
	ITEMS("", NULL);
	ITEMS(" ,\t, ", NULL);
}

static void assert_param(const char *item, const char *name,
			 const char *wanted)
{
	struct slice s = flush(slice_of(item)), v = SLICE("untouched");

	print_message("%s\n", item);
	assert_int_equal(sip_param(s, slice_of(name), &v), wanted != NULL);
	assert_slice(v, wanted ? wanted : "untouched");
	discard(s);
}

static void parameters_are_found_behind_the_value(void **state)
{
	(void)state;
	assert_param("a;b=c;d=e", "d", "e");
	assert_param("a ; B = \"c;d=x\" ; d = e", "d", "e");
	assert_param("<sip:x;d=no>;d=e", "d", "e");
	assert_param("\"n;d=no\" <sip:x;d=no>;d=e", "d", "e");
	assert_param("c1@a;to-tag=1;from-tag=2;early-only", "early-only", "");
	assert_param("c1@a;to-tag=1;from-tag=2", "early-only", NULL);
	assert_param("a;d=\"x\\\"y\"", "d", "x\\\"y");
	assert_param("a;d=\"open", "d", "open");
	assert_param("a;d=", "d", "");
	assert_param("a;d=1;d=2", "d", "1");
	assert_param("a;", "d", NULL);
	assert_param("d=e", "d", NULL);
	assert_param("", "d", NULL);
}

static void assert_number(const char *value, bool there, uint32_t wanted)
{
	struct slice s = flush(slice_of(value));
	uint32_t n = 4711;

	print_message("%s\n", value);
	assert_int_equal(sip_read_number(s, &n), there);
	assert_int_equal(n, there ? wanted : 4711);
	discard(s);
}

static void numbers_keep_to_their_bounds(void **state)
{
	(void)state;
	assert_number("0", true, 0);
	assert_number("18000;duration=3600", true, 18000);
	assert_number("120 (I'm in a meeting)", true, 120);
	assert_number("90(x)", true, 90);
	assert_number("0000000000000000000000007", true, 7);
	assert_number("4294967295", true, UINT32_MAX);
	assert_number("4294967296", false, 0);
	/* RFC 4475 section 3.1.2.5 has such a Retry-After */
	assert_number("949302838503028349304023988", false, 0);
	assert_number("Thu, 01 Dec 2040 16:00:00 GMT", false, 0);
	assert_number("12a", false, 0);
	assert_number("-1", false, 0);
	assert_number("", false, 0);
}

static void assert_expires(const char *value, int64_t wanted,
			   enum sip_refresher refresher)
{
	struct slice s = flush(slice_of(value));
	enum sip_refresher who = SIP_REFRESHER_NONE;
	uint32_t seconds = 0;
	bool there = sip_read_session_expires(s, &seconds, &who);

	print_message("%s\n", value);
	assert_int_equal(there ? (int64_t)seconds : -1, wanted);
	assert_int_equal(who, refresher);
	discard(s);
}

static void a_session_timer_has_seconds_and_a_refresher(void **state)
{
	(void)state;
	assert_expires("1800;refresher=uac", 1800, SIP_REFRESHER_UAC);
	assert_expires("900 ; Refresher=UAS", 900, SIP_REFRESHER_UAS);
	assert_expires("90;x;refresher=\"uas\"", 90, SIP_REFRESHER_UAS);
	assert_expires("4000", 4000, SIP_REFRESHER_NONE);
	assert_expires("4000;refresher", 4000, SIP_REFRESHER_NONE);
	assert_expires("4000;refresher=both", 4000, SIP_REFRESHER_NONE);
	assert_expires("refresher=uac", -1, SIP_REFRESHER_NONE);
	assert_expires("99999999999", -1, SIP_REFRESHER_NONE);
}

static void a_rack_names_response_and_request(void **state)
{
	struct slice s = flush(SLICE("776656 \t1\r\n INVITE"));
	struct sip_rack r;

	(void)state;
	assert_true(sip_read_rack(s, &r));
	assert_int_equal(r.rseq, 776656);
	assert_int_equal(r.cseq, 1);
	assert_int_equal(r.method, SIP_INVITE);
	assert_false(sip_read_rack(SLICE("776656 1"), &r));
	assert_false(sip_read_rack(SLICE("776656"), &r));
	assert_false(sip_read_rack(SLICE("776656 INVITE"), &r));
	assert_false(sip_read_rack(SLICE("4294967296 1 INVITE"), &r));
	assert_false(sip_read_rack(SLICE(""), &r));
	assert_int_equal(r.rseq, 776656);
	discard(s);
}

#define LOCAL "ab30317f1a784dc48ff824d0d3715d86"
#define REMOTE "47755a9de7794ba387653f2099600ef2"

static void a_session_id_is_two_uuids(void **state)
{
	static const struct sip_uuid ab = { {
		0xab, 0x30, 0x31, 0x7f, 0x1a, 0x78, 0x4d, 0xc4, 0x8f, 0xf8,
		0x24, 0xd0, 0xd3, 0x71, 0x5d, 0x86 } };
	struct slice s = flush(SLICE(LOCAL ";remote=" REMOTE));
	struct sip_uuid local, remote, other;

	(void)state;
	assert_true(sip_read_session_id(s, &local, &remote));
	assert_memory_equal(&local, &ab, sizeof ab);
	assert_int_equal(remote.b[0], 0x47);
	assert_int_equal(remote.b[15], 0xf2);
	assert_false(sip_uuid_is_nil(&remote));
	discard(s);

	/* the far side's view, and that of RFC 7329 */
	assert_true(sip_read_session_id(SLICE(REMOTE " ; Remote=" LOCAL),
					&other, &remote));
	assert_memory_equal(&remote, &ab, sizeof ab);
	assert_true(sip_read_session_id(SLICE(
		"AB30317F-1A78-4DC4-8FF8-24D0D3715D86"), &other, &remote));
	assert_memory_equal(&other, &ab, sizeof ab);
	assert_true(sip_uuid_is_nil(&remote));
	assert_true(sip_read_session_id(SLICE(
		LOCAL ";remote=00000000000000000000000000000000"), &other,
		&remote));
	assert_true(sip_uuid_is_nil(&remote));
}

static void what_is_no_uuid_is_no_session_id(void **state)
{
	static const char *const bad[] = {
		"", ";remote=" LOCAL, "x" LOCAL, LOCAL "0", "ab30317f",
		"ab30317f1a784dc48ff824d0d3715d8g",
		"ab30317f1a784dc48ff824d0d3715d8", "-", "--------",
	};
	struct sip_uuid local = { { 1 } }, remote;

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct slice s = flush(slice_of(bad[i]));

		assert_false(sip_read_session_id(s, &local, &remote));
		assert_int_equal(local.b[0], 1);
		discard(s);
	}
	assert_true(sip_read_session_id(SLICE(LOCAL ";remote=x"), &local,
					&remote));
	assert_true(sip_uuid_is_nil(&remote));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(commas_part_where_nothing_holds_them),
		cmocka_unit_test(parameters_are_found_behind_the_value),
		cmocka_unit_test(numbers_keep_to_their_bounds),
		cmocka_unit_test(a_session_timer_has_seconds_and_a_refresher),
		cmocka_unit_test(a_rack_names_response_and_request),
		cmocka_unit_test(a_session_id_is_two_uuids),
		cmocka_unit_test(what_is_no_uuid_is_no_session_id),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
