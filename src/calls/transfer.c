/* SPDX-License-Identifier: BSD-2-Clause */
/* Marks the calls that have moved on: by REFER, or by Replaces. */
#include "calls/ends.h"
#include "sip_header.h"

/* RFC 3891: which call it is to take over is known again when it does so. */
void transfer_begin(struct calls *c, struct attempt *a,
		    const struct sip_msg *m)
{
	struct slice value;

	if (!sip_hint(m, SIP_REPLACES) ||
	    !sip_header(m, SIP_REPLACES, &value))
		return;
	a->replaces = true;
	a->words = words_with(c->store, a->words, WORD_REPLACES, value);
}

/* The other call may be hung up a moment before. */
void transfer_answer(const struct calls *c, const struct attempt *a)
{
	struct attempt *before;

	if (!a->replaces)
		return;
	before = find_replaced(c, words_get(a->words, WORD_REPLACES));
	if (!before)
		return;
	before->transferred = true;
	if (before->state == LEAVING && before->disconnect == DISCONNECT_BYE)
		before->disconnect = DISCONNECT_TRANSFER;
}

/* RFC 3515 section 2.4.5: the first line of what the REFER has led to. */
static const struct slice first_line = SLICE("SIP/2.0 ");

bool transfer_concerns(const struct sip_msg *m)
{
	return slice_begins(sip_body(m), first_line);
}

void transfer_notify(struct attempt *a, const struct sip_msg *m)
{
	struct slice code = slice_from(sip_body(m), first_line.n);

	if (code.n > 0 && code.p[0] >= '3' && code.p[0] <= '6')
		a->transferred = false;
}
