/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads a capture with libpcap and does nothing: the least it can cost. */
#include <pcap/pcap.h>
#include <stdio.h>

static void nothing(u_char *arg, const struct pcap_pkthdr *h, const u_char *p)
{
	(void)h;
	(void)p;
	++*(unsigned long *)arg;
}

int main(int argc, char *argv[])
{
	char why[PCAP_ERRBUF_SIZE];
	unsigned long packets = 0;
	pcap_t *p;

	p = argc == 2 ? pcap_open_offline(argv[1], why) : NULL;
	if (!p) {
		fprintf(stderr, "nullloop: %s\n",
			argc == 2 ? why : "usage: nullloop FILE");
		return 66;
	}
	if (pcap_loop(p, -1, nothing, (u_char *)&packets) < 0)
		pcap_perror(p, "nullloop");
	printf("%lu packets\n", packets);
	pcap_close(p);
	return 0;
}
