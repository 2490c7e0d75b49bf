/* SPDX-License-Identifier: BSD-2-Clause */
/* Fragments make a packet in whatever order, and never more than was sent. */
#include "bench.h"

#define LONG 4000	/* bytes of a datagram, most of which are text */

/* Another bench, that remembers nothing. */
static struct bench *afresh(void **state)
{
	bench_tear_down(state);
	bench_set_up(state);
	return *state;
}

/* What is cut into fragments, and how. */
struct cut {
	uint8_t bytes[LONG];	/* behind the IP header */
	size_t n;
	char text[LONG];
	bool v6;
	uint16_t id;
	const char *link;	/* in hex, before IP */
	int link_type;
};

/* A datagram with SIZE bytes of text, no two units of which are the same. */
static struct cut *make_cut(bool v6, size_t size)
{
	static struct cut c;
	struct making m = { .n = 0 };

	memset(&c, 0, sizeof c);
	c.v6 = v6;
	c.id = 7;
	c.link_type = RAW;
	for (size_t i = 0; i < size; i++)
		c.text[i] = (char)('a' + (i + i / 26 + i / 676) % 26);
	add_udp(&m, size);
	add(&m, c.text, size);
	c.n = m.n;
	memcpy(c.bytes, m.b, m.n);
	return &c;
}

/* The N bytes at BYTES as the fragment of C at FROM. */
static struct making make_fragment(const struct cut *c, const uint8_t *bytes,
				   size_t n, size_t from, bool more)
{
	struct making m = { .n = 0 };

	if (c->link)
		add_hex(&m, c->link);
	if (c->v6) {
		add_ipv6(&m, 44, 8 + n);
		add_hex(&m, "1100");
		add_u16(&m, from | more);
		add_hex(&m, "0000");
		add_u16(&m, c->id);
	} else {
		add_ipv4(&m, 17, n);
		m.b[m.n - 16] = (uint8_t)(c->id >> 8);
		m.b[m.n - 15] = (uint8_t)c->id;
		m.b[m.n - 14] = (uint8_t)(from / 8 >> 8 | (more ? 0x20 : 0));
		m.b[m.n - 13] = (uint8_t)(from / 8);
	}
	add(&m, bytes, n);
	return m;
}

/* What C has from FROM to TO comes, MS after the frame before. */
static void piece_after(struct bench *t, const struct cut *c, size_t from,
			size_t to, int ms)
{
	struct making m;

	if (to > c->n)
		to = c->n;
	m = make_fragment(c, c->bytes + from, to - from, from, to < c->n);
	t->now = moment_add(t->now, span_ms(ms - 1000));
	bench_frame(t, c->link_type, &m);
}

static void piece(struct bench *t, const struct cut *c, size_t from, size_t to)
{
	piece_after(t, c, from, to, 1);
}

/* HEX comes as the fragment of C at FROM. */
static void other(struct bench *t, const struct cut *c, size_t from, bool more,
		  const char *hex)
{
	struct making bytes = { .n = 0 }, m;

	add_hex(&bytes, hex);
	m = make_fragment(c, bytes.b, bytes.n, from, more);
	t->now = moment_add(t->now, span_ms(1 - 1000));
	bench_frame(t, c->link_type, &m);
}

/* C was handed on, for the TIMES time; nothing went wrong. */
static void check_whole(struct bench *t, const struct cut *c, unsigned times)
{
	assert_int_equal(t->handed_on, times);
	assert_string_equal(t->text, c->text);
	assert_int_equal(t->last.src_port, 5060);
	assert_int_equal(t->last.dst_port, 5062);
	assert_false(t->last.cut);
	assert_int_equal(bench_count(t, "reassembled", NULL), times);
	assert_int_equal(bench_counted(t), times);
}

static uint64_t wrong(struct bench *t, const char *reason)
{
	return bench_count(t, "fragments", reason);
}

/* The numbers below N in an order that SEED makes. */
static void shuffle(size_t *order, size_t n, unsigned seed)
{
	uint32_t x = seed;

	for (size_t i = 0; i < n; i++)
		order[i] = i;
	for (size_t i = n; i > 1; i--) {
		size_t j, swap = order[i - 1];

		x = x * 1664525 + 1013904223;
		j = (x >> 8) % i;
		order[i - 1] = order[j];
		order[j] = swap;
	}
}

static void any_size_in_any_order_makes_the_same(void **state)
{
	static const size_t sizes[] = { 8, 16, 56, 64, 200, 512, 600, 1024,
					1400, 2048 };
	size_t order[LONG / 8];

	for (int v6 = 0; v6 < 2; v6++)
		for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++)
			for (unsigned seed = 0; seed < 20; seed++) {
				struct cut *c = make_cut(v6, 3001 + seed);
				size_t size = sizes[s], n;

				n = (c->n + size - 1) / size;
				shuffle(order, n, seed);
				afresh(state);
				for (size_t i = 0; i < n; i++)
					piece(*state, c, order[i] * size,
					      (order[i] + 1) * size);
				check_whole(*state, c, 1);
			}
}

static void the_last_one_may_come_first(void **state)
{
	struct cut *c = make_cut(false, 1200);

	for (unsigned i = 1; i < 4; i++) {
		c->id++;
		for (size_t from = 1200; from + 400 > 0; from -= 400)
			piece(*state, c, from, from + 400);
		check_whole(*state, c, i);
	}
}

static void two_datagrams_at_once_do_not_mix(void **state)
{
	struct bench *t = *state;
	struct cut one = *make_cut(false, 1000), two = *make_cut(false, 1001);

	two.id++;
	piece(t, &one, 0, 504);
	piece(t, &two, 504, 1024);
	piece(t, &one, 504, 1024);
	check_whole(t, &one, 1);
	piece(t, &two, 0, 504);
	check_whole(t, &two, 2);
}

static void a_vlan_a_protocol_or_an_address_tells_them_apart(void **state)
{
	static const struct { size_t at; uint8_t value; } changes[] = {
		{ 15, 6 },		/* VLAN */
		{ 18 + 9, 132 },	/* SCTP */
		{ 18 + 15, 9 }, { 18 + 19, 9 },
	};
	struct bench *t = *state;
	struct cut *c = make_cut(false, 100);
	struct making m;

	c->link = MACS "8100 0005 0800";
	c->link_type = EN10MB;
	piece(t, c, 0, 56);
	for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
		m = make_fragment(c, c->bytes + 56, c->n - 56, 56, false);
		m.b[changes[i].at] = changes[i].value;
		bench_frame(t, EN10MB, &m);
		assert_int_equal(t->handed_on, 0);
	}
	piece(t, c, 56, 200);
	check_whole(t, c, 1);
	assert_int_equal(t->last.vlan, 5);
}

static void the_first_fragments_next_header_counts_in_ipv6(void **state)
{
	struct bench *t = *state;
	struct cut *c = make_cut(true, 100);
	struct making m = make_fragment(c, c->bytes + 56, c->n - 56, 56,
					false);

	m.b[40] = 60;
	bench_frame(t, RAW, &m);
	piece(t, c, 0, 56);
	check_whole(t, c, 1);
}

static void after_30_seconds_it_is_given_up(void **state)
{
	struct bench *t = *state;
	struct cut *c = make_cut(false, 1000);

	piece(t, c, 0, 504);
	piece_after(t, c, 504, 2000, 29999);
	check_whole(t, c, 1);

	piece(t, c, 0, 504);
	piece_after(t, c, 504, 2000, 30000);
	assert_int_equal(t->handed_on, 1);
	assert_int_equal(wrong(t, "timeout"), 1);

	/* with what came after that it makes one */
	piece_after(t, c, 0, 504, 29999);
	assert_int_equal(t->handed_on, 2);
	assert_int_equal(wrong(t, "timeout"), 1);
}

static void time_and_the_end_of_a_capture_let_go(void **state)
{
	struct bench *t = *state;
	struct cut *c = make_cut(false, 1000);

	piece(t, c, 0, 504);
	decode_quiet(t->decode, moment_add(t->now, span_ms(29999)));
	assert_int_equal(wrong(t, "timeout"), 0);
	decode_quiet(t->decode, moment_add(t->now, span_ms(30000)));
	assert_int_equal(wrong(t, "timeout"), 1);

	for (int i = 0; i < 2; i++) {
		c->id++;
		piece(t, c, 0, 504);
	}
	decode_end(t->decode);
	assert_int_equal(wrong(t, "unfinished"), 2);
	assert_int_equal(bench_counted(t), 3);
}

static void a_clock_set_back_keeps_nobody_waiting(void **state)
{
	struct bench *t = *state;
	struct cut *c = make_cut(false, 1000);

	piece(t, c, 0, 504);
	piece_after(t, c, 504, 2000, -100000);
	assert_int_equal(wrong(t, "timeout"), 1);
	piece(t, c, 0, 504);
	assert_int_equal(t->handed_on, 1);
}

static void a_fragment_that_comes_again_changes_nothing(void **state)
{
	for (int v6 = 0; v6 < 2; v6++) {
		struct cut *c = make_cut(v6, 1000);

		afresh(state);
		piece_after(*state, c, 504, 808, 60);
		piece_after(*state, c, 504, 808, 60);
		piece_after(*state, c, 808, 2000, 60);
		piece_after(*state, c, 504, 808, 60);
		piece_after(*state, c, 808, 2000, 60);
		piece_after(*state, c, 0, 504, 60);
		check_whole(*state, c, 1);
	}
}

static void the_same_bytes_otherwise_parted_overlap(void **state)
{
	/* beside 0-600 and 600-1008; 512 is where a block begins */
	static const struct { size_t from, to; } parts[] = {
		{ 0, 592 }, { 8, 600 }, { 0, 1008 }, { 600, 608 },
		{ 592, 608 }, { 512, 600 }, { 1000, 1008 }, { 24, 32 },
	};

	for (size_t i = 0; i < 2 * sizeof parts / sizeof *parts; i++) {
		struct cut *c = make_cut(i % 2, 3000);
		struct bench *t = afresh(state);

		piece(t, c, 0, 600);
		piece(t, c, 600, 1008);
		piece(t, c, parts[i / 2].from, parts[i / 2].to);
		assert_int_equal(wrong(t, "overlap"), 1);
		piece(t, c, 1008, 4000);
		assert_int_equal(t->handed_on, !c->v6);
		assert_int_equal(bench_count(t, "reassembled", NULL), !c->v6);
		assert_int_equal(bench_counted(t), 1 + !c->v6);
	}
}

static void in_ipv6_an_overlap_drops_the_datagram(void **state)
{
	struct bench *t = *state;
	struct cut *c = make_cut(true, 1000);

	piece(t, c, 0, 512);
	piece(t, c, 504, 800);
	assert_int_equal(wrong(t, "overlap"), 1);
	/* and all that comes of it (RFC 5722 section 4) */
	piece(t, c, 504, 2000);
	piece(t, c, 0, 504);
	piece(t, c, 0, 8);
	assert_int_equal(t->handed_on, 0);
	assert_int_equal(bench_counted(t), 1);

	c->id++;
	piece(t, c, 0, 512);
	other(t, c, 504, true, "0000000000000000");
	assert_int_equal(wrong(t, "conflict"), 1);
	piece(t, c, 512, 2000);
	assert_int_equal(t->handed_on, 0);
	decode_end(t->decode);
	assert_int_equal(bench_counted(t), 2);
}

static void in_ipv4_an_overlap_is_used_that_agrees(void **state)
{
	struct bench *t = *state;
	struct cut *c = make_cut(false, 1000);

	piece(t, c, 0, 512);
	piece(t, c, 504, 808);
	assert_int_equal(wrong(t, "overlap"), 1);
	piece(t, c, 808, 2000);
	assert_int_equal(t->handed_on, 1);
	assert_string_equal(t->text, c->text);
}

/* Another datagram of the same addresses and the same id. */
static struct cut make_namesake(const struct cut *c)
{
	struct cut n = *c;

	for (size_t i = 0; i < n.n - 8; i++) {
		n.bytes[8 + i] = (uint8_t)(n.bytes[8 + i] - 'a' + 'A');
		n.text[i] = (char)n.bytes[8 + i];
	}
	return n;
}

static void in_ipv4_what_contradicts_begins_another(void **state)
{
	/* what is there when the first one of the other comes */
	static const struct { size_t from, to; } held[] = {
		{ 0, 504 }, { 8, 504 }, { 0, 8 }, { 496, 600 }, { 0, 600 },
	};
	for (size_t i = 0; i < sizeof held / sizeof *held; i++) {
		struct bench *t = afresh(state);
		struct cut old = *make_cut(false, 1000);
		struct cut new = make_namesake(&old);

		piece(t, &old, held[i].from, held[i].to);
		piece(t, &new, 0, 504);
		assert_int_equal(wrong(t, "conflict"), held[i].to > 8);
		piece(t, &new, 504, 2000);
		assert_int_equal(t->handed_on, 1);
		assert_string_equal(t->text, new.text);
		/* of neither is anything left */
		decode_end(t->decode);
		assert_int_equal(wrong(t, "unfinished"), 0);
	}
}

static void in_ipv4_another_end_begins_another(void **state)
{
	struct cut old = *make_cut(false, 1000), new = *make_cut(false, 700);
	struct bench *t = *state;

	piece(t, &old, 1000, 2000);
	piece(t, &new, 504, 2000);
	assert_int_equal(wrong(t, "end"), 1);
	piece(t, &new, 0, 504);
	assert_int_equal(t->handed_on, 1);
	assert_string_equal(t->text, new.text);

	piece_after(t, &new, 504, 2000, 100);
	piece(t, &old, 504, 2000);
	assert_int_equal(wrong(t, "end"), 2);
	piece(t, &old, 0, 504);
	assert_int_equal(t->handed_on, 2);
	assert_string_equal(t->text, old.text);
}

/* What was given up and begun anew is as young as what came with it. */
static void what_begins_another_waits_for_30_seconds(void **state)
{
	struct bench *t = *state;
	struct cut old = *make_cut(false, 1000);
	struct cut new = make_namesake(&old), third = old;

	third.id++;
	piece(t, &old, 0, 504);
	piece_after(t, &third, 0, 504, 10000);
	piece_after(t, &new, 0, 504, 10000);
	piece_after(t, &third, 504, 2000, 20000 - 1);
	assert_int_equal(t->handed_on, 1);
	piece_after(t, &new, 504, 2000, 10000);
	assert_int_equal(t->handed_on, 2);
	assert_string_equal(t->text, new.text);
	assert_int_equal(wrong(t, "timeout"), 0);
}

/* C's sender sends N other datagrams in fragments, in MS. */
static void others(struct bench *t, const struct cut *c, unsigned n, int ms)
{
	struct cut other = *c;

	t->now = moment_add(t->now, span_ms(ms));
	for (unsigned i = 0; i < n; i++) {
		other.id++;
		piece_after(t, &other, 0, 504, 0);
		piece_after(t, &other, 504, 2000, 0);
	}
}

static void an_id_that_came_around_begins_another(void **state)
{
	for (int last = 0; last < 2; last++) {
		struct bench *t = afresh(state);
		struct cut old = *make_cut(false, 1000);
		struct cut new = make_namesake(&old);

		/* the other one was lost, and isn't told from the new one's */
		piece(t, &old, last ? 504 : 0, last ? 2000 : 504);
		others(t, &old, 4096, 1000);
		assert_int_equal(t->handed_on, 4096);
		piece(t, &new, last ? 0 : 504, last ? 504 : 2000);
		assert_int_equal(t->handed_on, 4096);
		assert_int_equal(wrong(t, "reused"), 1);
		piece(t, &new, last ? 504 : 0, last ? 2000 : 504);
		assert_int_equal(t->handed_on, 4097);
		assert_string_equal(t->text, new.text);
	}
}

/* The rest of C comes, behind N other datagrams in MS, and is of use. */
static void check_late(struct bench *t, const struct cut *c,
		       const struct cut *sender, unsigned n, int ms)
{
	uint64_t before = bench_count(t, "reassembled", NULL);

	piece(t, c, 0, 504);
	others(t, sender, n, ms);
	piece(t, c, 504, 2000);
	assert_int_equal(bench_count(t, "reassembled", NULL), before + n + 1);
	assert_int_equal(wrong(t, "reused"), 0);
}

static void a_late_fragment_is_no_other_datagrams(void **state)
{
	struct bench *t = *state;
	struct cut c = *make_cut(false, 1000), elsewhere = c;
	struct cut v6 = *make_cut(true, 1000);

	elsewhere.link = MACS "8100 0005 0800";
	elsewhere.link_type = EN10MB;
	check_late(t, &c, &c, 4095, 20000);	/* of few others */
	check_late(t, &c, &c, 6000, 900);	/* of many at once */
	check_late(t, &c, &elsewhere, 6000, 20000);
	/* ids of 32 bits don't come around */
	check_late(t, &v6, &v6, 6000, 20000);
}

static void an_end_that_moves_is_counted(void **state)
{
	for (int v6 = 0; v6 < 2; v6++) {
		struct cut *c = make_cut(v6, 1000);
		struct bench *t = afresh(state);

		piece(t, c, 0, 504);
		piece(t, c, 1000, 2000);
		other(t, c, 1008, false, "00");		/* behind the end */
		assert_int_equal(wrong(t, "end"), 1);
		other(t, c, 504, false, "00");		/* before it */
		other(t, c, 1008, true, "0000000000000000");
		assert_int_equal(wrong(t, "end"), v6 ? 1 : 3);
		piece(t, c, 504, 1000);
		assert_int_equal(t->handed_on, 0);
	}
}

static void impossible_fragments_are_counted_by_reason(void **state)
{
	static const char nine[] = "000000000000000000";

	for (int v6 = 0; v6 < 2; v6++) {
		struct cut *c = make_cut(v6, 1000);
		struct bench *t = afresh(state);

		piece(t, c, 0, 504);
		other(t, c, 504, true, nine);
		assert_int_equal(wrong(t, "unaligned"), 1);
		other(t, c, 504, true, "");
		other(t, c, 504, false, "");
		assert_int_equal(wrong(t, "empty"), 2);
		other(t, c, 65528, false, nine);
		assert_int_equal(wrong(t, "too-long"), 1);
		other(t, c, 65528, true, nine + 2);
		assert_int_equal(wrong(t, "too-long"), 2);
		/* that harmed nobody */
		piece(t, c, 504, 2000);
		assert_int_equal(t->handed_on, 1);
		assert_string_equal(t->text, c->text);
	}
}

static void a_parted_transport_header_is_told(void **state)
{
	struct bench *t = *state;
	struct cut *c = make_cut(false, 1000);
	struct making m = make_fragment(c, c->bytes, 16, 0, true);

	m.b[9] = 6;
	bench_frame(t, RAW, &m);
	assert_int_equal(wrong(t, "tiny"), 1);
	m.b[9] = 132;		/* SCTP's 12 bytes are there */
	bench_frame(t, RAW, &m);
	assert_int_equal(wrong(t, "tiny"), 1);
}

/* Of the fragment from FROM to TO only N bytes were captured. */
static void cut_piece(struct bench *t, const struct cut *c, size_t from,
		      size_t to, size_t n)
{
	struct making m;

	if (to > c->n)
		to = c->n;
	m = make_fragment(c, c->bytes + from, to - from, from, to < c->n);
	bench_cut(t, RAW, &m, m.n - (to - from) + n);
}

static void cut_fragments_are_used_as_far_as_they_go(void **state)
{
	struct bench *t = *state;
	struct cut *c = make_cut(false, 1000);

	cut_piece(t, c, 504, 1100, 0);
	cut_piece(t, c, 0, 504, 504);
	assert_int_equal(t->handed_on, 1);
	assert_true(t->last.cut);
	assert_int_equal(t->last.bytes.n, 504 - 8);
	assert_memory_equal(t->text, c->text, 504 - 8);
	assert_int_equal(bench_count(t, "truncated", NULL), 1);

	c->id++;
	cut_piece(t, c, 0, 504, 101);
	cut_piece(t, c, 504, 1100, 100);
	assert_int_equal(t->handed_on, 2);
	assert_int_equal(t->last.bytes.n, 101 - 8);
	assert_memory_equal(t->text, c->text, 101 - 8);
	assert_int_equal(bench_count(t, "truncated", NULL), 2);

	/* one that comes whole too, and before, takes nothing away */
	c->id++;
	piece(t, c, 0, 504);
	cut_piece(t, c, 0, 504, 101);
	piece(t, c, 504, 1100);
	assert_int_equal(t->handed_on, 3);
	assert_string_equal(t->text, c->text);

	c->id++;
	cut_piece(t, c, 0, 504, 5);
	cut_piece(t, c, 504, 1100, 100);
	assert_int_equal(t->handed_on, 3);
	assert_int_equal(bench_count(t, "truncated", NULL), 3);
}

static void headers_behind_the_fragment_header_are_passed_over(void **state)
{
	struct making first = { .n = 0 }, last = { .n = 0 };
	struct bench *t = *state;

	/* hop-by-hop options, then in fragments: options and AH */
	add_ipv6(&first, 0, 8 + 8 + 16);
	add_hex(&first, "2c00 010400000000 3c00 0001 00000009");
	add_hex(&first, "3300 010400000000 1101 0000 00000001");
	add_ipv6(&last, 0, 8 + 8 + 4 + 11);
	add_hex(&last, "2c00 010400000000 3c00 0010 00000009 00000002");
	add_udp(&last, 3);
	add_text(&last, "abc");
	bench_frame(t, RAW, &first);
	bench_frame(t, RAW, &last);
	assert_int_equal(t->handed_on, 1);
	assert_string_equal(t->text, "abc");
}

static void a_fragment_in_fragments_is_not_looked_into(void **state)
{
	struct making first = { .n = 0 }, last = { .n = 0 };
	struct bench *t = *state;

	add_ipv6(&first, 44, 8 + 8);
	add_hex(&first, "2c00 0001 00000009 1100 0001 00000008");
	add_ipv6(&last, 44, 8 + 8);
	add_hex(&last, "2c00 0008 00000009 0102030405060708");
	bench_frame(t, RAW, &first);
	bench_frame(t, RAW, &last);
	assert_int_equal(t->handed_on, 0);
	assert_int_equal(wrong(t, "nested"), 1);
}

static void fragments_in_a_tunnel_and_a_tunnel_in_fragments(void **state)
{
	struct bench *t = *state;
	struct cut *c = make_cut(false, 600);
	struct making in[2], m;

	/* each fragment of two is in IPv6 that itself is in two */
	for (int i = 0; i < 2; i++) {
		in[i] = make_fragment(c, c->bytes + 304 * i, 304, 304 * i,
				      !i);
		for (int j = 0; j < 2; j++) {
			size_t from = j ? 160 : 0;
			size_t n = j ? in[i].n - 160 : 160;

			m.n = 0;
			add_ipv6(&m, 44, 8 + n);
			add_hex(&m, "0400");
			add_u16(&m, from | !j);
			add_hex(&m, i ? "00000001" : "00000002");
			add(&m, in[i].b + from, n);
			assert_int_equal(t->handed_on, 0);
			bench_frame(t, RAW, &m);
		}
	}
	assert_int_equal(t->handed_on, 1);
	assert_string_equal(t->text, c->text);
	assert_int_equal(bench_count(t, "reassembled", NULL), 3);
	assert_int_equal(t->last.via[0], TUNNEL_IPIP);
}

/* C comes whole. */
static void whole(struct bench *t, const struct cut *c)
{
	struct making m = { .n = 0 };

	if (c->v6) {
		add_ipv6(&m, 17, c->n);
	} else {
		add_ipv4(&m, 17, c->n);
		m.b[4] = (uint8_t)(c->id >> 8);
		m.b[5] = (uint8_t)c->id;
		m.b[6] = 0;
	}
	add(&m, c->bytes, c->n);
	t->now = moment_add(t->now, span_ms(1 - 1000));
	bench_frame(t, RAW, &m);
}

static void whole_or_in_other_fragments_it_is_a_copy(void **state)
{
	for (int v6 = 0; v6 < 2; v6++) {
		struct cut *c = make_cut(v6, 1000);
		struct bench *t = afresh(state);

		piece(t, c, 0, 504);
		piece(t, c, 504, 2000);
		assert_int_equal(t->handed_on, 1);
		whole(t, c);
		assert_int_equal(bench_count(t, "copies", NULL), 1);
		piece(t, c, 200, 2000);
		piece(t, c, 0, 200);
		assert_int_equal(bench_count(t, "copies", NULL), 2);
		assert_int_equal(t->handed_on, 1);
	}
}

static void on_a_vlan_and_its_parent_it_counts_once(void **state)
{
	struct bench *t = *state;
	struct cut tagged = *make_cut(false, 1000), plain = tagged;

	tagged.link_type = plain.link_type = EN10MB;
	tagged.link = MACS "8100 0005 0800";
	plain.link = MACS "0800";
	/* now this one is first, now that one */
	piece(t, &tagged, 0, 504);
	piece(t, &plain, 0, 504);
	piece(t, &plain, 504, 2000);
	piece(t, &tagged, 504, 2000);
	assert_int_equal(t->handed_on, 1);
	assert_int_equal(bench_count(t, "copies", NULL), 1);
	decode_end(t->decode);
	assert_int_equal(wrong(t, "unfinished"), 0);
}

static void the_oldest_are_given_up_at_the_roof(void **state)
{
	struct bench *t = *state;
	struct cut *c = make_cut(false, 1000);
	uint64_t evicted;

	for (int i = 0; i < 20000; i++) {
		c->id = (uint16_t)i;
		piece(t, c, i % 2 ? 504 : 0, i % 2 ? 2000 : 504);
	}
	/* each needs two kilobytes of four megabytes */
	evicted = bench_count(t, "evicted", "fragments");
	assert_in_range(evicted, 20000 - 2000, 20000 - 1500);
	/* the last ones are still there */
	c->id = 20000 - 1500;
	piece(t, c, c->id % 2 ? 0 : 504, c->id % 2 ? 504 : 2000);
	assert_int_equal(t->handed_on, 1);
	decode_end(t->decode);
	assert_int_equal(wrong(t, "unfinished") + wrong(t, "timeout") +
			 evicted + 1, 20000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		BENCH_TEST(any_size_in_any_order_makes_the_same),
		BENCH_TEST(the_last_one_may_come_first),
		BENCH_TEST(two_datagrams_at_once_do_not_mix),
		BENCH_TEST(a_vlan_a_protocol_or_an_address_tells_them_apart),
		BENCH_TEST(the_first_fragments_next_header_counts_in_ipv6),
		BENCH_TEST(after_30_seconds_it_is_given_up),
		BENCH_TEST(time_and_the_end_of_a_capture_let_go),
		BENCH_TEST(a_clock_set_back_keeps_nobody_waiting),
		BENCH_TEST(a_fragment_that_comes_again_changes_nothing),
		BENCH_TEST(the_same_bytes_otherwise_parted_overlap),
		BENCH_TEST(in_ipv6_an_overlap_drops_the_datagram),
		BENCH_TEST(in_ipv4_an_overlap_is_used_that_agrees),
		BENCH_TEST(in_ipv4_what_contradicts_begins_another),
		BENCH_TEST(in_ipv4_another_end_begins_another),
		BENCH_TEST(what_begins_another_waits_for_30_seconds),
		BENCH_TEST(an_id_that_came_around_begins_another),
		BENCH_TEST(a_late_fragment_is_no_other_datagrams),
		BENCH_TEST(an_end_that_moves_is_counted),
		BENCH_TEST(impossible_fragments_are_counted_by_reason),
		BENCH_TEST(a_parted_transport_header_is_told),
		BENCH_TEST(cut_fragments_are_used_as_far_as_they_go),
		BENCH_TEST(headers_behind_the_fragment_header_are_passed_over),
		BENCH_TEST(a_fragment_in_fragments_is_not_looked_into),
		BENCH_TEST(fragments_in_a_tunnel_and_a_tunnel_in_fragments),
		BENCH_TEST(whole_or_in_other_fragments_it_is_a_copy),
		BENCH_TEST(on_a_vlan_and_its_parent_it_counts_once),
		BENCH_TEST(the_oldest_are_given_up_at_the_roof),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
