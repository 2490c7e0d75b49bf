/* SPDX-License-Identifier: BSD-2-Clause */
/* Each contact of a REGISTER gets the time that the 2xx grants it. */
#include "bench.h"

#define MEMORY (1 << 20)
#define OWN(uri, more) "Contact: <sip:" uri ">" more "\r\n"
#define URN(n) ";+sip.instance=\"<urn:uuid:" n ">\""

/* Once PHONE, 'A' say, has asked for CONTACTS, it gets LIST. */
static void bind(struct bench *b, char phone, unsigned cseq,
		 const char *contacts, const char *list)
{
	bench_say(b, 0, "REGISTER", phone, 'R', "a", cseq, contacts);
	bench_say(b, 200, "REGISTER", 'R', phone, "a", cseq, list);
	b->log[0] = '\0';
}

/* What has expired until SECONDS, since the last bind(). */
static void expect(struct bench *b, double seconds, const char *log)
{
	bench_at(b, seconds + LATE);
	assert_log(b, log);
	b->log[0] = '\0';
}

static void each_contact_has_its_own_time(void **state)
{
	struct bench *b = bench_open(MEMORY);

	(void)state;
	bench_register(b, "a", 1, OWN("a@b", ";expires=90") OWN("a@a", "")
		       OWN("a@c", "") "Expires: 60\r\n");
	bench_respond(b, 200, "a", 1, OWN("a@a", ";expires=30")
		      OWN("a@b", ";expires=80") OWN("a@c", "")
		      "Expires: 50\r\n");
	assert_log(b, "a registered 3/80;");
	b->log[0] = '\0';
	assert_int_equal(reach_bindings(b->reach), 3);
	expect(b, 31, "a expired/30 sip:a@a;");
	expect(b, 51, "a expired/50 sip:a@c;");
	expect(b, 79, "");
	expect(b, 81, "a expired/80 sip:a@b;");
	bench_close(b);
}

static void what_others_have_bound_is_not_this_phones(void **state)
{
	struct bench *b = bench_open(MEMORY);

	(void)state;
	bind(b, 'A', 1, OWN("a@a", "") OWN("a@b", ""),
	     OWN("x@y", ";expires=10") OWN("a@a", ";expires=60")
	     OWN("x@z", ";expires=10") OWN("a@b", ";expires=60"));
	assert_int_equal(reach_bindings(b->reach), 2);
	expect(b, 59, "");
	bench_close(b);
}

static void one_contact_may_be_refreshed_without_the_other(void **state)
{
	struct bench *b = bench_open(MEMORY);

	(void)state;
	bind(b, 'A', 1, OWN("a@a", "") OWN("a@b", ""),
	     OWN("a@a", ";expires=60") OWN("a@b", ";expires=60"));
	bench_at(b, 30);
	bind(b, 'A', 2, OWN("a@b", ""),
	     OWN("a@a", ";expires=30") OWN("a@b", ";expires=120"));
	expect(b, 61, "a expired/60 sip:a@a;");
	expect(b, 149, "");
	expect(b, 151, "a expired/120 sip:a@b;");
	bench_close(b);
}

static void one_may_end_where_the_other_is_bound(void **state)
{
	struct bench *b = bench_open(MEMORY);

	(void)state;
	bind(b, 'A', 1, OWN("a@a", "") OWN("a@b", ""),
	     OWN("a@a", ";expires=60") OWN("a@b", ";expires=60"));
	bench_register(b, "a", 2, OWN("a@a", ";expires=0") OWN("a@c", ""));
	bench_respond(b, 200, "a", 2, OWN("a@b", ";expires=60")
		      OWN("a@c", ";expires=70"));
	assert_log(b, "a registered 2/70;");
	b->log[0] = '\0';
	assert_int_equal(reach_bindings(b->reach), 2);
	/* what a registrar lists all the same is none of it */
	bind(b, 'A', 3, OWN("a@b", ";expires=0"),
	     OWN("a@b", ";expires=60") OWN("a@c", ";expires=70"));
	expect(b, 71, "a expired/70 sip:a@c;");
	bind(b, 'A', 4, OWN("a@a", "") OWN("a@b", ""),
	     OWN("a@a", ";expires=60") OWN("a@b", ";expires=60"));
	bind(b, 'A', 5, "Contact: *\r\nExpires: 0\r\n", "");
	assert_int_equal(reach_bindings(b->reach), 0);
	bench_close(b);
}

/* RFC 5626 section 4.2: flows have one URI, and one instance. */
static void flows_of_one_phone_are_told_apart(void **state)
{
	struct bench *b = bench_open(MEMORY);

	(void)state;
	bind(b, 'A', 1, OWN("a@a", URN("1") ";reg-id=1"),
	     OWN("a@a", URN("1") ";reg-id=1;expires=60"));
	bind(b, 'A', 2, OWN("a@a", URN("1") ";reg-id=2"),
	     OWN("a@a", URN("1") ";reg-id=1;expires=60")
	     OWN("a@a", URN("1") ";reg-id=2;expires=40"));
	assert_int_equal(reach_bindings(b->reach), 2);
	bench_at(b, 20);
	/* the phone begins anew with another address: the flow is the same */
	bind(b, 'A', 3, OWN("a@b", URN("1") ";reg-id=1"),
	     OWN("a@b", URN("1") ";reg-id=1;expires=60")
	     OWN("a@a", URN("1") ";reg-id=2;expires=20"));
	expect(b, 41, "a expired/40 sip:a@a;");
	expect(b, 79, "");
	expect(b, 81, "a expired/60 sip:a@b;");
	bench_close(b);
}

static void one_flow_is_not_granted_by_another(void **state)
{
	struct bench *b = bench_open(MEMORY);

	(void)state;
	bind(b, 'A', 1, OWN("a@a", URN("1") ";reg-id=1"),
	     OWN("a@a", URN("1") ";reg-id=1;expires=60"));
	bench_at(b, 30);
	bind(b, 'A', 2, OWN("a@a", URN("1") ";reg-id=2"),
	     OWN("a@a", URN("1") ";reg-id=1;expires=30"));
	assert_int_equal(reach_bindings(b->reach), 1);
	expect(b, 61, "a expired/60 sip:a@a;");
	bench_close(b);
}

/* Behind a NAT the registrar may write another address into it. */
static void alone_in_the_list_a_contact_is_the_phones(void **state)
{
	struct bench *b = bench_open(MEMORY);

	(void)state;
	for (unsigned i = 1; i < 4; i++) {
		bench_at(b, i * 30);
		bind(b, 'A', i, OWN("a@10.0.0.1", ""),
		     OWN("a@192.0.2.65:9", ";expires=60"));
		assert_int_equal(reach_bindings(b->reach), 1);
	}
	/* from another port of its own, but behind the same one */
	bind(b, 'A', 4, OWN("a@10.0.0.1:5070", ""),
	     OWN("a@192.0.2.65:9", ";expires=60"));
	assert_int_equal(reach_bindings(b->reach), 1);
	expect(b, 149, "");
	expect(b, 151, "a expired/60 sip:a@192.0.2.65:9;");
	bench_close(b);
}

static void of_two_behind_nats_each_finds_its_own(void **state)
{
	struct bench *b = bench_open(MEMORY);

	(void)state;
	bind(b, 'A', 1, OWN("a@10.0.0.1", ""),
	     OWN("a@192.0.2.65:9", ";expires=60"));
	/* the one that is left is the other phone's */
	bind(b, 'B', 1, OWN("a@10.0.0.2", ""),
	     OWN("a@192.0.2.66:7", ";expires=90")
	     OWN("a@192.0.2.65:9", ";expires=60"));
	assert_int_equal(reach_bindings(b->reach), 2);
	bench_at(b, 30);
	/* as the registrar called it before, beside one that nobody knows */
	bind(b, 'A', 2, OWN("a@10.0.0.1", ""),
	     OWN("a@192.0.2.67:5", ";expires=10")
	     OWN("a@192.0.2.65:9", ";expires=80")
	     OWN("a@192.0.2.66:7", ";expires=60"));
	expect(b, 91, "a expired/90 sip:a@192.0.2.66:7;");
	expect(b, 111, "a expired/80 sip:a@192.0.2.65:9;");
	bench_close(b);
}

static void who_cannot_be_found_in_the_list_is_not_guessed(void **state)
{
	struct bench *b = bench_open(MEMORY);

	(void)state;
	/* which of the two is it? */
	bind(b, 'A', 1, OWN("a@10.0.0.1", ""),
	     OWN("a@192.0.2.65:9", ";expires=60")
	     OWN("a@192.0.2.66:7", ";expires=90"));
	assert_int_equal(reach_bindings(b->reach), 0);
	/* which is which? */
	bind(b, 'A', 2, OWN("a@10.0.0.1", "") OWN("a@10.0.0.1:7", ""),
	     OWN("a@192.0.2.65:9", ";expires=60")
	     OWN("a@192.0.2.66:7", ";expires=90"));
	assert_int_equal(reach_bindings(b->reach), 0);
	/* one of them is; the other is what is left */
	bind(b, 'A', 3, OWN("a@10.0.0.1", "") OWN("a@c", ""),
	     OWN("a@c", ";expires=60") OWN("a@192.0.2.66:7", ";expires=90"));
	assert_int_equal(reach_bindings(b->reach), 2);
	/* by its instance it is known among many, but only if that is one's */
	bind(b, 'B', 1, OWN("a@10.0.0.2", URN("2")),
	     OWN("a@192.0.2.1", ";expires=9" URN("1"))
	     OWN("a@192.0.2.2", ";expires=8" URN("2"))
	     OWN("a@192.0.2.3", ";expires=7" URN("3")));
	assert_int_equal(reach_bindings(b->reach), 1);
	expect(b, 8.5, "a expired/8 sip:a@192.0.2.2;");
	bind(b, 'B', 2, OWN("a@10.0.0.2", URN("2")),
	     OWN("a@192.0.2.1", ";expires=9" URN("2"))
	     OWN("a@192.0.2.2", ";expires=8" URN("2")));
	assert_int_equal(reach_bindings(b->reach), 0);
	bench_close(b);
}

/* Another phone's own name in the list is that phone's, though alone. */
static void what_another_phone_is_called_is_not_taken(void **state)
{
	struct bench *b = bench_open(MEMORY);

	(void)state;
	bind(b, 'A', 1, OWN("a@a", ""), OWN("a@a", ";expires=60"));
	bind(b, 'B', 1, OWN("a@b", ""), OWN("a@a", ";expires=50"));
	assert_int_equal(reach_bindings(b->reach), 1);
	expect(b, 59, "");
	expect(b, 61, "a expired/60 sip:a@a;");
	bench_close(b);
}

/* Parameters that aren't read may tell them apart: the last to expire counts,
 * for until then one of them is bound. */
static void of_those_alike_the_last_to_expire_counts(void **state)
{
	struct bench *b = bench_open(MEMORY);

	(void)state;
	bind(b, 'A', 1, OWN("a@a;rinstance=1", ""),
	     OWN("a@a;rinstance=1", ";expires=60"));
	bench_at(b, 30);
	bind(b, 'A', 2, OWN("a@a;rinstance=2", ""),
	     OWN("a@a;rinstance=1", ";expires=30")
	     OWN("a@a;rinstance=2", ";expires=60"));
	assert_int_equal(reach_bindings(b->reach), 1);
	expect(b, 89, "");
	expect(b, 91, "a expired/60 sip:a@a;rinstance=2;");
	bench_close(b);
}

/* Some registrars list nothing, but say by the header how long it lasts. */
static void a_2xx_without_contacts_may_tell_a_time(void **state)
{
	struct bench *b = bench_open(MEMORY);

	(void)state;
	bind(b, 'A', 1, OWN("a@a", "") OWN("a@b", ""), "Expires: 60\r\n");
	assert_int_equal(reach_bindings(b->reach), 2);
	expect(b, 61, "a expired/60;a expired/60;");
	bench_close(b);
}

static void beyond_eight_contacts_are_counted(void **state)
{
	struct bench *b = bench_open(MEMORY);
	char asked[600] = "", list[900] = "";

	(void)state;
	bind(b, 'A', 1, OWN("a@p9", ""), OWN("a@p9", ";expires=60"));
	for (int i = 0; i < 10; i++) {
		sprintf(asked + strlen(asked), OWN("a@p%d", ""), i);
		sprintf(list + strlen(list), OWN("a@p%d", ";expires=90"), i);
	}
	bind(b, 'A', 2, asked, list);
	assert_int_equal(reach_bindings(b->reach), 8);
	assert_int_equal(*counter(b->counters, "not_followed", "contacts"), 2);
	/* the tenth was refreshed, too: it has not expired */
	expect(b, 61, "");
	bench_close(b);
}

/* TEXT gets PLAIN with a few bytes changed. */
static void mutate(char *text, const char *plain, uint32_t *row)
{
	static const char signs[] = "<>\";,:@=*\\ 0a";
	size_t n = strlen(plain);

	strcpy(text, plain);
	for (int i = 0; i < 4; i++) {
		*row = *row * 1664525 + 1013904223;
		text[(*row >> 8) % n] = signs[(*row >> 20) %
					      (sizeof signs - 1)];
	}
}

/* Whatever they say, it is bounded. */
static void hostile_lists_bind_no_more_than_64(void **state)
{
	static const char plain[] =
		"Contact: <sip:a@h:1;transport=tcp>;reg-id=1;expires=60"
		";+sip.instance=\"<u:1>\", \"b\" <sip:b@h>\r\n"
		"m: sip:c@h;expires=9\r\nExpires: 7\r\n";
	struct bench *b = bench_open(MEMORY);
	char asked[sizeof plain], list[sizeof plain];
	uint32_t row = 1;
	unsigned most = 0;

	(void)state;
	for (unsigned i = 1; i <= 3000; i++) {
		bench_at(b, i * 0.1);
		mutate(asked, plain, &row);
		mutate(list, plain, &row);
		bind(b, i % 2 ? 'A' : 'B', i, asked, list);
		assert_true(reach_bindings(b->reach) <= 64);
		if (most < reach_bindings(b->reach))
			most = reach_bindings(b->reach);
	}
	assert_true(most > 2);
	assert_true(b->statuses[REGISTRATION_REGISTERED] > 1000);
	bench_close(b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_contact_has_its_own_time),
		cmocka_unit_test(what_others_have_bound_is_not_this_phones),
		cmocka_unit_test(
			one_contact_may_be_refreshed_without_the_other),
		cmocka_unit_test(one_may_end_where_the_other_is_bound),
		cmocka_unit_test(flows_of_one_phone_are_told_apart),
		cmocka_unit_test(one_flow_is_not_granted_by_another),
		cmocka_unit_test(alone_in_the_list_a_contact_is_the_phones),
		cmocka_unit_test(of_two_behind_nats_each_finds_its_own),
		cmocka_unit_test(
			who_cannot_be_found_in_the_list_is_not_guessed),
		cmocka_unit_test(what_another_phone_is_called_is_not_taken),
		cmocka_unit_test(of_those_alike_the_last_to_expire_counts),
		cmocka_unit_test(a_2xx_without_contacts_may_tell_a_time),
		cmocka_unit_test(beyond_eight_contacts_are_counted),
		cmocka_unit_test(hostile_lists_bind_no_more_than_64),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
