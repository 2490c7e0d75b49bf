/* SPDX-License-Identifier: BSD-2-Clause */
/* Each message of a datagram is handed on; all else is counted by reason. */
#include "reads.h"

#define MESSAGE(start, id, more) start "\r\n" \
	"Via: SIP/2.0/UDP a;branch=z9hG4bK1\r\nCall-ID: " id "\r\n" \
	"CSeq: 7 INVITE\r\n" more "\r\n"
#define INVITE(id, more) MESSAGE("INVITE sip:b SIP/2.0", id, more)
#define RINGING(id, more) MESSAGE("SIP/2.0 180 Ringing", id, more)

struct heard {
	struct counters *counters;
	struct sip *sip;
	const struct payload *payload;
	char ids[64];		/* Call-IDs, one after the other */
	int cut;
	enum sip_defect defect;	/* of the last one */
	char vias[256];		/* with Call-IDs: what is told, when */
};

static void hear(const struct sip_msg *m, void *arg)
{
	struct heard *h = arg;

	assert_ptr_equal(m->payload, h->payload);
	strcat(h->vias, "!");
	strncat(h->ids, m->call_id.n ? m->call_id.p : "?",
		m->call_id.n ? m->call_id.n : 1);
	h->cut += m->cut;
	h->defect = m->defect;
}

static void foresee(struct slice sent_by, struct slice branch, void *arg)
{
	struct heard *h = arg;

	snprintf(h->vias + strlen(h->vias), 32, "%.*s %.*s",
		 (int)sent_by.n, sent_by.p, (int)branch.n, branch.p);
}

static void foresee_call(struct slice call_id, void *arg)
{
	struct heard *h = arg;

	snprintf(h->vias + strlen(h->vias), 32, "#%.*s", (int)call_id.n,
		 call_id.p);
}

static int set_up(void **state)
{
	static struct heard h;

	memset(&h, 0, sizeof h);
	if (counters_create(&h.counters) ||
	    sip_create(&h.sip, &(struct sip_spec){
		.counters = h.counters, .via = foresee,
		.call_id = foresee_call, .message = hear, .arg = &h }))
		return -1;
	*state = &h;
	return 0;
}

static int tear_down(void **state)
{
	struct heard *h = *state;

	sip_destroy(h->sip);
	counters_destroy(h->counters);
	return 0;
}

static void say_n(struct heard *h, const char *text, size_t n, bool cut)
{
	struct slice s = flush((struct slice){ text, n });
	const struct payload p = { .bytes = s, .cut = cut };

	h->payload = &p;
	h->ids[0] = '\0';
	sip_payload(h->sip, &p);
	discard(s);
}

static void say(struct heard *h, const char *text)
{
	say_n(h, text, strlen(text), false);
}

#define assert_count(h, name, label, n) \
	assert_int_equal(*counter((h)->counters, name, label), n)

static void several_messages_in_a_datagram_are_several(void **state)
{
	struct heard *h = *state;

	say(h, INVITE("1", "l: 2\r\n") "xy" RINGING("2", "l: 0\r\n")
	       "\r\n\r\n" INVITE("3", ""));
	assert_string_equal(h->ids, "123");
	assert_count(h, "not_sip", "other", 0);
	assert_count(h, "not_sip", "keepalive", 0);
}

static void via_and_call_id_are_told_before_the_rest_is_read(void **state)
{
	struct heard *h = *state;

	say(h, RINGING("1", "v: SIP/2.0/UDP b;branch=z9hG4bK2\r\nl: 0\r\n")
	       "OPTIONS sip:b SIP/2.0\r\nFrom: <sip:a>\r\n"
	       "v: SIP/2.0/UDP c:5080 ;rport;branch=z9hG4bK3\r\n\r\n");
	assert_string_equal(h->vias, "a z9hG4bK1#1!c:5080 z9hG4bK3!");
	h->vias[0] = '\0';
	say(h, "OPTIONS sip:b SIP/2.0\r\nl: 0\r\ni: 2\r\nCall-ID: 3\r\n\r\n");
	assert_string_equal(h->vias, "#2!");
}

static void padding_behind_a_message_is_nothing(void **state)
{
	struct heard *h = *state;
	static const char padded[] = INVITE("1", "l: 0\r\n") "\r\n\0\0";

	say_n(h, padded, sizeof padded, false);
	assert_string_equal(h->ids, "1");
	assert_count(h, "not_sip", "keepalive", 0);
	assert_count(h, "not_sip", "other", 0);
}

static void what_trails_a_message_is_counted(void **state)
{
	struct heard *h = *state;

	say(h, INVITE("1", "l: 0\r\n") "v=0\r\n");
	assert_string_equal(h->ids, "1");
	assert_count(h, "not_sip", "other", 1);
}

static void noise_is_counted_by_kind(void **state)
{
	struct heard *h = *state;
	static const char stun[20] = "\0\1\0\0\x21\x12\xa4\x42";
	static const char rtp[12] = "\x80";

	say(h, "\r\n\r\n");
	say(h, "");
	say_n(h, "\0\0\0\0", 4, false);
	say_n(h, stun, sizeof stun, false);
	say_n(h, rtp, sizeof rtp, false);
	say(h, "GET / HTTP/1.1\r\n\r\n");
	assert_string_equal(h->ids, "");
	assert_count(h, "not_sip", "keepalive", 3);
	assert_count(h, "not_sip", "stun", 1);
	assert_count(h, "not_sip", "rtp", 1);
	assert_count(h, "not_sip", "other", 1);
}

static void a_datagram_without_bytes_is_a_keepalive(void **state)
{
	struct heard *h = *state;
	const struct payload p = { .bytes = { NULL, 0 } };

	sip_payload(h->sip, &p);
	assert_count(h, "not_sip", "keepalive", 1);
}

static void defects_are_handed_on_and_counted(void **state)
{
	static const struct {
		const char *text, *label;
		enum sip_defect defect;
	} rows[] = {
		{ MESSAGE("SIP/2.0 99 Low", "1", ""), "bad-code",
		  SIP_BAD_CODE },
		{ "INVITE sip:b SIP/2.0\r\n\r\n", "no-via", SIP_NO_VIA },
		{ "INVITE sip:b SIP/2.0\r\nv: x\r\n\r\n", "no-call-id",
		  SIP_NO_CALL_ID },
		{ "INVITE sip:b SIP/2.0\r\nv: x\r\ni: 1\r\n\r\n", "no-cseq",
		  SIP_NO_CSEQ },
		{ "INVITE sip:b SIP/2.0\r\nv: x\r\ni: 1\r\nCSeq: x\r\n\r\n",
		  "bad-cseq", SIP_BAD_CSEQ },
		{ MESSAGE("BYE sip:b SIP/2.0", "1", ""), "cseq-method",
		  SIP_CSEQ_METHOD },
	};
	struct heard *h = *state;

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		say(h, rows[i].text);
		assert_int_equal(strlen(h->ids), 1);
		assert_int_equal(h->defect, rows[i].defect);
		assert_count(h, "malformed", rows[i].label, 1);
	}
}

static void a_content_length_beyond_the_datagram_is_no_defect(void **state)
{
	struct heard *h = *state;

	say(h, INVITE("1", "l: 9\r\n") "xy");
	assert_string_equal(h->ids, "1");
	assert_int_equal(h->defect, SIP_SOUND);
	assert_int_equal(h->cut, 0);
	assert_count(h, "malformed", "content-length", 1);
}

static void a_cut_datagram_makes_a_cut_message(void **state)
{
	struct heard *h = *state;
	static const char text[] = INVITE("1", "l: 9\r\n") "xy";

	say_n(h, text, strlen(text), true);
	assert_string_equal(h->ids, "1");
	assert_int_equal(h->cut, 1);
	assert_count(h, "malformed", "content-length", 0);
	say_n(h, "INVITE sip:b", 12, true);
	assert_string_equal(h->ids, "");
	assert_count(h, "not_sip", "cut", 1);
}

static void a_message_before_the_cut_is_whole(void **state)
{
	struct heard *h = *state;
	static const char text[] = INVITE("1", "l: 2\r\n") "xy"
				   RINGING("2", "");

	say_n(h, text, strlen(text), true);
	assert_string_equal(h->ids, "12");
	assert_int_equal(h->cut, 1);
}

static void stream(struct heard *h, struct stretch *st, const char *text)
{
	struct slice s = flush(slice_of(text));
	const struct payload p = { .bytes = s, .stretch = st };

	h->payload = &p;
	h->ids[0] = '\0';
	sip_payload(h->sip, &p);
	discard(s);
}

static void a_stream_is_counted_by_what_is_wrong_with_it(void **state)
{
	struct stretch st = { .in_step = true }, other = { .in_step = true };
	struct heard *h = *state;

	stream(h, &st, INVITE("1", "l: 0\r\n") "v=0\r\n"
		       RINGING("2", "l: x\r\n") RINGING("3", "l: 2\r\n"));
	assert_string_equal(h->ids, "12");
	assert_count(h, "malformed", "framing", 1);
	assert_count(h, "malformed", "content-length", 1);
	st.ends = st.lost = true;
	stream(h, &st, RINGING("3", "l: 2\r\n") "x");
	assert_string_equal(h->ids, "3");
	assert_int_equal(h->cut, 1);
	st.in_step = true;
	st.lost = false;
	stream(h, &st, RINGING("4", "l: 2\r\n") "x");
	assert_string_equal(h->ids, "");
	assert_count(h, "not_sip", "unfinished", 1);
	st.in_step = true;
	stream(h, &st, "SIP/2.");
	assert_count(h, "not_sip", "cut", 1);
	assert_count(h, "not_sip", "stream", 0);
	stream(h, &other, "GET / HTTP/1.1\r\n");
	assert_true(other.foreign);
	assert_count(h, "not_sip", "stream", 1);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(several_messages_in_a_datagram_are_several),
		TEST(via_and_call_id_are_told_before_the_rest_is_read),
		TEST(padding_behind_a_message_is_nothing),
		TEST(what_trails_a_message_is_counted),
		TEST(noise_is_counted_by_kind),
		TEST(a_datagram_without_bytes_is_a_keepalive),
		TEST(defects_are_handed_on_and_counted),
		TEST(a_content_length_beyond_the_datagram_is_no_defect),
		TEST(a_cut_datagram_makes_a_cut_message),
		TEST(a_message_before_the_cut_is_whole),
		TEST(a_stream_is_counted_by_what_is_wrong_with_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
