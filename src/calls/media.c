/* SPDX-License-Identifier: BSD-2-Clause */
/* Follows offer and answer of a call (RFC 3264), and says if they fit. */
#include "calls/attempt.h"
#include "sip_header.h"

/* Reads M's description into *O; what can't be read is not missing. */
static bool read_outline(struct calls *c, struct attempt *a,
			 const struct sip_msg *m, struct sdp_outline *o)
{
	struct slice text = sip_body(m);

	if (text.n == 0 && !m->cut)
		return false;
	/* a multipart body, and what isn't SDP, are the rare ones */
	if (m->cut || (!slice_begins(text, SLICE("v=0")) &&
		       !sip_find_sdp(m, &text)) ||
	    !sdp_read_outline(text, o, &c->media)) {
		a->blind = true;
		return false;
	}
	return true;
}

void media_offer(struct calls *c, struct attempt *a, const struct sip_msg *m)
{
	read_outline(c, a, m, &a->offered);
}

/*
 * RFC 3261 section 13.2.1: without an offer in the INVITE it is here, and
 * the answer in what acknowledges it.
 */
void media_respond(struct calls *c, struct attempt *a, const struct sip_msg *m)
{
	bool late = a->began && !a->blind && (a->late || !a->offered.there);

	if (!read_outline(c, a, m, late ? &a->offered : &a->answered) ||
	    !late || a->late)
		return;
	a->late = true;
	c->late++;
}

void media_acknowledge(struct calls *c, struct attempt *a,
		       const struct sip_msg *m)
{
	if (!a->late || a->answered_late)
		return;
	read_outline(c, a, m, &a->answered);
	/* a PRACK may be for what bore no offer */
	if (m->method == SIP_ACK || a->answered.there)
		media_forget(c, a);
}

void media_forget(struct calls *c, struct attempt *a)
{
	if (!a->late || a->answered_late)
		return;
	a->answered_late = true;
	c->late--;
}

/* Its sender sends nothing if it says so (RFC 3264 section 5.1). */
bool media_is_early(const struct attempt *a)
{
	const struct sdp_outline *o = a->late ? &a->offered : &a->answered;

	return o->there && o->open && o->direction != SDP_INACTIVE &&
	       o->direction != SDP_RECVONLY;
}

enum disconnect media_fault(const struct attempt *a)
{
	if (a->blind || a->renewed || !a->offered.there)
		return DISCONNECT_UNDECIDED;
	if (!a->answered.there)
		return a->late && !a->answered_late ? DISCONNECT_UNDECIDED :
						      DISCONNECT_SDP_MISSING;
	if (a->offered.streams != a->answered.streams)
		return DISCONNECT_SDP_MISMATCH;
	return sdp_outlines_meet(&a->offered, &a->answered) ?
	       DISCONNECT_UNDECIDED : DISCONNECT_NO_MATCHING_CODECS;
}

/* RFC 3261 section 21.4.26: M may say what would have been accepted. */
enum disconnect media_refused(struct calls *c, struct attempt *a,
			      const struct sip_msg *m)
{
	struct sdp_outline wanted;
	bool blind = a->blind;

	if (a->began && !blind && !a->offered.there)
		return DISCONNECT_SDP_MISSING;
	if (!read_outline(c, a, m, &wanted))
		return DISCONNECT_NO_MATCHING_CODECS;
	return sdp_outlines_meet(&a->offered, &wanted) && !wanted.partial &&
	       !a->offered.partial ? DISCONNECT_SDP_MISMATCH :
				   DISCONNECT_NO_MATCHING_CODECS;
}

/* Can media come to where O wants them? Without a port it wants none. */
static bool is_open(const struct sdp_outline *o)
{
	return o->reach == SDP_PUBLIC && o->direction != SDP_INACTIVE;
}

static bool is_shut(const struct sdp_outline *o)
{
	return o->reach == SDP_PRIVATE || o->reach == SDP_ZERO ||
	       o->direction == SDP_INACTIVE;
}

bool media_one_way(const struct attempt *a)
{
	const struct sdp_outline *x = &a->offered, *y = &a->answered;

	return (is_open(x) && is_shut(y)) || (is_shut(x) && is_open(y));
}
