/* SPDX-License-Identifier: BSD-2-Clause */
/* Parts the values of a header at commas, and finds their parameters. */
#include "scan.h"

/* Where SIGN first stands in S outside quotes and <>, or S.n. */
static size_t find_bare(struct slice s, char sign)
{
	bool quoted = false, bracketed = false;

	/* most contacts have neither a comma nor parameters */
	if (slice_find(s, sign) == s.n)
		return s.n;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (quoted) {
			i += c == '\\';
			quoted = c != '"';
		} else if (c == sign && !bracketed) {
			return i;
		} else if (c == '"') {
			quoted = !bracketed;
		} else if (c == '<' || c == '>') {
			bracketed = c == '<';
		}
	}
	return s.n;
}

bool sip_next_item(struct slice *list, struct slice *item)
{
	while (list->n) {
		struct slice all = *list;
		size_t n = find_bare(all, ',');

		*item = slice_trim(slice_head(all, n));
		*list = slice_from(all, n + 1);
		if (item->n)
			return true;
	}
	return false;
}

bool sip_param(struct slice item, struct slice name, struct slice *value)
{
	struct cursor c = cursor_over(slice_from(item, find_bare(item, ';')));
	struct slice found, v;

	while (cursor_param(&c, &found, &v))
		if (scan_same(found, name)) {
			*value = v;
			return true;
		}
	return false;
}

bool sip_read_number(struct slice value, uint32_t *number)
{
	struct slice digits = { value.p, 0 };
	uint64_t n;

	while (digits.n < value.n && value.p[digits.n] >= '0' &&
	       value.p[digits.n] <= '9')
		digits.n++;
	if (digits.n < value.n &&
	    !scan_is(value.p[digits.n], CHAR_BLANK | CHAR_SEMICOLON |
					CHAR_COMMA | CHAR_PAREN))
		return false;
	if (slice_number(digits, UINT32_MAX, &n) != 0)
		return false;
	*number = (uint32_t)n;
	return true;
}

bool sip_read_session_expires(struct slice value, uint32_t *seconds,
			      enum sip_refresher *refresher)
{
	struct slice who = { NULL, 0 };

	if (!sip_read_number(value, seconds))
		return false;
	*refresher = SIP_REFRESHER_NONE;
	sip_param(value, SLICE("refresher"), &who);
	if (slice_same(who, SLICE("uac")))
		*refresher = SIP_REFRESHER_UAC;
	else if (slice_same(who, SLICE("uas")))
		*refresher = SIP_REFRESHER_UAS;
	return true;
}

bool sip_read_rack(struct slice value, struct sip_rack *rack)
{
	struct cursor c = cursor_over(value);
	struct sip_rack r;
	struct slice method;

	if (!sip_read_number(cursor_word(&c), &r.rseq) ||
	    !sip_read_number(cursor_word(&c), &r.cseq))
		return false;
	method = cursor_word(&c);
	if (method.n == 0)
		return false;
	r.method = sip_method_of(method);
	*rack = r;
	return true;
}

static int digit_of(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* 32 digits in either case; dashes between them are of other standards. */
static bool read_uuid(struct slice s, struct sip_uuid *uuid)
{
	struct sip_uuid u = { { 0 } };
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++) {
		int digit = digit_of(s.p[i]);

		if (n && s.p[i] == '-')
			continue;
		if (digit < 0 || n == 2 * sizeof u.b)
			return false;
		u.b[n / 2] = (uint8_t)(u.b[n / 2] << 4 | digit);
		n++;
	}
	if (n < 2 * sizeof u.b)
		return false;
	*uuid = u;
	return true;
}

bool sip_read_session_id(struct slice value, struct sip_uuid *local,
			 struct sip_uuid *remote)
{
	struct slice first = slice_head(value, slice_find(value, ';')), v;

	if (!read_uuid(slice_trim(first), local))
		return false;
	/* RFC 7329, before it, knew of none */
	memset(remote, 0, sizeof *remote);
	if (sip_param(value, SLICE("remote"), &v))
		read_uuid(v, remote);
	return true;
}
