/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads the records of a pcap file where they lie in a block. */
#include <stdlib.h>

#include "capture/source.h"

#define MICRO   0xa1b2c3d4u	/* the magic numbers of the classic format */
#define NANO    0xa1b23c4du
#define HEADER  16		/* bytes before the frame */
#define LARGEST 262144u		/* frame; to libpcap, more is damage */

struct records {
	cookie_read_function_t *read;
	void *cookie;
	bool swapped;		/* from this machine's byte order */
	int64_t unit;		/* of a stamp's fraction, in ns */
	uint32_t snapshot;
	size_t at, end;		/* what the block has that wasn't given yet */
	char damage[128];
	uint8_t block[HEADER + LARGEST];
};

static uint32_t number(const uint8_t *p, bool swapped)
{
	uint32_t v;

	memcpy(&v, p, sizeof v);
	return swapped ? __builtin_bswap32(v) : v;
}

/*
 * In frames of some link types libpcap corrects numbers, in SLL those that
 * were written in the other byte order; others may be larger than here.
 */
static bool is_plain_link(pcap_t *p)
{
	switch (pcap_datalink(p)) {
	case DLT_EN10MB:
	case DLT_RAW:
	case DLT_IPV4:
	case DLT_IPV6:
	case DLT_NULL:
	case DLT_LOOP:
		return true;
	case DLT_LINUX_SLL:
	case DLT_LINUX_SLL2:
		return !pcap_is_swapped(p);
	default:
		return false;
	}
}

/* Before 2.4 the lengths may be the other way round. */
bool records_are_plain(pcap_t *p, const uint8_t magic[4])
{
	uint32_t m = number(magic, pcap_is_swapped(p));

	return (m == MICRO || m == NANO) && pcap_major_version(p) == 2 &&
	       pcap_minor_version(p) == 4 && is_plain_link(p);
}

int records_open(struct records **rp, pcap_t *p, const uint8_t magic[4],
		 cookie_read_function_t *read, void *cookie)
{
	struct records *r = malloc(sizeof *r);

	if (!r)
		return -ENOMEM;
	memset(r, 0, offsetof(struct records, block));
	r->read = read;
	r->cookie = cookie;
	r->swapped = pcap_is_swapped(p);
	r->unit = number(magic, r->swapped) == MICRO ? NS_PER_US : 1;
	r->snapshot = pcap_snapshot(p);
	*rp = r;
	return 0;
}

void records_close(struct records *r)
{
	free(r);
}

/*
 * Has the block N bytes, or can it be made to? Reads no more often than it
 * takes: a pipe's packets shall not wait for those behind them.
 */
static bool has(struct records *r, size_t n)
{
	ssize_t got = 1;

	if (r->end - r->at >= n)
		return true;
	r->end -= r->at;
	memmove(r->block, r->block + r->at, r->end);
	r->at = 0;
	while (r->end < n && got > 0) {
		got = r->read(r->cookie, (char *)r->block + r->end,
			      sizeof r->block - r->end);
		if (got > 0)
			r->end += got;
	}
	return r->end >= n;
}

/* The bytes end before a header, within one, or within a frame of N bytes. */
static int end_cut(struct records *r, size_t n)
{
	size_t left = r->end - r->at;

	if (!left)
		return PCAP_ERROR_BREAK;
	if (left < HEADER)
		snprintf(r->damage, sizeof r->damage, "the next one is cut "
			 "short: %zu of its header's %d bytes are there",
			 left, HEADER);
	else
		snprintf(r->damage, sizeof r->damage, "the next one is cut "
			 "short: %zu of %zu captured bytes are there",
			 left - HEADER, n);
	return PCAP_ERROR;
}

static int end_insane(struct records *r, uint32_t n)
{
	snprintf(r->damage, sizeof r->damage, "the next one has %u captured "
		 "bytes, it says; %u is the most there can be", n, LARGEST);
	return PCAP_ERROR;
}

/* Both parts of a stamp are unsigned, as they are to libpcap from 1.10.5. */
int records_next(struct records *r, struct frame *f)
{
	const uint8_t *record;
	uint32_t captured;

	if (!has(r, HEADER))
		return end_cut(r, 0);
	captured = number(r->block + r->at + 8, r->swapped);
	if (captured > LARGEST)
		return end_insane(r, captured);
	if (!has(r, HEADER + captured))
		return end_cut(r, captured);
	record = r->block + r->at;
	r->at += HEADER + captured;
	f->bytes = record + HEADER;
	f->captured = captured < r->snapshot ? captured : r->snapshot;
	f->length = number(record + 12, r->swapped);
	f->stamp.ns = number(record, r->swapped) * NS_PER_S +
		      number(record + 4, r->swapped) * r->unit;
	return 1;
}

const char *records_damage(const struct records *r)
{
	return r->damage;
}
