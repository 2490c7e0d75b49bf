/* SPDX-License-Identifier: BSD-2-Clause */
/* What is behind MPLS labels is told by its first bytes. */
#include "wrapped.h"

static void check(struct bench *t, const char *header, const char *via)
{
	check_comes_out(t, EN10MB, make_wrapped(header), via);
}

static void ip_is_found_behind_any_stack(void **state)
{
	struct making m = { .n = 0 };

	check(*state, MACS "8847 00010140", "mpls");
	check(*state, MACS "8848 00010040 00020040 00000140", "mpls");
	add_hex(&m, MACS "8847 00002140");
	add_ipv6(&m, 17, 13);
	add_udp(&m, 5);
	add_text(&m, "hello");
	check_comes_out(*state, EN10MB, m, "mpls");
}

static void a_pseudowire_is_found(void **state)
{
	struct bench *t = *state;

	check(t, MACS "8847 00010140 00000009" MACS "0800", "mpls");
	check(t, MACS "8847 00010140" MACS "0800", "mpls");
	check(t, MACS "8847 00010140" MACS "8100 0007 0800", "mpls");
	assert_int_equal(t->last.vlan, 7);
	/* addresses that look like IP's first byte */
	check(t, MACS "8847 00010140 450000000002 600000000001 0800",
	      "mpls");
	check(t, MACS "8847 00010140 60000000ff02 450000000001 0800",
	      "mpls");
}

static void labels_in_labels_count_as_one_tunnel_each(void **state)
{
	check(*state, MACS "8847 00010140" MACS "8847 00020140", "mpls/mpls");
}

static void in_ip_and_udp_it_is_found_too(void **state)
{
	check_comes_out(*state, RAW, make_in_ip(137, "00010140"), "mpls");
	check_comes_out(*state, RAW, make_in_udp(1, 6635, "00010140"),
			"mpls");
	check_stays(*state, make_in_udp(1, 6635, "00010140 1000 0021"));
}

static void what_is_no_packet_is_counted(void **state)
{
	check_counted(*state, EN10MB, make_wrapped(MACS "8847 00010140 "
		      "1000 0007"), "not_ip", "other");
	check_counted(*state, EN10MB, make_wrapped(MACS "8847 00010140 "
		      "4f00"), "not_ip", "other");
}

static void a_stack_without_end_is_counted(void **state)
{
	struct making m = { .n = 0 };

	add_hex(&m, MACS "8847");
	while (m.n < 4000)
		add_hex(&m, "00010040");
	check_counted(*state, EN10MB, m, "malformed_ip", "short");
	check_each_prefix(*state, EN10MB, make_wrapped(MACS "8847 00010040 "
			  "00010140 00000009" MACS "0800"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		BENCH_TEST(ip_is_found_behind_any_stack),
		BENCH_TEST(a_pseudowire_is_found),
		BENCH_TEST(labels_in_labels_count_as_one_tunnel_each),
		BENCH_TEST(in_ip_and_udp_it_is_found_too),
		BENCH_TEST(what_is_no_packet_is_counted),
		BENCH_TEST(a_stack_without_end_is_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
