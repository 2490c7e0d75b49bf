/* SPDX-License-Identifier: BSD-2-Clause */
/* URIs of every scheme come apart into user and host. */
#include "reads.h"

static const struct {
	const char *text, *user, *host;
} rows[] = {
	{ "sip:alice@example.com", "alice", "example.com" },
	{ "SIP:alice@example.com", "alice", "example.com" },
	{ "sips:alice@example.com:5061;transport=tcp", "alice",
	  "example.com" },
	{ "sip:example.com", NULL, "example.com" },
	{ "sip:example.com:5060;lr", NULL, "example.com" },
	{ "sip:192.0.2.1?subject=x", NULL, "192.0.2.1" },
	{ "sip:alice:secret@example.com", "alice", "example.com" },
	{ "sip:+4420;npdi@example.com", "+4420", "example.com" },
	{ "sip:+4420;rn=+4421:pw@example.com", "+4420", "example.com" },
	{ "sip:user;par=u%40example.net@example.com", "user",
	  "example.com" },
	{ "sip:%61lice%20b@example.com", "%61lice%20b", "example.com" },
	{ "sip:1_un.U~(to-be!)&isn't+it$/crazy?,/@example.com",
	  "1_un.U~(to-be!)&isn't+it$/crazy?,/", "example.com" },
	{ "sip:bob@[2001:db8::1]:5060", "bob", "2001:db8::1" },
	{ "sip:[2001:db8::1]", NULL, "2001:db8::1" },
	{ "sip:[2001:db8::1;lr", NULL, "2001:db8::1;lr" },
	{ "sip:bob@fe80:0:0:0:1:2:3:4", "bob", "fe80:0:0:0:1:2:3:4" },
	{ "sip:bob@fe80:0:0:0:1:2:3:4:5060;lr", "bob", "fe80:0:0:0:1:2:3:4" },
	{ "sip:2001:db8::10", NULL, "2001:db8::10" },
	{ "sip:bob@2001:db8::10?x=y:z", "bob", "2001:db8::10" },
	{ "tel:+441632960123", "+441632960123", NULL },
	{ "tel:+441632960123;phone-context=x@y", "+441632960123", NULL },
	{ "TEL:0163;ext=2", "0163", NULL },
	{ "urn:service:sos", NULL, NULL },
	{ "im:carol@example.net", "carol", "example.net" },
	{ "isbn:2983792873", NULL, NULL },
	{ "http://www.example.com", NULL, NULL },
	{ "bear@example.com", "bear", "example.com" },
	{ "100", NULL, NULL },
	{ "sip:", NULL, NULL },
	{ "sip:@", NULL, NULL },
	{ "sip:@example.com", NULL, "example.com" },
	{ "", NULL, NULL },
	{ ":", NULL, NULL },
};

static void user_and_host_are_found(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct slice s = flush(slice_of(rows[i].text));
		struct sip_uri u;

		scan_uri(s, &u);
		print_message("%s\n", rows[i].text);
		assert_slice(u.text, rows[i].text);
		assert_slice(u.user, rows[i].user);
		assert_slice(u.host, rows[i].host);
		discard(s);
	}
}

static void blanks_around_are_no_part(void **state)
{
	struct sip_uri u;

	(void)state;
	scan_uri(SLICE(" sip:a@b \r\n"), &u);
	assert_slice(u.text, "sip:a@b");
	assert_slice(u.host, "b");
}

static void only_sip_and_tel_are_plain(void **state)
{
	struct sip_uri u;

	(void)state;
	assert_true(scan_uri(SLICE("sip:a@b"), &u));
	assert_true(scan_uri(SLICE("tel:1"), &u));
	assert_false(scan_uri(SLICE("im:a@b"), &u));
	assert_false(scan_uri(SLICE("a@b"), &u));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(user_and_host_are_found),
		cmocka_unit_test(blanks_around_are_no_part),
		cmocka_unit_test(only_sip_and_tel_are_plain),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
