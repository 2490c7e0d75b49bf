/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads session descriptions, as much as a monitor needs (RFC 8866). */
#include "walk.h"

/* A description while it is read. */
struct reader {
	struct sdp *d;
	struct sdp_media *media;	/* NULL: one that isn't kept */
	struct sdp_flow *flow;		/* of the session or the medium */
	bool connected, directed;	/* FLOW has its own */
};

enum sdp_reach sdp_reach_of(const struct addr *a)
{
#define V4(a, b, bits) { { { [10] = 0xff, [11] = 0xff, a, b } }, 96 + (bits) }
	static const struct net local[] = {
		V4(10, 0, 8), V4(172, 16, 12), V4(192, 168, 16),
		V4(100, 64, 10), V4(169, 254, 16), V4(127, 0, 8),
		{ { { 0xfc } }, 7 }, { { { 0xfe, 0x80 } }, 10 },
		{ { { [15] = 1 } }, 128 },
	};
	static const struct net zero[] = {
		V4(0, 0, 32), { { { 0 } }, 128 },
	};
#undef V4

	for (size_t i = 0; i < sizeof zero / sizeof *zero; i++)
		if (net_has(&zero[i], a))
			return SDP_ZERO;
	for (size_t i = 0; i < sizeof local / sizeof *local; i++)
		if (net_has(&local[i], a))
			return SDP_PRIVATE;
	return SDP_PUBLIC;
}

static bool has_letter(struct slice s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((s.p[i] | 0x20) >= 'a' && (s.p[i] | 0x20) <= 'z')
			return true;
	return false;
}

/* "IN IP4 192.0.2.1", with "/ttl/number" when it is multicast. */
static void read_connection(struct reader *r, struct slice value)
{
	struct cursor c = cursor_over(value);
	struct slice net = cursor_word(&c), type = cursor_word(&c);
	struct slice text = cursor_word(&c), host;
	struct addr a;

	if (r->connected || !slice_same(net, SLICE("IN")) ||
	    !slice_begins(type, SLICE("IP")))
		return;
	text = slice_head(text, slice_find(text, '/'));
	host = slice_head(text, slice_find(text, '%'));	/* a zone */
	if (addr_parse(host, &a) == 0) {
		r->flow->addr = a;
		r->flow->reach = sdp_reach_of(&a);
	} else if (has_letter(text) && slice_find(text, ':') == text.n) {
		r->flow->reach = SDP_NAMED;
	} else {
		return;
	}
	r->connected = true;
}

static void read_format(struct reader *r, struct slice format, bool rtp)
{
	struct sdp_codec codec = { .name = format, .payload = -1 };
	struct sdp_media *m = r->media;
	uint64_t payload;

	if (rtp && slice_number(format, 127, &payload) == 0)
		scan_payload_type((int)payload, &codec);
	else if (rtp)
		r->d->partial = true;
	if (rtp && codec.payload < 0)
		return;
	if (m->codecs < SDP_CODECS)
		m->codec[m->codecs++] = codec;
	else
		r->d->partial = true;
}

/* "audio 49170/2 RTP/AVP 0 8 96" into *M; what follows is left in *C. */
static bool begin_media(struct cursor *c, struct sdp_media *m)
{
	struct slice port;
	uint64_t number;

	m->kind = cursor_word(c);
	port = cursor_word(c);
	m->proto = cursor_word(c);
	port = slice_head(port, slice_find(port, '/'));
	if (m->proto.n == 0 || slice_number(port, 65535, &number) != 0)
		return false;
	m->port = (uint16_t)number;
	m->codecs = 0;
	return true;
}

static bool is_rtp(struct slice proto)
{
	return memmem(proto.p, proto.n, "RTP/", 4) != NULL;
}

/* What follows a medium that isn't kept is none of the one before it. */
static void read_media(struct reader *r, struct slice value)
{
	struct cursor c = cursor_over(value);
	struct sdp *d = r->d;
	struct sdp_media *m = d->medias < SDP_MEDIAS ? &d->media[d->medias]
						     : NULL;
	struct slice format;
	bool rtp;

	if (!m || !begin_media(&c, m)) {
		d->partial = true;
		r->media = NULL;
		r->flow = NULL;
		return;
	}
	d->medias++;
	m->flow = d->flow;
	*r = (struct reader){ .d = d, .media = m, .flow = &m->flow };
	rtp = is_rtp(m->proto);
	while (format = cursor_word(&c), format.n)
		read_format(r, format, rtp);
}

static void read_direction(struct reader *r, struct slice value)
{
	static const struct slice names[] = {
		[SDP_SENDRECV] = SLICE("sendrecv"),
		[SDP_SENDONLY] = SLICE("sendonly"),
		[SDP_RECVONLY] = SLICE("recvonly"),
		[SDP_INACTIVE] = SLICE("inactive"),
	};

	if (r->directed || value.n != names[0].n)	/* they are alike */
		return;
	for (int i = 0; i <= SDP_INACTIVE; i++)
		if (slice_same(value, names[i])) {
			r->flow->direction = (enum sdp_direction)i;
			r->directed = true;
		}
}

/* "rtpmap:96 opus/48000/2" */
static void read_attribute(struct reader *r, struct slice value)
{
	const struct slice rtpmap = SLICE("rtpmap:");
	struct cursor c;
	uint64_t payload;

	if (!slice_begins(value, rtpmap)) {
		read_direction(r, value);
		return;
	}
	c = cursor_over(slice_from(value, rtpmap.n));
	if (!r->media || slice_number(cursor_word(&c), 127, &payload) != 0)
		return;
	for (int i = 0; i < r->media->codecs; i++)
		if (r->media->codec[i].payload == (int)payload)
			scan_rtpmap(cursor_word(&c), &r->media->codec[i]);
}

/* "c=IN IP4 192.0.2.1", blanks around it; most lines are of other kinds. */
static void read_line(struct reader *r, struct slice line)
{
	struct cursor c = cursor_over(line);
	struct slice value;

	cursor_pass(&c, CHAR_BLANK);
	if (c.end - c.p < 2 || c.p[1] != '=')
		return;
	value = slice_between(c.p + 2, c.end);
	if (*c.p == 'm')
		read_media(r, value);
	else if (r->flow && *c.p == 'c')
		read_connection(r, value);
	else if (r->flow && *c.p == 'a')
		read_attribute(r, slice_trim(value));
}

bool sdp_read(struct slice text, struct sdp *d)
{
	struct reader r = { .d = d, .flow = &d->flow };
	const char *p, *lf, *end;
	struct walk w;

	text = slice_trim(text);
	if (!slice_begins(text, SLICE("v=")))
		return false;
	d->flow = (struct sdp_flow){ .reach = SDP_NO_ADDR };
	d->medias = 0;
	d->partial = false;
	end = text.p + text.n;
	w = walk_over(text, glance_line_feeds);
	for (p = text.p; p < end; p = lf < end ? lf + 1 : end) {
		lf = walk_on(&w, glance_line_feeds);
		read_line(&r, slice_between(p, lf));
	}
	return true;
}

int sdp_streams(const struct sdp *d)
{
	int n = 0;

	for (int i = 0; i < d->medias; i++)
		n += d->media[i].port != 0;
	return n;
}
