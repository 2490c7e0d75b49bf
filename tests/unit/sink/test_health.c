/* SPDX-License-Identifier: BSD-2-Clause */
/* A health record tells every counter, and what its labels add up to. */
#include "lines.h"

static char buffer[RECORD_ROOM];

static int set_up(void **state)
{
	struct counters *c;

	if (counters_create(&c))
		return -1;
	*counter(c, "copies", NULL) = 3;
	*counter(c, "dropped", "kernel") = 10;
	*counter(c, "not_sip", "rtp") = 7;
	*counter(c, "not_sip", "stun") = 0;
	*counter(c, "packets", NULL) = 100;
	*counter(c, "dropped", "interface") = 2;
	*counter(c, "malformed", "no-via") = 0;
	*state = c;
	return 0;
}

static int tear_down(void **state)
{
	counters_destroy(*state);
	return 0;
}

static struct slice written(const struct counters *c,
			    const struct record_format *f,
			    const char *warning, bool headed)
{
	struct record r;

	record_begin(&r, f, buffer, sizeof buffer);
	record_health(&r, A_MOMENT, warning, NULL, c, headed);
	return record_end(&r);
}

static void labels_are_added_up_and_told_apart(void **state)
{
	assert_line(written(*state, &record_logfmt, NULL, true),
		    "type=health time=2026-11-21T02:58:03.120544Z "
		    "packets=100 dropped=12 dropped_by=kernel:10,interface:2 "
		    "not_sip=7 not_sip_by=rtp:7 malformed=0 copies=3\n");
	assert_line(written(*state, &record_json, NULL, true),
		    "{\"type\":\"health\","
		    "\"time\":\"2026-11-21T02:58:03.120544Z\","
		    "\"packets\":100,\"dropped\":12,"
		    "\"dropped_by\":{\"kernel\":10,\"interface\":2},"
		    "\"not_sip\":7,\"not_sip_by\":{\"rtp\":7},"
		    "\"malformed\":0,\"copies\":3}\n");
}

static void a_warning_goes_first(void **state)
{
	assert_line(written(*state, &record_logfmt, "packets were lost",
			    false),
		    "event=health severity=warning "
		    "warning=\"packets were lost\" packets=100 dropped=12 "
		    "dropped_by=kernel:10,interface:2 not_sip=7 "
		    "not_sip_by=rtp:7 malformed=0 copies=3\n");
}

static void a_tally_knows_what_is_not_counted(void **state)
{
	struct tally t;

	assert_false(tally_of(*state, "orphans", &t));
	assert_true(tally_of(*state, "malformed", &t));
	assert_int_equal(t.sum, 0);
	assert_true(tally_of(*state, "dropped", &t));
	assert_int_equal(t.sum, 12);
	assert_int_equal(t.n, 2);
}

static void who_sent_bad_hep_is_told(void **state)
{
	struct addr sender;
	struct record r;
	struct slice line;

	assert_int_equal(addr_parse(SLICE("192.0.2.9"), &sender), 0);
	record_begin(&r, &record_logfmt, buffer, sizeof buffer);
	record_health(&r, A_MOMENT, NULL, &sender, *state, true);
	line = record_end(&r);
	assert_true(line.n > 28);
	assert_true(slice_equal(slice_from(line, line.n - 24),
				SLICE(" bad_hep_from=192.0.2.9\n")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(labels_are_added_up_and_told_apart),
		cmocka_unit_test(a_warning_goes_first),
		cmocka_unit_test(a_tally_knows_what_is_not_counted),
		cmocka_unit_test(who_sent_bad_hep_is_told),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
