/* SPDX-License-Identifier: BSD-2-Clause */
/* Looks at the frames themselves: fragments, copies, damage. */
#include <arpa/inet.h>
#include <err.h>
#include <pcap/pcap.h>
#include <stdlib.h>
#include <string.h>

#include "oracle.h"

#define COPY_US 50000		/* a copy comes within this time */
#define STATUS_DATA 65

struct packet {
	long long us;
	size_t n;
	unsigned char *bytes;	/* from IP on; TTL and checksums are 0 */
};

/* Is there an address at P that is ROW's FIELD? */
static bool is_addr(const unsigned char *p, int family,
		    const struct message *row, int field)
{
	char text[INET6_ADDRSTRLEN];

	return inet_ntop(family, p, text, sizeof text) &&
	       strcmp(text, row->fields[field]) == 0;
}

static bool is_port(const unsigned char *p, const struct message *row,
		    int field)
{
	return strtoul(row->fields[field], NULL, 10) ==
	       (unsigned long)(p[0] << 8 | p[1]);
}

/* The UDP header, of a packet that has one and is no fragment. */
static const unsigned char *find_udp(const unsigned char *ip,
				     const unsigned char *end)
{
	const unsigned char *udp = NULL;

	if (end - ip < 20)
		return NULL;
	if (ip[0] >> 4 == 4 && ip[9] == 17 && !(ip[6] & 0x3f) && !ip[7])
		udp = ip + (ip[0] & 15) * 4;
	else if (ip[0] >> 4 == 6 && ip[6] == 17)
		udp = ip + 40;
	return udp && end - udp >= 8 ? udp : NULL;
}

/*
 * Where the packet of ROW begins, whatever it is wrapped in: at the first
 * bytes that are an IP and a UDP header with ROW's addresses and ports.
 */
static const unsigned char *find_ip(const unsigned char *p,
				    const unsigned char *end,
				    const struct message *row)
{
	for (; p < end; p++) {
		const unsigned char *udp = find_udp(p, end);
		bool v4 = p[0] >> 4 == 4;
		int family = v4 ? AF_INET : AF_INET6;

		if (udp && is_port(udp, row, SRC_PORT) &&
		    is_port(udp + 2, row, DST_PORT) &&
		    is_addr(p + (v4 ? 12 : 8), family, row, SRC) &&
		    is_addr(p + (v4 ? 16 : 24), family, row, DST))
			return p;
	}
	return NULL;
}

static struct packet keep(const struct pcap_pkthdr *h,
			  const unsigned char *ip, const unsigned char *udp,
			  const unsigned char *end)
{
	struct packet p = {
		.us = h->ts.tv_sec * 1000000LL + h->ts.tv_usec,
		.n = (size_t)(end - ip),
	};

	p.bytes = malloc(p.n);
	if (!p.bytes)
		err(2, "memory");
	memcpy(p.bytes, ip, p.n);
	if (ip[0] >> 4 == 4)
		p.bytes[8] = p.bytes[10] = p.bytes[11] = 0;
	else
		p.bytes[7] = 0;
	memset(p.bytes + (udp - ip) + 6, 0, 2);
	return p;
}

/* KEPT[LAST] is the newest. */
static bool is_copy(const struct packet *kept, size_t last)
{
	const struct packet *p = &kept[last];

	for (size_t i = last; i-- > 0;) {
		if (p->us - kept[i].us > COPY_US)
			return false;
		if (p->n == kept[i].n &&
		    memcmp(p->bytes, kept[i].bytes, p->n) == 0)
			return true;
	}
	return false;
}

/* All rows of one frame, from ROW on, have the same fate. */
static size_t settle(struct messages *table, size_t row, bool outside,
		     bool copy)
{
	unsigned long frame = table->at[row].frame;

	for (; row < table->n && table->at[row].frame == frame; row++) {
		table->at[row].outside |= outside;
		table->at[row].copy = copy;
	}
	return row;
}

static int walk(pcap_t *pcap, struct messages *table)
{
	struct packet *kept = calloc(table->n + 1, sizeof *kept);
	const unsigned char *bytes, *ip, *udp, *end;
	struct pcap_pkthdr *h;
	size_t row = 0, n = 0;
	int how;

	if (!kept)
		err(2, "memory");
	for (unsigned long f = 1; (how = pcap_next_ex(pcap, &h, &bytes)) == 1;
	     f++) {
		if (row == table->n || table->at[row].frame != f)
			continue;
		if (strcmp(table->at[row].fields[TRANSPORT], "udp") != 0) {
			row = settle(table, row, false, false);
			continue;
		}
		end = bytes + h->caplen;
		ip = find_ip(bytes, end, &table->at[row]);
		udp = ip ? find_udp(ip, end) : NULL;
		if (udp)
			kept[n++] = keep(h, ip, udp, end);
		row = settle(table, row, !udp, udp && is_copy(kept, n - 1));
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
