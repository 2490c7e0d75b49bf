/* SPDX-License-Identifier: BSD-2-Clause */
/* Each kind of capture is read to its end, or up to where it is damaged. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>

#include "capture/source.h"
#include "captures.h"

#include <cmocka.h>

#define SECOND 1795229883u
#define BASE   (SECOND * NS_PER_S)

static struct file *open_bytes(const struct bytes *o, const char *filter)
{
	char *name = keep_file(o->b, o->n);
	char why[CAPTURE_WHY];
	struct file *f = NULL;

	if (file_open(&f, name, filter, why))
		f = NULL;
	drop_file(name);
	return f;
}

/* Reads F to its end: frames "a", "bc", ... and how many they were. */
static uint64_t read_all(struct file *f)
{
	const struct frame *frame;
	uint64_t n = 0;

	while ((frame = file_next(f))) {
		n++;
		assert_int_equal(frame->number, n);
		assert_int_equal(frame->captured, n);
		assert_int_equal(frame->bytes[0], 'a' + (int)n - 1);
	}
	assert_null(file_next(f));
	return n;
}

/* Frame I, from 1, has I bytes. */
static const char *const texts[] = { "a", "bc", "cde" };

static void assert_reads_pcap(uint32_t magic, bool big)
{
	struct bytes o = { .big = big };
	const struct frame *frame;
	struct file *f;

	put_pcap_header(&o, magic, DLT_EN10MB);
	put_pcap_packet(&o, SECOND, 999999, "abcd", 4);
	f = open_bytes(&o, NULL);
	assert_non_null(f);
	assert_int_equal(file_link(f), DLT_EN10MB);
	frame = file_next(f);
	assert_non_null(frame);
	assert_int_equal(frame->stamp.ns, BASE + 999999 *
			 (magic == PCAP_NANO ? 1 : NS_PER_US));
	assert_int_equal(frame->captured, 4);
	assert_int_equal(frame->length, 104);
	assert_int_equal(frame->number, 1);
	assert_int_equal(frame->link_type, DLT_EN10MB);
	assert_memory_equal(frame->bytes, "abcd", 4);
	assert_non_null(frame->input);
	assert_null(frame->interface);
	assert_null(file_next(f));
	assert_null(file_damage(f));
	file_close(f);
}

static void either_endianness_and_precision_is_read(void **state)
{
	(void)state;
	assert_reads_pcap(PCAP_MICRO, false);
	assert_reads_pcap(PCAP_MICRO, true);
	assert_reads_pcap(PCAP_NANO, false);
	assert_reads_pcap(PCAP_NANO, true);
}

static void assert_reads_pcapng(bool big)
{
	struct bytes o = { .big = big };
	const struct frame *frame;
	struct file *f;

	put_pcapng_header(&o);
	put_pcapng_packet(&o, SECOND * 1000000ull + 7, "abcde", 5);
	f = open_bytes(&o, NULL);
	assert_non_null(f);
	frame = file_next(f);
	assert_non_null(frame);
	assert_int_equal(frame->stamp.ns, BASE + 7000);
	assert_memory_equal(frame->bytes, "abcde", 5);
	assert_null(file_next(f));
	assert_null(file_damage(f));
	file_close(f);
}

static void pcapng_of_either_endianness_is_read(void **state)
{
	(void)state;
	assert_reads_pcapng(false);
	assert_reads_pcapng(true);
}

static void put_three(struct bytes *o, size_t ends[4])
{
	size_t i;

	put_pcap_header(o, PCAP_MICRO, DLT_EN10MB);
	ends[0] = o->n;
	for (i = 0; i < 3; i++) {
		put_pcap_packet(o, SECOND, i, texts[i], i + 1);
		ends[i + 1] = o->n;
	}
}

/* Cuts O at each byte: what is whole is read, the rest is told. */
static void assert_cut_anywhere(const struct bytes *o, const size_t ends[4])
{
	struct bytes cut = *o;

	for (cut.n = 0; cut.n <= o->n; cut.n++) {
		struct file *f = open_bytes(&cut, NULL);
		size_t whole = 0;

		while (whole < 3 && ends[whole + 1] <= cut.n)
			whole++;
		if (!f) {	/* not even its header is there */
			assert_true(cut.n < ends[0]);
			continue;
		}
		assert_int_equal(read_all(f), whole);
		if (cut.n == ends[whole])
			assert_null(file_damage(f));
		else
			assert_non_null(file_damage(f));
		file_close(f);
	}
}

static void a_cut_file_gives_what_is_before_the_cut(void **state)
{
	struct bytes o = { .n = 0 };
	size_t ends[4];

	(void)state;
	put_three(&o, ends);
	assert_cut_anywhere(&o, ends);
}

static void a_cut_pcapng_gives_what_is_before_the_cut(void **state)
{
	struct bytes o = { .n = 0 };
	size_t ends[4], i;

	(void)state;
	put_pcapng_header(&o);
	ends[0] = o.n;
	for (i = 0; i < 3; i++) {
		put_pcapng_packet(&o, SECOND, texts[i], i + 1);
		ends[i + 1] = o.n;
	}
	assert_cut_anywhere(&o, ends);
}

static void damage_says_after_which_packet(void **state)
{
	struct bytes o = { .n = 0 };
	size_t ends[4];
	struct file *f;

	(void)state;
	put_three(&o, ends);
	memset(o.b + ends[2] + 8, 0xff, 4);	/* a length of 4 GB */
	f = open_bytes(&o, NULL);
	assert_non_null(f);
	assert_null(file_damage(f));
	assert_int_equal(read_all(f), 2);
	assert_non_null(strstr(file_damage(f), "after packet 2"));
	file_close(f);
}

static void a_filter_leaves_the_numbers_as_they_are(void **state)
{
	struct bytes o = { .n = 0 };
	uint8_t packet[60] = { 0 };
	const struct frame *frame;
	struct file *f;

	(void)state;
	put_pcap_header(&o, PCAP_MICRO, DLT_EN10MB);
	for (packet[0] = 1; packet[0] <= 3; packet[0]++)
		put_pcap_packet(&o, SECOND, 0, packet, sizeof packet);
	f = open_bytes(&o, "ether[0] = 3");
	assert_non_null(f);
	frame = file_next(f);
	assert_non_null(frame);
	assert_int_equal(frame->bytes[0], 3);
	assert_int_equal(frame->number, 3);
	assert_null(file_next(f));
	file_close(f);
}

static void write_bytes(int fd, const struct bytes *o)
{
	assert_int_equal(write(fd, o->b, o->n), o->n);
}

/* Were one waited for that isn't sent, this would never end. */
static void a_packet_from_a_pipe_is_read_when_it_comes(void **state)
{
	struct bytes o = { .n = 0 };
	char path[32], why[CAPTURE_WHY];
	const struct frame *frame;
	struct file *f;
	size_t i;
	int fds[2];

	(void)state;
	assert_int_equal(pipe(fds), 0);
	snprintf(path, sizeof path, "/dev/fd/%d", fds[0]);
	put_pcap_header(&o, PCAP_MICRO, DLT_EN10MB);
	write_bytes(fds[1], &o);
	assert_int_equal(file_open(&f, path, NULL, why), 0);
	for (i = 0; i < 3; i++) {
		o.n = 0;
		put_pcap_packet(&o, SECOND, i, texts[i], i + 1);
		write_bytes(fds[1], &o);
		frame = file_next(f);
		assert_non_null(frame);
		assert_int_equal(frame->captured, i + 1);
		assert_memory_equal(frame->bytes, texts[i], i + 1);
	}
	close(fds[1]);
	assert_null(file_next(f));
	assert_null(file_damage(f));
	file_close(f);
	close(fds[0]);
}

static void assert_refused(const char *path, const char *filter, int err,
			   const char *word)
{
	char why[CAPTURE_WHY] = "";
	struct file *f = NULL;

	assert_int_equal(file_open(&f, path, filter, why), err);
	assert_null(f);
	if (!strstr(why, word))
		fail_msg("\"%s\" does not say \"%s\"", why, word);
}

static void what_cannot_be_opened_is_said(void **state)
{
	struct bytes o = { .n = 0 };
	char *empty, *text, *good;

	(void)state;
	put_pcap_header(&o, PCAP_MICRO, DLT_EN10MB);
	empty = keep_file("", 0);
	text = keep_file("INVITE sip:a@b SIP/2.0\r\n\r\n", 26);
	good = keep_file(o.b, o.n);
	assert_refused("/nowhere/at.all", NULL, -ENOENT, "No such file");
	assert_refused("/", NULL, -EISDIR, "directory");
	assert_refused(empty, NULL, -EBADMSG, "not a pcap");
	assert_refused(text, NULL, -EBADMSG, text);
	assert_refused(good, "port nope", -EINVAL, "port nope");
	drop_file(empty);
	drop_file(text);
	drop_file(good);
}

static void stamps_never_overflow(void **state)
{
	struct timeval tv = { INT64_MAX, 5 };

	(void)state;
	assert_true(stamp_of(&tv).ns == INT64_MAX);
	tv.tv_sec = INT64_MIN;
	assert_true(stamp_of(&tv).ns == INT64_MIN);
	tv = (struct timeval){ SECOND, 5 };
	assert_true(stamp_of(&tv).ns == BASE + 5);
}

static void seconds_go_on_after_2038(void **state)
{
	struct bytes o = { .big = false };
	const struct frame *frame;
	struct file *f;

	(void)state;
	put_pcap_header(&o, PCAP_MICRO, DLT_EN10MB);
	put_pcap_packet(&o, 0x80000000, 1, "a", 1);
	put_pcap_packet(&o, 0xffffffff, 1, "bc", 2);
	f = open_bytes(&o, NULL);
	frame = file_next(f);
	assert_non_null(frame);
	assert_true(frame->stamp.ns == 0x80000000 * NS_PER_S + NS_PER_US);
	frame = file_next(f);
	assert_non_null(frame);
	assert_true(frame->stamp.ns == 0xffffffff * NS_PER_S + NS_PER_US);
	file_close(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(either_endianness_and_precision_is_read),
		cmocka_unit_test(pcapng_of_either_endianness_is_read),
		cmocka_unit_test(a_cut_file_gives_what_is_before_the_cut),
		cmocka_unit_test(a_cut_pcapng_gives_what_is_before_the_cut),
		cmocka_unit_test(damage_says_after_which_packet),
		cmocka_unit_test(a_filter_leaves_the_numbers_as_they_are),
		cmocka_unit_test(a_packet_from_a_pipe_is_read_when_it_comes),
		cmocka_unit_test(what_cannot_be_opened_is_said),
		cmocka_unit_test(stamps_never_overflow),
		cmocka_unit_test(seconds_go_on_after_2038),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
