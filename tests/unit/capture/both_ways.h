/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads a capture in place and by libpcap: the two must give the same. */
#ifndef TEST_BOTH_WAYS_H
#define TEST_BOTH_WAYS_H

#include <string.h>

#include "capture/source.h"

/* Bytes that come in reads of at most STEP, the header in its own. */
struct trickle {
	const uint8_t *bytes;
	size_t n, at, step;
};

static inline ssize_t trickle_read(void *cookie, char *out, size_t n)
{
	struct trickle *t = cookie;
	size_t left = t->n - t->at;

	if (t->at < UNPACK_HEADER && n > UNPACK_HEADER - t->at)
		n = UNPACK_HEADER - t->at;
	if (n > t->step)
		n = t->step;
	if (n > left)
		n = left;
	memcpy(out, t->bytes + t->at, n);
	t->at += n;
	return n;
}

/* What libpcap makes of T's header; NULL: nothing. */
static inline pcap_t *trickle_open(struct trickle *t)
{
	const cookie_io_functions_t io = { .read = trickle_read };
	char error[PCAP_ERRBUF_SIZE];
	FILE *f = fopencookie(t, "r", io);
	pcap_t *p = NULL;

	if (f)
		p = pcap_fopen_offline_with_tstamp_precision(f,
				PCAP_TSTAMP_PRECISION_NANO, error);
	if (f && !p)
		fclose(f);
	return p;
}

/* Both ways of reading one capture, and what they came to. */
struct both {
	struct trickle whole, parts;
	pcap_t *libpcap, *header;	/* reads all; only the header */
	struct records *records;	/* NULL: not to be read in place */
	int64_t unit;			/* of a stamp's fraction, in ns */
	uint64_t frames;		/* of which both gave the same */
	int result;			/* of the last call, both's */
};

/* a1b2c3d4 or a1b23c4d, in either byte order. */
static inline int64_t unit_of(const uint8_t magic[4])
{
	return magic[0] == 0x4d || magic[3] == 0x4d ? 1 : NS_PER_US;
}

static inline void both_close(struct both *b)
{
	records_close(b->records);
	if (b->libpcap)
		pcap_close(b->libpcap);
	if (b->header)
		pcap_close(b->header);
}

/* False when it is not to be read in place. */
static inline bool both_open(struct both *b, const uint8_t *bytes, size_t n,
			     size_t step)
{
	*b = (struct both){ .whole = { bytes, n, 0, n },
			    .parts = { bytes, n, 0, step },
			    .unit = unit_of(bytes) };
	b->libpcap = trickle_open(&b->whole);
	b->header = trickle_open(&b->parts);
	return b->libpcap && b->header &&
	       records_are_plain(b->header, bytes) &&
	       !records_open(&b->records, b->header, bytes, trickle_read,
			     &b->parts);
}

/* Older libpcaps take what is above 2^31 for negative. */
static inline int64_t stamp_by(const struct timeval *tv, int64_t unit)
{
	return (uint32_t)tv->tv_sec * NS_PER_S +
	       (uint32_t)(tv->tv_usec / unit) * unit;
}

static inline bool same_frame(const struct frame *f,
			      const struct pcap_pkthdr *h,
			      const u_char *bytes, int64_t unit)
{
	return f->captured == h->caplen && f->length == h->len &&
	       f->stamp.ns == stamp_by(&h->ts, unit) &&
	       memcmp(f->bytes, bytes, h->caplen) == 0;
}

/* True: all is the same, and so is the end. */
static inline bool both_agree(struct both *b)
{
	struct pcap_pkthdr *expected;
	const u_char *wanted;
	struct frame f;

	while ((b->result = pcap_next_ex(b->libpcap, &expected,
					 &wanted)) == 1) {
		if (records_next(b->records, &f) != 1 ||
		    !same_frame(&f, expected, wanted, b->unit))
			return false;
		b->frames++;
	}
	return records_next(b->records, &f) == b->result &&
	       (b->result == PCAP_ERROR) == !!*records_damage(b->records);
}

#endif
