/* SPDX-License-Identifier: BSD-2-Clause */
/* How the benchmark's messages are wrapped: UDP, TCP, fragments, VXLAN. */
#ifndef SIPWARD_BENCH_WRAP_H
#define SIPWARD_BENCH_WRAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* A message that SRC says to DST. */
struct said {
	int64_t us;		/* since 1970 */
	uint8_t src[4], dst[4];
	bool forth;		/* it is a caller who says it */
	const char *text;
	size_t n;
};

struct wrapping;

/*
 * "udp"; "tcp": a connection for each two hosts; "frag": every second message
 * in two fragments; "vxlan"; "idle": a connection for each message, which
 * stays open; "lost": fragments that never complete. NULL: none of them.
 */
struct wrapping *wrapping_create(const char *name);

/* Writes SAID as one record of a pcap file or several. */
void wrapping_write(struct wrapping *w, FILE *f, const struct said *said);

#endif
