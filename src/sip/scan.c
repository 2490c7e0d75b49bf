/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads one SIP message in one pass: nothing is copied, nothing allocated. */
#include "scan.h"

/* What a message lacks is a defect only when its headers are all there. */
static enum sip_defect defect_of(const struct reading *r)
{
	const struct sip_msg *m = r->m;

	if (r->crowded || m->bytes.n > SCAN_BYTES)
		return SIP_OVERSIZED;
	if (m->response && (m->code < 100 || m->code > 699))
		return SIP_BAD_CODE;
	if (r->ended) {
		if (!(r->seen & 1u << FIELD_VIA))
			return SIP_NO_VIA;
		if (!(r->seen & 1u << FIELD_CALL_ID))
			return SIP_NO_CALL_ID;
		if (!(r->seen & 1u << FIELD_CSEQ))
			return SIP_NO_CSEQ;
	}
	if (r->bad_cseq)
		return SIP_BAD_CSEQ;
	return r->other_method ? SIP_CSEQ_METHOD : SIP_SOUND;
}

enum scan_end scan_message(struct slice bytes, bool partial,
			   const struct scan_ear *ear, struct sip_msg *m,
			   size_t *used)
{
	struct reading r = { .m = m, .ear = ear };
	const char *body, *end;
	enum scan_end how;
	size_t start;
	bool sized;

	if (bytes.n == 0)
		return SCAN_NOT_SIP;
	end = bytes.p + bytes.n;
	how = scan_start(bytes, partial, m, &start);
	if (how == SCAN_CUT) {
		memset(m, 0, sizeof *m);
		*used = bytes.n;
	}
	if (how != SCAN_COMPLETE)
		return how;
	body = bytes.p + start;
	if (body < end)
		body++;		/* the line end */
	body = scan_headers(&r, body, end, partial);

	sized = r.seen & 1u << FIELD_LENGTH && !r.crowded;
	if (sized && r.ended && r.length <= (size_t)(end - body))
		end = body + r.length;
	else if (sized || partial)	/* else the rest is the body */
		how = SCAN_CUT;
	m->bytes.n = (size_t)(end - m->bytes.p);
	m->body = r.ended ? (size_t)(body - m->bytes.p) : 0;
	m->defect = defect_of(&r);
	*used = (size_t)(end - bytes.p);
	if (how == SCAN_CUT && sized && r.ended) {
		*used = (size_t)(body - bytes.p);
		*used = r.length < SIZE_MAX - *used ? *used + r.length
						    : SIZE_MAX;
	}
	return how;
}
