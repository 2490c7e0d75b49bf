/* SPDX-License-Identifier: BSD-2-Clause */
/* Looks at the frames themselves: which packets are copies, any damage. */
#include <arpa/inet.h>
#include <err.h>
#include <pcap/pcap.h>
#include <stdlib.h>
#include <string.h>

#include "oracle.h"

#define COPY_US 50000		/* a copy comes within this time */
#define STATUS_DATA 65

struct packet {
	const struct message *row;
	long long us;
	size_t n;
	unsigned char *bytes;	/* from IP on; TTL and checksums are 0; NULL:
				 * this frame has only the end of it */
};

/* Both addresses as they stand in a header; how many bytes each has. */
static size_t read_ends(const struct message *row, unsigned char ends[32])
{
	const char *src = row->fields[SRC], *dst = row->fields[DST];

	if (inet_pton(AF_INET, src, ends) == 1 &&
	    inet_pton(AF_INET, dst, ends + 4) == 1)
		return 4;
	if (inet_pton(AF_INET6, src, ends) == 1 &&
	    inet_pton(AF_INET6, dst, ends + 16) == 1)
		return 16;
	return 0;
}

/*
 * The IP header of ROW's packet, whatever it is wrapped in: the last one
 * that has its addresses. NULL: the frame has none.
 */
static const unsigned char *find_ip(const struct message *row,
				    const unsigned char *frame,
				    const unsigned char *end)
{
	unsigned char ends[32];
	size_t n = read_ends(row, ends), before = n == 4 ? 12 : 8;

	if (!n || (size_t)(end - frame) < before + 2 * n)
		return NULL;
	for (const unsigned char *p = end - 2 * n; p >= frame + before; p--)
		if (memcmp(p, ends, 2 * n) == 0 &&
		    p[-(ptrdiff_t)before] >> 4 == (n == 4 ? 4 : 6))
			return p - before;
	return NULL;
}

static unsigned char *keep_bytes(const unsigned char *ip, size_t n)
{
	bool v4 = ip[0] >> 4 == 4;
	size_t header = v4 ? (ip[0] & 15u) * 4 : 40;
	bool whole = !v4 || (!(ip[6] & 0x3f) && !ip[7]);
	unsigned char protocol = ip[v4 ? 9 : 6];
	unsigned char *bytes = malloc(n);

	if (!bytes)
		err(2, "memory");
	memcpy(bytes, ip, n);
	if (v4)
		bytes[8] = bytes[10] = bytes[11] = 0;
	else
		bytes[7] = 0;
	if (whole && protocol == 17 && n >= header + 8)
		memset(bytes + header + 6, 0, 2);
	if (whole && protocol == 6 && n >= header + 20)
		memset(bytes + header + 16, 0, 2);
	return bytes;
}

static struct packet keep(const struct pcap_pkthdr *h,
			  const struct message *row,
			  const unsigned char *frame)
{
	const unsigned char *end = frame + h->caplen;
	const unsigned char *ip = find_ip(row, frame, end);
	struct packet p = {
		.row = row,
		.us = h->ts.tv_sec * 1000000LL + h->ts.tv_usec,
	};

	if (ip) {
		p.n = (size_t)(end - ip);
		p.bytes = keep_bytes(ip, p.n);
	}
	return p;
}

/* By their bytes, or else by all that the table has of their messages. */
static bool are_alike(const struct packet *a, const struct packet *b)
{
	if (a->bytes && b->bytes)
		return a->n == b->n && memcmp(a->bytes, b->bytes, a->n) == 0;
	for (int i = TIME + 1; i < FIELDS; i++)
		if (strcmp(a->row->fields[i], b->row->fields[i]) != 0)
			return false;
	return true;
}

/* KEPT[LAST] is the newest. */
static bool is_copy(const struct packet *kept, size_t last)
{
	const struct packet *p = &kept[last];

	for (size_t i = last; i-- > 0;) {
		if (p->us - kept[i].us > COPY_US)
			return false;
		if (are_alike(p, &kept[i]))
			return true;
	}
	return false;
}

/* All rows of one frame, from ROW on, have the same fate. */
static size_t settle(struct messages *table, size_t row, bool copy)
{
	unsigned long frame = table->at[row].frame;

	for (; row < table->n && table->at[row].frame == frame; row++)
		table->at[row].copy = copy;
	return row;
}

static int walk(pcap_t *pcap, struct messages *table)
{
	struct packet *kept = calloc(table->n + 1, sizeof *kept);
	const unsigned char *bytes;
	struct pcap_pkthdr *h;
	size_t row = 0, n = 0;
	int how;

	if (!kept)
		err(2, "memory");
	for (unsigned long f = 1; (how = pcap_next_ex(pcap, &h, &bytes)) == 1;
	     f++) {
		if (row == table->n || table->at[row].frame != f)
			continue;
		kept[n] = keep(h, &table->at[row], bytes);
		row = settle(table, row, is_copy(kept, n));
		n++;
	}
	if (row < table->n)
		errx(2, "the table has frames that the capture has not");
	while (n > 0)
		free(kept[--n].bytes);
	free(kept);
	return how == PCAP_ERROR ? STATUS_DATA : 0;
}

int frames_weigh(const char *path, struct messages *table)
{
	char why[PCAP_ERRBUF_SIZE];
	pcap_t *pcap = pcap_open_offline(path, why);
	int status;

	if (!pcap)
		errx(2, "%s: %s", path, why);
	status = walk(pcap, table);
	pcap_close(pcap);
	return status;
}
