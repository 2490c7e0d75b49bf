/* SPDX-License-Identifier: BSD-2-Clause */
/* Parses every message of a capture with libosip2: what a grammar costs. */
#include <pcap/pcap.h>
#include <stdio.h>

#include "sip/scan.h"

static void nothing(const struct sip_msg *m, const struct sip_party *from,
		    const struct sip_party *to, void *arg)
{
	(void)m;
	(void)from;
	(void)to;
	(void)arg;
}

#define HEADERS 42	/* Ethernet, IPv4 and UDP, as mkload writes them */

int main(int argc, char *argv[])
{
	char why[PCAP_ERRBUF_SIZE];
	unsigned long read = 0, refused = 0;
	struct pcap_pkthdr *h;
	const u_char *p;
	pcap_t *file;

	file = argc == 2 ? pcap_open_offline(argv[1], why) : NULL;
	if (!file) {
		fprintf(stderr, "osipparse: %s\n",
			argc == 2 ? why : "usage: osipparse FILE");
		return 66;
	}
	osip_start();
	while (pcap_next_ex(file, &h, &p) == 1) {
		struct slice sip = { (const char *)p + HEADERS,
				     h->caplen - HEADERS };

		if (h->caplen <= HEADERS)
			continue;
		read++;
		if (osip_full_parse(sip, nothing, NULL) < 0)
			refused++;
	}
	printf("%lu messages, %lu refused\n", read, refused);
	pcap_close(file);
	return 0;
}
