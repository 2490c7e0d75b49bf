/* SPDX-License-Identifier: BSD-2-Clause */
/* The top Via gives sent-by and branch, however it is written. */
#include "reads.h"

static const struct {
	const char *value, *sent_by, *branch;
	bool plain;
} rows[] = {
	{ "SIP/2.0/UDP h:5060;branch=z9hG4bK1", "h:5060", "z9hG4bK1", true },
	{ "SIP/2.0/UDP h", "h", NULL, true },
	{ "sip/2.0/udp h;BRANCH=z9hG4bK1;rport", "h", "z9hG4bK1", true },
	{ "SIP / 2.0 / UDP h;branch=a", "h", "a", true },
	{ "SIP / 2.0\r\n / TCP h ;\r\n branch = a , SIP/2.0/UDP i;branch=b",
	  "h", "a", true },
	{ "SIP/2.0/UDP h : 4000;branch=a", "h : 4000", "a", true },
	{ "SIP/2.0/UDP h: 4000;branch=a", "h: 4000", "a", true },
	{ "SIP/2.0/UDP h,SIP/2.0/UDP i;branch=b", "h", NULL, true },
	{ "SIP/2.0/TLS [2001:db8::1]:5061;branch=a", "[2001:db8::1]:5061",
	  "a", true },
	{ "SIP/2.0/WS df7jal23ls0d.invalid;branch=a",
	  "df7jal23ls0d.invalid", "a", true },
	{ "SIP/2.0/UDP h;received=[2001:db8::9:255];branch=a", "h", "a",
	  true },
	{ "SIP/2.0/UDP h;x=\"a,;branch=no\\\"\";branch=a", "h", "a", false },
	{ "SIP/2.0/UDP h;branch=\"a b\"", "h", "a b", true },
	{ "SIP/2.0/UDP h;;,;branch=b", "h", NULL, true },
	{ "SIP/2.0/UDP h;branch=a(why)", "h", "a", true },
	{ "SIP/2.0/UDP h(why);branch=a", "h", "a", false },
	{ "SIP/2.0/UDP h;branch=a;branch=b", "h", "a", true },
	{ "SIP/2.0/UDP h;branch", "h", NULL, true },
	{ "SIP/2.0/UDP", NULL, NULL, true },
	{ "SIP/2.0/UDP ;branch=a", NULL, "a", true },
	{ "rubbish;branch=a", NULL, "a", false },
	{ ":", NULL, NULL, false },
};

static void sent_by_and_branch_are_found(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct slice s = flush(slice_of(rows[i].value));
		struct slice sent_by = { NULL, 0 }, branch = { NULL, 0 };
		bool plain = scan_via(s, &sent_by, &branch);

		print_message("%s\n", rows[i].value);
		assert_slice(sent_by, rows[i].sent_by);
		assert_slice(branch, rows[i].branch);
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
		struct slice short_way[2] = { { NULL, 0 } };
		struct slice any_way[2] = { { NULL, 0 } };

		assert_int_equal(scan_via(s, &short_way[0], &short_way[1]),
				 scan_any_via(s, &any_way[0], &any_way[1]));
		assert_memory_equal(short_way, any_way, sizeof any_way);
		discard(s);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sent_by_and_branch_are_found),
		cmocka_unit_test(the_short_way_gives_the_same_answer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
