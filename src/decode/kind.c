/* SPDX-License-Identifier: BSD-2-Clause */
/* Tells what a stream carries, by its ports and by how it begins. */
#include "base/hep.h"
#include "decode/stream.h"

#define SIPS_PORT 5061		/* RFC 3261 section 19.1.2 */

/* A record of SSL 3.0 to TLS 1.3 (RFC 8446 section 5.1). */
static enum guess guess_tls(struct slice s)
{
	const uint8_t *b = (const uint8_t *)s.p;

	if (b[0] < 20 || b[0] > 23 || (s.n > 1 && b[1] != 3) ||
	    (s.n > 2 && b[2] > 4))
		return GUESS_NO;
	return s.n > 2 ? GUESS_YES : GUESS_MAYBE;
}

/* A letter is one in five bytes of ciphertext, eight in a row are none. */
static bool is_text(struct slice s)
{
	for (size_t i = 0; i < s.n && i < 8; i++)
		if ((s.p[i] < ' ' || s.p[i] > '~') && s.p[i] != '\r' &&
		    s.p[i] != '\n' && s.p[i] != '\t')
			return false;
	return true;
}

bool stream_is_to_sips(const struct payload *p)
{
	return p->src_port == SIPS_PORT || p->dst_port == SIPS_PORT;
}

/*
 * A stream that is met within a record is known by its port; but any client
 * may have that one, and talk in clear.
 */
static bool is_sips(const struct payload *p, struct slice bytes)
{
	return stream_is_to_sips(p) && !is_text(bytes);
}

/*
 * Each way has its own say; only what could be anything is taken for what the
 * other way is.
 */
static enum stream_kind kind_by_other(const struct stream *s,
				      struct slice bytes)
{
	if (s->other == STREAM_TLS && !is_text(bytes))
		return STREAM_TLS;
	if (s->other == STREAM_WEBSOCKET &&
	    decode_guess_sip(bytes) == GUESS_NO)
		return STREAM_WEBSOCKET;
	return STREAM_SIP;
}

bool stream_tell_kind(struct stream *s, const struct payload *p,
		      struct slice bytes, bool ends)
{
	enum guess tls = guess_tls(bytes), ws, hep;
	size_t n;

	hep = decode_guess_hep(bytes, s->stretch.in_step);
	if (hep == GUESS_YES) {
		s->kind = STREAM_HEP;
		return true;
	}
	if (tls == GUESS_YES || is_sips(p, bytes)) {
		s->kind = STREAM_TLS;
		return true;
	}
	ws = decode_guess_websocket(bytes, s->stretch.in_step);
	if (!ends && (tls == GUESS_MAYBE || ws == GUESS_MAYBE ||
		      hep == GUESS_MAYBE ||
		      stream_guess_proxy(bytes, &n) == GUESS_MAYBE))
		return false;
	s->kind = ws == GUESS_YES ? STREAM_WEBSOCKET : kind_by_other(s, bytes);
	return true;
}

static void take_for(struct stream *s, enum stream_kind kind)
{
	s->kind = (uint8_t)kind;
	s->stretch.sip = false;
	s->stretch.searched = s->stretch.skipped = 0;
}

/* BYTES from where they were searched, but for so many before. */
static struct slice not_searched(const struct stream *s, struct slice bytes,
				 size_t before)
{
	size_t seen = s->stretch.searched;

	return slice_from(bytes, seen > before ? seen - before : 0);
}

void stream_look_again(struct stream *s, struct slice bytes)
{
	const struct stretch *st = &s->stretch;

	if (s->kind != STREAM_SIP || st->in_step)
		return;
	if (hep_passes(not_searched(s, bytes, 16)))
		take_for(s, STREAM_HEP);
	else if (!st->sip && decode_holds_websocket(
			not_searched(s, bytes, WEBSOCKET_TELLS)))
		take_for(s, STREAM_WEBSOCKET);
}

/* A glance at the first byte is enough for nearly all that is neither. */
enum stream_kind stream_tell_change(const struct stream *s,
				    struct slice bytes)
{
	unsigned first = bytes.n ? (unsigned char)bytes.p[0] : 0;
	bool ignored = s->stretch.foreign;

	if (s->kind == STREAM_HEP && !ignored)	/* it has SIP within */
		return STREAM_UNKNOWN;
	if (first == 'H' && hep_starts(bytes))
		return STREAM_HEP;
	if (first >= 'A' && first <= 'Z')
		return (ignored || s->kind != STREAM_SIP) &&
		       decode_guess_sip(bytes) == GUESS_YES ? STREAM_SIP :
							      STREAM_UNKNOWN;
	/* a frame that isn't of an extension, nor ends a connection */
	if ((first & 0x70) || (first & 15) > 10)
		return STREAM_UNKNOWN;
	return (ignored || s->kind != STREAM_WEBSOCKET) &&
	       decode_fits_websocket(bytes) ? STREAM_WEBSOCKET :
					      STREAM_UNKNOWN;
}

/* What was met in its middle, and has had no SIP since, may be of it too. */
void stream_hear_kind(struct stream *s, enum stream_kind kind)
{
	const struct stretch *st = &s->stretch;

	s->other = kind;
	if (kind > STREAM_SIP && s->kind == STREAM_SIP && !st->sip &&
	    !st->in_step && !st->foreign)
		s->kind = kind;
}
