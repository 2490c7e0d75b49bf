/* SPDX-License-Identifier: BSD-2-Clause */
/* What is bound expires when it is due, once, unless it was refreshed. */
#include "bench.h"

#define MEMORY (1 << 20)

/* USER binds CONTACT, "u@a", and gets LIST, which is header lines. */
static void bind(struct bench *b, const char *user, unsigned cseq,
		 const char *contact, const char *list)
{
	char line[200];

	snprintf(line, sizeof line, "Contact: <sip:%s>\r\n", contact);
	bench_register(b, user, cseq, line);
	bench_respond(b, 200, user, cseq, list);
	b->log[0] = '\0';
}

static void a_binding_expires_at_its_due_time_once(void **state)
{
	struct bench *b = bench_open(MEMORY);

	(void)state;
	bind(b, "a", 1, "a@a", BENCH_GRANT("a@a", "60"));
	assert_int_equal(reach_bindings(b->reach), 1);
	bench_at(b, 60 + LATE);
	assert_log(b, "");
	bench_at(b, 60.5 + LATE);
	assert_log(b, "a expired/60 sip:a@a;");
	assert_int_equal(b->last.when.ns, (START + 60 + LATE) * NS_PER_S);
	assert_int_equal(b->last.start.ns, START * NS_PER_S);
	assert_int_equal(b->expired, 1);
	assert_int_equal(reach_bindings(b->reach), 0);
	bench_at(b, 600);
	assert_int_equal(b->expired, 1);
	bench_close(b);
}

static void a_refresh_prolongs_it_whoever_brings_it(void **state)
{
	struct bench *b = bench_open(MEMORY);

	(void)state;
	bind(b, "a", 1, "a@a", BENCH_GRANT("a@a", "60"));
	bench_at(b, 50);
	bench_say(b, 0, "REGISTER", 'C', 'R', "a", 2,
		  BENCH_CONTACT("a@A;ob"));
	bench_say(b, 200, "REGISTER", 'R', 'C', "a", 2,
		  BENCH_GRANT("a@a", "30"));
	bench_at(b, 80 + LATE);
	assert_int_equal(b->expired, 0);
	bench_at(b, 81 + LATE);
	assert_int_equal(b->expired, 1);
	assert_true(b->last.src.b[15] == 'C');
	bench_close(b);
}

static void two_phones_of_one_name_are_two_bindings(void **state)
{
	struct bench *b = bench_open(MEMORY);

	(void)state;
	bind(b, "a", 1, "a@a", BENCH_GRANT("a@a", "60"));
	bind(b, "a", 2, "a@a:5070", BENCH_GRANT("a@a", "60")
	     BENCH_GRANT("a@a:5070", "40"));
	assert_int_equal(reach_bindings(b->reach), 2);
	bench_at(b, 41 + LATE);
	assert_log(b, "a expired/40 sip:a@a:5070;");
	bench_at(b, 61 + LATE);
	assert_log(b, "a expired/40 sip:a@a:5070;a expired/60 sip:a@a;");
	bench_close(b);
}

static void what_is_taken_back_does_not_expire(void **state)
{
	struct bench *b = bench_open(MEMORY);

	(void)state;
	bind(b, "a", 1, "a@a", BENCH_GRANT("a@a", "60"));
	bind(b, "a", 2, "a@b", BENCH_GRANT("a@a", "60")
	     BENCH_GRANT("a@b", "60"));
	bench_register(b, "a", 3, "Contact: <sip:a@a>;expires=0\r\n");
	bench_respond(b, 200, "a", 3, BENCH_GRANT("a@b", "60"));
	assert_int_equal(reach_bindings(b->reach), 1);
	bind(b, "a", 4, "a@a", BENCH_GRANT("a@a", "60")
	     BENCH_GRANT("a@b", "60"));
	assert_int_equal(reach_bindings(b->reach), 2);
	bench_register(b, "a", 5, "Contact: *\r\nExpires: 0\r\n");
	bench_respond(b, 403, "a", 5, "");
	assert_int_equal(reach_bindings(b->reach), 2);
	bench_register(b, "a", 6, "Contact: *\r\nExpires: 0\r\n");
	bench_respond(b, 200, "a", 6, "");
	assert_int_equal(reach_bindings(b->reach), 0);
	bench_at(b, 100);
	assert_int_equal(b->expired, 0);
	bench_close(b);
}

/* RFC 3261 section 10.3, step 8: the 2xx enumerates all bindings. */
static void what_a_2xx_does_not_list_is_forgotten(void **state)
{
	struct bench *b = bench_open(MEMORY);

	(void)state;
	bind(b, "a", 1, "a@a:40001", BENCH_GRANT("a@a:40001", "60"));
	bind(b, "a", 2, "a@a:40002", BENCH_GRANT("a@a:40002", "90"));
	assert_int_equal(reach_bindings(b->reach), 1);
	/* but one that lacks what was just bound lists nothing */
	bind(b, "a", 3, "a@a:40003", BENCH_GRANT("x@y", "60")
	     BENCH_GRANT("x@z", "60"));
	bind(b, "a", 4, "a@a:40003", "");
	assert_int_equal(reach_bindings(b->reach), 1);
	/* whoever asks for the list learns it, too */
	bench_register(b, "a", 5, "");
	bench_respond(b, 200, "a", 5, "");
	assert_int_equal(reach_bindings(b->reach), 0);
	bench_close(b);
}

static void what_is_no_time_never_comes(void **state)
{
	static const char *const odd[] = {
		"Contact: <sip:a@a>\r\n", BENCH_GRANT("a@a", "0"),
		BENCH_GRANT("a@a", "4294967296"), BENCH_GRANT("a@a", "-5"),
		BENCH_GRANT("a@a", "soon"), BENCH_GRANT("a@a", ""),
		BENCH_GRANT("a@a", "1e3"), "Contact: <\r\n", "Contact: ,\r\n",
		"Contact: <sip:a@a>\r\nExpires: never\r\n",
		/* its own parameter counts, though it is none */
		BENCH_GRANT("a@a", "x") "Expires: 60\r\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
		struct bench *b = bench_open(MEMORY);

		bind(b, "a", 1, "a@a", odd[i]);
		assert_int_equal(b->statuses[REGISTRATION_REGISTERED], 1);
		bench_at(b, 86400);
		assert_int_equal(b->expired, 0);
		assert_int_equal(reach_bindings(b->reach), 0);
		bench_close(b);
	}
}

/* 136 years are a time. */
static void the_longest_time_is_waited_for(void **state)
{
	struct bench *b = bench_open(MEMORY);

	(void)state;
	bind(b, "a", 1, "a@a", BENCH_GRANT("a@a", "4294967295"));
	bench_at(b, 80000);
	assert_int_equal(reach_bindings(b->reach), 1);
	bench_end(b);
	assert_int_equal(b->expired, 0);
	bench_close(b);
}

static void a_response_with_500_contacts_is_counted(void **state)
{
	struct bench *b = bench_open(MEMORY);
	char list[500 * 40];
	int n = 0;

	(void)state;
	bind(b, "a", 1, "old@a", BENCH_GRANT("old@a", "60"));
	for (int i = 0; i < 500; i++)
		n += snprintf(list + n, sizeof list - (size_t)n,
			      "%s<sip:u%d@a>;expires=40", i ? "," :
			      "Contact: ", i);
	snprintf(list + n, sizeof list - (size_t)n, "\r\n");
	bench_register(b, "a", 2, BENCH_CONTACT("u7@a"));
	bench_respond(b, 200, "a", 2, list);
	assert_int_equal(b->last.contacts.value, 500);
	assert_int_equal(b->last.expires.value, 40);
	/* not all of them are read: nobody knows what isn't there */
	assert_int_equal(reach_bindings(b->reach), 2);
	bench_close(b);
}

static void bindings_of_one_name_are_bounded(void **state)
{
	struct bench *b = bench_open(MEMORY);
	char contact[40], list[80];

	(void)state;
	for (unsigned i = 1; i <= 300; i++) {
		bench_at(b, i * 0.01);
		snprintf(contact, sizeof contact, "u%u@a", i);
		snprintf(list, sizeof list, "Contact: <sip:%s>;expires=60,"
			 "<\r\n", contact);
		bind(b, "a", i, contact, "Contact: <x>, <y>\r\n");
		bind(b, "a", 1000 + i, contact, list);
	}
	assert_true(reach_bindings(b->reach) <= 64);
	bench_close(b);
}

/* Whoever sent it in time may be answered a little later. */
static void a_refresh_that_is_a_little_late_is_one(void **state)
{
	struct bench *b = bench_open(MEMORY);

	(void)state;
	bind(b, "a", 1, "a@a", BENCH_GRANT("a@a", "60"));
	bench_at(b, 60 + LATE - 0.25);
	bind(b, "a", 2, "a@a", BENCH_GRANT("a@a", "60"));
	bench_at(b, 2 * (60 + LATE) - 0.5);
	assert_int_equal(b->expired, 0);
	bench_at(b, 2 * (60 + LATE));
	assert_int_equal(b->expired, 1);
	/* and one later than that is another binding */
	bind(b, "a", 3, "a@a", BENCH_GRANT("a@a", "60"));
	assert_int_equal(reach_bindings(b->reach), 1);
	bench_close(b);
}

/* Its time was over, and then the registrar says that it is so. */
static void what_a_2xx_lacks_past_its_time_has_expired(void **state)
{
	struct bench *b = bench_open(MEMORY);

	(void)state;
	bind(b, "a", 1, "a@a", BENCH_GRANT("a@a", "60"));
	bench_at(b, 1);
	bind(b, "a", 2, "a@b", BENCH_GRANT("a@b", "600")
	     BENCH_GRANT("a@a", "59"));
	bench_at(b, 61);
	bench_register(b, "a", 3, BENCH_CONTACT("a@b"));
	bench_respond(b, 200, "a", 3, BENCH_GRANT("a@b", "600"));
	assert_log(b, "a registered 1/600;a expired/60 sip:a@a;");
	assert_int_equal(b->last.when.ns, (START + 61) * NS_PER_S);
	bench_at(b, 100);
	assert_int_equal(b->expired, 1);
	bench_close(b);
}

static void behind_the_end_nothing_expires(void **state)
{
	struct bench *b = bench_open(MEMORY);

	(void)state;
	bind(b, "a", 1, "a@a", BENCH_GRANT("a@a", "60"));
	bind(b, "b", 1, "b@a", BENCH_GRANT("b@a", "61"));
	bench_at(b, 60 + LATE);
	bench_end(b);
	assert_log(b, "a expired/60 sip:a@a;");
	bench_close(b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_binding_expires_at_its_due_time_once),
		cmocka_unit_test(a_refresh_prolongs_it_whoever_brings_it),
		cmocka_unit_test(two_phones_of_one_name_are_two_bindings),
		cmocka_unit_test(what_is_taken_back_does_not_expire),
		cmocka_unit_test(what_a_2xx_does_not_list_is_forgotten),
		cmocka_unit_test(what_is_no_time_never_comes),
		cmocka_unit_test(the_longest_time_is_waited_for),
		cmocka_unit_test(a_response_with_500_contacts_is_counted),
		cmocka_unit_test(bindings_of_one_name_are_bounded),
		cmocka_unit_test(a_refresh_that_is_a_little_late_is_one),
		cmocka_unit_test(what_a_2xx_lacks_past_its_time_has_expired),
		cmocka_unit_test(behind_the_end_nothing_expires),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
