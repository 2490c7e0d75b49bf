/* SPDX-License-Identifier: BSD-2-Clause */
/* Contacts and what they expire in are read as RFC 3261 section 10 has it. */
#include "../sip/reads.h"

#include "reach/parts.h"

static const struct hash_seed seed = { 5 };

#define HEAD "Via: SIP/2.0/UDP a;branch=z9hG4bK1\r\n" \
	"From: <sip:a@a>;tag=1\r\nTo: <sip:a@a>\r\n" \
	"Call-ID: c\r\nCSeq: 1 REGISTER\r\n"
#define REQUEST "REGISTER sip:a SIP/2.0\r\n" HEAD
#define RESPONSE "SIP/2.0 200 OK\r\n" HEAD

static struct asked ask(const char *lines)
{
	struct sip_msg m;
	char text[1000];
	struct asked a;
	struct slice s;

	snprintf(text, sizeof text, REQUEST "%s\r\n", lines);
	s = flush(slice_of(text));
	m = message_of(s, false);
	contact_read_request(seed, &m, &a);
	discard(s);
	return a;
}

static struct granted grant(struct asked a, const char *lines)
{
	struct granted g;
	struct sip_msg m;
	char text[1000];
	struct slice s;

	snprintf(text, sizeof text, RESPONSE "%s\r\n", lines);
	s = flush(slice_of(text));
	m = message_of(s, false);
	contact_read_response(seed, &m, &a, &g);
	discard(s);
	return g;
}

static void a_register_asks_for_one_of_these(void **state)
{
	static const struct { const char *lines; enum purpose purpose; }
	rows[] = {
		{ "", PURPOSE_FETCH },
		{ "Expires: 0\r\n", PURPOSE_FETCH },
		{ "Contact: <sip:a@a>\r\n", PURPOSE_BIND },
		{ "m: sip:a@a\r\n", PURPOSE_BIND },
		{ "Contact: *\r\nExpires: 0\r\n", PURPOSE_UNBIND },
		{ "Contact: <sip:a@a>\r\nExpires: 0\r\n", PURPOSE_UNBIND },
		{ "Contact: <sip:a@a>;expires=0\r\n", PURPOSE_UNBIND },
		{ "Contact: sip:a@a;expires=\"0\"\r\n", PURPOSE_UNBIND },
		/* the contact's own goes before the header */
		{ "Contact: <sip:a@a>;expires=9\r\nExpires: 0\r\n",
		  PURPOSE_BIND },
		/* in the URI it is of no header */
		{ "Contact: <sip:a@a;expires=0>\r\n", PURPOSE_BIND },
		{ "Contact: <sip:a@a>;expires=0, <sip:b@a>\r\n",
		  PURPOSE_BIND },
		{ "Contact: <sip:a@a>;expires=0\r\nContact: <sip:b@a>\r\n",
		  PURPOSE_BIND },
		/* section 10.2.1.1: what can't be read is an hour */
		{ "Contact: <sip:a@a>;expires=none\r\nExpires: 0\r\n",
		  PURPOSE_BIND },
		{ "Contact: \r\n", PURPOSE_FETCH },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (ask(rows[i].lines).purpose != rows[i].purpose)
			fail_msg("%s", rows[i].lines);
}

static void user_host_and_port_tell_contacts_apart(void **state)
{
	uint64_t one = ask("Contact: <sip:a@h.example:5062>\r\n").contact;

	(void)state;
	assert_int_not_equal(one, 0);
	assert_int_equal(ask("Contact: \"A\" <sip:a@H.Example:5062;ob>;q=1"
			     "\r\n").contact, one);
	assert_int_equal(ask("m: sip:a@h.example:5062;q=0.5\r\n").contact,
			 one);
	assert_int_not_equal(ask("m: <sip:b@h.example:5062>\r\n").contact,
			     one);
	assert_int_not_equal(ask("m: <sip:A@h.example:5062>\r\n").contact,
			     one);
	assert_int_not_equal(ask("m: <sip:a@h.example>\r\n").contact, one);
	assert_int_not_equal(ask("m: <sip:a@i.example:5062>\r\n").contact,
			     one);
	one = ask("m: <sip:a@[2001:db8::1]:5062>\r\n").contact;
	assert_int_equal(ask("m: <sip:a@[2001:DB8::1]:5062;lr>\r\n").contact,
			 one);
	assert_int_not_equal(ask("m: <sip:a@[2001:db8::1]>\r\n").contact,
			     one);
	assert_int_equal(ask("Contact: *\r\n").contact, 0);
}

static void the_first_that_is_to_be_bound_counts(void **state)
{
	uint64_t b = ask("m: <sip:b@a>\r\n").contact;

	(void)state;
	assert_int_equal(ask("m: <sip:a@a>;expires=0, <sip:b@a>\r\n").contact,
			 b);
	assert_int_equal(ask("m: <sip:b@a>, <sip:a@a>\r\n").contact, b);
}

static void a_2xx_grants_the_contact_that_was_asked_for(void **state)
{
	struct asked a = ask("m: <sip:a@a>\r\n");
	struct granted g = grant(a, "m: <sip:b@a>;expires=7, "
				 "<sip:a@a>;expires=8\r\nExpires: 9\r\n");

	(void)state;
	assert_int_equal(g.contacts, 2);
	assert_true(g.complete);
	assert_int_equal(g.contact, a.contact);
	assert_true(g.expires.there);
	assert_int_equal(g.expires.value, 8);
	g = grant(a, "m: <sip:b@a>;expires=7\r\nm: <sip:a@a>\r\n"
		  "Expires: 9\r\n");
	assert_int_equal(g.expires.value, 9);
	g = grant(a, "m: <sip:b@a>;expires=7, <sip:c@a>;expires=7\r\n");
	assert_int_equal(g.contact, 0);
	assert_false(g.expires.there);
	g = grant(a, "m: <sip:b@a>;expires=7\r\n");
	assert_int_equal(g.contact, g.list[0]);
	assert_int_equal(g.expires.value, 7);
	g = grant(a, "Expires: 9\r\n");
	assert_int_equal(g.contacts, 0);
	assert_int_equal(g.expires.value, 9);
}

/* Whatever bytes there are, it is bounded and reads no further. */
static void hostile_contacts_are_survived(void **state)
{
	static const char plain[] =
		"m: \"A, \\\"<\" <sip:a@[::1]:5060;x>;expires=60;q=\"1\","
		"<sip:b@c>,*,,;expires=0\r\nExpires: 7\r\n";
	struct asked known = ask("m: <sip:a@[::1]:5060>\r\n");
	uint64_t row = 1;
	unsigned bound = 0;

	(void)state;
	for (int i = 0; i < 20000; i++) {
		struct slice lines = mutated(plain, &row);
		char text[1000];
		struct asked a;
		struct granted g;

		snprintf(text, sizeof text, "%.*s", (int)lines.n, lines.p);
		a = ask(text);
		g = grant(known, text);
		bound += a.purpose == PURPOSE_BIND;
		assert_true(g.n <= g.contacts && g.n <= CONTACTS_READ);
		discard(lines);
	}
	assert_true(bound > 1000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_register_asks_for_one_of_these),
		cmocka_unit_test(user_host_and_port_tell_contacts_apart),
		cmocka_unit_test(the_first_that_is_to_be_bound_counts),
		cmocka_unit_test(a_2xx_grants_the_contact_that_was_asked_for),
		cmocka_unit_test(hostile_contacts_are_survived),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
