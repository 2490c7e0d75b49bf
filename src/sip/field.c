/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads the headers of a message: those that every message is read for. */
#include "walk.h"

#define CSEQ_MAX 0x7fffffffu	/* RFC 3261 section 8.1.1.5 */

/* The last letter and what is behind it are looked at first: they decide. */
ALWAYS bool begins_with(struct slice text, struct slice name)
{
	return text.n > name.n &&
	       (text.p[name.n - 1] | 0x20) == (name.p[name.n - 1] | 0x20) &&
	       !scan_is(text.p[name.n], CHAR_TOKEN) &&
	       scan_same(slice_between(text.p, text.p + name.n), name);
}

#define NAMED(name, field)						\
	if (begins_with(text, SLICE(name))) {				\
		*after = text.p + sizeof(name) - 1;			\
		return field;						\
	}

/* The header whose name TEXT, not empty, begins with, and what is behind. */
ALWAYS enum field name_of(struct slice text, const char **after)
{
	switch (text.p[0] | 0x20) {	/* compact: RFC 3261 section 7.3.3 */
	case 'a':
		NAMED("Authorization", FIELD_CREDENTIAL)
		break;
	case 'c':
		NAMED("CSeq", FIELD_CSEQ)
		NAMED("Call-ID", FIELD_CALL_ID)
		NAMED("Content-Length", FIELD_LENGTH)
		break;
	case 'f':
		NAMED("From", FIELD_FROM)
		NAMED("f", FIELD_FROM)
		break;
	case 'i':
		NAMED("i", FIELD_CALL_ID)
		break;
	case 'l':
		NAMED("l", FIELD_LENGTH)
		break;
	case 'p':
		NAMED("Proxy-Authorization", FIELD_CREDENTIAL)
		NAMED("Proxy-Authenticate", FIELD_CHALLENGE)
		break;
	case 't':
		NAMED("To", FIELD_TO)
		NAMED("t", FIELD_TO)
		break;
	case 'u':
		NAMED("User-Agent", FIELD_AGENT)
		break;
	case 'v':
		NAMED("Via", FIELD_VIA)
		NAMED("v", FIELD_VIA)
		break;
	case 'w':
		NAMED("WWW-Authenticate", FIELD_CHALLENGE)
		break;
	}
	return FIELD_NONE;
}

/* HCOLON allows for blanks around the colon, LWS for folds. */
static RARELY struct slice odd_value(struct slice s)
{
	struct cursor c = cursor_over(s);

	if (!cursor_sign(&c, ':'))
		return (struct slice){ NULL, 0 };
	cursor_trim(&c);
	return cursor_rest(&c);
}

/* What is behind the colon that S begins with, trimmed; NULL without one. */
ALWAYS struct slice value_of(struct slice s)
{
	const char *end = s.p + s.n;

	if (s.n < 3 || s.p[0] != ':' || s.p[1] != ' ' ||
	    scan_is(s.p[2], CHAR_BLANK))
		return odd_value(s);
	end -= end[-1] == '\r';
	if (scan_is(end[-1], CHAR_BLANK))
		return odd_value(s);
	return slice_between(s.p + 2, end);
}

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

static void read_via(const struct reading *r, struct slice value)
{
	struct sip_msg *m = r->m;

	if (!scan_via(value, &m->sent_by, &m->branch))
		osip_read_via(value, &m->sent_by, &m->branch);
	if (r->ear && r->ear->via)
		r->ear->via(m->sent_by, m->branch, r->ear->arg);
}

/* Does S reach the end, but for blanks? More of it may have been cut off. */
static void distrust(struct slice *s, const char *end)
{
	struct cursor c = { s->p, end, .odd = false };

	if (!s->p)
		return;
	c.p += s->n;
	cursor_pass(&c, CHAR_BLANK);
	if (c.p == end)
		*s = (struct slice){ NULL, 0 };
}

/* What is sure of a From or To: not a tag that may go on. */
static struct slice sure_of(struct slice value)
{
	const char *end = value.p + value.n;
	struct sip_party who = { .tag = { NULL, 0 } };
	struct slice tag;

	/* until '>' anything may turn out a display name */
	if (!scan_name(value, &who) || who.uri.text.n == 0 ||
	    !memchr(who.uri.text.p, '>', (size_t)(end - who.uri.text.p)))
		return (struct slice){ NULL, 0 };
	tag = who.tag;
	distrust(&tag, end);
	return tag.n < who.tag.n ? slice_between(value.p, who.tag.p) : value;
}

/* A header that was cut in its middle: only what ends within it is sure. */
static void read_cut_field(struct reading *r, enum field f, struct slice value)
{
	const char *end = value.p + value.n;
	struct sip_msg *m = r->m;

	if (r->seen & 1u << f)
		return;
	if (f == FIELD_VIA) {
		scan_via(value, &m->sent_by, &m->branch);
		distrust(&m->sent_by, end);
		distrust(&m->branch, end);
	} else if (f == FIELD_FROM) {
		m->from = sure_of(value);
	} else if (f == FIELD_TO) {
		m->to = sure_of(value);
	}
}

/* A line with its folds, up to its line feed or to where the bytes end. */
struct line {
	const char *p, *lf, *end;
	bool partial;
};

/*
 * Is the value of header F to be read? It begins AFTER its name. Of headers
 * that may be there once, the first one counts.
 */
ALWAYS bool take_value(struct reading *r, const struct line *l, enum field f,
		       const char *after, struct slice *value)
{
	*value = value_of(slice_between(after, l->lf));
	if (value->n == 0)
		return false;
	if (l->lf == l->end && l->partial) {
		read_cut_field(r, f, *value);
		return false;
	}
	if (f < FIELD_CHALLENGE && r->seen & 1u << f)
		return false;
	r->seen |= 1u << f;
	return true;
}

/*
 * Reads the header that L is, if it is one of those. Each takes its value by
 * itself: from the name to here one jump must do, as none can be foreseen.
 */
ALWAYS bool read_line(struct reading *r, const struct line *l)
{
	const char *after = l->p;
	struct sip_msg *m = r->m;
	struct slice v;

	switch (name_of(slice_between(l->p, l->end), &after)) {
	case FIELD_NONE:
		return false;
	case FIELD_VIA:
		if (take_value(r, l, FIELD_VIA, after, &v))
			read_via(r, v);
		break;
	case FIELD_FROM:
		if (take_value(r, l, FIELD_FROM, after, &v))
			m->from = v;
		break;
	case FIELD_TO:
		if (take_value(r, l, FIELD_TO, after, &v))
			m->to = v;
		break;
	case FIELD_CALL_ID:
		if (take_value(r, l, FIELD_CALL_ID, after, &v))
			m->call_id = v;
		break;
	case FIELD_CSEQ:
		if (take_value(r, l, FIELD_CSEQ, after, &v))
			read_cseq(r, v);
		break;
	case FIELD_LENGTH:
		if (take_value(r, l, FIELD_LENGTH, after, &v))
			read_length(r, v);
		break;
	case FIELD_AGENT:
		if (take_value(r, l, FIELD_AGENT, after, &v))
			m->user_agent = v;
		break;
	case FIELD_CHALLENGE:
		if (take_value(r, l, FIELD_CHALLENGE, after, &v))
			m->stale |= scan_realms(v, m->challenge,
						&m->challenges);
		break;
	case FIELD_CREDENTIAL:
		if (take_value(r, l, FIELD_CREDENTIAL, after, &v))
			scan_realms(v, m->credential, &m->credentials);
		break;
	}
	return true;
}

/* Where the next line begins; the last one may lack its line feed. */
ALWAYS const char *behind(const char *lf, const char *end)
{
	return lf < end ? lf + 1 : end;
}

/* Is there nothing from P to its line feed but carriage returns? */
ALWAYS bool is_empty(const char *p, const char *lf)
{
	while (p < lf && *p == '\r')
		p++;
	return p == lf;
}

const char *scan_headers(struct reading *r, const char *p, const char *end,
			 bool partial)
{
	struct walk w = walk_over(slice_between(p, end), glance_line_feeds);
	int lines = 0, folds = 0;

	while (p < end && lines < SCAN_HEADERS) {
		const char *lf = walk_on(&w, glance_line_feeds);
		const char *next = behind(lf, end);

		if (*p <= '\r' && is_empty(p, lf) && (lf < end || !partial)) {
			r->ended = true;
			return next;
		}
		/* RFC 3261 section 7.3.1 */
		if (next < end && (*next == ' ' || *next == '\t')) {
			folds++;
			continue;
		}
		if (!read_line(r, &(struct line){ p, lf, end, partial }))
			lines += folds;
		lines++;
		folds = 0;
		p = next;
	}
	r->crowded = p < end || lines > SCAN_HEADERS;
	r->ended = !r->crowded && !partial;
	return end;
}
