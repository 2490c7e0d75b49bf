/* SPDX-License-Identifier: BSD-2-Clause */
/* Plays a TCP connection to decode, and hears what is read of it. */
#ifndef SIPWARD_TEST_TALK_H
#define SIPWARD_TEST_TALK_H

#include "bench.h"

enum { FIN = 1, SYN = 2, RST = 4, PSH = 8, ACK = 16 };

#define MILLION (1 << 20)

/*
 * A connection of 192.0.2.1:40000 with 192.0.2.2:5060, and a reader of words
 * that a semicolon ends. In LOG "~" is where it had lost its step, and "!"
 * is behind what ended too soon.
 */
struct talk {
	struct counters *counters;
	struct decode *decode;
	struct moment now;
	unsigned frames;
	unsigned port, server;
	bool ipv6;
	size_t wanted;
	bool lost;		/* the reader is, until it's told otherwise, */
	size_t keeps;		/* and so many bytes stay then */
	unsigned shown;
	struct payload last;
	uint64_t last_frame;
	struct moment last_stamp;
	char by[99];		/* "3:a;,4:b;,": which frame brought it */
	char log[MILLION];
	size_t n;
};

static inline void note(struct talk *t, const char *p, size_t n)
{
	assert_true(t->n + n < sizeof t->log);
	memcpy(t->log + t->n, p, n);
	t->n += n;
	t->log[t->n] = '\0';
}

static inline void read_words(const struct payload *p, void *arg)
{
	struct talk *t = arg;
	struct stretch *st = p->stretch;
	size_t n = p->bytes.n;

	t->shown++;
	t->last = *p;
	t->last_frame = p->frame->number;
	t->last_stamp = p->frame->stamp;
	if (!st) {
		note(t, "<", 1);
		note(t, p->bytes.p, n);
		note(t, ">", 1);
		return;
	}
	if (!st->in_step && t->lost) {
		st->taken = n - (n > t->keeps ? t->keeps : n);
		st->skipped += st->ends ? n : st->taken;
		return;
	}
	if (!st->in_step)
		note(t, "~", 1);
	st->in_step = true;
	while (!st->ends && n > 0 && p->bytes.p[n - 1] != ';')
		n--;
	note(t, p->bytes.p, n);
	if (strlen(t->by) + n + 6 < sizeof t->by && n > 0)
		sprintf(t->by + strlen(t->by), "%u:%.*s,",
			(unsigned)t->last_frame, (int)n, p->bytes.p);
	if (st->ends)
		note(t, "!", 1);
	st->foreign = n > 0 && memchr(p->bytes.p, '?', n);
	st->taken = n;
	st->wanted = t->wanted;
}

static inline int set_up_with(void **state, size_t memory)
{
	struct talk *t = calloc(1, sizeof *t);

	assert_non_null(t);
	assert_int_equal(counters_create(&t->counters), 0);
	assert_int_equal(decode_create(&t->decode, &(struct decode_spec){
		.memory = memory, .seed = { 1 }, .counters = t->counters,
		.payload = read_words, .arg = t }), 0);
	t->now.ns = 1000 * NS_PER_S;
	t->keeps = 3;
	t->port = 40000;
	t->server = 5060;
	*state = t;
	return 0;
}

static inline int set_up(void **state)
{
	return set_up_with(state, 16 << 20);
}

static inline int tear_down(void **state)
{
	struct talk *t = *state;

	decode_destroy(t->decode);
	counters_destroy(t->counters);
	free(t);
	return 0;
}

static inline void put(uint8_t *b, uint32_t value, int n)
{
	while (n-- > 0) {
		b[n] = (uint8_t)value;
		value >>= 8;
	}
}

/* The header of IP, for N bytes more; forth or back. Its length. */
static inline size_t put_ip(const struct talk *t, uint8_t *b, bool forth,
			    size_t n)
{
	size_t header = t->ipv6 ? 40 : 20;

	memset(b, 0, header);
	if (t->ipv6) {
		b[0] = 0x60;
		put(b + 4, (uint32_t)n, 2);
		b[6] = 6;
		b[7] = 64;
		b[23] = forth ? 1 : 2;
		b[39] = forth ? 2 : 1;
		return header;
	}
	b[0] = 0x45;
	put(b + 2, n < 65516 ? (uint32_t)(20 + n) : 0, 2);
	put(b + 4, t->frames + 1, 2);
	b[8] = 64;
	b[9] = 6;
	put(b + 12, forth ? 0xc0000201 : 0xc0000202, 4);
	put(b + 16, forth ? 0xc0000202 : 0xc0000201, 4);
	return header;
}

/* A segment a millisecond later, of which CUT bytes are not captured. */
static inline void send_bytes(struct talk *t, bool forth, unsigned flags,
			      uint32_t seq, uint32_t ack, const char *text,
			      size_t n, size_t cut)
{
	uint8_t *b = malloc(60 + n);
	size_t at = put_ip(t, b, forth, 20 + n);
	struct frame f = {
		.length = (uint32_t)(at + 20 + n), .link_type = RAW,
		.number = ++t->frames,
	};

	assert_non_null(b);
	memset(b + at, 0, 20);
	put(b + at, forth ? t->port : t->server, 2);
	put(b + at + 2, forth ? t->server : t->port, 2);
	put(b + at + 4, seq, 4);
	put(b + at + 8, ack, 4);
	b[at + 12] = 0x50;
	b[at + 13] = (uint8_t)flags;
	memcpy(b + at + 20, text, n);
	f.captured = f.length - (uint32_t)cut;
	f.bytes = realloc(b, f.captured);
	t->now = f.stamp = moment_add(t->now, span_ms(1));
	decode_frame(t->decode, &f);
	free((void *)(uintptr_t)f.bytes);
}

/* The caller says TEXT, whose first byte has number SEQ. */
static inline void say(struct talk *t, uint32_t seq, const char *text)
{
	send_bytes(t, true, PSH, seq, 0, text, strlen(text), 0);
}

static inline void sign(struct talk *t, unsigned flags, uint32_t seq)
{
	send_bytes(t, true, flags, seq, 0, "", 0, 0);
}

/* The other side has all before SEQ. */
static inline void acknowledge(struct talk *t, uint32_t seq)
{
	send_bytes(t, false, ACK, 9000, seq, "", 0, 0);
}

/* So late that nothing that was acknowledged may come yet. */
static inline void acknowledge_long_ago(struct talk *t, uint32_t seq)
{
	acknowledge(t, seq);
	t->now = moment_add(t->now, span_ms(200));
	decode_quiet(t->decode, t->now);
}

static inline uint64_t count_of(struct talk *t, const char *name,
				const char *label)
{
	return *counter(t->counters, name, label);
}

#define expect(t, text) assert_string_equal((t)->log, text)
#define TALK_TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

#endif
