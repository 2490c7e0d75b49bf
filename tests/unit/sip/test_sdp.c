/* SPDX-License-Identifier: BSD-2-Clause */
/* A description is read for its media; bad lines take nothing else along. */
#include "reads.h"

static struct sdp read_sdp(struct slice text)
{
	struct sdp d;

	assert_true(sdp_read(text, &d));
	return d;
}

static void assert_flow(const struct sdp_flow *f, enum sdp_reach reach,
			const char *addr, enum sdp_direction direction)
{
	char text[ADDR_TEXT];

	assert_int_equal(f->reach, reach);
	if (addr)
		assert_string_equal(addr_format(&f->addr, text), addr);
	assert_int_equal(f->direction, direction);
}

static void an_offer_gives_all_its_media(void **state)
{
	struct slice s = flush(SLICE(
		"v=0\r\no=- 20518 0 IN IP4 198.51.100.1\r\ns=-\r\n"
		"c=IN IP4 203.0.113.1\r\nt=0 0\r\na=sendonly\r\n"
		"m=audio 49170/2 RTP/AVP 8 96 101\r\n"
		"c=IN IP4 10.0.0.7\r\na=rtpmap:96 opus/48000/2\r\n"
		"a=fmtp:96 useinbandfec=1\r\n"
		"a=rtpmap:101 telephone-event/8000\r\n"
		"a=fmtp:101 0-15\r\na=ptime:20\r\na=inactive\r\n"
		"m=video 0 UDP/TLS/RTP/SAVPF 34\r\n"
		"m=image 4000 udptl t38\r\nc=IN IP6 2001:db8::1\r\n"
		"a=recvonly\r\na=T38FaxVersion:0"));
	struct sdp d = read_sdp(s);

	(void)state;
	assert_false(d.partial);
	assert_int_equal(d.medias, 3);
	assert_int_equal(sdp_streams(&d), 2);
	assert_flow(&d.flow, SDP_PUBLIC, "203.0.113.1", SDP_SENDONLY);

	assert_slice(d.media[0].kind, "audio");
	assert_slice(d.media[0].proto, "RTP/AVP");
	assert_int_equal(d.media[0].port, 49170);
	assert_flow(&d.media[0].flow, SDP_PRIVATE, "10.0.0.7", SDP_INACTIVE);
	assert_int_equal(d.media[0].codecs, 3);
	assert_slice(d.media[0].codec[0].name, "PCMA");
	assert_int_equal(d.media[0].codec[0].payload, 8);
	assert_slice(d.media[0].codec[1].name, "opus");
	assert_int_equal(d.media[0].codec[1].rate, 48000);
	assert_int_equal(d.media[0].codec[1].channels, 2);
	assert_slice(d.media[0].codec[2].name, "telephone-event");

	assert_slice(d.media[1].proto, "UDP/TLS/RTP/SAVPF");
	assert_int_equal(d.media[1].port, 0);
	assert_flow(&d.media[1].flow, SDP_PUBLIC, "203.0.113.1",
		    SDP_SENDONLY);
	assert_slice(d.media[1].codec[0].name, "H263");

	assert_slice(d.media[2].kind, "image");
	assert_int_equal(d.media[2].codec[0].payload, -1);
	assert_slice(d.media[2].codec[0].name, "t38");
	assert_flow(&d.media[2].flow, SDP_PUBLIC, "2001:db8::1",
		    SDP_RECVONLY);
	discard(s);
}

static void each_address_has_its_reach(void **state)
{
	static const struct {
		const char *c;
		enum sdp_reach reach;
	} rows[] = {
		{ "IN IP4 0.0.0.0", SDP_ZERO }, { "IN IP6 ::", SDP_ZERO },
		{ "IN IP4 10.255.255.255", SDP_PRIVATE },
		{ "IN IP4 11.0.0.0", SDP_PUBLIC },
		{ "IN IP4 172.15.0.1", SDP_PUBLIC },
		{ "IN IP4 172.16.0.1", SDP_PRIVATE },
		{ "IN IP4 172.31.255.1", SDP_PRIVATE },
		{ "IN IP4 172.32.0.1", SDP_PUBLIC },
		{ "IN IP4 192.168.1.1", SDP_PRIVATE },
		{ "IN IP4 192.169.1.1", SDP_PUBLIC },
		{ "IN IP4 100.63.0.1", SDP_PUBLIC },
		{ "IN IP4 100.64.0.1", SDP_PRIVATE },
		{ "IN IP4 100.127.0.1", SDP_PRIVATE },
		{ "IN IP4 100.128.0.1", SDP_PUBLIC },
		{ "IN IP4 169.254.1.1", SDP_PRIVATE },
		{ "IN IP4 127.0.0.1", SDP_PRIVATE },
		{ "IN IP4 0.0.0.1", SDP_PUBLIC },
		{ "IN IP6 fc00::1", SDP_PRIVATE },
		{ "IN IP6 fdff::1", SDP_PRIVATE },
		{ "IN IP6 fe80::1", SDP_PRIVATE },
		{ "IN IP6 fe80::1%eth0", SDP_PRIVATE },
		{ "IN IP6 fec0::1", SDP_PUBLIC },
		{ "IN IP6 ::1", SDP_PRIVATE },
		{ "IN IP6 ::2", SDP_PUBLIC },
		{ "IN IP6 ::ffff:10.0.0.1", SDP_PRIVATE },
		{ "IN IP6 2001:db8::1", SDP_PUBLIC },
		{ "in ip4  224.2.1.1/127/3 ", SDP_PUBLIC },
		{ "IN IP4 media.example", SDP_NAMED },
		{ "IN IP4 256.1.1.1", SDP_NO_ADDR },
		{ "IN IP6 2001:db8:::", SDP_NO_ADDR },
		{ "IN IP4", SDP_NO_ADDR }, { "IN", SDP_NO_ADDR },
		{ "", SDP_NO_ADDR }, { "TN RFC2543 +1", SDP_NO_ADDR },
		{ "IN IP4 /127", SDP_NO_ADDR },
		{ "IN X 192.0.2.1", SDP_NO_ADDR },
	};
	char text[128];

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct slice s;
		struct sdp d;

		snprintf(text, sizeof text, "v=0\r\nc=%s", rows[i].c);
		print_message("%s\n", rows[i].c);
		s = flush(slice_of(text));
		d = read_sdp(s);
		assert_int_equal(d.flow.reach, rows[i].reach);
		discard(s);
	}
}

static void the_first_line_of_a_kind_counts(void **state)
{
	struct sdp d = read_sdp(SLICE(
		"v=0\nc=IN IP4 media.example\nc=IN IP4 192.0.2.1\n"
		"c=IN IP4 192.0.2.2\na=sendrecv\na=inactive\n"
		"m=audio 1 RTP/AVP 0\na=recvonly\na=sendonly\n"
		"c=IN IP4\nc=IN IP4 192.0.2.3\nc=IN IP4 192.0.2.4\n"));

	(void)state;
	assert_flow(&d.flow, SDP_NAMED, NULL, SDP_SENDRECV);
	assert_flow(&d.media[0].flow, SDP_PUBLIC, "192.0.2.3", SDP_RECVONLY);
}

static void bad_lines_are_passed_over(void **state)
{
	struct sdp d = read_sdp(SLICE(
		"\r\n v=0 \n\n=\n==\nc\nc=\n\rx=y\n  c = no\n"
		" c= IN  IP4\t192.0.2.1 \r\r\nm=audio 7  RTP/AVP  96 0\n"
		"a=rtpmap:\na=rtpmap:96\na=rtpmap:96 /8000\n"
		"a=rtpmap:128 no/1\na=rtpmap:-1 no/1\na=rtpmap:97 no/1\n"
		"a=rtpmap: 96  iLBC/8000 x\na=RECVONLY\na=sendonlyx\na\n\0=\n"
		"m"));

	(void)state;
	assert_false(d.partial);
	assert_flow(&d.flow, SDP_PUBLIC, "192.0.2.1", SDP_SENDRECV);
	assert_int_equal(d.medias, 1);
	assert_int_equal(d.media[0].port, 7);
	assert_int_equal(d.media[0].flow.direction, SDP_RECVONLY);
	assert_int_equal(d.media[0].codecs, 2);
	assert_slice(d.media[0].codec[0].name, "iLBC");
	assert_int_equal(d.media[0].codec[0].rate, 8000);
	assert_slice(d.media[0].codec[1].name, "PCMU");
}

/* What follows one is not said of the medium before it. */
static void a_medium_that_cannot_be_read_is_told(void **state)
{
	static const char *const bad[] = {
		"", "audio", "audio 1", "audio x RTP/AVP 0",
		"audio 65536 RTP/AVP 0", "audio -1 RTP/AVP 0",
		"audio / RTP/AVP 0", "1 RTP/AVP 0",
	};
	char text[256];

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct sdp d;

		snprintf(text, sizeof text, "v=0\nc=IN IP4 192.0.2.1\n"
			 "m=audio 1 RTP/AVP 96\nm=%s\n"
			 "c=IN IP4 192.0.2.2\na=inactive\n"
			 "a=rtpmap:96 no/1\nm=video 2 RTP/AVP 34\n"
			 "a=sendonly\n", bad[i]);
		d = read_sdp(slice_of(text));
		assert_true(d.partial);
		assert_int_equal(d.medias, 2);
		assert_flow(&d.media[0].flow, SDP_PUBLIC, "192.0.2.1",
			    SDP_SENDRECV);
		assert_slice(d.media[0].codec[0].name, NULL);
		assert_slice(d.media[1].kind, "video");
		assert_int_equal(d.media[1].flow.direction, SDP_SENDONLY);
	}
}

static void no_more_is_kept_than_there_is_room_for(void **state)
{
	char text[8192] = "v=0\n";
	struct sdp d;

	(void)state;
	for (int i = 1; i <= 20; i++) {
		size_t n = strlen(text);

		snprintf(text + n, sizeof text - n, "m=audio %d RTP/AVP", i);
		for (int k = 0; k < 20; k++)
			strcat(text, " 8");
		strcat(text, "\na=inactive\n");
		d = read_sdp(slice_of(text));
		assert_true(d.partial);
		assert_int_equal(d.medias, i < 8 ? i : 8);
		assert_int_equal(d.media[d.medias - 1].port, d.medias);
		assert_int_equal(d.media[d.medias - 1].codecs, 16);
	}
	for (int i = 0; i < 8; i++)
		assert_int_equal(d.media[i].flow.direction, SDP_INACTIVE);
}

static void other_text_is_no_description(void **state)
{
	static const char *const others[] = { "", "v", "m=audio 1 RTP/AVP 0",
					      "hello", "\r\n\r\n", "o=\nv=0" };

	(void)state;
	for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
		struct slice s = flush(slice_of(others[i]));
		struct sdp d = { .medias = 7 };

		assert_false(sdp_read(s, &d));
		assert_int_equal(d.medias, 7);
		discard(s);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_offer_gives_all_its_media),
		cmocka_unit_test(each_address_has_its_reach),
		cmocka_unit_test(the_first_line_of_a_kind_counts),
		cmocka_unit_test(bad_lines_are_passed_over),
		cmocka_unit_test(a_medium_that_cannot_be_read_is_told),
		cmocka_unit_test(no_more_is_kept_than_there_is_room_for),
		cmocka_unit_test(other_text_is_no_description),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
