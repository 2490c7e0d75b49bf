/* SPDX-License-Identifier: BSD-2-Clause */
/* Watches reliable provisional responses for their PRACK (RFC 3262). */
#include "calls/ends.h"
#include "sip_header.h"

/*
 * Only such a response is sent again by itself, for want of a PRACK: so no
 * other needs to be looked at.
 */
void prack_repeated(struct attempt *a, const struct sip_msg *m)
{
	struct slice value;
	uint32_t rseq;

	if (m->code > 100 && m->code < 200 && sip_hint(m, SIP_RSEQ) &&
	    sip_header(m, SIP_RSEQ, &value) &&
	    sip_read_number(value, &rseq) && rseq > a->rack &&
	    sip_header_lists(m, SIP_REQUIRE, SLICE("100rel")))
		a->unpracked = true;
}

/* Of another INVITE it may have the same numbers (section 7.2). */
void prack_seen(struct attempt *a, const struct sip_msg *m)
{
	struct sip_rack rack;
	struct slice value;

	if (a->state > ASKED || !sip_header(m, SIP_RACK, &value) ||
	    !sip_read_rack(value, &rack) || rack.cseq != a->cseq)
		return;
	a->unpracked = false;
	if (rack.rseq > a->rack)
		a->rack = rack.rseq;
}

void prack_begin_again(struct attempt *a)
{
	a->unpracked = false;
	if (a->state <= ASKED)
		a->rack = 0;
}
