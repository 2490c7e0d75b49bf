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

/* A segment from 40000 to PORT, with four bytes of options. */
static struct making make_tcp(unsigned port, const char *text)
{
	struct making m = { .n = 0 };

	add_ipv4(&m, 6, 24 + strlen(text));
	add_hex(&m, "9c40");
	add_u16(&m, port);
	add_hex(&m, "00000001 00000002 6018 ffff 0000 0000 01010101");
	add_text(&m, text);
	return m;
}

static void segments_with_payload_are_counted(void **state)
{
	struct making m = make_tcp(5060, "INVITE");

	check(*state, &m, "unread", "tcp");
	m = make_tcp(5061, "\x01\x02");
	check(*state, &m, "unread", "tls");
	m = make_tcp(443, "\x16\x03\x01\x02");
	check(*state, &m, "unread", "tls");
	m = make_tcp(80, "GET / HTTP/1.1\r\nUpgrade: WebSocket\r\n\r\n");
	check(*state, &m, "unread", "websocket");
	m = make_tcp(80, "HTTP/1.1 101 Fine\r\nUpgrade: websocket");
	check(*state, &m, "unread", "websocket");
	m = make_tcp(80, "GET /websocke");
	check(*state, &m, "unread", "tcp");
}

static void a_segment_without_payload_is_nothing(void **state)
{
	struct bench *t = *state;
	struct making m = make_tcp(5060, "");

	add_text(&m, "padding");
	bench_frame(t, RAW, &m);
	assert_int_equal(bench_counted(t), 0);
	m.b[32] = 0x40;
	check(t, &m, "malformed_ip", "header-length");
}

static void a_cut_segment_is_a_segment(void **state)
{
	struct bench *t = *state;
	struct making m = make_tcp(5060, "INVITE");

	bench_cut(t, RAW, &m, 44);
	bench_cut(t, RAW, &m, 40);
	assert_int_equal(bench_count(t, "unread", "tcp"), 2);
	bench_cut(t, RAW, &m, 30);
	assert_int_equal(bench_count(t, "truncated", NULL), 1);
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
		BENCH_TEST(segments_with_payload_are_counted),
		BENCH_TEST(a_segment_without_payload_is_nothing),
		BENCH_TEST(a_cut_segment_is_a_segment),
		BENCH_TEST(others_are_counted_by_protocol),
		BENCH_TEST(hep_in_udp_is_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
