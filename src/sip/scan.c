/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads one SIP message in one pass: nothing is copied, nothing allocated. */
#include "scan.h"

#define CSEQ_MAX 0x7fffffffu	/* RFC 3261 section 8.1.1.5 */

/* A message while it is read. */
struct reading {
	struct sip_msg *m;
	unsigned seen;		/* headers, 1 << enum field */
	size_t length;		/* what Content-Length says */
	bool bad_cseq;
	bool other_method;	/* in CSeq than in the request line */
	bool crowded;		/* more lines than anyone needs */
	bool ended;		/* its blank line was there, or nothing cut */
};

/* Digits at C as a number; it stays at the largest rather than wrap. */
static uint64_t read_number(struct cursor *c)
{
	uint64_t v = 0;

	for (; c->p < c->end && *c->p >= '0' && *c->p <= '9'; c->p++)
		v = v > UINT64_MAX / 100 ? UINT64_MAX / 10
					 : v * 10 + (uint64_t)(*c->p - '0');
	return v;
}

static void read_cseq(struct reading *r, struct slice value)
{
	struct cursor c = cursor_over(value);
	struct sip_msg *m = r->m;
	uint64_t number = read_number(&c);
	bool digits = c.p > value.p;
	struct slice method;

	r->bad_cseq = !digits || number > CSEQ_MAX;
	if (digits && number <= UINT32_MAX) {
		m->has_cseq = true;
		m->cseq = (uint32_t)number;
	}
	r->bad_cseq |= c.p < c.end && !scan_is(*c.p, CHAR_BLANK);
	cursor_pass(&c, CHAR_BLANK);
	method = cursor_until(&c, CHAR_BLANK);
	r->bad_cseq |= method.n == 0;
	if (!m->response) {
		r->other_method = !slice_equal(method, m->method_name);
	} else if (method.n) {
		m->method_name = method;
		m->method = sip_method_of(method);
	}
}

/* What isn't a number can't be believed: then the end isn't known. */
static void read_length(struct reading *r, struct slice value)
{
	struct cursor c = cursor_over(value);
	uint64_t number = read_number(&c);

	r->length = c.p == c.end && number < SIZE_MAX ? (size_t)number
						      : SIZE_MAX;
}

static void read_via(struct sip_msg *m, struct slice value)
{
	if (!scan_via(value, &m->sent_by, &m->branch))
		osip_read_via(value, &m->sent_by, &m->branch);
}

static void read_name(struct slice value, struct sip_uri *u,
		      struct slice *tag)
{
	if (!scan_name(value, u, tag))
		osip_read_name(value, u, tag);
}

/* Of headers that may be there once, the first one counts. */
static void read_field(struct reading *r, enum field f, struct slice value)
{
	struct sip_msg *m = r->m;

	if (value.n == 0)
		return;
	if (f < FIELD_CHALLENGE && r->seen & 1u << f)
		return;
	r->seen |= 1u << f;
	switch (f) {
	case FIELD_NONE:
		break;
	case FIELD_VIA:
		read_via(m, value);
		break;
	case FIELD_FROM:
		read_name(value, &m->from, &m->from_tag);
		break;
	case FIELD_TO:
		read_name(value, &m->to, &m->to_tag);
		break;
	case FIELD_CALL_ID:
		m->call_id = value;
		break;
	case FIELD_CSEQ:
		read_cseq(r, value);
		break;
	case FIELD_LENGTH:
		read_length(r, value);
		break;
	case FIELD_AGENT:
		m->user_agent = value;
		break;
	case FIELD_CHALLENGE:
		m->stale |= scan_realms(value, m->challenge, &m->challenges);
		break;
	case FIELD_CREDENTIAL:
		scan_realms(value, m->credential, &m->credentials);
		break;
	}
}

/* Does S reach the end, but for blanks? More of it may have been cut off. */
static void distrust(struct slice *s, const char *end)
{
	struct cursor c = { s->p, end, false };

	if (!s->p)
		return;
	c.p += s->n;
	cursor_pass(&c, CHAR_BLANK);
	if (c.p == end)
		*s = (struct slice){ NULL, 0 };
}

/* A header that was cut in its middle: only what ends within it is sure. */
static void read_cut_line(struct reading *r, struct slice line)
{
	const char *end = line.p + line.n;
	struct slice value, tag = { NULL, 0 };
	struct sip_uri uri = { .text = tag };
	struct sip_msg *m = r->m;
	enum field f = scan_field(line, &value);

	if (r->seen & 1u << f)
		return;
	if (f == FIELD_VIA) {
		scan_via(value, &m->sent_by, &m->branch);
		distrust(&m->sent_by, end);
		distrust(&m->branch, end);
	} else if (f == FIELD_FROM || f == FIELD_TO) {
		/* until '>' anything may turn out a display name */
		if (!scan_name(value, &uri, &tag) || uri.text.n == 0 ||
		    !memchr(uri.text.p, '>', (size_t)(end - uri.text.p)))
			return;
		distrust(&tag, end);
		*(f == FIELD_FROM ? &m->from : &m->to) = uri;
		*(f == FIELD_FROM ? &m->from_tag : &m->to_tag) = tag;
	}
}

/* Where the line at P ends, its folds included (RFC 3261 section 7.3.1). */
static const char *end_of_line(const char *p, const char *end)
{
	for (;;) {
		p = memchr(p, '\n', (size_t)(end - p));
		if (!p || p + 1 == end || (p[1] != ' ' && p[1] != '\t'))
			return p;
		p++;
	}
}

/* From P to the blank line; returns where the body begins. */
static const char *read_headers(struct reading *r, const char *p,
				const char *end, bool partial)
{
	int lines = 0;

	while (p < end) {
		const char *lf = end_of_line(p, end);
		struct slice line = { p, (size_t)((lf ? lf : end) - p) };
		struct slice value;
		enum field f;

		if (!lf && partial) {
			read_cut_line(r, line);
			return end;
		}
		p = lf ? lf + 1 : end;
		while (line.n && line.p[line.n - 1] == '\r')
			line.n--;
		if (line.n == 0) {
			r->ended = true;
			return p;
		}
		if (++lines > SCAN_HEADERS) {
			r->crowded = true;
			return end;
		}
		f = scan_field(line, &value);
		if (f != FIELD_NONE)
			read_field(r, f, value);
	}
	r->ended = !partial;
	return end;
}

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
			   struct sip_msg *m, size_t *used)
{
	struct reading r = { .m = m };
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
	body = read_headers(&r, body, end, partial);

	sized = r.seen & 1u << FIELD_LENGTH && !r.crowded;
	if (sized && r.ended && r.length <= (size_t)(end - body))
		end = body + r.length;
	else if (sized || partial)	/* else the rest is the body */
		how = SCAN_CUT;
	m->bytes.n = (size_t)(end - m->bytes.p);
	m->defect = defect_of(&r);
	*used = (size_t)(end - bytes.p);
	return how;
}
