/* SPDX-License-Identifier: BSD-2-Clause */
/* Watches reliable provisional responses for their PRACK (RFC 3262). */
#include "calls/attempt.h"
#include "sip_header.h"

/*
 * Only such a response is sent again by itself, for want of a PRACK: so no
 * other needs to be looked at.
 */
void prack_repeated(struct attempt *a, const struct sip_msg *m)
{
	struct slice value;
	uint32_t rseq;

	if (a->state == TRYING && m->code > 100 && m->code < 200 &&
	    sip_hint(m, SIP_RSEQ) && sip_header(m, SIP_RSEQ, &value) &&
	    sip_read_number(value, &rseq) && rseq > a->rack &&
	    sip_header_lists(m, SIP_REQUIRE, SLICE("100rel")))
		a->unpracked = true;
}

void prack_seen(struct attempt *a, const struct sip_msg *m)
{
	struct sip_rack rack;
	struct slice value;

	a->unpracked = false;
	if (sip_header(m, SIP_RACK, &value) && sip_read_rack(value, &rack) &&
	    rack.rseq > a->rack)
		a->rack = rack.rseq;
}
