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

enum sdp_reach scan_reach_of_v4(const uint8_t b[4])
{
	switch (b[0]) {
	case 0:
		return b[1] | b[2] | b[3] ? SDP_PUBLIC : SDP_ZERO;
	case 10:
	case 127:
		return SDP_PRIVATE;
	case 100:
		return b[1] >> 6 == 1 ? SDP_PRIVATE : SDP_PUBLIC;
	case 169:
		return b[1] == 254 ? SDP_PRIVATE : SDP_PUBLIC;
	case 172:
		return b[1] >> 4 == 1 ? SDP_PRIVATE : SDP_PUBLIC;
	case 192:
		return b[1] == 168 ? SDP_PRIVATE : SDP_PUBLIC;
	default:
		return SDP_PUBLIC;
	}
}

enum sdp_reach sdp_reach_of(const struct addr *a)
{
	static const struct net zero = { { { 0 } }, 128 }, local[] = {
		{ { { 0xfc } }, 7 }, { { { 0xfe, 0x80 } }, 10 },
		{ { { [15] = 1 } }, 128 },
	};

	if (addr_is_v4(a))
		return scan_reach_of_v4(a->b + 12);
	if (net_has(&zero, a))
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
bool scan_connection(struct slice value, struct sdp_flow *flow)
{
	struct cursor c = cursor_over(value);
	struct slice net = cursor_word(&c), type = cursor_word(&c);
	struct slice text = cursor_word(&c), host;
	struct addr a;

	if (!slice_same(net, SLICE("IN")) || !slice_begins(type, SLICE("IP")))
		return false;
	text = slice_head(text, slice_find(text, '/'));
	host = slice_head(text, slice_find(text, '%'));	/* a zone */
	if (addr_parse(host, &a) == 0) {
		flow->addr = a;
		flow->reach = sdp_reach_of(&a);
	} else if (has_letter(text) && slice_find(text, ':') == text.n) {
		flow->reach = SDP_NAMED;
	} else {
		return false;
	}
	return true;
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

bool scan_is_rtp(struct slice proto)
{
	const struct slice rtp = SLICE("RTP/");

	return slice_equal(slice_head(proto, rtp.n), rtp) ||
	       memmem(proto.p, proto.n, rtp.p, rtp.n) != NULL;
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
	rtp = scan_is_rtp(m->proto);
	while (format = cursor_word(&c), format.n)
		read_format(r, format, rtp);
}

bool scan_direction(struct slice value, enum sdp_direction *direction)
{
	static const struct slice names[] = {
		[SDP_SENDRECV] = SLICE("sendrecv"),
		[SDP_SENDONLY] = SLICE("sendonly"),
		[SDP_RECVONLY] = SLICE("recvonly"),
		[SDP_INACTIVE] = SLICE("inactive"),
	};

	if (value.n != names[0].n)	/* they are alike */
		return false;
	for (int i = 0; i <= SDP_INACTIVE; i++)
		if (slice_same(value, names[i])) {
			*direction = (enum sdp_direction)i;
			return true;
		}
	return false;
}

/* "rtpmap:96 opus/48000/2" */
static void read_attribute(struct reader *r, struct slice value)
{
	const struct slice rtpmap = SLICE("rtpmap:");
	struct cursor c;
	uint64_t payload;

	if (!slice_begins(value, rtpmap)) {
		if (!r->directed)
			r->directed = scan_direction(value,
						     &r->flow->direction);
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
	else if (r->flow && *c.p == 'c' && !r->connected)
		r->connected = scan_connection(value, r->flow);
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
