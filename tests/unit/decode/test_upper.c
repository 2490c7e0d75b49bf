/* SPDX-License-Identifier: BSD-2-Clause */
/* What Wireshark exports of upper protocols is handed on as it is. */
#include "wrapped.h"

#define ENDS "0014 0004 c0000201 0015 0004 c0000202 "
#define PORTS "0019 0004 000013c4 001a 0004 000013c6 "

/* TEXT behind the tags TAGS. */
static struct making make_export(const char *tags, const char *text)
{
	struct making m = { .n = 0 };

	add_hex(&m, tags);
	add_hex(&m, "0000 0000");
	add_text(&m, text);
	return m;
}

static void sip_is_handed_on_with_its_ends(void **state)
{
	struct bench *t = *state;
	struct making m = make_export("000c 0004 73697000" ENDS
				      "0018 0004 00000002" PORTS, "hello");
	char text[ADDR_TEXT];

	check_comes_out(t, 252, m, "");
	assert_int_equal(t->last.transport, TRANSPORT_TCP);
	assert_null(t->last.stretch);
	assert_int_equal(t->last.dst_port, 5062);
	assert_string_equal(addr_format(&t->last.src, text), "192.0.2.1");
	assert_string_equal(addr_format(&t->last.dst, text), "192.0.2.2");
}

static void every_transport_and_ipv6_are_known(void **state)
{
	struct bench *t = *state;
	char text[ADDR_TEXT];

	check_comes_out(t, 252, make_export("000e 0008 7564702e706f7274"
			"0020 0004 000013c4" ENDS "0018 0004 00000003" PORTS,
			"hello"), "");
	assert_int_equal(t->last.transport, TRANSPORT_UDP);
	check_comes_out(t, 252, make_export("000c 0003 736970"
			"0016 0010 20010db8000000000000000000000001"
			"0017 0010 20010db8000000000000000000000002"
			"0018 0004 00000001" PORTS, "hello"), "");
	assert_int_equal(t->last.transport, TRANSPORT_SCTP);
	assert_string_equal(addr_format(&t->last.dst, text), "2001:db8::2");
}

static void the_same_again_is_no_copy(void **state)
{
	struct bench *t = *state;
	struct making m = make_export("000c 0004 73697000" ENDS PORTS,
				      "hello");

	check_comes_out(t, 252, m, "");
	t->now = moment_add(t->now, span_ms(-999));
	check_comes_out(t, 252, m, "");
}

static void whole_packets_are_read(void **state)
{
	check_comes_out(*state, 252, make_wrapped("000c 0004 69700000 "
			"0000 0000"), "");
	check_comes_out(*state, 252, make_wrapped("000c 0010 "
			"6574685f776974686f75746663730000 0000 0000"
			MACS "0800"), "");
}

static void a_cut_one_is_counted_and_handed_on(void **state)
{
	struct bench *t = *state;
	struct making m = make_export("000c 0004 73697000" ENDS PORTS,
				      "hello");

	bench_cut(t, 252, &m, m.n - 2);
	assert_string_equal(t->text, "hel");
	assert_true(t->last.cut);
	assert_int_equal(bench_count(t, "truncated", NULL), 1);
	check_each_prefix(t, 252, m);
}

static void tags_without_end_are_counted(void **state)
{
	struct making m = { .n = 0 };

	add_hex(&m, "000c 0004 73697000 0014 00ff c0000201");
	check_counted(*state, 252, m, "malformed_ip", "short");
	m.n = 8;
	check_counted(*state, 252, m, "malformed_ip", "short");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		BENCH_TEST(sip_is_handed_on_with_its_ends),
		BENCH_TEST(every_transport_and_ipv6_are_known),
		BENCH_TEST(the_same_again_is_no_copy),
		BENCH_TEST(whole_packets_are_read),
		BENCH_TEST(a_cut_one_is_counted_and_handed_on),
		BENCH_TEST(tags_without_end_are_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
