/* SPDX-License-Identifier: BSD-2-Clause */
/* The longest network that holds an address is found, among any number. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include "base/netmap.h"

#include <cmocka.h>

#define NONE UINT32_MAX

static int set_up(void **state)
{
	struct netmap *m = NULL;

	assert_int_equal(netmap_create(&m), 0);
	*state = m;
	return 0;
}

static int tear_down(void **state)
{
	netmap_destroy(*state);
	return 0;
}

static int add(struct netmap *m, const char *net, uint32_t value)
{
	struct net n;

	assert_int_equal(net_parse(slice_of(net), &n), 0);
	return netmap_add(m, &n, value);
}

static uint32_t find(const struct netmap *m, const char *addr)
{
	uint32_t value = NONE;
	struct addr a;

	assert_int_equal(addr_parse(slice_of(addr), &a), 0);
	return netmap_find(m, &a, &value) ? value : NONE;
}

static void an_empty_map_holds_nothing(void **state)
{
	assert_true(netmap_empty(*state));
	assert_int_equal(find(*state, "192.0.2.1"), NONE);
	assert_int_equal(find(*state, "::1"), NONE);
	assert_int_equal(add(*state, "192.0.2.1", 0), 0);
	assert_false(netmap_empty(*state));
}

static void the_longest_network_wins_in_any_order(void **state)
{
	assert_int_equal(add(*state, "192.0.2.0/24", 24), 0);
	assert_int_equal(add(*state, "192.0.2.7", 32), 0);
	assert_int_equal(add(*state, "0.0.0.0/0", 1), 0);
	assert_int_equal(add(*state, "192.0.0.0/16", 16), 0);
	assert_int_equal(add(*state, "192.0.2.0/28", 28), 0);
	assert_int_equal(find(*state, "192.0.2.7"), 32);
	assert_int_equal(find(*state, "192.0.2.8"), 28);
	assert_int_equal(find(*state, "192.0.2.16"), 24);
	assert_int_equal(find(*state, "192.0.3.1"), 16);
	assert_int_equal(find(*state, "192.1.0.0"), 1);
	assert_int_equal(find(*state, "2001:db8::1"), NONE);
}

static void a_fork_is_no_network(void **state)
{
	assert_int_equal(add(*state, "10.0.0.0/24", 1), 0);
	assert_int_equal(add(*state, "10.0.1.0/24", 2), 0);
	assert_int_equal(find(*state, "10.0.0.9"), 1);
	assert_int_equal(find(*state, "10.0.1.9"), 2);
	assert_int_equal(find(*state, "10.0.2.9"), NONE);
	assert_int_equal(add(*state, "10.0.0.0/23", 3), 0);
	assert_int_equal(find(*state, "10.0.1.9"), 2);
	assert_int_equal(find(*state, "10.0.2.9"), NONE);
}

static void a_network_can_be_there_once(void **state)
{
	assert_int_equal(add(*state, "10.0.0.0/8", 1), 0);
	assert_int_equal(add(*state, "10.0.0.0/8", 2), -EEXIST);
	assert_int_equal(add(*state, "::/0", 3), 0);
	assert_int_equal(add(*state, "::/0", 4), -EEXIST);
	assert_int_equal(find(*state, "10.1.2.3"), 1);
	assert_int_equal(find(*state, "::5"), 3);
}

static void all_of_ipv6_has_no_ipv4(void **state)
{
	assert_int_equal(add(*state, "::/0", 6), 0);
	assert_int_equal(find(*state, "192.0.2.1"), NONE);
	assert_int_equal(find(*state, "2001:db8::1"), 6);
	assert_int_equal(add(*state, "0.0.0.0/0", 4), 0);
	assert_int_equal(find(*state, "192.0.2.1"), 4);
	assert_int_equal(find(*state, "::1"), 6);
}

static uint32_t next_random(uint32_t *x)
{
	*x ^= *x << 13;
	*x ^= *x >> 17;
	*x ^= *x << 5;
	return *x;
}

/* Few different bytes, so that networks nest and collide. */
static struct net random_net(uint32_t *x)
{
	struct net n;
	int i;

	for (i = 0; i < 16; i++)
		n.addr.b[i] = next_random(x) % 4 * 0x55;
	if (next_random(x) % 2) {
		uint8_t v4[4];

		memcpy(v4, n.addr.b, 4);
		n.addr = addr_from_v4(v4);
		n.len = 96 + next_random(x) % 33;
	} else {
		n.len = next_random(x) % 129;
	}
	for (i = n.len; i < 128; i++)
		n.addr.b[i / 8] &= ~(0x80 >> i % 8);
	return n;
}

#define NETS 3000

static void a_search_through_all_networks_agrees(void **state)
{
	struct net *nets = calloc(NETS, sizeof *nets);
	uint32_t x = 2463534242u;
	size_t n = 0, i, j;

	assert_non_null(nets);
	for (i = 0; i < NETS; i++) {
		struct net net = random_net(&x);
		bool known = false;

		for (j = 0; j < n && !known; j++)
			known = nets[j].len == net.len &&
				addr_equal(&nets[j].addr, &net.addr);
		assert_int_equal(netmap_add(*state, &net, n),
				 known ? -EEXIST : 0);
		if (!known)
			nets[n++] = net;
	}
	assert_true(n > NETS / 4);
	for (i = 0; i < NETS; i++) {
		struct addr a = random_net(&x).addr;
		uint32_t best = NONE, got = NONE;

		for (j = 0; j < n; j++)
			if (net_has(&nets[j], &a) &&
			    (best == NONE || nets[j].len > nets[best].len))
				best = j;
		netmap_find(*state, &a, &got);
		assert_int_equal(got, best);
	}
	free(nets);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(an_empty_map_holds_nothing),
		TEST(the_longest_network_wins_in_any_order),
		TEST(a_fork_is_no_network),
		TEST(a_network_can_be_there_once),
		TEST(all_of_ipv6_has_no_ipv4),
		TEST(a_search_through_all_networks_agrees),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
