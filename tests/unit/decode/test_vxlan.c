/* SPDX-License-Identifier: BSD-2-Clause */
/* VXLAN carries Ethernet; with group policies too; its generic form more. */
#include "wrapped.h"

static void check(struct bench *t, const char *header, const char *via)
{
	check_comes_out(t, RAW, make_in_udp(1, 4789, header), via);
}

static void ethernet_is_found_with_and_without_tags(void **state)
{
	struct bench *t = *state;

	check(t, "0800000000002a00" MACS "0800", "vxlan");
	assert_int_equal(t->last.vlan, -1);
	check(t, "0800000000002a00" MACS "88a8 0007 8100 002a 0800", "vxlan");
	assert_int_equal(t->last.vlan, 42);
	check(t, "8808123400002a00" MACS "0800", "vxlan");
}

static void the_innermost_vlan_is_told(void **state)
{
	struct making inner = make_in_udp(1, 4789, "0800000000002a00" MACS
					  "0800"), m = { .n = 0 };
	struct bench *t = *state;

	add_hex(&m, MACS "8100 0007 0800");
	add(&m, inner.b, inner.n);
	check_comes_out(t, EN10MB, m, "vxlan");
	assert_int_equal(t->last.vlan, 7);
}

static void the_generic_form_names_its_protocol(void **state)
{
	check(*state, "0c00000100002a00", "vxlan");
	check(*state, "0c00000300002a00" MACS "0800", "vxlan");
	check(*state, "0c00000500002a00 00010140", "vxlan/mpls");
	check_stays(*state, make_in_udp(1, 4789, "0c00000400002a00"));
	check_stays(*state, make_in_udp(1, 4789, "0d00000100002a00"));
}

static void reserved_bits_are_ignored(void **state)
{
	check(*state, "f900000000002a00" MACS "0800", "vxlan");
	check(*state, "08ffffff00002aff" MACS "0800", "vxlan");
	check(*state, "0d12340000002a00" MACS "0800", "vxlan");
	check(*state, "8c00000100002a00" MACS "0800", "vxlan");
	check(*state, "0e12340100002a01", "vxlan");
}

static void without_the_flag_of_the_vni_it_is_none(void **state)
{
	check_stays(*state, make_in_udp(1, 4789,
					"0000000000002a00" MACS "0800"));
	check_stays(*state, make_in_udp(1, 4789,
					"f700000000002a00" MACS "0800"));
	check_stays(*state, make_in_udp(1, 4789, "0400000100002a00"));
}

static void another_version_of_the_generic_form_is_none(void **state)
{
	check_stays(*state, make_in_udp(1, 4789, "1c00000100002a00"));
	check_stays(*state, make_in_udp(1, 4789, "2c00000100002a00"));
}

static void tunnels_are_found_in_it(void **state)
{
	struct making gre = make_in_ip(47, "0000 0800"), m = { .n = 0 };

	add_ipv4(&m, 17, 8 + 8 + 14 + gre.n);
	add_hex(&m, "0001 12b5");
	add_u16(&m, 8 + 8 + 14 + gre.n);
	add_hex(&m, "0000 0800000000002a00" MACS "0800");
	add(&m, gre.b, gre.n);
	check_comes_out(*state, RAW, m, "vxlan/gre");
}

static void what_is_cut_is_counted_once(void **state)
{
	check_each_prefix(*state, RAW, make_in_udp(1, 4789,
			  "0800000000002a00" MACS "8100 002a 0800"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		BENCH_TEST(ethernet_is_found_with_and_without_tags),
		BENCH_TEST(the_innermost_vlan_is_told),
		BENCH_TEST(the_generic_form_names_its_protocol),
		BENCH_TEST(reserved_bits_are_ignored),
		BENCH_TEST(without_the_flag_of_the_vni_it_is_none),
		BENCH_TEST(another_version_of_the_generic_form_is_none),
		BENCH_TEST(tunnels_are_found_in_it),
		BENCH_TEST(what_is_cut_is_counted_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
