/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads the values of a message's headers, also one cut in its middle. */
#include "scan.h"

#define CSEQ_MAX 0x7fffffffu	/* RFC 3261 section 8.1.1.5 */

/* Digits at C as a number; it stays at the largest rather than wrap. */
static uint64_t read_number(struct cursor *c)
{
	uint64_t v = 0;

	for (; c->p < c->end && *c->p >= '0' && *c->p <= '9'; c->p++)
		v = v > UINT64_MAX / 100 ? UINT64_MAX / 10
					 : v * 10 + (uint64_t)(*c->p - '0');
	return v;
}

/* Behind the number there is one blank, and a method that is known. */
static bool read_plain_method(const struct cursor *c, struct sip_msg *m)
{
	struct slice method = slice_between(c->p + 1, c->end);
	enum sip_method known;

	if (c->end - c->p < 2 || *c->p != ' ')
		return false;
	if (!m->response)
		return slice_equal(method, m->method_name);
	known = sip_method_of(method);
	if (known == SIP_OTHER)
		return false;
	m->method_name = method;
	m->method = known;
	return true;
}

static RARELY void read_any_method(struct reading *r, struct cursor c)
{
	struct sip_msg *m = r->m;
	struct slice method;

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

void scan_cseq(struct reading *r, struct slice value)
{
	struct cursor c = cursor_over(value);
	struct sip_msg *m = r->m;
	uint64_t number = read_number(&c);
	bool digits = c.p > value.p;

	r->bad_cseq = !digits || number > CSEQ_MAX;
	if (digits && number <= UINT32_MAX) {
		m->has_cseq = true;
		m->cseq = (uint32_t)number;
	}
	if (!read_plain_method(&c, m))
		read_any_method(r, c);
}

/* What isn't a number can't be believed: then the end isn't known. */
void scan_length(struct reading *r, struct slice value)
{
	struct cursor c = cursor_over(value);
	uint64_t number = read_number(&c);

	r->length = c.p == c.end && number < SIZE_MAX ? (size_t)number
						      : SIZE_MAX;
}

void scan_top_via(const struct reading *r, struct slice value)
{
	struct sip_msg *m = r->m;

	if (!scan_via(value, &m->sent_by, &m->branch))
		osip_read_via(value, &m->sent_by, &m->branch);
	if (r->ear && r->ear->via)
		r->ear->via(m->sent_by, m->branch, r->ear->arg);
}

void scan_call_id(const struct reading *r, struct slice value)
{
	r->m->call_id = value;
	if (r->ear && r->ear->call_id)
		r->ear->call_id(value, r->ear->arg);
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

void scan_cut_value(struct reading *r, enum field f, struct slice value)
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
