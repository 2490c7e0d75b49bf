/* SPDX-License-Identifier: BSD-2-Clause */
/* Makes a capture of another's packets: some of them, or one of them twice. */
#include <err.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>

#include <pcap/pcap.h>

#define ETHERNET 14	/* bytes before the IPv4 header */
#define COOKED   16	/* so many where it was captured at "any" */

enum how {
	FROM,		/* from packet N on */
	UNTIL,		/* up to packet N, and that */
	COPY,		/* packet N is seen twice: 1 ms later, a hop away */
	AGAIN		/* packet N is sent twice: another IP id */
};

static const char *const words[] = { "from", "until", "copy", "again" };

/* A packet that is written when its time has come. */
struct later {
	struct pcap_pkthdr head;
	unsigned char bytes[65536];
	bool waits;
	size_t ip;	/* where its IPv4 header begins */
};

static void repeat_later(struct later *l, const struct pcap_pkthdr *h,
			 const unsigned char *bytes, enum how how)
{
	if (h->caplen > sizeof l->bytes || h->caplen < l->ip + 20)
		errx(2, "a packet of %u bytes", h->caplen);
	memcpy(l->bytes, bytes, h->caplen);
	if (how == COPY)
		l->bytes[l->ip + 8]--;
	else
		l->bytes[l->ip + 4] ^= 0x40;
	l->head = *h;
	l->head.ts.tv_usec += 1000;
	if (l->head.ts.tv_usec >= 1000000) {
		l->head.ts.tv_usec -= 1000000;
		l->head.ts.tv_sec++;
	}
	l->waits = true;
}

/* Before a packet of time NEXT; NULL: no packet comes. */
static void write_later(pcap_dumper_t *out, struct later *l,
			const struct timeval *next)
{
	if (!l->waits || (next && timercmp(next, &l->head.ts, <)))
		return;
	pcap_dump((unsigned char *)out, &l->head, l->bytes);
	l->waits = false;
}

static enum how how_of(const char *word)
{
	for (int i = FROM; i <= AGAIN; i++)
		if (strcmp(word, words[i]) == 0)
			return (enum how)i;
	errx(2, "what is '%s'?", word);
}

int main(int argc, char **argv)
{
	static struct later later;
	char error[PCAP_ERRBUF_SIZE];
	const unsigned char *bytes;
	struct pcap_pkthdr *h;
	pcap_dumper_t *out;
	enum how how;
	pcap_t *in;
	long n;

	if (argc != 5)
		errx(2, "usage: edit from|until|copy|again N IN OUT");
	how = how_of(argv[1]);
	n = strtol(argv[2], NULL, 10);
	in = pcap_open_offline(argv[3], error);
	if (!in)
		errx(2, "%s", error);
	later.ip = pcap_datalink(in) == DLT_LINUX_SLL ? COOKED : ETHERNET;
	out = pcap_dump_open(in, argv[4]);
	if (!out)
		errx(2, "%s", pcap_geterr(in));
	for (long i = 1; pcap_next_ex(in, &h, &bytes) == 1; i++) {
		if ((how == FROM && i < n) || (how == UNTIL && i > n))
			continue;
		write_later(out, &later, &h->ts);
		pcap_dump((unsigned char *)out, h, bytes);
		if (i == n && how >= COPY)
			repeat_later(&later, h, bytes, how);
	}
	write_later(out, &later, NULL);
	pcap_dump_close(out);
	pcap_close(in);
	return 0;
}
