/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads a pcap file in place: what comes must be what libpcap gives. */
#include <stdlib.h>

#include "../unit/capture/both_ways.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The first byte is how many bytes come at a time; 0: as many as fit. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct both b;

	if (size < 1 + UNPACK_HEADER)
		return 0;
	if (both_open(&b, data + 1, size - 1, *data ? *data : size) &&
	    !both_agree(&b))
		abort();
	both_close(&b);
	return 0;
}
