/* SPDX-License-Identifier: BSD-2-Clause */
/* Health warns of loss once a record, and of each kind not read once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "daemon/daemon.h"

struct bench {
	struct counters *counters;
	struct health health;
	uint64_t *packets, *kernel, *interface;
	char text[HEALTH_TEXT];
	bool alarming;
};

static void start(struct bench *b)
{
	*b = (struct bench){ .alarming = false };
	assert_int_equal(counters_create(&b->counters), 0);
	b->packets = counter(b->counters, "packets", NULL);
	b->kernel = counter(b->counters, "dropped", "kernel");
	b->interface = counter(b->counters, "dropped", "interface");
}

static const char *warning(struct bench *b)
{
	return health_warning(&b->health, b->counters, NULL, NULL, b->text);
}

static bool lost_more(struct bench *b)
{
	return health_lost_more(&b->health, b->counters, &b->alarming);
}

static void without_loss_nothing_is_warned_of(void **state)
{
	struct bench b;

	(void)state;
	start(&b);
	assert_null(warning(&b));
	*b.packets = 1000000;
	assert_false(lost_more(&b));
	assert_null(warning(&b));
	counters_destroy(b.counters);
}

static void loss_is_warned_of_with_its_share(void **state)
{
	struct bench b;

	(void)state;
	start(&b);
	*b.packets = 990;
	*b.kernel = 7;
	*b.interface = 3;
	assert_non_null(strstr(warning(&b), "lost 10 of 1000 packets"));
	assert_null(warning(&b));	/* it was told; nothing came since */
	counters_destroy(b.counters);
}

/* A socket has another buffer than an interface. */
static void for_hep_that_is_lost_something_else_helps(void **state)
{
	struct bench b;

	(void)state;
	start(&b);
	*b.packets = 990;
	*b.kernel = 10;
	assert_non_null(strstr(warning(&b), "raise capture.buffer"));
	*b.packets = 1990;
	*counter(b.counters, "dropped", "hep") = 10;
	assert_non_null(strstr(warning(&b), "10 of 1010 packets"));
	*b.packets = 2990;
	*counter(b.counters, "dropped", "hep") = 20;
	assert_non_null(strstr(warning(&b), "raise the sysctl "
			       "net.core.rmem_max, or take HEP by TCP"));
	*b.packets = 3990;
	*b.kernel = 20;
	assert_non_null(strstr(warning(&b), "raise capture.buffer"));
	counters_destroy(b.counters);
}

static void less_than_one_in_a_thousand_is_no_alarm(void **state)
{
	struct bench b;

	(void)state;
	start(&b);
	*b.packets = 10000;
	*b.kernel = 5;
	assert_true(lost_more(&b));
	assert_false(b.alarming);
	assert_null(warning(&b));
	counters_destroy(b.counters);
}

static void a_loss_alarms_at_once_but_once(void **state)
{
	struct bench b;

	(void)state;
	start(&b);
	*b.packets = 1000;
	*b.kernel = 50;
	assert_true(lost_more(&b));
	assert_true(b.alarming);
	assert_non_null(warning(&b));
	assert_false(lost_more(&b));
	*b.kernel = 100;
	assert_true(lost_more(&b));
	assert_false(b.alarming);	/* the next record will say it */
	assert_non_null(warning(&b));
	assert_null(warning(&b));	/* a record without loss */
	*b.kernel = 150;
	assert_true(lost_more(&b));
	assert_true(b.alarming);
	counters_destroy(b.counters);
}

static void each_kind_not_read_is_named_once(void **state)
{
	struct bench b;

	(void)state;
	start(&b);
	*counter(b.counters, "unread", "tcp") = 0;
	assert_null(warning(&b));
	*counter(b.counters, "unread", "tcp") = 1;
	assert_non_null(strstr(warning(&b), "does not read tcp"));
	*counter(b.counters, "unread", "tcp") = 2;
	assert_null(warning(&b));
	*counter(b.counters, "unread", "tls") = 1;
	*counter(b.counters, "tls_connections", "sips") = 3;
	*counter(b.counters, "tls_connections", "other") = 39;
	assert_non_null(strstr(warning(&b), "tcp, tls"));
	*counter(b.counters, "unread", "esp") = 1;
	assert_non_null(strstr(warning(&b), "of 42 connections with TLS 3 "
			       "to port 5061"));
	counters_destroy(b.counters);
}

static void alerts_without_room_are_warned_of(void **state)
{
	struct bench b;

	(void)state;
	start(&b);
	*counter(b.counters, "evicted", "groups") = 7;
	*counter(b.counters, "evicted", "alerts") = 0;
	assert_null(warning(&b));
	*counter(b.counters, "evicted", "alerts") = 961;
	assert_string_equal(warning(&b),
			    "no room for alerts, 961 times since the last "
			    "record: raise limits.memory, or the thresholds "
			    "of what raises so many");
	assert_null(warning(&b));
	*b.kernel = 10;
	*counter(b.counters, "evicted", "alerts") = 962;
	assert_non_null(strstr(warning(&b), "filter; no room for alerts, 1 "));
	counters_destroy(b.counters);
}

static void refused_hep_is_warned_of_with_who_sent_it(void **state)
{
	struct addr sender;
	struct bench b;

	(void)state;
	start(&b);
	assert_int_equal(addr_parse(SLICE("192.0.2.9"), &sender), 0);
	assert_null(health_warning(&b.health, b.counters, NULL, &sender,
				   b.text));
	*counter(b.counters, "bad_hep", "key") = 2;
	*counter(b.counters, "bad_hep", "length") = 1;
	assert_string_equal(health_warning(&b.health, b.counters, "key",
					   &sender, b.text),
			    "3 HEP messages refused since the last record, "
			    "the last from 192.0.2.9 (key)");
	assert_null(health_warning(&b.health, b.counters, "key", &sender,
				   b.text));
	*counter(b.counters, "bad_hep", "key") = 3;
	assert_non_null(strstr(health_warning(&b.health, b.counters, "key",
					      &sender, b.text),
			       "1 HEP message refused"));
	counters_destroy(b.counters);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_loss_nothing_is_warned_of),
		cmocka_unit_test(loss_is_warned_of_with_its_share),
		cmocka_unit_test(for_hep_that_is_lost_something_else_helps),
		cmocka_unit_test(less_than_one_in_a_thousand_is_no_alarm),
		cmocka_unit_test(a_loss_alarms_at_once_but_once),
		cmocka_unit_test(each_kind_not_read_is_named_once),
		cmocka_unit_test(alerts_without_room_are_warned_of),
		cmocka_unit_test(refused_hep_is_warned_of_with_who_sent_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
