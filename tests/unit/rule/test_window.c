/* SPDX-License-Identifier: BSD-2-Clause */
/* A window never has fewer outcomes than it should, nor older than W/64. */
#include "making.h"

#include "rule/parts.h"

#define EVENTS 20000

struct naive { int64_t ns; int code; uint32_t again; };

static struct naive past[EVENTS];	/* scratch of one test */

static uint64_t next_random(uint64_t *state)
{
	*state = *state * UINT64_C(6364136223846793005) +
		 UINT64_C(1442695040888963407);
	return *state >> 33;
}

struct sums { uint64_t count, rated, again; };

/* What of the first N events is after FROM. */
static struct sums naive_sums(size_t n, int64_t from)
{
	struct sums s = { 0, 0, 0 };

	while (n-- > 0 && past[n].ns > from) {
		s.count++;
		s.rated += past[n].code != 401 && past[n].code != 407;
		s.again += past[n].again;
	}
	return s;
}

static uint64_t code_sum(size_t n, int64_t from, int code)
{
	uint64_t sum = 0;

	while (n-- > 0 && past[n].ns > from)
		sum += past[n].code == code;
	return sum;
}

static void check(const struct window *w, const struct cells *c,
		  const struct pace *p, size_t n, int64_t now)
{
	const int64_t wide = p->window.ns + p->window.ns / 64 + 1;
	const struct sums least = naive_sums(n, now - p->window.ns);
	const struct sums most = naive_sums(n, now - wide);
	struct figures f = { .since = { -1 } };
	uint64_t by_codes = 0;

	assert_in_range(w->count, least.count, most.count);
	assert_in_range(w->rated, least.rated, most.rated);
	window_figures(w, c, &f);
	assert_in_range(f.retransmissions, least.again, most.again);
	for (size_t i = 0; i < f.n_codes; i++) {
		assert_in_range(f.codes[i].count,
				code_sum(n, now - p->window.ns,
					 f.codes[i].code),
				code_sum(n, now - wide, f.codes[i].code));
		by_codes += f.codes[i].count;
		if (i > 0)
			assert_true(f.codes[i - 1].count > f.codes[i].count ||
				    (f.codes[i - 1].count ==
				     f.codes[i].count &&
				     f.codes[i - 1].code < f.codes[i].code));
	}
	if (f.n_codes < VERDICT_CODES)
		assert_int_equal(by_codes, w->count);
	if (w->count)
		assert_true(f.since.ns > now - wide && f.since.ns <= now);
}

/* Random events at random distances, and looks between and after them. */
static void run(struct span window, int64_t step, uint64_t seed)
{
	const struct pace p = window_pace(window);
	struct window w = { .count = 0 };
	struct cells *c;
	int64_t now = 1700000000 * NS_PER_S + (int64_t)seed;

	assert_int_equal(cells_create(&c, EVENTS), 0);
	for (size_t n = 0; n < EVENTS; n++) {
		uint64_t r = next_random(&seed);
		struct event e;

		now += (int64_t)(next_random(&seed) % (uint64_t)step);
		if (r % 500 == 0)
			now += p.window.ns * 3 / 2;
		if (r % 7 == 0)		/* on the edge of a bucket */
			now += p.bucket.ns - now % p.bucket.ns;
		past[n] = (struct naive){
			.ns = now, .code = 400 + (int)(r % 23),
			.again = r % 3,
		};
		e = (struct event){ { now }, past[n].code, past[n].again,
				    0 };
		assert_true(window_add(&w, c, &p, &e));
		check(&w, c, &p, n + 1, now);
		if (r % 3 == 0) {
			now += (int64_t)(r % (uint64_t)(2 * step));
			window_trim(&w, c, &p, (struct moment){ now });
			check(&w, c, &p, n + 1, now);
		}
	}
	now += 2 * p.window.ns;
	window_trim(&w, c, &p, (struct moment){ now });
	assert_true(window_empty(&w));
	assert_int_equal(w.count + w.rated, 0);
	assert_int_equal(cells_free(c), EVENTS);
	cells_destroy(c);
}

static void a_window_agrees_with_a_list_of_events(void **state)
{
	(void)state;
	run(span_s(60), NS_PER_S, 1);
	run(span_s(60), 5 * NS_PER_S, 2);
	run(span_s(10), 20 * NS_PER_MS, 3);
	run(span_ms(250), NS_PER_MS, 4);
	run((struct span){ 1000000007 }, NS_PER_MS * 30, 5);
}

static const struct event failed = { { 0 }, 503, 2, 0 };

static void an_outcome_leaves_with_its_bucket(void **state)
{
	const struct pace p = window_pace(span_s(64));
	struct event e = failed;
	struct window w = { .count = 0 };
	struct figures f = { .count = 0 };
	struct cells *c;

	(void)state;
	assert_int_equal(cells_create(&c, 8), 0);
	e.when = at_ms(100500);
	assert_true(window_add(&w, c, &p, &e));
	/* bucket 100 s to 101 s; its end is at now - W at 165 s */
	assert_int_equal(w.leaves.ns, 165 * NS_PER_S);
	window_trim(&w, c, &p, (struct moment){ 165 * NS_PER_S - 1 });
	assert_int_equal(w.count, 1);
	window_figures(&w, c, &f);
	assert_int_equal(f.retransmissions, 2);
	window_trim(&w, c, &p, at_ms(165000));
	assert_int_equal(w.count, 0);
	window_figures(&w, c, &f);
	assert_int_equal(f.retransmissions, 0);
	assert_true(window_empty(&w));
	cells_destroy(c);
}

static void outcomes_of_one_bucket_share_a_cell(void **state)
{
	const struct pace p = window_pace(span_s(64));
	struct event e = failed;
	struct window w = { .count = 0 };
	struct figures f = { 0 };
	struct cells *c;

	(void)state;
	assert_int_equal(cells_create(&c, 8), 0);
	for (int i = 0; i < 1000; i++) {
		e.when = at_ms(100000 + i);
		e.code = i % 2 ? 503 : 504;
		assert_true(window_add(&w, c, &p, &e));
	}
	/* The newest is with the window. */
	assert_int_equal(cells_free(c), 7);
	assert_int_equal(w.count, 1000);
	window_figures(&w, c, &f);
	assert_int_equal(f.since.ns, 100 * NS_PER_S);
	assert_int_equal(f.retransmissions, 2000);
	assert_int_equal(f.n_codes, 2);
	assert_int_equal(f.codes[0].code, 503);
	assert_int_equal(f.codes[0].count, 500);
	assert_int_equal(f.codes[1].code, 504);
	window_clear(&w, c);
	assert_int_equal(cells_free(c), 8);
	cells_destroy(c);
}

static void challenges_enter_no_ratio(void **state)
{
	const struct pace p = window_pace(span_s(64));
	struct event e = failed;
	struct window w = { .count = 0 };
	struct cells *c;

	(void)state;
	assert_int_equal(cells_create(&c, 8), 0);
	e.when = at_ms(100000);
	assert_true(window_add(&w, c, &p, &e));
	e.code = 407;
	assert_true(window_add(&w, c, &p, &e));
	e.code = OUTCOME_NO_ACK;
	assert_true(window_add(&w, c, &p, &e));
	assert_int_equal(w.count, 3);
	assert_int_equal(w.rated, 2);
	window_clear(&w, c);
	assert_int_equal(cells_free(c), 8);
	cells_destroy(c);
}

static void the_most_frequent_codes_come_first(void **state)
{
	const struct pace p = window_pace(span_s(64));
	struct event e = failed;
	struct window w = { .count = 0 };
	struct figures f = { 0 };
	struct cells *c;

	(void)state;
	assert_int_equal(cells_create(&c, 100), 0);
	e.when = at_ms(100000);
	for (int code = 480; code < 500; code++)
		for (int i = 0; i < code - 470; i++) {
			e.code = code;
			assert_true(window_add(&w, c, &p, &e));
		}
	window_figures(&w, c, &f);
	assert_int_equal(f.n_codes, VERDICT_CODES);
	for (int i = 0; i < VERDICT_CODES; i++) {
		assert_int_equal(f.codes[i].code, 499 - i);
		assert_int_equal(f.codes[i].count, 29 - i);
	}
	window_clear(&w, c);
	cells_destroy(c);
}

static void without_a_cell_an_outcome_is_refused(void **state)
{
	const struct pace p = window_pace(span_s(64));
	struct event e = failed;
	struct window w = { .count = 0 };
	struct cells *c;

	(void)state;
	assert_int_equal(cells_create(&c, 1), 0);
	for (int i = 0; i < 2; i++) {
		e.when = at_ms(100000 + 1000 * i);
		assert_true(window_add(&w, c, &p, &e));
	}
	e.when = at_ms(105000);
	assert_false(window_add(&w, c, &p, &e));
	assert_int_equal(w.count, 2);
	window_drop_oldest(&w, c, &p);
	assert_int_equal(w.count, 1);
	assert_int_equal(w.leaves.ns, 166 * NS_PER_S);
	assert_true(window_add(&w, c, &p, &e));
	assert_int_equal(w.count, 2);
	window_clear(&w, c);
	cells_destroy(c);
}

static void the_shortest_window_still_has_buckets(void **state)
{
	(void)state;
	assert_int_equal(window_pace((struct span){ 10 }).bucket.ns, 1);
	assert_int_equal(window_pace(span_s(64)).bucket.ns, NS_PER_S);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_window_agrees_with_a_list_of_events),
		cmocka_unit_test(an_outcome_leaves_with_its_bucket),
		cmocka_unit_test(outcomes_of_one_bucket_share_a_cell),
		cmocka_unit_test(challenges_enter_no_ratio),
		cmocka_unit_test(the_most_frequent_codes_come_first),
		cmocka_unit_test(without_a_cell_an_outcome_is_refused),
		cmocka_unit_test(the_shortest_window_still_has_buckets),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
