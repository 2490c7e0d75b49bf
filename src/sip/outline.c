/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads of a session description the least, for each call that is set up. */
#include "walk.h"

#define UNNAMED 128	/* plus a payload type: a codec before its rtpmap */
#define FIRST_MEDIA 8	/* those before it carry no media by themselves */

/* Where and which way, each as a byte; UNTOLD: as the session says. */
struct way { uint8_t reach, direction; };

#define UNTOLD UINT8_MAX

/* A description while it is read. */
struct outlining {
	struct sdp_outline *o;
	struct way session, way;	/* WAY: of the medium at hand */
	bool in_media, open;		/* is there one, has it a port */
	bool connected, directed;	/* it has its own */
	bool chosen;			/* one with a port was before it */
};

/* Where CODEC stands, or O->codecs. */
ALWAYS int find_codec(const struct sdp_outline *o, unsigned codec)
{
	int i = 0;

	while (i < o->codecs && o->codec[i] != codec)
		i++;
	return i;
}

ALWAYS void add_codec(struct sdp_outline *o, unsigned codec)
{
	if (find_codec(o, codec) < o->codecs)
		return;
	if (codec && o->codecs < SDP_NAMES)
		o->codec[o->codecs++] = (uint8_t)codec;
	else
		o->partial = true;
}

static void drop_codec(struct sdp_outline *o, int at)
{
	o->codecs--;
	for (int i = at; i < o->codecs; i++)
		o->codec[i] = o->codec[i + 1];
}

/* From P to the next blank, or the end. */
ALWAYS const char *pass_word(const char *p, const char *end)
{
	while (p < end && !scan_is(*p, CHAR_BLANK))
		p++;
	return p;
}

ALWAYS const char *pass_blanks(const char *p, const char *end)
{
	while (p < end && scan_is(*p, CHAR_BLANK))
		p++;
	return p;
}

ALWAYS void read_type(struct sdp_outline *o, const char *p, const char *end)
{
	const char *behind;
	unsigned type = scan_digits(p, end, 999, &behind);
	uint8_t codec;

	if (behind == p || behind < end || type >= UNNAMED) {
		o->partial = true;
		return;
	}
	codec = scan_type_number(type);
	add_codec(o, codec ? codec : UNNAMED | type);
}

/* The medium at hand is over: no more rtpmaps, nor a word on its way. */
static void end_media(struct outlining *r)
{
	struct sdp_outline *o = r->o;

	for (int i = o->codecs; i-- > 0;)
		if (o->codec[i] & UNNAMED) {
			drop_codec(o, i);
			o->partial = true;
		}
	if (!r->open || r->chosen)
		return;
	r->chosen = true;
	o->reach = r->way.reach;
	o->direction = r->way.direction;
}

static void begin_media(struct outlining *r)
{
	if (r->in_media)
		end_media(r);
	r->in_media = true;
	r->open = r->connected = r->directed = false;
	r->way = (struct way){ UNTOLD, UNTOLD };
}

/* "audio 49170/2 RTP/AVP 0 8 96" */
static void read_media(struct outlining *r, const char *p, const char *end)
{
	struct sdp_outline *o = r->o;
	const char *port = pass_blanks(pass_word(p, end), end);
	const char *proto, *behind;
	unsigned number = scan_digits(port, end, 65535, &behind);
	bool rtp;

	begin_media(r);
	p = pass_word(port, end);
	proto = pass_blanks(p, end);
	if (behind == port || number > 65535 ||
	    (behind < p && *behind != '/') || proto == end) {
		o->partial = true;
		return;
	}
	o->streams += o->streams < UINT8_MAX;
	if (number == 0)
		return;
	r->open = true;
	o->open += o->open < UINT8_MAX;
	p = pass_word(proto, end);
	rtp = scan_is_rtp(slice_between(proto, p));
	while (p = pass_blanks(p, end), p < end) {
		const char *format = p;

		p = pass_word(p, end);
		if (rtp)
			read_type(o, format, p);
		else
			add_codec(o, scan_codec_number(
				slice_between(format, p)));
	}
}

/* "IN IP4 192.0.2.1" as nearly all write it; false: some other way. */
ALWAYS bool read_plain_address(const char *p, const char *end,
			       uint8_t *reach)
{
	uint8_t bytes[4];

	if (end - p < 14 || memcmp(p, "IN IP4 ", 7) != 0)
		return false;
	p += 7;
	for (int i = 0; i < 4; i++) {
		const char *from = p;
		unsigned n = scan_digits(p, end, 255, &p);

		if (p == from || n > 255 || (*from == '0' && p > from + 1) ||
		    (i < 3 && (p == end || *p++ != '.')))
			return false;
		bytes[i] = (uint8_t)n;
	}
	if (p != end)
		return false;
	*reach = (uint8_t)scan_reach_of_v4(bytes);
	return true;
}

static void read_connection(struct outlining *r, const char *p,
			    const char *end)
{
	struct way *way = r->in_media ? &r->way : &r->session;
	struct sdp_flow flow;

	if (r->connected)
		return;
	if (read_plain_address(p, end, &way->reach)) {
		r->connected = true;
	} else if (scan_connection(slice_between(p, end), &flow)) {
		r->connected = true;
		way->reach = (uint8_t)flow.reach;
	}
}

/* "96 opus/48000/2" */
static void read_rtpmap(struct sdp_outline *o, const char *p,
			const char *end)
{
	const char *behind, *name;
	unsigned type;
	uint8_t codec;
	int at;

	p = pass_blanks(p, end);
	type = scan_digits(p, end, 999, &behind);
	if (behind == p || type >= UNNAMED)
		return;
	at = find_codec(o, UNNAMED | type);
	if (at == o->codecs)
		return;
	name = pass_blanks(behind, end);
	p = name;
	while (p < end && *p != '/' && !scan_is(*p, CHAR_BLANK))
		p++;
	if (name == behind || p == name)
		return;
	codec = scan_codec_number(slice_between(name, p));
	o->partial |= codec == 0;
	if (codec == 0 || find_codec(o, codec) < o->codecs)
		drop_codec(o, at);
	else
		o->codec[at] = codec;
}

static void read_attribute(struct outlining *r, const char *p,
			   const char *end)
{
	struct way *way = r->in_media ? &r->way : &r->session;
	enum sdp_direction direction;

	if (end - p > 7 && scan_same(slice_between(p, p + 7),
				     SLICE("rtpmap:"))) {
		read_rtpmap(r->o, p + 7, end);
	} else if (end - p == 8 && !r->directed &&
		   scan_direction(slice_between(p, end), &direction)) {
		r->directed = true;
		way->direction = (uint8_t)direction;
	}
}

/* Most lines are of no concern, by their type. */
ALWAYS bool is_wanted(char type)
{
	return type == 'a' || type == 'c' || type == 'm' ||
	       scan_is(type, CHAR_BLANK);
}

/* A line, blanks around it. */
static void read_line(struct outlining *r, const char *p, const char *end)
{
	char type;

	p = pass_blanks(p, end);
	if (end - p < 2 || p[1] != '=')
		return;
	type = *p;
	p = pass_blanks(p + 2, end);
	while (end > p && scan_is(end[-1], CHAR_BLANK))
		end--;
	if (type == 'm')
		read_media(r, p, end);
	else if (type == 'c')
		read_connection(r, p, end);
	else if (type == 'a')
		read_attribute(r, p, end);
}

/* What the first stream doesn't say of its way the session does. */
static void settle(struct outlining *r)
{
	if (r->o->reach == UNTOLD)
		r->o->reach = r->session.reach;
	if (r->o->direction == UNTOLD)
		r->o->direction = r->session.direction;
}

/* The lines of TEXT, until they are known. */
static void read_lines(struct outlining *r, struct slice text,
		       struct sdp_memory *memory)
{
	struct walk w = walk_over(text, glance_line_feeds);
	const char *p, *lf, *end = text.p + text.n;
	uint64_t key = 0;

	for (p = text.p; p < end; p = lf < end ? lf + 1 : end) {
		lf = walk_on(&w, glance_line_feeds);
		if (!is_wanted(*p))
			continue;
		if (*p == 'm' && memory && !r->in_media) {
			struct slice rest = scan_behind_port(p, lf, end);

			if (rest.n && scan_recall(memory, rest, r->o, &key))
				return;
		}
		read_line(r, p, lf);
	}
	if (r->in_media)
		end_media(r);
	if (key)
		scan_remember(memory, key, r->o);
}

bool sdp_read_outline(struct slice text, struct sdp_outline *o,
		      struct sdp_memory *memory)
{
	struct outlining r = { .o = o };

	text = slice_trim(text);
	if (!scan_same(slice_head(text, 2), SLICE("v=")))
		return false;
	*o = (struct sdp_outline){ .there = true };
	read_lines(&r, text, memory);
	settle(&r);
	return true;
}

bool sdp_outlines_meet(const struct sdp_outline *offer,
		       const struct sdp_outline *answer)
{
	if (offer->partial || answer->partial)
		return true;
	for (int i = 0; i < answer->codecs; i++)
		if (answer->codec[i] >= FIRST_MEDIA &&
		    find_codec(offer, answer->codec[i]) < offer->codecs)
			return true;
	return false;
}
