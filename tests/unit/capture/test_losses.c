/* SPDX-License-Identifier: BSD-2-Clause */
/* What a filter loses is known, and no other is blamed. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "capture/source.h"

#include <cmocka.h>

static struct port_range vxlan[] = { { 4789, 4790 }, { 8472, 8472 } };
static const struct capture_settings settings = { .vxlan_ports = vxlan,
						  .n_vxlan_ports = 2 };

static struct losses losses_of(const char *filter)
{
	struct losses l;

	assert_int_equal(filter_losses(&l, filter, &settings), 0);
	return l;
}

/* What lets the later fragments through that FILTER loses, or NULL. */
static const char *lost_fragments(const char *filter)
{
	struct losses l = losses_of(filter);

	return losses_fragments(&l);
}

#define assert_loses(filter) assert_non_null(lost_fragments(filter))
#define assert_keeps(filter) assert_null(lost_fragments(filter))

static void a_filter_by_port_loses_fragments(void **state)
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

static void a_filter_by_content_or_size_loses_fragments(void **state)
{
	(void)state;
	assert_loses("udp[8:4] = 0x494e5649");
	assert_loses("greater 600");
	assert_loses("ip[6:2] & 0x1fff = 0");
}

static void a_filter_by_address_keeps_fragments(void **state)
{
	(void)state;
	assert_keeps("host 192.0.2.1");
	assert_keeps("src net 192.0.2.0/24 or dst host 2001:db8::1");
	assert_keeps("not host 192.0.2.1");
	assert_keeps("ether host 02:00:00:00:00:01");
	assert_keeps("vlan 7 and host 192.0.2.1");
	assert_keeps("vlan 7");
}

static void a_filter_by_protocol_keeps_fragments(void **state)
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

	assert_string_equal(lost_fragments(filter), lost);
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

static void a_filter_by_the_bytes_of_a_frame_loses_tags(void **state)
{
	(void)state;
	assert_true(losses_of("ether[12:2] = 0x0800").tags);
	assert_true(losses_of("ether[12:2] = 0x0800 and ether[23] = 17").tags);
	assert_false(losses_of("ether[0] & 1 = 0").tags);
}

static void any_other_is_read_behind_tags_too(void **state)
{
	(void)state;
	assert_false(losses_of("host 192.0.2.1").tags);
	assert_false(losses_of("not host 192.0.2.1").tags);
	assert_false(losses_of("udp port 5060").tags);
	assert_false(losses_of("ip").tags);
	assert_false(losses_of("").tags);
}

static void who_names_a_tag_has_chosen(void **state)
{
	(void)state;
	assert_false(losses_of("vlan 7").tags);
	assert_false(losses_of("not vlan").tags);
	assert_false(losses_of("host 192.0.2.1 or vlan 7").tags);
}

/* The names of the tunnels that FILTER loses, with "/" between. */
static const char *lost_tunnels(const char *filter, char text[256])
{
	struct losses l = losses_of(filter);
	const char *last = "";

	*text = '\0';
	for (size_t i = 0; i <= n_tunnel_gates; i++) {
		const char *name = i < n_tunnel_gates ?
				   tunnel_gates[i].name : vxlan_gate.name;

		if (!(l.tunnels >> i & 1) || strcmp(name, last) == 0)
			continue;
		if (*last)
			strcat(text, "/");
		last = strcat(text, name) + strlen(text) - strlen(name);
	}
	return text;
}

#define assert_loses_tunnels(filter, names) \
	assert_string_equal(lost_tunnels(filter, (char[256]){ 0 }), names)
#define assert_keeps_tunnels(filter) assert_loses_tunnels(filter, "")

#define ALL "IP in IP/GRE/L2TP/GTP-U/GENEVE/TZSP/MPLS/PPPoE/VXLAN"

static void a_filter_by_address_loses_tunnels(void **state)
{
	(void)state;
	assert_loses_tunnels("host 198.51.100.7", ALL);
	assert_loses_tunnels("src net 192.0.2.0/24 or host 2001:db8::1", ALL);
	assert_loses_tunnels("net 2001:db8::/32", ALL);
	assert_loses_tunnels("net 10.0.0.0/8", ALL);
}

static void a_filter_by_port_loses_tunnels(void **state)
{
	(void)state;
	assert_loses_tunnels("udp port 5060", ALL);
	assert_loses_tunnels("portrange 5060-5090", ALL);
}

static void a_filter_by_protocol_loses_some_tunnels(void **state)
{
	(void)state;
	assert_loses_tunnels("udp", "IP in IP/GRE/L2TP/MPLS/PPPoE");
	assert_loses_tunnels("tcp", ALL);
	assert_loses_tunnels("ip or ip6", "MPLS/PPPoE");
}

static void one_that_keeps_others_out_keeps_tunnels(void **state)
{
	(void)state;
	assert_keeps_tunnels("");
	assert_keeps_tunnels("not host 192.0.2.1");
	assert_keeps_tunnels("not net 198.18.0.0/15");
	assert_keeps_tunnels("not net 240.0.0.0/4");
	assert_keeps_tunnels("not port 22");
	assert_keeps_tunnels("not arp");
	assert_keeps_tunnels("ether host 02:00:00:00:00:01");
	assert_keeps_tunnels("vlan 7");
}

/* What the manual says of a host that bears much traffic that is no SIP. */
static void who_keeps_a_tunnel_out_by_name_is_not_warned(void **state)
{
	(void)state;
	assert_keeps_tunnels("not udp port 4789");
	assert_keeps_tunnels("not proto 47");
	assert_keeps_tunnels("not ether proto 0x8847 and not proto 4");
	assert_loses_tunnels("not udp portrange 4000-9000",
			     "GENEVE/MPLS/VXLAN");
}

static void one_that_takes_no_sip_loses_none(void **state)
{
	(void)state;
	assert_keeps_tunnels("icmp");
	assert_keeps_tunnels("proto 47");
	assert_keeps_tunnels("udp dst port 4789");
	assert_keeps_tunnels("arp");
}

static void a_tunnel_that_is_let_through_is_not_lost(void **state)
{
	(void)state;
	assert_loses_tunnels("host 192.0.2.1 or proto 47",
			     "IP in IP/L2TP/GTP-U/GENEVE/TZSP/MPLS/PPPoE/"
			     "VXLAN");
	assert_loses_tunnels("udp port 5060 or udp dst port 8472",
			     "IP in IP/GRE/L2TP/GTP-U/GENEVE/TZSP/MPLS/PPPoE");
	assert_loses_tunnels("vlan 7 and (host 192.0.2.1 or proto 47)",
			     "IP in IP/L2TP/GTP-U/GENEVE/TZSP/MPLS/PPPoE/"
			     "VXLAN");
}

/* So says sipward(8), of each. */
static void what_the_manual_tells_to_add_helps(void **state)
{
	static const struct { const char *name, *added; } rows[] = {
		{ "IP in IP", "proto 4 or proto 41" },
		{ "GRE", "proto 47" },
		{ "L2TP", "proto 115 or udp port 1701" },
		{ "GTP-U", "udp dst port 2152" },
		{ "GENEVE", "udp dst port 6081" },
		{ "TZSP", "udp dst port 37008" },
		{ "MPLS", "ether proto 0x8847 or ether proto 0x8848 or "
		  "proto 137 or udp dst port 6635" },
		{ "PPPoE", "ether proto 0x8864" },
		{ "VXLAN", "udp dst port 4789" },
	};
	char filter[256], lost[CAPTURE_WHY];

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		snprintf(filter, sizeof filter, "host 198.51.100.7 or %s",
			 rows[i].added);
		assert_int_equal(capture_filter_check(filter, lost), 0);
		lost_tunnels(filter, lost);
		assert_null(strstr(lost, rows[i].name));
		assert_int_equal(strlen(lost) + strlen(rows[i].name) + 1,
				 strlen(ALL));
	}
}

static void the_generated_filter_loses_nothing(void **state)
{
	struct port_range ports[] = { { 5060, 5060 }, { 5080, 5090 } };
	struct capture_settings s = settings;
	pcap_t *dead = pcap_open_dead(DLT_EN10MB, 65535);
	struct bpf_program program;
	char why[CAPTURE_WHY];
	struct filter *f;
	struct losses l;

	(void)state;
	s.ports = ports;
	s.n_ports = 2;
	assert_int_equal(filter_create(&f, &s), 0);
	assert_int_equal(filter_program(f, dead, &program, why), 0);
	program_losses(&l, &program, &settings);
	assert_null(losses_fragments(&l));
	assert_false(l.tags);
	assert_int_equal(l.tunnels, 0);
	pcap_freecode(&program);
	filter_destroy(f);
	pcap_close(dead);
}

static void it_is_told_in_words(void **state)
{
	char *text = capture_filter_losses("udp", &settings);

	(void)state;
	assert_string_equal(text, "what comes in tunnels: IP in IP, GRE, "
			    "L2TP, MPLS, PPPoE (it sees those from outside "
			    "only; sipward(8) tells how to let them through)");
	free(text);
	text = capture_filter_losses("ether[12:2] = 0x0800 and "
				     "udp port 5060", &settings);
	assert_non_null(strstr(text, "the later fragments of large messages "
			       "(select by host, or add: or ip[6:2] & 0x1fff "
			       "!= 0), and frames with VLAN tags, and what "
			       "comes in tunnels: "));
	free(text);
	assert_null(capture_filter_losses("not port 22", &settings));
}

static void a_wrong_filter_has_no_losses(void **state)
{
	struct losses l;

	(void)state;
	assert_int_equal(filter_losses(&l, "port of call", &settings),
			 -EINVAL);
	assert_null(capture_filter_losses("port of call", &settings));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_filter_by_port_loses_fragments),
		cmocka_unit_test(a_filter_by_content_or_size_loses_fragments),
		cmocka_unit_test(a_filter_by_address_keeps_fragments),
		cmocka_unit_test(a_filter_by_protocol_keeps_fragments),
		cmocka_unit_test(one_that_shuts_other_ports_out_keeps_them),
		cmocka_unit_test(one_that_lets_fragments_through_keeps_them),
		cmocka_unit_test(what_is_missing_is_told_and_helps),
		cmocka_unit_test(a_filter_by_the_bytes_of_a_frame_loses_tags),
		cmocka_unit_test(any_other_is_read_behind_tags_too),
		cmocka_unit_test(who_names_a_tag_has_chosen),
		cmocka_unit_test(a_filter_by_address_loses_tunnels),
		cmocka_unit_test(a_filter_by_port_loses_tunnels),
		cmocka_unit_test(a_filter_by_protocol_loses_some_tunnels),
		cmocka_unit_test(one_that_keeps_others_out_keeps_tunnels),
		cmocka_unit_test(who_keeps_a_tunnel_out_by_name_is_not_warned),
		cmocka_unit_test(one_that_takes_no_sip_loses_none),
		cmocka_unit_test(a_tunnel_that_is_let_through_is_not_lost),
		cmocka_unit_test(what_the_manual_tells_to_add_helps),
		cmocka_unit_test(the_generated_filter_loses_nothing),
		cmocka_unit_test(it_is_told_in_words),
		cmocka_unit_test(a_wrong_filter_has_no_losses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
