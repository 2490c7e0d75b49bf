/* SPDX-License-Identifier: BSD-2-Clause */
/* Feeds what reads headers on demand, and bodies: all lies within. */
#include <stdlib.h>

#include "sip/scan.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool promise)
{
	if (!promise)
		abort();
}

static void check_slice(struct slice s, struct slice within)
{
	check(s.n == 0 || (s.p >= within.p &&
			   s.p + s.n <= within.p + within.n));
}

static void check_cause(const struct sip_cause *c, struct slice value)
{
	check_slice(c->protocol, value);
	check_slice(c->text, value);
	check(c->code >= -1 && c->code <= 9999);
	check(c->there == (c->protocol.n > 0));
}

static void check_reason(const struct sip_reason *r, struct slice value)
{
	check_cause(&r->q850, value);
	check_cause(&r->sip, value);
	check_cause(&r->other, value);
}

static void check_items(struct slice value)
{
	struct slice list = value, item, v;
	struct sip_party who;
	size_t left = list.n;

	for (; sip_next_item(&list, &item); left = list.n) {
		check(item.n && list.n < left);
		check_slice(item, value);
		check_slice(list, value);
		if (sip_param(item, SLICE("tag"), &v))
			check_slice(v, item);
		if (item.n < 512) {
			sip_read_party(item, &who);
			check_slice(who.uri.text, item);
		}
	}
}

/* Any value may be of any header. */
static void check_value(struct slice value)
{
	struct sip_reason reason = { .other = { .there = false } };
	struct slice list = value;
	struct sip_uuid local, remote;
	struct sip_warning warning;
	enum sip_refresher refresher;
	struct sip_rack rack;
	uint32_t seconds;

	check_items(value);
	sip_add_reason(value, &reason);
	check_reason(&reason, value);
	while (sip_next_warning(&list, &warning)) {
		check_slice(warning.agent, value);
		check_slice(warning.text, value);
		check(warning.code >= 100 && warning.code <= 999);
	}
	sip_read_session_expires(value, &seconds, &refresher);
	sip_read_session_id(value, &local, &remote);
	sip_read_rack(value, &rack);
}

static void check_media(const struct sdp_media *m, struct slice text)
{
	check_slice(m->kind, text);
	check_slice(m->proto, text);
	check(m->codecs >= 0 && m->codecs <= SDP_CODECS);
	for (int i = 0; i < m->codecs; i++) {
		const struct sdp_codec *c = &m->codec[i];

		check(c->payload >= -1 && c->payload <= 127);
		/* else its name is static */
		if (c->payload < 0 || c->payload > 34)
			check_slice(c->name, text);
	}
}

static void check_outline(struct slice text)
{
	static struct sdp_memory memory = { .seed = { 7 } };
	struct sdp_outline o, again;

	if (!sdp_read_outline(text, &o, NULL))
		return;
	for (int i = 0; i < 2; i++) {
		check(sdp_read_outline(text, &again, &memory));
		check(memcmp(&o, &again, sizeof o) == 0);
	}
	check(o.there && o.open <= o.streams && o.codecs <= SDP_NAMES);
	check(o.reach <= SDP_PUBLIC && o.direction <= SDP_INACTIVE);
	for (int i = 0; i < o.codecs; i++)
		check(*sdp_codec_name(o.codec[i]) != 0);
}

/* What the outline says, the whole says too. */
static void check_outlined(const struct sdp *d, struct slice text)
{
	struct sdp_outline o;

	check(sdp_read_outline(text, &o, NULL));
	if (d->partial)
		return;
	check(o.streams == d->medias && o.open == sdp_streams(d));
	for (int i = 0; i < d->medias; i++)
		if (d->media[i].port) {
			check(o.reach == d->media[i].flow.reach);
			check(o.direction == d->media[i].flow.direction);
			return;
		}
}

/* Each by itself, and as offer and answer of the one before. */
static void check_sdp(struct slice text, struct sdp *before)
{
	struct sdp d;

	check_outline(text);
	if (!sdp_read(text, &d))
		return;
	check_outlined(&d, text);
	check(d.medias >= 0 && d.medias <= SDP_MEDIAS);
	check(sdp_streams(&d) <= d.medias);
	for (int i = 0; i < d.medias; i++)
		check_media(&d.media[i], text);
	check(sdp_common_codec(&d, before) == sdp_common_codec(before, &d));
	*before = d;
}

/* The scanner looks for this header by other means. */
static void check_same(const struct sip_msg *m)
{
	struct sip_headers h = sip_headers_of(m);
	struct slice value = { NULL, 0 };

	while (value.n == 0 &&
	       sip_next_named(&h, SLICE("User-Agent"), &value))
		continue;
	if (m->defect != SIP_OVERSIZED)
		check(value.n == m->user_agent.n &&
		      (value.n == 0 || value.p == m->user_agent.p));
}

static void check_headers(const struct sip_msg *m)
{
	struct slice value = { NULL, 0 }, first;

	for (int i = 0; i < SIP_HEADERS; i++) {
		enum sip_header which = (enum sip_header)i;
		struct sip_headers h = sip_headers_of(m);
		bool there = sip_header(m, which, &first);

		if (m->defect != SIP_OVERSIZED)
			check(!there || sip_hint(m, which) ||
			      !(SIP_HINTS >> i & 1));
		check(sip_next_header(&h, which, &value) == there);
		check(!there || (value.p == first.p && value.n == first.n));
		if (!there)
			continue;
		do {
			check_slice(value, m->bytes);
			check_value(value);
		} while (sip_next_header(&h, which, &value));
	}
	sip_header_lists(m, SIP_SUPPORTED, SLICE("100rel"));
}

static void check_message(const struct sip_msg *m, struct sdp *before)
{
	struct sip_reason reason;
	struct slice sdp, body;

	check_same(m);
	check_headers(m);
	if (sip_read_reason(m, &reason))
		check_reason(&reason, m->bytes);
	body = sip_body(m);
	check_slice(body, m->bytes);
	if (sip_find_sdp(m, &sdp)) {
		check(sdp.n > 0);
		check_slice(sdp, body);
		check_sdp(sdp, before);
	}
	check_sdp(body, before);
}

static void read_all(struct slice bytes, bool partial)
{
	struct sdp before = { .medias = 0 };
	struct sip_msg m;
	size_t used;

	while (bytes.n) {
		enum scan_end how = scan_message(bytes, partial, NULL, &m,
						 &used);

		if (how == SCAN_NOT_SIP)
			return;
		m.cut = how == SCAN_CUT && partial;
		if (m.bytes.n)
			check_message(&m, &before);
		bytes = slice_from(bytes, used);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice bytes = { (const char *)data, size };
	struct sdp none = { .medias = 0 };

	osip_start();
	read_all(bytes, false);
	read_all(bytes, true);
	check_value(bytes);
	check_sdp(bytes, &none);
	return 0;
}
