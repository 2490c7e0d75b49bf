/* SPDX-License-Identifier: BSD-2-Clause */
/* A codec both sides have is found; that there is none is said when sure. */
#include "reads.h"

static void payload_types_have_their_names(void **state)
{
	static const struct {
		int payload;
		const char *name;
		uint32_t rate;
		int channels;
	} rows[] = {
		{ 0, "PCMU", 8000, 1 }, { 8, "PCMA", 8000, 1 },
		{ 9, "G722", 8000, 1 }, { 18, "G729", 8000, 1 },
		{ 10, "L16", 44100, 2 }, { 11, "L16", 44100, 1 },
		{ 13, "CN", 8000, 1 }, { 19, "CN", 8000, 1 },
		{ 34, "H263", 90000, 1 }, { 1, NULL, 0, 1 },
		{ 35, NULL, 0, 1 }, { 127, NULL, 0, 1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct sdp_codec c;

		scan_payload_type(rows[i].payload, &c);
		assert_int_equal(c.payload, rows[i].payload);
		assert_slice(c.name, rows[i].name);
		assert_int_equal(c.rate, rows[i].rate);
		assert_int_equal(c.channels, rows[i].channels);
	}
}

static void a_rtpmap_says_name_rate_and_channels(void **state)
{
	static const struct {
		const char *text, *name;
		uint32_t rate;
		int channels;
	} rows[] = {
		{ "opus/48000/2", "opus", 48000, 2 },
		{ "PCMA/8000", "PCMA", 8000, 1 },
		{ "PCMA/8000/", "PCMA", 8000, 1 },
		{ "PCMA/8000/0", "PCMA", 8000, 1 },
		{ "PCMA/8000/256", "PCMA", 8000, 1 },
		{ "telephone-event", "telephone-event", 0, 1 },
		{ "x/", "x", 0, 1 }, { "x/y/2", "x", 0, 2 },
		{ "x/4294967296", "x", 0, 1 },
		{ "/8000", "GSM", 8000, 1 }, { "", "GSM", 8000, 1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct slice s = flush(slice_of(rows[i].text));
		struct sdp_codec c;

		print_message("%s\n", rows[i].text);
		scan_payload_type(3, &c);
		scan_rtpmap(s, &c);
		assert_int_equal(c.payload, 3);
		assert_slice(c.name, rows[i].name);
		assert_int_equal(c.rate, rows[i].rate);
		assert_int_equal(c.channels, rows[i].channels);
		discard(s);
	}
}

#define AUDIO "v=0\nm=audio 4000 RTP/AVP "

static void assert_common(const char *offer, const char *answer, bool wanted)
{
	struct sdp a, b;

	print_message("offer:\n%s\nanswer:\n%s\n", offer, answer);
	assert_true(sdp_read(slice_of(offer), &a));
	assert_true(sdp_read(slice_of(answer), &b));
	assert_int_equal(sdp_common_codec(&a, &b), wanted);
	assert_int_equal(sdp_common_codec(&b, &a), wanted);
}

static void sides_share_a_codec_or_not(void **state)
{
	(void)state;
	assert_common(AUDIO "0 8 18", AUDIO "8", true);
	assert_common(AUDIO "0 8", AUDIO "18", false);
	assert_common(AUDIO "0", AUDIO, false);
	assert_common(AUDIO "96\na=rtpmap:96 opus/48000/2",
		      AUDIO "111\na=rtpmap:111 OPUS/48000/2", true);
	assert_common(AUDIO "96\na=rtpmap:96 opus/48000/2",
		      AUDIO "96\na=rtpmap:96 AMR/8000", false);
	assert_common(AUDIO "96\na=rtpmap:96 AMR/8000",
		      AUDIO "97\na=rtpmap:97 AMR-WB/16000", false);
	assert_common(AUDIO "96\na=rtpmap:96 speex/8000",
		      AUDIO "97\na=rtpmap:97 speex/16000", false);
	assert_common(AUDIO "96\na=rtpmap:96 speex/8000",
		      AUDIO "97\na=rtpmap:97 speex", true);
	assert_common(AUDIO "96\na=rtpmap:96 L16/44100", AUDIO "10", false);
	assert_common(AUDIO "96\na=rtpmap:96 PCMU/8000/1", AUDIO "0", true);
	/* said wrongly by many */
	assert_common(AUDIO "9\na=rtpmap:9 G722/16000", AUDIO "9", true);
}

static void tones_noise_and_repair_are_no_codecs(void **state)
{
	(void)state;
	assert_common(AUDIO "0 13 101\na=rtpmap:101 telephone-event/8000",
		      AUDIO "8 13 101\na=rtpmap:101 telephone-event/8000",
		      false);
	assert_common(AUDIO "0 96\na=rtpmap:96 CN/16000\n",
		      AUDIO "8 96\na=rtpmap:96 cn/16000\n", false);
	assert_common("v=0\nm=video 1 RTP/AVP 96 97\na=rtpmap:96 VP8/90000\n"
		      "a=rtpmap:97 rtx/90000\n",
		      "v=0\nm=video 1 RTP/AVP 96 97\na=rtpmap:96 H264/90000\n"
		      "a=rtpmap:97 rtx/90000\n", false);
}

static void media_are_compared_in_their_places(void **state)
{
	(void)state;
	assert_common(AUDIO "0\nm=image 1 udptl t38",
		      AUDIO "8\nm=image 1 udptl T38", true);
	assert_common(AUDIO "0\nm=image 1 udptl t38",
		      "v=0\nm=image 1 udptl t38\nm=audio 1 RTP/AVP 0", false);
	assert_common(AUDIO "0\nm=image 1 udptl t38", AUDIO "8", false);
	assert_common(AUDIO "0", "v=0\nm=audio 0 RTP/SAVP 0", true);
	assert_common(AUDIO "0", "v=0\nm=video 1 RTP/AVP 0", false);
	assert_common("v=0\nm=message 1 TCP/MSRP *",
		      "v=0\nm=message 2 TCP/MSRP *", true);
	assert_common(AUDIO "0", "v=0\n", false);
}

static void what_is_not_known_is_not_excluded(void **state)
{
	char many[256] = AUDIO;

	(void)state;
	/* no rtpmap, a reserved type */
	assert_common(AUDIO "96", AUDIO "8", true);
	assert_common(AUDIO "1", AUDIO "8", true);
	assert_common(AUDIO "96", AUDIO "101\na=rtpmap:101 "
		      "telephone-event/8000", false);
	/* lines that can't be read, more than is kept */
	assert_common(AUDIO "0 128", AUDIO "8", true);
	assert_common(AUDIO "0\nm=audio x RTP/AVP 8", AUDIO "8", true);
	for (int i = 0; i < 17; i++)
		strcat(many, "0 ");
	assert_common(many, AUDIO "8", true);
	many[strlen(many) - 2] = '\0';
	assert_common(many, AUDIO "8", false);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(payload_types_have_their_names),
		cmocka_unit_test(a_rtpmap_says_name_rate_and_channels),
		cmocka_unit_test(sides_share_a_codec_or_not),
		cmocka_unit_test(tones_noise_and_repair_are_no_codecs),
		cmocka_unit_test(media_are_compared_in_their_places),
		cmocka_unit_test(what_is_not_known_is_not_excluded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
