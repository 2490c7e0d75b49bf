/* SPDX-License-Identifier: BSD-2-Clause */
/* Each way's bytes are read in their order and once, whatever came of them. */
#include "talk.h"

static void a_segment_in_order_is_shown_where_it_lies(void **state)
{
	struct talk *t = *state;

	sign(t, SYN, 99);
	say(t, 100, "ab;cd;");
	expect(t, "ab;cd;");
	assert_int_equal(t->last.transport, TRANSPORT_TCP);
	assert_int_equal(t->last.src_port, 40000);
	assert_int_equal(t->last.dst_port, 5060);
	assert_true(t->last.stretch->in_step);
	say(t, 106, "e;");
	expect(t, "ab;cd;e;");
	assert_int_equal(t->shown, 2);
	assert_int_equal(t->last_frame, 3);
}

static void what_is_not_taken_is_shown_with_what_follows(void **state)
{
	struct talk *t = *state;

	sign(t, SYN, 99);
	say(t, 100, "a;b");
	say(t, 103, "c");
	say(t, 104, "d;e");
	say(t, 107, ";");
	expect(t, "a;bcd;e;");
	assert_int_equal(t->shown, 4);
	assert_int_equal(t->last_frame, 5);
	assert_int_equal(t->last.bytes.n, 2);
}

/* Segments that are left to the network card to part are over 64 KiB. */
static void a_long_segment_is_read_behind_what_is_not_taken(void **state)
{
	struct talk *t = *state;
	char all[250001];

	for (size_t i = 0; i < 250000; i++)
		all[i] = i % 10 == 7 ? ';' : (char)('a' + i % 26);
	all[250000] = '\0';
	sign(t, SYN, 99);
	send_bytes(t, true, PSH, 100, 0, all, 6, 0);
	send_bytes(t, true, PSH, 106, 0, all + 6, 249996 - 6, 0);
	send_bytes(t, true, PSH, 100 + 249996, 0, all + 249996, 2, 0);
	all[249998] = '\0';
	expect(t, all);
	assert_int_equal(count_of(t, "gaps", NULL), 0);
}

static void nothing_is_shown_before_there_is_what_is_wanted(void **state)
{
	struct talk *t = *state;

	sign(t, SYN, 99);
	t->wanted = 9;
	say(t, 100, "abc");
	say(t, 103, "defgh");
	assert_int_equal(t->shown, 1);
	say(t, 108, ";");
	expect(t, "abcdefgh;");
	assert_int_equal(t->shown, 2);
}

static void both_ways_are_read_apart(void **state)
{
	struct talk *t = *state;

	for (int i = 0; i < 2; i++) {
		sign(t, SYN, 99);
		send_bytes(t, false, SYN | ACK, 499, 100, "", 0, 0);
		say(t, 100, "a");
		send_bytes(t, false, ACK, 500, 101, "1;", 2, 0);
		say(t, 101, "b;");
		expect(t, i ? "1;ab;1;ab;" : "1;ab;");
		assert_int_equal(t->last.src_port, 40000);
		t->ipv6 = true;
	}
}

static void what_comes_too_early_waits(void **state)
{
	struct talk *t = *state;

	sign(t, SYN, 99);
	say(t, 106, "d;");
	say(t, 102, "b;");
	expect(t, "");
	say(t, 104, "c;");
	expect(t, "");
	say(t, 100, "a;");
	expect(t, "a;b;c;d;");
	assert_int_equal(t->last_frame, 5);
	assert_int_equal(t->shown, 1);
	assert_int_equal(count_of(t, "tcp", "out-of-order"), 3);
	assert_int_equal(count_of(t, "gaps", "tcp"), 0);
}

static void numbers_wrap(void **state)
{
	struct talk *t = *state;

	sign(t, SYN, 0xfffffffd);
	say(t, 2, "c;");
	say(t, 0xfffffffe, "a;");
	expect(t, "a;");
	say(t, 0, "b;");
	expect(t, "a;b;c;");
}

static void what_comes_again_is_ignored(void **state)
{
	struct talk *t = *state;

	sign(t, SYN, 99);
	sign(t, SYN, 99);
	say(t, 100, "a;b;");
	say(t, 100, "a;b;");
	say(t, 102, "b;");
	assert_int_equal(count_of(t, "tcp", "retransmitted"), 2);
	say(t, 102, "b;c;");		/* and more */
	expect(t, "a;b;c;");
	sign(t, SYN, 99);
	say(t, 106, "d;");
	expect(t, "a;b;c;d;");
	assert_int_equal(count_of(t, "tcp", "conflicts"), 0);
}

static void a_keep_alive_is_nothing(void **state)
{
	struct talk *t = *state;

	sign(t, SYN, 99);
	say(t, 100, "a;");
	send_bytes(t, true, ACK, 101, 0, "\0", 1, 0);
	sign(t, ACK, 101);
	say(t, 102, "b;");
	expect(t, "a;b;");
	assert_int_equal(count_of(t, "tcp", "retransmitted"), 0);
}

static void of_what_overlaps_the_first_wins(void **state)
{
	struct talk *t = *state;

	sign(t, SYN, 99);
	say(t, 103, "def");
	say(t, 101, "bcXe");		/* one byte differs */
	assert_int_equal(count_of(t, "tcp", "conflicts"), 1);
	say(t, 104, "efg;");
	assert_int_equal(count_of(t, "tcp", "conflicts"), 1);
	say(t, 100, "aYcdef");
	assert_int_equal(count_of(t, "tcp", "conflicts"), 2);
	expect(t, "abcdefg;");
	say(t, 108, "hi");		/* the same of what is kept */
	say(t, 108, "hJ");
	assert_int_equal(count_of(t, "tcp", "conflicts"), 3);
	say(t, 109, "K;");
	assert_int_equal(count_of(t, "tcp", "conflicts"), 4);
	say(t, 110, ";");
	expect(t, "abcdefg;hi;");
}

static void a_copy_of_a_segment_is_one(void **state)
{
	struct talk *t = *state;

	t->ipv6 = true;			/* no identification tells */
	sign(t, SYN, 99);
	say(t, 100, "a;");
	say(t, 100, "a;");
	assert_int_equal(count_of(t, "copies", NULL), 1);
	assert_int_equal(count_of(t, "tcp", "retransmitted"), 0);
	send_bytes(t, true, PSH | ACK, 100, 1, "a;", 2, 0);
	assert_int_equal(count_of(t, "tcp", "retransmitted"), 1);
	expect(t, "a;");
}

static void a_stream_is_picked_up_in_the_middle(void **state)
{
	struct talk *t = *state;

	sign(t, ACK, 99);		/* it tells no number for sure */
	say(t, 100, "a;b");
	say(t, 103, ";");
	expect(t, "~a;b;");
	sign(t, SYN, 99);		/* late, but its own */
	say(t, 104, "c;");
	expect(t, "~a;b;c;");
}

static void what_was_met_first_may_not_be_the_first(void **state)
{
	struct talk *t = *state;

	say(t, 1004, "c;d");		/* of which c is taken */
	say(t, 1000, "a;");
	say(t, 1000, "a;");
	say(t, 1004, "c;d");
	say(t, 1002, "b;c;");
	say(t, 1007, "d;");
	expect(t, "~c;");
	decode_quiet(t->decode, moment_add(t->now, span_ms(200)));
	expect(t, "~c;~a;b;~dd;");
	assert_string_equal(t->by, "1:c;,2:a;,5:b;,6:dd;,");
	say(t, 1000, "a;b;");
	say(t, 1009, "e;");
	expect(t, "~c;~a;b;~dd;e;");
	assert_int_equal(count_of(t, "gaps", "tcp"), 0);

	t->port++;			/* of which nothing is taken */
	say(t, 5006, "d");
	say(t, 5003, "c;");
	say(t, 5000, "a;b");
	say(t, 5005, "d");
	say(t, 5007, ";");
	expect(t, "~c;~a;b;~dd;e;");
	send_bytes(t, false, ACK, 7, 5008, "1;", 2, 0);
	expect(t, "~c;~a;b;~dd;e;~a;bc;dd;~1;");
	assert_int_equal(count_of(t, "gaps", "tcp"), 0);
	say(t, 5000, "a;");
	t->port++;
	say(t, 9000, "x;");		/* too late */
	t->now = moment_add(t->now, span_ms(200));
	say(t, 8998, "y;");
	decode_end(t->decode);
	expect(t, "~c;~a;b;~dd;e;~a;bc;dd;~1;~x;");
}

static void what_was_acknowledged_will_not_come(void **state)
{
	struct talk *t = *state;

	sign(t, SYN, 99);
	say(t, 100, "a;b");
	say(t, 106, "d;");
	acknowledge_long_ago(t, 105);	/* a part may come yet */
	expect(t, "a;");
	acknowledge_long_ago(t, 106);
	expect(t, "a;b!~d;");
	assert_int_equal(count_of(t, "gaps", "tcp"), 1);
	assert_int_equal(count_of(t, "lost_bytes", "tcp"), 3);
	say(t, 103, "xyz");
	say(t, 108, "e;");
	expect(t, "a;b!~d;e;");
}

/* As when each way has a queue of its own on the network card. */
static void an_ack_may_overtake_what_it_acknowledges(void **state)
{
	struct talk *t = *state;

	sign(t, SYN, 99);
	say(t, 102, "b;");
	acknowledge(t, 104);
	t->now = moment_add(t->now, span_ms(198));
	say(t, 100, "a;");
	expect(t, "a;b;");
	say(t, 106, "d;");
	acknowledge(t, 108);
	say(t, 110, "f;");
	decode_quiet(t->decode, moment_add(t->now, span_ms(198)));
	expect(t, "a;b;");
	decode_quiet(t->decode, moment_add(t->now, span_ms(199)));
	expect(t, "a;b;~d;");
	say(t, 108, "e;");
	expect(t, "a;b;~d;e;f;");
	assert_int_equal(count_of(t, "gaps", "tcp"), 1);
}

static void what_waited_has_the_frame_that_completed_it(void **state)
{
	struct talk *t = *state;

	sign(t, SYN, 99);
	say(t, 102, "b;c");
	say(t, 105, "c;");
	say(t, 109, "e;");		/* before what it should follow */
	say(t, 107, "d;");
	say(t, 113, "g;");
	say(t, 111, "ff");
	say(t, 115, "h;");
	say(t, 120, "j;");
	acknowledge_long_ago(t, 117);
	assert_string_equal(t->by, "2:b;,3:cc;,5:d;,4:e;,7:ffg;,8:h;,");
	decode_end(t->decode);
	expect(t, "~b;cc;d;e;ffg;h;~j;");
	assert_int_equal(t->last_frame, 9);
}

/* As far as the clock can tell. */
static void what_came_at_once_has_the_last_frame(void **state)
{
	struct talk *t = *state;

	sign(t, SYN, 99);
	say(t, 102, "b");
	t->now.ns -= NS_PER_S / 1000;
	say(t, 103, ";");
	acknowledge_long_ago(t, 104);
	assert_string_equal(t->by, "3:b;,");
}

static void an_answer_comes_behind_what_it_acknowledges(void **state)
{
	struct talk *t = *state;

	sign(t, SYN, 99);
	say(t, 102, "b;");
	say(t, 106, "d;");
	send_bytes(t, false, ACK, 500, 104, "1;", 2, 0);
	expect(t, "~b;~1;");
	send_bytes(t, false, ACK, 502, 108, "2;", 2, 0);
	expect(t, "~b;~1;~d;2;");
}

static void holes_are_given_up_one_after_the_other(void **state)
{
	struct talk *t = *state;

	sign(t, SYN, 99);
	say(t, 102, "a;");
	say(t, 106, "b;");
	say(t, 110, "c;");
	acknowledge_long_ago(t, 106);
	expect(t, "~a;~b;");
	acknowledge_long_ago(t, 112);
	expect(t, "~a;~b;~c;");
	assert_int_equal(count_of(t, "gaps", "tcp"), 3);
	assert_int_equal(count_of(t, "lost_bytes", "tcp"), 6);
}

static void nothing_waits_longer_than_10_s(void **state)
{
	struct talk *t = *state;
	struct moment since;

	sign(t, SYN, 99);
	say(t, 102, "b;");
	since = t->now;
	t->now = moment_add(since, span_ms(9990));
	say(t, 104, "c;");
	decode_quiet(t->decode, moment_add(since, span_ms(9999)));
	expect(t, "");
	decode_quiet(t->decode, moment_add(since, span_ms(10000)));
	expect(t, "~b;c;");
	assert_int_equal(t->last_frame, 3);
	assert_int_equal(t->last_stamp.ns,
			 moment_add(since, span_ms(9991)).ns);

	say(t, 108, "d;");
	t->now = moment_add(t->now, span_s(10));
	t->server = 5070;		/* any frame tells the time */
	sign(t, ACK, 7);
	expect(t, "~b;c;~d;");
}

static void no_more_than_256_kb_wait(void **state)
{
	struct talk *t = *state;
	static char big[61000];

	memset(big, 'x', sizeof big);
	big[sizeof big - 1] = ';';
	sign(t, SYN, 99);
	for (uint32_t i = 0; i < 5; i++) {
		expect(t, "");
		send_bytes(t, true, PSH, 200 + i * 61000, 0, big, 61000, 0);
	}
	assert_int_equal(t->n, 5 * 61000 + 1);
	assert_int_equal(count_of(t, "lost_bytes", "tcp"), 100);
}

static void too_many_holes_are_not_kept(void **state)
{
	struct talk *t = *state;

	sign(t, SYN, 99);
	for (uint32_t i = 0; i < 2000; i++)
		say(t, 102 + 3 * i, "x;");
	assert_int_equal(count_of(t, "gaps", "tcp"), 2000 - 1024);
	decode_end(t->decode);
	assert_int_equal(count_of(t, "gaps", "tcp"), 2000);
	assert_int_equal(t->n, 2000 * 3);
}

static void the_end_lets_all_go(void **state)
{
	struct talk *t = *state;

	sign(t, SYN, 99);
	say(t, 100, "a;b");
	decode_end(t->decode);
	expect(t, "a;b!");
	assert_int_equal(t->last_frame, 2);
	t->port++;
	say(t, 100, "c");
	say(t, 102, "e");
	decode_end(t->decode);
	expect(t, "a;b!~c!~e!");
	assert_int_equal(t->last_frame, 4);
	decode_end(t->decode);
	expect(t, "a;b!~c!~e!");
}

static void fin_ends_a_stream(void **state)
{
	struct talk *t = *state;

	sign(t, SYN, 99);
	say(t, 100, "a;b");
	send_bytes(t, true, FIN, 103, 0, "c", 1, 0);
	expect(t, "a;bc!");
	sign(t, FIN, 104);
	say(t, 103, "c");
	expect(t, "a;bc!");
	assert_int_equal(count_of(t, "gaps", "tcp"), 0);
}

static void fin_waits_for_what_is_before_it(void **state)
{
	struct talk *t = *state;

	sign(t, SYN, 99);
	sign(t, FIN, 104);
	say(t, 102, "b;");
	say(t, 100, "a;");
	expect(t, "a;b;!");
	t->port++;
	sign(t, SYN, 99);
	say(t, 100, "c");
	sign(t, FIN, 104);
	acknowledge_long_ago(t, 105);	/* and not in vain */
	expect(t, "a;b;!c!");
	assert_int_equal(count_of(t, "lost_bytes", "tcp"), 3);
}

static void rst_ends_both_ways(void **state)
{
	struct talk *t = *state;

	sign(t, SYN, 99);
	send_bytes(t, false, SYN | ACK, 499, 100, "", 0, 0);
	say(t, 100, "a");
	send_bytes(t, false, ACK, 500, 101, "1", 1, 0);
	sign(t, RST, 100 + MILLION * 4);	/* of another stream */
	expect(t, "");
	sign(t, RST, 101);
	expect(t, "a!1!");
	say(t, 100, "a");
	send_bytes(t, false, ACK, 501, 101, "2;", 2, 0);
	expect(t, "a!1!~2;");		/* who sent it knew of no RST */
}

static void used_again_ports_are_another_connection(void **state)
{
	struct talk *t = *state;

	sign(t, SYN, 99);
	send_bytes(t, false, SYN | ACK, 499, 100, "", 0, 0);
	say(t, 100, "a;b");
	send_bytes(t, false, ACK, 500, 101, "1;2", 3, 0);
	sign(t, SYN, 7099);
	expect(t, "a;1;2!b!");
	send_bytes(t, false, SYN | ACK, 8499, 7100, "", 0, 0);
	say(t, 7100, "c;");
	send_bytes(t, false, ACK, 8500, 7100, "3;", 2, 0);
	expect(t, "a;1;2!b!c;3;");
	/* its SYN was not seen */
	send_bytes(t, false, SYN | ACK, 8, 10, "", 0, 0);
	send_bytes(t, false, ACK, 9, 10, "4;", 2, 0);
	say(t, 10, "d;");
	expect(t, "a;1;2!b!c;3;4;~d;");
}

static void ports_are_used_again_and_no_syn_tells(void **state)
{
	struct talk *t = *state;

	for (int i = 0; i < 2; i++) {	/* soon; late, with like numbers */
		sign(t, SYN, 99);
		send_bytes(t, false, SYN | ACK, 499, 100, "", 0, 0);
		say(t, 100, "?;");
		sign(t, FIN, 102);
		send_bytes(t, false, FIN | ACK, 500, 103, "?", 1, 0);
		expect(t, "?;?!");
		say(t, 100, "a;");	/* again */
		expect(t, "?;?!");
		if (i == 1)
			t->now = moment_add(t->now, span_s(60));
		say(t, i ? 50 : 900000000, "b;");
		send_bytes(t, false, ACK, i ? 7 : 800000000, 0, "1;", 2, 0);
		expect(t, "?;?!~b;~1;");
		t->port++;
		t->n = 0;
		note(t, "", 0);
	}
}

static void a_jump_begins_anew(void **state)
{
	struct talk *t = *state;

	sign(t, SYN, 99);
	say(t, 100, "a;");
	say(t, 0x80000064, "c;");
	say(t, 104, "d;");
	expect(t, "a;~c;~d;");
	assert_int_equal(count_of(t, "tcp", "jumps"), 2);
}

/* However far it is ahead, what comes behind a hole is read. */
static void a_hole_of_any_size_costs_nothing_behind_it(void **state)
{
	const uint32_t sizes[] = { 1000, 524280, 524288, 524289, 600000,
				   MILLION, MILLION + 1, 10 * MILLION };
	uint64_t lost = 0;

	for (uint32_t i = 0; i < 8; i++) {
		struct talk *t = *state;

		t->n = 0;
		t->port++;
		sign(t, SYN, 99);
		say(t, 100, "a;");
		say(t, 102 + sizes[i], "bc;");
		say(t, 105 + sizes[i], "d;");
		decode_end(t->decode);
		expect(t, "a;~bc;d;");
		lost += sizes[i];
		assert_int_equal(count_of(t, "gaps", "tcp"), i + 1);
		assert_int_equal(count_of(t, "lost_bytes", "tcp"), lost);
	}
}

static void a_far_hole_in_a_message_is_a_gap(void **state)
{
	struct talk *t = *state;

	sign(t, SYN, 99);
	say(t, 100, "a;b");
	say(t, 103 + 600000, "c;");
	say(t, 105 + 600000, "d;");
	expect(t, "a;b!~c;d;");
	assert_int_equal(count_of(t, "lost_bytes", "tcp"), 600000);
	say(t, 107 + 600000, "e");
	say(t, 108 + 1200000, "f;");
	decode_end(t->decode);
	expect(t, "a;b!~c;d;e!~f;!");
	assert_int_equal(count_of(t, "lost_bytes", "tcp"), 1200000);
	assert_int_equal(count_of(t, "gaps", "tcp"), 2);
}

static void a_fin_far_ahead_ends_with_a_gap(void **state)
{
	struct talk *t = *state;

	sign(t, SYN, 99);
	say(t, 100, "a;");
	sign(t, FIN, 102 + 600000);
	assert_int_equal(count_of(t, "lost_bytes", "tcp"), 600000);
}

static void a_forged_segment_ends_no_message(void **state)
{
	struct talk *t = *state;

	sign(t, SYN, 99);
	say(t, 100, "a;b");
	say(t, 0x80000064, "x;");
	say(t, 100 + 600000, "y;");
	say(t, 103, "b;c");
	say(t, 0x40000000, "z;");
	say(t, 106, "c;");
	decode_end(t->decode);
	expect(t, "a;bb;cc;");
	assert_int_equal(count_of(t, "tcp", "jumps"), 3);
	assert_int_equal(count_of(t, "gaps", "tcp"), 0);
}

static void a_second_segment_confirms_a_jump(void **state)
{
	struct talk *t = *state;

	for (int i = 0; i < 4; i++) {
		t->n = 0;
		note(t, "", 0);
		t->port++;
		sign(t, SYN, 99);
		say(t, 100, "a;b");
		say(t, 0x80000064, "c;d");
		expect(t, "a;");
		if (i == 0)
			say(t, 0x80000067, "d;");
		else if (i == 1)
			say(t, 0x80000062, "f;");	/* before it */
		else if (i == 2)
			acknowledge(t, 0x80000067);
		else
			decode_end(t->decode);
		expect(t, i == 0 ? "a;b!~c;dd;" : i == 1 ? "a;b!~f;c;" :
		       i == 2 ? "a;b!~c;" : "a;b!~c;d!");
		decode_end(t->decode);
	}
}

static void strays_are_under_the_roof(void **state)
{
	static char many[60000];

	memset(many, ';', sizeof many);
	for (int with = 0; with < 2; with++) {
		struct talk *t;

		tear_down(state);
		set_up_with(state, 1 << 20);
		t = *state;
		for (int i = 0; i < 20; i++) {
			t->port++;
			sign(t, SYN, 99);
			say(t, 100, "b");
			if (with)
				send_bytes(t, true, PSH, 0x80000064, 0, many,
					   sizeof many, 0);
		}
		assert_int_equal(count_of(t, "evicted", "segments") > 0, with);
	}
}

static void what_the_snap_length_cut_is_a_gap(void **state)
{
	struct talk *t = *state;

	sign(t, SYN, 99);
	send_bytes(t, true, PSH, 100, 0, "a;bcdef", 7, 3);
	expect(t, "a;bc!");
	assert_int_equal(count_of(t, "lost_bytes", "tcp"), 3);
	assert_int_equal(count_of(t, "truncated", NULL), 1);
	send_bytes(t, true, PSH, 107, 0, "g;", 2, 2);
	say(t, 109, "h");
	send_bytes(t, true, PSH, 110, 0, ";i;j", 4, 1);
	say(t, 114, "k;");
	expect(t, "a;bc!~h;i;~k;");
	assert_int_equal(count_of(t, "lost_bytes", "tcp"), 6);

	send_bytes(t, true, PSH, 118, 0, "l;mn", 4, 2);	/* early, and cut */
	say(t, 116, "x;");
	say(t, 122, "o;");
	expect(t, "a;bc!~h;i;~k;x;l;~o;");
	assert_int_equal(count_of(t, "lost_bytes", "tcp"), 8);

	send_bytes(t, true, PSH, 126, 0, "q;rs", 4, 1);	/* so is the one, */
	send_bytes(t, true, PSH, 124, 0, "p;", 2, 1);	/* and the other */
	expect(t, "a;bc!~h;i;~k;x;l;~o;p!~q;r!");
	say(t, 130, "t;");
	expect(t, "a;bc!~h;i;~k;x;l;~o;p!~q;r!~t;");
	assert_int_equal(count_of(t, "lost_bytes", "tcp"), 10);
}

static void a_foreign_stream_is_not_shown_again(void **state)
{
	struct talk *t = *state;

	sign(t, SYN, 99);
	say(t, 100, "?;");
	say(t, 102, "a;");
	say(t, 200, "b;");
	assert_int_equal(t->shown, 1);
	decode_end(t->decode);
	assert_int_equal(t->shown, 1);
	send_bytes(t, false, ACK, 500, 100, "1;", 2, 0);
	expect(t, "?;~1;");
}

/* However little of them was there, when they are over. */
static void streams_that_nothing_was_found_in_are_counted(void **state)
{
	struct talk *t = *state;

	t->lost = true;
	say(t, 100, "text");
	assert_int_equal(count_of(t, "not_sip", "stream"), 0);
	sign(t, FIN, 104);
	assert_int_equal(count_of(t, "not_sip", "stream"), 1);
	t->port++;
	say(t, 100, "te");
	sign(t, RST, 102);
	assert_int_equal(count_of(t, "not_sip", "stream"), 2);
	t->port++;
	say(t, 100, "text");
	sign(t, SYN, 99999);
	assert_int_equal(count_of(t, "not_sip", "stream"), 3);
	t->port++;
	say(t, 100, "text");
	t->port++;
	t->lost = false;
	say(t, 100, "a;b;");
	decode_end(t->decode);
	decode_end(t->decode);
	assert_int_equal(count_of(t, "not_sip", "stream"), 4);
}

static void tls_is_counted_by_segments(void **state)
{
	struct talk *t = *state;

	sign(t, SYN, 99);
	say(t, 100, "\x16");
	say(t, 101, "\x03\x01");
	say(t, 103, "anything");
	send_bytes(t, false, PSH, 500, 0, "so\x91too", 6, 0);
	assert_int_equal(count_of(t, "unread", "tls"), 3);
	t->server = 5061;
	say(t, 100, "within\x8a record");
	assert_int_equal(count_of(t, "unread", "tls"), 4);
	assert_int_equal(t->shown, 0);
	t->server = 5062;
	say(t, 100, "\x16\x02;");
	expect(t, "~\x16\x02;");
}

/* Both ways are one connection. */
static void connections_with_tls_are_counted_by_port(void **state)
{
	static const char hello[] = "\x16\x03\x01\x02";
	struct talk *t = *state;

	for (unsigned i = 0; i < 5; i++) {
		t->port++;
		t->server = i < 3 ? 5061 : 443;
		sign(t, SYN, 99);
		for (uint32_t at = 0; at < 40; at += 4) {
			send_bytes(t, true, PSH, 100 + at, 0, hello, 4, 0);
			send_bytes(t, false, PSH, 900 + at, 0, hello, 4, 0);
		}
	}
	t->port++;
	t->server = 5061;
	say(t, 100, "a;b;c;d;");
	assert_int_equal(count_of(t, "tls_connections", "sips"), 3);
	assert_int_equal(count_of(t, "tls_connections", "other"), 2);
}

static void clear_text_may_come_to_the_port_of_tls(void **state)
{
	struct talk *t = *state;

	t->server = 5061;
	say(t, 100, "INVITE;");
	expect(t, "~INVITE;");
	assert_int_equal(count_of(t, "unread", "tls"), 0);
}

static void websocket_is_read(void **state)
{
	struct talk *t = *state;

	sign(t, SYN, 99);
	say(t, 100, "GET / HTTP/1.1\r\nUpgra");
	say(t, 121, "de: websocket\r\n\r\n\x82\x05hel");
	expect(t, "");
	say(t, 143, "lo");
	expect(t, "<hello>");
	assert_int_equal(t->last.transport, TRANSPORT_WS);
}

#define CALL "BYE sip:someone SIP/2.0"		/* 23 bytes */

/* Frames with CALL, N of them; how many bytes they are. */
static size_t put_frames(char *b, int n, bool masked)
{
	static const char key[] = "\x37\xfa\x21\x3d";
	size_t at = 0;

	while (n-- > 0) {
		b[at++] = '\x81';
		b[at++] = (char)(23 | (masked ? 0x80 : 0));
		if (masked)
			memcpy(b + at, key, 4);
		at += masked ? 4 : 0;
		for (int i = 0; i < 23; i++)
			b[at++] = (char)(CALL[i] ^ (masked ? key[i % 4] : 0));
	}
	return at;
}

/* The first frame is lost but for its end, wherever segments begin. */
static void websocket_is_picked_up_within_a_frame(void **state)
{
	struct talk *t = *state;
	char b[256];

	t->keeps = 40;
	for (unsigned i = 0; i < 2 * 20 * 60; i++) {
		size_t n = put_frames(b, 4, i % 2), at = 1 + i / 2 % 20;
		size_t piece = 40 + i / 40;

		t->n = 0;
		note(t, "", 0);
		t->lost = true;
		t->port++;
		for (; at < n; at += piece)
			send_bytes(t, true, PSH, (uint32_t)(100 + at), 0,
				   b + at, piece < n - at ? piece : n - at, 0);
		expect(t, "<" CALL "><" CALL "><" CALL ">");
	}
}

static void a_segment_without_data_is_nothing(void **state)
{
	struct talk *t = *state;
	uint64_t sum = 0;

	sign(t, ACK, 99);
	sign(t, SYN, 99);
	sign(t, RST, 100);
	sign(t, FIN, 100);
	acknowledge(t, 5);
	counter_each(t->counters, bench_add_up, &sum);
	assert_int_equal(sum, 0);
	assert_int_equal(t->shown, 0);
}

static void headers_are_held_to_their_length(void **state)
{
	struct bench *t = *state;
	struct making m = { .n = 0 };

	add_ipv4(&m, 6, 24 + 4);
	add_hex(&m, "9c40 13c4 00000001 00000002 6018 ffff 0000 0000");
	add_hex(&m, "01010101");
	add_text(&m, "text");
	bench_frame(t, RAW, &m);
	assert_string_equal(t->text, "text");
	for (size_t n = 20; n < 40; n++)
		bench_cut(t, RAW, &m, n);
	assert_int_equal(bench_count(t, "truncated", NULL), 20);
	bench_cut(t, RAW, &m, 42);
	assert_int_equal(bench_count(t, "truncated", NULL), 21);
	m.b[32] = 0x40;
	bench_frame(t, RAW, &m);
	assert_int_equal(bench_count(t, "malformed_ip", "header-length"), 1);
	m.b[32] = 0xf0;			/* more than there is */
	bench_frame(t, RAW, &m);
	assert_int_equal(bench_count(t, "malformed_ip", "short"), 1);
}

static void a_connection_leaves_after_an_hour(void **state)
{
	struct talk *t = *state;

	sign(t, SYN, 99);
	say(t, 100, "a;b");
	t->now = moment_add(t->now, span_s(3590));
	sign(t, ACK, 103);
	t->now = moment_add(t->now, span_s(3590));
	t->port++;
	sign(t, SYN, 99);		/* others come */
	t->port--;
	say(t, 103, "c;");
	expect(t, "a;bc;");
	t->now = moment_add(t->now, span_s(3600));
	decode_quiet(t->decode, t->now);
	say(t, 105, "d;");
	expect(t, "a;bc;~d;");
	assert_int_equal(count_of(t, "evicted", "streams"), 0);
}

static void a_full_table_gives_up_the_oldest(void **state)
{
	struct talk *t;
	unsigned n = 0;

	tear_down(state);
	set_up_with(state, 4000);
	t = *state;
	for (; count_of(t, "evicted", "streams") == 0; n++) {
		t->port++;
		sign(t, SYN, 99);
		say(t, 100, "a");
		assert_true(n < 100);
	}
	assert_true(n > 4);
	assert_int_equal(t->log[t->n - 1], '!');
}

static void a_hundred_thousand_idle_connections_have_room(void **state)
{
	struct talk *t;

	tear_down(state);
	set_up_with(state, (256 << 20) / 100 * 24);	/* by default */
	t = *state;
	for (unsigned i = 0; i < 100000; i++) {
		t->port = 1024 + i / 4;
		t->server = 5060 + i % 4 * 2;
		t->now = moment_add(t->now, span_ms(-1));
		say(t, 100, "a;");
	}
	assert_int_equal(count_of(t, "evicted", "streams"), 0);
	t->port = 1024;
	t->server = 5060;
	say(t, 102, "!b;");
	assert_string_equal(t->log + t->n - 5, "a;!b;");
}

static void what_is_held_stays_under_the_roof(void **state)
{
	struct talk *t;

	tear_down(state);
	set_up_with(state, 1 << 20);
	t = *state;
	for (unsigned i = 0; i < 1000; i++) {
		t->port++;
		say(t, 100, "abcde");
	}
	assert_in_range(count_of(t, "evicted", "segments"), 500, 990);
	decode_end(t->decode);
	assert_int_equal(t->n, 7 * 1000);
}

/* xorshift */
static uint32_t chance(uint32_t *seed, uint32_t below)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 17;
	*seed ^= *seed << 5;
	return *seed % below;
}

#define WHOLE 600

static void any_cut_and_order_gives_the_same(void **state)
{
	struct talk *t = *state;
	char whole[WHOLE + 1] = "";
	uint32_t seed = 42;

	for (int i = 0; i < WHOLE; i++)
		whole[i] = i % 7 == 6 ? ';' : (char)('a' + i % 26);
	whole[WHOLE - 1] = ';';
	for (int round = 0; round < 400; round++) {
		uint32_t start = chance(&seed, 2) ? 0xffffff00 : 5;
		uint32_t from[WHOLE], n = 0, at = 0, longest;

		t->port = 1024 + (unsigned)round;
		t->n = 0;
		t->log[0] = '\0';
		sign(t, SYN, start - 1);
		longest = 1 + chance(&seed, 100);
		for (; at < WHOLE; at += 1 + chance(&seed, longest))
			from[n++] = at;
		for (uint32_t i = n - 1; i > 0; i--) {
			uint32_t j = chance(&seed, i + 1), swap = from[i];

			from[i] = from[j];
			from[j] = swap;
		}
		/* each reaches over the next cut */
		for (uint32_t i = 0; i < n; i++) {
			size_t length = longest + chance(&seed, 9);

			if (length > WHOLE - from[i])
				length = WHOLE - from[i];
			send_bytes(t, true, PSH, start + from[i], 0,
				   whole + from[i], length, 0);
		}
		expect(t, whole);
	}
	assert_int_equal(count_of(t, "tcp", "conflicts"), 0);
	assert_int_equal(count_of(t, "gaps", "tcp"), 0);
}

static void a_reader_that_takes_nothing_is_shown_no_end(void **state)
{
	struct talk *t = *state;
	static char big[60000];

	memset(big, 'x', sizeof big);
	sign(t, SYN, 99);
	for (uint32_t i = 0; i < 10; i++)
		send_bytes(t, true, PSH, 100 + i * 60000, 0, big, 60000, 0);
	decode_end(t->decode);
	assert_int_equal(t->n, 600000 + 4 + 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TALK_TEST(a_segment_in_order_is_shown_where_it_lies),
		TALK_TEST(what_is_not_taken_is_shown_with_what_follows),
		TALK_TEST(a_long_segment_is_read_behind_what_is_not_taken),
		TALK_TEST(nothing_is_shown_before_there_is_what_is_wanted),
		TALK_TEST(both_ways_are_read_apart),
		TALK_TEST(what_comes_too_early_waits),
		TALK_TEST(numbers_wrap),
		TALK_TEST(what_comes_again_is_ignored),
		TALK_TEST(a_keep_alive_is_nothing),
		TALK_TEST(of_what_overlaps_the_first_wins),
		TALK_TEST(a_copy_of_a_segment_is_one),
		TALK_TEST(a_stream_is_picked_up_in_the_middle),
		TALK_TEST(what_was_met_first_may_not_be_the_first),
		TALK_TEST(what_was_acknowledged_will_not_come),
		TALK_TEST(an_ack_may_overtake_what_it_acknowledges),
		TALK_TEST(what_waited_has_the_frame_that_completed_it),
		TALK_TEST(what_came_at_once_has_the_last_frame),
		TALK_TEST(an_answer_comes_behind_what_it_acknowledges),
		TALK_TEST(holes_are_given_up_one_after_the_other),
		TALK_TEST(nothing_waits_longer_than_10_s),
		TALK_TEST(no_more_than_256_kb_wait),
		TALK_TEST(too_many_holes_are_not_kept),
		TALK_TEST(the_end_lets_all_go),
		TALK_TEST(fin_ends_a_stream),
		TALK_TEST(fin_waits_for_what_is_before_it),
		TALK_TEST(rst_ends_both_ways),
		TALK_TEST(used_again_ports_are_another_connection),
		TALK_TEST(ports_are_used_again_and_no_syn_tells),
		TALK_TEST(a_jump_begins_anew),
		TALK_TEST(a_hole_of_any_size_costs_nothing_behind_it),
		TALK_TEST(a_far_hole_in_a_message_is_a_gap),
		TALK_TEST(a_fin_far_ahead_ends_with_a_gap),
		TALK_TEST(a_forged_segment_ends_no_message),
		TALK_TEST(a_second_segment_confirms_a_jump),
		TALK_TEST(strays_are_under_the_roof),
		TALK_TEST(what_the_snap_length_cut_is_a_gap),
		TALK_TEST(a_foreign_stream_is_not_shown_again),
		TALK_TEST(streams_that_nothing_was_found_in_are_counted),
		TALK_TEST(tls_is_counted_by_segments),
		TALK_TEST(connections_with_tls_are_counted_by_port),
		TALK_TEST(clear_text_may_come_to_the_port_of_tls),
		TALK_TEST(websocket_is_read),
		TALK_TEST(websocket_is_picked_up_within_a_frame),
		TALK_TEST(a_segment_without_data_is_nothing),
		BENCH_TEST(headers_are_held_to_their_length),
		TALK_TEST(a_connection_leaves_after_an_hour),
		TALK_TEST(a_full_table_gives_up_the_oldest),
		TALK_TEST(a_hundred_thousand_idle_connections_have_room),
		TALK_TEST(what_is_held_stays_under_the_roof),
		TALK_TEST(any_cut_and_order_gives_the_same),
		TALK_TEST(a_reader_that_takes_nothing_is_shown_no_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
