/* SPDX-License-Identifier: BSD-2-Clause */
/* Whoever waits in a queue goes when its time is over, and in its turn. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "base/queue.h"

#define T0 (INT64_C(1700000000) * NS_PER_S)

struct bench {
	struct clock *clock;
	struct queue q;
	struct timer timers[6];
	char log[200];		/* "0@5 1@7": who went, and after how long */
	int again;		/* it is added once more when it goes */
};

static void note(struct timer *t, void *arg)
{
	struct bench *b = arg;
	size_t n = strlen(b->log);
	int i = (int)(t - b->timers);

	snprintf(b->log + n, sizeof b->log - n, "%s%d@%d", n ? " " : "", i,
		 (int)((clock_now(b->clock).ns - T0) / NS_PER_S));
	if (i == b->again) {
		b->again = -1;
		queue_add(&b->q, t);
	}
}

static void at(struct bench *b, int s)
{
	clock_advance(b->clock, (struct moment){ T0 + s * NS_PER_S });
}

static void begin(struct bench *b)
{
	memset(b, 0, sizeof *b);
	b->again = -1;
	assert_int_equal(clock_create(&b->clock), 0);
	queue_create(&b->q, b->clock, span_s(5), note, b);
	at(b, 0);
}

static void each_waits_as_long(void **state)
{
	struct bench b;

	(void)state;
	begin(&b);
	queue_add(&b.q, &b.timers[0]);
	at(&b, 2);
	queue_add(&b.q, &b.timers[1]);
	queue_add(&b.q, &b.timers[2]);
	at(&b, 5);
	assert_string_equal(b.log, "");
	at(&b, 6);
	assert_string_equal(b.log, "0@5");
	queue_add(&b.q, &b.timers[3]);
	at(&b, 100);
	assert_string_equal(b.log, "0@5 1@7 2@7 3@11");
	assert_null(b.q.first);
	queue_add(&b.q, &b.timers[4]);
	clock_run_out(b.clock);
	assert_string_equal(b.log, "0@5 1@7 2@7 3@11 4@105");
	clock_destroy(b.clock);
}

static void who_left_is_not_waited_for(void **state)
{
	struct bench b;

	(void)state;
	begin(&b);
	for (int i = 0; i < 5; i++) {
		at(&b, i);
		queue_add(&b.q, &b.timers[i]);
	}
	queue_drop(&b.q, &b.timers[0]);
	queue_drop(&b.q, &b.timers[2]);
	queue_drop(&b.q, &b.timers[4]);
	queue_drop(&b.q, &b.timers[4]);
	at(&b, 50);
	assert_string_equal(b.log, "1@6 3@8");
	queue_drop(&b.q, &b.timers[1]);
	queue_add(&b.q, &b.timers[2]);
	at(&b, 60);
	assert_string_equal(b.log, "1@6 3@8 2@55");
	clock_destroy(b.clock);
}

static void who_goes_may_wait_again(void **state)
{
	struct bench b;

	(void)state;
	begin(&b);
	b.again = 0;
	queue_add(&b.q, &b.timers[0]);
	queue_add(&b.q, &b.timers[1]);
	at(&b, 50);
	assert_string_equal(b.log, "0@5 1@5 0@10");
	clock_destroy(b.clock);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_waits_as_long),
		cmocka_unit_test(who_left_is_not_waited_for),
		cmocka_unit_test(who_goes_may_wait_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
