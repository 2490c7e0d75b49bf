/* SPDX-License-Identifier: BSD-2-Clause */
/* Follows offer and answer of a call (RFC 3264), and says if they fit. */
#include "calls/ends.h"
#include "sip_header.h"

/* Reads M's description into *O; what can't be read is not missing. */
static bool read_outline(struct calls *c, struct attempt *a,
			 const struct sip_msg *m, struct sdp_outline *o)
{
	struct slice text = sip_body(m);

	if (text.n == 0 && !m->cut)
		return false;
	/* a multipart body, and what isn't SDP, are the rare ones */
	if (m->cut || (!slice_equal(slice_head(text, 3), SLICE("v=0")) &&
		       !sip_find_sdp(m, &text)) ||
	    !sdp_read_outline(text, o, &c->media)) {
		a->blind = true;
		return false;
	}
	return true;
}

/* The same for A to keep at *AT. */
static bool keep_outline(struct calls *c, struct attempt *a,
			 const struct sip_msg *m, uint16_t *at)
{
	struct sdp_outline o;

	if (!read_outline(c, a, m, &o))
		return false;
	if (outlines_keep(c, &o, at))
		return true;
	a->blind = true;
	return false;
}

static const struct sdp_outline *offered(const struct calls *c,
					 const struct attempt *a)
{
	return outlines_at(c, a->offered);
}

static const struct sdp_outline *answered(const struct calls *c,
					  const struct attempt *a)
{
	return outlines_at(c, a->answered);
}

void media_offer(struct calls *c, struct attempt *a, const struct sip_msg *m)
{
	keep_outline(c, a, m, &a->offered);
}

/*
 * RFC 3261 section 13.2.1: without an offer in the INVITE it is here, and
 * the answer in what acknowledges it.
 */
void media_respond(struct calls *c, struct attempt *a, const struct sip_msg *m)
{
	bool late = a->began && !a->blind && (a->late || !a->offered);

	if (!keep_outline(c, a, m, late ? &a->offered : &a->answered) ||
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
	keep_outline(c, a, m, &a->answered);
	/* a PRACK may be for what bore no offer */
	if (m->method == SIP_ACK || a->answered)
		media_forget(c, a);
}

void media_forget(struct calls *c, struct attempt *a)
{
	if (!a->late || a->answered_late)
		return;
	a->answered_late = true;
	c->late--;
}

void media_drop(struct calls *c, struct attempt *a)
{
	outlines_drop(c, &a->offered);
	outlines_drop(c, &a->answered);
}

void media_tell(const struct calls *c, const struct attempt *a,
		struct call *told)
{
	told->offered = a->offered ? outlines_at(c, a->offered) : NULL;
	told->answered = a->answered ? outlines_at(c, a->answered) : NULL;
}

/* Its sender sends nothing if it says so (RFC 3264 section 5.1). */
bool media_is_early(const struct calls *c, const struct attempt *a)
{
	const struct sdp_outline *o = a->late ? offered(c, a) :
						answered(c, a);

	return o->there && o->open && o->direction != SDP_INACTIVE &&
	       o->direction != SDP_RECVONLY;
}

enum disconnect media_fault(const struct calls *c, const struct attempt *a)
{
	const struct sdp_outline *offer = offered(c, a),
				 *answer = answered(c, a);

	if (a->blind || a->renewed || !offer->there)
		return DISCONNECT_UNDECIDED;
	if (!answer->there)
		return a->late && !a->answered_late ? DISCONNECT_UNDECIDED :
						      DISCONNECT_SDP_MISSING;
	if (offer->streams != answer->streams)
		return DISCONNECT_SDP_MISMATCH;
	return sdp_outlines_meet(offer, answer) ?
	       DISCONNECT_UNDECIDED : DISCONNECT_NO_MATCHING_CODECS;
}

/* RFC 3261 section 21.4.26: M may say what would have been accepted. */
enum disconnect media_refused(struct calls *c, struct attempt *a,
			      const struct sip_msg *m)
{
	const struct sdp_outline *offer = offered(c, a);
	struct sdp_outline wanted;

	if (a->began && !a->blind && !offer->there)
		return DISCONNECT_SDP_MISSING;
	if (!read_outline(c, a, m, &wanted))
		return DISCONNECT_NO_MATCHING_CODECS;
	return sdp_outlines_meet(offer, &wanted) && !wanted.partial &&
	       !offer->partial ? DISCONNECT_SDP_MISMATCH :
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

bool media_one_way(const struct calls *c, const struct attempt *a)
{
	const struct sdp_outline *x = offered(c, a), *y = answered(c, a);

	return (is_open(x) && is_shut(y)) || (is_shut(x) && is_open(y));
}
