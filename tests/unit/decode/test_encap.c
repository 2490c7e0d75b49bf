/* SPDX-License-Identifier: BSD-2-Clause */
/* A datagram is a tunnel by its port, its first bytes and what is inside. */
#include "wrapped.h"

#define VXLAN "0800000000002a00" MACS "0800"

static void each_tunnel_has_its_port(void **state)
{
	static const struct { unsigned port; const char *header, *via; }
	rows[] = {
		{ 4789, VXLAN, "vxlan" },
		{ 6081, "0000 6558 00002a00" MACS "0800", "geneve" },
		{ 2152, "30ff 0021 00000001", "gtp" },
		{ 1701, "0002 0001 0002 ff03 0021", "l2tp" },
		{ 6635, "00010140", "mpls" },
		{ 37008, "01 00 0001 01" MACS "0800", "tzsp" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		check_comes_out(*state, RAW, make_in_udp(40000, rows[i].port,
				rows[i].header), rows[i].via);
		check_stays(*state, make_in_udp(40000, 4000, rows[i].header));
	}
}

static void only_l2tp_is_known_by_the_sender_s_port(void **state)
{
	check_comes_out(*state, RAW, make_in_udp(1701, 40000,
			"0002 0001 0002 ff03 0021"), "l2tp");
	check_stays(*state, make_in_udp(4789, 40000, VXLAN));
}

static void the_ports_of_vxlan_can_be_changed(void **state)
{
	static const struct port_range ports[] = { { 8472, 8472 },
						   { 65534, 65535 } };
	struct bench *t = *state;

	check_comes_out(t, RAW, make_in_udp(1, 8472, VXLAN), "vxlan");
	decode_reload(t->decode, ports, 2, NULL);
	check_comes_out(t, RAW, make_in_udp(1, 8472, VXLAN), "vxlan");
	check_comes_out(t, RAW, make_in_udp(1, 65534, VXLAN), "vxlan");
	check_comes_out(t, RAW, make_in_udp(1, 65535, VXLAN), "vxlan");
	check_stays(t, make_in_udp(1, 4789, VXLAN));
	decode_reload(t->decode, NULL, 0, NULL);
	check_stays(t, make_in_udp(1, 8472, VXLAN));
	check_comes_out(t, RAW, make_in_udp(1, 2152, "30ff 0021 00000001"),
			"gtp");
}

static const unsigned ports[] = { 4789, 8472, 6081, 2152, 1701, 6635, 37008 };

static void sip_on_a_tunnel_s_port_is_handed_on(void **state)
{
	static const char *const texts[] = {
		"INVITE sip:x SIP/2.0\r\n", "SIP/2.0 200 OK\r\n", "\r\n\r\n",
		"\r\n", "", "ACK sip:1000@192.0.2.1:5060 SIP/2.0\r\nVia: ",
	};
	struct bench *t = *state;

	for (size_t i = 0; i < sizeof ports / sizeof ports[0]; i++)
		for (size_t k = 0; k < sizeof texts / sizeof texts[0]; k++) {
			struct making m = { .n = 0 };

			add_ipv4(&m, 17, 8 + strlen(texts[k]));
			add_u16(&m, ports[i]);
			add_u16(&m, ports[i]);
			add_u16(&m, 8 + strlen(texts[k]));
			add_hex(&m, "0000");
			add_text(&m, texts[k]);
			check_stays(t, m);
			assert_string_equal(t->text, texts[k]);
		}
}

/* Where the first bytes may be a tunnel's, those inside are no packet. */
static void a_header_alone_makes_no_tunnel(void **state)
{
	static const char *const headers[] = {
		"0800000000002a00", "0c00000300002a00", "0000 6558 00002a00",
		"0000 0800 00002a00", "30ff 0020 00000001", "0002 0001 0002",
		"0003 0000 00000001", "00010140", "01 00 0001 01",
	};

	for (size_t i = 0; i < sizeof ports / sizeof ports[0]; i++)
		for (size_t k = 0; k < sizeof headers / sizeof headers[0];
		     k++) {
			struct making m = make_in_udp(40000, ports[i],
						      headers[k]);
			size_t at = m.n - 33;

			memset(m.b + at, 0xfe, 33);
			check_stays(*state, m);
		}
}

static void the_bytes_of_a_copy_are_all_compared(void **state)
{
	struct bench *t = *state;
	struct making m = make_in_udp(1, 4789, "0100000000002a00" MACS "0800");

	check_stays(t, m);
	t->now = moment_add(t->now, span_ms(-999));
	m.b[m.n - 1] ^= 1;
	check_stays(t, m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		BENCH_TEST(each_tunnel_has_its_port),
		BENCH_TEST(only_l2tp_is_known_by_the_sender_s_port),
		BENCH_TEST(the_ports_of_vxlan_can_be_changed),
		BENCH_TEST(sip_on_a_tunnel_s_port_is_handed_on),
		BENCH_TEST(a_header_alone_makes_no_tunnel),
		BENCH_TEST(the_bytes_of_a_copy_are_all_compared),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
