/* SPDX-License-Identifier: BSD-2-Clause */
/* Tests which direction and which trunk an outcome is told to have. */
#include "story.h"

/* The hosts A to C are local, by A and a network; trunks hold others. */
static struct net net_of(const char *text)
{
	struct net n;

	assert_int_equal(net_parse(slice_of(text), &n), 0);
	return n;
}

static void set_up(struct story *s)
{
	struct net local[] = { net_of("192.0.2.1"), net_of("192.0.2.2/31") };
	struct net wide[] = { net_of("192.0.2.0/24"),
			      net_of("2001:db8::/32") };
	struct net narrow[] = { net_of("192.0.2.24/29") };
	struct trunk_settings trunks[] = {
		{ .name = (char *)"wide", .peers = wide, .n_peers = 2 },
		{ .name = (char *)"narrow", .peers = narrow, .n_peers = 1 },
	};
	struct settings settings = {
		.capture = { .local = local, .n_local = 2 },
		.trunks = trunks, .n_trunks = 2,
	};

	story_begin_with(s, &settings, 1 << 20);
}

/* How the outcome of a request that went this way begins. */
static void assert_way(struct story *s, const char *way, const char *begins)
{
	char script[100];

	snprintf(script, sizeof script, "0 %s OPTIONS b%s\n"
		 "0 %c>%c 200 OPTIONS b%s\n", way, way, way[2], way[0], way);
	story_play(s, script);
	if (strncmp(s->details, begins, strlen(begins)) != 0)
		fail_msg("%s: %s, not %s", way, s->details, begins);
}

static void a_request_of_a_local_address_is_outbound(void **state)
{
	struct story s;

	(void)state;
	set_up(&s);
	assert_way(&s, "A>F", "outbound ");
	assert_way(&s, "B>F", "outbound ");
	assert_way(&s, "C>f", "outbound ");
	story_end(&s);
}

static void a_request_to_a_local_address_is_inbound(void **state)
{
	struct story s;

	(void)state;
	set_up(&s);
	assert_way(&s, "F>A", "inbound ");
	assert_way(&s, "f>B", "inbound ");
	story_end(&s);
}

static void all_else_is_transit(void **state)
{
	struct story s;

	(void)state;
	set_up(&s);
	assert_way(&s, "F>G", "transit ");
	assert_way(&s, "A>B", "transit ");
	story_end(&s);
}

static void the_trunk_holds_the_end_that_is_not_local(void **state)
{
	struct story s;

	(void)state;
	set_up(&s);
	assert_way(&s, "A>F", "outbound 0 ");
	assert_way(&s, "F>A", "inbound 0 ");
	assert_way(&s, "a>A", "inbound 0 ");
	assert_way(&s, "A>a", "outbound 0 ");
	story_end(&s);
}

static void the_longest_prefix_is_the_trunk(void **state)
{
	struct story s;

	(void)state;
	set_up(&s);
	assert_way(&s, "A>X", "outbound 1 ");
	assert_way(&s, "A>W", "outbound 0 ");
	assert_way(&s, "Y>A", "inbound 1 ");
	story_end(&s);
}

static void in_transit_the_trunk_is_that_of_dst_then_of_src(void **state)
{
	struct net peers = net_of("192.0.2.24/29");
	struct net others = net_of("2001:db8::/32");
	struct trunk_settings trunks[] = {
		{ .name = (char *)"x", .peers = &peers, .n_peers = 1 },
		{ .name = (char *)"y", .peers = &others, .n_peers = 1 },
	};
	struct settings settings = { .trunks = trunks, .n_trunks = 2 };
	struct story s;

	(void)state;
	story_begin_with(&s, &settings, 1 << 20);
	assert_way(&s, "X>a", "transit 1 ");
	assert_way(&s, "a>X", "transit 0 ");
	assert_way(&s, "X>F", "transit 0 ");
	assert_way(&s, "F>G", "transit -1 ");
	story_end(&s);
}

/* One network is local, and one on the other side of TRUNK. */
static struct settings with_trunk(struct net *local,
				  struct trunk_settings *trunk,
				  struct net *peers)
{
	*trunk = (struct trunk_settings){ .name = (char *)"x",
					  .peers = peers, .n_peers = 1 };
	return (struct settings){
		.capture = { .local = local, .n_local = 1 },
		.trunks = trunk, .n_trunks = 1,
	};
}

static void a_local_end_has_no_trunk(void **state)
{
	struct net local = net_of("192.0.2.1");
	struct net peers = net_of("192.0.2.0/29");
	struct trunk_settings trunk;
	struct settings settings = with_trunk(&local, &trunk, &peers);
	struct story s;

	(void)state;
	story_begin_with(&s, &settings, 1 << 20);
	assert_way(&s, "A>X", "outbound -1 ");
	assert_way(&s, "X>A", "inbound -1 ");
	assert_way(&s, "A>B", "outbound 0 ");
	story_end(&s);
}

static void the_interfaces_addresses_are_local_until_they_change(
	void **state)
{
	struct net first[] = { net_of("192.0.2.6"), net_of("192.0.2.1"),
			       net_of("192.0.2.6") };
	struct net then = net_of("2001:db8::1");
	struct story s;

	(void)state;
	set_up(&s);
	assert_int_equal(track_local(s.track, first, 3), 0);
	assert_way(&s, "F>G", "outbound ");
	assert_way(&s, "G>A", "inbound ");
	assert_int_equal(track_local(s.track, &then, 1), 0);
	assert_way(&s, "F>H", "transit ");
	assert_way(&s, "I>a", "inbound ");
	assert_way(&s, "A>a", "transit ");
	story_end(&s);
}

static void a_reload_is_felt_by_pending_transactions(void **state)
{
	struct net local = net_of("192.0.2.6");
	struct net own = net_of("192.0.2.7");
	struct net peers = net_of("192.0.2.24/29");
	struct trunk_settings trunk;
	struct settings settings = with_trunk(&local, &trunk, &peers);
	struct story s;

	(void)state;
	set_up(&s);
	assert_int_equal(track_local(s.track, &own, 1), 0);
	story_play(&s, "0 F>X OPTIONS b1\n"
		       "0 A>X OPTIONS b2\n"
		       "0 G>X OPTIONS b3\n");
	assert_int_equal(track_reload(s.track, &settings), 0);
	story_play(&s, "1 X>F 200 OPTIONS b1\n");
	assert_memory_equal(s.details, "outbound 0 ", 11);
	story_play(&s, "1 X>A 200 OPTIONS b2\n");
	assert_memory_equal(s.details, "transit 0 ", 10);
	story_play(&s, "1 X>G 200 OPTIONS b3\n");
	assert_memory_equal(s.details, "outbound 0 ", 11);
	story_end(&s);
}

int main(void)
{
#define T(f) cmocka_unit_test(f)
	const struct CMUnitTest tests[] = {
		T(a_request_of_a_local_address_is_outbound),
		T(a_request_to_a_local_address_is_inbound),
		T(all_else_is_transit),
		T(the_trunk_holds_the_end_that_is_not_local),
		T(the_longest_prefix_is_the_trunk),
		T(in_transit_the_trunk_is_that_of_dst_then_of_src),
		T(a_local_end_has_no_trunk),
		T(the_interfaces_addresses_are_local_until_they_change),
		T(a_reload_is_felt_by_pending_transactions),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
