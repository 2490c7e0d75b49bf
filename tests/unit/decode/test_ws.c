/* SPDX-License-Identifier: BSD-2-Clause */
/* WebSocket's messages are the same however the stream is cut. */
#include "bench.h"
#include "decode/packet.h"

#define GET "GET /ws HTTP/1.1\r\nHost: a\r\nupgrade:  WebSocket\r\n" \
	"Connection: Upgrade\r\n\r\n"
#define AGREED "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n" \
	"Connection: Upgrade\r\n\r\n"
#define HELLO "OPTIONS sip:hello"

/* A stream as decode keeps it, and what was heard of it. */
struct feed {
	struct counters *counters;
	struct websocket *ws;
	struct stretch stretch;
	uint8_t kept[140000];
	size_t n;
	char heard[1024];
};

static void hear(const struct payload *p, void *arg)
{
	struct feed *f = arg;
	size_t at = strlen(f->heard);

	assert_null(p->stretch);
	assert_int_equal(p->transport, TRANSPORT_WS);
	assert_int_equal(p->src_port, 5060);
	if (p->bytes.n > 40)
		snprintf(f->heard + at, sizeof f->heard - at, "%zu",
			 p->bytes.n);
	else
		snprintf(f->heard + at, sizeof f->heard - at, "%.*s",
			 (int)p->bytes.n, p->bytes.p);
	strcat(f->heard, p->cut ? " cut|" : "|");
}

static struct feed *open_feed(bool begins)
{
	struct feed *f = calloc(1, sizeof *f);

	assert_non_null(f);
	assert_int_equal(counters_create(&f->counters), 0);
	assert_int_equal(decode_create_websocket(&f->ws, f->counters, hear, f),
			 0);
	f->stretch.in_step = begins;
	return f;
}

static void close_feed(struct feed *f)
{
	decode_destroy_websocket(f->ws);
	counters_destroy(f->counters);
	free(f);
}

static void show(struct feed *f)
{
	uint8_t *exact = malloc(f->n ? f->n : 1);

	assert_non_null(exact);
	memcpy(exact, f->kept, f->n);
	decode_read_websocket(f->ws, &(struct payload){
		.bytes = { (char *)exact, f->n }, .stretch = &f->stretch,
		.src_port = 5060, .transport = TRANSPORT_TCP });
	free(exact);
	assert_true(f->stretch.taken <= f->n);
	f->n -= f->stretch.taken;
	memmove(f->kept, f->kept + f->stretch.taken, f->n);
}

static void feed(struct feed *f, const uint8_t *p, size_t n)
{
	if (f->stretch.foreign)
		return;
	memcpy(f->kept + f->n, p, n);
	f->n += n;
	if (f->n >= f->stretch.wanted)
		show(f);
}

static void end(struct feed *f)
{
	f->stretch.ends = true;
	if (!f->stretch.foreign)
		show(f);
	assert_true(f->stretch.foreign || f->n == 0);
	f->stretch.ends = false;
}

static struct feed *fed(const struct making *m, bool begins, size_t first,
			size_t piece)
{
	struct feed *f = open_feed(begins);

	for (size_t at = 0, n = first; at < m->n; at += n, n = piece) {
		n = n < m->n - at ? n : m->n - at;
		feed(f, m->b + at, n);
	}
	end(f);
	return f;
}

/* At once, cut at each place, in pieces of a few, and byte by byte. */
static struct feed *fed_all_ways(const struct making *m, bool begins)
{
	struct feed *once = fed(m, begins, m->n, 1);

	for (size_t i = 1; i < m->n; i++) {
		struct feed *f = fed(m, begins, i, i < 16 ? i : m->n);

		assert_string_equal(f->heard, once->heard);
		assert_int_equal(f->stretch.foreign, once->stretch.foreign);
		close_feed(f);
	}
	return once;
}

static void add_head(struct making *m, unsigned first, bool masked, size_t n)
{
	uint8_t b[2] = { (uint8_t)first, (uint8_t)(masked ? 0x80 : 0) };

	b[1] |= (uint8_t)(n < 126 ? n : n < 65536 ? 126 : 127);
	add(m, b, 2);
	if (n >= 65536)
		add_hex(m, "00000000 0001");
	if (n >= 126)
		add_u16(m, n);
}

/* A frame of FIRST, which is its flags and its opcode. */
static void add_frame(struct making *m, unsigned first, bool masked,
		      const char *text)
{
	static const uint8_t key[4] = { 0xde, 0xad, 0x81, 0x7e };
	size_t n = strlen(text);

	add_head(m, first, masked, n);
	if (masked)
		add(m, key, 4);
	for (size_t i = 0; i < n; i++) {
		uint8_t b = (uint8_t)text[i];

		b ^= masked ? key[i % 4] : 0;
		add(m, &b, 1);
	}
}

#define assert_heard(m, begins, wanted) do {				\
	struct feed *heard_ = fed_all_ways((m), (begins));		\
	assert_string_equal(heard_->heard, (wanted));			\
	close_feed(heard_);						\
} while (0)

static void messages_come_after_the_upgrade(void **state)
{
	struct making m = { .n = 0 };

	(void)state;
	add_text(&m, GET);
	add_frame(&m, 0x81, true, HELLO);
	add_frame(&m, 0x82, true, "binary");
	add_frame(&m, 0x81, true, "");
	assert_heard(&m, true, HELLO "|binary||");
	m.n = 0;
	add_text(&m, AGREED);
	add_frame(&m, 0x81, false, HELLO);
	add_frame(&m, 0x82, false, "binary");
	assert_heard(&m, true, HELLO "|binary|");
}

static void a_message_comes_with_its_last_byte(void **state)
{
	struct making m = { .n = 0 };
	struct feed *f = open_feed(true);

	(void)state;
	add_text(&m, AGREED);
	add_frame(&m, 0x81, true, HELLO);
	for (size_t i = 0; i < m.n; i++) {
		assert_string_equal(f->heard, "");
		feed(f, m.b + i, 1);
	}
	assert_string_equal(f->heard, HELLO "|");
	close_feed(f);
}

static void fragments_are_joined_and_control_frames_passed_over(void **state)
{
	struct making m = { .n = 0 };

	(void)state;
	add_text(&m, GET);
	add_frame(&m, 0x89, true, "ping");
	add_frame(&m, 0x01, true, "OPT");
	add_frame(&m, 0x8a, true, "pong");
	add_frame(&m, 0x00, false, "IONS");
	add_frame(&m, 0x00, true, "");
	add_frame(&m, 0x89, false, "");
	add_frame(&m, 0x80, true, " sip:b");
	add_frame(&m, 0x80, true, "a rest of nothing");
	add_frame(&m, 0x81, false, HELLO);
	assert_heard(&m, true, "OPTIONS sip:b|" HELLO "|");
}

static void a_message_that_never_ended_is_counted(void **state)
{
	struct making m = { .n = 0 };
	struct feed *f;

	(void)state;
	add_text(&m, GET);
	add_frame(&m, 0x01, true, "OPT");
	add_frame(&m, 0x81, true, HELLO);
	f = fed_all_ways(&m, true);
	assert_string_equal(f->heard, HELLO "|");
	assert_int_equal(*counter(f->counters, "malformed", "websocket"), 1);
	close_feed(f);
}

static void lengths_of_all_sizes_are_read(void **state)
{
	static const size_t sizes[] = { 125, 126, 127, 2000 };
	struct making m = { .n = 0 };
	char text[2001];

	(void)state;
	add_text(&m, GET);
	for (int i = 0; i < 4; i++) {
		memset(text, 'a', sizes[i]);
		text[sizes[i]] = '\0';
		add_frame(&m, 0x81, i & 1, text);
	}
	assert_heard(&m, true, "125|126|127|2000|");
}

static void a_close_ends_it(void **state)
{
	struct making m = { .n = 0 };
	struct feed *f;

	(void)state;
	add_text(&m, GET);
	add_frame(&m, 0x81, true, HELLO);
	add_frame(&m, 0x88, true, "\x03\xe8");
	add_frame(&m, 0x81, true, HELLO);
	f = fed_all_ways(&m, true);
	assert_string_equal(f->heard, HELLO "|");
	assert_true(f->stretch.foreign);
	assert_int_equal(*counter(f->counters, "not_sip", "stream"), 0);
	close_feed(f);
}

static void what_is_there_at_the_end_is_cut(void **state)
{
	struct making m = { .n = 0 };

	(void)state;
	add_text(&m, GET);
	add_frame(&m, 0x01, true, "OPTIONS ");
	add_frame(&m, 0x80, true, "sip:b and more");
	m.n -= 9;
	assert_heard(&m, true, "OPTIONS sip:b cut|");
}

static void compressed_messages_are_counted(void **state)
{
	struct making m = { .n = 0 };
	struct feed *f;

	(void)state;
	add_text(&m, GET);
	add_frame(&m, 0xc1, true, "deflated");
	add_frame(&m, 0x41, true, "def");
	add_frame(&m, 0x80, true, "lated");
	add_frame(&m, 0x81, true, HELLO);
	f = fed(&m, true, m.n, 1);
	assert_string_equal(f->heard, HELLO "|");
	assert_int_equal(*counter(f->counters, "unread", "websocket"), 2);
	close_feed(f);
}

static void it_may_be_picked_up_where_a_frame_fits(void **state)
{
	struct making m = { .n = 0 };
	struct slice s;

	(void)state;
	add_frame(&m, 0x81, true, HELLO);
	s = (struct slice){ (char *)m.b, m.n };
	assert_int_equal(decode_guess_websocket(s, false), GUESS_YES);
	assert_int_equal(decode_guess_websocket(s, true), GUESS_NO);
	s.n = 7;
	assert_int_equal(decode_guess_websocket(s, false), GUESS_MAYBE);
	add_frame(&m, 0x89, true, "ping");
	add_frame(&m, 0x81, false, HELLO);
	assert_heard(&m, false, HELLO "|" HELLO "|");
	m.n = 0;
	add_text(&m, GET);	/* a frame in it would not count */
	add_frame(&m, 0x81, true, HELLO);
	assert_heard(&m, false, HELLO "|");
	m.n = 0;
	add_text(&m, "...\x81.\x82\x05 the rest of a frame\r\n");
	add_frame(&m, 0x81, true, HELLO);
	assert_heard(&m, false, HELLO "|");
}

static void short_frames_may_come_before_one_that_fits(void **state)
{
	struct making m = { .n = 0 };

	(void)state;
	add_frame(&m, 0x89, true, "ping");
	add_frame(&m, 0x81, true, "\r\n");
	add_frame(&m, 0x8a, false, "");
	add_frame(&m, 0x81, true, HELLO);
	for (size_t n = 1; n <= m.n; n++) {
		struct slice s = { (char *)m.b, n };

		assert_int_equal(decode_guess_websocket(s, false),
				 m.n - n > 1 ? GUESS_MAYBE : GUESS_YES);
	}
	m.b[5] ^= 1;		/* the ping's mask tells nothing */
	assert_heard(&m, false, HELLO "|");
	m.b[0] = 0x80;
	assert_int_equal(decode_guess_websocket((struct slice){
		(char *)m.b, m.n }, false), GUESS_NO);
}

static void http_is_waited_for_and_other_bytes_are_not(void **state)
{
	static const struct { const char *bytes; enum guess wanted; } t[] = {
		{ "G", GUESS_MAYBE }, { "GET", GUESS_MAYBE },
		{ "GET ", GUESS_YES }, { "HTTP/1.1 101 ", GUESS_YES },
		{ "HTTP", GUESS_MAYBE }, { "INVITE sip:", GUESS_NO },
		{ "HTTPS", GUESS_NO }, { "\x16\x03", GUESS_NO },
	};

	(void)state;
	for (size_t i = 0; i < sizeof t / sizeof *t; i++)
		assert_int_equal(decode_guess_websocket(slice_of(t[i].bytes),
							true), t[i].wanted);
}

/* Bad heads, each where a frame should be; FIRST bytes in hex. */
static void a_head_that_cannot_be_puts_it_out_of_step(void **state)
{
	static const char *const heads[] = {
		"817f 8000000000000000", "81ff 7fffffffffffffff 01020304",
		"817f 0000000000010000", "81ff ffffffffffffffff 01020304",
		"817e 007d", "817f 000000000000ffff", "9100", "a100", "8300",
		"8700", "8b00", "0900", "c900", "897e 0080",
	};
	struct making m = { .n = 0 };

	(void)state;
	for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
		struct feed *f;

		m.n = 0;
		add_text(&m, GET);
		add_frame(&m, 0x81, true, HELLO);
		add_hex(&m, heads[i]);
		add_frame(&m, 0x81, true, HELLO);
		f = fed_all_ways(&m, true);
		if (strcmp(f->heard, HELLO "|" HELLO "|") != 0)
			fail_msg("%s: %s", heads[i], f->heard);
		assert_int_equal(*counter(f->counters, "malformed",
					  "websocket"), 1);
		close_feed(f);
	}
}

static void other_http_is_foreign(void **state)
{
	static const char *const texts[] = {
		"GET / HTTP/1.1\r\nHost: a\r\n\r\n",
		"HTTP/1.1 200 OK\r\nUpgrade: websocket\r\n\r\n",
		"GET / HTTP/1.1\r\nUpgrade: h2c\r\n\r\n",
		"GET / HTTP/1.1\r\nUpgrade: websocket\r\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct making m = { .n = 0 };
		struct feed *f;

		add_text(&m, texts[i]);
		f = fed_all_ways(&m, true);
		assert_true(f->stretch.foreign);
		assert_string_equal(f->heard, "");
		assert_int_equal(*counter(f->counters, "not_sip", "stream"),
				 1);
		close_feed(f);
	}
}

/* Nobody keeps more than 64 kB. */
static void what_is_too_long_is_passed_over(void **state)
{
	static uint8_t many[65536];
	struct making m = { .n = 0 }, behind = { .n = 0 };
	struct feed *f = open_feed(true);

	(void)state;
	add_text(&m, GET);
	for (int i = 0; i < 30; i++)
		add_frame(&m, i ? 0x00 : 0x01, true, HELLO);
	feed(f, m.b, m.n);
	add_head(&behind, 0x00, false, 65400);
	feed(f, behind.b, behind.n);
	feed(f, many, 65400);
	behind.n = 0;
	add_frame(&behind, 0x80, true, HELLO);
	add_frame(&behind, 0x81, true, HELLO);
	feed(f, behind.b, behind.n);
	assert_string_equal(f->heard, HELLO "|");
	assert_int_equal(*counter(f->counters, "malformed", "websocket"), 1);
	close_feed(f);
}

static void patience_ends_at_64_kb(void **state)
{
	static uint8_t none[70000];

	(void)state;
	for (size_t piece = 1; piece < 70000; piece += 33333) {
		struct feed *f = open_feed(false);

		for (size_t at = 0; at + piece < 65000; at += piece)
			feed(f, none, piece);
		assert_false(f->stretch.foreign);
		feed(f, none, 1000);
		feed(f, none, 69000);
		assert_true(f->stretch.foreign);
		close_feed(f);
	}
}

static void it_goes_on_behind_a_gap(void **state)
{
	struct making m = { .n = 0 };
	struct feed *f = open_feed(true);

	(void)state;
	add_text(&m, GET);
	add_frame(&m, 0x81, true, HELLO);
	feed(f, m.b, m.n - 4);
	end(f);
	assert_string_equal(f->heard, "OPTIONS sip:h cut|");
	f->heard[0] = '\0';
	m.n = 0;
	add_text(&m, "some of a frame");
	add_frame(&m, 0x81, true, HELLO);
	feed(f, m.b, m.n);
	assert_string_equal(f->heard, HELLO "|");
	close_feed(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(messages_come_after_the_upgrade),
		cmocka_unit_test(a_message_comes_with_its_last_byte),
		cmocka_unit_test(
			fragments_are_joined_and_control_frames_passed_over),
		cmocka_unit_test(a_message_that_never_ended_is_counted),
		cmocka_unit_test(lengths_of_all_sizes_are_read),
		cmocka_unit_test(a_close_ends_it),
		cmocka_unit_test(what_is_there_at_the_end_is_cut),
		cmocka_unit_test(compressed_messages_are_counted),
		cmocka_unit_test(it_may_be_picked_up_where_a_frame_fits),
		cmocka_unit_test(short_frames_may_come_before_one_that_fits),
		cmocka_unit_test(http_is_waited_for_and_other_bytes_are_not),
		cmocka_unit_test(a_head_that_cannot_be_puts_it_out_of_step),
		cmocka_unit_test(other_http_is_foreign),
		cmocka_unit_test(what_is_too_long_is_passed_over),
		cmocka_unit_test(patience_ends_at_64_kb),
		cmocka_unit_test(it_goes_on_behind_a_gap),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
