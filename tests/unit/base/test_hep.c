/* SPDX-License-Identifier: BSD-2-Clause */
/* HEP messages of all versions are taken apart, and bad ones told by why. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/hep.h"

#define NOW ((struct moment){ 1700000000 * NS_PER_S })

#define MESSAGE "48455033 "
#define FAMILY "0000 0001 0007 02 "
#define UDP "0000 0002 0007 11 "
#define SRC "0000 0003 000a c0000201 "
#define DST "0000 0004 000a c0000202 "
#define SRC6 "0000 0005 0016 20010db8000000000000000000000001 "
#define DST6 "0000 0006 0016 20010db8000000000000000000000002 "
#define PORTS "0000 0007 0008 13c4 0000 0008 0008 13c6 "
#define TIME "0000 0009 000a 6553f100 0000 000a 000a 0001d4c0 "
#define SIP "0000 000b 0007 01 "
#define PAYLOAD "0000 000f 000a 50494e47 "

static size_t from_hex(uint8_t *b, const char *hex)
{
	unsigned byte;
	size_t n = 0;

	for (; *hex; hex += *hex == ' ' ? 1 : 2) {
		if (*hex == ' ')
			continue;
		assert_int_equal(sscanf(hex, "%2x", &byte), 1);
		b[n++] = (uint8_t)byte;
	}
	return n;
}

/* The bytes end where their memory ends; they stay until the next call. */
struct reading {
	struct hep hep;
	char payload[64];
	uint8_t b[512], *exact;
	size_t n;
};

static enum hep_end read_bytes(struct reading *r, size_t n, bool cut)
{
	enum hep_end end;

	free(r->exact);
	r->exact = malloc(n ? n : 1);
	assert_non_null(r->exact);
	memcpy(r->exact, r->b, n);
	end = hep_read(&r->hep, (struct slice){ (char *)r->exact, n }, cut,
		       NOW);
	if (end == HEP_SOUND) {
		assert_true(r->hep.payload.n < sizeof r->payload);
		memcpy(r->payload, r->hep.payload.p, r->hep.payload.n);
		r->payload[r->hep.payload.n] = 0;
	}
	return end;
}

/* CHUNKS in a message of version 3 whose length fits. */
static enum hep_end read_3(struct reading *r, const char *chunks)
{
	r->n = from_hex(r->b, MESSAGE);
	r->n += 2;
	r->n += from_hex(r->b + r->n, chunks);
	r->b[4] = (uint8_t)(r->n >> 8);
	r->b[5] = (uint8_t)r->n;
	return read_bytes(r, r->n, false);
}

static enum hep_end read_hex(struct reading *r, const char *hex)
{
	r->n = from_hex(r->b, hex);
	return read_bytes(r, r->n, false);
}

static void assert_addr(const struct addr *a, const char *text)
{
	char buffer[ADDR_TEXT];

	assert_string_equal(addr_format(a, buffer), text);
}

static int set_up(void **state)
{
	*state = calloc(1, sizeof(struct reading));
	return *state ? 0 : -1;
}

static int tear_down(void **state)
{
	struct reading *r = *state;

	free(r->exact);
	free(r);
	return 0;
}

static void chunks_tell_what_the_agent_saw(void **state)
{
	struct reading *r = *state;

	assert_int_equal(read_3(r, FAMILY UDP SRC DST PORTS TIME SIP
				"0000 000c 000a 000000e4 "
				"0000 000e 0008 6b79 "
				"0000 0012 0008 0064 " PAYLOAD), HEP_SOUND);
	assert_int_equal(r->hep.version, 3);
	assert_int_equal(r->hep.protocol, 17);
	assert_int_equal(r->hep.type, HEP_SIP);
	assert_addr(&r->hep.src, "192.0.2.1");
	assert_addr(&r->hep.dst, "192.0.2.2");
	assert_int_equal(r->hep.src_port, 5060);
	assert_int_equal(r->hep.dst_port, 5062);
	assert_int_equal(r->hep.vlan, 100);
	assert_true(r->hep.timed);
	assert_int_equal(r->hep.time.ns, NOW.ns + 120 * NS_PER_MS);
	assert_true(slice_equal(r->hep.key, SLICE("ky")));
	assert_string_equal(r->payload, "PING");
	assert_false(r->hep.packed || r->hep.cut);
}

static void what_is_not_told_has_a_default(void **state)
{
	struct reading *r = *state;

	assert_int_equal(read_3(r, SRC DST PAYLOAD), HEP_SOUND);
	assert_int_equal(r->hep.type, HEP_SIP);
	assert_int_equal(r->hep.vlan, -1);
	assert_int_equal(r->hep.src_port, 0);
	assert_false(r->hep.timed);
	assert_null(r->hep.key.p);
}

static void the_order_of_chunks_is_free_and_others_are_passed_over(
	void **state)
{
	struct reading *r = *state;

	assert_int_equal(read_3(r, "0005 000f 000a 4e4f4e45 " PAYLOAD
				"0000 00ff 0006 " DST "0000 0011 0007 78 "
				SRC "0000 0020 0006"), HEP_SOUND);
	assert_string_equal(r->payload, "PING");
	assert_addr(&r->hep.src, "192.0.2.1");
}

static void the_family_decides_where_both_are_told(void **state)
{
	struct reading *r = *state;

	read_3(r, SRC DST SRC6 DST6 PAYLOAD);
	assert_addr(&r->hep.dst, "192.0.2.2");
	read_3(r, "0000 0001 0007 0a " SRC DST SRC6 DST6 PAYLOAD);
	assert_addr(&r->hep.src, "2001:db8::1");
	assert_addr(&r->hep.dst, "2001:db8::2");
	read_3(r, FAMILY SRC6 DST6 PAYLOAD);
	assert_addr(&r->hep.dst, "2001:db8::2");
}

static void a_packed_payload_is_told(void **state)
{
	struct reading *r = *state;

	assert_int_equal(read_3(r, SRC DST "0000 0010 0008 5858"), HEP_SOUND);
	assert_true(r->hep.packed);
	assert_string_equal(r->payload, "XX");
}

static void what_is_wrong_is_told(void **state)
{
	static const struct { const char *chunks; enum hep_end end; }
	rows[] = {
		{ SRC DST "0000 000f 000b 50494e47", HEP_CHUNK },
		{ SRC DST "0000 000f ffff", HEP_CHUNK },
		{ SRC DST "0000 000f 0005", HEP_CHUNK },
		{ SRC DST "0000 000f 0000", HEP_CHUNK },
		{ SRC DST PAYLOAD "0000 00", HEP_CHUNK },
		{ "0000 0003 0009 c00002 " DST PAYLOAD, HEP_CHUNK },
		{ SRC DST "0000 0007 0007 13 " PAYLOAD, HEP_CHUNK },
		{ SRC PAYLOAD, HEP_NO_ADDRESSES },
		{ SRC DST6 PAYLOAD, HEP_NO_ADDRESSES },
		{ PAYLOAD, HEP_NO_ADDRESSES },
		{ SRC DST, HEP_NO_PAYLOAD },
		{ "", HEP_NO_PAYLOAD },
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		assert_int_equal(read_3(*state, rows[i].chunks), rows[i].end);
}

static void the_length_must_fit(void **state)
{
	struct reading *r = *state;

	assert_int_equal(read_3(r, SRC DST PAYLOAD), HEP_SOUND);
	r->b[5]++;
	assert_int_equal(read_bytes(r, r->n, false), HEP_LENGTH);
	r->b[5] = 5;
	assert_int_equal(read_bytes(r, r->n, false), HEP_LENGTH);
	assert_int_equal(read_bytes(r, 5, false), HEP_LENGTH);
	r->b[5] = (uint8_t)r->n;
	memset(r->b + r->n, 0, 4);	/* padding */
	assert_int_equal(read_bytes(r, r->n + 4, false), HEP_SOUND);
	assert_int_equal(read_hex(r, "48455034 0006"), HEP_VERSION);
	assert_int_equal(read_bytes(r, 0, false), HEP_VERSION);
}

/* Each cut: nothing beyond is read, and what is there of the payload told. */
static void a_cut_message_gives_what_is_there(void **state)
{
	struct reading *r = *state;
	enum hep_end end;
	size_t n;

	read_3(r, SRC DST PORTS PAYLOAD SIP);
	for (size_t cut = 4; cut < r->n; cut++) {
		end = read_bytes(r, cut, true);
		n = cut < r->n - 11 ? 0 : cut - (r->n - 11);
		if (cut < r->n - 11) {
			assert_int_equal(end, HEP_CUT);
			continue;
		}
		assert_int_equal(end, HEP_SOUND);
		assert_int_equal(strlen(r->payload), n < 4 ? n : 4);
		assert_int_equal(r->hep.cut, n < 4);
	}
}

#define V2 "02 10 02 11 13c4 13c6 c0000201 c0000202 "
#define V2_SIX "02 28 0a 06 13c4 13c6 20010db8000000000000000000000001 " \
	"20010db8000000000000000000000002 "

static void version_2_is_read_in_either_byte_order(void **state)
{
	static const char *const times[] = { "6553f100 0001d4c0 0001 0000",
					     "00f15365 c0d40100 0100 0000" };
	struct reading *r = *state;
	char hex[256];

	for (int i = 0; i < 2; i++) {
		snprintf(hex, sizeof hex, "%s%s 50494e47", V2, times[i]);
		assert_int_equal(read_hex(r, hex), HEP_SOUND);
		assert_int_equal(r->hep.version, 2);
		assert_int_equal(r->hep.protocol, 17);
		assert_addr(&r->hep.src, "192.0.2.1");
		assert_addr(&r->hep.dst, "192.0.2.2");
		assert_int_equal(r->hep.src_port, 5060);
		assert_int_equal(r->hep.dst_port, 5062);
		assert_true(r->hep.timed);
		assert_int_equal(r->hep.time.ns, NOW.ns + 120 * NS_PER_MS);
		assert_string_equal(r->payload, "PING");
	}
}

static void version_2_has_ipv6_and_version_1_no_time(void **state)
{
	struct reading *r = *state;

	assert_int_equal(read_hex(r, V2_SIX "00000000 00000000 0000 0000 50"),
			 HEP_SOUND);
	assert_addr(&r->hep.src, "2001:db8::1");
	assert_addr(&r->hep.dst, "2001:db8::2");
	assert_int_equal(r->hep.protocol, 6);
	assert_false(r->hep.timed);
	assert_int_equal(read_hex(r, "01 10 02 11 13c4 13c6 c0000201 c0000202"
				  "50494e47"), HEP_SOUND);
	assert_false(r->hep.timed);
	assert_string_equal(r->payload, "PING");
}

static void version_2_s_header_must_be_there(void **state)
{
	struct reading *r = *state;

	assert_int_equal(read_hex(r, V2 "6553f100 0001d4c0 0001 0000"),
			 HEP_NO_PAYLOAD);
	for (size_t n = 1; n < r->n; n++) {
		assert_int_equal(read_bytes(r, n, false), HEP_LENGTH);
		assert_int_equal(read_bytes(r, n, true), HEP_CUT);
	}
	r->b[1] = 40;
	assert_int_equal(read_bytes(r, r->n, false), HEP_LENGTH);
}

static bool begins(const char *hex)
{
	uint8_t b[64];

	return hep_begins((struct slice){ (char *)b, from_hex(b, hex) });
}

static void hep_is_known_by_its_first_bytes(void **state)
{
	(void)state;
	assert_true(begins("48455033 0006 0000"));
	assert_true(begins(V2));
	assert_true(begins(V2_SIX));
	assert_true(begins("01 10 02 16 0000 0000"));	/* TLS, for Kamailio */
	assert_false(begins("48455033 0006"));
	assert_false(begins("48455020 0006 0000"));
	assert_false(begins("02 10 0a 11 0000 0000"));
	assert_false(begins("02 28 02 11 0000 0000"));
	assert_false(begins("02 10 02 01 0000 0000"));
	assert_false(begins("00 01 00 00 2112a442"));	/* STUN */
	assert_false(begins("01 01 00 58 2112a442"));
}

/* Where in HEX a message is found, and whether HEP passes there. */
static size_t find(const char *hex, bool *passes)
{
	uint8_t b[128];
	struct slice s = { (const char *)b, from_hex(b, hex) };

	*passes = hep_passes(s);
	return hep_find(s);
}

static void in_the_middle_of_a_stream_a_message_is_found(void **state)
{
	bool passes;

	(void)state;
	assert_int_equal(find("0d0a " MESSAGE "0020 0000 0003 000a", &passes),
			 2);
	assert_true(passes);
	/* its head must be there, and fit */
	assert_int_equal(find("0d0a " MESSAGE "0020 0000 0003 00", &passes),
			 13);
	assert_false(passes);
	assert_int_equal(find(MESSAGE "0020 0000 0003 001b", &passes), 12);
	assert_int_equal(find(MESSAGE "0020 0000 0003 0005", &passes), 12);
	assert_int_equal(find(MESSAGE "3a20 4e6f 206d 0010", &passes), 12);
	assert_false(passes);
	assert_int_equal(find(MESSAGE MESSAGE "0020 0000 0003 000a",
			      &passes), 4);
	assert_int_equal(find("", &passes), 0);
}

static void a_payload_tells_too_that_it_is_hep(void **state)
{
	bool passes;

	(void)state;
	assert_int_equal(find("00 0000000f 0100 494e56495445207369 70",
			      &passes), 17);
	assert_true(passes);
	find("00 0000000f 0100 494e56495445 0020", &passes);
	assert_false(passes);
	find("00 0000000f 0100 494e5649544520", &passes);
	assert_false(passes);
	find("00 0000000f 000e 494e56495445207369", &passes);
	assert_false(passes);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(chunks_tell_what_the_agent_saw),
		TEST(what_is_not_told_has_a_default),
		TEST(the_order_of_chunks_is_free_and_others_are_passed_over),
		TEST(the_family_decides_where_both_are_told),
		TEST(a_packed_payload_is_told),
		TEST(what_is_wrong_is_told),
		TEST(the_length_must_fit),
		TEST(a_cut_message_gives_what_is_there),
		TEST(version_2_is_read_in_either_byte_order),
		TEST(version_2_has_ipv6_and_version_1_no_time),
		TEST(version_2_s_header_must_be_there),
		TEST(hep_is_known_by_its_first_bytes),
		TEST(in_the_middle_of_a_stream_a_message_is_found),
		TEST(a_payload_tells_too_that_it_is_hep),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
