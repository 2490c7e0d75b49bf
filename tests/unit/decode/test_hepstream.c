/* SPDX-License-Identifier: BSD-2-Clause */
/* A stream of HEP is what agents saw, wherever it is cut or picked up. */
#include "bench.h"

enum { FIN = 1, SYN = 2, ACK = 16 };

#define START 1000

/* A connection to a collector; of what is shown, who is the source. */
struct talk {
	struct counters *counters;
	struct decode *decode;
	struct moment now;
	uint32_t next;
	unsigned stretches;	/* that a reader of SIP was shown */
	struct payload last;
	char log[4096];		/* "1 2 ": 203.0.113.1, 203.0.113.2 */
};

static void on_payload(const struct payload *p, void *arg)
{
	struct talk *t = arg;
	size_t n = strlen(t->log);

	if (p->stretch) {
		t->stretches++;
		return;
	}
	t->last = *p;
	assert_memory_equal(p->bytes.p, "OPTIONS sip:x SIP/2.0\r\n", 23);
	snprintf(t->log + n, sizeof t->log - n, "%u ", p->src.b[15]);
}

static int set_up(void **state)
{
	struct talk *t = calloc(1, sizeof *t);

	assert_non_null(t);
	assert_int_equal(counters_create(&t->counters), 0);
	assert_int_equal(decode_create(&t->decode, &(struct decode_spec){
		.memory = 16 << 20, .seed = { 1 }, .counters = t->counters,
		.payload = on_payload, .arg = t }), 0);
	t->now.ns = 1000 * NS_PER_S;
	t->next = START;
	*state = t;
	return 0;
}

static int tear_down(void **state)
{
	struct talk *t = *state;

	decode_destroy(t->decode);
	counters_destroy(t->counters);
	free(t);
	return 0;
}

/* A new stage, and a connection that was there before. */
static void begin_anew(void **state)
{
	tear_down(state);
	set_up(state);
}

static void segment(struct talk *t, unsigned flags, const void *p, size_t n)
{
	struct making m = { .n = 0 };
	struct frame f = { .link_type = RAW, .number = 1 };

	add_ipv4(&m, 6, 20 + n);
	add_hex(&m, "9c40 2364");
	add_u16(&m, t->next >> 16);
	add_u16(&m, t->next & 0xffff);
	add_hex(&m, "00000000 50");
	add(&m, &(uint8_t){ (uint8_t)flags }, 1);
	add_hex(&m, "ffff 0000 0000");
	add(&m, p, n);
	t->now = moment_add(t->now, span_ms(1));
	f.stamp = t->now;
	f.bytes = m.b;
	f.captured = f.length = (uint32_t)m.n;
	decode_frame(t->decode, &f);
	t->next += (uint32_t)n + ((flags & SYN) != 0);
}

static void say(struct talk *t, const struct making *m, size_t from, size_t to)
{
	segment(t, ACK, m->b + from, to - from);
}

static void add_message(struct making *m, unsigned source)
{
	static const char sip[] = "OPTIONS sip:x SIP/2.0\r\n"
				  "Call-ID: 1\r\n\r\n";
	size_t n = sizeof sip - 1;

	add_hex(m, "48455033");
	add_u16(m, 6 + 10 + 10 + 7 + 6 + n);
	add_hex(m, "0000 0003 000a cb0071");
	add(m, &(uint8_t){ (uint8_t)source }, 1);
	add_hex(m, "0000 0004 000a cb0071ff 0000 0002 0007 11 0000 000f");
	add_u16(m, 6 + n);
	add(m, sip, n);
}

static struct making messages(unsigned n)
{
	struct making m = { .n = 0 };

	for (unsigned i = 1; i <= n; i++)
		add_message(&m, i);
	return m;
}

static void each_message_is_a_datagram_of_the_agent_s(void **state)
{
	struct talk *t = *state;
	struct making m = messages(3);

	segment(t, SYN, "", 0);
	say(t, &m, 0, m.n);
	assert_string_equal(t->log, "1 2 3 ");
	assert_int_equal(t->last.transport, TRANSPORT_UDP);
	assert_int_equal(t->last.via[0], TUNNEL_HEP);
	assert_int_equal(t->last.via[1], TUNNEL_NONE);
	assert_false(t->last.cut);
	assert_int_equal(t->stretches, 0);
}

static void a_stream_may_be_cut_at_every_byte(void **state)
{
	struct making m = messages(3);

	for (size_t at = 1; at < m.n; at++) {
		struct talk *t = *state;

		segment(t, SYN, "", 0);
		say(t, &m, 0, at);
		say(t, &m, at, m.n);
		assert_string_equal(t->log, "1 2 3 ");
		assert_int_equal(t->stretches, 0);
		begin_anew(state);
	}
	for (size_t at = 0; at < m.n; at++)
		say(*state, &m, at, at + 1);
	assert_string_equal(((struct talk *)*state)->log, "1 2 3 ");
}

/* What is left of the first is nobody's, and no SIP of the connection's. */
static void picked_up_in_its_middle_it_goes_on_at_a_message(void **state)
{
	struct making m = messages(3);
	size_t one = m.n / 3;

	for (size_t from = 1; from < m.n - one; from++)
		for (size_t size = 9; size < 100; size += 30) {
			struct talk *t = *state;
			size_t at;

			for (at = from; at + size < m.n; at += size)
				say(t, &m, at, at + size);
			say(t, &m, at, m.n);
			assert_string_equal(t->log, from <= one ? "2 3 " :
					    "3 ");
			begin_anew(state);
		}
}

/* It was taken for the connection's own SIP, as it begins so. */
static void where_a_segment_begins_a_message_it_is_known(void **state)
{
	struct talk *t = *state;
	struct making m = messages(3);
	size_t one = m.n / 3, sip = one - 37;

	say(t, &m, sip, one);
	assert_int_equal(t->stretches, 1);
	say(t, &m, one, 2 * one);
	say(t, &m, 2 * one, m.n);
	assert_string_equal(t->log, "2 3 ");
}

/* Out of step, too, a segment with SIP is no change of mind. */
static void what_is_hep_stays_so(void **state)
{
	struct talk *t = *state;
	struct making m = messages(2);
	size_t one = m.n / 2, sip = one - 37;

	say(t, &m, sip - 6, one);
	say(t, &m, sip, one);
	say(t, &m, one, m.n);
	assert_string_equal(t->log, "2 ");
	assert_int_equal(t->stretches, 0);
}

static void what_is_no_message_is_counted_and_passed(void **state)
{
	struct talk *t = *state;
	struct making m = messages(1);
	struct addr sender;

	add_text(&m, "HEP4 and other nonsense");
	add_message(&m, 2);
	add_hex(&m, "48455033 0005");
	add_message(&m, 3);
	segment(t, SYN, "", 0);
	say(t, &m, 0, m.n);
	assert_string_equal(t->log, "1 2 3 ");
	assert_int_equal(*counter(t->counters, "bad_hep", "version"), 1);
	assert_int_equal(*counter(t->counters, "bad_hep", "length"), 1);
	assert_string_equal(decode_bad_hep(t->decode, &sender), "length");
	assert_int_equal(sender.b[15], 1);
}

static void behind_a_gap_it_goes_on(void **state)
{
	struct talk *t = *state;
	struct making m = messages(4);
	size_t one = m.n / 4;

	segment(t, SYN, "", 0);
	say(t, &m, 0, one + 20);
	t->next += (uint32_t)one;
	say(t, &m, 2 * one + 20, m.n);
	decode_end(t->decode);
	assert_string_equal(t->log, "1 4 ");
	assert_int_equal(*counter(t->counters, "truncated", NULL), 1);
}

static void one_that_ends_too_soon_is_refused(void **state)
{
	struct talk *t = *state;
	struct making m = messages(2);

	segment(t, SYN, "", 0);
	say(t, &m, 0, m.n - 1);
	segment(t, FIN | ACK, "", 0);
	assert_string_equal(t->log, "1 ");
	assert_int_equal(*counter(t->counters, "bad_hep", "length"), 1);
}

static void the_same_by_udp_is_a_copy(void **state)
{
	struct talk *t = *state;
	struct making m = messages(1), datagram = { .n = 0 };
	struct frame f = { .link_type = RAW, .number = 9 };

	segment(t, SYN, "", 0);
	say(t, &m, 0, m.n);
	add_ipv4(&datagram, 17, 8 + m.n);
	add_udp(&datagram, m.n);
	add(&datagram, m.b, m.n);
	f.stamp = t->now;
	f.bytes = datagram.b;
	f.captured = f.length = (uint32_t)datagram.n;
	decode_frame(t->decode, &f);
	assert_string_equal(t->log, "1 ");
	assert_int_equal(*counter(t->counters, "copies", NULL), 1);
}

static void other_streams_are_not_taken_for_it(void **state)
{
	static const char *const others[] = {
		"48", "4845503a", "4f5054494f4e53",
		/* a body of ISUP has a chunk's numbers, and no text */
		"0d0a 0000000f 0122 0102030405060708090a",
		/* text that speaks of it */
		"0d0a 48455033 3a20 4e6f 206d 6f72 65",
	};

	for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
		struct making m = { .n = 0 };
		struct talk *t = *state;

		add_hex(&m, others[i]);
		if (i < 3)
			segment(t, SYN, "", 0);
		say(t, &m, 0, m.n);
		decode_end(t->decode);
		assert_true(t->stretches > 0);
		assert_string_equal(t->log, "");
		assert_int_equal(*counter(t->counters, "bad_hep", "version"),
				 0);
		begin_anew(state);
	}
}

/* Garbage behind what looked like it: only what a segment begins with is
 * looked at. */
static void what_has_no_message_is_given_up(void **state)
{
	struct talk *t = *state;
	static const uint8_t zeros[1000];
	struct making m = messages(1);

	say(t, &m, 70, m.n);		/* from its payload's chunk on */
	for (int i = 0; i < 70; i++)
		segment(t, ACK, zeros, sizeof zeros);
	add_hex(&m, "00");
	add_message(&m, 2);
	say(t, &m, m.n / 2, m.n);
	assert_string_equal(t->log, "");
	say(t, &m, m.n / 2 + 1, m.n);
	assert_string_equal(t->log, "2 ");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(each_message_is_a_datagram_of_the_agent_s),
		TEST(a_stream_may_be_cut_at_every_byte),
		TEST(picked_up_in_its_middle_it_goes_on_at_a_message),
		TEST(where_a_segment_begins_a_message_it_is_known),
		TEST(what_is_hep_stays_so),
		TEST(what_is_no_message_is_counted_and_passed),
		TEST(behind_a_gap_it_goes_on),
		TEST(one_that_ends_too_soon_is_refused),
		TEST(the_same_by_udp_is_a_copy),
		TEST(other_streams_are_not_taken_for_it),
		TEST(what_has_no_message_is_given_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
