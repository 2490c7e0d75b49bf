/* SPDX-License-Identifier: BSD-2-Clause */
/* An outline has the codecs, streams and way that the whole has. */
#include "reads.h"

#define HEAD "v=0\r\no=- 1 1 IN IP4 192.0.2.9\r\ns=-\r\n"
#define V4(addr) "c=IN IP4 " addr "\r\nt=0 0\r\n"

/* "PCMA opus": those of O, and "..." when there are more. */
static const char *codecs_of(const struct sdp_outline *o, char text[256])
{
	size_t n = 0;

	text[0] = 0;
	for (int i = 0; i < o->codecs; i++)
		n += (size_t)snprintf(text + n, 256 - n, "%s%s", n ? " " : "",
				      sdp_codec_name(o->codec[i]));
	if (o->partial)
		snprintf(text + n, 256 - n, "...");
	return text;
}

static struct sdp_outline outline_of(const char *text)
{
	struct slice s = flush(slice_of(text));
	struct sdp_outline o;

	assert_true(sdp_read_outline(s, &o, NULL));
	discard(s);
	return o;
}

static void assert_codecs(const char *media, const char *wanted)
{
	char text[1024], codecs[256];
	struct sdp_outline o;

	snprintf(text, sizeof text, HEAD V4("192.0.2.1") "%s", media);
	o = outline_of(text);
	assert_string_equal(codecs_of(&o, codecs), wanted);
}

static void codecs_have_their_names_and_order(void **state)
{
	(void)state;
	assert_codecs("m=audio 4000 RTP/AVP 8 0 18\r\n", "PCMA PCMU G729");
	assert_codecs("m=audio 4000 RTP/SAVPF 96 8 97\r\n"
		      "a=rtpmap:97 telephone-event/8000\r\n"
		      "a=rtpmap:96 OPUS/48000/2\r\n",
		      "opus PCMA telephone-event");
	assert_codecs("m=image 4000 udptl t38\r\n", "t38");
	assert_codecs("m=audio 4000 RTP/AVP 8\r\nm=video 4002 RTP/AVP 96 8\n"
		      "a=rtpmap:96 H264/90000", "PCMA H264");
	assert_codecs("m=audio 4000 RTP/AVP 8\r\nm=video 0 RTP/AVP 34\r\n",
		      "PCMA");
	assert_codecs("m=audio 4000 RTP/AVP 96\r\n b=rtpmap:96 G722/8000\r\n"
		      " a=rtpmap:96 opus/48000/2\r\n", "opus");
}

static void what_has_no_known_name_is_left_out(void **state)
{
	(void)state;
	assert_codecs("m=audio 4000 RTP/AVP 8 96\r\n", "PCMA...");
	assert_codecs("m=audio 4000 RTP/AVP 96 8\r\na=rtpmap:96 own/8000\r\n",
		      "PCMA...");
	assert_codecs("m=audio 4000 RTP/AVP 8 128 x\r\n", "PCMA...");
	assert_codecs("m=audio 70000 RTP/AVP 8\r\n", "...");
	assert_codecs("m=audio 4000 RTP/AVP 0 3 4 5 7 8 9 10 12 14 15 18\r\n",
		      "PCMU GSM G723 DVI4 LPC PCMA G722 L16 QCELP MPA...");
}

static void the_first_open_stream_tells_the_way(void **state)
{
	static const struct {
		const char *text;
		int streams, open;
		enum sdp_reach reach;
		enum sdp_direction direction;
	} rows[] = {
		{ HEAD V4("192.0.2.1") "m=audio 4000 RTP/AVP 8\r\n",
		  1, 1, SDP_PUBLIC, SDP_SENDRECV },
		{ HEAD V4("10.0.0.1") "a=sendonly\r\n"
		  "m=audio 4000 RTP/AVP 8\r\n",
		  1, 1, SDP_PRIVATE, SDP_SENDONLY },
		{ HEAD V4("10.0.0.1") "m=video 0 RTP/AVP 34\r\n"
		  "c=IN IP4 0.0.0.0\r\na=recvonly\r\nm=audio 4000 RTP/AVP 8"
		  "\r\nc=IN IP6 2001:db8::1\r\na=inactive\r\n",
		  2, 1, SDP_PUBLIC, SDP_INACTIVE },
		{ HEAD V4("0.0.0.0") "m=audio 4000 RTP/AVP 8\r\n"
		  "m=audio 4002 RTP/AVP 8\r\na=inactive\r\n",
		  2, 2, SDP_ZERO, SDP_SENDRECV },
		{ HEAD "c=IN IP4 sbc.example\r\nm=audio 4000 RTP/AVP 8\r\n",
		  1, 1, SDP_NAMED, SDP_SENDRECV },
		{ HEAD "m=audio 4000 RTP/AVP 8\r\n",
		  1, 1, SDP_NO_ADDR, SDP_SENDRECV },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct sdp_outline o = outline_of(rows[i].text);

		assert_int_equal(o.streams, rows[i].streams);
		assert_int_equal(o.open, rows[i].open);
		assert_int_equal(o.reach, rows[i].reach);
		assert_int_equal(o.direction, rows[i].direction);
	}
}

/* Each differs from the one before in the head, or in the media, alone. */
static void a_memory_changes_nothing(void **state)
{
	static const char *const texts[] = {
		HEAD V4("10.0.0.1") "m=audio 4000 RTP/AVP 8 0\r\n",
		HEAD V4("192.0.2.1") "a=inactive\r\n"
		"m=audio 5000 RTP/AVP 8 0\r\n",
		HEAD V4("192.0.2.1") "m=audio 0 RTP/AVP 8 0\r\n",
		HEAD V4("192.0.2.1") "m=audio 5000 RTP/AVP 8\r\n",
		HEAD V4("192.0.2.1") "m=audio 5000/2 RTP/AVP 8\r\n",
		HEAD V4("192.0.2.1") "m=audio 5000 RTP/AVP 8\r\na=inactive",
		HEAD V4("10.0.0.1") "m=audio 5000 RTP/AVP 8\r\na=inactive",
	};
	struct sdp_memory memory = { .seed = { 1 } };

	(void)state;
	for (size_t i = 0; i < 3 * sizeof texts / sizeof *texts; i++) {
		const char *text = texts[i % (sizeof texts / sizeof *texts)];
		struct sdp_outline plain = outline_of(text), o;

		assert_true(sdp_read_outline(slice_of(text), &o, &memory));
		assert_memory_equal(&o, &plain, sizeof o);
	}
}

static void tones_are_nothing_in_common(void **state)
{
	struct sdp_outline a = outline_of(HEAD "m=audio 4 RTP/AVP 8 101\r\n"
					  "a=rtpmap:101 telephone-event/8000"),
		b = outline_of(HEAD "m=audio 4 RTP/AVP 18 96 8\r\n"
			       "a=rtpmap:96 telephone-event/8000"),
		c = outline_of(HEAD "m=audio 4 RTP/AVP 18 96\r\n"
			       "a=rtpmap:96 telephone-event/8000"),
		unsure = outline_of(HEAD "m=audio 4 RTP/AVP 18 96\r\n");

	(void)state;
	assert_true(sdp_outlines_meet(&a, &b));
	assert_false(sdp_outlines_meet(&a, &c));
	assert_true(sdp_outlines_meet(&a, &unsure));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(codecs_have_their_names_and_order),
		cmocka_unit_test(what_has_no_known_name_is_left_out),
		cmocka_unit_test(the_first_open_stream_tells_the_way),
		cmocka_unit_test(a_memory_changes_nothing),
		cmocka_unit_test(tones_are_nothing_in_common),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
