/* SPDX-License-Identifier: BSD-2-Clause */
/* The body and its SDP are found, in parts too, and never beyond the end. */
#include "reads.h"

#define HEAD "INVITE sip:bob@b.example SIP/2.0\r\n" \
	"Via: SIP/2.0/UDP a.example:5060;branch=z9hG4bK1\r\n" \
	"Call-ID: c1@a.example\r\nCSeq: 7 INVITE\r\n"
#define SDP_TYPE "Content-Type: application/sdp\r\n"
#define MIXED(boundary) \
	"Content-Type: multipart/mixed;boundary=" boundary "\r\n\r\n"

/* The message of HEAD and TAIL; free its bytes. */
static struct sip_msg message(const char *tail, bool cut)
{
	char text[2048];

	snprintf(text, sizeof text, "%s%s", HEAD, tail);
	return message_of(flush(slice_of(text)), cut);
}

static void assert_body(const char *tail, const char *wanted)
{
	struct sip_msg m = message(tail, false);

	print_message("%s\n", tail);
	assert_slice(sip_body(&m), wanted);
	discard(m.bytes);
}

static void a_body_is_behind_the_blank_line(void **state)
{
	(void)state;
	assert_body("\r\nbody\r\n\r\nmore", "body\r\n\r\nmore");
	assert_body("l: 4\r\n\r\nbody more", "body");
	assert_body("Content-Length: 0\r\n\r\nno", "");
	assert_body("\nbody", "body");
	assert_body("X: y\r\n \r\n z\r\n\r\r\nbody", "body");
	assert_body("l: 400\r\n\r\nbody", "body");
	assert_body("\r\n", "");
	assert_body("", "");
	assert_body("X: y", "");
	assert_body("X: y\r\n", "");
}

static void assert_sdp(const char *tail, const char *wanted)
{
	struct sip_msg m = message(tail, false);
	struct slice sdp = SLICE("none");

	print_message("%s\n", tail);
	assert_int_equal(sip_find_sdp(&m, &sdp), wanted != NULL);
	assert_slice(sdp, wanted ? wanted : "none");
	discard(m.bytes);
}

static void sdp_is_known_by_its_type(void **state)
{
	(void)state;
	assert_sdp(SDP_TYPE "\r\nv=0\r\ns=-\r\n", "v=0\r\ns=-\r\n");
	assert_sdp("c:Application/SDP ;charset=x\r\n\r\nv=0", "v=0");
	assert_sdp("c: application/sdpx\r\n\r\nv=0", NULL);
	assert_sdp("c: application/isup\r\n\r\nv=0", NULL);
	assert_sdp(SDP_TYPE "\r\n", NULL);
	/* without a type, by what it begins with */
	assert_sdp("\r\nv=0\r\ns=-\r\n", "v=0\r\ns=-\r\n");
	assert_sdp("\r\nhello", NULL);
}

static void sdp_is_found_among_parts(void **state)
{
	(void)state;
	assert_sdp(MIXED("b1") "--b1\r\n" SDP_TYPE "\r\nv=0\r\ns=-\r\n"
		   "--b1--\r\n", "v=0\r\ns=-");
	assert_sdp(MIXED("\"b 1\"") "preamble\r\n--b 1\r\n"
		   "Content-Type: application/isup;version=x\r\n"
		   "Content-Disposition: signal\r\n\r\n\1\r\n--b 1 \r\n"
		   "content-disposition: session\r\n"
		   "c: application/sdp\r\n\r\nv=0\r\n\r\n--b 1--\r\nepilogue",
		   "v=0\r\n");
	assert_sdp(MIXED("b") "--b\r\n\r\ntext\r\n--b\n" SDP_TYPE "\nv=0\n--b",
		   "v=0");
	/* the last one may lack its end */
	assert_sdp(MIXED("b") "--b\r\n" SDP_TYPE "\r\nv=0\r\n", "v=0\r\n");
	/* a boundary is a whole line */
	assert_sdp(MIXED("b") "--b\r\n" SDP_TYPE "\r\nv=0\r\n--bc\r\n--b--",
		   "v=0\r\n--bc");
}

static void parts_without_sdp_have_none(void **state)
{
	(void)state;
	assert_sdp(MIXED("b") "--b\r\nContent-Type: text/plain\r\n\r\n"
		   "v=0\r\n--b--", NULL);
	assert_sdp(MIXED("b") "--b--\r\n--b\r\n" SDP_TYPE "\r\nv=0\r\n",
		   NULL);
	assert_sdp(MIXED("b") SDP_TYPE "\r\nv=0\r\n", NULL);
	assert_sdp(MIXED("") "--\r\n" SDP_TYPE "\r\nv=0\r\n--", NULL);
	assert_sdp("c: multipart/mixed\r\n\r\n--\r\n" SDP_TYPE
		   "\r\nv=0\r\n--", NULL);
	assert_sdp(MIXED("b") "--b\r\n" SDP_TYPE, NULL);
	assert_sdp(MIXED("b") "--b", NULL);
	assert_sdp(MIXED("b") "--b\r\n--b\r\n--b", NULL);
}

static void only_so_many_parts_are_looked_at(void **state)
{
	static const char sdp[] = "--b\r\n" SDP_TYPE "\r\nv=0\r\n--b--\r\n";
	char tail[1024];

	(void)state;
	for (int n = 0; n < 40; n++) {
		size_t at = (size_t)snprintf(tail, sizeof tail, MIXED("b"));

		for (int i = 0; i < n; i++, at += 7)
			memcpy(tail + at, "--b\r\n\r\n", 7);
		memcpy(tail + at, sdp, sizeof sdp);
		assert_sdp(tail, n < 16 ? "v=0" : NULL);
	}
}

/* Of what was cut only whole lines are sure: "m=audio 49170" may go on. */
static void sdp_that_was_cut_ends_with_a_line(void **state)
{
	static const char tail[] = SDP_TYPE "\r\nv=0\r\nm=audio 49170\r\n";
	size_t head = strlen(HEAD SDP_TYPE "\r\n");
	char text[512];

	(void)state;
	snprintf(text, sizeof text, "%s%s", HEAD, tail);
	for (size_t n = strlen(HEAD); n <= strlen(text); n++) {
		struct slice s = flush(slice_head(slice_of(text), n));
		struct sip_msg m = message_of(s, true);
		struct slice sdp = { NULL, 0 };
		size_t there = n < head ? 0 : n - head;

		assert_int_equal(sip_body(&m).n, there);
		assert_int_equal(sip_find_sdp(&m, &sdp), there >= 5);
		if (there >= 5)
			assert_slice(sdp, n < strlen(text) ?
				     "v=0\r\n" : "v=0\r\nm=audio 49170\r\n");
		discard(s);
	}
}

static void a_whole_part_of_what_was_cut_is_whole(void **state)
{
	struct sip_msg m = message(MIXED("b") "--b\r\n" SDP_TYPE
				   "\r\nv=0\r\ns=x\r\n--b\r\nConte", true);
	struct slice sdp = { NULL, 0 };

	(void)state;
	assert_true(sip_find_sdp(&m, &sdp));
	assert_slice(sdp, "v=0\r\ns=x");
	discard(m.bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_body_is_behind_the_blank_line),
		cmocka_unit_test(sdp_is_known_by_its_type),
		cmocka_unit_test(sdp_is_found_among_parts),
		cmocka_unit_test(parts_without_sdp_have_none),
		cmocka_unit_test(only_so_many_parts_are_looked_at),
		cmocka_unit_test(sdp_that_was_cut_ends_with_a_line),
		cmocka_unit_test(a_whole_part_of_what_was_cut_is_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
