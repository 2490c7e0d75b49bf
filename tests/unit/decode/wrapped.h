/* SPDX-License-Identifier: BSD-2-Clause */
/* Packets in tunnels, and how they came out: by which tunnels, or not. */
#ifndef SIPWARD_TEST_DECODE_WRAPPED_H
#define SIPWARD_TEST_DECODE_WRAPPED_H

#include "bench.h"

/* HEADER and, behind it, a datagram with "hello" in it. */
static inline struct making make_wrapped(const char *header)
{
	struct making m = { .n = 0 };

	add_hex(&m, header);
	add_datagram(&m, "hello");
	return m;
}

/* The same in an IPv4 packet of PROTOCOL. */
static inline struct making make_in_ip(uint8_t protocol, const char *header)
{
	struct making inner = make_wrapped(header), m = { .n = 0 };

	add_ipv4(&m, protocol, inner.n);
	add(&m, inner.b, inner.n);
	return m;
}

/* And in a datagram from port SRC to port DST. */
static inline struct making make_in_udp(unsigned src, unsigned dst,
					const char *header)
{
	struct making inner = make_wrapped(header), m = { .n = 0 };

	add_ipv4(&m, 17, 8 + inner.n);
	add_u16(&m, src);
	add_u16(&m, dst);
	add_u16(&m, 8 + inner.n);
	add_hex(&m, "0000");
	add(&m, inner.b, inner.n);
	return m;
}

static inline const char *bench_via(const struct bench *t, char text[64])
{
	int n = 0;

	text[0] = '\0';
	for (int i = 0; i < VIA_MOST && t->last.via[i]; i++)
		n += snprintf(text + n, (size_t)(64 - n), "%s%s",
			      i ? "/" : "", tunnel_name(t->last.via[i]));
	return text;
}

/* The datagram comes out of M, by the tunnels VIA; nothing is counted. */
static inline void check_comes_out(struct bench *t, int link_type,
				   struct making m, const char *via)
{
	unsigned before = t->handed_on;
	uint64_t counted = bench_counted(t);
	char text[64];

	bench_frame(t, link_type, &m);
	assert_int_equal(t->handed_on, before + 1);
	assert_int_equal(bench_counted(t), counted);
	assert_string_equal(t->text, "hello");
	assert_string_equal(bench_via(t, text), via);
	assert_int_equal(t->last.src_port, 5060);
}

/* M is handed on as it is: it was no tunnel. */
static inline void check_stays(struct bench *t, struct making m)
{
	unsigned before = t->handed_on;
	uint64_t counted = bench_counted(t);
	char text[64];

	bench_frame(t, RAW, &m);
	assert_int_equal(t->handed_on, before + 1);
	assert_int_equal(bench_counted(t), counted);
	assert_int_equal(t->last.bytes.n, m.n - 28);
	assert_string_equal(bench_via(t, text), "");
}

/* M is counted as NAME and LABEL, and not handed on. */
static inline void check_counted(struct bench *t, int link_type,
				 struct making m, const char *name,
				 const char *label)
{
	unsigned before = t->handed_on;
	uint64_t counted = bench_counted(t);
	uint64_t count = bench_count(t, name, label);

	bench_frame(t, link_type, &m);
	assert_int_equal(t->handed_on, before);
	assert_int_equal(bench_counted(t), counted + 1);
	assert_int_equal(bench_count(t, name, label), count + 1);
}

/*
 * However much of M was captured, it is handed on or counted, once: a datagram
 * that is cut is both, and what is no longer seen to be a tunnel is handed on.
 */
static inline void check_each_prefix(struct bench *t, int link_type,
				     struct making m)
{
	for (size_t n = 0; n < m.n; n++) {
		uint64_t counted = bench_counted(t);

		bench_cut(t, link_type, &m, n);
		assert_int_equal(bench_counted(t), counted + 1);
	}
}

#endif
