/* SPDX-License-Identifier: BSD-2-Clause */
/* Captures, byte by byte, for tests of what reads them. */
#ifndef TEST_CAPTURES_H
#define TEST_CAPTURES_H

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Bytes, and how numbers are written among them. */
struct bytes {
	uint8_t b[16384];
	size_t n;
	bool big;	/* endian */
};

static inline void put(struct bytes *o, const void *p, size_t n)
{
	assert(o->n + n <= sizeof o->b);
	memcpy(o->b + o->n, p, n);
	o->n += n;
}

static inline void put_number(struct bytes *o, uint64_t v, int size)
{
	int i;

	for (i = 0; i < size; i++) {
		int place = o->big ? size - 1 - i : i;
		uint8_t byte = v >> 8 * place;

		put(o, &byte, 1);
	}
}

#define PCAP_MICRO 0xa1b2c3d4
#define PCAP_NANO  0xa1b23c4d
#define PCAP_HEADER 24
#define PCAP_RECORD 16

static inline void put_pcap_header(struct bytes *o, uint32_t magic, int link)
{
	put_number(o, magic, 4);
	put_number(o, 2, 2);
	put_number(o, 4, 2);
	put_number(o, 0, 8);
	put_number(o, 65535, 4);
	put_number(o, link, 4);
}

/* PART: microseconds or nanoseconds, as the header has it. */
static inline void put_pcap_packet(struct bytes *o, uint32_t second,
				   uint32_t part, const void *p, size_t n)
{
	put_number(o, second, 4);
	put_number(o, part, 4);
	put_number(o, n, 4);
	put_number(o, n + 100, 4);	/* it was longer on the wire */
	put(o, p, n);
}

/* A pcapng section with one Ethernet interface, in microseconds. */
static inline void put_pcapng_header(struct bytes *o)
{
	put_number(o, 0x0a0d0d0a, 4);
	put_number(o, 28, 4);
	put_number(o, 0x1a2b3c4d, 4);
	put_number(o, 1, 2);
	put_number(o, 0, 2);
	put_number(o, UINT64_MAX, 8);
	put_number(o, 28, 4);
	put_number(o, 1, 4);		/* interface description */
	put_number(o, 20, 4);
	put_number(o, 1, 2);
	put_number(o, 0, 2);
	put_number(o, 65535, 4);
	put_number(o, 20, 4);
}

static inline void put_pcapng_packet(struct bytes *o, uint64_t us,
				     const void *p, size_t n)
{
	size_t pad = (4 - n % 4) % 4, size = 32 + n + pad;

	put_number(o, 6, 4);
	put_number(o, size, 4);
	put_number(o, 0, 4);
	put_number(o, us >> 32, 4);
	put_number(o, us & 0xffffffff, 4);
	put_number(o, n, 4);
	put_number(o, n, 4);
	put(o, p, n);
	put(o, "\0\0\0", pad);
	put_number(o, size, 4);
}

/* A file of these bytes; its name, to be given to drop_file(). */
static inline char *keep_file(const void *p, size_t n)
{
	const char *dir = getenv("TMPDIR");
	char *name = NULL;
	int fd;

	if (asprintf(&name, "%s/sipward-test-XXXXXX", dir ? dir : "/tmp") < 0)
		abort();
	fd = mkstemp(name);
	if (fd < 0 || write(fd, p, n) != (ssize_t)n)
		abort();
	close(fd);
	return name;
}

static inline void drop_file(char *name)
{
	unlink(name);
	free(name);
}

#endif
