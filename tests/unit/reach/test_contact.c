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

static struct granted grant(const char *lines)
{
	struct granted g;
	struct sip_msg m;
	char text[1000];
	struct slice s;

	snprintf(text, sizeof text, RESPONSE "%s\r\n", lines);
	s = flush(slice_of(text));
	m = message_of(s, false);
	contact_read_response(seed, &m, &g);
	discard(s);
	return g;
}

/* The key of the first contact that LINES ask for. */
static uint64_t key(const char *lines)
{
	struct asked a = ask(lines);

	assert_true(a.n > 0);
	return a.list[0].key;
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

/* Each row is one contact, and unlike those before it. */
static void what_a_uri_says_tells_contacts_apart(void **state)
{
	static const char *const rows[][3] = {
		{ "m: <sip:a@h.example:5062>\r\n",
		  "Contact: \"A\" <sip:a@H.Example:5062;ob>;q=1\r\n",
		  "m: sip:a@h.example:5062;q=0.5\r\n" },
		{ "m: <sip:b@h.example:5062>\r\n" },
		{ "m: <sip:A@h.example:5062>\r\n" },
		{ "m: <sip:a@h.example>\r\n" },
		{ "m: <sip:a@i.example:5062>\r\n" },
		{ "m: <sips:a@h.example:5062>\r\n" },
		{ "m: <sip:h.example:5062>\r\n" },
		{ "m: <sip:a@h.example:5062;transport=tcp>\r\n",
		  "m: <sip:a@h.example:5062;ob;Transport=TCP;x=1>\r\n" },
		{ "m: <sip:a@h.example:5062;transport=tls>\r\n" },
		{ "m: <sip:a@[2001:db8::1]:5062>\r\n",
		  "m: <sip:a@[2001:DB8::1]:5062;lr>\r\n",
		  "m: <sip:a@[2001:db8::1]:5062;transport=UDP>\r\n" },
		{ "m: <sip:a@[2001:db8::1]>\r\n" },
		{ "m: <tel:+4420>\r\n" },
		{ "m: <tel:+4421>\r\n" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		for (size_t k = 1; k < 3 && rows[i][k]; k++)
			if (key(rows[i][k]) != key(rows[i][0]))
				fail_msg("%s", rows[i][k]);
		for (size_t k = 0; k < i; k++)
			if (key(rows[k][0]) == key(rows[i][0]))
				fail_msg("%s", rows[i][0]);
	}
}

#define URN(n) ";+sip.instance=\"<urn:uuid:" n ">\""

/* RFC 5626 section 6: a flow is known by its number, not by the URI. */
static void a_flow_is_known_by_its_number(void **state)
{
	uint64_t one = key("m: <sip:a@h>" URN("1") ";reg-id=1\r\n");

	(void)state;
	assert_int_equal(key("m: <sip:a@i;ob>;reg-id=1" URN("1") "\r\n"),
			 one);
	assert_int_not_equal(key("m: <sip:a@h>" URN("1") ";reg-id=2\r\n"),
			     one);
	assert_int_not_equal(key("m: <sip:a@h>" URN("2") ";reg-id=1\r\n"),
			     one);
	/* without it the URI counts */
	assert_int_equal(key("m: <sip:a@h>" URN("1") "\r\n"),
			 key("m: <sip:a@h>\r\n"));
	assert_int_equal(key("m: <sip:a@h>;reg-id=1\r\n"),
			 key("m: <sip:a@h>\r\n"));
	assert_int_equal(ask("m: <sip:a@h>\r\n").list[0].device, 0);
	assert_int_not_equal(ask("m: <sip:a@h>" URN("1") "\r\n")
			     .list[0].device, 0);
}

static void each_contact_is_bound_or_ends_by_itself(void **state)
{
	struct asked a = ask("m: <sip:a@a>;expires=0, <sip:b@a>;expires=5\r\n"
			     "Expires: 0\r\nm: <sip:c@a>\r\n");

	(void)state;
	assert_int_equal(a.n, 3);
	assert_int_equal(a.ends, 1 << 0 | 1 << 2);
	assert_int_equal(a.more, 0);
	assert_false(a.all);
	assert_int_equal(a.list[1].key, key("m: <sip:b@a>\r\n"));
	a = ask("Contact: *\r\nExpires: 0\r\n");
	assert_int_equal(a.n, 0);
	assert_true(a.all);
}

static void a_register_of_100_contacts_is_counted(void **state)
{
	char lines[900] = "m: <sip:a@a>";
	struct asked a;

	(void)state;
	for (int i = 1; i < 100; i++)
		strcat(lines, ",<a:b>");
	strcat(lines, "\r\n");
	a = ask(lines);
	assert_int_equal(a.n, ASKED_MOST);
	assert_int_equal(a.more, 100 - ASKED_MOST);
	assert_int_equal(a.purpose, PURPOSE_BIND);
}

static void a_2xx_lists_when_each_expires(void **state)
{
	struct granted g = grant("m: <sip:b@a>;expires=7, <sip:a@a;x>\r\n"
				 "Expires: 9\r\nm: sip:c@a;expires=x\r\n");

	(void)state;
	assert_int_equal(g.contacts, 3);
	assert_int_equal(g.n, 3);
	assert_true(g.complete);
	assert_int_equal(g.expires.value, 9);
	assert_int_equal(g.list[0].expires.value, 7);
	assert_int_equal(g.list[1].expires.value, 9);
	assert_true(g.list[1].expires.there);
	assert_false(g.list[2].expires.there);
	assert_int_equal(g.list[1].uri.n, strlen("sip:a@a;x"));
	/* RFC 5627: a GRUU in quotes is nothing but one parameter */
	g = grant("m: <sip:a@a>;pub-gruu=\"sip:a@b;gr=1,<sip:x>;expires=5\""
		  ";expires=8, <sip:b@a>;temp-gruu=\"sip:t@b;gr\"\r\n");
	assert_int_equal(g.contacts, 2);
	assert_int_equal(g.list[0].expires.value, 8);
	g = grant("");
	assert_int_equal(g.contacts, 0);
	assert_true(g.complete);
	assert_false(g.expires.there);
}

/* Whatever bytes there are, it is bounded and reads no further. */
static void hostile_contacts_are_survived(void **state)
{
	static const char plain[] =
		"m: \"A, \\\"<\" <sip:a@[::1]:5060;x>;expires=60;q=\"1\","
		"<sip:b@c;transport=tcp>;+sip.instance=\"<urn:x>\";reg-id=1"
		",*,,;expires=0\r\nExpires: 7\r\n";
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
		g = grant(text);
		bound += a.purpose == PURPOSE_BIND;
		assert_true(a.n <= ASKED_MOST);
		assert_true(g.n <= g.contacts && g.n <= CONTACTS_READ);
		discard(lines);
	}
	assert_true(bound > 1000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_register_asks_for_one_of_these),
		cmocka_unit_test(what_a_uri_says_tells_contacts_apart),
		cmocka_unit_test(a_flow_is_known_by_its_number),
		cmocka_unit_test(each_contact_is_bound_or_ends_by_itself),
		cmocka_unit_test(a_register_of_100_contacts_is_counted),
		cmocka_unit_test(a_2xx_lists_when_each_expires),
		cmocka_unit_test(hostile_contacts_are_survived),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
