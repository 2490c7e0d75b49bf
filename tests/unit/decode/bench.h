/* SPDX-License-Identifier: BSD-2-Clause */
/* Makes frames piece by piece, and looks at what decode makes of them. */
#ifndef SIPWARD_TEST_DECODE_BENCH_H
#define SIPWARD_TEST_DECODE_BENCH_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "decode/decode.h"

enum { EN10MB = 1, RAW = 12, SLL = 113, SLL2 = 276, IPV4 = 228, IPV6 = 229,
       BSD_NULL = 0, BSD_LOOP = 108 };

/* Bytes under construction. */
struct making {
	uint8_t b[4096];
	size_t n;
};

static inline void add(struct making *m, const void *p, size_t n)
{
	assert_true(m->n + n <= sizeof m->b);
	memcpy(m->b + m->n, p, n);
	m->n += n;
}

/* Adds the bytes that HEX, with blanks wherever, tells. */
static inline void add_hex(struct making *m, const char *hex)
{
	unsigned byte;
	uint8_t b;

	for (; *hex; hex += *hex == ' ' ? 1 : 2) {
		if (*hex == ' ')
			continue;
		assert_int_equal(sscanf(hex, "%2x", &byte), 1);
		b = (uint8_t)byte;
		add(m, &b, 1);
	}
}

static inline void add_u16(struct making *m, size_t value)
{
	uint8_t b[2] = { (uint8_t)(value >> 8), (uint8_t)value };

	add(m, b, 2);
}

#define MACS "020000000002 020000000001 "

/* 192.0.2.1 to 192.0.2.2: 20 bytes, then N more. */
static inline void add_ipv4(struct making *m, uint8_t protocol, size_t n)
{
	add_hex(m, "4500");
	add_u16(m, 20 + n);
	add_hex(m, "1234 4000 40");
	add(m, &protocol, 1);
	add_hex(m, "0000 c0000201 c0000202");
}

/* 2001:db8::1 to 2001:db8::2: 40 bytes, then N more. */
static inline void add_ipv6(struct making *m, uint8_t next, size_t n)
{
	add_hex(m, "60000000");
	add_u16(m, n);
	add(m, &next, 1);
	add_hex(m, "40 20010db8000000000000000000000001"
		"20010db8000000000000000000000002");
}

/* From 5060 to 5062: 8 bytes, then N more. */
static inline void add_udp(struct making *m, size_t n)
{
	add_hex(m, "13c4 13c6");
	add_u16(m, 8 + n);
	add_hex(m, "beef");
}

static inline void add_text(struct making *m, const char *text)
{
	add(m, text, strlen(text));
}

/* A whole IPv4 packet with TEXT in a datagram. */
static inline void add_datagram(struct making *m, const char *text)
{
	add_ipv4(m, 17, 8 + strlen(text));
	add_udp(m, strlen(text));
	add_text(m, text);
}

/* Decode with counters, and what it handed on last. */
struct bench {
	struct counters *counters;
	struct decode *decode;
	struct payload last;
	char text[4096];	/* of LAST, terminated */
	unsigned handed_on;
	struct moment now;
};

static inline void bench_payload(const struct payload *p, void *arg)
{
	struct bench *t = arg;

	t->handed_on++;
	t->last = *p;
	assert_true(p->bytes.n < sizeof t->text);
	memcpy(t->text, p->bytes.p, p->bytes.n);
	t->text[p->bytes.n] = 0;
}

static inline int bench_set_up(void **state)
{
	struct bench *t = calloc(1, sizeof *t);

	assert_non_null(t);
	assert_int_equal(counters_create(&t->counters), 0);
	assert_int_equal(decode_create(&t->decode, &(struct decode_spec){
		.memory = 16 << 20, .seed = { 1 }, .counters = t->counters,
		.vxlan_ports = (struct port_range[]){ { 4789, 4789 },
						      { 8472, 8472 } },
		.n_vxlan_ports = 2,
		.payload = bench_payload, .arg = t }), 0);
	t->now.ns = 1000 * NS_PER_S;
	*state = t;
	return 0;
}

static inline int bench_tear_down(void **state)
{
	struct bench *t = *state;

	decode_destroy(t->decode);
	counters_destroy(t->counters);
	free(t);
	return 0;
}

/* M's bytes come, a second after the last frame, but only CAPTURED of them,
 * which end where their block of memory ends. */
static inline void bench_cut(struct bench *t, int link_type,
			     const struct making *m, size_t captured)
{
	uint8_t *exact = malloc(captured ? captured : 1);
	struct frame f = {
		.bytes = exact, .captured = (uint32_t)captured,
		.length = (uint32_t)m->n, .link_type = link_type,
		.number = 1,
	};

	assert_non_null(exact);
	memcpy(exact, m->b, captured);
	t->now = moment_add(t->now, span_s(1));
	f.stamp = t->now;
	decode_frame(t->decode, &f);
	free(exact);
}

static inline void bench_frame(struct bench *t, int link_type,
			       const struct making *m)
{
	bench_cut(t, link_type, m, m->n);
}

static inline uint64_t bench_count(struct bench *t, const char *name,
				   const char *label)
{
	return *counter(t->counters, name, label);
}

/* What is told by the counters of all that was not handed on. */
static inline void bench_add_up(const char *name, const char *label,
				uint64_t value, void *arg)
{
	(void)name;
	(void)label;
	*(uint64_t *)arg += value;
}

static inline uint64_t bench_counted(struct bench *t)
{
	uint64_t sum = 0;

	counter_each(t->counters, bench_add_up, &sum);
	return sum;
}

#define BENCH_TEST(f) \
	cmocka_unit_test_setup_teardown(f, bench_set_up, bench_tear_down)

#endif
