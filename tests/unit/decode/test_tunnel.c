/* SPDX-License-Identifier: BSD-2-Clause */
/* IP is found in IP, in any mix, as deep as anyone builds, and no deeper. */
#include "wrapped.h"

/* INNER in one more packet of VERSION. */
static struct making wrap(struct making inner, int inner_version, int version)
{
	uint8_t protocol = inner_version == 4 ? 4 : 41;
	struct making m = { .n = 0 };

	if (version == 4)
		add_ipv4(&m, protocol, inner.n);
	else
		add_ipv6(&m, protocol, inner.n);
	add(&m, inner.b, inner.n);
	return m;
}

static void ip_is_found_in_ip_in_any_mix(void **state)
{
	struct making v4 = make_wrapped(""), v6 = { .n = 0 };

	add_ipv6(&v6, 17, 8 + 5);
	add_udp(&v6, 5);
	add_text(&v6, "hello");
	check_comes_out(*state, RAW, wrap(v4, 4, 4), "ipip");
	check_comes_out(*state, RAW, wrap(v4, 4, 6), "ipip");
	check_comes_out(*state, RAW, wrap(v6, 6, 4), "ipip");
	check_comes_out(*state, RAW, wrap(v6, 6, 6), "ipip");
	check_comes_out(*state, RAW, wrap(wrap(v6, 6, 4), 4, 6), "ipip/ipip");
}

static void the_innermost_addresses_are_told(void **state)
{
	struct bench *t = *state;
	char text[ADDR_TEXT];

	check_comes_out(t, RAW, wrap(make_wrapped(""), 4, 6), "ipip");
	assert_string_equal(addr_format(&t->last.src, text), "192.0.2.1");
	assert_string_equal(addr_format(&t->last.dst, text), "192.0.2.2");
}

static void four_tunnels_are_gone_through_and_a_fifth_is_counted(void **state)
{
	struct making m = make_wrapped("");

	for (int i = 0; i < 4; i++)
		m = wrap(m, 4, 4);
	check_comes_out(*state, RAW, m, "ipip/ipip/ipip/ipip");
	check_counted(*state, RAW, wrap(m, 4, 4), "malformed_ip", "depth");
}

static void a_packet_in_a_tunnel_and_out_of_it_is_a_copy(void **state)
{
	struct bench *t = *state;
	struct making m = make_wrapped("");

	check_comes_out(t, RAW, wrap(m, 4, 4), "ipip");
	t->now = moment_add(t->now, span_ms(-999));
	m.b[8]--;			/* its TTL */
	check_counted(t, RAW, m, "copies", NULL);
}

static void what_is_not_ip_inside_is_counted(void **state)
{
	struct making m = make_in_ip(4, "00");

	check_counted(*state, RAW, m, "malformed_ip", "version");
	m = make_in_ip(41, "4500000000000000");
	check_counted(*state, RAW, m, "malformed_ip", "version");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		BENCH_TEST(ip_is_found_in_ip_in_any_mix),
		BENCH_TEST(the_innermost_addresses_are_told),
		BENCH_TEST(
			four_tunnels_are_gone_through_and_a_fifth_is_counted),
		BENCH_TEST(a_packet_in_a_tunnel_and_out_of_it_is_a_copy),
		BENCH_TEST(what_is_not_ip_inside_is_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
