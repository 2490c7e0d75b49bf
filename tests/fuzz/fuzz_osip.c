/* SPDX-License-Identifier: BSD-2-Clause */
/* Feeds libosip2 through its fence: what it finds lies within the value. */
#include <stdlib.h>

#include "sip/scan.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_slice(struct slice s, struct slice within)
{
	if (s.n == 0)
		return;
	if (s.p < within.p || s.p + s.n > within.p + within.n)
		abort();
}

static void check_name(struct slice value)
{
	struct sip_party who = { .tag = { NULL, 0 } };

	/* as the scanner leaves it, whatever it thinks of VALUE */
	scan_name(value, &who);
	osip_read_name(value, &who);
	check_slice(who.uri.text, value);
	check_slice(who.uri.user, value);
	check_slice(who.uri.host, value);
	check_slice(who.tag, value);
}

static void check_via(struct slice value)
{
	struct slice sent_by = { NULL, 0 }, branch = { NULL, 0 };

	scan_via(value, &sent_by, &branch);
	osip_read_via(value, &sent_by, &branch);
	check_slice(sent_by, value);
	check_slice(branch, value);
}

/* The first byte says which header the others are the value of. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice value = { (const char *)data + 1, size - 1 };

	if (size < 2)
		return 0;
	osip_start();
	if (data[0] & 1)
		check_via(value);
	else
		check_name(value);
	return 0;
}
