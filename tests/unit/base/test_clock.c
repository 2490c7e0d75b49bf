/* SPDX-License-Identifier: BSD-2-Clause */
/* Timers fire in exact order, held against a list that is searched whole. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "base/clock.h"

#define T0 INT64_C(1795230000000000000)	/* 2026-11-21 */
#define LOG 16

static struct moment moment(int64_t ns)
{
	return (struct moment){ ns };
}

/* What fired, and when the clock said it was. */
struct log {
	struct clock *clock;
	unsigned n;
	struct timer *timers[LOG];
	int64_t when[LOG];
	struct timer *again;	/* set by the next that fires, to DUE */
	int64_t due;
	uint8_t kind;
};

static void note(struct timer *t, void *arg)
{
	struct log *l = arg;

	assert_true(l->n < LOG);
	l->timers[l->n] = t;
	l->when[l->n++] = clock_now(l->clock).ns;
	if (l->again) {
		clock_set(l->clock, l->again, l->kind, moment(l->due));
		l->again = NULL;
	}
}

static struct clock *started(struct log *l, int64_t at)
{
	struct clock *c;

	assert_int_equal(clock_create(&c), 0);
	*l = (struct log){ .clock = c };
	l->kind = clock_kind(c, note, l);
	assert_true(clock_advance(c, moment(at)));
	return c;
}

static void the_first_stamp_is_now(void **state)
{
	struct log l;
	struct clock *c = started(&l, T0);

	(void)state;
	assert_int_equal(clock_now(c).ns, T0);
	assert_int_equal(clock_shown(c, moment(5)).ns, 5);
	clock_destroy(c);
	clock_destroy(NULL);
}

static void a_packet_of_the_instant_comes_first(void **state)
{
	struct log l;
	struct clock *c = started(&l, T0);
	struct timer t = { 0 };

	(void)state;
	clock_set(c, &t, l.kind, moment(T0 + 1000));
	clock_advance(c, moment(T0 + 1000));
	assert_int_equal(l.n, 0);
	clock_advance(c, moment(T0 + 1000));
	assert_int_equal(l.n, 0);
	clock_advance(c, moment(T0 + 1001));
	assert_int_equal(l.n, 1);
	assert_int_equal(l.when[0], T0 + 1000);
	assert_int_equal(clock_now(c).ns, T0 + 1001);
	clock_destroy(c);
}

static void one_instant_goes_by_kind_then_by_setting(void **state)
{
	struct log l;
	struct clock *c = started(&l, T0);
	uint8_t second = clock_kind(c, note, &l);
	struct timer t[4] = { { 0 } };
	struct moment due = moment(T0 + NS_PER_S);

	(void)state;
	clock_set(c, &t[3], second, due);
	clock_set(c, &t[2], second, due);
	clock_set(c, &t[1], l.kind, due);
	clock_set(c, &t[0], l.kind, due);
	clock_set(c, &t[3], second, due);	/* anew: now the last */
	clock_advance(c, moment(T0 + 2 * NS_PER_S));
	assert_int_equal(l.n, 4);
	assert_ptr_equal(l.timers[0], &t[1]);
	assert_ptr_equal(l.timers[1], &t[0]);
	assert_ptr_equal(l.timers[2], &t[2]);
	assert_ptr_equal(l.timers[3], &t[3]);
	clock_destroy(c);
}

static void a_due_in_the_past_fires_as_soon_as_possible(void **state)
{
	struct log l;
	struct clock *c = started(&l, T0);
	struct timer t = { 0 };

	(void)state;
	clock_set(c, &t, l.kind, moment(T0 - 7 * NS_PER_S));
	clock_advance(c, moment(T0));
	assert_int_equal(l.n, 0);
	clock_advance(c, moment(T0 + 1));
	assert_int_equal(l.n, 1);
	assert_int_equal(l.when[0], T0);
	clock_destroy(c);
}

static void a_timer_set_while_firing_has_its_turn(void **state)
{
	struct log l;
	struct clock *c = started(&l, T0);
	struct timer a = { 0 }, b = { 0 }, nested = { 0 };

	(void)state;
	clock_set(c, &a, l.kind, moment(T0 + 10 * NS_PER_S));
	clock_set(c, &b, l.kind, moment(T0 + 30 * NS_PER_S));
	l.again = &nested;
	l.due = T0 + 20 * NS_PER_S;
	clock_advance(c, moment(T0 + 40 * NS_PER_S));
	assert_int_equal(l.n, 3);
	assert_ptr_equal(l.timers[1], &nested);
	assert_int_equal(l.when[1], T0 + 20 * NS_PER_S);
	assert_ptr_equal(l.timers[2], &b);
	clock_destroy(c);
}

static void a_handler_may_set_its_own_timer_anew(void **state)
{
	struct log l;
	struct clock *c = started(&l, T0);
	struct timer t = { 0 };

	(void)state;
	clock_set(c, &t, l.kind, moment(T0 + 1));
	l.again = &t;
	l.due = T0 + 2;
	clock_advance(c, moment(T0 + 3));
	assert_int_equal(l.n, 2);
	assert_int_equal(l.when[1], T0 + 2);
	assert_false(t.waits);
	clock_destroy(c);
}

static void a_timer_moved_fires_once_at_its_last_due(void **state)
{
	struct log l;
	struct clock *c = started(&l, T0);
	struct timer t = { 0 };

	(void)state;
	clock_set(c, &t, l.kind, moment(T0 + 32 * NS_PER_S));
	clock_set(c, &t, l.kind, moment(T0 + 180 * NS_PER_S));
	clock_advance(c, moment(T0 + 33 * NS_PER_S));
	assert_int_equal(l.n, 0);
	clock_set(c, &t, l.kind, moment(T0 + 40 * NS_PER_S + 3));
	clock_advance(c, moment(T0 + 40 * NS_PER_S + 3));
	assert_int_equal(l.n, 0);
	clock_advance(c, moment(T0 + 300 * NS_PER_S));
	assert_int_equal(l.n, 1);
	assert_int_equal(l.when[0], T0 + 40 * NS_PER_S + 3);
	clock_destroy(c);
}

static void an_unset_timer_stays_silent(void **state)
{
	struct log l;
	struct clock *c = started(&l, T0);
	struct timer t = { 0 }, ready = { 0 };

	(void)state;
	clock_unset(c, &t);
	clock_set(c, &t, l.kind, moment(T0 + NS_PER_S));
	clock_set(c, &ready, l.kind, moment(T0));
	assert_true(t.waits && ready.waits);
	clock_unset(c, &t);
	clock_unset(c, &ready);
	assert_false(t.waits || ready.waits);
	clock_run_out(c);
	assert_int_equal(l.n, 0);
	clock_destroy(c);
}

static void a_stamp_a_little_late_is_the_latest(void **state)
{
	struct log l;
	struct clock *c = started(&l, T0);

	(void)state;
	assert_true(clock_advance(c, moment(T0 - CLOCK_BEHIND.ns)));
	assert_int_equal(clock_now(c).ns, T0);
	assert_int_equal(clock_shown(c, clock_now(c)).ns, T0);
	clock_destroy(c);
}

static void a_gap_of_a_day_is_no_step(void **state)
{
	struct log l;
	struct clock *c = started(&l, T0);
	struct timer t = { 0 };

	(void)state;
	clock_set(c, &t, l.kind, moment(T0 + CLOCK_AHEAD.ns - 1));
	assert_true(clock_advance(c, moment(T0 + CLOCK_AHEAD.ns)));
	assert_int_equal(clock_now(c).ns, T0 + CLOCK_AHEAD.ns);
	assert_int_equal(l.n, 1);
	clock_destroy(c);
}

static void steps_are_shown_but_not_felt(void **state)
{
	static const int64_t steps[] = {
		-60 * NS_PER_S - 1, 86400 * NS_PER_S + 1,
	};
	size_t i;

	(void)state;
	for (i = 0; i < 2; i++) {
		struct log l;
		struct clock *c = started(&l, T0);
		struct timer t = { 0 };

		clock_set(c, &t, l.kind, moment(T0 + NS_PER_S));
		assert_false(clock_advance(c, moment(T0 + steps[i])));
		assert_int_equal(l.n, 0);
		assert_int_equal(clock_now(c).ns, T0);
		assert_int_equal(clock_shown(c, clock_now(c)).ns,
				 T0 + steps[i]);
		/* what was before it keeps its time */
		assert_int_equal(clock_shown(c, moment(T0 - 5)).ns, T0 - 5);
		assert_true(clock_advance(c, moment(T0 + steps[i] +
						    2 * NS_PER_S)));
		assert_int_equal(l.n, 1);
		assert_int_equal(l.when[0], T0 + NS_PER_S);
		assert_int_equal(clock_now(c).ns, T0 + 2 * NS_PER_S);
		clock_destroy(c);
	}
}

/* What was at its very moment may have been before it, or after. */
static void what_a_step_lies_between_is_known(void **state)
{
	const struct moment before = moment(T0 - 1), then = moment(T0),
			    after = moment(T0 + 1);
	struct log l;
	struct clock *c = started(&l, T0);

	(void)state;
	assert_false(clock_stepped(c, before, after));
	assert_false(clock_advance(c, moment(T0 - 90 * NS_PER_S)));
	assert_true(clock_stepped(c, before, after));
	assert_true(clock_stepped(c, before, then));
	assert_true(clock_stepped(c, then, after));
	assert_false(clock_stepped(c, moment(T0 - 2), before));
	assert_false(clock_stepped(c, after, moment(T0 + 2)));
	clock_destroy(c);
}

/* By how much it is short nobody knows. */
static void what_now_has_waited_in_is_doubtful(void **state)
{
	const struct moment before = moment(T0 - 1), then = moment(T0),
			    after = moment(T0 + 1);
	struct log l;
	struct clock *c = started(&l, T0);

	(void)state;
	assert_true(clock_advance(c, moment(T0 - CLOCK_JITTER.ns)));
	assert_false(clock_stepped(c, before, after));
	assert_true(clock_advance(c, moment(T0 - CLOCK_JITTER.ns - 1)));
	assert_true(clock_stepped(c, before, after));
	assert_true(clock_stepped(c, before, then));
	assert_true(clock_stepped(c, then, after));
	assert_true(clock_advance(c, moment(T0 + NS_PER_S)));
	assert_false(clock_stepped(c, after, clock_now(c)));
	/* nor is what is shown another time for that */
	assert_int_equal(clock_shown(c, clock_now(c)).ns, T0 + NS_PER_S);
	clock_destroy(c);
}

static void no_stamp_makes_now_go_back_or_leap(void **state)
{
	static const int64_t wild[] = {
		INT64_MIN, INT64_MAX, -1, 0, INT64_MAX, T0, INT64_MIN, T0,
		INT64_MIN + 1, INT64_MAX - 1,
	};
	size_t i, j;

	(void)state;
	for (i = 0; i < sizeof wild / sizeof *wild; i++) {
		struct log l;
		struct clock *c = started(&l, wild[i]);
		int64_t first = clock_now(c).ns, last = first;

		assert_int_equal(clock_shown(c, clock_now(c)).ns, wild[i]);
		assert_true(first >= 0 && first <= INT64_MAX / 2 + 1);
		for (j = 0; j < sizeof wild / sizeof *wild; j++) {
			clock_advance(c, moment(wild[j]));
			assert_true(clock_now(c).ns >= last);
			last = clock_now(c).ns;
		}
		assert_true(last - first <= CLOCK_AHEAD.ns);
		clock_destroy(c);
	}
}

/* Or a file of great leaps, each within a day, would bring it there. */
static void now_stops_long_before_the_end_of_time(void **state)
{
	int64_t end = INT64_C(1) << 62;
	struct log l;
	struct clock *c = started(&l, end - 1);

	(void)state;
	assert_true(clock_advance(c, moment(end)));
	assert_false(clock_advance(c, moment(end + NS_PER_S)));
	assert_int_equal(clock_now(c).ns, end);
	assert_int_equal(clock_shown(c, clock_now(c)).ns, end + NS_PER_S);
	clock_destroy(c);
}

static void a_timer_set_before_the_start_fires_after_it(void **state)
{
	struct log l = { 0 };
	struct clock *c;
	struct timer t = { 0 };

	(void)state;
	assert_int_equal(clock_create(&c), 0);
	l.clock = c;
	clock_set(c, &t, clock_kind(c, note, &l), moment(60 * NS_PER_S));
	clock_advance(c, moment(T0));
	assert_int_equal(l.n, 0);
	clock_advance(c, moment(T0 + 1));
	assert_int_equal(l.n, 1);
	assert_int_equal(l.when[0], T0);
	clock_destroy(c);
}

static void running_out_fires_all_and_what_they_set(void **state)
{
	struct log l;
	struct clock *c = started(&l, T0);
	struct timer soon = { 0 }, never = { 0 }, nested = { 0 };

	(void)state;
	clock_set(c, &never, l.kind, moment(INT64_MAX));
	clock_set(c, &soon, l.kind, moment(T0 + 1));
	l.again = &nested;
	l.due = T0 + 3600 * NS_PER_S;
	clock_run_out(c);
	assert_int_equal(l.n, 3);
	assert_ptr_equal(l.timers[0], &soon);
	assert_ptr_equal(l.timers[1], &nested);
	assert_ptr_equal(l.timers[2], &never);
	assert_int_equal(l.when[1], T0 + 3600 * NS_PER_S);
	clock_destroy(c);
}

/*
 * The property: the same random deeds done to the clock and to a list in
 * which the next timer is searched for give the same firings.
 */
#define TIMERS 200
#define DEEDS  4000
#define FIRES  40000
#define N_KINDS 3

struct fire { int64_t when; unsigned timer; };

struct world {
	struct clock *clock;		/* NULL: the list */
	uint8_t kinds[N_KINDS];
	struct timer timers[TIMERS];
	int64_t now;
	uint32_t order;
	uint64_t random;
	unsigned n;
	struct fire *fires;
};

static uint64_t draw(uint64_t *random)
{
	*random ^= *random << 13;
	*random ^= *random >> 7;
	*random ^= *random << 17;
	return *random * UINT64_C(0x2545f4914f6cdd1d) >> 11;
}

/* From 0 ns to weeks, each order of magnitude as often. */
static int64_t draw_span(uint64_t *random, unsigned bits)
{
	uint64_t mask = (UINT64_C(1) << draw(random) % bits) - 1;

	return (int64_t)(draw(random) & mask);
}

static int64_t world_now(const struct world *w)
{
	return w->clock ? clock_now(w->clock).ns : w->now;
}

static void world_set(struct world *w, unsigned i, unsigned kind, int64_t due)
{
	struct timer *t = &w->timers[i];

	if (w->clock) {
		clock_set(w->clock, t, w->kinds[kind], moment(due));
		return;
	}
	t->due.ns = due < w->now ? w->now : due;
	t->kind = (uint8_t)kind;
	t->order = w->order++;
	t->waits = true;
}

static void deed(struct world *w)
{
	unsigned i = draw(&w->random) % TIMERS;
	unsigned kind = draw(&w->random) % N_KINDS;
	unsigned what = draw(&w->random) % 8;

	if (what == 0 && w->clock)
		clock_unset(w->clock, &w->timers[i]);
	else if (what == 0)
		w->timers[i].waits = false;
	else
		world_set(w, i, kind, world_now(w) - (what == 1) +
			  draw_span(&w->random, 50));
}

static void fired(struct timer *t, void *arg)
{
	struct world *w = arg;

	assert_true(w->n < FIRES);
	w->fires[w->n++] = (struct fire){
		world_now(w), (unsigned)(t - w->timers) };
	if (draw(&w->random) % 3 == 0)
		deed(w);
}

static bool list_before(const struct timer *a, const struct timer *b)
{
	if (a->due.ns != b->due.ns)
		return a->due.ns < b->due.ns;
	return a->kind != b->kind ? a->kind < b->kind : a->order < b->order;
}

static void list_advance(struct world *w, int64_t to)
{
	for (;;) {
		struct timer *next = NULL;
		unsigned i;

		for (i = 0; i < TIMERS; i++) {
			struct timer *t = &w->timers[i];

			if (t->waits && t->due.ns < to &&
			    (!next || list_before(t, next)))
				next = t;
		}
		if (!next)
			break;
		next->waits = false;
		w->now = next->due.ns;
		fired(next, w);
	}
	w->now = to;
}

/* The way to TO is gone in STRIDES, which must make no difference. */
static void world_advance(struct world *w, int64_t to, unsigned strides)
{
	int64_t from = world_now(w);
	unsigned i;

	if (!w->clock) {
		list_advance(w, to);
		return;
	}
	for (i = 1; i < strides; i++)
		clock_advance(w->clock, moment(from + (to - from) /
					       strides * i));
	clock_advance(w->clock, moment(to));
	assert_int_equal(clock_now(w->clock).ns, to);
}

static struct world *world_run(bool naive, uint64_t seed, unsigned strides)
{
	struct world *w = calloc(1, sizeof *w);
	unsigned i;

	assert_non_null(w);
	w->fires = calloc(FIRES, sizeof *w->fires);
	assert_non_null(w->fires);
	w->random = seed;
	w->now = T0;
	if (!naive) {
		assert_int_equal(clock_create(&w->clock), 0);
		for (i = 0; i < N_KINDS; i++)
			w->kinds[i] = clock_kind(w->clock, fired, w);
		clock_advance(w->clock, moment(T0));
	}
	for (i = 0; i < DEEDS; i++) {
		deed(w);
		if (draw(&w->random) % 4 == 0)
			world_advance(w, world_now(w) +
				      draw_span(&w->random, 46), strides);
	}
	return w;
}

static void world_end(struct world *w)
{
	clock_destroy(w->clock);
	free(w->fires);
	free(w);
}

static void the_order_is_that_of_a_sorted_list(void **state)
{
	uint64_t seed;

	(void)state;
	for (seed = 1; seed <= 12; seed++) {
		struct world *naive = world_run(true, seed, 1);
		unsigned strides;

		assert_true(naive->n > DEEDS / 4);
		for (strides = 1; strides <= 13; strides += 6) {
			struct world *w = world_run(false, seed, strides);
			unsigned i;

			assert_int_equal(w->n, naive->n);
			for (i = 0; i < w->n; i++) {
				assert_int_equal(w->fires[i].timer,
						 naive->fires[i].timer);
				assert_int_equal(w->fires[i].when,
						 naive->fires[i].when);
			}
			world_end(w);
		}
		world_end(naive);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_stamp_is_now),
		cmocka_unit_test(a_packet_of_the_instant_comes_first),
		cmocka_unit_test(one_instant_goes_by_kind_then_by_setting),
		cmocka_unit_test(a_due_in_the_past_fires_as_soon_as_possible),
		cmocka_unit_test(a_timer_set_while_firing_has_its_turn),
		cmocka_unit_test(a_handler_may_set_its_own_timer_anew),
		cmocka_unit_test(a_timer_moved_fires_once_at_its_last_due),
		cmocka_unit_test(an_unset_timer_stays_silent),
		cmocka_unit_test(a_stamp_a_little_late_is_the_latest),
		cmocka_unit_test(a_gap_of_a_day_is_no_step),
		cmocka_unit_test(steps_are_shown_but_not_felt),
		cmocka_unit_test(what_a_step_lies_between_is_known),
		cmocka_unit_test(what_now_has_waited_in_is_doubtful),
		cmocka_unit_test(no_stamp_makes_now_go_back_or_leap),
		cmocka_unit_test(now_stops_long_before_the_end_of_time),
		cmocka_unit_test(a_timer_set_before_the_start_fires_after_it),
		cmocka_unit_test(running_out_fires_all_and_what_they_set),
		cmocka_unit_test(the_order_is_that_of_a_sorted_list),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
