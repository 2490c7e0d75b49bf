/* SPDX-License-Identifier: BSD-2-Clause */
/* The loop calls a handler until its watch ends. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/loop.h"

#include <cmocka.h>

struct scene {
	struct loop *loop;
	struct loop_watch *watch, *other;
	int fds[2];
	int calls;
};

static int set_up(void **state)
{
	struct scene *s = calloc(1, sizeof *s);

	assert_non_null(s);
	assert_int_equal(loop_create(&s->loop), 0);
	assert_int_equal(pipe(s->fds), 0);
	*state = s;
	return 0;
}

static int tear_down(void **state)
{
	struct scene *s = *state;

	loop_destroy(s->loop);
	close(s->fds[0]);
	close(s->fds[1]);
	free(s);
	return 0;
}

static void take_one_byte(void *arg)
{
	struct scene *s = arg;
	char c;

	assert_int_equal(read(s->fds[0], &c, 1), 1);
	if (++s->calls == 3)
		loop_stop(s->loop);
}

static void a_readable_descriptor_is_told_until_it_is_read(void **state)
{
	struct scene *s = *state;

	assert_int_equal(write(s->fds[1], "abc", 3), 3);
	s->watch = loop_readable(s->loop, s->fds[0], take_one_byte, s);
	assert_non_null(s->watch);
	loop_run(s->loop);
	assert_int_equal(s->calls, 3);
}

static void end_own_watch(void *arg)
{
	struct scene *s = arg;

	s->calls++;
	loop_end(s->loop, s->watch);
	s->watch = NULL;
}

static void a_handler_may_end_its_own_watch(void **state)
{
	struct scene *s = *state;

	s->watch = loop_writable(s->loop, s->fds[1], end_own_watch, s);
	assert_non_null(s->watch);
	loop_run(s->loop);	/* with nothing left to watch it returns */
	assert_int_equal(s->calls, 1);
	loop_end(s->loop, NULL);
}

static void end_both(void *arg)
{
	struct scene *s = arg;

	s->calls++;
	loop_end(s->loop, s->watch);
	loop_end(s->loop, s->other);
}

static void a_handler_may_end_another_watch_that_is_due(void **state)
{
	struct scene *s = *state;
	int fd = dup(s->fds[1]);

	assert_true(fd >= 0);
	s->watch = loop_writable(s->loop, s->fds[1], end_both, s);
	s->other = loop_writable(s->loop, fd, end_both, s);
	loop_run(s->loop);
	assert_int_equal(s->calls, 1);
	close(fd);
}

static void count_and_stop(void *arg)
{
	struct scene *s = arg;

	if (++s->calls == 4)
		loop_stop(s->loop);
}

static void a_tick_comes_again_and_again(void **state)
{
	struct scene *s = *state;

	s->watch = loop_every(s->loop, span_ms(1), count_and_stop, s);
	assert_non_null(s->watch);
	loop_run(s->loop);
	assert_int_equal(s->calls, 4);
}

static void stop_now(void *arg)
{
	struct scene *s = arg;

	s->calls++;
	loop_stop(s->loop);
}

static void a_signal_is_a_call(void **state)
{
	struct scene *s = *state;

	s->watch = loop_signal(s->loop, SIGUSR1, stop_now, s);
	assert_non_null(s->watch);
	raise(SIGUSR1);
	loop_run(s->loop);
	assert_int_equal(s->calls, 1);
}

static void the_wall_clock_is_past_2020(void **state)
{
	(void)state;
	assert_true(loop_wall_clock().ns > 1577836800 * NS_PER_S);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_readable_descriptor_is_told_until_it_is_read),
		TEST(a_handler_may_end_its_own_watch),
		TEST(a_handler_may_end_another_watch_that_is_due),
		TEST(a_tick_comes_again_and_again),
		TEST(a_signal_is_a_call),
		cmocka_unit_test(the_wall_clock_is_past_2020),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
