/* SPDX-License-Identifier: BSD-2-Clause */
/* What agents send by HEP is handed on as what they saw; the rest counted. */
#include "bench.h"

#include <zlib.h>

#define NOW 1700000000
#define SECONDS "0000 0009 000a 6553f100 "	/* the same */
#define MICROSECONDS "0000 000a 000a 0001d4c0 "
#define SRC "0000 0003 000a cb007101 "
#define DST "0000 0004 000a cb007102 "
#define PORTS "0000 0007 0008 13c4 0000 0008 0008 13c6 "
#define UDP "0000 0002 0007 11 "
#define PING "0000 000f 000a 50494e47 "

/* A HEP message, alone or in UDP from 192.0.2.1. */
struct made { struct making hep, packet; };

static void end_message(struct made *m)
{
	m->hep.b[4] = (uint8_t)(m->hep.n >> 8);
	m->hep.b[5] = (uint8_t)m->hep.n;
	m->packet.n = 0;
	add_ipv4(&m->packet, 17, 8 + m->hep.n);
	add_udp(&m->packet, m->hep.n);
	add(&m->packet, m->hep.b, m->hep.n);
}

static void make(struct made *m, const char *chunks)
{
	m->hep.n = 0;
	add_hex(&m->hep, "48455033 0000");
	add_hex(&m->hep, chunks);
	end_message(m);
}

static void add_chunk(struct made *m, unsigned kind, const void *p, size_t n)
{
	add_u16(&m->hep, 0);
	add_u16(&m->hep, kind);
	add_u16(&m->hep, 6 + n);
	add(&m->hep, p, n);
	end_message(m);
}

/* With TEXT packed as a zlib stream. */
static void make_packed(struct made *m, const void *text, size_t n)
{
	uLongf room = sizeof m->hep.b;
	uint8_t packed[sizeof m->hep.b];

	assert_int_equal(compress(packed, &room, text, n), Z_OK);
	make(m, SRC DST PORTS UDP);
	add_chunk(m, 0x10, packed, room);
}

/* A message that came to our own socket, from [2001:db8::9]:9060, at NOW. */
static void arrive(struct bench *t, const struct made *m)
{
	struct making frame = { .n = 0 };
	struct frame f = { .link_type = LINK_HEP, .number = 7,
			   .stamp = { NOW * NS_PER_S }, .interface = "hep" };

	add_hex(&frame, "20010db8000000000000000000000009 2364");
	add(&frame, m->hep.b, m->hep.n);
	f.bytes = frame.b;
	f.captured = f.length = (uint32_t)frame.n;
	decode_frame(t->decode, &f);
}

static void assert_addr(const struct addr *a, const char *text)
{
	char buffer[ADDR_TEXT];

	assert_string_equal(addr_format(a, buffer), text);
}

static void the_inner_packet_is_what_is_told(void **state)
{
	struct bench *t = *state;
	struct made m;

	make(&m, SRC DST PORTS UDP SECONDS MICROSECONDS PING);
	bench_frame(t, RAW, &m.packet);
	assert_int_equal(t->handed_on, 1);
	assert_string_equal(t->text, "PING");
	assert_addr(&t->last.src, "203.0.113.1");
	assert_addr(&t->last.dst, "203.0.113.2");
	assert_int_equal(t->last.src_port, 5060);
	assert_int_equal(t->last.dst_port, 5062);
	assert_int_equal(t->last.transport, TRANSPORT_UDP);
	assert_int_equal(t->last.vlan, -1);
	assert_int_equal(t->last.via[0], TUNNEL_HEP);
	assert_int_equal(t->last.via[1], TUNNEL_NONE);
	assert_null(t->last.stretch);
	assert_int_equal(t->last.frame->stamp.ns,
			 NOW * NS_PER_S + 120 * NS_PER_MS);
	assert_int_equal(t->last.frame->number, 1);
	assert_int_equal(bench_counted(t), 0);
}

static void without_a_time_the_frame_s_own_holds(void **state)
{
	struct bench *t = *state;
	struct made m;

	make(&m, SRC DST PING);
	bench_frame(t, RAW, &m.packet);
	assert_int_equal(t->last.frame->stamp.ns, t->now.ns);
}

/* What has come to us has been given a time that can be believed. */
static void what_came_to_us_keeps_its_stamp(void **state)
{
	struct bench *t = *state;
	struct made m;

	make(&m, SRC DST "0000 0009 000a 00000001 " PING);
	arrive(t, &m);
	assert_int_equal(t->handed_on, 1);
	assert_int_equal(t->last.frame->stamp.ns, NOW * NS_PER_S);
	assert_string_equal(t->last.frame->interface, "hep");
	assert_addr(&t->last.src, "203.0.113.1");
	assert_int_equal(t->last.via[0], TUNNEL_HEP);
}

static void the_transport_is_that_which_the_agent_saw(void **state)
{
	static const struct { uint8_t protocol; enum transport transport; }
	rows[] = {
		{ 6, TRANSPORT_TCP }, { 17, TRANSPORT_UDP },
		{ 132, TRANSPORT_SCTP }, { 22, TRANSPORT_HEP },
	};
	struct bench *t = *state;
	struct made m;

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		make(&m, SRC DST PING);
		add_chunk(&m, 2, &rows[i].protocol, 1);
		bench_frame(t, RAW, &m.packet);
		assert_int_equal(t->last.transport, rows[i].transport);
	}
	make(&m, SRC DST PING);
	bench_frame(t, RAW, &m.packet);
	assert_int_equal(t->last.transport, TRANSPORT_HEP);
}

static void the_vlan_is_the_agent_s(void **state)
{
	struct bench *t = *state;
	struct made m;
	struct making tagged = { .n = 0 };

	make(&m, SRC DST "0000 0012 0008 2064 " PING);
	add_hex(&tagged, MACS "8100 0007 0800");
	add(&tagged, m.packet.b, m.packet.n);
	bench_frame(t, EN10MB, &tagged);
	assert_int_equal(t->last.vlan, 100);
	make(&m, SRC DST PING);
	tagged.n = 18;
	add(&tagged, m.packet.b, m.packet.n);
	bench_frame(t, EN10MB, &tagged);
	assert_int_equal(t->last.vlan, -1);
}

static void version_2_is_read(void **state)
{
	struct bench *t = *state;
	struct making hep = { .n = 0 }, m = { .n = 0 };

	add_hex(&hep, "02 10 02 11 13c4 13c6 cb007101 cb007102"
		"00f15365 c0d40100 0100 0000 50494e47");
	add_ipv4(&m, 17, 8 + hep.n);
	add_udp(&m, hep.n);
	add(&m, hep.b, hep.n);
	t->now.ns = NOW * NS_PER_S;
	bench_frame(t, RAW, &m);
	assert_string_equal(t->text, "PING");
	assert_addr(&t->last.dst, "203.0.113.2");
	assert_int_equal(t->last.frame->stamp.ns,
			 NOW * NS_PER_S + 120 * NS_PER_MS);
}

static void packed_payloads_are_unpacked(void **state)
{
	struct bench *t = *state;
	struct made m;
	char text[3000];

	memset(text, 'x', sizeof text);
	for (int i = 0; i < 3; i++) {
		text[0] = (char)('a' + i);
		make_packed(&m, text, sizeof text);
		bench_frame(t, RAW, &m.packet);
		assert_int_equal(t->last.bytes.n, sizeof text);
		assert_int_equal(t->text[0], text[0]);
		assert_int_equal(t->text[2999], 'x');
	}
	assert_int_equal(bench_counted(t), 0);
}

static void a_payload_that_is_packed_badly_is_counted(void **state)
{
	static char zeros[70000];
	struct bench *t = *state;
	struct made m;

	make_packed(&m, zeros, 65536);		/* too long for the bench */
	m.hep.b[m.hep.n - 1] ^= 1;		/* its check sum */
	end_message(&m);
	bench_frame(t, RAW, &m.packet);
	make_packed(&m, zeros, sizeof zeros);
	bench_frame(t, RAW, &m.packet);
	make(&m, SRC DST "0000 0010 000a 78787878");
	bench_frame(t, RAW, &m.packet);
	assert_int_equal(bench_count(t, "bad_hep", "compressed"), 3);
	make_packed(&m, "PING", 4);		/* the next is read again */
	bench_frame(t, RAW, &m.packet);
	assert_string_equal(t->text, "PING");
	assert_int_equal(t->handed_on, 1);
}

static void what_is_bad_is_counted_by_why_with_its_sender(void **state)
{
	static const struct { const char *chunks, *label; } rows[] = {
		{ SRC DST "0000 000f 0fff 50", "chunk" },
		{ SRC PING, "no-addresses" },
		{ SRC DST, "no-payload" },
	};
	struct bench *t = *state;
	struct addr sender;
	struct made m;

	assert_null(decode_bad_hep(t->decode, &sender));
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		make(&m, rows[i].chunks);
		bench_frame(t, RAW, &m.packet);
		assert_int_equal(bench_count(t, "bad_hep", rows[i].label), 1);
		assert_string_equal(decode_bad_hep(t->decode, &sender),
				    rows[i].label);
		assert_addr(&sender, "192.0.2.1");
	}
	make(&m, SRC DST PING);
	m.hep.b[5]++;
	arrive(t, &m);
	assert_int_equal(bench_count(t, "bad_hep", "length"), 1);
	m.hep.b[0] = 'X';
	arrive(t, &m);
	assert_int_equal(bench_count(t, "bad_hep", "version"), 1);
	assert_string_equal(decode_bad_hep(t->decode, &sender), "version");
	assert_addr(&sender, "2001:db8::9");
	assert_int_equal(bench_counted(t), 5);
	assert_int_equal(t->handed_on, 0);
}

static void what_is_no_sip_is_counted(void **state)
{
	struct bench *t = *state;
	struct made m;

	make(&m, SRC DST "0000 000b 0007 05 " PING);
	bench_frame(t, RAW, &m.packet);
	assert_int_equal(bench_count(t, "not_sip", "hep"), 1);
	make(&m, SRC DST "0000 000b 0007 01 " PING);
	bench_frame(t, RAW, &m.packet);
	assert_int_equal(t->handed_on, 1);
	assert_int_equal(bench_counted(t), 1);
}

static void a_key_must_be_there_if_one_is_asked_for(void **state)
{
	static const struct { const char *key; bool right; } rows[] = {
		{ "secret", true }, { "secreT", false }, { "secre", false },
		{ "secretsecret", false }, { "", false }, { NULL, false },
	};
	struct bench *t = *state;
	struct addr sender;
	struct made m;

	decode_reload(t->decode, NULL, 0, "secret");
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		make(&m, SRC DST PING);
		if (rows[i].key)
			add_chunk(&m, 0x0e, rows[i].key, strlen(rows[i].key));
		bench_frame(t, RAW, &m.packet);
		assert_int_equal(t->handed_on, 1);
		assert_int_equal(bench_count(t, "bad_hep", "key"), i);
	}
	assert_string_equal(decode_bad_hep(t->decode, &sender), "key");
	decode_reload(t->decode, NULL, 0, NULL);
	bench_frame(t, RAW, &m.packet);
	assert_int_equal(t->handed_on, 2);
}

/* The agent's message on the wire, mirrored, and at our own socket. */
static void a_message_that_comes_twice_counts_once(void **state)
{
	struct bench *t = *state;
	struct made m;

	make(&m, SRC DST PORTS SECONDS PING);
	arrive(t, &m);
	bench_frame(t, RAW, &m.packet);
	m.packet.b[5]++;		/* sent again, the agent's copy */
	bench_frame(t, RAW, &m.packet);
	assert_int_equal(t->handed_on, 1);
	assert_int_equal(bench_count(t, "copies", NULL), 2);
	make(&m, SRC DST PORTS SECONDS MICROSECONDS PING);
	bench_frame(t, RAW, &m.packet);
	assert_int_equal(t->handed_on, 2);
}

static void a_cut_message_is_handed_on_as_far_as_it_goes(void **state)
{
	struct bench *t = *state;
	struct made m;

	make(&m, SRC DST PING);
	bench_cut(t, RAW, &m.packet, m.packet.n - 2);
	assert_string_equal(t->text, "PI");
	assert_true(t->last.cut);
	assert_int_equal(bench_count(t, "truncated", NULL), 1);
	bench_cut(t, RAW, &m.packet, m.packet.n - 11);
	assert_int_equal(bench_count(t, "truncated", NULL), 2);
	assert_int_equal(t->handed_on, 1);
}

static void what_was_packed_and_cut_is_unpacked_as_far_as_it_goes(
	void **state)
{
	struct bench *t = *state;
	struct made m;
	char text[600];

	for (size_t i = 0; i < sizeof text; i++)
		text[i] = (char)('a' + i * i % 23);
	make_packed(&m, text, sizeof text);
	bench_cut(t, RAW, &m.packet, m.packet.n - 8);
	assert_int_equal(t->handed_on, 1);
	assert_true(t->last.cut);
	assert_in_range(t->last.bytes.n, 1, sizeof text);
	assert_memory_equal(t->text, text, t->last.bytes.n);
}

static void a_frame_of_ours_that_is_too_short_is_counted(void **state)
{
	struct bench *t = *state;
	struct making m = { .n = 0 };

	add_hex(&m, "20010db8000000000000000000000009 23");
	bench_frame(t, LINK_HEP, &m);
	assert_int_equal(bench_count(t, "malformed_ip", "short"), 1);
}

/* In so many packets of protocol 4. */
static struct making in_tunnels(struct making m, int n)
{
	struct making outer = { .n = 0 };

	if (n == 0)
		return m;
	add_ipv4(&outer, 4, m.n);
	add(&outer, m.b, m.n);
	return in_tunnels(outer, n - 1);
}

static void it_is_no_tunnel_and_may_be_in_four(void **state)
{
	struct bench *t = *state;
	struct making packet;
	struct made m;

	make(&m, SRC DST PORTS UDP PING);
	packet = in_tunnels(m.packet, 4);
	bench_frame(t, RAW, &packet);
	assert_int_equal(t->handed_on, 1);
	assert_int_equal(t->last.via[3], TUNNEL_IPIP);
	assert_int_equal(t->last.via[4], TUNNEL_HEP);
	packet = in_tunnels(m.packet, 5);
	bench_frame(t, RAW, &packet);
	assert_int_equal(t->handed_on, 1);
	assert_int_equal(bench_count(t, "malformed_ip", "depth"), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		BENCH_TEST(the_inner_packet_is_what_is_told),
		BENCH_TEST(without_a_time_the_frame_s_own_holds),
		BENCH_TEST(what_came_to_us_keeps_its_stamp),
		BENCH_TEST(the_transport_is_that_which_the_agent_saw),
		BENCH_TEST(the_vlan_is_the_agent_s),
		BENCH_TEST(version_2_is_read),
		BENCH_TEST(packed_payloads_are_unpacked),
		BENCH_TEST(a_payload_that_is_packed_badly_is_counted),
		BENCH_TEST(what_is_bad_is_counted_by_why_with_its_sender),
		BENCH_TEST(what_is_no_sip_is_counted),
		BENCH_TEST(a_key_must_be_there_if_one_is_asked_for),
		BENCH_TEST(a_message_that_comes_twice_counts_once),
		BENCH_TEST(a_cut_message_is_handed_on_as_far_as_it_goes),
		BENCH_TEST(
		what_was_packed_and_cut_is_unpacked_as_far_as_it_goes),
		BENCH_TEST(a_frame_of_ours_that_is_too_short_is_counted),
		BENCH_TEST(it_is_no_tunnel_and_may_be_in_four),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
