/* SPDX-License-Identifier: BSD-2-Clause */
/* A filter that loses later fragments is known, and no other is blamed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "capture/capture.h"

#include <cmocka.h>

#define assert_loses(filter) \
	assert_non_null(capture_filter_lost_fragments(filter))
#define assert_keeps(filter) \
	assert_null(capture_filter_lost_fragments(filter))

static void a_filter_by_port_loses_them(void **state)
{
	(void)state;
	assert_loses("port 5060");
	assert_loses("udp port 5060");
	assert_loses("udp portrange 5060-5090");
	assert_loses("host 192.0.2.1 and udp dst port 5060");
	assert_loses("not port 22 and udp portrange 1024-65535");
	assert_loses("ip6 and udp port 5060");
	assert_loses("net 192.0.2.0/24 or port 5060");
	assert_loses("vlan 7 and port 5060");
	assert_loses("vlan and vlan 8 and host 192.0.2.1 and port 5060");
}

static void a_filter_by_content_or_size_loses_them(void **state)
{
	(void)state;
	assert_loses("udp[8:4] = 0x494e5649");
	assert_loses("greater 600");
	assert_loses("ip[6:2] & 0x1fff = 0");
}

static void a_filter_by_address_keeps_them(void **state)
{
	(void)state;
	assert_keeps("host 192.0.2.1");
	assert_keeps("src net 192.0.2.0/24 or dst host 2001:db8::1");
	assert_keeps("not host 192.0.2.1");
	assert_keeps("ether host 02:00:00:00:00:01");
	assert_keeps("vlan 7 and host 192.0.2.1");
	assert_keeps("vlan 7");
}

static void a_filter_by_protocol_keeps_them(void **state)
{
	(void)state;
	assert_keeps("");
	assert_keeps("ip");
	assert_keeps("udp");
	assert_keeps("udp or tcp");
	assert_keeps("ip[8] > 10");
	assert_keeps("icmp");
}

static void one_that_shuts_other_ports_out_keeps_them(void **state)
{
	(void)state;
	assert_keeps("not port 22");
	assert_keeps("not udp portrange 10000-20000");
}

static void one_that_lets_fragments_through_keeps_them(void **state)
{
	(void)state;
	assert_keeps("ip and (udp port 5060 or ip[6:2] & 0x1fff != 0)");
	assert_keeps("udp port 5060 or ip[6:2] & 0x1fff != 0 or ip6[6] = 44");
	assert_loses("udp port 5060 or ip[6:2] & 0x1fff != 0");
}

static void assert_lost(const char *filter, const char *lost)
{
	char added[256];

	assert_string_equal(capture_filter_lost_fragments(filter), lost);
	snprintf(added, sizeof added, "%s or %s", filter, lost);
	assert_keeps(added);
}

static void what_is_missing_is_told_and_helps(void **state)
{
	(void)state;
	assert_lost("port 5060", "ip[6:2] & 0x1fff != 0 or ip6[6] = 44");
	assert_lost("ip and port 5060", "ip[6:2] & 0x1fff != 0");
	assert_lost("host 192.0.2.1 and port 5060", "ip[6:2] & 0x1fff != 0");
	assert_lost("ip6 and udp port 5060", "ip6[6] = 44");
	assert_lost("port 5060 or (ip[6:2] & 0x1fff != 0)", "ip6[6] = 44");
	assert_lost("port 5060 or ip6[6] = 44", "ip[6:2] & 0x1fff != 0");
}

static void the_generated_filter_keeps_them(void **state)
{
	struct port_range ports[] = { { 5060, 5060 }, { 5080, 5090 } };
	char *text = capture_filter(&(struct capture_settings){
		.ports = ports, .n_ports = 2 });

	(void)state;
	assert_non_null(text);
	assert_keeps(text);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_filter_by_port_loses_them),
		cmocka_unit_test(a_filter_by_content_or_size_loses_them),
		cmocka_unit_test(a_filter_by_address_keeps_them),
		cmocka_unit_test(a_filter_by_protocol_keeps_them),
		cmocka_unit_test(one_that_shuts_other_ports_out_keeps_them),
		cmocka_unit_test(one_that_lets_fragments_through_keeps_them),
		cmocka_unit_test(what_is_missing_is_told_and_helps),
		cmocka_unit_test(the_generated_filter_keeps_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
