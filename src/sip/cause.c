/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads why something ended: Reason (RFC 3326) and Warning. */
#include "scan.h"

#define CODE_MAX 9999	/* no protocol has so many causes */

/*
 * TEXT, a parameter of ITEM: if it lacks its quotes, all to the next
 * semicolon. They are left out where they are needed most: around blanks.
 */
static struct slice whole_text(struct slice item, struct slice text)
{
	struct slice rest;

	if (text.n == 0 || text.p[-1] == '"')
		return text;
	rest = slice_between(text.p, item.p + item.n);
	return slice_trim(slice_head(rest, slice_find(rest, ';')));
}

static struct sip_cause read_cause(struct slice item)
{
	struct cursor c = cursor_over(item);
	struct sip_cause cause = { .there = true, .code = -1 };
	struct slice code = { NULL, 0 };
	uint64_t number;

	cause.protocol = cursor_until(&c, CHAR_BLANK | CHAR_SEMICOLON);
	sip_param(item, SLICE("cause"), &code);
	if (slice_number(code, CODE_MAX, &number) == 0)
		cause.code = (int)number;
	if (sip_param(item, SLICE("text"), &cause.text))
		cause.text = whole_text(item, cause.text);
	return cause;
}

void sip_add_reason(struct slice value, struct sip_reason *r)
{
	struct slice item;

	while (sip_next_item(&value, &item)) {
		struct sip_cause cause = read_cause(item), *to = &r->other;

		if (cause.protocol.n == 0)
			continue;
		if (slice_same(cause.protocol, SLICE("Q.850")))
			to = &r->q850;
		else if (slice_same(cause.protocol, SLICE("SIP")))
			to = &r->sip;
		if (!to->there)
			*to = cause;
	}
}

bool sip_read_reason(const struct sip_msg *m, struct sip_reason *r)
{
	struct sip_headers h = sip_headers_of(m);
	struct slice value;

	memset(r, 0, sizeof *r);
	while (sip_next_header(&h, SIP_REASON, &value))
		sip_add_reason(value, r);
	return r->q850.there || r->sip.there || r->other.there;
}

/* code agent "text"; the agent is left out by some. */
static bool read_warning(struct slice item, struct sip_warning *w)
{
	struct cursor c = cursor_over(item);
	struct slice code = cursor_until(&c, CHAR_BLANK), agent;
	uint64_t number;

	if (code.n != 3 || slice_number(code, 999, &number) != 0 ||
	    number < 100)
		return false;
	cursor_pass(&c, CHAR_BLANK);
	agent = slice_between(c.p, c.p);
	if (!cursor_at(&c, '"'))
		agent = cursor_until(&c, CHAR_BLANK);
	cursor_pass(&c, CHAR_BLANK);
	w->code = (int)number;
	w->agent = agent;
	w->text = cursor_at(&c, '"') ? cursor_quoted(&c) : cursor_rest(&c);
	return true;
}

bool sip_next_warning(struct slice *list, struct sip_warning *w)
{
	struct slice item;

	while (sip_next_item(list, &item))
		if (read_warning(item, w))
			return true;
	return false;
}
