/* SPDX-License-Identifier: BSD-2-Clause */
/* Each message over SCTP is handed on once, as a whole. */
#include "bench.h"

enum { LAST = 1, FIRST = 2, UNORDERED = 4, WHOLE = 3 };

static void add_u32(struct making *m, uint32_t value)
{
	add_u16(m, value >> 16);
	add_u16(m, value & 0xffff);
}

/* A DATA chunk of stream 1, without its padding. */
static void add_data(struct making *m, unsigned flags, uint32_t tsn,
		     uint16_t ssn, const char *text)
{
	uint8_t head[2] = { 0, (uint8_t)flags };

	add(m, head, 2);
	add_u16(m, 16 + strlen(text));
	add_u32(m, tsn);
	add_u16(m, 1);
	add_u16(m, ssn);
	add_u32(m, 0);
	add_text(m, text);
}

/* An I-DATA chunk of stream 1: a first one is told its PPID instead. */
static void add_i_data(struct making *m, unsigned flags, uint32_t tsn,
		       uint32_t mid, uint32_t fsn, const char *text)
{
	uint8_t head[2] = { 64, (uint8_t)flags };

	add(m, head, 2);
	add_u16(m, 20 + strlen(text));
	add_u32(m, tsn);
	add_u16(m, 1);
	add_u16(m, 0);
	add_u32(m, mid);
	add_u32(m, flags & FIRST ? 4711 : fsn);
	add_text(m, text);
}

static void pad(struct making *m)
{
	while (m->n % 4)
		add_hex(m, "00");
}

/* CHUNKS in a packet from port 5060 to 5062, of the association TAG. */
static struct making packet_of(const struct making *chunks, uint32_t tag)
{
	struct making m = { .n = 0 };

	add_ipv4(&m, 132, 12 + chunks->n);
	add_hex(&m, "13c4 13c6");
	add_u32(&m, tag);
	add_hex(&m, "deadbeef");
	add(&m, chunks->b, chunks->n);
	return m;
}

static void say(struct bench *t, const struct making *chunks)
{
	struct making m = packet_of(chunks, 1);

	bench_frame(t, RAW, &m);
}

static void say_data(struct bench *t, unsigned flags, uint32_t tsn,
		     uint16_t ssn, const char *text)
{
	struct making m = { .n = 0 };

	add_data(&m, flags, tsn, ssn, text);
	pad(&m);
	say(t, &m);
}

static void a_whole_message_is_handed_on(void **state)
{
	struct bench *t = *state;

	say_data(t, WHOLE, 7, 0, "OPTIONS");
	assert_int_equal(t->handed_on, 1);
	assert_string_equal(t->text, "OPTIONS");
	assert_int_equal(t->last.transport, TRANSPORT_SCTP);
	assert_int_equal(t->last.src_port, 5060);
	assert_int_equal(t->last.dst_port, 5062);
	assert_false(t->last.cut);
	assert_null(t->last.stretch);
	assert_int_equal(bench_counted(t), 0);
}

static void so_it_is_in_ipv6(void **state)
{
	struct making m = { .n = 0 }, chunks = { .n = 0 };
	struct bench *t = *state;

	add_i_data(&chunks, WHOLE, 7, 0, 0, "OPTIONS");
	add_ipv6(&m, 132, 12 + chunks.n);
	add_hex(&m, "13c4 13c6 00000001 00000000");
	add(&m, chunks.b, chunks.n);
	bench_frame(t, RAW, &m);
	assert_string_equal(t->text, "OPTIONS");
	assert_true(t->last.src.b[0] == 0x20);
}

static void several_chunks_in_a_packet_are_several(void **state)
{
	struct bench *t = *state;
	struct making m = { .n = 0 };

	add_hex(&m, "0300 0010 00000001 00010000 00000000");	/* SACK */
	add_data(&m, WHOLE, 1, 0, "a");
	pad(&m);
	add_hex(&m, "0e00 0005 ff 000000");
	add_data(&m, WHOLE, 2, 1, "bc");
	pad(&m);
	add_i_data(&m, WHOLE, 3, 2, 0, "def");	/* and no padding */
	say(t, &m);
	assert_int_equal(t->handed_on, 3);
	assert_string_equal(t->text, "def");
	assert_int_equal(bench_counted(t), 0);
}

static void housekeeping_is_passed_over_in_silence(void **state)
{
	struct making m = { .n = 0 };
	struct bench *t = *state;

	add_hex(&m, "0400 0006 aabb 0000 0b00 0004");
	say(t, &m);
	assert_int_equal(t->handed_on, 0);
	assert_int_equal(bench_counted(t), 0);
}

static void fragments_are_joined_in_any_order(void **state)
{
	struct bench *t = *state;

	say_data(t, LAST, 9, 0, "NS");
	say_data(t, FIRST, 7, 0, "OP");
	assert_int_equal(t->handed_on, 0);
	say_data(t, 0, 8, 0, "TIO");
	assert_int_equal(t->handed_on, 1);
	assert_string_equal(t->text, "OPTIONS");
	assert_int_equal(t->last.transport, TRANSPORT_SCTP);
	/* unordered ones have no SSN that counts */
	say_data(t, FIRST | UNORDERED, 10, 5, "BY");
	say_data(t, LAST | UNORDERED, 11, 6, "E");
	assert_string_equal(t->text, "BYE");
	assert_int_equal(bench_counted(t), 0);
}

/* RFC 8260: their TSNs don't follow each other then. */
static void fragments_may_be_interleaved(void **state)
{
	struct bench *t = *state;
	struct making m = { .n = 0 };

	add_i_data(&m, FIRST, 1, 0, 0, "IN");
	pad(&m);
	add_i_data(&m, FIRST, 2, 1, 0, "BY");
	pad(&m);
	add_i_data(&m, 0, 3, 0, 1, "VI");
	pad(&m);
	add_i_data(&m, LAST, 4, 1, 1, "E");
	pad(&m);
	say(t, &m);
	assert_string_equal(t->text, "BYE");
	m.n = 0;
	add_i_data(&m, LAST, 5, 0, 2, "TE");
	say(t, &m);
	assert_string_equal(t->text, "INVITE");
	assert_int_equal(t->handed_on, 2);
}

static void what_is_sent_again_is_not_handed_on_again(void **state)
{
	struct bench *t = *state;
	struct making m = { .n = 0 };

	say_data(t, WHOLE, 7, 0, "OPTIONS");
	add_data(&m, WHOLE, 8, 1, "BYE");
	pad(&m);
	add_data(&m, WHOLE, 7, 0, "OPTIONS");
	say(t, &m);
	assert_int_equal(t->handed_on, 2);
	assert_int_equal(bench_count(t, "sctp", "retransmitted"), 1);
	say_data(t, FIRST, 9, 2, "CAN");
	say_data(t, FIRST, 9, 2, "CAN");
	say_data(t, LAST, 10, 2, "CEL");
	say_data(t, LAST, 10, 2, "CEL");
	say_data(t, FIRST, 9, 2, "CAN");
	assert_int_equal(t->handed_on, 3);
	assert_int_equal(bench_count(t, "sctp", "retransmitted"), 4);
	decode_end(t->decode);
	assert_int_equal(bench_count(t, "fragments", "sctp-unfinished"), 0);
}

static void associations_are_told_apart(void **state)
{
	struct bench *t = *state;
	struct making m = { .n = 0 }, packet;

	add_data(&m, FIRST, 7, 0, "OPTI");
	for (uint32_t tag = 0; tag < 3; tag++) {
		packet = packet_of(&m, tag);
		bench_frame(t, RAW, &packet);
		packet.b[15] ^= 8;	/* from another address */
		bench_frame(t, RAW, &packet);
	}
	/* which for a tag is still the same association */
	assert_int_equal(bench_count(t, "sctp", "retransmitted"), 2);
	m.n = 0;
	add_data(&m, LAST, 8, 0, "ONS");
	for (uint32_t tag = 0; tag < 3; tag++) {
		packet = packet_of(&m, tag);
		bench_frame(t, RAW, &packet);
		assert_int_equal(t->handed_on, tag + 1);
	}
	decode_end(t->decode);
	assert_int_equal(bench_count(t, "fragments", "sctp-unfinished"), 1);
}

static void copies_of_a_packet_are_one(void **state)
{
	struct bench *t = *state;
	struct making m = { .n = 0 };

	add_data(&m, WHOLE, 7, 0, "OPTIONS");
	say(t, &m);
	t->now = moment_add(t->now, (struct span){ -NS_PER_S });
	say(t, &m);
	assert_int_equal(t->handed_on, 1);
	assert_int_equal(bench_count(t, "copies", NULL), 1);
}

static void fragments_wait_half_a_minute(void **state)
{
	struct bench *t = *state;

	say_data(t, FIRST, 7, 0, "OPTI");
	decode_quiet(t->decode, moment_add(t->now, span_s(31)));
	assert_int_equal(bench_count(t, "fragments", "sctp-timeout"), 1);
	say_data(t, LAST, 8, 0, "ONS");
	decode_end(t->decode);
	assert_int_equal(t->handed_on, 0);
	assert_int_equal(bench_count(t, "fragments", "sctp-unfinished"), 1);
}

static void bad_lengths_are_counted(void **state)
{
	static const char *const chunks[] = {
		"0003 0003 00000000", "0003 0000 00000000", "0600 0000",
		"0003 0010 00000001 00010000 00000000",	/* no data */
		"0003 000c 00000001 00010000",
		"4003 0014 00000001 00010000 00000000 00000000",
		"0600 0009 00000000", "0003 ffff 00000001 00010000",
	};
	struct bench *t = *state;

	for (size_t i = 0; i < sizeof chunks / sizeof *chunks; i++) {
		struct making m = { .n = 0 };

		add_hex(&m, chunks[i]);
		say(t, &m);
		assert_int_equal(bench_counted(t), i + 1);
	}
	assert_int_equal(t->handed_on, 0);
	assert_int_equal(bench_count(t, "malformed_ip", "sctp-length"),
			 sizeof chunks / sizeof *chunks);
}

static void what_the_snap_length_cut_is_told(void **state)
{
	struct bench *t = *state;
	struct making chunks = { .n = 0 }, m;

	add_data(&chunks, WHOLE, 7, 0, "OPTIONS");
	pad(&chunks);
	add_data(&chunks, FIRST, 8, 0, "OPTIONS");
	m = packet_of(&chunks, 1);
	for (size_t n = 32; n < m.n; n++) {
		chunks.b[7]++;			/* another TSN */
		m = packet_of(&chunks, 1);
		bench_cut(t, RAW, &m, n);
	}
	assert_int_equal(bench_count(t, "truncated", NULL), m.n - 32);
	assert_int_equal(t->handed_on, m.n - 32 - 17);
	assert_string_equal(t->text, "OPTIONS");
	decode_end(t->decode);
	assert_int_equal(bench_count(t, "fragments", "sctp-unfinished"), 0);
	chunks.b[7]++;
	m = packet_of(&chunks, 1);
	bench_cut(t, RAW, &m, 52);
	assert_string_equal(t->text, "OPTI");
	assert_true(t->last.cut);
	bench_cut(t, RAW, &m, 31);
	assert_int_equal(t->handed_on, m.n - 32 - 17 + 1);
}

/* CHUNKS in SCTP in UDP, to PORT. */
static struct making in_udp(const struct making *chunks, unsigned port)
{
	struct making sctp = packet_of(chunks, 1), m = { .n = 0 };
	size_t n = sctp.n - 20;

	add_ipv4(&m, 17, 8 + n);
	add_u16(&m, 40000);
	add_u16(&m, port);
	add_u16(&m, 8 + n);
	add_hex(&m, "0000");
	add(&m, sctp.b + 20, n);
	return m;
}

static void in_udp_it_is_read_too(void **state)
{
	struct making chunks = { .n = 0 }, m;
	struct bench *t = *state;

	add_data(&chunks, FIRST, 1, 1, "hello");
	pad(&chunks);
	add_data(&chunks, LAST, 2, 1, " world");
	m = in_udp(&chunks, 9899);
	bench_frame(t, RAW, &m);
	assert_int_equal(t->handed_on, 1);
	assert_string_equal(t->text, "hello world");
	assert_int_equal(t->last.transport, TRANSPORT_SCTP);
	assert_int_equal(t->last.src_port, 5060);
	assert_int_equal(bench_counted(t), 0);
	t->now = moment_add(t->now, span_ms(-990));
	bench_frame(t, RAW, &m);
	assert_int_equal(bench_count(t, "copies", NULL), 1);
}

static void a_datagram_to_its_port_may_be_none(void **state)
{
	struct making chunks = { .n = 0 }, m;
	struct bench *t = *state;

	add_data(&chunks, WHOLE, 1, 1, "hello");
	m = in_udp(&chunks, 9898);
	bench_frame(t, RAW, &m);
	assert_int_equal(t->last.transport, TRANSPORT_UDP);
	chunks.b[3] += 4;			/* longer than there is */
	m = in_udp(&chunks, 9899);
	bench_frame(t, RAW, &m);
	assert_int_equal(t->last.transport, TRANSPORT_UDP);
	assert_int_equal(t->last.bytes.n, m.n - 28);
	for (size_t n = 0; n < m.n; n++)
		bench_cut(t, RAW, &m, n);

	m.n = 0;
	add_ipv4(&m, 17, 8 + 40);
	add_hex(&m, "26ab 26ab 0030 0000");
	add_text(&m, "OPTIONS sip:alice@example.com SIP/2.0\r\n\r");
	bench_frame(t, RAW, &m);
	assert_int_equal(t->last.transport, TRANSPORT_UDP);
	assert_int_equal(t->last.dst_port, 9899);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		BENCH_TEST(a_whole_message_is_handed_on),
		BENCH_TEST(so_it_is_in_ipv6),
		BENCH_TEST(several_chunks_in_a_packet_are_several),
		BENCH_TEST(housekeeping_is_passed_over_in_silence),
		BENCH_TEST(fragments_are_joined_in_any_order),
		BENCH_TEST(fragments_may_be_interleaved),
		BENCH_TEST(what_is_sent_again_is_not_handed_on_again),
		BENCH_TEST(associations_are_told_apart),
		BENCH_TEST(copies_of_a_packet_are_one),
		BENCH_TEST(fragments_wait_half_a_minute),
		BENCH_TEST(bad_lengths_are_counted),
		BENCH_TEST(what_the_snap_length_cut_is_told),
		BENCH_TEST(in_udp_it_is_read_too),
		BENCH_TEST(a_datagram_to_its_port_may_be_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
