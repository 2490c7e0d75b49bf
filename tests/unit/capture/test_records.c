/* SPDX-License-Identifier: BSD-2-Clause */
/* Records read in place are those that libpcap reads, up to any damage. */
#include <setjmp.h>
#include <stdarg.h>

#include "both_ways.h"
#include "captures.h"

#include <cmocka.h>

#define LARGEST 262144u		/* bytes of a frame */
#define ROOM    (4 * LARGEST)
#define WHOLE   SIZE_MAX	/* in one read */

/* A capture in the making. */
struct scene {
	uint8_t *b;		/* of ROOM */
	size_t n;
	bool big;
	uint32_t random;
};

/* The ways that its numbers are written. */
static const struct { uint32_t magic; bool big; } kinds[] = {
	{ PCAP_MICRO, false }, { PCAP_MICRO, true },
	{ PCAP_NANO, false }, { PCAP_NANO, true },
};
#define KINDS (sizeof kinds / sizeof *kinds)

/* xorshift32 (Marsaglia): below BOUND. */
static uint32_t dice(struct scene *s, uint32_t bound)
{
	s->random ^= s->random << 13;
	s->random ^= s->random >> 17;
	s->random ^= s->random << 5;
	return s->random % bound;
}

static int set_up(void **state)
{
	struct scene *s = calloc(1, sizeof *s);

	assert_non_null(s);
	s->b = malloc(ROOM);
	assert_non_null(s->b);
	s->random = 2463534242u;
	*state = s;
	return 0;
}

static int tear_down(void **state)
{
	struct scene *s = *state;

	free(s->b);
	free(s);
	return 0;
}

static void append(struct scene *s, const void *p, size_t n)
{
	assert_true(s->n + n <= ROOM);
	memcpy(s->b + s->n, p, n);
	s->n += n;
}

static void begin(struct scene *s, size_t kind, uint32_t snapshot, int link)
{
	struct bytes o = { .big = kinds[kind].big };

	s->n = 0;
	s->big = o.big;
	put_number(&o, kinds[kind].magic, 4);
	put_number(&o, 2, 2);
	put_number(&o, 4, 2);
	put_number(&o, 0, 8);
	put_number(&o, snapshot, 4);
	put_number(&o, link, 4);
	append(s, o.b, o.n);
}

/* A record whose header says SAYS captured bytes, with N of any. */
static void add(struct scene *s, uint32_t second, uint32_t part,
		uint32_t says, size_t n)
{
	struct bytes o = { .big = s->big };
	size_t i;

	put_number(&o, second, 4);
	put_number(&o, part, 4);
	put_number(&o, says, 4);
	put_number(&o, says + dice(s, 3), 4);
	append(s, o.b, o.n);
	assert_true(s->n + n <= ROOM);
	for (i = 0; i < n; i++)
		s->b[s->n++] = dice(s, 256);
}

/* Both ways give FRAMES frames, then end with RESULT. */
static void assert_same(const struct scene *s, size_t n, size_t step,
			uint64_t frames, int result)
{
	struct both b;

	assert_true(both_open(&b, s->b, n, step));
	assert_true(both_agree(&b));
	assert_int_equal(b.frames, frames);
	assert_int_equal(b.result, result);
	both_close(&b);
}

static void assert_same_in_any_steps(const struct scene *s, uint64_t frames,
				     int result)
{
	const size_t steps[] = { 1, 17, 4096, 65536, WHOLE };
	size_t i;

	for (i = 0; i < sizeof steps / sizeof *steps; i++)
		assert_same(s, s->n, steps[i], frames, result);
}

static void whole_captures_are_read_as_libpcap_does(void **state)
{
	struct scene *s = *state;
	size_t kind, i;

	for (kind = 0; kind < KINDS; kind++) {
		begin(s, kind, 65535, DLT_EN10MB);
		for (i = 0; i < 500; i++) {
			uint32_t n = dice(s, i % 50 ? 1500 : 30000);

			add(s, dice(s, UINT32_MAX), dice(s, UINT32_MAX), n,
			    n);
		}
		assert_same_in_any_steps(s, 500, PCAP_ERROR_BREAK);
	}
}

static void the_largest_frames_are_read(void **state)
{
	struct scene *s = *state;
	size_t kind;

	for (kind = 0; kind < KINDS; kind++) {
		begin(s, kind, 1 << 30, DLT_EN10MB);
		add(s, 1, 1, 60, 60);
		add(s, 1, 2, LARGEST, LARGEST);
		add(s, 1, 3, LARGEST, LARGEST);
		add(s, 1, 4, 0, 0);
		add(s, 1, 5, LARGEST - 1, LARGEST - 1);
		assert_same_in_any_steps(s, 5, PCAP_ERROR_BREAK);
	}
}

static void a_frame_that_cannot_be_is_damage(void **state)
{
	const uint32_t says[] = { LARGEST + 1, 0x7fffffff, 0x80000000,
				  0xfffffff0, UINT32_MAX };
	struct scene *s = *state;
	size_t kind, i;

	for (kind = 0; kind < KINDS; kind++)
		for (i = 0; i < sizeof says / sizeof *says; i++) {
			begin(s, kind, 0, DLT_EN10MB);
			add(s, 1, 1, 60, 60);
			add(s, 1, 2, says[i], LARGEST + 100);
			assert_same_in_any_steps(s, 1, PCAP_ERROR);
		}
}

static void a_frame_over_the_snapshot_length_is_cut_to_it(void **state)
{
	struct scene *s = *state;
	struct frame f;
	struct both b;
	size_t kind;

	for (kind = 0; kind < KINDS; kind++) {
		begin(s, kind, 96, DLT_EN10MB);
		add(s, 1, 1, 1000, 1000);
		add(s, 1, 2, 97, 97);
		add(s, 1, 3, LARGEST, LARGEST);
		add(s, 1, 4, 96, 96);
		assert_same_in_any_steps(s, 4, PCAP_ERROR_BREAK);
	}
	assert_true(both_open(&b, s->b, s->n, WHOLE));
	assert_int_equal(records_next(b.records, &f), 1);
	assert_int_equal(f.captured, 96);
	assert_true(f.length >= 1000);
	both_close(&b);
}

static void a_cut_anywhere_ends_both_ways_alike(void **state)
{
	struct scene *s = *state;
	size_t kind, i, n;

	for (kind = 0; kind < KINDS; kind++) {
		size_t ends[4], whole = 0;

		begin(s, kind, 65535, DLT_RAW);
		ends[0] = s->n;
		for (i = 1; i < 4; i++) {
			add(s, i, i, 40 * i % 100, 40 * i % 100);
			ends[i] = s->n;
		}
		for (n = ends[0]; n <= s->n; n++) {
			int result = PCAP_ERROR;

			if (whole < 3 && n == ends[whole + 1])
				whole++;
			if (n == ends[whole])
				result = PCAP_ERROR_BREAK;
			assert_same(s, n, 1, whole, result);
			assert_same(s, n, WHOLE, whole, result);
		}
	}
}

/*
 * Reads S with bytes changed, most of them in the N headers that begin at
 * STARTS. Was it still to be read in place?
 */
static bool mutate(struct scene *s, const size_t *starts, size_t n)
{
	static const uint8_t odd[] = { 0, 1, 4, 0x7f, 0x80, 0xff };
	uint8_t *copy = malloc(s->n);
	struct scene m = *s;
	size_t changes;
	struct both b;
	bool in_place;

	assert_non_null(copy);
	memcpy(copy, s->b, s->n);
	m.b = copy;		/* to its last byte, for the sanitizer */
	for (changes = 1 + dice(s, 3); changes; changes--) {
		size_t at = starts[dice(s, n)] + dice(s, PCAP_RECORD);

		if (dice(s, 8) == 0)
			at = dice(s, s->n);
		copy[at] = dice(s, 2) ? odd[dice(s, sizeof odd)] :
					dice(s, 256);
	}
	if (dice(s, 4) == 0)
		m.n = dice(s, s->n);
	in_place = both_open(&b, m.b, m.n, dice(s, 2) ? WHOLE : 3);
	if (in_place)
		assert_true(both_agree(&b));
	both_close(&b);
	free(copy);
	return in_place;
}

static void whatever_is_changed_both_ways_agree(void **state)
{
	struct scene *s = *state;
	size_t kind, i, in_place = 0;

	for (kind = 0; kind < KINDS; kind++) {
		size_t starts[9] = { 0 };

		begin(s, kind, 300, DLT_EN10MB);
		for (i = 1; i < 9; i++) {
			uint32_t n = dice(s, 400);

			starts[i] = s->n;
			add(s, i, i, n, n);
		}
		for (i = 0; i < 3000; i++)
			in_place += mutate(s, starts, 9);
	}
	assert_true(in_place > 6000);
}

static bool is_in_place(const struct scene *s)
{
	struct both b;
	bool in_place = both_open(&b, s->b, s->n, WHOLE);

	both_close(&b);
	return in_place;
}

/* Frames in which libpcap, where it corrects anything, does. */
static void links_read_in_place_are_those_libpcap_changes_not(void **state)
{
	struct scene *s = *state;
	size_t kind, in_place = 0;
	int link;

	for (kind = 0; kind < KINDS; kind++)
		for (link = 0; link < 300; link++) {
			begin(s, kind, 65535, link);
			add(s, 1, 1, 200, 200);
			add(s, 1, 2, 200, 200);
			memset(s->b + s->n - 200, 0, 200);
			s->b[s->n - 200 + 15] = 12;	/* CAN, in SLL */
			if (!is_in_place(s))
				continue;
			in_place++;
			assert_same(s, s->n, WHOLE, 2, PCAP_ERROR_BREAK);
		}
	assert_true(in_place >= 4 * 6);
}

static void what_is_not_plain_is_left_to_libpcap(void **state)
{
	struct scene *s = *state;
	size_t kind;

	for (kind = 0; kind < KINDS; kind++) {
		size_t minor = kinds[kind].big ? 7 : 6;

		begin(s, kind, 65535, DLT_EN10MB);
		assert_true(is_in_place(s));
		s->b[minor] = 3;
		assert_false(is_in_place(s));
		begin(s, kind, 65535, DLT_USB_LINUX);
		assert_false(is_in_place(s));
		begin(s, kind, 65535, DLT_DBUS);
		assert_false(is_in_place(s));
		begin(s, kind, 65535, DLT_LINUX_SLL);
		assert_int_equal(is_in_place(s), kinds[kind].big ==
				 (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__));
	}
	begin(s, 0, 65535, DLT_EN10MB);
	s->b[1] = 0xcd;
	s->b[0] = 0x34;		/* a1b2cd34: longer headers */
	assert_false(is_in_place(s));
}

static void pcapng_is_left_to_libpcap(void **state)
{
	struct scene *s = *state;
	struct bytes o = { .n = 0 };

	put_pcapng_header(&o);
	append(s, o.b, o.n);
	assert_false(is_in_place(s));
}

/* Steps that end with the record: there must be none into the next. */
static void a_packet_waits_for_none_behind_it(void **state)
{
	const size_t size = PCAP_RECORD + 100, steps[] = { size, size / 4, 1 };
	struct scene *s = *state;
	struct frame f;
	struct both b;
	size_t i, k;

	begin(s, 0, 65535, DLT_EN10MB);
	for (i = 0; i < 5; i++)
		add(s, i, 0, 100, 100);
	for (k = 0; k < 3; k++) {
		assert_true(both_open(&b, s->b, s->n, steps[k]));
		for (i = 1; i <= 5; i++) {
			assert_int_equal(records_next(b.records, &f), 1);
			assert_int_equal(b.parts.at, PCAP_HEADER + i * size);
		}
		both_close(&b);
	}
}

/* The first N bytes of S are one record, with the damage that WORDS say. */
static void assert_damage(const struct scene *s, size_t n, const char *words)
{
	struct frame f;
	struct both b;

	assert_true(both_open(&b, s->b, n, WHOLE));
	assert_int_equal(records_next(b.records, &f), PCAP_ERROR);
	assert_non_null(strstr(records_damage(b.records), words));
	both_close(&b);
}

static void damage_says_what_is_wrong(void **state)
{
	struct scene *s = *state;

	begin(s, 0, 65535, DLT_EN10MB);
	add(s, 1, 1, 100, 100);
	assert_damage(s, s->n - 93, "7 of 100 captured bytes");
	assert_damage(s, s->n - 107, "9 of its header's 16 bytes");
	begin(s, 1, 65535, DLT_EN10MB);
	add(s, 1, 1, LARGEST + 1, 100);
	assert_damage(s, s->n, "262144 is the most");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(whole_captures_are_read_as_libpcap_does),
		TEST(the_largest_frames_are_read),
		TEST(a_frame_that_cannot_be_is_damage),
		TEST(a_frame_over_the_snapshot_length_is_cut_to_it),
		TEST(a_cut_anywhere_ends_both_ways_alike),
		TEST(whatever_is_changed_both_ways_agree),
		TEST(links_read_in_place_are_those_libpcap_changes_not),
		TEST(what_is_not_plain_is_left_to_libpcap),
		TEST(pcapng_is_left_to_libpcap),
		TEST(a_packet_waits_for_none_behind_it),
		TEST(damage_says_what_is_wrong),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
