/* SPDX-License-Identifier: BSD-2-Clause */
/* Several captures come as one, in the order of their stamps. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>

#include "capture/capture.h"
#include "captures.h"

#include <cmocka.h>

#define ETHERNET 1

/* A capture with a frame at each of TIMES (ends with 0), which is one byte:
 * its NAME. */
static char *make_file(char name, const uint32_t times[])
{
	struct bytes o = { .n = 0 };

	put_pcap_header(&o, PCAP_MICRO, ETHERNET);
	for (; *times; times++)
		put_pcap_packet(&o, *times, 0, &name, 1);
	return keep_file(o.b, o.n);
}

/* Reads PATHS: "a1 b1": name, and frame number in its file. */
static void assert_order(char *paths[], size_t n, const char *expected)
{
	char why[CAPTURE_WHY], order[256] = "";
	struct capture_files *c;
	const struct frame *f;
	size_t at = 0;

	assert_int_equal(capture_files_open(&c, paths, n, NULL, why), 0);
	while ((f = capture_files_next(c)))
		at += snprintf(order + at, sizeof order - at, "%s%c%d",
			       at ? " " : "", f->bytes[0], (int)f->number);
	assert_null(capture_files_next(c));
	assert_string_equal(order, expected);
	capture_files_close(c);
}

static void the_earliest_comes_first(void **state)
{
	char *paths[] = {
		make_file('a', (const uint32_t[]){ 10, 20, 50, 0 }),
		make_file('b', (const uint32_t[]){ 5, 30, 40, 60, 0 }),
		make_file('c', (const uint32_t[]){ 0 }),
		make_file('d', (const uint32_t[]){ 15, 0 }),
	};
	size_t i;

	(void)state;
	assert_order(paths, 4, "b1 a1 d1 a2 b2 b3 a3 b4");
	assert_order(paths, 1, "a1 a2 a3");
	assert_order(paths + 2, 1, "");
	for (i = 0; i < 4; i++)
		drop_file(paths[i]);
}

static void ties_go_by_the_order_given(void **state)
{
	char *a = make_file('a', (const uint32_t[]){ 10, 10, 20, 0 });
	char *b = make_file('b', (const uint32_t[]){ 10, 20, 20, 0 });
	char *c = make_file('c', (const uint32_t[]){ 10, 20, 0 });

	(void)state;
	assert_order((char *[]){ a, b, c }, 3, "a1 a2 b1 c1 a3 b2 b3 c2");
	assert_order((char *[]){ c, b, a }, 3, "c1 b1 a1 a2 c2 b2 b3 a3");
	drop_file(a);
	drop_file(b);
	drop_file(c);
}

static void a_file_that_goes_back_keeps_its_own_order(void **state)
{
	char *a = make_file('a', (const uint32_t[]){ 30, 10, 40, 0 });
	char *b = make_file('b', (const uint32_t[]){ 20, 35, 0 });

	(void)state;
	assert_order((char *[]){ a, b }, 2, "b1 a1 a2 b2 a3");
	drop_file(a);
	drop_file(b);
}

static void many_files_are_merged(void **state)
{
	char *paths[40], why[CAPTURE_WHY];
	struct capture_files *c;
	struct moment last = { 0 };
	const struct frame *f;
	size_t i, n = 0;

	(void)state;
	for (i = 0; i < 40; i++)
		paths[i] = make_file('x', (const uint32_t[]){
			1 + i * 7 % 40, 50 + i * 3 % 40, 100 + i, 0 });
	assert_int_equal(capture_files_open(&c, paths, 40, NULL, why), 0);
	for (; (f = capture_files_next(c)); n++) {
		assert_false(moment_before(f->stamp, last));
		last = f->stamp;
	}
	assert_int_equal(n, 120);
	capture_files_close(c);
	for (i = 0; i < 40; i++)
		drop_file(paths[i]);
}

static void a_damaged_file_does_not_end_the_others(void **state)
{
	char *a = make_file('a', (const uint32_t[]){ 10, 30, 0 });
	char *b = make_file('b', (const uint32_t[]){ 20, 40, 0 });
	char *paths[] = { a, b }, why[CAPTURE_WHY];
	struct capture_files *c;
	size_t n = 0;

	(void)state;
	assert_int_equal(truncate(a, PCAP_HEADER + 2 * PCAP_RECORD + 1), 0);
	assert_int_equal(capture_files_open(&c, paths, 2, NULL, why), 0);
	while (capture_files_next(c))
		n++;
	assert_int_equal(n, 3);
	assert_non_null(capture_files_damage(c, 0));
	assert_non_null(strstr(capture_files_damage(c, 0), a));
	assert_null(capture_files_damage(c, 1));
	capture_files_close(c);
	drop_file(a);
	drop_file(b);
}

static void one_that_cannot_be_opened_is_named(void **state)
{
	char *a = make_file('a', (const uint32_t[]){ 10, 0 });
	char nowhere[] = "/nowhere/at.all";
	char *paths[] = { a, nowhere }, why[CAPTURE_WHY];
	struct capture_files *c = NULL;

	(void)state;
	assert_int_equal(capture_files_open(&c, paths, 2, NULL, why),
			 -ENOENT);
	assert_non_null(strstr(why, nowhere));
	assert_null(c);
	drop_file(a);
}

static void link_and_progress_are_told(void **state)
{
	char *a = make_file('a', (const uint32_t[]){ 10, 30, 0 });
	char why[CAPTURE_WHY];
	struct capture_files *c;
	uint64_t done, all;
	const char *name;

	(void)state;
	assert_int_equal(capture_files_open(&c, &a, 1, NULL, why), 0);
	assert_int_equal(capture_files_link(c, 0, &name), ETHERNET);
	assert_string_equal(name, "EN10MB");
	while (capture_files_next(c))
		;
	capture_files_progress(c, &done, &all);
	assert_int_equal(all, PCAP_HEADER + 2 * (PCAP_RECORD + 1));
	assert_int_equal(done, all);
	capture_files_close(c);
	drop_file(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_earliest_comes_first),
		cmocka_unit_test(ties_go_by_the_order_given),
		cmocka_unit_test(a_file_that_goes_back_keeps_its_own_order),
		cmocka_unit_test(many_files_are_merged),
		cmocka_unit_test(a_damaged_file_does_not_end_the_others),
		cmocka_unit_test(one_that_cannot_be_opened_is_named),
		cmocka_unit_test(link_and_progress_are_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
