/* SPDX-License-Identifier: BSD-2-Clause */
/* Every link type leads to the IP packet, through any stack of VLAN tags. */
#include "bench.h"

static void check_reads(struct bench *t, int link_type, const char *header,
			int vlan)
{
	struct making m = { .n = 0 };
	unsigned before = t->handed_on;

	add_hex(&m, header);
	add_datagram(&m, "hello");
	bench_frame(t, link_type, &m);
	assert_int_equal(t->handed_on, before + 1);
	assert_string_equal(t->text, "hello");
	assert_int_equal(t->last.vlan, vlan);
}

static void check_counts(struct bench *t, int link_type, const char *frame,
			 const char *name, const char *label)
{
	struct making m = { .n = 0 };
	uint64_t before = bench_count(t, name, label);

	add_hex(&m, frame);
	bench_frame(t, link_type, &m);
	assert_int_equal(bench_count(t, name, label), before + 1);
	assert_int_equal(t->handed_on, 0);
}

static void ethernet_is_read_with_and_without_tags(void **state)
{
	check_reads(*state, EN10MB, MACS "0800", -1);
	check_reads(*state, EN10MB, MACS "8100 602a 0800", 42);
	check_reads(*state, EN10MB, MACS "88a8 0064 8100 0fff 0800", 0xfff);
	check_reads(*state, EN10MB, MACS "9100 0001 9100 0002 8100 0003 0800",
		    3);
}

static void a_priority_tag_is_no_vlan(void **state)
{
	check_reads(*state, EN10MB, MACS "8100 a000 0800", -1);
	check_reads(*state, EN10MB, MACS "88a8 0007 8100 a000 0800", 7);
}

static void cooked_captures_are_read(void **state)
{
	check_reads(*state, SLL, "0000 0001 0006 0200000000010000 0800", -1);
	check_reads(*state, SLL,
		    "0000 0001 0006 0200000000010000 8100 0007 0800", 7);
	check_reads(*state, SLL2,
		    "0800 0000 00000002 0001 00 06 0200000000010000", -1);
	check_reads(*state, SLL2,
		    "8100 0000 00000002 0001 00 06 0200000000010000 0007 0800",
		    7);
}

static void a_tag_that_the_kernel_hides_is_read(void **state)
{
	check_reads(*state, SLL, "0000 0001 0006 0200000000010000 0800 "
		    "0007 0800", 7);
	check_reads(*state, SLL, "0000 0001 0006 0200000000010000 88a8 "
		    "0064 0800 0007 0800", 7);
	check_reads(*state, SLL2, "0800 0000 00000002 0001 00 06 "
		    "0200000000010000 0007 0800", 7);
	/* priority 2: it begins like an IPv4 header */
	check_reads(*state, SLL2, "0800 0000 00000002 0001 00 06 "
		    "0200000000010000 4507 0800", 0x507);
}

static void a_datagram_of_2048_bytes_hides_no_tag(void **state)
{
	struct bench *t = *state;
	struct making m = { .n = 0 };
	static char text[2021];

	memset(text, 'x', sizeof text - 1);
	add_hex(&m, "0800 0000 00000002 0001 00 06 0200000000010000");
	add_datagram(&m, text);
	m.b[20 + 4] = 0x45;	/* its identification */
	bench_frame(t, SLL2, &m);
	assert_int_equal(t->handed_on, 1);
	assert_int_equal(t->last.vlan, -1);
}

static void bare_ip_is_read(void **state)
{
	check_reads(*state, RAW, "", -1);
	check_reads(*state, 14, "", -1);
	check_reads(*state, 101, "", -1);
	check_reads(*state, IPV4, "", -1);
}

static void bare_ipv6_is_told_by_its_version(void **state)
{
	static const int types[] = { RAW, 14, 101, IPV6 };
	struct bench *t = *state;
	struct making m = { .n = 0 };

	add_ipv6(&m, 17, 8);
	add_udp(&m, 0);
	for (unsigned i = 0; i < 4; i++) {
		bench_frame(t, types[i], &m);
		assert_int_equal(t->handed_on, i + 1);
	}
	bench_frame(t, IPV4, &m);
	assert_int_equal(bench_count(t, "malformed_ip", "version"), 1);
}

static void loopback_is_read_in_either_byte_order(void **state)
{
	check_reads(*state, BSD_NULL, "02000000", -1);
	check_reads(*state, BSD_NULL, "00000002", -1);
	check_reads(*state, BSD_LOOP, "00000002", -1);
	check_reads(*state, BSD_LOOP, "02000000", -1);
}

static void every_bsd_number_of_af_inet6_is_known(void **state)
{
	static const char *const families[] = {
		"0000000a", "00000018", "0000001c", "0000001e",
		"0a000000", "18000000", "1c000000", "1e000000",
	};
	struct bench *t = *state;

	for (unsigned i = 0; i < 8; i++) {
		struct making m = { .n = 0 };

		add_hex(&m, families[i]);
		add_ipv6(&m, 17, 8);
		add_udp(&m, 0);
		bench_frame(t, i & 1 ? BSD_NULL : BSD_LOOP, &m);
		assert_int_equal(t->handed_on, i + 1);
	}
	check_counts(&(struct bench){ .now = t->now,
				      .counters = t->counters,
				      .decode = t->decode },
		     BSD_NULL, "07000000 45", "not_ip", "other");
}

static void llc_bears_ip_too(void **state)
{
	check_reads(*state, EN10MB, MACS "0029 aaaa03 000000 0800", -1);
	check_reads(*state, EN10MB, MACS "8100 002a 0029 aaaa03 0000f8 0800",
		    42);
	check_reads(*state, EN10MB, MACS "0024 060603", -1);
	check_reads(*state, SLL, "0000 0001 0006 0200000000010000 0004 "
		    "aaaa03 000000 0800", -1);
	check_counts(&(struct bench){
			.counters = ((struct bench *)*state)->counters,
			.decode = ((struct bench *)*state)->decode },
		     EN10MB, MACS "0029 aaaa03 00000c 2000", "not_ip",
		     "llc");
}

static void ppp_and_hdlc_are_read(void **state)
{
	check_reads(*state, 9, "ff03 0021", -1);
	check_reads(*state, 9, "21", -1);
	check_reads(*state, 50, "ff03 0021", -1);
	check_reads(*state, 51, "1100 0007 0023 0021", -1);
	check_reads(*state, 204, "01 ff03 0021", -1);
	check_reads(*state, 104, "0f00 0800", -1);
}

static void ipnet_and_pktap_are_read(void **state)
{
	check_reads(*state, 226, "0102 0004 00000021 00000001 00000000 "
		    "00000000 00000000", -1);
	/* 16 bytes, a packet, Ethernet */
	check_reads(*state, 258, "10000000 01000000 01000000 aabbccdd" MACS
		    "8100 0007 0800", 7);
	check_reads(*state, 258, "0c000000 01000000 0c000000", -1);
}

static void what_is_no_ip_is_counted_by_kind(void **state)
{
	check_counts(*state, EN10MB, MACS "0806 0001", "not_ip", "arp");
	check_counts(*state, EN10MB, MACS "0026 424203", "not_ip", "llc");
	check_counts(*state, EN10MB, MACS "88cc 0207", "not_ip", "other");
	check_counts(*state, SLL, "0000 0001 0006 0200000000010000 0004 "
		     "424203",
		     "not_ip", "llc");
	check_counts(*state, 147, "0800", "not_ip", "unknown-link");
}

static void a_frame_shorter_than_its_header_is_counted(void **state)
{
	check_counts(*state, EN10MB, "", "malformed_ip", "short");
	check_counts(*state, EN10MB, MACS "08", "malformed_ip", "short");
	check_counts(*state, EN10MB, MACS "8100 00", "malformed_ip", "short");
	check_counts(*state, SLL2, "0800 0000", "malformed_ip", "short");
	check_counts(*state, BSD_NULL, "020000", "malformed_ip", "short");
}

static void known_link_types_are_told(void **state)
{
	static const int known[] = { 0, 1, 9, 12, 14, 50, 51, 101, 104, 105,
				     108, 113, 127, 167, 178, 179, 181, 204,
				     226, 228, 229, 239, 252, 258, 276 };

	(void)state;
	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
		assert_true(decode_knows_link(known[i]));
	assert_true(decode_knows_link(LINK_HEP));
	assert_false(decode_knows_link(147));
	assert_false(decode_knows_link(-2));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		BENCH_TEST(ethernet_is_read_with_and_without_tags),
		BENCH_TEST(a_priority_tag_is_no_vlan),
		BENCH_TEST(cooked_captures_are_read),
		BENCH_TEST(a_tag_that_the_kernel_hides_is_read),
		BENCH_TEST(a_datagram_of_2048_bytes_hides_no_tag),
		BENCH_TEST(bare_ip_is_read),
		BENCH_TEST(bare_ipv6_is_told_by_its_version),
		BENCH_TEST(loopback_is_read_in_either_byte_order),
		BENCH_TEST(every_bsd_number_of_af_inet6_is_known),
		BENCH_TEST(llc_bears_ip_too),
		BENCH_TEST(ppp_and_hdlc_are_read),
		BENCH_TEST(ipnet_and_pktap_are_read),
		BENCH_TEST(what_is_no_ip_is_counted_by_kind),
		BENCH_TEST(a_frame_shorter_than_its_header_is_counted),
		BENCH_TEST(known_link_types_are_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
