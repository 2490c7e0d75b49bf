/* SPDX-License-Identifier: BSD-2-Clause */
/* Every challenge and credential is counted, with its realm. */
#include "reads.h"

static const struct {
	const char *value;
	unsigned stale;		/* 1 << index */
	int n;
	const char *realms[SIP_REALMS];
} rows[] = {
	{ "Digest realm=\"a\", nonce=\"x\"", 0, 1, { "a" } },
	{ "digest NONCE=\"x\",REALM = \"a\" ,stale = TRUE", 1, 1,
	  { "a" } },
	{ "Digest realm=\"a\", stale=\"true\"", 1, 1, { "a" } },
	{ "Digest realm=\"a\", stale=false", 0, 1, { "a" } },
	{ "Digest realm=\"a, b=\\\"c\\\", realm=d\",qop=\"auth,auth-int\"",
	  0, 1, { "a, b=\\\"c\\\", realm=d" } },
	{ "Digest realm=\"a\", nonce=\"x\", Basic realm=\"b\"", 0, 2,
	  { "a", "b" } },
	{ "Digest qop=auth,auth-int,realm=\"a\"", 0, 1, { "a" } },
	{ "Digest realm=a,nonce=b", 0, 1, { "a" } },
	{ "Digest realm=\"\"", 0, 1, { NULL } },
	{ "Digest realm=\"a\",realm=\"b\"", 0, 1, { "a" } },
	{ "Digest\r\n realm=\"a\",\r\n\tstale=true", 1, 1, { "a" } },
	{ "Bearer mF_9.B5f-4.1JqM", 0, 1, { NULL } },
	{ "Bearer YWJj==", 0, 1, { NULL } },
	{ "Negotiate", 0, 1, { NULL } },
	{ "Digest realm=\"open", 0, 1, { "open" } },
	{ "Digest username=\"b\", realm=\"a\",Bearer x,Digest realm=c", 0,
	  3, { "a", NULL, "c" } },
	{ "Digest realm=\"a\",Digest realm=\"b\",stale=true", 2,
	  2, { "a", "b" } },
	{ "Digest stale=true,realm=a,Digest realm=b,Digest stale=true", 5,
	  3, { "a", "b", NULL } },
	{ "A a=1,B b=1,C c=1,D d=1,E realm=\"e\",stale=true", 0, 4, { NULL } },
	{ "A a=1,B b=1,C c=1,D d=1,E realm=\"e\"", 0, 4, { NULL } },
	{ ",,", 0, 0, { NULL } },
	{ "=", 0, 0, { NULL } },
};

static void each_scheme_counts_with_its_realm(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct slice s = flush(slice_of(rows[i].value));
		struct slice realms[SIP_REALMS];
		int n = 0;
		unsigned stale = scan_realms(s, realms, &n);

		print_message("%s\n", rows[i].value);
		assert_int_equal(stale, rows[i].stale);
		assert_int_equal(n, rows[i].n);
		for (int k = 0; k < n; k++)
			assert_slice(realms[k], rows[i].realms[k]);
		discard(s);
	}
}

static void several_headers_add_up_to_the_cap(void **state)
{
	struct slice realms[SIP_REALMS];
	int n = 0;

	(void)state;
	for (int i = 0; i < SIP_REALMS + 2; i++)
		scan_realms(SLICE("Digest realm=\"a\""), realms, &n);
	assert_int_equal(n, SIP_REALMS);
	assert_slice(realms[SIP_REALMS - 1], "a");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_scheme_counts_with_its_realm),
		cmocka_unit_test(several_headers_add_up_to_the_cap),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
