/* SPDX-License-Identifier: BSD-2-Clause */
/* What isn't read is counted once, by what it is, and never handed on. */
#include "bench.h"

static void check(struct bench *t, const struct making *m, const char *name,
		  const char *label)
{
	uint64_t before = bench_count(t, name, label);
	uint64_t counted = bench_counted(t);

	bench_frame(t, RAW, m);
	assert_int_equal(bench_count(t, name, label), before + 1);
	assert_int_equal(bench_counted(t), counted + 1);
	assert_int_equal(t->handed_on, 0);
}

static void others_are_counted_by_protocol(void **state)
{
	static const struct { uint8_t protocol; const char *name, *label; }
	rows[] = {
		{ 50, "unread", "esp" }, { 1, "icmp", NULL },
		{ 58, "icmp", NULL }, { 2, "other_protocol", NULL },
		{ 0, "other_protocol", NULL },
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct making m = { .n = 0 };

		add_ipv4(&m, rows[i].protocol, 8);
		add_hex(&m, "4500001c 00000000");
		check(*state, &m, rows[i].name, rows[i].label);
	}
}

static struct making make_udp(unsigned port, const char *hex)
{
	struct making m = { .n = 0 };

	add_ipv4(&m, 17, 16);
	add_hex(&m, "9c40");
	add_u16(&m, port);
	add_hex(&m, "0010 0000");
	add_hex(&m, hex);
	return m;
}

static void hep_in_udp_is_counted(void **state)
{
	struct making m = make_udp(9060, "4845503300080000");

	check(*state, &m, "unread", "hep");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		BENCH_TEST(others_are_counted_by_protocol),
		BENCH_TEST(hep_in_udp_is_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
